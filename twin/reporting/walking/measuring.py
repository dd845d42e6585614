"""How far it is on foot from every home of the area to the nearest of some places."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from twin.analysis.arrays import Floats
from twin.analysis.certainty import Truth, Truths
from twin.analysis.network.farthest import measure_farthest
from twin.analysis.network.graph import Network, build_network
from twin.analysis.network.services import Service, draw_isochrone, measure_service
from twin.analysis.network.spots import Spots, Stretches, find_stretches, snap, stretch_spots
from twin.analysis.network.walking import Walk, walk_from
from twin.analysis.projection import Shapes
from twin.reporting import City
from twin.reporting.people import Groups, read_groups, read_homes

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

ENTERED_WITHIN_M = 15.0
"""Metres (ours): an area is entered from any street or alley whose middle line runs so near to its edge."""
BESIDE_M = 25.0
"""Metres (ours): so far beside a street the area that is reached along it is drawn."""
NOT_WALKED = "motorway"


@dataclass(frozen=True)
class Places:
    """What people walk to: features of a layer with `name`, and for each whether it serves.

    Of a place that is `somewhere` in its shape nobody knows where in it; any other is reached at its edge.
    """

    layer: str
    frame: "GeoDataFrame"
    serves: Truths
    somewhere: bool = False

    def shapes(self, *truths: Truth) -> Shapes:
        """Return the shapes of those of which this is known."""
        found: Shapes = self.frame.geometry.to_numpy()[np.isin(self.serves, truths)]
        return found


@dataclass(frozen=True)
class Walked:
    """The homes of the area, the places, and the ways between; of a place that is somewhere there is no `sure` walk."""

    homes: "GeoDataFrame"
    groups: Groups
    places: Places
    service: Service
    sure: Walk | None
    possible: Walk

    def draw(self, metres: float, *, surely: bool) -> BaseGeometry:
        """Return the area that is reached within so many metres on foot."""
        walk = self.sure if surely else self.possible
        return shapely.MultiPolygon() if walk is None else draw_isochrone(walk, metres, BESIDE_M)


def read_ways(city: City) -> Network:
    """Return streets and alleys as one network; nobody walks on a motorway."""
    roads = city.frame("roads", "class", whole=True)
    roads = roads[roads["class"] != NOT_WALKED]
    alleys = city.frame("alleys", whole=True)
    return build_network(np.concatenate([roads.geometry.to_numpy(), alleys.geometry.to_numpy()]))


def measure_walks(city: City, places: Places, limit: float) -> Walked:
    """Measure the way from every building of the area, along streets and alleys.

    Of what is somewhere nothing is measured that is sure to be beyond the limit.
    """
    network, groups = read_ways(city), read_groups(city)
    homes = read_homes(city, groups)
    spots = snap(network, homes.geometry.to_numpy())
    possible = walk_from(network, _enter(network, places.shapes(Truth.YES, Truth.UNKNOWN)))
    if places.somewhere:
        nearest = measure_service(possible, possible, spots).possible
        farthest = _measure_somewhere(network, places.shapes(Truth.YES), spots, limit)
        return Walked(homes, groups, places, Service(farthest, nearest), None, possible)
    sure = walk_from(network, _enter(network, places.shapes(Truth.YES)))
    return Walked(homes, groups, places, measure_service(sure, possible, spots), sure, possible)


def _enter(network: Network, shapes: Shapes) -> Stretches:
    """Return where on the network people go in: a point from its nearest place, an area from all along its edge."""
    areas = shapely.get_dimensions(shapes) > 0
    if areas.any():
        return find_stretches(network, shapes, ENTERED_WITHIN_M)
    return stretch_spots(snap(network, shapes))


def _measure_somewhere(network: Network, shapes: Shapes, spots: Spots, limit: float) -> Floats:
    """Return metres to the nearest of several places, each taken to be where in its shape it is farthest."""
    metres, here = np.full(len(spots), np.nan), np.flatnonzero(spots.edge >= 0)
    metres[here] = np.inf
    for shape in shapes:
        entered = _enter(network, np.array([shape], dtype=np.object_))
        farthest = measure_farthest(network, entered, spots[here], limit)
        metres[here] = np.minimum(metres[here], farthest)
    return metres
