"""The arithmetic of detours on the city's layers."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from twin.analysis.arrays import Floats, Marks
from twin.analysis.certainty import Judgement, Truth
from twin.analysis.fire.access import judge_nearness
from twin.analysis.network.detours import WayRound, drive_from, find_ways_round
from twin.analysis.network.spots import Spots, snap
from twin.reporting import City
from twin.reporting.engines import Laid, lay_engine_streets, require_norm
from twin.reporting.people import Groups, read_groups, read_homes
from twin.reporting.saying import say

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

PLACES = ("schools", "health_facilities")
NEAR = "fire_road_distance"
LEAST_M = 1.0
"""A detour of less is what arithmetic leaves."""


@dataclass(frozen=True)
class Ways:
    """Metres from the nearest main street to each thing, before and after; infinite where no way leads."""

    before: Floats
    after: Floats
    shut: Marks
    """It stands on what is closed."""

    @property
    def detour(self) -> Floats:
        """Metres more than before; NaN where there is no way, or none that is longer."""
        more = np.full(len(self.before), np.nan)
        has_way = np.isfinite(self.after)  # and so it had one before
        more[has_way] = self.after[has_way] - self.before[has_way]
        return np.where(more > LEAST_M, more, np.nan)

    @property
    def longer(self) -> Marks:
        """Say which still have a way, and a longer one."""
        longer: Marks = np.isfinite(self.detour)
        return longer

    @property
    def cut_off(self) -> Marks:
        """Say which had a way and have none, though they do not stand on what is closed."""
        cut: Marks = np.isfinite(self.before) & np.isinf(self.after) & ~self.shut
        return cut


@dataclass(frozen=True)
class Measured:
    """Rows as in the frames."""

    laid: Laid
    closed: "GeoDataFrame"
    """`layer`, `name` and `length_m` of what is closed."""
    round: WayRound
    homes: "GeoDataFrame"
    groups: Groups
    ways: Ways
    places: "GeoDataFrame"
    place_ways: Ways
    near_before: Judgement
    near_after: Judgement
    open_streets: bool


def measure(city: City, *, open_streets: bool) -> Measured:
    """Compare the ward with what is closed and without. Raises NotFoundError for a day before the norms."""
    laid = lay_engine_streets(city, "name", open_streets=open_streets)
    streets = laid.streets
    opened = replace(streets, closed=np.zeros(len(streets.network), dtype=bool))
    groups = read_groups(city)
    homes = read_homes(city, groups)
    places = _read_places(city)
    city.progress(0.4, say("Đo đường đi trước và sau khi đóng", "Measuring the ways before and after"))
    ways, place_ways = (
        _measure_ways(laid, snap(streets.network, things.geometry.to_numpy())) for things in (homes, places)
    )
    reach, walls = require_norm(city, NEAR).value, homes.geometry.to_numpy()
    city.progress(0.7, say("Xét xe chữa cháy vào được đâu", "Judging where engines get in"))
    before, after = (judge_nearness(some, walls, reach) for some in (opened, streets))
    return Measured(
        laid,
        _tell_closed(city, laid),
        find_ways_round(streets.network, ~streets.closed),
        homes,
        groups,
        ways,
        places,
        place_ways,
        before,
        after,
        open_streets,
    )


def _measure_ways(laid: Laid, spots: Spots) -> Ways:
    streets = laid.streets
    entry, every = streets.entry == Truth.YES, np.ones(len(streets.network), dtype=bool)
    before = drive_from(streets.network, every, entry, spots)
    after = drive_from(streets.network, ~streets.closed, entry, spots)
    found = spots.edge >= 0
    shut = np.zeros(len(spots), dtype=bool)
    shut[found] = streets.closed[spots.edge[found]]
    return Ways(before, after, shut)


def _read_places(city: City) -> "GeoDataFrame":
    from geopandas.geodataframe import GeoDataFrame

    parts = [city.frame(layer, "name").assign(layer=layer) for layer in PLACES]
    places: GeoDataFrame = pd.concat([part.rename_axis("feature").reset_index() for part in parts])
    places = places.reset_index(drop=True)
    places["kind"] = places["layer"].map({layer: _both(city, layer) for layer in PLACES})
    return places


def _both(city: City, layer: str) -> str:
    title = city.declared(layer).title
    return f"{title.vi} / {title.en}"


def _tell_closed(city: City, laid: Laid) -> "GeoDataFrame":
    """Return what is closed of both layers, in the order of the graph's lines, with `line`, its number there."""
    from geopandas.geodataframe import GeoDataFrame

    parts = []
    for layer, frame, first in (("roads", laid.roads, 0), ("alleys", laid.alleys, len(laid.roads))):
        here = frame.index.isin(list(city.closed(layer)))
        part = frame.loc[here, ["name", "geometry"]].rename_axis("feature").reset_index()
        parts.append(part.assign(layer=layer, kind=_both(city, layer), line=first + np.flatnonzero(here)))
    closed: GeoDataFrame = pd.concat(parts).reset_index(drop=True)
    closed["length_m"] = closed.length
    return closed
