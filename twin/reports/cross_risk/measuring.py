"""Each alley in each of four risks: yes, no or unknown."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.analysis.arrays import Numbers
from twin.analysis.certainty import Truth, Truths, either, read_truths
from twin.analysis.fire.access import judge_lines
from twin.analysis.projection import Shapes
from twin.analysis.risks import Score, judge_any, judge_near, weigh_risks
from twin.analysis.traffic.speeds import Delay
from twin.reporting import City, Gap
from twin.reporting.engines import require_norm
from twin.reporting.fire import Covered, inside, measure_cover
from twin.reporting.saying import say
from twin.reports.congestion.asking import Asked as Traffic
from twin.reports.congestion.measuring import measure as measure_traffic
from twin.reports.flood_exposure.measuring import find_beds

if TYPE_CHECKING:
    import pandas as pd
    from geopandas.geodataframe import GeoDataFrame

RISKS = ("flooding", "fire", "congestion", "works")
DEEP, SLOW = "passable_depth_car", "travel_time_high"
_CELL_M = 5.0
"""Metres: the squares on which a supposed rain is followed."""
_PLANNED = ("proposed", "preparing", "in_works", "paused")
_OVER = ("done", "cancelled")
_STANDING = ("open", "monitored", "in_works")


@dataclass(frozen=True)
class Measured:
    """The area's alleys with a truth for each risk (columns as `RISKS`), their homes and residents, and the score."""

    alleys: "GeoDataFrame"
    score: Score
    homes: "GeoDataFrame"
    names: dict[str, str]
    """Of the residential groups."""
    rained: bool
    open_streets: bool
    gaps: tuple[Gap, ...]


def measure(
    city: City,
    weights: list[float],
    reaches: tuple[float, float, float],
    hose: float,
    *,
    open_streets: bool,
) -> Measured:
    """Judge the area's alleys by all that is known of the ward. Raises NotFoundError for a day before the norms."""
    ward = city.within(None)
    covered = measure_cover(ward, hose, open_streets=open_streets)
    rows = inside(city, covered.laid.alleys)
    alleys: GeoDataFrame = covered.laid.alleys.iloc[rows].copy()
    city.progress(0.4, say("Xem ngập, ùn tắc, công trình", "Looking at flooding, congestion and works"))
    lines, gaps = alleys.geometry.to_numpy(), list[Gap]()
    flood, congestion, works = reaches
    truths = {
        "flooding": _flooding(ward, lines, flood, gaps),
        "fire": _fire(covered, gaps)[rows],
        "congestion": _congestion(ward, lines, congestion, gaps),
        "works": _works(ward, lines, works, gaps),
    }
    for risk, told in truths.items():
        alleys[risk] = told
    alleys["group"] = covered.groups.of(alleys)
    _count_homes(covered, alleys, rows)
    score = weigh_risks(list(truths.values()), weights)
    return Measured(
        alleys, score, covered.homes, covered.groups.names, city.rain is not None, open_streets, tuple(gaps)
    )


def _silent(layer: str, gaps: list[Gap], count: int) -> Truths:
    """Say that nobody knows: a register that holds nothing says nothing."""
    words = say(
        "chưa có gì trong sổ, nên rủi ro này chưa rõ ở mọi ngõ",
        "nothing in the register, so that this risk is unknown of every alley",
    )
    gaps.append(Gap(words, None, layer))
    return np.full(count, Truth.UNKNOWN, dtype=np.int8)


def _flooding(city: City, lines: Shapes, reach: float, gaps: list[Gap]) -> Truths:
    """Judge by the spots that are not resolved, and by the water that a supposed rain leaves on the ground."""
    spots = city.frame("flood_spots", "status", whole=True)
    # A spot of unknown status was flooding when it was recorded, and may have been resolved.
    standing = _read(spots["status"], _STANDING, ("resolved",))
    listed = judge_near(lines, spots.geometry.to_numpy(), standing, reach)
    if len(spots) == 0:
        listed = _silent("flood_spots", gaps, len(lines))
    return listed if city.rain is None else either(listed, _under_water(city, lines, gaps))


