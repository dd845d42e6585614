"""The coordinate systems, against PROJ asked directly."""

import pyproj
import pytest
from sqlalchemy import func, literal, select

from twin.features.crs import CRS84, EVERY_CRS, METRE_DIGITS, Crs, find_crs
from twin.store.database import Connection, compile_sql

PLACE = (105.7912345, 21.0123456)
CODES = {"CRS84", "4326", "3857", "5897", "3405", "4756", "32648"}


def definition(crs: Crs) -> pyproj.CRS:
    return pyproj.CRS.from_user_input(crs.uri)


def as_defined(crs: Crs) -> tuple[float, float]:
    """The place in the axis order of the definition, by PROJ without PostGIS."""
    transformer = pyproj.Transformer.from_crs(pyproj.CRS.from_user_input("OGC:CRS84"), definition(crs))
    first, second = transformer.transform(*PLACE)
    return first, second


def run(connection: Connection, *columns: object) -> tuple[float, ...]:
    text, values = compile_sql(select(*columns))  # type: ignore[call-overload]
    row = connection.execute(text.encode(), values).fetchone()
    assert row is not None
    return row


def test_the_systems_of_the_city_are_served() -> None:
    assert {crs.uri.rpartition("/")[2] for crs in EVERY_CRS} == CODES
    assert EVERY_CRS[0] is CRS84


@pytest.mark.parametrize("crs", EVERY_CRS, ids=lambda crs: crs.curie)
def test_a_system_is_found_by_its_uri_and_by_its_short_name(crs: Crs) -> None:
    assert find_crs(crs.uri) is find_crs(crs.curie) is crs
    assert find_crs(crs.curie.strip("[]")) is None
    assert find_crs(crs.uri + "1") is None


@pytest.mark.parametrize("crs", EVERY_CRS, ids=lambda crs: crs.curie)
def test_axes_and_units_are_those_of_the_definition(crs: Crs) -> None:
    first = definition(crs).axis_info[0]
    assert crs.latitude_first == (first.direction == "north")
    assert crs.geographic == (first.unit_name == "degree")
    assert (crs.digits == METRE_DIGITS) == (first.unit_name == "metre")


@pytest.mark.parametrize("crs", EVERY_CRS, ids=lambda crs: crs.curie)
def test_a_place_lands_where_proj_puts_it_and_comes_back(crs: Crs, scratch: Connection) -> None:
    stored = func.ST_SetSRID(func.ST_MakePoint(*(literal(degrees) for degrees in PLACE)), 4326)
    told = crs.told(stored)
    back = crs.stored(func.ST_SetSRID(told, 0))
    x, y, west, south = run(scratch, func.ST_X(told), func.ST_Y(told), func.ST_X(back), func.ST_Y(back))
    assert (x, y) == pytest.approx(as_defined(crs), abs=10.0**-crs.digits, rel=0)
    # A millimetre: the way back over a shift of datum is not exactly its inverse.
    assert (west, south) == pytest.approx(PLACE, abs=1e-8, rel=0)
