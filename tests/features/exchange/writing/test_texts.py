"""Texts that formats trip over: formulas, control characters, short names."""

import json
import string
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from twin.access import machine_owner
from twin.features.exchange.formulas import shield, unshield
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.reading import read_clean
from twin.features.exchange.shortening import LONGEST, shorten
from twin.features.exchange.texts import clean_text
from twin.features.exchange.writing import export_file
from twin.layers import built_in_layers

USER = machine_owner("tester")
# PostgreSQL's texts hold any character but NUL and halves of pairs.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
TEXTS = st.text(CHARACTERS, max_size=40)


@settings(deadline=None)
@given(st.text(max_size=12) | st.from_regex(r"'{0,3}[=+\-@\t\r\n＝＋－＠].{0,5}"))
@example("=1+1")
@example("'=1+1")
@example("''")
def test_a_shielded_text_is_no_formula_and_comes_back(text: str) -> None:
    (shielded,) = shield(pa.array([text], pa.string())).to_pylist()
    assert shielded[:1] not in set("=+-@\t\r\n＝＋－＠")
    assert unshield(shielded) == text


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=30), unique=True, max_size=40))
def test_short_names_are_short_and_different(names: list[str]) -> None:
    short = shorten(names)
    assert list(short) == names
    assert len({name.casefold() for name in short.values()}) == len(names)
    allowed = set(string.ascii_letters + string.digits + "_")
    assert all(0 < len(name) <= LONGEST and set(name) <= allowed for name in short.values())


@pytest.mark.parametrize("layer_id", sorted(built_in_layers()))
def test_names_that_fit_stay_as_they_are(layer_id: str) -> None:
    names = ["id", "external_id", *built_in_layers()[layer_id].by_name, "source"]
    short = shorten(names)
    assert {name: short[name] for name in names if len(name) <= LONGEST} == {
        name: name for name in names if len(name) <= LONGEST
    }


@given(texts=st.lists(TEXTS, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(texts=['"\\', "\x01\x7f\u2028\ufeff", "</script>", "\ufffe", "a\r\nb\tc", "%s %% :x {}"])
def test_geojson_holds_any_text_exactly(database: str, tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "a.geojson"
    with psycopg.connect(database) as connection:
        connection.execute("DELETE FROM city.drains")
        for text in texts:
            connection.execute(
                "INSERT INTO city.drains (name, kind, geom) VALUES (%s, 'sewer', 'SRID=4326;POINT(105.79 21.01)')",
                (text,),
            )
    export_file(database, USER, "drains", path)
    written = json.loads(path.read_text(encoding="utf8"))["features"]
    assert [feature["properties"]["name"] for feature in written] == texts


@pytest.mark.parametrize("suffix", [".gpkg", ".csv", ".xlsx", ".kml", ".fgb", ".parquet"])
@given(texts=st.lists(TEXTS, min_size=1, max_size=8))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(
    texts=["=1+1", "'=1", "\\", '"', "a\nb", "a\r\nb", "#N/A!", "&amp;", "<b>", "007", "1,5", "12/03/2025"]
)
def test_every_format_brings_clean_texts_back(
    database: str, tmp_path: Path, suffix: str, texts: list[str]
) -> None:
    # Reading trims, composes and drops control characters: what it leaves as it is must come back as it was.
    clean = [text for text in clean_text(pa.array(texts, pa.string())).to_pylist() if text is not None]
    assume(clean and clean_text(pa.array(clean)).to_pylist() == clean)
    clean = [text for text in clean if "\r" not in text and "\ufffe" not in text and "\uffff" not in text]
    assume(clean)
    path = tmp_path / f"a{suffix}"
    with psycopg.connect(database) as connection:
        connection.execute("DELETE FROM city.drains")
        for number, text in enumerate(clean):
            connection.execute(
                "INSERT INTO city.drains (external_id, name, kind, geom) "
                "VALUES (%s, %s, 'sewer', 'SRID=4326;POINT(105.79 21.01)')",
                (f"D{number}", text),
            )
    export_file(database, USER, "drains", path)
    with read_clean(path, built_in_layers()["drains"], ReadOptions(encoding="unicode")) as source:
        rows = [row for batch in source for row in batch.table.to_pylist()]
    assert {row["external_id"]: row["name"] for row in rows} == {
        f"D{n}": text for n, text in enumerate(clean)
    }