def _under_water(city: City, lines: Shapes, gaps: list[Gap]) -> Truths:
    from twin.analysis.water.exposure import measure_along, stay_passable
    from twin.analysis.water.filling import fill_spill_merge

    ground, rain = city.terrain(_CELL_M), city.rain
    if ground is None or rain is None:
        words = say(
            "chưa có địa hình để tính mưa đọng ở đâu", "no terrain to tell where the rain would stand"
        )
        gaps.append(Gap(words, None, None))
        return np.full(len(lines), Truth.UNKNOWN, dtype=np.int8)
    water = fill_spill_merge(ground, rain).depth
    # Water always stands in the beds of rivers and lakes.
    outside = np.where(find_beds(city, ground) & np.isfinite(water.values), 0.0, water.values)
    dry = stay_passable(measure_along(water.holding(outside), lines), require_norm(city, DEEP).value)
    return _not(np.where(dry < 0, Truth.UNKNOWN, dry).astype(np.int8))


def _fire(covered: Covered, gaps: list[Gap]) -> Truths:
    """Judge all alleys: no engine gets in, or a building along it is out of a hose's reach."""
    laid, count = covered.laid, len(covered.laid.roads) + len(covered.laid.alleys)
    closed = _not(judge_lines(laid.streets, count).truth)
    dry = judge_any(_line_of(covered), _not(covered.coverage.judgement.truth), count)
    for layer, frame in (("fire_water", covered.water), ("buildings", covered.homes)):
        if len(frame) == 0:
            dry = _silent(layer, gaps, count)
    return either(closed, dry)[len(laid.roads) :]


def _not(truths: Truths) -> Truths:
    return np.where(truths == Truth.UNKNOWN, Truth.UNKNOWN, 1 - truths).astype(np.int8)


def _line_of(covered: Covered) -> Numbers:
    """Return for each building the line that it stands nearest to; -1 where there is none."""
    return np.append(covered.laid.streets.network.line, -1)[covered.spots.edge]


def _congestion(city: City, lines: Shapes, reach: float, gaps: list[Gap]) -> Truths:
    """Judge by the index of the worst hour of a stretch near; of one that nobody measured, by the register."""
    delay = Delay(*(norm.value if (norm := city.norm(name)) else np.nan for name in
                    ("excessive_delay_speed", "excessive_delay_share")))  # fmt: skip
    measured = measure_traffic(city, Traffic(), delay)
    stretches = measured.stretches
    if len(stretches) == 0:
        return _silent("congestion_spots", gaps, len(lines))
    hourly = measured.chosen.groupby(["feature", "hour"])["index"].mean()
    worst = hourly.groupby("feature").max().reindex(stretches.index).to_numpy(dtype=np.float64)
    status = city.frame("congestion_spots", "status", whole=True)["status"].reindex(stretches.index)
    slow = np.where(worst > require_norm(city, SLOW).value, Truth.YES, Truth.NO)
    told = np.where(np.isnan(worst), _read(status, _STANDING, ("resolved",)), slow).astype(np.int8)
    if unmeasured := int(np.isnan(worst).sum()):
        words = say(
            "đoạn ùn tắc chưa đo tốc độ, lấy theo sổ", "congested stretches not measured, taken as recorded"
        )
        gaps.append(Gap(words, unmeasured, "congestion_spots"))
    return judge_near(lines, stretches.geometry.to_numpy(), told, reach)


def _works(city: City, lines: Shapes, reach: float, gaps: list[Gap]) -> Truths:
    """Judge by works that are planned or under way; those that were done or dropped are none."""
    works = city.frame("projects", "status", whole=True)
    if len(works) == 0:
        return _silent("projects", gaps, len(lines))
    return judge_near(lines, works.geometry.to_numpy(), _read(works["status"], _PLANNED, _OVER), reach)


def _read(column: "pd.Series[str]", yes: tuple[str, ...], no: tuple[str, ...]) -> Truths:
    return read_truths(column.to_numpy(dtype=object), yes, no)


def _count_homes(covered: Covered, alleys: "GeoDataFrame", rows: Numbers) -> None:
    """Add the buildings that stand nearest to each alley, and their residents; NaN where none of them is known."""
    line, count = _line_of(covered), len(covered.laid.roads) + len(covered.laid.alleys)
    people = covered.homes["people"].to_numpy(dtype=np.float64)
    here = line >= 0
    known = here & ~np.isnan(people)
    homes, told = (np.bincount(line[some], minlength=count) for some in (here, known))
    lived = np.bincount(line[known], people[known], minlength=count).astype(np.float64)
    lived[(homes > 0) & (told == 0)] = np.nan
    first = len(covered.laid.roads)
    alleys["homes"], alleys["people"] = homes[first:][rows], lived[first:][rows]
