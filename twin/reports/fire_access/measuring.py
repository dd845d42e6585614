"""Where an engine can go on the ward's streets and alleys, line by line, and what lies beyond its reach."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.analysis.arrays import Floats
from twin.analysis.certainty import Judgement, Truth, Truths, read_truths
from twin.analysis.fire.access import LineAccess, judge_lines, judge_nearness
from twin.analysis.fire.dead_ends import DeadEnds, Turning, find_dead_ends
from twin.analysis.fire.passing import count_bays, judge_bays
from twin.reporting import City
from twin.reporting.engines import Laid, lay_engine_streets, measures_of, require_norm
from twin.reporting.people import Groups, read_groups, read_homes
from twin.reporting.saying import say

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

SLOPE, DEAD_END, APART, BAY, NEAR = (
    "fire_road_slope",
    "fire_dead_end",
    "fire_passing_bays_apart",
    "fire_passing_bay",
    "fire_road_distance",
)


@dataclass(frozen=True)
class Measured:
    """What was found of the whole ward's lines, and of the area's buildings."""

    laid: Laid
    lines: LineAccess
    dead_ends: DeadEnds
    bays_needed: Floats
    bays_lacking: Truths
    """Of each alley: does it surely have fewer bays than are asked."""
    homes: "GeoDataFrame"
    groups: Groups
    near: Judgement
    open_streets: bool
    near_m: float


def _value(city: City, norm_id: str) -> float:
    return require_norm(city, norm_id).value


def measure(city: City, *, open_streets: bool) -> Measured:
    """Judge every line and building. Raises NotFoundError for a day before the norms."""
    city.progress(0.0, say("Đọc đường, ngõ", "Reading streets and alleys"))
    found = lay_engine_streets(
        city,
        "name",
        open_streets=open_streets,
        alley_fields=("dead_end", "turning_place", "passing_bays"),
        steepest=_value(city, SLOPE),
    )
    lines = judge_lines(found.streets, len(found.roads) + len(found.alleys))
    city.progress(0.3, say("Tìm đường cụt", "Looking for dead ends"))
    dead_ends = find_dead_ends(found.streets, _turning(found), _value(city, DEAD_END))
    needed, lacking = _judge_passing(city, found, lines)
    city.progress(0.5, say("Đo từ nhà tới đường xe vào được", "Measuring from buildings to engines' ways"))
    groups = read_groups(city)
    homes = read_homes(city, groups)
    homes["height_m"] = city.frame("buildings", "height_m")["height_m"].reindex(homes.index)
    reach = _value(city, NEAR)
    near = judge_nearness(found.streets, homes.geometry.to_numpy(), reach)
    return Measured(found, lines, dead_ends, needed, lacking, homes, groups, near, open_streets, reach)


def _turning(found: Laid) -> Turning:
    """Return what alleys have on record; of streets nobody records it."""
    nobody = np.full(len(found.roads), Truth.UNKNOWN, dtype=np.int8)
    recorded = (
        read_truths(found.alleys[name].to_numpy(dtype=object), (True,), (False,))
        for name in ("turning_place", "dead_end")
    )
    line = found.streets.network.line
    return Turning(*(np.concatenate([nobody, told])[line] for told in recorded))


def _judge_passing(city: City, found: Laid, lines: LineAccess) -> tuple[Floats, Truths]:
    """Judge the alleys on which engines go, or may go, and that are narrower than a bay is."""
    bay = city.norm(BAY)
    wide = bay.values[-1] if bay else np.nan
    width, alleys = measures_of(found.alleys["width_m"]), lines[len(found.roads) :]
    narrow = np.where(np.isnan(width), Truth.UNKNOWN, np.where(width < wide, Truth.YES, Truth.NO))
    asked = np.maximum(narrow, np.where(alleys.truth == Truth.UNKNOWN, Truth.UNKNOWN, Truth.YES))
    asked[(narrow == Truth.NO) | (alleys.truth == Truth.NO)] = Truth.NO
    needed = count_bays(alleys.metres.sum(axis=0), _value(city, APART))
    bays = measures_of(found.alleys["passing_bays"])
    return needed, judge_bays(asked.astype(np.int8), needed, bays)
