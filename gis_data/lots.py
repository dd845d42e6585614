"""Houses in rows along streets and alleys: tube houses on narrow lots, as deep as there is room."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_data.blocks import Block
from gis_data.chance import open_stream
from gis_data.fitting import Shapes, choose_free, choose_inside, place_rectangles
from gis_data.ways import Way

EDGE = 0.02
"""Between a plot and the edge of its lot: neighbours stay apart when coordinates are rounded (metres)."""
WALL = 0.05
"""Between a house and its plot."""
DEPTHS = (1.0, 0.72, 0.5)
"""A lot with no room for its whole depth is tried shallower."""
SHALLOWEST = 5.5


@dataclass(frozen=True)
class Manner:
    """How lots are cut along a way in one kind of quarter; lengths in metres."""

    fronts: tuple[float, float]
    wide: float
    """Share of lots that are twice as wide: a garden house, or two lots in one hand."""
    depths: tuple[float, float]
    vacant: float
    setback: tuple[float, float]


AVENUE = Manner((6.0, 13.0), 0.2, (16, 24), 0.06, (0.0, 0.6))
STREET = Manner((4.0, 6.4), 0.2, (13, 20), 0.1, (0.0, 0.8))
ALLEY = Manner((4.0, 6.2), 0.26, (10.5, 16.5), 0.3, (0.1, 1.4))
ROW = Manner((4.8, 6.2), 0.06, (12.5, 15), 0.06, (0.4, 0.8))


@dataclass(frozen=True)
class House:
    """A footprint on its plot: at a station of a way, on one side (1 left, -1 right), in a block."""

    shape: shapely.Polygon
    plot: shapely.Polygon
    way: Way
    station: float
    side: int
    block: Block
    front: float
    """Width of the lot along its way, metres."""


def choose_manner(way: Way, kind: str) -> Manner:
    if way.level == "primary":
        return AVENUE
    if kind == "rows":
        return ROW
    return ALLEY if way.path else STREET


def build_houses(streets: list[Way], alleys: list[Way], blocks: list[Block], taken: Shapes) -> list[House]:
    """Return the houses that fit; `taken` are footprints that stand already."""
    lots = _Lots(open_stream("lots"))
    for way in (*streets, *alleys):
        for side in (1, -1):
            lots.cut(way, side, blocks)
    corridors = np.array([alley.line.buffer(alley.half_corridor - 0.05) for alley in alleys])
    return _fit(lots, blocks, np.concatenate([corridors, taken]))


class _Lots:
    """The lots as cut, in the order in which they may build."""

    def __init__(self, chance: np.random.Generator) -> None:
        self._chance = chance
        self.ways: list[Way] = []
        self.sides: list[int] = []
        self.rows: list[NDArray[np.float64]] = []
        """Station, front, depth, yard, then x, y of: corner, unit vector along, unit vector inward."""

    def cut(self, way: Way, side: int, blocks: list[Block]) -> None:
        kind = blocks[way.block].kind if way.block >= 0 else "village"
        manner = choose_manner(way, kind)
        for leg in range(len(way.coordinates) - 1):
            start, end = way.coordinates[leg], way.coordinates[leg + 1]
            length = float(np.hypot(*(end - start)))
            along = (end - start) / length
            inward = np.array([-along[1], along[0]]) * side
            self._cut_leg(
                way, side, manner, (float(way.stations[leg]), length), np.stack([start, along, inward])
            )

    def _cut_leg(
        self, way: Way, side: int, manner: Manner, run: tuple[float, float], frame: NDArray[np.float64]
    ) -> None:
        first, length = run
        count = int(length / manner.fronts[0]) + 1
        fronts = self._chance.uniform(*manner.fronts, count)
        fronts[self._chance.random(count) < manner.wide] *= 1.9
        starts = np.concatenate([[0.0], np.cumsum(fronts)[:-1]])
        depths = self._chance.uniform(*manner.depths, count)
        setbacks = self._chance.uniform(*manner.setback, count)
        yards = self._chance.uniform(0.0, 0.16, count) * depths
        for index in np.flatnonzero(
            (self._chance.random(count) >= manner.vacant) & (starts + fronts <= length)
        ):
            corner = frame[0] + frame[1] * starts[index] + frame[2] * (way.half_corridor + setbacks[index])
            middle = first + starts[index] + fronts[index] / 2
            self.ways.append(way)
            self.sides.append(side)
            self.rows.append(
                np.concatenate(
                    [[middle, fronts[index], depths[index], yards[index]], corner, frame[1], frame[2]]
                )
            )


def _fit(lots: _Lots, blocks: list[Block], taken: Shapes) -> list[House]:
    rows = np.array(lots.rows)
    rooms = np.array([block.room for block in blocks])
    open_rooms = np.array([block.kind in ("village", "rows") for block in blocks])
    open_lots = np.ones(len(rows), dtype=bool)
    houses: list[tuple[int, House]] = []
    for share in DEPTHS:
        waiting = np.flatnonzero(open_lots & (rows[:, 2] * share >= SHALLOWEST))
        shapes = _draw(rows[waiting], share, EDGE / 2)
        room = choose_inside(shapes, rooms)
        fits = np.flatnonzero((room >= 0) & open_rooms[room])
        fits = fits[choose_free(shapes[fits], taken)]
        taken = np.concatenate([taken, shapes[fits]])
        open_lots[waiting[fits]] = False
        plots, walls = (
            _draw(rows[waiting[fits]], share, EDGE),
            _draw(rows[waiting[fits]], share, WALL, yard=True),
        )
        for index, plot, shape in zip(fits.tolist(), plots, walls, strict=True):
            lot = int(waiting[index])
            place = (lots.ways[lot], float(rows[lot, 0]), lots.sides[lot], blocks[int(room[index])])
            houses.append((lot, House(shape, plot, *place, float(rows[lot, 1]))))
    return [house for _, house in sorted(houses, key=lambda numbered: numbered[0])]


def _draw(rows: NDArray[np.float64], share: float, inset: float, *, yard: bool = False) -> Shapes:
    """Return the lots, or with an inset on all sides the plots, and with the yard left out the houses."""
    front, depth = rows[:, 1], rows[:, 2] * share
    corner, along, inward = rows[:, 4:6], rows[:, 6:8], rows[:, 8:10]
    behind = rows[:, 3] * share if yard else 0.0
    edge = along * (front - 2 * inset)[:, None]
    return place_rectangles(
        corner + (along + inward) * inset, edge, inward * (depth - 2 * inset - behind)[:, None]
    )
