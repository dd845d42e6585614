"""Fire coverage: the ward, and a city of 2.4 million buildings, beside networkx on the same graph.

    python benchmarks/fire.py [--city [SHARE]] [--rounds N] [--folder DIR] [--write]

A round is the whole of it: joining streets and alleys to a graph, snapping buildings and sources to it, the hose's
length with what is missing taken once well and once badly and with each kind of fact by itself, the reasons, and the
norm's radius. The ward is the demonstration's, from its files; `--city 0.1` is a tenth of a made-up city, `--city` all
of it. Of networkx only multi_source_dijkstra is timed, for the hose
to every building, on a graph that stands ready: it gets the two layers that ours has, with buildings and sources as
nodes, since networkx knows no place within an edge. Ours is timed with all that it takes to lay the layers.
"""

import argparse
import multiprocessing
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from fire_networkx import Peer
from fire_places import BUILDINGS, Place, make_city, read_ward
from tables import describe_machine, put_into_readme

from gis_data import build_ward
from twin.analysis.arrays import Floats
from twin.analysis.fire.coverage import Sources, cover
from twin.analysis.fire.hose import Stands, measure_hose
from twin.analysis.fire.radius import Radii, measure_radius
from twin.analysis.fire.streets import EngineRule, Streets, lay_streets
from twin.analysis.network.spots import Spots, snap

RULE = EngineRule(width=3.5, headroom=4.5)
RADII = Radii(engine=400, pump=300)
HOSE = 200.0
MOST_COMPARED = BUILDINGS // 10
"""Buildings: networkx would need more memory for a whole city than there is."""
WARD_SHARE = 9_000 / BUILDINGS
MOST_MIB, LEAST_TIMES, MOST_GROWTH = 6 * 1024, 20.0, 1.2


@dataclass(frozen=True)
class Measured:
    """The seconds of a round (the median) and what it was about; of the hose alone, ours and networkx's."""

    buildings: int
    edges: int
    sources: int
    seconds: float
    hose: float
    networkx: float
    memory_mib: float

    @property
    def times(self) -> float:
        return self.networkx / self.hose


def timed(work: Callable[[], object], rounds: int) -> float:
    """Return the median of the seconds that some work takes."""
    seconds = []
    for _ in range(rounds):
        begun = time.monotonic()
        work()
        seconds.append(time.monotonic() - begun)
    return statistics.median(seconds)


def run(place: Place) -> None:
    streets = lay_streets(place.ways, RULE)
    homes, water = snap(streets.network, place.homes), snap(streets.network, place.water)
    cover(streets, homes, Sources(water, place.working), HOSE)
    measure_radius(place.homes, place.water, place.working, place.access, RADII)


def measure(place: Place, rounds: int) -> Measured:
    """Time whole rounds, then the hose alone beside networkx; the two must agree."""
    seconds = timed(lambda: run(place), rounds)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    edges = len(lay_streets(place.ways, RULE).network)
    hose, peer = compare(place, rounds) if len(place.homes) <= MOST_COMPARED else (np.nan, np.nan)
    return Measured(len(place.homes), edges, len(place.water), seconds, hose, peer, memory)


def compare(place: Place, rounds: int) -> tuple[float, float]:
    """Return the seconds that ours and networkx take for the hose to every building, all well and all badly."""
    streets = lay_streets(place.ways, RULE)
    homes = snap(streets.network, place.homes)
    sources = Sources(snap(streets.network, place.water), place.working)
    ours = theirs = 0.0
    for facts in (0, int(streets.missing | sources.missing)):
        ours += timed(lambda facts=facts: lay_hose(streets, sources, homes, facts), rounds)
        peer = Peer(Stands(streets.network, streets.engine_edges(facts)), sources.working_ones(facts), homes)
        theirs += timed(peer.run, rounds)
        if not np.allclose(peer.metres(), lay_hose(streets, sources, homes, facts), atol=1e-3):
            raise SystemExit("networkx says something else")
    return ours, theirs


def lay_hose(streets: Streets, sources: Sources, homes: Spots, facts: int) -> Floats:
    stands = Stands(streets.network, streets.engine_edges(facts))
    return measure_hose(stands, sources.working_ones(facts), homes)


def measure_made_up(share: float, rounds: int) -> Measured:
    """Measure a share of the city in a process of its own, whose memory is then its own too."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_measure_share, share, rounds).result()


def _measure_share(share: float, rounds: int) -> Measured:
    return measure(make_city(share), rounds)


def describe(name: str, found: Measured, most_seconds: float) -> str:
    reached = "yes" if found.seconds <= most_seconds else "**no**"
    enough = "yes" if found.times >= LEAST_TIMES else "**no**"
    faster = f"{found.times:.0f} times ({LEAST_TIMES:g}: {enough})"
    alone = f"{found.hose:.3f} | {found.networkx:.2f} | {faster}" if found.hose > 0 else "– | – | –"
    return (
        f"| {name} | {found.buildings:,} | {found.edges:,} | {found.sources:,} | {found.seconds:.2f} "
        f"| under {most_seconds:g} s ({reached}) | {alone} | {found.memory_mib:,.0f} |"
    )


def describe_growth(small: Measured, large: Measured) -> str:
    growth = large.seconds / small.seconds / (large.buildings / small.buildings)
    reached = "yes" if growth <= MOST_GROWTH else "**no**"
    memory = "yes" if large.memory_mib <= MOST_MIB else "**no**"
    return (
        f"From {small.buildings:,} to {large.buildings:,} buildings of the same make the cost grows "
        f"{growth:.2f} times as fast as the data (asked: {MOST_GROWTH:g}, {reached}); "
        f"{large.memory_mib:,.0f} MiB (asked: {MOST_MIB:,}, {memory})."
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--city", type=float, nargs="?", const=1.0, metavar="SHARE", help="of the made-up city"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="for the ward's files; those that stand there are taken")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    asked = parser.parse_args()
    rows, notes = [], []
    with tempfile.TemporaryDirectory(prefix="twin-bench-") as name:
        folder = asked.folder or Path(name)
        if not (folder / "buildings.parquet").exists():
            build_ward(folder, lambda *_: None)
        rows.append(describe("the demonstration ward", measure(read_ward(folder), asked.rounds), 1.0))
    if asked.city:
        small = measure_made_up(WARD_SHARE, asked.rounds)
        large = measure_made_up(asked.city, 1)
        rows += [describe("a made-up ward", small, 1.0)]
        if np.isnan(large.networkx):  # too large for networkx: a tenth of it is compared
            rows += [describe("a tenth of the city", measure_made_up(asked.city / 10, 1), 180.0)]
        rows += [describe("a made-up city", large, 180.0)]
        notes = ["", describe_growth(small, large)]
    head = [
        f"{describe_machine()}.",
        "",
        "| where | buildings | edges | sources | fire coverage, s | asked | hose alone, s | networkx, s | faster | MiB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    text = "\n".join([*head, *rows, *notes])
    print(text)
    if asked.write:
        put_into_readme("fire", text)


if __name__ == "__main__":
    main()
