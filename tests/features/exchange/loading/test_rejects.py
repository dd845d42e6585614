"""Rows that are not stored: whole, with the reason, harmless, and never over another file."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from tests.features.exchange.loading.conftest import City, read_csv
from twin.errors import UnavailableError
from twin.features.exchange.imports import Merged
from twin.features.exchange.intake.rejects import RejectsFile

WriteAlleys = Callable[..., Path]
GOOD = {"external_id": "a1", "name": "Ngõ 1", "level": "ngo"}


def test_a_refused_row_goes_whole_with_its_reason(city: City, write_alleys: WriteAlleys) -> None:
    bad = {"external_id": "a2", "name": "Ngõ 2", "level": "ngo", "width_m": 900, "ghi chú": "đo lại"}
    report = city.load(write_alleys([GOOD, bad]))
    assert (report.merged, report.rejected) == (Merged(new=1), 1)
    assert report.rejects == city.folder / "alleys.rejects.csv"
    (row,) = read_csv(report.rejects)
    assert (row["row_number"], row["external_id"], row["ghi chú"]) == ("2", "a2", "đo lại")
    assert row["geometry"].startswith("LINESTRING (105.79")
    assert "900" in row["reason_vi"]
    assert "900" in row["reason_en"]


def test_a_repeated_id_keeps_the_first_row(city: City, write_alleys: WriteAlleys) -> None:
    rows = [
        GOOD,
        {**GOOD, "external_id": "a2"},
        GOOD | {"name": "Ngõ 1 lần hai"},
        GOOD | {"name": "Ngõ 1 lần ba"},
    ]
    report = city.load(write_alleys(rows))
    assert report.merged == Merged(new=2, refused=2)
    assert city.rows("SELECT name FROM city.alleys WHERE external_id = 'a1'") == [("Ngõ 1",)]
    assert report.rejects is not None
    refused = read_csv(report.rejects)
    assert [row["name"] for row in refused] == ["Ngõ 1 lần hai", "Ngõ 1 lần ba"]
    assert all("row 1" in row["reason_en"] for row in refused)


def test_an_earlier_rejects_file_stays(city: City, write_alleys: WriteAlleys) -> None:
    path = write_alleys([GOOD, GOOD | {"external_id": "a2", "level": "?x"}])
    names = [city.load(path).rejects for _ in range(3)]
    assert [name and name.name for name in names] == [
        "alleys.rejects.csv", "alleys.rejects-2.csv", "alleys.rejects-3.csv",
    ]  # fmt: skip


def test_formulas_are_made_harmless(city: City, write_alleys: WriteAlleys) -> None:
    bad = {"external_id": "=1+1", "name": "@SUM(A1)", "level": "phố", "=cmd": "+84 24 3333", "sâu": -5}
    report = city.load(write_alleys([GOOD, bad]))
    assert report.rejects is not None
    (row,) = read_csv(report.rejects)
    assert (row["external_id"], row["name"], row["'=cmd"]) == ("'=1+1", "'@SUM(A1)", "'+84 24 3333")
    assert row["sâu"] == "-5", "a negative number is no formula"


def test_mended_rejects_can_be_imported(city: City, write_alleys: WriteAlleys) -> None:
    bad = {"external_id": "=a2", "name": "Ngõ 2", "level": "ngo", "width_m": 900}
    report = city.load(write_alleys([GOOD, bad]))
    assert report.rejects is not None
    mended = city.folder / "sửa.csv"
    mended.write_text(report.rejects.read_text(encoding="utf-8-sig").replace('"900"', '"9"'), encoding="utf8")
    assert city.load(mended).merged == Merged(new=1)
    stored = "SELECT external_id, width_m, ST_AsText(geom) FROM city.alleys WHERE name = 'Ngõ 2'"
    assert city.one(stored) == ("=a2", 9.0, "LINESTRING(105.7901 21.01,105.7902 21.0101)")


def test_a_place_for_the_rejects_can_be_chosen(city: City, write_alleys: WriteAlleys) -> None:
    chosen = city.folder / "đâu đó.csv"
    report = city.load(write_alleys([GOOD, GOOD | {"external_id": "a2", "level": "x"}]), rejects=chosen)
    assert report.rejects == chosen
    assert len(read_csv(chosen)) == 1


def test_rejects_that_cannot_be_written_stop_the_import(city: City, write_alleys: WriteAlleys) -> None:
    before = city.state()
    nowhere = city.folder / "không có" / "x.csv"
    with pytest.raises(UnavailableError, match="--rejects"):
        city.load(write_alleys([GOOD, GOOD | {"external_id": "a2", "level": "x"}]), rejects=nowhere)
    assert city.state() == before


def test_a_failure_takes_its_rejects_file_away(tmp_path: Path) -> None:
    rows = pa.RecordBatch.from_pydict({"row_number": ["1"], "name": ["Ngõ"]})

    def fail() -> None:
        with RejectsFile(tmp_path / "x.rejects.csv") as rejects:
            rejects.write(rows)
            assert rejects.path is not None
            assert rejects.path.exists()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert list(tmp_path.iterdir()) == []
