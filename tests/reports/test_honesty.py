"""Every report on a ward that lacks something: it says so, in both languages, and never takes it for zero."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
import pytest
from psycopg import sql

from gis_data.clock import HANOI, START
from tests.conftest import WARD, Postgis, Ward
from tests.reports.asking import ask, run
from tests.ward_files import Files
from twin.city.ageing import STALE
from twin.city.telling import tell
from twin.errors import BadInputError
from twin.layers import built_in_layers
from twin.reports import reports
from twin.store.database import Connection, connect

EVERY = pytest.mark.parametrize("report", reports())
DAY = date(2026, 10, 31)
KEPT = "_kept"
HERE = (105.7962, 21.0139)
"""A place in the middle of the ward."""
STEP = 0.00001
"""Degrees: about a metre."""


@pytest.fixture(scope="module")
def hamlet(postgis: Postgis, ward_folder: Any) -> Iterator[Ward]:
    """The demonstration ward with one building in twenty, so that every report is quick."""
    with postgis.clone(WARD) as url:
        with connect(url, autocommit=True) as connection:
            connection.execute("ALTER TABLE city.buildings DISABLE TRIGGER USER")
            connection.execute("DELETE FROM city.buildings WHERE id % 20 > 0")
        yield Ward(url, ward_folder)


def swap(connection: Connection, schema: str, layer: str) -> None:
    """Put an empty table in the place of a layer's."""
    names = {"one": sql.Identifier(schema, layer), "kept": sql.Identifier(layer + KEPT)}
    connection.execute(sql.SQL("ALTER TABLE {one} RENAME TO {kept}").format(**names))
    names["kept"] = sql.Identifier(schema, layer + KEPT)
    connection.execute(sql.SQL("CREATE TABLE {one} (LIKE {kept} INCLUDING ALL)").format(**names))


def swap_back(connection: Connection, schema: str, layer: str) -> None:
    connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(schema, layer)))
    kept, name = sql.Identifier(schema, layer + KEPT), sql.Identifier(layer)
    connection.execute(sql.SQL("ALTER TABLE {} RENAME TO {}").format(kept, name))


@contextmanager
def without(ward: Ward, *layers: str, ever: bool = False) -> Iterator[Connection]:
    """Empty layers for a while; with `ever`, they were never written."""
    tables = [(schema, layer) for layer in layers for schema in ("city", *(["city_history"] if ever else []))]
    with connect(ward.url, autocommit=True) as connection:
        for table in tables:
            swap(connection, *table)
        try:
            yield connection
        finally:
            for table in tables:
                swap_back(connection, *table)


def told(ward: Ward, report: str, **inputs: Any) -> dict[str, Any]:
    """Return what programs read, after a look at it: numbers that JSON has, and words in two languages."""
    answer: dict[str, Any] = json.loads(json.dumps(tell(run(ward, report, **inputs)), allow_nan=False))
    labels = [one["label"] for one in answer["figures"]]
    words = [*answer["notes"], *labels, *(gap["what"] for gap in answer["gaps"])]
    words += [chart["title"] for chart in answer["charts"]] + [table["title"] for table in answer["tables"]]
    assert all(one["vi"] and one["en"] and one["vi"] != one["en"] for one in words)
    return answer


@EVERY
def test_what_it_needs_and_was_never_written_is_unknown(hamlet: Ward, report: str) -> None:
    known = reports()[report]
    for layer in known.needed(known.inputs()):
        with without(hamlet, layer, ever=True):
            answer = told(hamlet, report)
        assert {one["value"] for one in answer["figures"]} == {None}, layer
        assert layer in {gap["layer"] for gap in answer["gaps"]}
        assert not any(table["rows"] for table in answer["tables"])


