"""The data folder of a private server: made whole or not at all, opened for a server that cannot walk to it."""

import json
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from twin.errors import UnavailableError
from twin.store.installation import Account, Installation
from twin.store.locks import wait_until

_ENDINGS = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))
"""From a clean shutdown to none, in seconds; each is safe, the last two cost a recovery at the next start."""
_PID_FILE_LINES = 8
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
"""All that a server sees of its starter's environment."""


class Running(NamedTuple):
    """What the pid file of a server that takes connections says."""

    port: int
    sockets: Path


def read_running(data: Path) -> Running | None:
    """Read `postmaster.pid`: process, folder, start time, port, sockets, address, memory, status."""
    with suppress(FileNotFoundError):
        lines = (data / "postmaster.pid").read_text().splitlines()
        if len(lines) == _PID_FILE_LINES and lines[-1].strip() == "ready":
            return Running(int(lines[3]), Path(lines[4]))
    return None


def read_version(data: Path) -> int | None:
    """Return the major version of PostgreSQL that made the folder, or None where there is none."""
    with suppress(FileNotFoundError):
        return int((data / "PG_VERSION").read_text())
    return None


@contextmanager
def opened(folder: Path) -> Iterator[int]:
    """Open a folder as a file descriptor; `/proc/self/fd/<n>` is then its path in any child that inherits it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def read_passwords(home: Path) -> dict[str, str]:
    """Return role -> password.

    Raises UnavailableError where somebody removed the file: nobody can log in without it.
    """
    path = home / "passwords.json"
    try:
        found: dict[str, str] = json.loads(path.read_text())
    except (FileNotFoundError, ValueError) as error:
        raise UnavailableError(
            vi=f"Mất tệp mật khẩu của cơ sở dữ liệu: {path}.",
            en=f"The database's password file is lost: {path}.",
        ) from error
    return found


def _make_passwords(home: Path, roles: tuple[str, ...]) -> None:
    path = home / "passwords.json"
    if not path.exists():
        unfinished = path.with_suffix(".new")
        unfinished.touch(mode=0o600)
        with unfinished.open("w") as file:
            json.dump({role: secrets.token_urlsafe(24) for role in roles}, file)
            file.flush()
            # On the disk before there is data that only these passwords open.
            os.fsync(file.fileno())
        unfinished.rename(path)


def make_data(
    home: Path, installation: Installation, account: Account, roles: tuple[str, ...], *, durable: bool
) -> tuple[int, str]:
    """Make `home/pg`, whose administrator is the first of the roles; return initdb's exit code and its words.

    It is made under another name first, so that a folder called `pg` is always whole.
    """
    unfinished = home / "pg.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    os.chown(unfinished, account.uid, account.gid)
    _make_passwords(home, roles)
    # Neither an argument nor a file on a disk shows the password.
    password = os.memfd_create("password")
    os.write(password, read_passwords(home)[roles[0]].encode())
    with os.fdopen(password, "rb"), opened(unfinished) as folder:
        command = [
            *(str(installation.programs / "initdb"), "-D", f"/proc/self/fd/{folder}", "-U", roles[0]),
            *(
                f"--pwfile=/proc/self/fd/{password}",
                "--auth=scram-sha-256",
                "--locale=C.UTF-8",
                "--encoding=UTF8",
            ),
            *(() if durable else ("--no-sync",)),
        ]
        done = subprocess.run(  # noqa: S603 - the parts are ours
            command,
            env=ENVIRONMENT,
            cwd="/",
            user=account.uid,
            group=account.gid,
            extra_groups=[] if os.geteuid() == 0 else None,
            pass_fds=(folder, password),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode == 0:
        unfinished.rename(home / "pg")
    return done.returncode, done.stderr


def processes_in(folder: Path) -> list[int]:
    """Return the PostgreSQL processes whose working directory is this very folder.

    A server changes into its data folder and stays there, so these are certainly its own; a number in an
    old pid file is not enough, since numbers are used again.
    """
    return list(_processes_in(folder.stat()))


def _processes_in(wanted: os.stat_result) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        # Processes end while we look, and other users' cannot be looked into.
        with suppress(OSError):
            if entry.name.isdecimal() and os.path.samestat((entry / "cwd").stat(), wanted):
                program = str((entry / "exe").readlink()).removesuffix(" (deleted)")
                if program.endswith("/postgres"):
                    yield int(entry.name)


def clear_leftovers(data: Path) -> None:
    """End the orphans of a killed server and remove its pid file, so that a new one can start.

    Only for whoever holds the lock for starting while no keeper is alive.
    Raises UnavailableError when a process cannot be ended.
    """
    for number, seconds in _ENDINGS:
        for process in processes_in(data):
            with suppress(ProcessLookupError):
                os.kill(process, number)
        if wait_until(lambda: not processes_in(data), seconds):
            (data / "postmaster.pid").unlink(missing_ok=True)
            return
    raise UnavailableError(
        vi=f"Máy chủ cơ sở dữ liệu cũ trong {data} không dừng được.",
        en=f"The old database server in {data} cannot be stopped.",
    )
