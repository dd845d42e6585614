"""A city in and out: ours, ogr2ogr and GeoPandas, one after the other in one run, on one server and one file.

    python benchmarks/exchange.py [--buildings N] [--rounds N] [--folder DIR] [--write]

The server is a private one with the settings that the product starts it with; every commit reaches the disk.
What is timed is the whole program, from its start to its end. `--write` puts the table into README.md.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from city import BUILDINGS, write_city
from programs import Measured, compile_modules, measure
from tables import describe_machine, put_into_readme

from twin.store.embedded import PrivateServer
from twin.store.migrate import migrate

HERE = Path(__file__).parent
GEOPANDAS = (sys.executable, str(HERE / "geopandas_peer.py"))
TWIN = (sys.executable, "-m", "twin")
CLEAN = """
SELECT set_config('twin.writes_past', 'on', false);
TRUNCATE city.buildings, city_history.buildings;
DROP TABLE IF EXISTS public.peer;
"""


@dataclass(frozen=True)
class Contest:
    """One task and the programs that do it, ours first."""

    title: str
    runs: dict[str, tuple[Callable[[], Sequence[str]], dict[str, str]]]
    before: Callable[[], None]


@dataclass(frozen=True)
class Limit:
    """What ours must reach beside another, or by itself."""

    task: str
    words: str
    holds: Callable[[dict[str, Measured]], tuple[str, bool]]


def faster(peer: str, times: float) -> Callable[[dict[str, Measured]], tuple[str, bool]]:
    def judge(found: dict[str, Measured]) -> tuple[str, bool]:
        reached = found[peer].seconds / found["twin"].seconds
        return f"{reached:.2f} times as fast", reached >= times

    return judge


def under(mib: float) -> Callable[[dict[str, Measured]], tuple[str, bool]]:
    return lambda found: (f"{found['twin'].all_mib:.0f} MiB", found["twin"].all_mib < mib)


LIMITS = (
    Limit("in", "import in at most twice the time of ogr2ogr with COPY", faster("ogr2ogr", 0.5)),
    Limit("in", "import at least 2.5 times faster than geopandas.to_postgis", faster("GeoPandas", 2.5)),
    Limit("in", "import under 1 GB (program and its database session)", under(1_000_000 / 1024)),
    Limit("parquet", "export to GeoParquet at least 5 times faster than GeoPandas", faster("GeoPandas", 5)),
    Limit("parquet", "export to GeoParquet under 300 MB", under(300_000 / 1024)),
    Limit("geojson", "export to GeoJSON at least 5 times faster than GeoPandas", faster("GeoPandas", 5)),
    Limit("geojson", "export to GeoJSON under 300 MB", under(300_000 / 1024)),
)


class Bench:
    """One server, one file, and the contests on them."""

    def __init__(self, server: PrivateServer, city: Path, folder: Path) -> None:
        self.server, self.city, self.folder = server, city, folder
        self.url = server.url
        self.pid = int((server.data / "postmaster.pid").read_text().split("\n", 1)[0])

    def execute(self, *statements: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())
        with psycopg.connect(self.server.administrator_url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
        os.sync()

    def contests(self) -> dict[str, Contest]:
        environment = {"TWIN_DATABASE_URL": self.url}
        alchemy = self.url.replace("postgresql://", "postgresql+psycopg://")
        ours = [*TWIN, "import", "buildings", str(self.city), "--external-id", "external_id"]
        ogr = ["ogr2ogr", "-f", "PostgreSQL", f"PG:{self.url}", str(self.city), "-nln", "public.peer",
               "-lco", "GEOMETRY_NAME=geom"]  # fmt: skip
        return {
            "in": Contest(
                "GeoPackage into PostGIS, with its spatial index",
                {
                    "twin": (lambda: ours, environment),
                    "ogr2ogr": (lambda: ogr, {"PG_USE_COPY": "YES"}),
                    "GeoPandas": (lambda: [*GEOPANDAS, "in", alchemy, str(self.city), "peer"], {}),
                },
                lambda: self.execute(CLEAN),
            ),
            "parquet": self._export("parquet", alchemy, environment),
            "geojson": self._export("geojson", alchemy, environment),
        }

    def _export(self, suffix: str, alchemy: str, environment: dict[str, str]) -> Contest:
        made, peer = self.folder / f"twin.{suffix}", self.folder / f"peer.{suffix}"

        def forget() -> None:
            made.unlink(missing_ok=True)
            peer.unlink(missing_ok=True)
            self.execute()

        return Contest(
            f"PostGIS to {'GeoParquet' if suffix == 'parquet' else 'GeoJSON'}",
            {
                "twin": (lambda: [*TWIN, "export", "buildings", str(made)], environment),
                "GeoPandas": (lambda: [*GEOPANDAS, "out", alchemy, "city.buildings", str(peer)], {}),
            },
            forget,
        )

    def run(self, contest: Contest, rounds: int) -> dict[str, Measured]:
        found: dict[str, list[Measured]] = {name: [] for name in contest.runs}
        for number in range(rounds):
            # Ours comes last of the imports, so that the exports find its rows.
            for name in reversed(contest.runs):
                contest.before()
                command, environment = contest.runs[name]
                found[name].append(measure(command(), self.pid, environment))
                print(f"{contest.title}, round {number + 1}: {name} {found[name][-1]}", flush=True)
        return {name: _median(runs) for name, runs in found.items()}


def _median(runs: list[Measured]) -> Measured:
    return Measured(
        statistics.median(run.seconds for run in runs),
        max(run.program_mib for run in runs),
        max(run.session_mib for run in runs),
    )


def table(contests: dict[str, Contest], found: dict[str, dict[str, Measured]], buildings: int) -> str:
    lines = [
        f"{buildings:,} buildings; {describe_machine('ogr2ogr')}.",
        "",
        "| task | program | seconds | memory of the program, MiB | of its database session, MiB |",
        "| --- | --- | --- | --- | --- |",
    ]
    for task, measured in found.items():
        for name, run in measured.items():
            lines.append(
                f"| {contests[task].title} | {name} | {run.seconds:.1f} | {run.program_mib:.0f} | {run.session_mib:.0f} |"
            )
    lines += ["", "| what was asked | measured | reached |", "| --- | --- | --- |"]
    for limit in LIMITS:
        said, holds = limit.holds(found[limit.task])
        lines.append(f"| {limit.words} | {said} | {'yes' if holds else '**no**'} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--buildings", type=int, default=BUILDINGS)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument(
        "--folder", type=Path, help="for the city, the server and what is written (2 GB a million)"
    )
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    asked = parser.parse_args()
    compile_modules(HERE, HERE.parent / "twin")
    with tempfile.TemporaryDirectory(prefix="twin-bench-", dir=asked.folder) as name:
        folder = Path(name)
        city = write_city(asked.folder or folder, asked.buildings)
        with PrivateServer(folder / "home") as server:
            migrate(server.url)
            bench = Bench(server, city, folder)
            contests = bench.contests()
            found = {task: bench.run(contest, asked.rounds) for task, contest in contests.items()}
        text = table(contests, found, asked.buildings)
    print(text)
    if asked.write:
        put_into_readme("exchange", text)


if __name__ == "__main__":
    main()
