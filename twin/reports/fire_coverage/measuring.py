"""The arithmetic of fire coverage on the city's layers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.analysis.certainty import read_truths
from twin.analysis.fire.coverage import Coverage, Sources, cover
from twin.analysis.fire.radius import InRadius, Radii, measure_radius
from twin.analysis.fire.streets import Streets
from twin.analysis.network.spots import snap
from twin.reporting import City
from twin.reporting.engines import lay_engine_streets, require_norm
from twin.reporting.people import Groups, read_groups, read_homes

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

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


def measure(city: City, hose: float, *, open_streets: bool = False) -> Measured:
    """Judge every building of the area. Raises NotFoundError for a day before the norms."""
    radii = Radii(*(require_norm(city, norm).value for norm in ("fire_radius_engine", "fire_radius_pump")))
    groups = read_groups(city)
    homes = read_homes(city, groups)
    sources = city.frame("fire_water", "name", "kind", "status", "engine_access", whole=True)
    streets = lay_engine_streets(city, open_streets=open_streets).streets
    working = read_truths(sources["status"].to_numpy(dtype=object), ("working",), ("faulty",))
    access = read_truths(sources["engine_access"].to_numpy(dtype=object), ("yes",), ("no",))
    walls, points = homes.geometry.to_numpy(), sources.geometry.to_numpy()
    coverage = cover(
        streets, snap(streets.network, walls), Sources(snap(streets.network, points), working), hose
    )
    radius = measure_radius(walls, points, working, access, radii)
    return Measured(homes, groups, coverage, radius, streets, sources, hose, open_streets)