@EVERY
def test_a_layer_that_it_reads_and_that_was_never_written_is_named(hamlet: Ward, report: str) -> None:
    read = {one["layer"] for one in told(hamlet, report)["sources"]} & set(built_in_layers())
    with without(hamlet, *read, ever=True):
        answer = told(hamlet, report)
    silent = {gap["layer"] for gap in answer["gaps"] if "nothing written" in gap["what"]["en"]}
    # Where nothing is, a report may not ask for the rest.
    assert silent
    assert silent <= read
    assert {one["value"] for one in answer["figures"]} <= {None, 0}


@EVERY
def test_a_city_from_which_everything_was_removed_is_answered(hamlet: Ward, report: str) -> None:
    with without(hamlet, *built_in_layers()):
        answer = told(hamlet, report)
    assert {one["value"] for one in answer["figures"] if one["unit"] == "%"} <= {None}
    assert not any(drawing["features"]["features"] for drawing in answer["drawings"])


@EVERY
def test_streets_that_hang_together_nowhere_are_answered(hamlet: Ward, report: str) -> None:
    """Every third street and no alley: a graph in many pieces."""
    with without(hamlet, "roads", "alleys") as connection:
        connection.execute(
            "INSERT INTO city.roads OVERRIDING SYSTEM VALUE SELECT * FROM city.roads_kept WHERE id % 3 = 0"
        )
        told(hamlet, report)


def square(side: float) -> dict[str, Any]:
    (x, y), step = HERE, side
    ring = [[x, y], [x + step, y], [x + step, y + step], [x, y + step], [x, y]]
    return {"shape": {"type": "Polygon", "coordinates": [ring]}}


@EVERY
def test_an_area_of_one_square_metre_is_answered(hamlet: Ward, report: str) -> None:
    answer = told(hamlet, report, area=square(STEP))
    assert answer["figures"]


@EVERY
def test_an_area_outside_the_ward_is_refused_in_words(hamlet: Ward, report: str) -> None:
    outside = {"shape": {"type": "Point", "coordinates": [106.7, 10.8]}, "buffer_m": 100}
    with pytest.raises(BadInputError, match="outside the ward"):
        run(hamlet, report, area=outside)


def last_written(files: Files, layer: str, day: date) -> date | None:
    """Return the last day, up to a day, on which the files tell that anything was written."""
    close = pd.Timestamp(datetime.combine(day, time.max, HANOI))
    moments = [pd.Timestamp(START)] if pd.Timestamp(START) <= close else []
    path = files.folder / "history" / f"{layer}.parquet"
    past = pd.read_parquet(path)
    for column in ("updated_at", "recorded_to"):
        written = pd.to_datetime(past[column], utc=True).dropna()
        moments += list(written[written <= close])
    return max(moments).tz_convert(HANOI).date() if moments else None


@EVERY
def test_registers_that_nobody_wrote_in_for_a_year_are_called_old(
    ward: Ward, files: Files, report: str
) -> None:
    answer = ask(ward, report, data_as_of=DAY.isoformat(), area=square(50 * STEP)).whole
    read = {one["layer"] for one in answer["sources"]} & set(built_in_layers())
    days = {layer: last_written(files, layer, DAY) for layer in read}
    old = {layer: day for layer, day in days.items() if day and DAY - day > STALE}
    gaps = [gap for gap in answer["gaps"] if "out of date" in gap["what"]["en"]]
    assert [gap["count"] for gap in gaps] == ([len(old)] if old else [])
    for layer, day in old.items():
        assert f"«{built_in_layers()[layer].title.vi}» ({day:%d/%m/%Y})" in gaps[0]["what"]["vi"]


def test_observations_that_stopped_are_told(ward: Ward) -> None:
    fresh, late = (ask(ward, "congestion", data_as_of=day) for day in ("2026-09-20", "2026-11-20"))
    assert not any("stop at" in gap["what"]["en"] for gap in fresh.whole["gaps"])
    (gap,) = (gap for gap in late.whole["gaps"] if "stop at" in gap["what"]["en"])
    assert "30/09/2026" in gap["what"]["vi"]
    assert timedelta(days=31) < date(2026, 11, 20) - date(2026, 9, 30)
