"""Every report on the demonstration ward: it answers in words and numbers, of any part and any day, and says what it cannot know."""

import json
from datetime import date
from typing import Any

import pytest
import shapely

from tests.conftest import Ward
from tests.reports.asking import run
from twin.access import anonymous, machine_owner
from twin.city.files import format_of
from twin.city.papers import Ward as Of
from twin.city.running import find_report, read_inputs, run_report
from twin.city.telling import tell
from twin.errors import BadInputError, NotFoundError, UnauthenticatedError
from twin.reports import reports
from twin.store.database import connect

PAPERS_OF = Of("Phường thử", shapely.box(105.78, 21.0, 105.82, 21.03))
EVERY = pytest.mark.parametrize("report", reports())


@EVERY
def test_it_answers_and_says_what_it_stands_on(ward: Ward, report: str) -> None:
    told = json.loads(json.dumps(tell(run(ward, report)), allow_nan=False))
    assert told["figures"]
    assert told["sources"]
    for table in told["tables"]:
        assert all(len(row) == len(table["columns"]) for row in table["rows"])
        assert table["drawing"] in {None, *(drawing["id"] for drawing in told["drawings"])}
    for chart in told["charts"]:
        assert all(len(series["values"]) == len(chart["places"]) for series in chart["series"])
    for drawing in told["drawings"]:
        assert drawing["legend"]
        for feature in drawing["features"]["features"]:
            assert feature["geometry"]["type"]


@EVERY
def test_the_same_data_give_the_same_numbers(ward: Ward, report: str) -> None:
    one, other = tell(run(ward, report)), tell(run(ward, report))
    for name in ("key", "figures", "tables", "charts", "drawings", "gaps"):
        assert one[name] == other[name], name


@EVERY
def test_it_answers_for_a_part_and_for_another_day(ward: Ward, report: str) -> None:
    with connect(ward.url) as connection:
        codes = [
            row[0]
            for row in connection.execute("SELECT code FROM city.residential_groups ORDER BY id LIMIT 2")
        ]
    part = tell(run(ward, report, area={"groups": codes, "buffer_m": 20}))
    past = tell(run(ward, report, data_as_of="2026-01-31"))
    assert past["data_as_of"] == "2026-01-31"
    assert part["key"] != past["key"]
    long_ago = run(ward, report, data_as_of="2019-01-01", norm_as_of="2026-01-01")
    assert long_ago.data_as_of == date(2019, 1, 1)
    assert {one.value for one in long_ago.answer.figures} == {None}
    assert not any(table.rows for table in long_ago.answer.tables)


@EVERY
@pytest.mark.parametrize(
    "inputs",
    [
        {"no_such_input": 1},
        {"data_as_of": "hôm qua"},
        {"data_as_of": "2999-01-01"},
        {"area": {"shape": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}}},
        {"area": {"shape": {"type": "Point", "coordinates": [105.79, 21.01]}}},
        {"area": {"shape": {"type": "Nothing"}}},
        {
            "area": {
                "shape": {"type": "Polygon", "coordinates": [[[105, 21], [106, 21], [106, 95], [105, 21]]]}
            }
        },
        {"area": {"groups": ["0\x001"]}},
        {"area": {"buffer_m": -1}},
        {"area": {"groups": ["no such group"]}},
        {"area": {"groups": ["01"], "shape": {"type": "Point", "coordinates": [105.79, 21.01]}}},
    ],
)
def test_nonsense_is_refused_in_words(ward: Ward, report: str, inputs: dict[str, Any]) -> None:
    with pytest.raises((BadInputError, NotFoundError)) as refused:
        run(ward, report, **inputs)
    assert refused.value.text.vi
    assert refused.value.text.en


@EVERY
def test_who_may_not_read_gets_no_report(ward: Ward, report: str) -> None:
    known = find_report(report)
    with connect(ward.url, autocommit=True) as connection, pytest.raises(UnauthenticatedError):
        run_report(connection, anonymous(public_reading=False), known, read_inputs(known, {}))


@EVERY
def test_what_was_never_written_is_unknown_and_not_zero(database: str, report: str) -> None:
    with connect(database, autocommit=True) as connection:
        known = find_report(report)
        found = run_report(connection, machine_owner("thử"), known, read_inputs(known, {}))
    assert {one.value for one in found.answer.figures} == {None}
    assert found.answer.gaps


@EVERY
def test_it_is_written_as_data_and_as_sheets(ward: Ward, report: str) -> None:
    result = run(ward, report)
    for ending in ("geojson", "csv", "xlsx", "gpkg", "docx"):
        assert len(format_of(ending).write(result, PAPERS_OF)) > 50


def test_an_unknown_report_is_named_with_those_that_are_there() -> None:
    with pytest.raises(NotFoundError, match="rain_activation"):
        find_report("no_such_report")
