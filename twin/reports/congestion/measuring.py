"""From observed speeds to what is known of every stretch."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from twin.analysis.traffic.change import Change, Days, compare_days
from twin.analysis.traffic.speeds import Delay, free_flow_of, rate_bins, tell_days, tell_segments
from twin.reporting import City
from twin.reports.congestion.asking import Asked

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

SPOTS, SPEED = "congestion_spots", "speed"
WEEKEND = 5
ALL = -1
"""Stands for all stretches together, where else an id stands."""
_HANOI = timezone(timedelta(hours=7))
_WEEKS = timedelta(days=28)
_LONGEST = timedelta(days=800)
_BINS_AN_HOUR = 4
_FULL_DAY = 0.8
"""A day counts for the comparison when so much of it was measured."""


@dataclass(frozen=True)
class Measured:
    """The stretches (`index` and so on, NaN where not measured), all bins of the window, and those of the chosen hours."""

    stretches: "GeoDataFrame"
    bins: pd.DataFrame
    chosen: pd.DataFrame
    useless: int
    """Values that are no speed: of another unit, or not above zero."""

    @property
    def window(self) -> tuple[date, date] | None:
        return (self.bins["day"].min(), self.bins["day"].max()) if len(self.bins) else None


def measure(city: City, inputs: Asked, delay: Delay) -> Measured:
    """Read the stretches and what was measured at them, and rate every bin."""
    stretches = city.frame(SPOTS, "name", "road", "free_flow_kmh", "vehicles_h")
    stretches["length_m"] = stretches.length
    stretches["limit_kmh"] = stretches["road"].map(_limits(city)).astype("float64")
    observed = _observe(city, inputs)
    observed = observed[observed["feature"].isin(stretches.index)]
    speeds = observed[(observed["unit"] == "km/h") & (observed["value"] > 0)]
    stretches[["free_flow_kmh", "estimated"]] = free_flow_of(pd.DataFrame(stretches), speeds)
    bins = rate_bins(speeds, pd.DataFrame(stretches), delay)
    hours = bins["hour"].between(inputs.first_hour, inputs.last_hour)
    chosen = bins[hours & ((bins["weekday"] < WEEKEND) | (not inputs.working_days))]
    return Measured(stretches.join(tell_segments(chosen)), bins, chosen, len(observed) - len(speeds))


def _limits(city: City) -> dict[str, float]:
    """Return the lowest limit of each named street whose limits are all known."""
    roads = city.frame("roads", "name", "speed_limit_kmh", whole=True).dropna(subset=["name"])
    grouped = roads.groupby("name")["speed_limit_kmh"]
    known = grouped.min()[grouped.count() == grouped.size()]
    return {str(name): float(limit) for name, limit in known.items()}


def _observe(city: City, inputs: Asked) -> pd.DataFrame:
    """Return the speeds of the window, which without days is looked for backwards from the day of the data."""
    since, until = inputs.since, inputs.until
    if inputs.intervention_on is not None:
        since, until = since or inputs.intervention_on - _WEEKS, until or inputs.intervention_on + _WEEKS
    end = min(until or city.day, city.day) + timedelta(days=1)
    if since is not None or until is not None:
        return _read(city, since or end - _WEEKS, end)
    back = _WEEKS
    found = _read(city, end - back, end)
    while found.empty and back < _LONGEST:
        found = _read(city, end - 2 * back, end - back)
        back *= 2
    return found if found.empty else _read(city, found["time"].max().date() - _WEEKS + timedelta(days=1), end)


def _read(city: City, first: date, end: date) -> pd.DataFrame:
    begin, until = (datetime.combine(day, time.min, _HANOI) for day in (first, end))
    return city.observations(SPOTS, SPEED, begin, until)


def changes(inputs: Asked, measured: Measured, since: date) -> pd.DataFrame:
    """Return by `feature` what changed from `since` on, of `ALL` first and then of each stretch; NaN: unknown."""
    days = _days(inputs, measured, since)
    kinds = np.array([day.weekday() for day in days.index], dtype=np.int64)
    earlier = np.array([day < since for day in days.index], dtype=np.bool_)
    rows = []
    for one in [ALL, *measured.stretches.index]:
        values = days[one].to_numpy(dtype=np.float64) if one in days else np.full(len(days), np.nan)
        before, after = (Days(values[side], kinds[side]) for side in (earlier, ~earlier))
        rows.append({"feature": one, **_tell(compare_days(before, after, inputs.confidence))})
    return pd.DataFrame(rows)


def _days(inputs: Asked, measured: Measured, since: date) -> pd.DataFrame:
    """Return the index of each stretch by day, and that of all which have both sides, by length."""
    hours = inputs.last_hour - inputs.first_hour + 1
    days = tell_days(measured.chosen, int(np.ceil(hours * _BINS_AN_HOUR * _FULL_DAY)))
    early = days.index < since
    seen = [days[side].notna().any() for side in (early, ~early)]
    both = list(days.columns[seen[0] & seen[1]])
    if both:
        weights = measured.stretches["length_m"].reindex(both)
        # Only days on which all of them were measured: otherwise the mix would change with the day.
        days[ALL] = days[both].mul(weights, axis=1).sum(axis=1, skipna=False) / weights.sum()
    return days


def _tell(change: Change | None) -> dict[str, Any]:
    names = ("before", "after", "difference", "low", "high", "days_before", "days_after")
    told: dict[str, Any] = {name: None if change is None else getattr(change, name) for name in names}
    return told | {"sure": None if change is None else change.high < 0 or change.low > 0}
