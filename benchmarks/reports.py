"""Every report on the demonstration ward, as an asker waits for it: reading the city, the arithmetic, the answer.

    python benchmarks/reports.py [--rounds N] [--folder DIR] [--write]

The server is a private one with the settings that the product starts it with. The first run of a report in a process
pays for what every process pays once (statements, the projection, compiled models); of the others the median counts.
`processor` is what of it the program itself computed, without the database and without waiting for other programs.
`told` is the time to turn the result into JSON. `--write` puts the table into README.md.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tables import describe_machine, put_into_readme

from twin.access import machine_owner
from twin.city.running import Result, read_inputs, run_report
from twin.city.telling import tell
from twin.demonstration import load_demonstration
from twin.reporting import Report
from twin.reports import reports
from twin.store.database import Connection, connect
from twin.store.embedded import PrivateServer
from twin.store.migrate import migrate

USER = machine_owner("benchmark")
MOST_SECONDS = 2.0
ASKED_OTHERWISE = {"fire_coverage": 1.0, "fire_siting": 10.0}
HARDER: dict[str, tuple[dict[str, Any], ...]] = {
    "service_access": ({"service": "health"}, {"service": "digital_support"}),
}
"""Inputs that give a report more to do than it has when nothing is said."""


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    begun = time.monotonic()
    found = work()
    return time.monotonic() - begun, found


def measure(connection: Connection, report: Report, given: dict[str, Any], rounds: int) -> str:
    """Return the row of one report."""

    def run() -> Result:
        return run_report(connection, USER, report, read_inputs(report, given))

    first, found = timed(run)
    computed = time.process_time()
    seconds = [timed(run)[0] for _ in range(rounds)]
    computed = (time.process_time() - computed) / rounds
    begun = time.monotonic()
    told = len(json.dumps(tell(found)))
    telling = time.monotonic() - begun
    median, most = statistics.median(seconds), ASKED_OTHERWISE.get(report.id, MOST_SECONDS)
    name = ", ".join([report.id, *(f"{key}: {value}" for key, value in given.items())])
    reached = "yes" if median < most else "**no**"
    times = f"{first:.2f} | {median:.2f} | {computed:.2f} | {telling:.2f}"
    return f"| {name} | {times} | {told / 1e6:.1f} | under {most:g} s ({reached}) |"


def rows(url: str, rounds: int) -> Iterator[str]:
    with connect(url, autocommit=True) as connection:
        for report in reports().values():
            for given in ({}, *HARDER.get(report.id, ())):
                row = measure(connection, report, given, rounds)
                print(row, flush=True)
                yield row


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="for the ward and the server")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="twin-bench-", dir=asked.folder) as name:
        folder = Path(name)
        with PrivateServer(folder / "home") as server:
            migrate(server.url)
            load_demonstration(server.url, folder / "ward", lambda _vi, en: print(en, flush=True))
            measured = list(rows(server.url, asked.rounds))
    head = [
        f"The demonstration ward; {describe_machine('psql')}.",
        "",
        "| report | first, s | then, s | of this the processor, s | told, s | MB of JSON | asked and reached |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    text = "\n".join([*head, *measured])
    if asked.write:
        put_into_readme("reports", text)


if __name__ == "__main__":
    main()
