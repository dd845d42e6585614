"""What was measured over four weeks: speeds on the arterials, rain, water levels, depths at hotspots.

Speeds come in bins of 15 minutes with a rush on weekday mornings and evenings; rain and levels by the hour.
One storm floods the hotspots. Bins that an instrument missed are missing. Times are Hà Nội's, +07:00.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from gis_data.chance import open_stream
from gis_data.clock import HANOI
from gis_data.rows import Row

FIRST = datetime(2026, 9, 3, tzinfo=HANOI)
DAYS = 28
BIN_MINUTES = 15
BINS = DAYS * 24 * 60 // BIN_MINUTES
HOURS = DAYS * 24

RUSH = {"am": ((7.7, 0.75, 1.0), (17.9, 0.9, 0.35)), "pm": ((7.7, 0.75, 0.4), (17.9, 1.0, 1.0))}
"""Hour of the middle of a rush, its breadth in hours, and its strength, by the peak that a stretch has."""
BOTH = ((7.7, 0.75, 0.95), (17.9, 1.0, 1.0))
ALL_DAY = ((8.2, 1.6, 0.85), (13.0, 3.0, 0.6), (17.9, 1.4, 1.0))
WEEKDAYS = (1.04, 0.97, 0.96, 0.98, 1.08, 0.5, 0.36)
"""How strong the rush is from Monday to Sunday."""
STORMS = ((10.65, 86.0, 3.5), (4.6, 31.0, 2.0), (17.8, 44.0, 2.5), (23.4, 18.0, 4.0))
"""Day, most rain in an hour (mm), and length in hours."""
RIVER_LEVEL, LAKE_LEVEL = 3.4, 5.1
DEPTH_SPOTS = 6

Series = NDArray[np.float64]


@dataclass(frozen=True)
class Observation:
    """One measured value of one feature; `time` is the start of the bin."""

    layer: str
    external_id: str
    measure: str
    time: datetime
    value: float
    unit: str


def observe(rows: dict[str, list[Row]]) -> Iterator[Observation]:
    """Yield the observations, feature by feature in order of time."""
    chance = open_stream("observations")
    rain = _draw_rain(chance)
    yield from _observe_speeds(rows["congestion_spots"], rain, chance)
    for pump in rows["drains"][:2]:
        felt = np.round(rain * chance.uniform(0.85, 1.15, HOURS), 1)
        yield from _tell("drains", pump, ("rain", "mm"), felt, 60)
    for number, water in enumerate(rows["water_bodies"]):
        level = _draw_level(rain, chance, river=number == 0)
        yield from _tell("water_bodies", water, ("water_level", "m"), level, 60)
    for spot in rows["flood_spots"][:DEPTH_SPOTS]:
        yield from _tell("flood_spots", spot, ("depth", "m"), _draw_depth(spot, rain, chance), BIN_MINUTES)


def _tell(
    layer: str, row: Row, measure: tuple[str, str], values: Series, minutes: int
) -> Iterator[Observation]:
    for number, value in enumerate(values.tolist()):
        if not np.isnan(value):
            time = FIRST + timedelta(minutes=number * minutes)
            yield Observation(layer, row.external_id, measure[0], time, value, measure[1])


def _draw_rain(chance: np.random.Generator) -> Series:
    """Return millimetres by the hour: a few storms, and some drizzle."""
    hours = np.arange(HOURS, dtype=np.float64)
    rain = np.where(chance.random(HOURS) < 0.03, chance.gamma(1.2, 1.6, HOURS), 0.0)  # noqa: PLR2004
    for day, most, length in STORMS:
        rain += most * np.exp(-(((hours - day * 24) / length) ** 2) * 2)
    return np.asarray(np.round(np.where(rain < 0.2, 0.0, rain), 1), dtype=np.float64)  # noqa: PLR2004


def _observe_speeds(jams: list[Row], rain: Series, chance: np.random.Generator) -> Iterator[Observation]:
    for jam in jams:
        free, slow = jam.fields.get("free_flow_kmh"), jam.fields.get("peak_speed_kmh")
        if isinstance(free, int | float) and isinstance(slow, int | float):
            speeds = _draw_speeds(float(free), float(slow), str(jam.fields.get("peak", "both")), chance)
            speeds *= 1 - 0.25 * np.minimum(np.repeat(rain, 60 // BIN_MINUTES) / 40, 1)
            _lose_bins(speeds, chance)
            yield from _tell("congestion_spots", jam, ("speed", "km/h"), np.round(speeds, 1), BIN_MINUTES)


def _draw_speeds(free: float, slow: float, peak: str, chance: np.random.Generator) -> Series:
    bins = np.arange(BINS)
    hour = bins * BIN_MINUTES / 60 % 24
    weekday = (FIRST.weekday() + bins * BIN_MINUTES // (24 * 60)) % 7
    rushes = {**RUSH, "both": BOTH, "all_day": ALL_DAY}[peak]
    rush = np.sum(
        [strength * np.exp(-(((hour - at) / breadth) ** 2)) for at, breadth, strength in rushes], axis=0
    )
    daytime = 0.16 * ((hour > 6.5) & (hour < 21.5))  # noqa: PLR2004
    slowed = np.clip(np.maximum(rush * np.array(WEEKDAYS)[weekday], daytime), 0, 1.1)
    steady = free - (free - slow) * slowed
    return np.asarray(np.clip(steady * chance.lognormal(0, 0.06, BINS), 3.0, free * 1.15))


def _lose_bins(values: Series, chance: np.random.Generator) -> None:
    """Blank single bins and one long failure: an instrument is never always there."""
    values[chance.random(len(values)) < 0.012] = np.nan  # noqa: PLR2004
    start = int(chance.integers(len(values)))
    values[start : start + int(chance.integers(8, 60))] = np.nan


def _draw_level(rain: Series, chance: np.random.Generator, *, river: bool) -> Series:
    """Return metres above datum by the hour: it rises with the rain and falls back by itself."""
    level, rise, fall = (RIVER_LEVEL, 0.0105, 0.1) if river else (LAKE_LEVEL, 0.0045, 0.035)
    base = level + float(chance.normal(0, 0.05))
    above, levels = 0.0, []
    for drop in rain.tolist():
        above += drop * rise - above * fall
        levels.append(base + above)
    measured = np.array(levels) + chance.normal(0, 0.008, len(levels))
    _lose_bins(measured, chance)
    return np.asarray(np.round(measured, 2))


def _draw_depth(spot: Row, rain: Series, chance: np.random.Generator) -> Series:
    """Return metres of water at a hotspot in bins, only while there is any."""
    deepest = spot.fields.get("depth_m")
    deepest = float(deepest) if isinstance(deepest, int | float) else 0.25
    water, depths = 0.0, []
    for drop in np.repeat(rain / (60 / BIN_MINUTES), 60 // BIN_MINUTES).tolist():
        water = max(water + max(drop - 6.0, 0.0) - 2.2, 0.0)
        depths.append(water)
    shape = np.array(depths) / max([*depths, 1.0])
    depth = np.round(shape * deepest * float(chance.uniform(0.85, 1.1)), 2)
    return np.where(depth > 0, depth, np.nan)
