"""A private PostGIS server under one folder, for whoever has no database of their own.

It runs while at least one program uses it: the first starts it, the last one out stops it, and programs that
are killed count as gone (see `keeper`). It listens on a socket in a folder of its own and on one loopback
port. Its data folder is handed over as an open file, so neither the length of the path nor folders above it
that the server's user may not enter matter.
"""

import errno
import hashlib
import hmac
import os
import shutil
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, Self

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from twin.errors import NotFoundError, UnavailableError
from twin.settings import Settings
from twin.store import keeper
from twin.store.data_folder import (
    ENVIRONMENT,
    Running,
    clear_leftovers,
    make_data,
    opened,
    read_passwords,
    read_running,
    read_version,
)
from twin.store.installation import Account, Installation, account_for, find_installation, server_settings
from twin.store.locks import try_lock, wait_until
from twin.store.reviving import reviving

ADMINISTRATOR = "postgres"
ROLE = DATABASE = "twin"
API_ROLE = "twin_api"
"""The web server's own role, with no more rights than it needs (see `sql/050_api_role.sql`)."""
EXTENSIONS = ("postgis", "unaccent", "pg_trgm")
_SPACE_NEEDED = 300 * 2**20
_LOG_LIMIT = 10 * 2**20
_START_PATIENCE = 600.0
"""Seconds: recovery after a crash may replay gigabytes of log."""
_STOP_PATIENCE = 60.0
_PORTS_TRIED = 3


class _PortTakenError(Exception):
    """Somebody took the port between our look and the server's start."""


