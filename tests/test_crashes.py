"""Killed while it works: the database, and a process of the web server. Nothing that was confirmed is lost."""

import asyncio
import os
import re
import signal
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.test_demo import Started, started
from twin.store.data_folder import processes_in
from twin.store.embedded import PrivateServer
from twin.store.locks import wait_until

CAMERAS = "/api/collections/cameras/items"
EDITS, AT_ONCE = 1_000, 32
PATIENCE = 20.0


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Started, Path, str]]:
    """A server with two processes and its own database, the database's folder, and a token that may write."""
    home = tmp_path_factory.mktemp("crashes") / "home"
    with started(home, "serve", "--workers", "2", TWIN_LOG_FORMAT="json") as running:
        found = re.search(r"twin_[\w-]{43}", running.screen)
        assert found is not None
        assert running.process.stdout is not None
        # A server whose log nobody reads would come to a halt.
        threading.Thread(target=running.process.stdout.read, daemon=True).start()
        assert wait_until(lambda: is_ready(running.address), PATIENCE)
        wait_for_no_disk(home)
        yield running, home / "pg", found[0]
        assert running.stop(signal.SIGTERM) == 0


def wait_for_no_disk(home: Path) -> None:
    """Leave to the kernel what is written: it outlives a killed program, if not a power cut, and is much faster."""
    with psycopg.connect(PrivateServer(home).administrator_url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")


def is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health/ready", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def camera(name: str) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [105.79, 21.01]}
    return {"type": "Feature", "geometry": point, "properties": {"name": name}}


class Editors:
    """Many clients that add a feature each, and ask again with the same key until they are answered."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address
        self._headers = {"Authorization": f"Bearer {token}"}
        self.answers: Counter[int] = Counter()
        self.added: dict[str, str] = {}
        self.well_begun = asyncio.Event()

    async def _add(self, client: httpx.AsyncClient, name: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                headers = {"Idempotency-Key": name}
                answer = await client.post(f"{self._address}{CAMERAS}", json=camera(name), headers=headers)
            except httpx.TransportError:
                self.answers[0] += 1
                continue
            self.answers[answer.status_code] += 1
            if answer.is_success:
                self.added[name] = answer.headers["location"]
                if len(self.added) > EDITS // 4:
                    self.well_begun.set()
                return
            assert answer.headers["retry-after"], answer.text
            await asyncio.sleep(0.05)

    async def add(self, names: list[str]) -> None:
        waiting = iter(names)
        async with httpx.AsyncClient(headers=self._headers, timeout=PATIENCE) as client:

            async def work() -> None:
                for name in waiting:
                    await self._add(client, name)

            await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def kill_meanwhile(editors: Editors, data: Path) -> None:
    names = [f"camera {number}" for number in range(EDITS)]
    adding = asyncio.create_task(editors.add(names))
    async with asyncio.timeout(PATIENCE):
        await editors.well_begun.wait()
    for process in processes_in(data):
        os.kill(process, signal.SIGKILL)
    await adding


def test_a_killed_database_loses_no_edit_and_applies_none_twice(serving: tuple[Started, Path, str]) -> None:
    running, data, token = serving
    editors = Editors(running.address, token)
    asyncio.run(kill_meanwhile(editors, data))
    assert len(editors.added) == EDITS
    assert editors.answers[503] > 0
    assert set(editors.answers) <= {0, 201, 503}
    stored = httpx.get(f"{running.address}{CAMERAS}?limit=10000", timeout=PATIENCE).json()["features"]
    assert Counter(feature["properties"]["name"] for feature in stored) == Counter(list(editors.added))
    assert {str(feature["id"]) for feature in stored} == {
        location.rpartition("/")[2] for location in editors.added.values()
    }


def children(process: int) -> set[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return {int(child) for child in listed if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()}


def test_a_killed_worker_is_replaced(serving: tuple[Started, Path, str]) -> None:
    running, _, _ = serving
    parent = running.process.pid
    before = children(parent)
    assert len(before) == 2
    killed = min(before)
    os.kill(killed, signal.SIGKILL)
    assert wait_until(lambda: len(children(parent) - {killed}) == 2, PATIENCE)
    assert wait_until(lambda: is_ready(running.address), PATIENCE)
    for _ in range(20):
        assert httpx.get(f"{running.address}{CAMERAS}?limit=1", timeout=PATIENCE).status_code == 200


def worker_beside(process: int) -> int | None:
    """Return the worker that a server has started."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    listed += [
        child
        for task in Path(f"/proc/{process}/task").iterdir()
        if task.name != str(process)
        for child in (task / "children").read_text(encoding="ascii").split()
    ]
    found = [int(child) for child in listed if b"worker" in Path(f"/proc/{child}/cmdline").read_bytes()]
    return found[0] if found else None


