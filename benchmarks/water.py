"""Rain on the demonstration ward: the lakes that are left at 5 m and at 1 m, what stands in them, the run in time, tiles.

    python benchmarks/water.py [--rounds N] [--write]

The ground at 1 m is that at 5 m, bent between its squares and made a little uneven (seeded), so that it has as many
small hollows as a survey has. Compiling is measured in a process of its own with nothing kept from before. `--write` puts the table into README.md.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from tables import describe_machine, put_into_readme

from gis_data.plan import read_plan
from gis_data.town import Town, build_town
from twin.analysis.surface import Surface
from twin.analysis.water.exposure import classify, measure_along, split_lengths
from twin.analysis.water.filling import fill_spill_merge
from twin.analysis.water.flowing import Course, let_flow
from twin.analysis.water.preparing import prepare
from twin.analysis.water.rain import Rain
from twin.rasters.storing import write_raster
from twin.rasters.tiles import draw_tile
from twin.reporting.surfaces import style_depths

RAIN = Rain(depth_mm=150.0, hours=2.0, drainage_mm_h=310 / 48)
EDGES = (0.1, 0.2, 0.3, 0.6)
UNEVEN_M = 0.03
FINER = 5
SOAKED = Rain(depth_mm=75.0, hours=0.2)
TILE = (15, 14422, 26012)


def read_ground(town: Town) -> Surface:
    terrain = town.terrain
    values = np.where(terrain.known, terrain.heights, np.nan)
    return Surface(values, terrain.transform.a, terrain.transform.c, terrain.transform.f)


def refine(ground: Surface) -> Surface:
    from scipy.ndimage import zoom

    known = np.isfinite(ground.values)
    filled = np.where(known, ground.values, np.nanmean(ground.values))
    finer = zoom(filled, FINER, order=1, grid_mode=True, mode="nearest")
    finer += np.random.default_rng(7).normal(0, UNEVEN_M, finer.shape)
    finer[~np.kron(known, np.ones((FINER, FINER), bool))] = np.nan
    return Surface(finer, ground.cell / FINER, ground.west, ground.north)


def timed(work: Callable[[], object], rounds: int) -> float:
    seconds = []
    for _ in range(rounds):
        begun = time.monotonic()
        work()
        seconds.append(time.monotonic() - begun)
    return statistics.median(seconds)


def compile_anew() -> float:
    """Return the seconds until both models are ready on a machine that never ran them."""
    code = "from twin.analysis.water.preparing import prepare; prepare()"
    with tempfile.TemporaryDirectory() as empty:
        begun = time.monotonic()
        subprocess.run([sys.executable, "-c", code], env=os.environ | {"NUMBA_CACHE_DIR": empty}, check=True)
        return time.monotonic() - begun


def expose(town: Town, water: Surface) -> None:
    walls = np.array([building.shape for building in town.buildings], dtype=np.object_)
    ways = np.array([way.line for way in town.ways], dtype=np.object_)
    classify(measure_along(water, walls), EDGES)
    split_lengths(water, ways, EDGES)


def draw(water: Surface) -> Callable[[], object]:
    path = Path(tempfile.mkdtemp(prefix="twin-bench-")) / "depth.tif"
    write_raster(water, style_depths(EDGES), path)
    return lambda: draw_tile(path, *TILE)


def measure(rounds: int) -> str:
    town = build_town(read_plan())
    ground = read_ground(town)
    finer = refine(ground)
    first = compile_anew()
    lakes = fill_spill_merge(ground, RAIN)
    coarse = timed(lambda: fill_spill_merge(ground, RAIN), rounds)
    fine = timed(lambda: fill_spill_merge(finer, RAIN), rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    prepare()
    run = timed(lambda: let_flow(ground, SOAKED, Course(0.0)), 1)
    squares = [int(np.isfinite(surface.values).sum()) for surface in (ground, finer)]
    return "\n".join(
        [
            f"{squares[0]:,} squares of 5 m, {squares[1]:,} of 1 m; {describe_machine()}.",
            "",
            "| work | seconds | asked and reached |",
            "| --- | --- | --- |",
            f"| the lakes that are left, at 5 m | {coarse:.3f} | under 2 ({reached(coarse, 2)}) |",
            f"| the same, at 1 m ({peak:,.0f} MiB at most) | {fine:.2f} | under 20 ({reached(fine, 20)}) |",
            f"| once a machine: both models compiled | {first:.1f} | – |",
            f"| buildings and ways by depth, at 5 m | {timed(lambda: expose(town, lakes.depth), rounds):.2f} | – |",
            f"| twelve minutes of the run in time, at 5 m | {run:.1f} | – |",
            f"| a tile of the depth | {timed(draw(lakes.depth), 20):.3f} | – |",
        ]
    )


def reached(seconds: float, most: float) -> str:
    return "yes" if seconds < most else "**no**"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    asked = parser.parse_args()
    text = measure(asked.rounds)
    print(text)
    if asked.write:
        put_into_readme("water", text)


if __name__ == "__main__":
    main()
