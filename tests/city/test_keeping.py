"""Results that are kept in PostGIS: found again, named, swept, refused."""

import json
from dataclasses import replace
from uuid import uuid4

import numpy as np
import psycopg
import pytest

from tests.conftest import Ward
from tests.reports.asking import USER, run
from twin.access import User, anonymous
from twin.analysis.surface import Surface
from twin.city.keeping import find_kept, keep_result, read_id, read_result, read_told, sweep_results
from twin.city.running import Result
from twin.city.telling import tell
from twin.errors import BadInputError, ForbiddenError, NotFoundError, UnauthenticatedError, UnavailableError
from twin.reporting.surfaces import RasterDrawing, style_depths
from twin.store.database import Connection, connect
from twin.store.embedded import private_api_url

VIEWER = User("người xem", frozenset({"viewer"}))


@pytest.fixture(scope="module")
def result(ward: Ward) -> Result:
    return run(ward, "order_cases")


def test_what_is_kept_is_read_back_whole(scratch: Connection, result: Result) -> None:
    kept = keep_result(scratch, USER, result)
    assert json.dumps(read_told(scratch, USER, kept)) == json.dumps(tell(result))
    again = read_result(scratch, USER, kept)
    assert again.key == result.key
    assert tell(again) == tell(result)
    row = find_kept(scratch, USER, kept).row
    assert (row.report, row.made_by, row.data_as_of) == ("order_cases", "thử", result.data_as_of)
    assert row.kept_until is not None
    assert row.origins[0]["version"] == result.origins[0].version


def test_a_name_keeps_it_for_ever(scratch: Connection, result: Result) -> None:
    kept = keep_result(scratch, USER, result, name="  Trước khi cải tạo ")
    row = find_kept(scratch, USER, kept).row
    assert (row.name, row.kept_until) == ("Trước khi cải tạo", None)


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "hai\ndòng", "x" * 201])
def test_a_name_that_none_can_be_is_refused(scratch: Connection, result: Result, name: str) -> None:
    with pytest.raises(BadInputError):
        keep_result(scratch, USER, result, name=name)


def test_what_is_past_its_time_is_gone(scratch: Connection, result: Result) -> None:
    kept, named = keep_result(scratch, USER, result), keep_result(scratch, USER, result, name="giữ")
    scratch.execute(
        "UPDATE city_store.results SET kept_until = now() - interval '1 s' WHERE id = %s", (kept,)
    )
    with pytest.raises(NotFoundError):
        find_kept(scratch, USER, kept)
    sweep_results(scratch)
    left = scratch.execute("SELECT id FROM city_store.results WHERE id = ANY (%s)", ([kept, named],))
    assert left.fetchall() == [(named,)]


def test_a_raster_is_kept_once_and_goes_with_the_last_result(scratch: Connection, result: Result) -> None:
    values = np.array([[0.1, np.nan, 0.3], [0.0, 2.5, 0.2]])
    surface = Surface(values, 5.0, 582_000.0, 2_325_000.0)
    drawing = RasterDrawing("depth", result.report.title, surface, style_depths((0.1, 0.2, 0.3, 0.6)))
    wet = replace(result, answer=replace(result.answer, rasters=(drawing,)))
    one, other = keep_result(scratch, USER, wet), keep_result(scratch, USER, wet)
    for kept in (one, other):
        again = read_result(scratch, USER, kept)
        np.testing.assert_allclose(again.answer.rasters[0].surface.values, values, rtol=1e-6)
        assert json.dumps(tell(again)) == json.dumps(read_told(scratch, USER, kept))
        assert scratch.execute("SELECT count(*) FROM city_store.rasters").fetchone() == (1,)
        scratch.execute(
            "UPDATE city_store.results SET kept_until = now() - interval '1 s' WHERE id = %s", (kept,)
        )
        sweep_results(scratch)
    assert scratch.execute("SELECT count(*) FROM city_store.rasters").fetchone() == (0,)


def test_what_nobody_signed_in_asked_is_kept_for_a_day(scratch: Connection, result: Result) -> None:
    kept = keep_result(scratch, anonymous(public_reading=True), result)
    left = scratch.execute(
        "SELECT kept_until < now() + interval '25 h' FROM city_store.results WHERE id = %s", (kept,)
    )
    assert left.fetchone() == (True,)


def test_who_may_not_keep_or_read_is_refused(scratch: Connection, result: Result) -> None:
    nobody = anonymous(public_reading=False)
    with pytest.raises(UnauthenticatedError):
        keep_result(scratch, nobody, result)
    with pytest.raises(ForbiddenError):
        keep_result(scratch, VIEWER, result, name="của người khác")
    kept = keep_result(scratch, USER, result)
    with pytest.raises(UnauthenticatedError):
        read_told(scratch, nobody, kept)


@pytest.mark.parametrize("given", ["", "1", "không phải mã", "00000000-0000-0000-0000-00000000000g"])
def test_what_is_no_id_is_not_there(given: str) -> None:
    with pytest.raises(NotFoundError):
        read_id(given)


def test_an_id_of_nothing_is_not_there(scratch: Connection) -> None:
    with pytest.raises(NotFoundError):
        find_kept(scratch, USER, uuid4())


def test_a_database_that_cannot_be_written_to_is_named(database: str, result: Result) -> None:
    with connect(database) as connection:
        connection.execute("SET TRANSACTION READ ONLY")
        with pytest.raises(UnavailableError, match="not kept"):
            keep_result(connection, USER, result)
        connection.rollback()


def test_the_web_servers_role_keeps_and_cannot_change_what_was_told(
    shared_database: str, result: Result
) -> None:
    with connect(private_api_url(shared_database)) as connection:
        kept = keep_result(connection, USER, result)
        assert read_told(connection, USER, kept)["key"] == result.key
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE city_store.results SET document = '' WHERE id = %s", (kept,))
        connection.rollback()