def test_a_worker_beside_the_server_does_jobs_and_is_replaced(serving: tuple[Started, Path, str]) -> None:
    running, _, token = serving
    headers = {"Authorization": f"Bearer {token}", "Prefer": "respond-async"}
    with httpx.Client(base_url=running.address, headers=headers, timeout=PATIENCE) as client:

        def is_done() -> bool:
            job = client.post("/api/processes/rain_activation/execution", json={}).headers["location"]
            return wait_until(lambda: client.get(job).json()["status"] == "successful", 3 * PATIENCE)

        assert is_done()
        killed = worker_beside(running.process.pid)
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        assert wait_until(lambda: worker_beside(running.process.pid) not in {None, killed}, PATIENCE)
        assert is_done()


@contextmanager
def asleep(processes: set[int]) -> Iterator[None]:
    """Have these processes take no requests for a moment."""
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


def counted(address: str, name: str) -> float:
    lines = httpx.get(f"{address}/metrics", timeout=PATIENCE).text.splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name))


def test_what_all_workers_count_is_told_together(serving: tuple[Started, Path, str]) -> None:
    address, parent = serving[0].address, serving[0].process.pid
    assert wait_until(lambda: len(children(parent)) == 2, PATIENCE)
    workers = children(parent)
    asked = 'twin_requests_total{method="GET",route="/health/live"'
    before = counted(address, asked)
    with ExitStack() as stack:
        for number, worker in enumerate(sorted(workers), start=1):
            with asleep(workers - {worker}):
                for _ in range(number):
                    assert httpx.get(f"{address}/health/live").status_code == 200
                    stream = httpx.stream("GET", f"{address}/api/events", timeout=PATIENCE)
                    assert stack.enter_context(stream).status_code == 200
        assert counted(address, asked) == before + 3
        assert counted(address, "twin_streams ") == 3
        os.kill(min(workers), signal.SIGKILL)
        assert wait_until(lambda: counted_or_none(address, "twin_streams ") == 2, PATIENCE)
        assert counted(address, asked) == before + 3
        assert counted(address, "twin_hears_database ") == 1
    assert wait_until(lambda: len(children(parent) - {min(workers)}) == 2, PATIENCE)
    assert wait_until(lambda: is_ready(address), PATIENCE)


def counted_or_none(address: str, name: str) -> float | None:
    """Count, unless the connection was the killed process's."""
    try:
        return counted(address, name)
    except httpx.TransportError:
        return None


async def hear_edits(address: str, token: str, number: int) -> list[float]:
    """Return how long each of some edits took from being sent until another client heard of it, in seconds."""
    headers, waits = {"Authorization": f"Bearer {token}"}, []
    async with (
        httpx.AsyncClient(timeout=PATIENCE, headers=headers) as client,
        client.stream("GET", f"{address}/api/events") as stream,
    ):
        lines = (line async for line in stream.aiter_lines() if line.startswith("data:"))
        for _ in range(number):
            sent = time.perf_counter()
            await client.post(f"{address}{CAMERAS}", json=camera("Máy nghe"))
            assert '"cameras"' in await anext(lines)
            waits.append(time.perf_counter() - sent)
    return waits


def test_an_edit_is_heard_by_others_at_once(serving: tuple[Started, Path, str]) -> None:
    running, _, token = serving
    median = statistics.median(asyncio.run(hear_edits(running.address, token, 15)))
    assert median < 0.3, f"{median * 1000:.0f} ms"


async def read_while_it_restarts(running: Started, data: Path) -> Counter[int]:
    answers: Counter[int] = Counter()
    back = asyncio.Event()

    async def read(client: httpx.AsyncClient) -> None:
        while not back.is_set():
            answer = await client.get(f"{running.address}{CAMERAS}?limit=10")
            assert answer.status_code == 200 or answer.headers["retry-after"]
            answers[answer.status_code] += 1
            if answer.status_code != 200:
                await asyncio.sleep(0.02)

    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        readers = [asyncio.create_task(read(client)) for _ in range(8)]
        await asyncio.sleep(0.5)
        postmaster = int((data / "postmaster.pid").read_text(encoding="utf8").split()[0])
        os.kill(postmaster, signal.SIGINT)
        deadline = time.monotonic() + PATIENCE
        while not (answers[503] and await asyncio.to_thread(is_ready, running.address)):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)
        answers[200] = 0
        await asyncio.sleep(0.5)
        back.set()
        await asyncio.gather(*readers)
    return answers


def test_a_restarted_database_is_waited_for(serving: tuple[Started, Path, str]) -> None:
    running, data, _ = serving
    answers = asyncio.run(read_while_it_restarts(running, data))
    assert set(answers) == {200, 503}
    assert answers[200] > 0
