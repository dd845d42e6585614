"""The arithmetic of flood exposure on the city's layers."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.analysis.projection import Shapes
from twin.analysis.surface import Surface
from twin.analysis.water.exposure import (
    NO,
    UNKNOWN,
    YES,
    Agreement,
    Answers,
    Depths,
    Lakes,
    classify,
    compare,
    find_lakes,
    measure_along,
    measure_round,
    reach,
    split_lengths,
    stay_passable,
)
from twin.analysis.water.rain import Balance, Rain
from twin.errors import BadInputError, NotFoundError
from twin.reporting import City
from twin.reporting.flood_list import wake
from twin.reporting.people import Groups, read_groups, read_homes
from twin.reporting.saying import say

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

    from twin.analysis.surface import Grid
    from twin.analysis.water.flowing import Moment

BEFORE_DOORS_M = 10.0
"""Round the point of a school or a clinic, metres: who cannot get to its door cannot get in."""
_ANSWERS = {"yes": YES, "no": NO}
_DESIGN_HOURS = 48.0
_MOST_DYNAMIC = 1_000_000
"""Squares of a run in time: the ward at 2 m, an hour of work."""
BANK_M = 8.0
"""Metres round rivers and lakes that are theirs too: their banks slope to the water that always stands there."""
_LEAST_LAKE_M2 = 100.0
_LOOK_M = 10.0


@dataclass(frozen=True)
class Question:
    """What is asked; `drainage_mm_h` None is what the drains are designed for."""

    rain_mm: float
    hours: float
    drainage_mm_h: float | None
    method: Literal["filling", "dynamic"]
    hours_after: float
    cell_m: float
    reach_m: float


@dataclass(frozen=True)
class Water:
    """The greatest depth and energy head of each square, metres, where the water went, and the account on the way."""

    depth: Surface
    head: Surface
    balance: Balance
    moments: tuple["Moment", ...] = ()

    def outside(self, beds: NDArray[np.bool_]) -> "Water":
        """Return the water without that in the beds of rivers and lakes, where it always stands."""
        depth, head = (
            one.holding(np.where(beds & np.isfinite(one.values), 0.0, one.values))
            for one in (self.depth, self.head)
        )
        return replace(self, depth=depth, head=head)


@dataclass(frozen=True)
class Ways:
    """Streets and alleys of the area: metres by class of depth (the last column: unknown), and who gets through."""

    frame: "GeoDataFrame"
    metres: "Grid"
    cars: Answers
    emergency: Answers
    greatest: "Grid"


@dataclass(frozen=True)
class Places:
    """Things that stand somewhere, in the frame's order, with their class of depth (-1: unknown)."""

    frame: "GeoDataFrame"
    depth: Depths
    classes: Answers


@dataclass(frozen=True)
class Spots:
    """The listed spots: should they flood in this rain, do they, and how far both agree."""

    frame: "GeoDataFrame"
    expected: Answers
    flooded: Answers
    depth: Depths
    agreement: Agreement


@dataclass(frozen=True)
class Measured:
    """All that was found. Edges and limits in metres; `unknown_ha` is the ward's ground of unknown height, `waters_ha` that of rivers and lakes."""

    asked: Question
    rain: Rain
    from_scenario: bool
    edges: tuple[float, ...]
    limits: tuple[float, float]
    water: Water
    groups: Groups
    homes: Places
    schools: Places
    clinics: Places
    ways: Ways
    spots: Spots
    lakes: Lakes
    unlisted: int
    unknown_ha: float
    waters_ha: float


@dataclass(frozen=True)
class Unmeasured:
    """There is no terrain: nothing can be said, and how the rain would have been is all that is known."""

    asked: Question
    edges: tuple[float, ...]


def _norm(city: City, norm_id: str) -> tuple[float, ...]:
    found = city.norm(norm_id)
    if found is None:
        raise NotFoundError(
            vi=f"Chưa có quy chuẩn «{norm_id}» vào ngày đã chọn.",
            en=f"No norm “{norm_id}” was in force on the day chosen.",
        )
    return found.values


def _find_rain(city: City, asked: Question) -> Rain:
    if city.rain is not None:
        return city.rain
    drains = asked.drainage_mm_h
    if drains is None:
        drains = _norm(city, "drainage_design_rain")[0] / _DESIGN_HOURS
    return Rain(asked.rain_mm, asked.hours, drains)


def measure(city: City, asked: Question) -> Measured | Unmeasured:
    """Follow the rain and find what stands in the water.

    Raises BadInputError for squares too many, StoppedError where somebody stopped the run.
    """
    edges = _norm(city, "depth_classes")
    limits = (_norm(city, "passable_depth_car")[0], _norm(city, "passable_depth_emergency")[0])
    rain, ground = _find_rain(city, asked), city.terrain(asked.cell_m)
    if ground is None:
        return Unmeasured(asked, edges)
    beds = find_beds(city, ground)
    water = _follow(city, ground, rain, asked).outside(beds)
    city.progress(0.92, say("Xem những gì trong vùng ngập", "Seeing what stands in the water"))
    groups = read_groups(city)
    spots = _judge_spots(city, water.depth, rain, asked.reach_m, edges[0])
    lakes = find_lakes(water.depth, edges[1])
    return Measured(
        asked,
        rain,
        city.rain is not None,
        edges,
        limits,
        water,
        groups,
        _place(water.depth, read_homes(city, groups), edges),
        _place(water.depth, city.frame("schools", "name", "level"), edges, BEFORE_DOORS_M),
        _place(water.depth, city.frame("health_facilities", "name", "kind"), edges, BEFORE_DOORS_M),
        _measure_ways(city, water, edges, limits),
        spots,
        lakes,
        _count_unlisted(lakes, spots, asked.reach_m),
        _find_unknown(city, ground),
        round(float(beds.sum()) * ground.area / 10_000, 1),
    )


