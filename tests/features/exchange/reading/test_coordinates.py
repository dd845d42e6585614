import json
from contextlib import suppress
from functools import cache
from typing import Any

import numpy as np
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.errors import BadInputError
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.readers.coordinates import Reading, decide_reading, outside_reason
from twin.features.exchange.readers.systems import VIETNAM, identify, inside, to_wgs84

HANOI = (105.28, 20.56, 106.03, 21.39)
WARD = (105.78, 21.00, 105.82, 21.03)
CHECK_POINT = (105.793, 21.017), (582236.660, 2325039.287)
ESRI_UTM = (
    'PROJCS["VN_2000_UTM_Zone_48N",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,'
    '298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.0],'
    'PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)

ESRI_DEGREES = (
    'GEOGCS["GCS_{name}",DATUM["D_{datum}",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]]'
)


def mapinfo(scale: str, meridian: str, shift: str) -> str:
    return (
        f'PROJCS["unnamed",GEOGCS["unnamed",DATUM["MIF 9999,28",SPHEROID["WGS 84",6378137,298.257223563],TOWGS84[{shift}]],'
        'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
        f'PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",{meridian}],PARAMETER["scale_factor",{scale}],'
        'PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["Meter",1]]'
    )


OFFICIAL = "-191.90441429,-39.30318279,-111.45032835,-0.00928836,0.01975479,-0.00427372,0.252906278"
TURNED = "191.90441429,39.30318279,111.45032835,0.00928836,-0.01975479,0.00427372,-0.252906278"


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("EPSG:5897", 5897),
        ("OGC:CRS84", 4326),
        ("EPSG:4979", 4326),
        (pyproj.CRS.from_epsg(9210).to_wkt("WKT1_ESRI"), 9210),
        (pyproj.CRS.from_epsg(5897).to_json(), 5897),
        (pyproj.CRS("EPSG:5897+5727").to_wkt(), 5897),
        (ESRI_UTM, 3405),
        (ESRI_UTM.replace("0.9996", "0.9999").replace("105.0", "105.5"), 9209),
        (mapinfo("0.9999", "105", OFFICIAL), 5897),
        (mapinfo("0.9999", "105", TURNED), 5897),
        (mapinfo("0.9999", "105", "0,0,0,0,0,0,0"), 5897),
        (mapinfo("0.9999", "105.75", OFFICIAL), 9210),
        (mapinfo("0.9996", "105", OFFICIAL), 3405),
        (mapinfo("0.9996", "105", "0,0,0,0,0,0,0"), None),
        (mapinfo("0.9998", "105", OFFICIAL), None),
        (ESRI_DEGREES.format(name="VN_2000", datum="Vietnam_2000"), 4756),
        (ESRI_DEGREES.format(name="WGS_1984", datum="WGS_1984"), 4326),
        ("rubbish", None),
        ("", None),
        (json.dumps({"type": "GeographicCRS"}), None),
    ],
)  # fmt: skip
def test_a_system_is_named_by_what_it_is(declared: str, code: int | None) -> None:
    assert identify(declared) == code


def test_the_check_point() -> None:
    (lon, lat), (east, north) = CHECK_POINT
    found = to_wgs84(5897, np.array([east]), np.array([north]))
    assert found[0][0] == pytest.approx(lon, abs=1e-8)
    assert found[1][0] == pytest.approx(lat, abs=1e-8)


def test_what_cannot_be_transformed_is_infinite() -> None:
    lon, lat = to_wgs84(5897, np.array([np.nan, 1e12]), np.array([1.0, 1e12]))
    assert not np.isfinite(lon).any()
    assert not np.isfinite(lat).any()


def decide(declared: str | None, *points: tuple[float, float], **options: Any) -> Reading:
    x, y = np.array(points, float).reshape(-1, 2).T
    return decide_reading(declared, x, y, ReadOptions(**options))


def project(code: int, *points: tuple[float, float]) -> list[tuple[float, float]]:
    return [_forward(code).transform(*point) for point in points]


