"""Travel time indices and time lost, by hand."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from gis_data.clock import HANOI
from twin.analysis.traffic.speeds import (
    Delay,
    free_flow_of,
    rate_bins,
    tell_days,
    tell_hours,
    tell_segments,
)

MONDAY = datetime(2026, 9, 7, 7, tzinfo=HANOI)
DELAY = Delay(32, 0.6)


def speeds(*values: float, feature: int = 1, since: datetime = MONDAY, minutes: int = 15) -> pd.DataFrame:
    times = [since + timedelta(minutes=minutes * number) for number in range(len(values))]
    return pd.DataFrame({"feature": feature, "time": times, "value": list(values)})


def segments(**fields: float) -> pd.DataFrame:
    return pd.DataFrame({"length_m": 1000.0, "free_flow_kmh": 40.0, "limit_kmh": np.nan, **fields}, index=[1])


@pytest.mark.parametrize(
    ("speed", "limit", "index", "lost"),
    [
        (20, np.nan, 2.0, 60 / 20 - 60 / 32),
        (20, 50, 2.0, 60 / 20 - 60 / 32),  # 60% of 50 is 30: the fixed speed is more
        (20, 60, 2.0, 60 / 20 - 60 / 36),
        (34, 60, 40 / 34, 60 / 34 - 60 / 36),
        (50, 60, 0.8, 0.0),
    ],
)
def test_one_bin(speed: float, limit: float, index: float, lost: float) -> None:
    (bin_,) = rate_bins(speeds(speed), segments(limit_kmh=limit), DELAY).to_dict("records")
    assert bin_["index"] == pytest.approx(index)
    assert bin_["lost_min"] == pytest.approx(lost)
    assert (bin_["weekday"], bin_["hour"], bin_["day"]) == (0, 7, date(2026, 9, 7))


def test_the_index_is_the_mean_of_times_not_of_speeds() -> None:
    bins = rate_bins(speeds(10, 40), segments(), DELAY)
    (hour,) = tell_hours(bins).to_dict("records")
    assert hour["index"] == pytest.approx((4 + 1) / 2)
    told = tell_segments(bins).loc[1]
    assert told["lost_min"] == pytest.approx((6 - 60 / 32 + 0) / 2)
    assert told["bins"] == 2


def test_the_worst_hour() -> None:
    bins = rate_bins(speeds(30, 10, 20, minutes=60), segments(), DELAY)
    told = tell_segments(bins).loc[1]
    assert told["worst_hour"] == 8
    assert told["worst_lost_min"] == pytest.approx(6 - 60 / 32)


def test_without_a_surveyed_free_flow_the_85th_percentile_stands_for_it() -> None:
    measured = speeds(*range(1, 102))
    told = free_flow_of(segments(free_flow_kmh=np.nan), measured)
    assert told.loc[1].to_dict() == {"free_flow_kmh": 86.0, "estimated": True}
    few = free_flow_of(segments(free_flow_kmh=np.nan), speeds(10, 20, 30))
    assert few["free_flow_kmh"].isna().all()
    known = free_flow_of(segments(), measured)
    assert known.loc[1].to_dict() == {"free_flow_kmh": 40.0, "estimated": False}


def test_an_unknown_free_flow_leaves_the_index_unknown_but_not_the_time_lost() -> None:
    (bin_,) = rate_bins(speeds(16), segments(free_flow_kmh=np.nan), DELAY).to_dict("records")
    assert np.isnan(bin_["index"])
    assert bin_["lost_min"] == pytest.approx(60 / 16 - 60 / 32)


def test_a_day_with_too_few_bins_is_no_day() -> None:
    bins = rate_bins(
        pd.concat([speeds(20, 20, 20), speeds(20, since=MONDAY + timedelta(days=1))]), segments(), DELAY
    )
    told = tell_days(bins, 3)[1]
    assert told[date(2026, 9, 7)] == pytest.approx(2)
    assert np.isnan(told[date(2026, 9, 8)])
