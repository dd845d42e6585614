"""The blocks between the streets, what kind of quarter each is, and the grounds kept free in them."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely import Point as Spot
from shapely.affinity import rotate, translate
from shapely.geometry.base import BaseGeometry

from gis_data.plan import GroundPlan, QuarterKind, WardPlan
from gis_data.projection import Coordinates, to_metres
from gis_data.ways import Way

SMALLEST_BLOCK = 400.0
LAKE_ROUNDING = 14.0
WITHIN_OUTLINE = 3.5
"""The part of the river's width that lies on this side of the ward's boundary."""


@dataclass(frozen=True)
class Ground:
    """A ground kept free of houses: a lake, a park, a school; the shape is in EPSG:5897."""

    kind: str
    name: str
    shape: Polygon


@dataclass(frozen=True)
class Block:
    """A face between the streets, without their corridors; `room` also leaves out the grounds."""

    index: int
    kind: QuarterKind
    quarter: str
    shape: Polygon
    room: BaseGeometry


def draw_river(plan: WardPlan) -> Polygon:
    """Return the river, both banks: it winds a little on the far side of the outline."""
    bank = LineString(to_metres(plan.river.line))
    stations = np.arange(-60.0, bank.length + 60.0, 12.0)
    points = np.array([_beyond(bank, float(station)) for station in stations])
    steps = np.gradient(points, axis=0)
    across = np.column_stack([-steps[:, 1], steps[:, 0]]) / np.hypot(*steps.T)[:, None]
    wave = 2.0 * np.sin(stations / 95.0) + 0.8 * np.sin(stations / 37.0)
    middle = LineString(points + across * (plan.river.width_m / 2 - WITHIN_OUTLINE + wave)[:, None])
    banks = middle.buffer(plan.river.width_m / 2, cap_style="flat").simplify(0.3)
    return Polygon(shapely.get_coordinates(banks))


def _beyond(line: LineString, station: float) -> tuple[float, float]:
    """Return the point at a station, on the line's straight continuation where it is past an end."""
    inside = min(max(station, 0.0), line.length)
    ends = [line.interpolate(min(max(inside + d, 0.0), line.length)) for d in (-1.0, 1.0)]
    reach = (station - inside) / max(ends[0].distance(ends[1]), 1e-9)
    here = line.interpolate(inside)
    return here.x + reach * (ends[1].x - ends[0].x), here.y + reach * (ends[1].y - ends[0].y)


def divide_blocks(plan: WardPlan, streets: list[Way]) -> tuple[list[Block], list[Ground]]:
    """Return the blocks and, cut to them, the grounds of the plan."""
    faces = _find_faces(plan, streets)
    kinds = [_find_quarter(plan, face) for face in faces]
    grounds = _place_grounds(plan, faces, streets)
    taken = shapely.union_all([ground.shape for ground in grounds])
    blocks = [
        Block(index, kind, quarter, face, shapely.difference(face, taken.buffer(1.0)))
        for index, (face, (kind, quarter)) in enumerate(zip(faces, kinds, strict=True))
    ]
    return blocks, grounds


def _find_faces(plan: WardPlan, streets: list[Way]) -> list[Polygon]:
    outline = Polygon(to_metres(plan.outline))
    corridors = [street.line.buffer(street.half_corridor, cap_style="square") for street in streets]
    rest = shapely.difference(outline, shapely.union_all([*corridors, draw_river(plan).buffer(2.0)]))
    faces = [face for face in shapely.get_parts(rest) if face.area > SMALLEST_BLOCK]
    return sorted(faces, key=lambda face: (round(face.centroid.x), round(face.centroid.y)))


def _find_quarter(plan: WardPlan, face: Polygon) -> tuple[QuarterKind, str]:
    for quarter, position in zip(plan.quarters, to_metres([q.at for q in plan.quarters]), strict=True):
        if face.contains(Spot(position)):
            return quarter.kind, quarter.name
    return "village", plan.name


def _place_grounds(plan: WardPlan, faces: list[Polygon], streets: list[Way]) -> list[Ground]:
    placed: list[Ground] = []
    middles = to_metres([ground.at for ground in plan.grounds])
    for ground, middle in zip(plan.grounds, middles, strict=True):
        face = min(faces, key=lambda face: face.distance(Spot(middle)))
        shape: BaseGeometry = _turn_along_street(ground, middle, streets)
        shape = shapely.intersection(shape, face.buffer(-1.5, join_style="mitre"))
        for other in placed:
            shape = shapely.difference(shape, other.shape.buffer(3.0, join_style="mitre"))
        placed.append(Ground(ground.kind, ground.name, _keep_largest(shape, ground.kind)))
    return placed


def _keep_largest(shape: BaseGeometry, kind: str) -> Polygon:
    whole = max(shapely.get_parts(shape), key=lambda part: part.area)
    if kind == "lake":
        whole = whole.buffer(-LAKE_ROUNDING).buffer(LAKE_ROUNDING).simplify(0.5)
    return Polygon(whole)


def _turn_along_street(ground: GroundPlan, middle: Coordinates, streets: list[Way]) -> Polygon:
    street = min(streets, key=lambda way: way.line.distance(Spot(middle)))
    east, north = street.direction_at(street.station_of((middle[0], middle[1])))
    along, across = ground.size_m
    rectangle = shapely.box(-along / 2, -across / 2, along / 2, across / 2)
    return translate(rotate(rectangle, np.degrees(np.arctan2(north, east)), origin=(0, 0)), *middle)
