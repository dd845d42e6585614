"""From speeds in bins of time to travel time indices and time lost."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

FREE_FLOW_SHARE = 0.85
"""Where nobody surveyed the free-flow speed, the 85th percentile of what was measured stands for it."""
LEAST_BINS = 96
"""Fewer bins than a day's worth tell no free-flow speed."""


@dataclass(frozen=True)
class Delay:
    """When time is lost: below `speed_kmh`, or below `share` of the limit where that is more (23 CFR 490.511)."""

    speed_kmh: float
    share: float


def free_flow_of(segments: pd.DataFrame, speeds: pd.DataFrame) -> pd.DataFrame:
    """Return `free_flow_kmh` of every segment and whether it is `estimated` from what was measured; NaN: unknown.

    `segments` has `free_flow_kmh` by id; `speeds` has `feature` and `value` (km/h).
    """
    grouped = speeds.groupby("feature")["value"]
    told = grouped.quantile(FREE_FLOW_SHARE).where(grouped.count() >= LEAST_BINS)
    estimate = told.reindex(segments.index).astype("float64")
    known = segments["free_flow_kmh"].astype("float64")
    return pd.DataFrame(
        {"free_flow_kmh": known.fillna(estimate), "estimated": known.isna() & estimate.notna()},
        index=segments.index,
    )


def rate_bins(speeds: pd.DataFrame, segments: pd.DataFrame, delay: Delay) -> pd.DataFrame:
    """Return the bins with `index` (1: as fast as in free flow) and `lost_min` (minutes for one vehicle on one passage).

    `speeds` has `feature`, `time` and `value` (km/h, more than 0); `segments` by id has `length_m`, `free_flow_kmh` and
    `limit_kmh`. Where the limit is unknown, only what is lost below the fixed speed counts: that much at least.
    `index` is NaN where the free-flow speed is unknown. Also `weekday` (Monday is 0), `hour` and `day`.
    """
    of = segments.reindex(speeds["feature"])
    speed = speeds["value"].to_numpy(dtype=np.float64)
    limit = of["limit_kmh"].to_numpy(dtype=np.float64, na_value=np.nan)
    below = np.fmax(delay.speed_kmh, delay.share * limit)
    kilometres = of["length_m"].to_numpy(dtype=np.float64) / 1000
    free = of["free_flow_kmh"].to_numpy(dtype=np.float64, na_value=np.nan)
    moment = speeds["time"].dt
    return pd.DataFrame(
        {
            "feature": speeds["feature"].to_numpy(),
            "day": moment.date.to_numpy(),
            "weekday": moment.day_of_week.to_numpy(),
            "hour": moment.hour.to_numpy(),
            "index": free / speed,
            "lost_min": np.maximum(kilometres / speed - kilometres / below, 0) * 60,
        }
    )


def tell_hours(bins: pd.DataFrame) -> pd.DataFrame:
    """Return the mean index by `feature`, `weekday` and `hour`: so many times the free-flow time a passage takes."""
    return bins.groupby(["feature", "weekday", "hour"])["index"].mean().reset_index()


def tell_segments(bins: pd.DataFrame) -> pd.DataFrame:
    """Return, by segment: mean `index` and `lost_min`, the `worst_hour` of the day and what is lost in it, and `bins`."""
    grouped = bins.groupby("feature")
    hourly = bins.groupby(["feature", "hour"])["lost_min"].mean().reset_index()
    # Of hours that are equally bad the first counts.
    order = hourly.sort_values(["feature", "lost_min", "hour"], ascending=[True, False, True])
    worst = order.drop_duplicates("feature").set_index("feature")
    return pd.DataFrame(
        {
            "index": grouped["index"].mean(),
            "lost_min": grouped["lost_min"].mean(),
            "worst_hour": worst["hour"],
            "worst_lost_min": worst["lost_min"],
            "bins": grouped.size(),
        }
    )


def tell_days(bins: pd.DataFrame, least_bins: int) -> pd.DataFrame:
    """Return the mean index of each segment (a column) on each day (a row); NaN where fewer bins were measured."""
    grouped = bins.groupby(["day", "feature"])["index"]
    means = grouped.mean().where(grouped.count() >= least_bins).reset_index()
    return means.pivot_table(index="day", columns="feature", values="index", dropna=False)
