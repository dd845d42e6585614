"""Alleys that grow from the streets into the blocks, until they meet something or run dead.

The free distance between corridors leaves two rows of houses; an alley that comes upon another way either
joins it (a loop, at an exactly shared vertex) or ends before it. All lengths are metres in EPSG:5897.
"""

from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import LineString
from shapely import Point as Spot

from gis_data.blocks import Block
from gis_data.chance import happens, open_stream
from gis_data.clearance import Clearance, Neighbour, turn
from gis_data.habits import HABITS, Habit
from gis_data.numbering import LEFT, LEVELS, RIGHT, number_at, place_of, title_alley
from gis_data.plan import AlleyPlan
from gis_data.projection import Coordinates
from gis_data.ways import Point, Way

STEP = 4.0
SHORTEST = 24.0
"""An alley reaches at least this far past the houses of the way it leaves."""
SAME_JOINT = 9.0
"""An alley that would join this near to an existing junction joins at that junction."""
CORNER = 75.0
TIGHT = 0.4
"""A planned alley is content with this share of the free distance."""
TRIES = 40
PASSES = (0, 1, 2, 1, 2, 0, 1, 2)
"""The levels laid, in this order: later passes fill what the earlier ones left open."""


@dataclass
class Sprout:
    """An alley while it grows from its parent way (a number in `Growth.ways`)."""

    parent: int
    path: tuple[int, ...]
    block: Block
    heading: Coordinates
    points: list[Coordinates]
    bare: float
    """As far as this it crosses its parent's corridor, where nothing is in its way."""
    free: float
    travelled: float = 0.0
    turned: bool = False
    met: Neighbour | None = None
    joined: tuple[int, Point] | None = field(default=None)
    """The way that it ends on, and where."""

    @property
    def habit(self) -> Habit:
        return HABITS[self.block.kind]


