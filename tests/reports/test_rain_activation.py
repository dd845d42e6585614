"""Which spots a rain wakes and what lies near them, counted again from the demonstration's files."""

from datetime import date

import pytest
import shapely

from tests.conftest import Ward
from tests.reports.asking import ask
from tests.ward_files import Files

DAY = date(2026, 10, 31)
FROM_MM_H = {"lt50": 0, "50_70": 50, "70_100": 70, "gt100": 100}


@pytest.mark.parametrize(("intensity", "reach"), [(0, 100), (49.9, 60), (70, 100), (100, 250)])
def test_the_spots_and_what_lies_near_them(ward: Ward, files: Files, intensity: float, reach: float) -> None:
    told = ask(ward, "rain_activation", intensity_mm_h=intensity, reach_m=reach, data_as_of=DAY.isoformat())
    spots = files.on("flood_spots", DAY)
    open_ones = spots[spots["status"] != "resolved"]
    awake = open_ones[(open_ones["rain_band"].map(FROM_MM_H) <= intensity) & (intensity > 0)]
    assert told.figures["awake"] == len(awake)
    assert {row["name"] for row in told.rows("spots")} == set(awake["name"])
    assert told.figures["unknown"] == open_ones["rain_band"].isna().sum()
    for layer, name in (("buildings", "buildings"), ("schools", "schools"), ("health_facilities", "clinics")):
        things = files.on(layer, DAY)
        near = shapely.dwithin(things.geometry, awake.union_all(), reach)
        assert told.figures[name] == near.sum(), layer
