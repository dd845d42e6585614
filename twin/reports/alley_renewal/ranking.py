"""How much each alley needs to be renewed, and in which order."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from twin.analysis.renewal import Weights, cannot_enter, deepest_near, nearest_lines, score
from twin.reporting import City
from twin.reporting.people import Groups, read_groups, read_homes
from twin.vocabulary import STATES

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

ALLEYS = "alleys"
DEEP, WIDTH, HEADROOM, CLASSES = (
    "passable_depth_emergency",
    "fire_road_width",
    "fire_road_headroom",
    "alley_width_classes",
)


@dataclass(frozen=True)
class Alleys:
    """The area's alleys with all that is known of their need, and the homes that were counted along the ways."""

    frame: "GeoDataFrame"
    homes: "GeoDataFrame"
    groups: Groups

    @property
    def ranked(self) -> "GeoDataFrame":
        """Those that may still be renewed, the most needed first."""
        told: GeoDataFrame = self.frame[self.frame["rank"].notna()].sort_values("rank")
        return told


def read_alleys(city: City, weights: Weights, flood_reach: float, *, open_sky: bool) -> Alleys:
    """Return the alleys with `state`, `length_m`, `group`, `class`, `people`, `depth_m`, `access`, scores and `rank`."""
    groups = read_groups(city)
    alleys = city.frame(ALLEYS, "name", "level", "street", "width_m", "headroom_m", "renovation", "dead_end")
    progress = city.declared(ALLEYS).progress
    alleys["state"] = [progress.state_of(value) if progress else STATES[-1] for value in alleys["renovation"]]
    alleys["length_m"] = alleys.length
    alleys["group"] = groups.of(alleys)
    alleys["class"] = _width_classes(city, alleys["width_m"])
    homes = read_homes(city, groups)
    parts = [
        _people(city, alleys, homes),
        _flooding(city, alleys, flood_reach),
        _access(city, alleys, open_sky=open_sky),
    ]
    least, most = (np.column_stack([part[side] for part in parts]) for side in (0, 1))
    alleys["score"], alleys["score_most"] = score(least, most, weights)
    _rank(alleys)
    return Alleys(alleys, homes, groups)


def _width_classes(city: City, width: "pd.Series[float]") -> NDArray[np.object_]:
    """Return the class of width, from 0 (the narrowest) on; None where nobody measured."""
    norm = city.norm(CLASSES)
    edges = norm.values if norm else ()  # noqa: PD011 - of a norm, not of a frame
    found = np.digitize(width.to_numpy(), edges).astype(object)
    found[width.isna().to_numpy()] = None
    return found


Part = tuple[NDArray[np.float64], NDArray[np.float64]]
"""What one kind of need comes to, from 0 to 1, at least and at most."""


def _people(city: City, alleys: "GeoDataFrame", homes: "GeoDataFrame") -> Part:
    """Count the residents of the homes to which an alley is the nearest way; a home of unknown residents adds none."""
    streets = city.frame("roads")
    lines = np.concatenate([alleys.geometry.to_numpy(), streets.geometry.to_numpy()])
    way = nearest_lines(homes.geometry.to_numpy(), lines)
    here = (way >= 0) & (way < len(alleys))
    known = here & homes["people"].notna().to_numpy()
    people = np.bincount(way[known], homes["people"].to_numpy()[known], len(alleys))
    alleys["homes"] = np.bincount(way[here], minlength=len(alleys))
    alleys["homes_unknown"] = np.bincount(way[here & ~known], minlength=len(alleys))
    # Of an alley of whose homes nothing is known, the number is unknown; where nobody lives it is zero.
    nothing = (alleys["homes_unknown"] > 0) & (alleys["homes_unknown"] == alleys["homes"])
    alleys["people"] = np.where(nothing, np.nan, people)
    share = people / max(people.max(initial=0.0), 1.0)
    return share, np.where(alleys["homes_unknown"] > 0, 1.0, share)


def _flooding(city: City, alleys: "GeoDataFrame", reach: float) -> Part:
    """Rate the deepest unresolved flooding spot near: 1 from the depth that no emergency vehicle passes."""
    spots = city.frame("flood_spots", "depth_m", "status", whole=True)
    spots = spots[spots["status"] != "resolved"]
    depth, missing = deepest_near(
        alleys.geometry.to_numpy(),
        spots.geometry.to_numpy(),
        spots["depth_m"].to_numpy(dtype=np.float64),
        reach,
    )
    norm = city.norm(DEEP)
    rated = np.minimum(depth / norm.value, 1.0) if norm else np.zeros(len(depth))
    alleys["depth_m"] = np.where(missing & (depth == 0), np.nan, depth)
    alleys["depth_missing"] = missing
    return rated, np.where(missing, 1.0, rated)


def _access(city: City, alleys: "GeoDataFrame", *, open_sky: bool) -> Part:
    """Rate what in the alley itself keeps an engine out: too narrow or too low; unknown where a measure is missing.

    Whether an engine gets as far as the alley is another question: renewing this one would not change it.
    """
    least = [norm.value if (norm := city.norm(name)) else np.nan for name in (WIDTH, HEADROOM)]
    headroom = alleys["headroom_m"].fillna(np.inf) if open_sky else alleys["headroom_m"]
    surely, perhaps = cannot_enter(alleys["width_m"].to_numpy(), headroom.to_numpy(), *least)
    alleys["access"] = np.where(surely, "no", np.where(perhaps, "unknown", "yes"))
    return surely.astype(np.float64), perhaps.astype(np.float64)


def _rank(alleys: "GeoDataFrame") -> None:
    """Give ranks to those that are neither renewed nor being renewed; what may be renewed already is among them."""
    open_ones = alleys[alleys["state"].isin(["not_yet", "unknown"])]
    told = pd.DataFrame(open_ones.drop(columns="geometry")).assign(order=open_ones.index)
    keys = ["score", "score_most", "people", "order"]
    ordered = told.sort_values(keys, ascending=[False, False, False, True])
    alleys["rank"] = pd.Series(np.arange(1, len(ordered) + 1), index=ordered.index).reindex(alleys.index)
