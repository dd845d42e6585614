"""The arithmetic of fire coverage on the city's layers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from twin.analysis.arrays import Floats
from twin.analysis.certainty import Truth, Truths, read_truths
from twin.analysis.fire.coverage import Coverage, Sources, cover
from twin.analysis.fire.radius import InRadius, Radii, measure_radius
from twin.analysis.fire.streets import EngineRule, Streets, Ways, lay_streets
from twin.analysis.network.spots import snap
from twin.errors import NotFoundError
from twin.reporting import City
from twin.reporting.people import Groups, read_groups, read_homes

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

ENTRIES = ("motorway", "trunk", "primary", "secondary")
"""Classes of streets by which engines come: the secondary ones and those above."""
NORMS = ("fire_radius_engine", "fire_radius_pump", "fire_road_width", "fire_road_headroom")


@dataclass(frozen=True)
class Measured:
    """Buildings of the area with what was found of each, in the frame's order."""

    homes: "GeoDataFrame"
    groups: Groups
    coverage: Coverage
    radius: InRadius
    streets: Streets
    sources: "GeoDataFrame"
    hose: float
    open_streets: bool


def _norm(city: City, norm_id: str) -> float:
    found = city.norm(norm_id)
    if found is None:
        raise NotFoundError(
            vi=f"Chưa có quy chuẩn «{norm_id}» vào ngày đã chọn.",
            en=f"No norm “{norm_id}” was in force on the day chosen.",
        )
    return found.value


def _numbers(column: "pd.Series[float]") -> Floats:
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))


def _ways(city: City, *, open_streets: bool) -> Ways:
    """Return streets and alleys as one; an alley is no entry. Streets may be taken to have no roof over them."""
    roads = city.frame("roads", "class", "width_m", "headroom_m", whole=True)
    alleys = city.frame("alleys", "width_m", "headroom_m", whole=True)
    others = set(roads["class"].dropna()) - {*ENTRIES, "unknown"}
    entry = read_truths(roads["class"].to_numpy(dtype=object), ENTRIES, others)
    headroom = _numbers(roads["headroom_m"])
    if open_streets:
        headroom = np.where(np.isnan(headroom), np.inf, headroom)
    closed: Truths = np.full(len(alleys), Truth.NO, dtype=np.int8)
    return Ways(
        np.concatenate([roads.geometry.to_numpy(), alleys.geometry.to_numpy()]),
        np.concatenate([_numbers(roads["width_m"]), _numbers(alleys["width_m"])]),
        np.concatenate([headroom, _numbers(alleys["headroom_m"])]),
        np.concatenate([entry, closed]),
    )


def measure(city: City, hose: float, *, open_streets: bool = False) -> Measured:
    """Judge every building of the area. Raises NotFoundError for a day before the norms."""
    radii = Radii(_norm(city, "fire_radius_engine"), _norm(city, "fire_radius_pump"))
    rule = EngineRule(_norm(city, "fire_road_width"), _norm(city, "fire_road_headroom"))
    groups = read_groups(city)
    homes = read_homes(city, groups)
    sources = city.frame("fire_water", "name", "kind", "status", "engine_access", whole=True)
    streets = lay_streets(_ways(city, open_streets=open_streets), rule)
    working = read_truths(sources["status"].to_numpy(dtype=object), ("working",), ("faulty",))
    access = read_truths(sources["engine_access"].to_numpy(dtype=object), ("yes",), ("no",))
    walls, points = homes.geometry.to_numpy(), sources.geometry.to_numpy()
    coverage = cover(
        streets, snap(streets.network, walls), Sources(snap(streets.network, points), working), hose
    )
    radius = measure_radius(walls, points, working, access, radii)
    return Measured(homes, groups, coverage, radius, streets, sources, hose, open_streets)