def find_beds(city: City, ground: Surface) -> NDArray[np.bool_]:
    """Return the squares whose middles lie in rivers and lakes, or on their banks."""
    beds = np.zeros(ground.values.shape, np.bool_)
    rows, columns = ground.values.shape[0], ground.values.shape[1]
    for bed in city.frame("water_bodies", whole=True).geometry.buffer(BANK_M):
        west, south, east, north = bed.bounds
        left, right = (
            int(np.clip((x - ground.west) / ground.cell, 0, columns)) for x in (west, east + ground.cell)
        )
        top, bottom = (
            int(np.clip((ground.north - y) / ground.cell, 0, rows)) for y in (north, south - ground.cell)
        )
        x = ground.west + (np.arange(left, right) + 0.5) * ground.cell
        y = ground.north - (np.arange(top, bottom) + 0.5) * ground.cell
        shapely.prepare(bed)
        beds[top:bottom, left:right] |= shapely.contains_xy(bed, *np.meshgrid(x, y))
    return beds


def _follow(city: City, ground: Surface, rain: Rain, asked: Question) -> Water:
    if asked.method == "filling":
        from twin.analysis.water.filling import fill_spill_merge

        city.progress(0.05, say("Cho nước chảy xuống chỗ trũng", "Letting the water run into the hollows"))
        lakes = fill_spill_merge(ground, rain)
        return Water(lakes.depth, lakes.depth, lakes.balance)
    from twin.analysis.water.flowing import Course, let_flow

    squares = int(np.isfinite(ground.values).sum())
    if squares > _MOST_DYNAMIC:
        raise BadInputError(
            vi=f"Tính theo thời gian trên {squares:,} ô mất hàng giờ; hãy chọn ô lớn hơn (đến {_MOST_DYNAMIC:,} ô).",
            en=f"A run in time over {squares:,} squares takes hours; choose larger ones (up to {_MOST_DYNAMIC:,}).",
        )
    doing = say("Theo nước chảy theo thời gian", "Following the water in time")
    run = let_flow(
        ground, rain, Course(asked.hours_after), tell=lambda share: city.progress(0.02 + 0.9 * share, doing)
    )
    return Water(run.deepest, run.head, run.balance, run.moments)


def _place(
    water: Surface, frame: "GeoDataFrame", edges: tuple[float, ...], radius: float | None = None
) -> Places:
    shapes = frame.geometry.to_numpy()
    depth = measure_along(water, shapes) if radius is None else measure_round(water, shapes, radius)
    return Places(frame, depth, classify(depth, edges))


def _cut(shapes: Shapes, city: City) -> Shapes:
    """Return what of the shapes is within the area."""
    if city.area is None:
        return shapes
    cut: Shapes = shapely.intersection(shapes, city.area)
    return cut


def _measure_ways(city: City, water: Water, edges: tuple[float, ...], limits: tuple[float, float]) -> Ways:
    import pandas as pd

    roads, alleys = city.frame("roads", "name"), city.frame("alleys", "name")
    roads["of"], alleys["of"] = "roads", "alleys"
    frame: GeoDataFrame = pd.concat([roads, alleys]).rename_axis("feature").reset_index()
    frame["geometry"] = _cut(frame.geometry.to_numpy(), city)
    lines = frame.geometry.to_numpy()
    heads, depths = measure_along(water.head, lines), measure_along(water.depth, lines)
    cars, emergency = (stay_passable(heads, limit) for limit in limits)
    return Ways(frame, split_lengths(water.depth, lines, edges), cars, emergency, depths.greatest)


def _judge_spots(city: City, water: Surface, rain: Rain, radius: float, least: float) -> Spots:
    """Hold what is reckoned beside the list: a listed spot should flood from its band of intensity on."""
    frame = city.frame("flood_spots", "name", "rain_band", "depth_m", "status", "listed_in")
    frame = frame[frame["listed_in"].notna() & (frame["status"] != "resolved")]
    awake = wake(frame["rain_band"], rain.depth_mm / rain.hours)
    expected: Answers = np.array([_ANSWERS.get(one, UNKNOWN) for one in awake], dtype=np.int8)
    depth = measure_round(water, frame.geometry.to_numpy(), radius)
    flooded = reach(depth, least)
    return Spots(frame, expected, flooded, depth, compare(expected, flooded))


def _count_unlisted(lakes: Lakes, spots: Spots, radius: float) -> int:
    """Count the larger waters that no listed spot lies at."""
    large = lakes.places[lakes.area >= _LEAST_LAKE_M2]
    if len(spots.frame) == 0 or len(large) == 0:
        return len(large)
    known = shapely.union_all(spots.frame.geometry.to_numpy())
    side = 2 * np.sqrt(_LEAST_LAKE_M2)
    return int((shapely.distance(shapely.points(large), known) > max(radius, side)).sum())


def _find_unknown(city: City, ground: Surface) -> float:
    """Return the hectares of the ward whose height nobody knows, from a look every ten metres."""
    ward = shapely.union_all(city.frame("ward", whole=True).geometry.to_numpy())
    if ward.is_empty:
        return 0.0
    west, south, east, north = ward.bounds
    x, y = np.meshgrid(np.arange(west, east, _LOOK_M), np.arange(south, north, _LOOK_M))
    shapely.prepare(ward)
    within = shapely.contains_xy(ward, x.ravel(), y.ravel())
    places = np.column_stack([x.ravel(), y.ravel()])[within]
    return float(np.isnan(ground.at(places)).sum()) * _LOOK_M * _LOOK_M / 10_000