class PrivateServer:
    """One folder's server. Many programs may start and stop it at once."""

    def __init__(self, home: Path, *, durable: bool = True, space_needed: int = _SPACE_NEEDED) -> None:
        """`durable`: a commit survives a power cut. `space_needed`: bytes free on the disk, or no start."""
        self.home = home.absolute()
        self.durable = durable
        self.space_needed = space_needed
        self._using: IO[bytes] | None = None
        self._port: int | None = None

    @property
    def data(self) -> Path:
        return self.home / "pg"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def url(self) -> str:
        """The twin's database on the running server."""
        return self.url_of(DATABASE, ROLE)

    @property
    def administrator_url(self) -> str:
        """The administrator's own database: databases and extensions are made from there."""
        return self.url_of(ADMINISTRATOR, ADMINISTRATOR)

    @property
    def port(self) -> int:
        """The loopback port, for programs that cannot use the socket."""
        return self._running().port

    def url_of(self, database: str, role: str = ROLE) -> str:
        """Return the URL of a database on the running server, through its socket: twice as fast as the port.

        Raises UnavailableError when the server does not run.
        """
        running = self._running()
        password = read_passwords(self.home)[role]
        return f"postgresql://{role}:{password}@/{database}?host={running.sockets}&port={running.port}"

    def _running(self) -> Running:
        running = read_running(self.data)
        if running is None:
            raise UnavailableError(
                vi="Máy chủ cơ sở dữ liệu riêng không chạy.", en="The private database server is not running."
            )
        return running

    def start(self) -> str:
        """Start the server, or join it where it runs, and return `url`.

        Raises UnavailableError with what is in the way: a missing package, a full disk, somebody else's folder.
        """
        with _in_words(self.home):
            self._make_home()
            with self._starting():
                self._using = self._hold_for_use()
                try:
                    self._join_or_run()
                    self._provide()
                except BaseException:
                    self.stop()
                    raise
                self._port = self.port
                return self.url

    def revive(self) -> None:
        """Start the server again where it has ended while it was in use, on its old port. Raises UnavailableError."""
        if not self._is_kept():
            with _in_words(self.home), self._starting():
                self._join_or_run()

    def stop(self) -> None:
        """Leave the server. The last one out waits until it has shut down."""
        using, self._using = self._using, None
        if using is None:
            return
        # Only the last user gets the exclusive lock; where even a shared one is refused, the keeper has it.
        others = not try_lock(using) and try_lock(using, shared=True)
        using.close()
        if not others:
            wait_until(lambda: not self._is_kept(), _STOP_PATIENCE)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _make_home(self) -> None:
        (self.home / "locks").mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self.home).free < self.space_needed:
            raise _disk_full(self.home)

    def _open_lock(self, name: str) -> IO[bytes]:
        return (self.home / "locks" / name).open("ab")

    @contextmanager
    def _starting(self) -> Iterator[None]:
        with self._open_lock("starting") as file:
            if not wait_until(lambda: try_lock(file), _START_PATIENCE):
                raise UnavailableError(
                    vi="Một chương trình khác khởi động cơ sở dữ liệu mãi chưa xong.",
                    en="Another program has been starting the database for too long.",
                )
            yield

    def _hold_for_use(self) -> IO[bytes]:
        using = self._open_lock("using")
        if wait_until(lambda: try_lock(using, shared=True), _STOP_PATIENCE):
            return using
        using.close()
        raise UnavailableError(
            vi="Máy chủ cơ sở dữ liệu đang dừng mãi chưa xong.",
            en="The database server has been stopping for too long.",
        )

    def _is_kept(self) -> bool:
        with self._open_lock("keeping") as file:
            return not try_lock(file)

    def _join_or_run(self) -> None:
        if self._is_kept():
            # A killed server may still look alive for a moment.
            wait_until(lambda: self._answers() or not self._is_kept(), _START_PATIENCE)
        if not self._is_kept():
            self._run()

    def _answers(self) -> bool:
        if read_running(self.data) is None:
            return False
        try:
            psycopg.connect(self.administrator_url).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self) -> None:
        installation = find_installation(read_version(self.data))
        account = account_for(self.data)
        if read_version(self.data) is None:
            roles = (ADMINISTRATOR, ROLE)
            code, said = make_data(self.home, installation, account, roles, durable=self.durable)
            if code != 0:
                raise _refusal(self.home, said)
        clear_leftovers(self.data)
        for port in (self._port, *[None] * _PORTS_TRIED):
            with suppress(_PortTakenError):
                return self._keep(installation, account, port or _free_port())
        raise UnavailableError(
            vi="Không có cổng trống cho cơ sở dữ liệu.", en="No port is free for the database."
        )

    def _keep(self, installation: Installation, account: Account, port: int) -> None:
        """Start a keeper with its server, and wait until connections are taken or the keeper has ended."""
        reading, writing = os.pipe()
        with (
            os.fdopen(reading, "rb", buffering=0) as ended,
            self._open_log() as log,
            opened(self.data) as folder,
            self._open_lock("using") as using,
            self._open_lock("keeping") as keeping,
        ):
            sockets = _socket_folder(self.home, account)
            said_before = log.seek(0, os.SEEK_END)
            order = keeper.Order(
                command=self._command(installation, folder, port, sockets),
                environment=ENVIRONMENT,
                uid=account.uid,
                gid=account.gid,
                folder=folder,
                sockets=str(sockets),
                log=log.fileno(),
                using=using.fileno(),
                keeping=keeping.fileno(),
            )
            with os.fdopen(writing, "wb"):
                keeper.summon(order, writing)
            os.set_blocking(reading, False)
            wait_until(lambda: read_running(self.data) is not None or ended.read(1) == b"", _START_PATIENCE)
        if not self._is_kept():
            with self.log.open("rb") as log:
                log.seek(said_before)
                raise _refusal(self.home, log.read().decode(errors="replace"))

    def _open_log(self) -> IO[bytes]:
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.old"))
        self.log.touch(mode=0o600)
        return self.log.open("ab")

    def _command(self, installation: Installation, folder: int, port: int, sockets: Path) -> list[str]:
        settings = server_settings(durable=self.durable) | {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": str(sockets),
            "unix_socket_permissions": "0600",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(installation.programs / "postgres"), "-D", f"/proc/self/fd/{folder}", *options]

    def _provide(self) -> None:
        """Make the roles, the database and the extensions where they are missing."""
        password = read_passwords(self.home)[ROLE]
        role = "SELECT FROM pg_roles WHERE rolname = %s", "CREATE ROLE {name} LOGIN PASSWORD {password}"
        database = "SELECT FROM pg_database WHERE datname = %s", "CREATE DATABASE {name} OWNER {name}"
        with psycopg.connect(self.administrator_url, autocommit=True) as connection:
            for (exists, statement), name, secret in (
                (role, ROLE, password),
                (role, API_ROLE, _derived(password)),
                (database, DATABASE, ""),
            ):
                if connection.execute(exists.encode(), (name,)).fetchone() is None:
                    parts = {"name": sql.Identifier(name), "password": sql.Literal(secret)}
                    connection.execute(sql.SQL(statement).format(**parts))
        with psycopg.connect(self.url_of(DATABASE, ADMINISTRATOR), autocommit=True) as connection:
            for name in EXTENSIONS:
                connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))


