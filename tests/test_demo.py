"""`twin demo` and `twin serve` as a person meets them: a program, its screen, its signals."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from twin.store.data_folder import processes_in
from twin.store.embedded import PrivateServer
from twin.store.locks import wait_until

NEXT = "Run again:"
STOPS_WITHIN = 20.0
"""Seconds, on a machine that runs other tests besides; alone it takes two with an open stream."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "twin", *arguments]


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TWIN_")}
    return kept | {"TWIN_HOME": str(home)} | more


def run(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end: for those that are refused."""
    return subprocess.run(
        command(*arguments),
        env=environment(home, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


class Started:
    """A running command, and what it has written so far."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port
        self.lines: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def screen(self) -> str:
        return "".join(self.lines)

    def read_until(self, words: str) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if words in line:
                return
        pytest.fail(f"it ended before it said {words!r}:\n{self.screen}")

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(STOPS_WITHIN)


@contextmanager
def started(home: Path, *arguments: str, **more: str) -> Iterator[Started]:
    port = free_port()
    with subprocess.Popen(
        command(*arguments, "--port", str(port)),
        env=environment(home, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            running = Started(process, port)
            running.read_until(NEXT)
            yield running
        finally:
            process.kill()


@contextmanager
def open_stream(running: Started) -> Iterator[socket.socket]:
    """Keep a stream of events open, as every map in a browser does."""
    with socket.create_connection(("127.0.0.1", running.port), timeout=30) as connection:
        connection.sendall(b"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert connection.recv(64).startswith(b"HTTP/1.1 200")
        yield connection


def is_refused(result: subprocess.CompletedProcess[str], words: str) -> None:
    """The command ended with one sentence a language, and with nothing that only a programmer reads."""
    assert result.returncode == 1
    vietnamese, english = result.stderr.splitlines()
    assert vietnamese.startswith("Lỗi: ")
    assert english.startswith("Error: ")
    assert words in english


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demonstration has run once; `first-screen` is what it wrote."""
    home = tmp_path_factory.mktemp("demo") / "home"
    with started(home, "demo") as running:
        assert running.stop(signal.SIGINT) == 0
    (home / "first-screen").write_text(running.screen)
    return home


def nothing_runs(home: Path) -> bool:
    return not processes_in(home / "pg")


def test_the_first_start_says_where_the_map_is_and_what_to_do_next(home: Path) -> None:
    screen = (home / "first-screen").read_text()
    assert "Bản đồ / Map   http://127.0.0.1:" in screen
    assert "Open the address in a browser" in screen
    assert "Mở địa chỉ trên trong trình duyệt" in screen
    assert screen.count("twin_") == 1


def test_it_serves_and_shows_its_token_no_second_time(home: Path) -> None:
    with started(home, "demo") as running:
        assert "twin_" not in running.screen
        landing = httpx.get(f"{running.address}/api/", timeout=30)
        assert landing.status_code == 200
        assert landing.json()["links"]
        assert running.stop(signal.SIGINT) == 0


def test_it_listens_on_loopback_only(home: Path) -> None:
    with started(home, "demo") as running:
        for family in ("tcp", "tcp6"):
            heard = [
                line.split()[1]
                for line in Path(f"/proc/{running.process.pid}/net/{family}").read_text().splitlines()[1:]
            ]
            at_our_port = {
                address.rpartition(":")[0] for address in heard if address.endswith(f":{running.port:04X}")
            }
            assert at_our_port <= {"0100007F"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_ends_everything_also_with_open_streams(home: Path, number: signal.Signals) -> None:
    with started(home, "demo") as running, open_stream(running):
        assert running.stop(number) == 0
        assert nothing_runs(home)
        assert running.process.stdout is not None
        rest = running.process.stdout.read()
    assert "Stopped" in rest
    assert "Traceback" not in rest


def test_a_signal_during_the_first_steps_ends_everything_too(home: Path) -> None:
    with subprocess.Popen(
        command("demo", "--port", str(free_port())), env=environment(home), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "→" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOPS_WITHIN) == 0
    assert wait_until(lambda: nothing_runs(home), STOPS_WITHIN)


def test_killing_it_leaves_no_database_behind(home: Path) -> None:
    with started(home, "demo") as running:
        running.process.kill()
        running.process.wait()
        assert wait_until(lambda: nothing_runs(home), STOPS_WITHIN)


def test_workers_end_with_their_killed_parent(home: Path) -> None:
    with started(home, "serve", "--workers", "2") as running:
        assert httpx.get(f"{running.address}/api/", timeout=60).status_code == 200
        running.process.kill()
        running.process.wait()
        assert wait_until(lambda: is_closed(running.port), STOPS_WITHIN)


def is_closed(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_after_killing_everything_the_next_start_has_it_all(home: Path) -> None:
    with started(home, "demo") as running:
        with psycopg.connect(PrivateServer(home).url) as connection:
            connection.execute("CREATE TABLE public.typed AS SELECT 'không mất' AS word")
        for process in [*processes_in(home / "pg"), running.process.pid]:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
    with started(home, "demo"), psycopg.connect(PrivateServer(home).url) as connection:
        assert connection.execute("SELECT word FROM public.typed").fetchone() == ("không mất",)


def test_a_second_one_in_the_same_folder_names_the_first(home: Path) -> None:
    with started(home, "demo") as running:
        second = run(home, "demo", "--port", str(free_port()))
        assert running.process.poll() is None
    is_refused(second, f"already running: {running.address}")


def test_commands_join_the_running_server(home: Path) -> None:
    with started(home, "demo") as running:
        assert run(home, "migrate").returncode == 0
        assert httpx.get(f"{running.address}/api/", timeout=30).status_code == 200


def test_who_lost_the_first_token_makes_another(home: Path) -> None:
    with started(home, "demo") as running:
        made = run(home, "token", "chi-lan", "--role", "viewer")
        assert made.returncode == 0, made.stderr
        bearer = {"Authorization": f"Bearer {made.stdout.split()[-1]}"}
        assert httpx.get(f"{running.address}/api/collections", headers=bearer, timeout=30).status_code == 200
        wrong = {"Authorization": "Bearer twin_made-up"}
        assert httpx.get(f"{running.address}/api/collections", headers=wrong, timeout=30).status_code == 401


def test_a_taken_port_is_said_before_the_long_work(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        is_refused(run(tmp_path, "demo", "--port", str(port)), f"Port {port} on 127.0.0.1 cannot be opened")
    assert not (tmp_path / "pg").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    is_refused(run(tmp_path / "file", "demo"), str(tmp_path / "file"))


def test_a_missing_package_is_named(tmp_path: Path) -> None:
    """The data is of a PostgreSQL that this machine does not have."""
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg/PG_VERSION").write_text("3\n")
    is_refused(run(tmp_path, "demo", "--port", str(free_port())), "apt-get install postgresql-3-postgis-3")


def test_a_database_that_does_not_answer_is_said_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql://twin:geheim@127.0.0.1:{free_port()}/twin"
    refused = run(tmp_path, "serve", "--port", str(free_port()), TWIN_DATABASE_URL=url)
    is_refused(refused, "cannot be reached")
    assert "geheim" not in refused.stderr


def test_it_runs_on_a_given_database(tmp_path: Path, database: str) -> None:
    with started(tmp_path, "serve", TWIN_DATABASE_URL=database) as running:
        assert httpx.get(f"{running.address}/api/", timeout=30).status_code == 200
        assert running.stop(signal.SIGTERM) == 0
    assert not (tmp_path / "pg").exists()


def test_a_setting_that_makes_no_sense_is_said(tmp_path: Path) -> None:
    is_refused(run(tmp_path, "serve", TWIN_PORT="eight"), "TWIN_PORT")
