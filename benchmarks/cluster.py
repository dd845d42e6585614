"""Fire coverage of a made-up city, shared out by ward among Dask workers: in one process, with one worker, with two.

    python benchmarks/cluster.py [--city SHARE] [--workers N ...] [--write]

What is timed is all of it: the graph, which is laid once, here; buildings snapped and the norm's radius judged ward by
ward on the workers, with the way there and back; the hose over the whole graph, here. A scheduler and workers are
started as local processes, so that they share this machine's cores with the process that asks. What each way finds must
be the same to the last digit.
"""

import argparse
import json
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from fire import HOSE, RADII, RULE
from fire_places import Place, make_city
from tables import describe_machine, put_into_readme

from twin.analysis.fire.coverage import Sources, cover
from twin.analysis.fire.radius import RADIUS, Radiating
from twin.analysis.fire.streets import lay_streets
from twin.analysis.network.parting import SNAP, Snapping
from twin.analysis.network.spots import snap
from twin.analysis.projection import Shapes
from twin.city.cluster import Cluster
from twin.vocabulary import Text

WARDS = 126
SMALL = 0.005
"""Of a city: so much is done untimed, so that each worker has loaded what it needs."""
Share = Callable[[Any, Any], Any]
Found = tuple[np.ndarray[Any, Any], ...]


def cut_wards(place: Place, share: float) -> Shapes:
    """Cut the city into as many squares as it has wards for its size."""
    west, south, east, north = shapely.total_bounds(place.homes)
    side = max(2, round(np.sqrt(WARDS * share)))
    x, y = np.linspace(west, east, side + 1), np.linspace(south, north, side + 1)
    corner = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)
    i, j = corner.T
    wards: Shapes = shapely.box(x[i], y[j], x[i + 1], y[j + 1])
    return wards


def run(place: Place, share_out: Share) -> Found:
    streets = lay_streets(place.ways, RULE)
    homes = share_out(SNAP, Snapping(streets.network, place.homes))
    water = snap(streets.network, place.water)
    found = cover(streets, homes, Sources(water, place.working), HOSE)
    radius = share_out(RADIUS, Radiating(place.homes, place.water, place.working, place.access, RADII))
    judged = found.judgement
    return judged.truth, judged.missing, found.why, found.least, found.most, radius.truth, radius.missing


@contextmanager
def start_cluster(workers: int, folder: Path) -> Iterator[Cluster]:
    """Start a scheduler and workers, and lend them once all have come and have worked."""
    from distributed import Client

    told = folder / f"scheduler-{workers}.json"

    def program(name: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{name}", *options, "--no-dashboard"]
        return subprocess.Popen(command, stderr=subprocess.DEVNULL)

    with ExitStack() as started:
        running = [program("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told))]
        options = (
            "--scheduler-file",
            str(told),
            "--nthreads",
            "1",
            "--no-nanny",
            "--local-directory",
            str(folder),
        )
        running += [program("worker", *options) for _ in range(workers)]
        started.callback(lambda: [(one.kill(), one.wait()) for one in running])
        while not told.exists():
            time.sleep(0.1)
        address = json.loads(told.read_text())["address"]
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers)
        cluster, small = Cluster(address), make_city(SMALL)
        run(small, lambda work, whole: cluster.share_out(work, whole, cut_wards(small, SMALL), quietly))
        yield cluster


def quietly(_share: float, _doing: Text) -> None:
    """Nobody watches."""


def timed(work: Callable[[], Found]) -> tuple[float, Found]:
    begun = time.monotonic()
    found = work()
    return time.monotonic() - begun, found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--city", type=float, default=0.25, metavar="SHARE", help="of the made-up city")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    asked = parser.parse_args()
    logging.basicConfig()
    place = make_city(asked.city)
    wards = cut_wards(place, asked.city)
    alone, known = timed(lambda: run(place, lambda work, whole: work.alone(whole)))
    rows = [f"| one process | {alone:.1f} | – |"]
    first = None
    with tempfile.TemporaryDirectory(prefix="twin-bench-") as name:
        for workers in asked.workers:
            with start_cluster(workers, Path(name)) as cluster:
                seconds, found = timed(
                    lambda cluster=cluster: run(place, lambda work, whole: cluster.share_out(work, whole, wards, quietly))
                )  # fmt: skip
            for one, other in zip(known, found, strict=True):
                np.testing.assert_array_equal(one, other)
            first = first or seconds
            rows.append(f"| {workers} worker{'s' * (workers > 1)} | {seconds:.1f} | {first / seconds:.2f} |")
    text = "\n".join(
        [
            f"{len(place.homes):,} buildings in {len(wards)} wards; {describe_machine()}.",
            "",
            "| shared out among | seconds | times one worker |",
            "| --- | --- | --- |",
            *rows,
        ]
    )
    print(text)
    if asked.write:
        put_into_readme("cluster", text)


if __name__ == "__main__":
    main()