@contextmanager
def open_database(settings: Settings, *, create: bool = False, revive: bool = False) -> Iterator[str]:
    """Lend the URL of the twin's database: the one that is set, or the private server's while the block runs.

    `revive`: a private server that ends meanwhile is started again. Raises NotFoundError where there is neither,
    unless a private one may be created.
    """
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    server = PrivateServer(settings.home)
    if not create and read_version(server.data) is None:
        raise NotFoundError(
            vi=f"Chưa có dữ liệu trong {server.home}: hãy chạy 'make demo' trước, "
            "hoặc đặt TWIN_HOME hay TWIN_DATABASE_URL.",
            en=f"There is no data in {server.home}: run 'make demo' first, or set TWIN_HOME or TWIN_DATABASE_URL.",
        )
    with server, reviving(server) if revive else nullcontext():
        yield server.url


def _derived(password: str) -> str:
    """Return the web server's password: made of the owner's, which cannot be found out from it."""
    return hmac.new(password.encode(), API_ROLE.encode(), hashlib.sha256).hexdigest()


def api_url(settings: Settings, url: str) -> str:
    """Return the URL with which the web server opens the database that `url` opens for its owner."""
    if settings.api_database_url is not None:
        return settings.api_database_url.get_secret_value()
    if settings.database_url is not None:
        return url
    return private_api_url(url)


def private_api_url(url: str) -> str:
    """Return the web server's URL of a database of a private server, given its owner's."""
    owner = make_url(url)
    login = owner.set(username=API_ROLE, password=_derived(owner.password or ""))
    return login.render_as_string(hide_password=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _socket_folder(home: Path, account: Account) -> Path:
    """Return a folder for the sockets that only the server's user may enter, under a path that fits.

    A socket's path has 107 bytes at most. Raises UnavailableError when somebody else made the folder.
    """
    short = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    parent = Path("/run") if os.access("/run", os.W_OK) else Path("/tmp")  # noqa: S108 - checked below
    folder = parent / f"twin-{account.uid}-{short}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chown(folder, account.uid, account.gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or found.st_mode & 0o077:
        raise UnavailableError(
            vi=f"Thư mục {folder} do người khác tạo; hãy xóa nó.",
            en=f"Somebody else made {folder}; remove it.",
        )
    return folder


def _disk_full(home: Path) -> UnavailableError:
    return UnavailableError(
        vi=f"Ổ đĩa chứa {home} đã đầy: hãy giải phóng ít nhất {_SPACE_NEEDED // 2**20} MB.",
        en=f"The disk of {home} is full: free at least {_SPACE_NEEDED // 2**20} MB.",
    )


def _refusal(home: Path, said: str) -> Exception:
    """Turn the server's last words into an error."""
    if "No space left on device" in said:
        return _disk_full(home)
    if "could not create any TCP/IP sockets" in said:
        return _PortTakenError()
    lines = [line for line in said.splitlines() if any(word in line for word in ("FATAL", "PANIC", "error:"))]
    last = lines[-1] if lines else said.strip().rpartition("\n")[2]
    return UnavailableError(
        vi=f"Cơ sở dữ liệu không khởi động được (xem {home / 'server.log'}): {last}",
        en=f"The database did not start (see {home / 'server.log'}): {last}",
    )


@contextmanager
def _in_words(home: Path) -> Iterator[None]:
    """Say what the system and the new server refuse in sentences."""
    try:
        yield
    except PermissionError as error:
        raise UnavailableError(
            vi=f"Không ghi được vào {error.filename or home}: không có quyền.",
            en=f"{error.filename or home} cannot be written: permission denied.",
        ) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise _disk_full(home) from error
        raise UnavailableError(
            vi=f"Không dùng được {error.filename or home}: {error.strerror}.",
            en=f"{error.filename or home} cannot be used: {error.strerror}.",
        ) from error
    except psycopg.Error as error:
        if isinstance(error, psycopg.errors.DiskFull):
            raise _disk_full(home) from error
        first_line = str(error).partition("\n")[0]
        raise UnavailableError(
            vi=f"Cơ sở dữ liệu riêng chưa sẵn sàng: {first_line}",
            en=f"The private database is not ready: {first_line}",
        ) from error
