"""What fire coverage is measured on: the demonstration ward, and a city made up of blocks."""

from dataclasses import dataclass
from pathlib import Path

import geopandas
import numpy as np
import shapely

from twin.analysis.certainty import Truth, Truths, read_truths
from twin.analysis.fire.streets import Ways
from twin.analysis.projection import Shapes, to_metres

BUILDINGS, SOURCES = 2_400_000, 25_000
BLOCK = 100.0
"""Metres from street to street."""
BLOCKS = 53_400
"""Of a city: six edges each make 320,000."""
MAIN = 6
"""Every so many streets engines come by."""


@dataclass(frozen=True)
class Place:
    """Streets and alleys, buildings, and sources with what is known of them."""

    ways: Ways
    homes: Shapes
    water: Shapes
    working: Truths
    access: Truths


def read_ward(folder: Path) -> Place:
    """Read the demonstration ward from its files. Few headrooms are recorded: a survey found the rest open."""

    def read(layer: str) -> tuple[geopandas.GeoDataFrame, Shapes]:
        frame = geopandas.read_parquet(folder / f"{layer}.parquet")
        return frame, to_metres(frame.geometry.to_numpy())

    (roads, streets), (alleys, lanes), (_, homes), (water, tanks) = map(
        read, ("roads", "alleys", "buildings", "fire_water")
    )
    width = np.concatenate([roads["width_m"].to_numpy(float), alleys["width_m"].to_numpy(float)])
    headroom = np.append(np.full(len(roads), 9.0), alleys["headroom_m"].fillna(9.0).to_numpy(float))
    main = roads["class"].isin(["primary", "secondary"]).to_numpy(np.int8)
    entry = np.append(main, np.zeros(len(alleys), dtype=np.int8))
    ways = Ways(np.append(streets, lanes), width, headroom, entry)
    working = read_truths(water["status"].to_numpy(object), yes=("working",), no=("faulty",))
    access = read_truths(water["engine_access"].to_numpy(object), yes=("yes",), no=("no",))
    return Place(ways, homes, tanks, working, access)


def make_city(share: float) -> Place:
    """Make a share of a city: a grid of streets, two alleys in each block, some widths and headrooms not recorded."""
    random = np.random.default_rng(175)
    side = max(2, round(np.sqrt(BLOCKS * share)))
    ways = _lay_ways(random, side)
    homes = _build(random, round(BUILDINGS * share), side * BLOCK)
    count = max(1, round(SOURCES * share))
    water = shapely.points(random.uniform(0, side * BLOCK, (count, 2)))
    working = random.choice(list(Truth), count, p=[0.12, 0.7, 0.18]).astype(np.int8)
    access = random.choice(list(Truth), count, p=[0.1, 0.7, 0.2]).astype(np.int8)
    return Place(ways, homes, water, working, access)


def _lay_ways(random: np.random.Generator, side: int) -> Ways:
    at = np.arange(side + 1) * BLOCK
    lines = [np.column_stack([at, np.full(side + 1, place)]) for place in at]
    lines += [np.column_stack([np.full(side + 1, place), at]) for place in at]
    streets = shapely.linestrings(np.stack(lines))
    corner = np.stack(np.meshgrid(at[:-1], at[:-1]), axis=-1).reshape(-1, 2)
    alleys = shapely.linestrings(
        np.concatenate(
            [
                corner[:, None] + np.array(path)
                for path in ([(30, 0), (30, 45), (34, 80)], [(65, 0), (65, 60), (80, 60)])
            ]
        )
    )
    main = np.tile(np.arange(side + 1) % MAIN == 0, 2)
    width = np.append(np.where(main, 14.0, 6.0), random.uniform(1.5, 5.0, len(alleys)))
    headroom = np.full(len(width), 9.0)
    width[random.random(len(width)) < 0.4] = np.nan
    headroom[random.random(len(width)) < 0.3] = np.nan
    width[: len(main)][main], headroom[: len(main)][main] = 14.0, 9.0
    entry = np.append(main, np.zeros(len(alleys), dtype=bool)).astype(np.int8)
    return Ways(np.append(streets, alleys), width, headroom, entry)


def _build(random: np.random.Generator, count: int, side: float) -> Shapes:
    """Put up houses of 4 x 12 m and more, turned every way, block by block: so an import leaves them."""
    corner = random.uniform(0, side, (count, 2))
    corner = corner[np.lexsort((corner // BLOCK).T)]
    turn = random.uniform(0, 2 * np.pi, count)
    size = np.stack([random.uniform(3.5, 8, count), random.uniform(8, 20, count)], axis=1)
    local = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * size[:, None]
    cosine, sine = np.cos(turn)[:, None], np.sin(turn)[:, None]
    x = corner[:, :1] + local[..., 0] * cosine - local[..., 1] * sine
    y = corner[:, 1:] + local[..., 0] * sine + local[..., 1] * cosine
    homes: Shapes = shapely.polygons(np.stack([x, y], axis=-1))
    return homes