class Growth:
    """The network while it grows; `ways` holds the streets first, then the alleys as they are laid."""

    def __init__(self, streets: list[Way], blocks: list[Block]) -> None:
        self.ways = list(streets)
        self._blocks = blocks
        self._faces = shapely.STRtree([block.shape for block in blocks])
        self._clearance = Clearance()
        self._chance = open_stream("alleys")
        for number, street in enumerate(streets):
            self._clearance.add(number, street)
        for block in blocks:
            shapely.prepare(block.room)

    def lay_planned(self, plans: tuple[AlleyPlan, ...]) -> None:
        """Lay the alleys that must exist; raises ValueError where there is no room for one."""
        for plan in plans:
            parent = next(n for n, way in enumerate(self.ways) if way.name == plan.street)
            for number in plan.path:
                station, side = place_of(self.ways[parent], number)
                if not any(self._branch(parent, station, side, TIGHT) for _ in range(TRIES)):
                    raise ValueError(f"no room for alley {plan.path} of {plan.street}")
                parent = len(self.ways) - 1

    def lay_level(self, level: int) -> None:
        """Lay all ngõ (0), ngách (1) or hẻm (2), in random order."""
        parents = [n for n, way in enumerate(self.ways) if len(way.path) == level and way.street]
        places = [(n, s, side) for n in parents for side in (LEFT, RIGHT) for s in self._draw_stations(n)]
        for index in self._chance.permutation(len(places)):
            self._branch(*places[index])

    def _draw_stations(self, parent: int) -> list[float]:
        way = self.ways[parent]
        kind = self._blocks[way.block].kind if way.block >= 0 else "village"
        low, high = HABITS[kind].spacing
        stations = np.cumsum(self._chance.uniform(low, high, int(way.length / low) + 1)) - low / 2
        return [float(station) for station in stations if station < way.length - STEP]

    def _branch(self, parent: int, station: float, side: int, tight: float = 1.0) -> bool:
        way = self.ways[parent]
        start = np.array(way.point_at(station))
        heading = turn(way.direction_at(station), 90.0 * side)
        found = self._faces.query(Spot(*(start + heading * (way.half_corridor + STEP))), predicate="within")
        if not len(found):
            return False
        block = self._blocks[int(found[0])]
        habit = HABITS[block.kind]
        if len(way.path) >= len(habit.lengths):
            return False
        path = (*way.path, number_at(way, station, side))
        heading = turn(heading, float(self._chance.normal(0, habit.bend / 2)))
        bare = way.half_corridor + STEP
        sprout = Sprout(parent, path, block, heading, [start], bare, habit.free * tight)
        self._grow(sprout)
        return self._keep(sprout)

    def _grow(self, sprout: Sprout) -> None:
        """Lead an alley on, leg by leg, to its length or to what it meets."""
        habit = sprout.habit
        target = float(self._chance.uniform(*habit.lengths[len(sprout.path) - 1]))
        while sprout.travelled < target - SHORTEST / 2:
            leg = min(float(self._chance.uniform(*habit.leg)), target - sprout.travelled)
            gone = self._advance(sprout, leg)
            if gone > STEP:
                sprout.points.append(sprout.points[-1] + sprout.heading * gone)
            sprout.travelled += gone
            if gone < leg - STEP:
                break
            sprout.heading = self._bend(sprout)
        if sprout.met and len(sprout.points) > 1 and happens(self._chance, habit.loops):
            sprout.joined = self._find_joint(sprout, sprout.met)

    def _bend(self, sprout: Sprout) -> Coordinates:
        far_enough = not sprout.turned and sprout.travelled > sprout.habit.free * 1.7
        if far_enough and happens(self._chance, sprout.habit.sharp):
            sprout.turned = True
            return turn(sprout.heading, CORNER if happens(self._chance, 0.5) else -CORNER)
        return turn(sprout.heading, float(self._chance.normal(0, sprout.habit.bend)))

    def _advance(self, sprout: Sprout, leg: float) -> float:
        """Go on while there is room; return how far, and note what stood in the way."""
        parent = frozenset((sprout.parent,))
        distance = 0.0
        while distance + STEP <= leg:
            ahead = distance + STEP
            if sprout.travelled + ahead > sprout.bare:
                x, y = (sprout.points[-1] + sprout.heading * ahead).tolist()
                if not shapely.contains_xy(sprout.block.room, x, y):
                    sprout.met = self._clearance.nearest(x, y, 2 * STEP, parent)
                    return distance
                sprout.met = self._clearance.nearest(x, y, sprout.free, parent)
                if sprout.met:
                    return distance
            distance = ahead
        return leg

    def _find_joint(self, sprout: Sprout, met: Neighbour) -> tuple[int, Point] | None:
        """Return the way and the point at which an alley can join what it came upon."""
        other = self.ways[met.way]
        station = other.station_of((met.x, met.y))
        if not STEP < station < other.length - STEP:
            return None
        standing = [point for at, point in other.joints if abs(at - station) < SAME_JOINT]
        joint = standing[0] if standing else other.point_at(station)
        last, before = sprout.points[-1], sprout.points[-2]
        link, heading = np.array(joint) - last, last - before
        runs_on = link @ heading > 0.6 * np.hypot(*link) * np.hypot(*heading)
        path = LineString(np.array([last, joint]))
        open_part = shapely.difference(path, other.line.buffer(other.half_corridor + 1.0))
        is_open = shapely.contains(sprout.block.room.buffer(0.5), open_part)
        return (met.way, joint) if runs_on and is_open else None

    def _keep(self, sprout: Sprout) -> bool:
        """Add an alley to the network if it is long enough and crosses nothing."""
        if sprout.joined:
            sprout.points.append(np.array(sprout.joined[1]))
        if len(sprout.points) == 1:
            return False
        line = LineString(sprout.points)
        if line.length < sprout.bare + SHORTEST or not line.is_simple or self._crosses(sprout, line):
            return False
        first = sprout.points[0]
        self.ways[sprout.parent].join((float(first[0]), float(first[1])))
        if sprout.joined:
            self.ways[sprout.joined[0]].join(sprout.joined[1])
        alley = self._make_alley(sprout)
        self._clearance.add(len(self.ways), alley)
        self.ways.append(alley)
        return True

    def _crosses(self, sprout: Sprout, line: LineString) -> bool:
        friends = {sprout.parent} | ({sprout.joined[0]} if sprout.joined else set())
        others = [
            way.line
            for number, way in enumerate(self.ways)
            if number not in friends and way.block in (sprout.block.index, -1)
        ]
        own = [self.ways[number].line for number in sorted(friends)]
        touches = shapely.get_num_coordinates(shapely.intersection(line, own))
        return bool(shapely.intersects(line, others).any()) or bool((touches > 1).any())

    def _make_alley(self, sprout: Sprout) -> Way:
        parent = self.ways[sprout.parent]
        street = parent.street or ""
        low, high = sprout.habit.widths[len(sprout.path) - 1]
        width = low + (high - low) * float(self._chance.beta(1.6, 2.4))
        return Way(
            coordinates=np.array(sprout.points),
            width=round(min(width, parent.width), 1),
            verge=sprout.habit.verge,
            level=LEVELS[len(sprout.path) - 1],
            name=title_alley(street, sprout.path),
            street=street,
            parent=parent if parent.path else None,
            path=sprout.path,
            dead_end=sprout.joined is None,
            block=sprout.block.index,
        )


def lay_alleys(streets: list[Way], blocks: list[Block], plans: tuple[AlleyPlan, ...]) -> list[Way]:
    """Return the alleys, named and joined; the streets receive the joints."""
    growth = Growth(streets, blocks)
    growth.lay_planned(plans)
    for level in PASSES:
        growth.lay_level(level)
    return growth.ways[len(streets) :]
