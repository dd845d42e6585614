"""One file into one layer: what is stored, what is counted, what is recorded, what stays as it was."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.features.exchange.loading.conftest import City, read_csv
from twin.access import User, anonymous
from twin.errors import (
    BadFileError,
    BadInputError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UnauthenticatedError,
)
from twin.features.exchange.imports import ImportOptions, Merged
from twin.features.exchange.intake.records import list_imports
from twin.features.exchange.loading import import_file
from twin.features.exchange.options import ReadOptions
from twin.store.database import connect
from twin.vocabulary import Text

WriteAlleys = Callable[..., Path]
THREE: list[dict[str, Any]] = [
    {"external_id": "a1", "name": "Ngõ 1 Trung Kính", "level": "ngo", "width_m": 2.5},
    {"external_id": "a2", "name": "Ngõ 2 Trung Kính", "level": "ngo"},
    {"external_id": "a3", "name": "Ngách 2/3", "level": "ngach", "renovation": "planned"},
]


def test_a_file_fills_a_layer(city: City, write_alleys: WriteAlleys) -> None:
    report = city.load(write_alleys(THREE))
    assert (report.counts.read, report.merged, report.rejects) == (3, Merged(new=3), None)
    stored = city.rows(
        "SELECT external_id, name, level, width_m, ST_AsText(geom), updated_by, import_id FROM city.alleys ORDER BY 1"
    )
    assert stored[0] == (
        "a1", "Ngõ 1 Trung Kính", "ngo", 2.5, "LINESTRING(105.79 21.01,105.7901 21.0101)", "an", report.import_id,
    )  # fmt: skip
    assert stored[1][3] is None, "a width that the file does not know is unknown, not zero"
    assert city.one("SELECT version FROM city_store.layer_versions WHERE layer = 'alleys'") == 1


def test_the_import_is_recorded(city: City, write_alleys: WriteAlleys) -> None:
    path = write_alleys(THREE)
    before = datetime.now(UTC)
    report = city.load(path, source="UBND phường", licence="CC BY 4.0")
    with connect(city.url) as connection:
        (record,) = list_imports(connection, city.user)
    assert (record.id, record.layer, record.imported_by) == (report.import_id, "alleys", "an")
    assert (record.file_name, record.file_size) == ("alleys.geojson", path.stat().st_size)
    assert record.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (record.source, record.licence) == ("UBND phường", "CC BY 4.0")
    assert record.started_at >= before
    assert record.counts["new"] == record.counts["read"] == 3
    assert city.rows("SELECT DISTINCT source FROM city.alleys") == [("UBND phường",)]
    assert city.one("SELECT plan -> 'columns' ->> 'width_m' FROM city_store.imports") == "width_m"
    assert city.one("SELECT finished_at >= started_at FROM city_store.imports")


def test_the_same_file_again_changes_nothing(city: City, write_alleys: WriteAlleys) -> None:
    path = write_alleys(THREE)
    city.load(path)
    features, history, version, _ = city.state()
    assert city.load(path).merged == Merged(same=3)
    assert city.state()[:3] == (features, history, version)


def test_a_changed_file_updates_and_says_so(city: City, write_alleys: WriteAlleys) -> None:
    first = city.load(write_alleys(THREE))
    changed = [THREE[0], THREE[1] | {"width_m": 3.1}, {"external_id": "a4", "name": "Ngõ 4", "level": "ngo"}]
    second = city.load(write_alleys(changed))
    assert second.merged == Merged(new=1, changed=1, same=1, gone=1)
    held = city.rows("SELECT external_id, width_m, import_id FROM city.alleys ORDER BY 1")
    assert held == [
        ("a1", 2.5, first.import_id), ("a2", 3.1, second.import_id), ("a3", None, first.import_id),
        ("a4", None, second.import_id),
    ]  # fmt: skip
    assert city.rows("SELECT external_id, change, width_m FROM city_history.alleys") == [
        ("a2", "update", None)
    ]


def test_a_moved_line_is_a_change(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys(THREE))
    moved = [THREE[0] | {"line": [[105.8, 21.02], [105.81, 21.03]]}, *THREE[1:]]
    assert city.load(write_alleys(moved)).merged == Merged(changed=1, same=2)
    assert city.one("SELECT ST_X(ST_StartPoint(geom)) FROM city.alleys WHERE external_id = 'a1'") == 105.8


def test_a_column_that_the_file_lacks_changes_nothing(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys(THREE))
    bare = [{key: row[key] for key in ("external_id", "name", "level")} for row in THREE]
    assert city.load(write_alleys(bare)).merged == Merged(same=3)
    assert city.one("SELECT width_m FROM city.alleys WHERE external_id = 'a1'") == 2.5


def test_a_dry_run_tells_and_stores_nothing(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys(THREE))
    before = city.state()
    report = city.load(write_alleys([THREE[0] | {"width_m": 9}, THREE[1] | {"level": "đường"}]), dry_run=True)
    assert (report.merged, report.rejected, report.import_id) == (Merged(changed=1, gone=1), 1, None)
    assert report.rejects is not None
    assert report.rejects.exists(), "a dry run shows the rows that would be refused"
    assert city.state() == before


def test_gone_features_go_only_when_asked(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys(THREE))
    fewer = write_alleys(THREE[:1])
    assert city.load(fewer).merged == Merged(same=1, gone=2)
    assert city.load(fewer, remove_gone=True).merged == Merged(same=1, gone=2, removed=2)
    assert city.rows("SELECT external_id FROM city.alleys") == [("a1",)]
    assert city.one("SELECT count(*) FROM city_history.alleys WHERE change = 'delete'") == 2
    again = city.load(write_alleys(THREE)).merged
    assert again == Merged(new=2, same=1, restored=2)


def test_another_sources_features_are_never_gone(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys(THREE, "quận.geojson"))
    city.execute(
        "INSERT INTO city.alleys (name, level, geom) "
        "VALUES ('Gõ tay', 'ngo', 'SRID=4326;LINESTRING(105.79 21, 105.8 21)')"
    )
    other = [{"external_id": "b1", "name": "Ngõ 9", "level": "ngo"}]
    merged = city.load(write_alleys(other, "phường.geojson"), remove_gone=True).merged
    assert merged == Merged(new=1)
    assert city.one("SELECT count(*) FROM city.alleys") == 5


def test_one_source_may_send_files_of_many_names(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys(THREE, "tháng-1.geojson"), source="Quận")
    assert city.load(write_alleys(THREE[:2], "tháng-2.geojson"), source="Quận").merged == Merged(
        same=2, gone=1
    )


def test_nothing_is_removed_while_rows_are_refused(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys(THREE))
    before = city.state()
    with pytest.raises(BadInputError, match="not a gone one"):
        city.load(write_alleys([THREE[0], THREE[1] | {"width_m": -4}]), remove_gone=True)
    assert city.state() == before
    assert [row["external_id"] for row in read_csv(city.folder / "alleys.rejects.csv")] == ["a2"]


def test_a_refused_row_is_not_gone(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys(THREE))
    report = city.load(write_alleys([THREE[0], THREE[1] | {"width_m": -4}]))
    assert (report.rejected, report.merged.gone) == (1, 1)


def test_rows_without_an_id_are_known_by_their_content(city: City, write_alleys: WriteAlleys) -> None:
    nameless: list[dict[str, Any]] = [
        {key: value for key, value in row.items() if key != "external_id"} for row in THREE
    ]
    path = write_alleys(nameless)
    assert city.load(path).merged == Merged(new=3)
    assert city.load(path).merged == Merged(same=3)
    longer = [*nameless, {"name": "Ngõ 7", "level": "ngo", "line": [[105.7, 21.0], [105.71, 21.01]]}]
    assert city.load(write_alleys(longer)).merged == Merged(new=1, same=3)
    nameless[0]["width_m"] = 2.75
    merged = city.load(write_alleys(nameless)).merged
    assert (merged.new, merged.same, merged.gone) == (1, 2, 2), "changed, it cannot be known again"


def test_rows_are_known_by_stated_key_fields(city: City, write_alleys: WriteAlleys) -> None:
    plain: list[dict[str, str]] = [
        {"name": f"Ngõ {number}", "level": "ngo", "street": "Láng"} for number in range(3)
    ]
    read = ReadOptions(key=("name", "street"))
    city.load(write_alleys(plain), read=read)
    plain[1]["renovation"] = "done"
    assert city.load(write_alleys(plain), read=read).merged == Merged(changed=1, same=2)
    assert city.rows("SELECT name FROM city.alleys WHERE renovation = 'done'") == [("Ngõ 1",)]


def test_a_key_finds_features_that_came_in_otherwise(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys(THREE))
    rows = [{"name": "Ngõ 2 Trung Kính", "level": "ngo", "width_m": 4}, {"name": "a3", "level": "hem"}]
    report = city.load(write_alleys(rows, "đo lại.geojson"), read=ReadOptions(key=("name",)))
    assert report.merged == Merged(new=1, changed=1)
    held = city.rows(
        "SELECT external_id, name, width_m FROM city.alleys WHERE name IN ('a3', 'Ngõ 2 Trung Kính')"
    )
    assert set(held) == {("a2", "Ngõ 2 Trung Kính", 4.0), (None, "a3", None)}


def test_a_key_that_several_features_have_is_refused(city: City, write_alleys: WriteAlleys) -> None:
    twins = [row | {"name": "Ngõ chung"} for row in THREE]
    city.load(write_alleys(twins))
    report = city.load(
        write_alleys([{"name": "Ngõ chung", "level": "ngo"}, {"name": "Ngõ riêng", "level": "ngo"}]),
        read=ReadOptions(key=("name",)),
    )
    assert report.merged == Merged(new=1, refused=1)
    assert report.rejects is not None
    assert "Several features" in read_csv(report.rejects)[0]["reason_en"]


def test_a_column_that_repeats_is_no_key(city: City, write_alleys: WriteAlleys) -> None:
    before = city.state()
    rows = [{"khu": "K1", "name": f"Ngõ {number}", "level": "ngo"} for number in range(5)]
    with pytest.raises(BadInputError, match="does not tell the rows apart"):
        city.load(write_alleys(rows), read=ReadOptions(external_id="khu"))
    assert city.state() == before


def test_a_new_layer_comes_with_its_rows(city: City, write_alleys: WriteAlleys) -> None:
    path = write_alleys(
        [{"Mã Cây": "C01", "Loài": "Sấu", "source": "Sở XD"}, {"Mã Cây": "C02", "Loài": None}]
    )
    report = city.load(path, "cay_xanh", new_layer=Text(vi="Cây xanh", en="Trees"))
    assert (report.merged.new, report.layer.title.en) == (2, "Trees")
    assert city.rows('SELECT "Mã Cây", "Loài", source_ FROM city_added.cay_xanh ORDER BY 1') == [
        ("C01", "Sấu", "Sở XD"),
        ("C02", None, None),
    ]
    assert city.load(path, "cay_xanh").merged == Merged(same=2)
    with pytest.raises(ConflictError):
        city.load(path, "cay_xanh", new_layer=Text(vi="Cây xanh", en="Trees"))


def test_a_new_layers_fields_may_bear_our_own_names(city: City, write_alleys: WriteAlleys) -> None:
    odd = {"geom": "x", "import_id": "z", "Tỷ lệ %": 50, 'a"b': "q", "history_id": "h", "~row": "r"}
    report = city.load(write_alleys([odd]), "la", new_layer=Text(vi="Lạ", en="Odd"))
    assert report.merged.new == 1
    row = city.one("SELECT to_jsonb(l) - 'geom' FROM city_added.la l")
    assert {row[name] for name in ("geom_", 'a"b', "history_id_")} == {"x", "q", "h"}
    assert row["Tỷ lệ %"] == 50


def test_the_wards_tell_where_rows_should_land(city: City, tmp_path: Path) -> None:
    """Metres of no stated zone are the city's own where they land in it; nothing is taken for granted elsewhere."""
    path = tmp_path / "máy.csv"
    path.write_text("name,X,Y\nCamera 1,582236.66,2325039.287\nCamera 2,582300,2325100\n", encoding="utf8")
    city.execute(
        "INSERT INTO city.ward (code, name, geom) "
        "VALUES ('00175', 'Yên Hòa', ST_MakeEnvelope(105.7822, 21.0022, 105.8108, 21.0262, 4326))"
    )
    report = city.load(path, "cameras", read=ReadOptions(local_crs=5897))
    assert (report.plan.crs, report.counts.outside) == (5897, 0)
    assert city.rows(
        "SELECT round(ST_X(geom)::numeric, 5)::text FROM city.cameras WHERE name = 'Camera 1'"
    ) == [("105.79300",)]
    path.write_text("name,lon,lat\nCamera 3,106.5,20.9\n", encoding="utf8")
    assert city.load(path, "cameras").counts.outside == 1


