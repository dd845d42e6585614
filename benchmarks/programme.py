"""The programme on the demonstration ward: every measured indicator over five years, and the dashboard's answers.

    python benchmarks/programme.py [--rounds N] [--folder DIR] [--write]

The server is a private one with the settings that the product starts it with, and the ward has its two years of
changes. The first run pays for what every process pays once (statements, the projection); the others are the median.
Beside it stands the same, asked month by month. The answers are asked one after the other over one connection, in
the course of two years of weekly updates; then again with an update before each. `--write` puts the tables into README.md.
"""

import argparse
import json
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import peers
from tables import describe_machine, put_into_readme

from gis_data.clock import TODAY
from twin.access import machine_owner
from twin.access.tokens import create_token
from twin.demonstration import load_demonstration
from twin.programme.measures import measures
from twin.programme.measuring import measure_at, measure_series
from twin.programme.moments import month_ends
from twin.store.database import Connection, connect
from twin.store.embedded import PrivateServer
from twin.store.migrate import migrate

USER = machine_owner("benchmark")
MONTHS = 60
MOST_SECONDS = 5.0
DAYS = month_ends(TODAY.date(), MONTHS)
MOST_MS = 50.0
ASKED = 200
CHANGED = 20
ANSWERS = {
    "all tasks, indicators, models and agencies": "/api/programme/dashboard",
    "the overlay of a task": "/api/programme/overlay?subject=III.8",
    "the overlay of an indicator": "/api/programme/overlay?subject=II.4.2",
    "the list of tasks": "/api/programme/tasks",
}


@dataclass(frozen=True)
class Timed:
    """Seconds of the first run and the median of the others."""

    first: float
    median: float


def timed(work: Callable[[], object], rounds: int) -> Timed:
    seconds = []
    for _ in range(rounds + 1):
        begun = time.monotonic()
        work()
        seconds.append(time.monotonic() - begun)
    return Timed(seconds[0], statistics.median(seconds[1:]))


def series(connection: Connection) -> object:
    return measure_series(connection, USER, DAYS)


def month_by_month(connection: Connection) -> object:
    return {key: [measure_at(connection, USER, day, [key])[key] for day in DAYS] for key in measures()}


def measure_ward(url: str, rounds: int) -> str:
    with connect(url) as connection:
        connection.autocommit = True
        together = timed(lambda: series(connection), rounds)
        apart = timed(lambda: month_by_month(connection), 1)
    reached = "yes" if together.first < MOST_SECONDS else "**no**"
    whole = f"{together.first:.2f} | {together.median:.2f} | under {MOST_SECONDS:g} s ({reached})"
    return "\n".join(
        [
            f"The demonstration ward, {len(measures())} measured indicators; {describe_machine('psql')}.",
            "",
            "| work | first, s | then, s | asked and reached |",
            "| --- | --- | --- | --- |",
            f"| {MONTHS} month-ends of all of them, each layer read once | {whole} |",
            f"| the same, one indicator and month at a time | {apart.first:.2f} | {apart.median:.2f} | – |",
        ]
    )


def _milliseconds(address: str) -> float:
    begun = time.monotonic()
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - our own loopback address
        answer.read()
    return (time.monotonic() - begun) * 1000


def _update(base: str, token: str, percent: int) -> None:
    """Report on a task, as somebody does each week."""
    told = {"task": "III.8", "reported_on": TODAY.date().isoformat(), "percent": percent, "text": "đo tốc độ"}
    sent = json.dumps({"type": "Feature", "geometry": None, "properties": told}).encode()
    headers = {"Content-Type": "application/geo+json", "Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{base}/api/programme/updates", sent, headers)  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=60):  # noqa: S310 - our own loopback address
        pass


def measure_answers(url: str, folder: Path) -> str:
    """Ask as a leader's screen does, and say the median and the 99th percentile."""
    with connect(url) as connection:
        token = create_token(connection, "benchmark", ("editor",))
    lines = [
        "| answer | median, ms | p99, ms | just after an update, median, ms | asked and reached |",
        "| --- | --- | --- | --- | --- |",
    ]
    with peers.running(peers.ours(url), folder) as running:
        for name, path in ANSWERS.items():
            address = f"{running.base}{path}"
            for _ in range(10):
                _milliseconds(address)
            taken = [_milliseconds(address) for _ in range(ASKED)]
            fresh = []
            for percent in range(CHANGED):
                _update(running.base, token, percent)
                fresh.append(_milliseconds(address))
            median, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
            reached = "yes" if median < MOST_MS else "**no**"
            after = statistics.median(fresh)
            lines.append(
                f"| {name} | {median:.1f} | {p99:.1f} | {after:.0f} | under {MOST_MS:g} ms ({reached}) |"
            )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="for the ward and the server")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="twin-bench-", dir=asked.folder) as name:
        folder = Path(name)
        with PrivateServer(folder / "home") as server:
            migrate(server.url)
            load_demonstration(server.url, folder / "ward", lambda _vi, en: print(en, flush=True))
            text = "\n\n".join([measure_ward(server.url, asked.rounds), measure_answers(server.url, folder)])
    print(text)
    if asked.write:
        put_into_readme("programme", text)


if __name__ == "__main__":
    main()
