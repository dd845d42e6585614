"""A whole collection as one stream, beside tipg's pages of it; and what a city's low zooms weigh and take."""

import json
import statistics
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_PIECE = 1 << 20
_FEATURE = b'"type":"Feature",'
_TIPG_PAGE = 10_000


@dataclass(frozen=True)
class Streamed:
    """Seconds to the first byte and to the last, the features that came, and the servers' largest memory in MiB."""

    first: float
    seconds: float
    features: int
    memory_mib: float = 0.0


def _children(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _children(int(child))


def memory_of(pid: int) -> float:
    """Return the largest of the processes that a program started to serve, in MiB."""
    sizes = [0]
    for process in set(_children(pid)) - {pid}:
        try:
            status = Path(f"/proc/{process}/status").read_text()
        except OSError:
            continue
        sizes += [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")]
    return max(sizes) / 1024


class MemoryWatch(threading.Thread):
    """Notes the largest memory of a program's processes until the block ends."""

    def __init__(self, pid: int) -> None:
        super().__init__()
        self._pid, self._over, self.most = pid, threading.Event(), 0.0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        while not self._over.wait(0.1):
            self.most = max(self.most, memory_of(self._pid))


def stream(address: str, pid: int) -> Streamed:
    """Take a stream of GeoJSON to its end."""
    begun, features, first, rest = time.monotonic(), 0, 0.0, b""
    with MemoryWatch(pid) as watch, urllib.request.urlopen(address, timeout=600) as answer:  # noqa: S310 - loopback
        while piece := answer.read1(_PIECE):
            first = first or time.monotonic() - begun
            rest += piece
            features += rest.count(_FEATURE)
            rest = rest[1 - len(_FEATURE) :]
    return Streamed(first, time.monotonic() - begun, features, watch.most)


def read_pages(address: str, features: int) -> float:
    """Take a collection in tipg's largest pages; return the seconds."""
    begun, read = time.monotonic(), 0
    while read < features:
        page = f"{address}?limit={_TIPG_PAGE}&offset={read}&f=geojson"
        with urllib.request.urlopen(page, timeout=600) as answer:  # noqa: S310 - loopback
            got = json.loads(answer.read())["numberReturned"]
        if not got:
            raise SystemExit(f"{page} answered nothing")
        read += got
    return time.monotonic() - begun


@dataclass(frozen=True)
class Tiles:
    """How long tiles took, in milliseconds at the 99th percentile, and the largest in bytes."""

    p99_ms: float
    largest: int
    count: int


def take_tiles(base: str, paths: Sequence[str]) -> Tiles:
    """Ask for the tiles one after the other."""
    times, largest = [], 0
    for path in dict.fromkeys(paths):
        begun = time.monotonic()
        with urllib.request.urlopen(f"{base}{path}", timeout=60) as answer:  # noqa: S310 - loopback
            largest = max(largest, len(answer.read()))
        times.append((time.monotonic() - begun) * 1000)
    slowest = statistics.quantiles(times, n=100)[-1] if len(times) > 1 else max(times)
    return Tiles(slowest, largest, len(times))
