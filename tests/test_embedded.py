"""The private server: it starts anywhere, ends with its last user, and recovers from anything."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import psycopg
import pytest

from twin.errors import NotFoundError, UnavailableError
from twin.settings import Settings
from twin.store.data_folder import processes_in
from twin.store.embedded import PrivateServer, open_database
from twin.store.installation import find_installation
from twin.store.locks import wait_until

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: it changes users")
HOLD = """
import sys
from pathlib import Path
from twin.store.embedded import PrivateServer
with PrivateServer(Path(sys.argv[1])) as server:
    print(server.url, flush=True)
    sys.stdin.read()
"""


def is_down(home: Path) -> bool:
    return not processes_in(home / "pg")


def line_of(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline().strip()


def ask(url: str, question: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
        return str(row[0]) if row else ""


@pytest.fixture(scope="module")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose server has run once and holds one row."""
    home = tmp_path_factory.mktemp("made") / "home"
    with PrivateServer(home, durable=False) as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('giữ lại')")
    return home


@pytest.fixture
def holder(made_home: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that uses the server, which has just started it."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(made_home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert line_of(process.stdout).startswith("postgresql://")
        yield process
        process.kill()
    assert wait_until(lambda: is_down(made_home), 30)


def test_it_offers_an_unprivileged_role_and_the_extensions(made_home: Path) -> None:
    with PrivateServer(made_home) as server:
        assert ask(server.url, "SELECT current_user || ' ' || current_database()") == "twin twin"
        assert (
            ask(server.url, "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = 'twin'")
            == "False"
        )
        found = ask(server.url, "SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension")
        assert found == "pg_trgm plpgsql postgis unaccent"
        assert ask(server.url, "SELECT word FROM kept") == "giữ lại"


def test_a_commit_survives_a_power_cut_unless_told_otherwise(tmp_path: Path) -> None:
    with PrivateServer(tmp_path) as server:
        settings = {
            name: ask(server.url, f"SHOW {name}")
            for name in ("fsync", "synchronous_commit", "full_page_writes")
        }
    assert settings == {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def test_it_listens_on_loopback_and_its_own_socket_only(made_home: Path) -> None:
    with PrivateServer(made_home) as server:
        assert ask(server.url, "SHOW listen_addresses") == "127.0.0.1"
        sockets = Path(ask(server.administrator_url, "SHOW unix_socket_directories"))
        assert sockets.stat().st_mode & 0o077 == 0
        assert f"host={sockets}" in server.url
        by_port = {"host": "127.0.0.1", "port": server.port, "user": "twin", "dbname": "twin"}
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(**by_port)  # type: ignore[arg-type]
    assert not sockets.exists()


def test_secrets_are_for_their_owner_only(made_home: Path) -> None:
    assert (made_home / "passwords.json").stat().st_mode & 0o077 == 0
    assert (made_home / "server.log").stat().st_mode & 0o077 == 0
    assert (made_home / "pg").stat().st_mode & 0o077 == 0


def test_the_last_one_out_stops_it(made_home: Path, holder: subprocess.Popen[str]) -> None:
    joined = PrivateServer(made_home)
    url = joined.start()
    holder.communicate()
    assert holder.returncode == 0
    assert ask(url, "SELECT word FROM kept") == "giữ lại"
    joined.stop()
    assert is_down(made_home)


def test_it_ends_when_its_last_user_is_killed(made_home: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    assert wait_until(lambda: is_down(made_home), 30)


def test_it_recovers_when_everything_is_killed(made_home: Path, holder: subprocess.Popen[str]) -> None:
    with psycopg.connect(PrivateServer(made_home).url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS typed (n int)")
        connection.execute("INSERT INTO typed VALUES (7)")
    everything = [*processes_in(made_home / "pg"), *keepers_of(made_home), holder.pid]
    for process in everything:
        # Some end by themselves when the first are gone.
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    with PrivateServer(made_home) as server:
        assert ask(server.url, "SELECT max(n) FROM typed") == "7"


def test_it_takes_the_place_of_an_orphan(made_home: Path, holder: subprocess.Popen[str]) -> None:
    """The keeper is killed: the kernel tells the server to end, and nobody waits for that."""
    [keeper] = keepers_of(made_home)
    os.kill(keeper, signal.SIGKILL)
    with PrivateServer(made_home) as server:
        assert ask(server.url, "SELECT word FROM kept") == "giữ lại"
        assert keepers_of(made_home) != [keeper]
    holder.kill()


def keepers_of(home: Path) -> list[int]:
    """Return the parents of the server's own children's parent: the process that started the postmaster."""
    postmaster = int((home / "pg/postmaster.pid").read_text().splitlines()[0])
    return [int(Path(f"/proc/{postmaster}/stat").read_text().rpartition(")")[2].split()[1])]


def test_a_pid_file_that_names_somebody_else_is_no_obstacle(made_home: Path) -> None:
    stale = made_home / "pg/postmaster.pid"
    stale.write_text(f"{os.getppid()}\n/somewhere/else\n1\n5432\n/tmp\n127.0.0.1\n0 0\nready\n")
    with PrivateServer(made_home) as server:
        assert ask(server.url, "SELECT word FROM kept") == "giữ lại"


def test_a_half_made_data_folder_is_made_anew(tmp_path: Path) -> None:
    half = tmp_path / "pg.new/base"
    half.mkdir(parents=True)
    (half / "rest").write_text("half")
    with PrivateServer(tmp_path, durable=False) as server:
        assert ask(server.url, "SELECT 1") == "1"
    assert not half.exists()


def test_it_runs_below_a_path_longer_than_any_socket_takes(tmp_path: Path) -> None:
    deep = tmp_path / "phường" / "/".join(["thư mục có tên rất dài" * 3] * 5)
    assert len(os.fsencode(deep)) > 400
    with PrivateServer(deep, durable=False) as server:
        assert ask(server.url, "SELECT 1") == "1"


@AS_ROOT
def test_it_runs_in_a_folder_that_its_user_may_not_enter(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with PrivateServer(closed / "home", durable=False) as server:
        assert ask(server.url, "SELECT 1") == "1"
        owners = {Path(f"/proc/{process}").stat().st_uid for process in processes_in(closed / "home/pg")}
    assert owners
    assert 0 not in owners


def test_a_full_disk_is_said_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="is full"):
        PrivateServer(tmp_path, space_needed=2**62).start()
    assert not (tmp_path / "pg").exists()


def test_an_unusable_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnavailableError, match="file"):
        PrivateServer(tmp_path / "file").start()


def test_a_missing_postgresql_is_named_with_its_package() -> None:
    with pytest.raises(UnavailableError, match="apt-get install postgresql-3-postgis-3"):
        find_installation(3)


def test_lost_passwords_are_said(made_home: Path) -> None:
    passwords = made_home / "passwords.json"
    kept = passwords.read_text()
    passwords.unlink()
    with pytest.raises(UnavailableError, match="password file is lost"):
        PrivateServer(made_home).start()
    passwords.write_text(kept)
    assert is_down(made_home)


def test_a_command_makes_no_server_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="make demo"), open_database(Settings(home=tmp_path)):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_given_database_comes_before_the_private_one(tmp_path: Path) -> None:
    given = Settings.model_validate({"home": tmp_path, "database_url": "postgresql://elsewhere/city"})
    with open_database(given, create=True) as url:
        assert url == "postgresql://elsewhere/city"