@cache
def _forward(code: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(4326, code, always_xy=True)


INSIDE = ((105.793, 21.017), (105.80, 21.01))
places_in_the_ward = st.tuples(st.floats(WARD[0], WARD[2]), st.floats(WARD[1], WARD[3]))


def test_what_is_declared_and_fits_is_believed() -> None:
    assert decide("EPSG:4326", *INSIDE) == Reading(4326, swapped=False)
    assert decide("EPSG:5897", *project(5897, *INSIDE)) == Reading(5897, swapped=False)
    assert decide("EPSG:4756", *INSIDE) == Reading(4756, swapped=False)


def test_a_whole_file_turned_round_is_turned_back_and_said() -> None:
    reading = decide("EPSG:4326", *((lat, lon) for lon, lat in INSIDE))
    assert (reading.code, reading.swapped) == (4326, True)
    assert "in all 2 rows" in reading.statements[0].en
    northing_first = decide("EPSG:5897", *((north, east) for east, north in project(5897, *INSIDE)))
    assert (northing_first.code, northing_first.swapped) == (5897, True)
    assert "X là hướng bắc" in northing_first.statements[0].vi


def test_one_row_turned_round_is_left_to_be_refused() -> None:
    assert decide("EPSG:4326", *INSIDE, (21.01, 105.8)).swapped is False
    assert "look exchanged" in outside_reason(21.01, 105.8).en
    assert "look exchanged" not in outside_reason(2.35, 48.85).en


@pytest.mark.parametrize("code", [5897, 9209, 9210])
def test_metres_that_say_they_are_degrees(code: int) -> None:
    reading = decide("EPSG:4326", *project(code, *INSIDE), expected=WARD)
    assert (reading.code, reading.swapped) == (code, False)
    assert "states EPSG:4326, but its numbers are something else" in reading.statements[0].en


def test_degrees_that_say_they_are_vn2000_metres_keep_its_datum() -> None:
    assert decide("EPSG:5897", *INSIDE).code == 4756


def test_degrees_of_no_stated_system_are_wgs84_and_said() -> None:
    reading = decide(None, *INSIDE)
    assert reading.code == 4326
    assert "--crs" in " ".join(said.en for said in reading.statements)


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("code", [5897, 9209, 9210, 3857])
def test_metres_of_no_stated_system_go_where_the_ward_is(code: int, swapped: bool) -> None:
    points = project(code, *INSIDE)
    turned = [point[::-1] for point in points] if swapped else points
    reading = decide(None, *turned, expected=WARD)
    assert (reading.code, reading.swapped) == (code, swapped)


def test_the_citys_own_zone_is_taken_where_it_lands_the_rows() -> None:
    assert decide(None, *project(5897, *INSIDE), expected=HANOI, local_crs=5897).code == 5897
    assert decide(None, *project(9209, *INSIDE), expected=WARD, local_crs=5897).code == 9209


def test_a_zone_that_nothing_settles_is_asked_for() -> None:
    with pytest.raises(BadInputError, match="--crs") as raised:
        decide(None, *project(5897, *INSIDE), local_crs=5897)
    assert "5897" in raised.value.text.vi
    with pytest.raises(BadInputError, match="--crs"):
        decide(
            mapinfo("0.9996", "105", "0,0,0,0,0,0,0"),
            *project(3405, *INSIDE),
            expected=(90.0, 10.0, 91.0, 11.0),
        )


def test_what_is_told_wins() -> None:
    points = project(3405, *INSIDE)
    assert decide("EPSG:4326", *points, crs=3405).code == 3405
    assert decide(None, *(point[::-1] for point in points), crs=3405).swapped


def test_what_is_told_must_land_in_vietnam() -> None:
    with pytest.raises(BadInputError, match="do not land in Vietnam"):
        decide(None, *INSIDE, crs=5897)
    with pytest.raises(BadInputError, match="no coordinate system EPSG:99999"):
        decide(None, *INSIDE, crs=99999)


def test_a_file_from_elsewhere_is_refused() -> None:
    for declared in (None, "EPSG:4326"):
        with pytest.raises(BadInputError, match="do not land in Vietnam"):
            decide(declared, (2.35, 48.85), (2.36, 48.86))
    with pytest.raises(BadInputError, match="do not land in Vietnam"):
        decide(None, (9e9, 9e9))


def test_no_coordinates_decide_nothing() -> None:
    assert decide(None) == Reading(4326, swapped=False)
    assert decide("EPSG:5897", (float("nan"), 1.0), (0.0, 0.0)) == Reading(5897, swapped=False)


@settings(deadline=None)
@given(
    points=st.lists(places_in_the_ward, min_size=1, max_size=5),
    code=st.sampled_from([5897, 9209, 9210, 3857]),
)
def test_any_rows_of_the_ward_come_home(points: list[tuple[float, float]], code: int) -> None:
    projected = project(code, *points)
    reading = decide(None, *projected, expected=WARD)
    x, y = np.array(projected).T
    lon, lat = to_wgs84(reading.code, *reading.order(x, y))
    assert np.abs(np.column_stack([lon, lat]) - np.array(points)).max() < 1e-7


@settings(deadline=None)
@given(x=st.floats(), y=st.floats(), declared=st.sampled_from([None, "EPSG:4326", "EPSG:5897", "nonsense"]))
def test_any_numbers_are_read_or_refused_in_words(x: float, y: float, declared: str | None) -> None:
    with suppress(BadInputError):
        assert decide(declared, (x, y)).code > 0


def test_the_sea_and_the_islands_are_vietnam() -> None:
    lon, lat = np.array([111.6, 111.9, 103.97, 106.6]), np.array([16.5, 8.65, 10.2, 8.7])
    assert inside(VIETNAM, lon, lat).all()