def test_a_dry_run_makes_no_layer(city: City, write_alleys: WriteAlleys) -> None:
    report = city.load(write_alleys(THREE), "thu", new_layer=Text(vi="Thử", en="Try"), dry_run=True)
    assert report.merged.new == 3
    assert city.rows("SELECT id FROM city_store.layers") == []
    with pytest.raises(NotFoundError):
        city.load(write_alleys(THREE), "thu")


def test_a_file_without_one_good_row_stores_nothing(city: City, write_alleys: WriteAlleys) -> None:
    before = city.state()
    path = write_alleys([{"name": "Ngõ 1", "level": "phố"}, {"name": "", "level": "ngo"}])
    with pytest.raises(BadFileError, match=r"alleys\.rejects\.csv"):
        city.load(path)
    assert city.state() == before
    assert len(read_csv(city.folder / "alleys.rejects.csv")) == 2


@pytest.mark.parametrize(
    ("user", "refusal"),
    [
        (anonymous(public_reading=True), UnauthenticatedError),
        (User("xem", frozenset({"viewer"})), ForbiddenError),
    ],
)
def test_who_may_not_import_does_not(
    city: City, write_alleys: WriteAlleys, user: User, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        import_file(city.url, user, "alleys", write_alleys(THREE), ImportOptions())
    assert city.one("SELECT count(*) FROM city.alleys") == 0


def test_an_editor_imports_but_makes_no_layer(city: City, write_alleys: WriteAlleys) -> None:
    editor, path = User("biên tập", frozenset({"editor"})), write_alleys(THREE)
    options = ImportOptions(new_layer=Text(vi="Mới", en="New"))
    with pytest.raises(ForbiddenError):
        import_file(city.url, editor, "moi", path, options)
    assert import_file(city.url, editor, "alleys", path, ImportOptions()).merged.new == 3
