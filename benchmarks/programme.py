"""The programme on the demonstration ward: every measured indicator, month by month over five years.

    python benchmarks/programme.py [--rounds N] [--folder DIR] [--write]

The server is a private one with the settings that the product starts it with, and the ward has its two years of
changes. The first run pays for what every process pays once (statements, the projection); the others are the median.
Beside it stands the same, asked month by month. `--write` puts the table into README.md.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tables import describe_machine, put_into_readme

from gis_data.clock import TODAY
from twin.access import machine_owner
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
            text = measure_ward(server.url, asked.rounds)
    print(text)
    if asked.write:
        put_into_readme("programme", text)


if __name__ == "__main__":
    main()
