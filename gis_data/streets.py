"""Streets joined to one network, and the blocks between them."""

import numpy as np
import shapely
from shapely import LineString
from shapely import Point as Spot

from gis_data.plan import StreetPlan, WardPlan
from gis_data.projection import Coordinates, to_metres
from gis_data.ways import Point, Way

SAME_CORNER = 25.0
"""Ends of streets this near to each other are one corner (metres): the plan's bends are generalised."""
REACH = 60.0
"""An end this near to another street is a junction with it, short of it or past it."""
TOUCHING = 0.01
SIDEWALK = {"primary": 7.0, "secondary": 4.0, "tertiary": 3.5, "residential": 2.0, "service": 2.5}


def lay_streets(plan: WardPlan) -> list[Way]:
    """Return the streets with ends and crossings at exactly shared vertices, numbered side first."""
    lines = [to_metres(street.line) for street in plan.streets]
    _merge_corners(lines)
    for index in range(len(lines)):
        lines[index] = _reach_out(lines, index)
        lines[index] = _reach_out(lines, index, last=False)
    streets = [_make_street(street, line) for street, line in zip(plan.streets, lines, strict=True)]
    _node(streets)
    return streets


def _merge_corners(lines: list[Coordinates]) -> None:
    corners: list[Coordinates] = []
    for line in lines:
        for end in (0, -1):
            near = [corner for corner in corners if np.hypot(*(corner - line[end])) < SAME_CORNER]
            if near:
                line[end] = near[0]
            else:
                corners.append(line[end].copy())


def _reach_out(lines: list[Coordinates], index: int, *, last: bool = True) -> Coordinates:
    """Trim an end that overshoots a crossing by less than REACH, or lead it on to a street within REACH."""
    line = lines[index] if last else lines[index][::-1]
    others = [other for number, other in enumerate(lines) if number != index]
    if not any(np.array_equal(line[-1], other[end]) for other in others for end in (0, -1)):
        line = _meet(line, shapely.MultiLineString([LineString(other) for other in others]))
    return line if last else line[::-1]


def _meet(line: Coordinates, others: shapely.MultiLineString) -> Coordinates:
    path = LineString(line)
    crossings = shapely.get_coordinates(shapely.intersection(path, others))
    stations = [path.project(Spot(crossing)) for crossing in crossings]
    if stations and path.length - max(stations) < REACH:
        met = crossings[int(np.argmax(stations))]
        kept = line[[path.project(Spot(vertex)) < max(stations) - 0.01 for vertex in line]]
        return np.vstack([kept, met])
    step = line[-1] - line[-2]
    ray = LineString([line[-1], line[-1] + step / np.hypot(*step) * REACH])
    ahead = shapely.get_coordinates(shapely.intersection(ray, others))
    if len(ahead):
        nearest = ahead[int(np.argmin(np.hypot(*(ahead - line[-1]).T)))]
        return np.vstack([line, nearest])
    return line


def _make_street(street: StreetPlan, line: Coordinates) -> Way:
    return Way(
        coordinates=_number_from_north(line),
        width=street.width_m,
        verge=SIDEWALK[street.street_class],
        level=street.street_class,
        name=street.name,
        street=street.name,
        lanes=street.lanes,
        given=street.given,
    )


def _number_from_north(line: Coordinates) -> Coordinates:
    """Turn a line the way that houses are numbered: from the north to the south, else from the east."""
    east, north = line[-1] - line[0]
    runs_well = north < 0 if abs(north) > abs(east) / 2 else east < 0
    return line if runs_well else line[::-1].copy()


def _node(streets: list[Way]) -> None:
    for index, one in enumerate(streets):
        for other in streets[index + 1 :]:
            for point in _meeting_points(one, other):
                one.join(point)
                other.join(point)


def _meeting_points(one: Way, other: Way) -> list[Point]:
    ends = [way.coordinates[end] for way in (one, other) for end in (0, -1)]
    touching = [
        (float(end[0]), float(end[1]))
        for end in ends
        if max(one.line.distance(Spot(end)), other.line.distance(Spot(end))) < TOUCHING
    ]
    crossings = shapely.get_coordinates(shapely.intersection(one.line, other.line))
    fresh = [c for c in crossings if all(np.hypot(*(c - t)) > 1 for t in touching)]
    return list(dict.fromkeys([*touching, *((float(x), float(y)) for x, y in fresh)]))
