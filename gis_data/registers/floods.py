"""Flooding hotspots: on streets and alleys where the ground is low."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from shapely import Point as Spot

from gis_data.addresses import tell_way
from gis_data.chance import happens, open_stream, pick
from gis_data.clock import after, draw_moment
from gis_data.numbering import LEFT, number_at
from gis_data.projection import Coordinates
from gis_data.rows import Fields, Row, survey
from gis_data.terrain import LowPlace
from gis_data.town import Town
from gis_data.ways import Way

SPOTS = 33
APART = 130.0
SEARCH = 60.0
"""A named low place floods at its lowest point of a street or alley within this (metres)."""
STEP = 8.0
LIST_NAME = "Danh mục điểm ngập theo Quyết định 2280/QĐ-UBND (minh họa)"
COURSES = {"open": 0.42, "monitored": 0.2, "in_works": 0.12, "resolved": 0.16, "unknown": 0.1}
STORMS = (date(2025, 8, 26), date(2025, 9, 30), date(2026, 6, 11), date(2026, 7, 22), date(2026, 9, 13))
DRAINAGE = "thoat-nuoc"


@dataclass(frozen=True)
class LowPoint:
    """A point of a street or alley, its height, and how far below its surroundings it lies (metres)."""

    x: float
    y: float
    height: float
    lowness: float
    way: Way
    station: float


def register_flood_spots(town: Town) -> list[Row]:
    """Return the hotspots: the named low places first, then the lowest others."""
    chance = open_stream("register floods")
    points = _find_low_points(town)
    places = np.array([(point.x, point.y) for point in points])
    chosen: list[tuple[LowPoint, LowPlace | None]] = [
        (_find_lowest(points, places, low), low) for low in town.lows
    ]
    for point in sorted(points, key=lambda point: -point.lowness):
        if len(chosen) < SPOTS and all(np.hypot(point.x - c.x, point.y - c.y) > APART for c, _ in chosen):
            chosen.append((point, None))
    return [_make_row(point, low, chance) for point, low in chosen]


def _find_low_points(town: Town) -> list[LowPoint]:
    found = []
    around = town.terrain.smoothed()
    for way in town.ways:
        stations = np.arange(STEP, way.length - STEP, STEP)
        points = shapely.get_coordinates(shapely.line_interpolate_point(way.line, stations))
        heights = town.terrain.height_at(points)
        lowness = around.height_at(points) - heights
        for station, (x, y), height, low in zip(
            stations.tolist(), points.tolist(), heights, lowness, strict=True
        ):
            found.append(LowPoint(x, y, float(height), float(low), way, station))
    return [point for point in found if town.outline.contains(Spot(point.x, point.y))]


def _find_lowest(points: list[LowPoint], places: Coordinates, low: LowPlace) -> LowPoint:
    apart = np.hypot(*(places - np.array(low.middle)).T)
    on = np.array([low.way is None or point.way is low.way for point in points])
    near = np.flatnonzero(on & (apart < max(SEARCH, float(apart[on].min()) + STEP)))
    return min((points[n] for n in near), key=lambda point: point.height)


def _make_row(point: LowPoint, low: LowPlace | None, chance: np.random.Generator) -> Row:
    name = low.plan.name if low else _name_spot(point)
    row = Row(Spot(point.x, point.y), _describe(name, point, low, chance))
    _tell_works(row, listed=bool(low and low.plan.listed), chance=chance)
    return row


def _name_spot(point: LowPoint) -> str:
    number = number_at(point.way, point.station, LEFT)
    return f"{tell_way(point.way)} (gần số {number})"


def _describe(name: str, point: LowPoint, low: LowPlace | None, chance: np.random.Generator) -> Fields:
    depth = round(float(np.clip(point.lowness * 0.7 + chance.normal(0, 0.05), 0.08, 0.95)), 2)
    listed = bool(low and low.plan.listed)
    fields: Fields = {"name": name, "listed_in": LIST_NAME if listed else None}
    if listed or happens(chance, 0.75):
        fields["rain_band"] = _find_band(depth)
    shares = {"document": 1.0} if listed else {"surveyed": 0.35, "document": 0.15, "estimated": 0.3}
    fields |= survey("depth_m", depth, chance, shares)
    fields |= survey(
        "duration_h", round(0.5 + depth * float(chance.uniform(3, 9)), 1), chance, {"estimated": 0.6}
    )
    if happens(chance, 0.6):
        fields["times_per_year"] = int(chance.integers(1, 4) + (depth > 0.35) * 3)  # noqa: PLR2004
    if happens(chance, 0.8):
        fields["cause"] = pick(
            chance,
            {"low_ground": 0.4, "small_drain": 0.25, "blocked_drain": 0.2, "river_level": 0.1, "works": 0.05},
        )
    return fields | survey("ground_m", round(point.height, 2), chance, {"estimated": 0.7, "surveyed": 0.2})


def _find_band(depth: float) -> str:
    """Return the band of rain that floods a place; the deeper it floods, the less it takes."""
    for least, band in ((0.5, "lt50"), (0.33, "50_70"), (0.2, "70_100")):
        if depth >= least:
            return band
    return "gt100"


def _tell_works(row: Row, *, listed: bool, chance: np.random.Generator) -> None:
    course = "open" if listed and happens(chance, 0.5) else pick(chance, COURSES)
    row.fields["status"] = "unknown" if course == "unknown" else "open"
    row.fields["last_flooded_on"] = date(2024, 9, 9) if happens(chance, 0.6) else None
    if course == "monitored":
        row.note(draw_moment(chance, date(2025, 6, 2), date(2026, 5, 29)), DRAINAGE, {"status": "monitored"})
    if course in ("in_works", "resolved"):
        begun = draw_moment(chance, date(2025, 10, 6), date(2026, 5, 4))
        row.note(begun, DRAINAGE, {"status": "in_works"})
        if course == "resolved":
            row.note(after(chance, begun, (60, 140)), DRAINAGE, {"status": "resolved"})
            return
    for storm in STORMS:
        if happens(chance, 0.35 + 0.4 * listed):
            row.note(draw_moment(chance, storm, storm), DRAINAGE, {"last_flooded_on": storm})
