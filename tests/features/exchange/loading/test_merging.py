"""What wins when a file and the layer say different things."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.features.exchange.loading.conftest import City
from twin.features.exchange.imports import Merged
from twin.features.exchange.writing import export_file

WriteAlleys = Callable[..., Path]
ROW: dict[str, Any] = {"external_id": "a1", "name": "Ngõ 1", "level": "ngo"}


def stored(city: City, *columns: str) -> Any:
    return city.one(f"SELECT {', '.join(columns)} FROM city.alleys WHERE external_id = 'a1'")


def edit(city: City, change: str) -> None:
    """Change the alley as somebody at the map does: in their own name, later than the import."""
    city.execute(f"SELECT set_config('twin.user', 'bình', true); UPDATE city.alleys SET {change}")


@pytest.mark.parametrize("nothing", [None, ""])
def test_an_empty_cell_leaves_what_is_known(
    city: City, write_alleys: WriteAlleys, nothing: str | None
) -> None:
    city.load(write_alleys([ROW | {"street": "Láng", "width_m": 3, "lighting": "yes"}]))
    silent = write_alleys([ROW | {"street": nothing, "width_m": None, "lighting": nothing}])
    assert city.load(silent).merged == Merged(same=1)
    assert stored(city, "street", "width_m", "lighting") == ("Láng", 3.0, "yes")


def test_unknown_in_a_file_erases_no_survey(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys([ROW | {"fire_system": "tank"}]))
    assert city.load(write_alleys([ROW | {"fire_system": "unknown"}])).merged == Merged(same=1)
    assert stored(city, "fire_system") == "tank"


def test_emptiness_erases_when_asked(city: City, write_alleys: WriteAlleys) -> None:
    city.load(
        write_alleys(
            [ROW | {"street": "Láng", "width_m": 3, "width_m_source": "surveyed", "lighting": "yes"}]
        )
    )
    silent = write_alleys([ROW | {"street": None, "width_m": None, "lighting": "unknown"}])
    assert city.load(silent, empty_erases=True).merged == Merged(changed=1)
    assert stored(city, "street", "width_m", "width_m_source", "lighting") == (None, None, None, "unknown")


def test_unknown_may_fill_what_nobody_knew(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys([ROW]))
    path = write_alleys([ROW | {"lighting": "unknown"}])
    assert city.load(path).merged == Merged(changed=1)
    assert city.load(path).merged == Merged(same=1)


def test_a_new_measurement_does_not_keep_the_old_ones_source(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys([ROW | {"width_m": 3, "width_m_source": "surveyed"}]))
    city.load(write_alleys([ROW | {"width_m": 3.5}]))
    assert stored(city, "width_m", "width_m_source") == (3.5, None)


def test_an_unchanged_measurement_keeps_its_source(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys([ROW | {"width_m": 3, "width_m_source": "surveyed"}]))
    assert city.load(write_alleys([ROW | {"width_m": 3}])).merged == Merged(same=1)
    assert stored(city, "width_m_source") == "surveyed"


def test_a_source_without_its_value_says_nothing(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys([ROW | {"width_m": 3, "width_m_source": "surveyed"}]))
    assert city.load(write_alleys([ROW | {"width_m": None, "width_m_source": "estimated"}])).merged == Merged(
        same=1
    )
    assert stored(city, "width_m", "width_m_source") == (3.0, "surveyed")


def test_a_better_source_for_the_same_value_is_news(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys([ROW | {"width_m": 3, "width_m_source": "estimated"}]))
    assert city.load(write_alleys([ROW | {"width_m": 3, "width_m_source": "surveyed"}])).merged == Merged(
        changed=1
    )
    assert stored(city, "width_m_source") == "surveyed"


def test_an_edit_outlives_the_same_file(city: City, write_alleys: WriteAlleys) -> None:
    path = write_alleys([ROW | {"width_m": 3, "street": "Láng"}])
    city.load(path)
    edit(city, "width_m = 2.2, renovation = 'planned'")
    features, history, version, _ = city.state()
    assert city.load(path).merged == Merged(same=1, edits_kept=1)
    assert city.state()[:3] == (features, history, version)


def test_a_moved_shape_outlives_the_same_file(city: City, write_alleys: WriteAlleys) -> None:
    path = write_alleys([ROW])
    city.load(path)
    edit(city, "geom = 'SRID=4326;LINESTRING(105.8 21.02, 105.81 21.03)'")
    assert city.load(path).merged == Merged(same=1, edits_kept=1)
    assert stored(city, "ST_AsText(geom)") == "LINESTRING(105.8 21.02,105.81 21.03)"


def test_news_in_the_file_wins_only_where_it_is_news(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys([ROW | {"width_m": 3, "street": "Láng"}]))
    edit(city, "width_m = 2.2, street = 'Đường Láng'")
    report = city.load(write_alleys([ROW | {"width_m": 4, "street": "Láng"}]))
    assert report.merged == Merged(changed=1, edits_kept=1)
    assert stored(city, "width_m", "street") == (4.0, "Đường Láng")
    assert (2.2, "bình") in city.rows("SELECT width_m, updated_by FROM city_history.alleys")


def test_edits_after_a_second_import_are_kept_too(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys([ROW | {"width_m": 3}]))
    second = write_alleys([ROW | {"width_m": 4}])
    city.load(second)
    edit(city, "width_m = 4.4")
    edit(city, "width_m = 4.5")
    assert city.load(second).merged == Merged(same=1, edits_kept=1)
    assert stored(city, "width_m") == 4.5


def test_what_was_never_imported_yields_to_the_file(city: City, write_alleys: WriteAlleys) -> None:
    city.execute(
        "INSERT INTO city.alleys (external_id, name, level, width_m, geom) "
        "VALUES ('a1', 'Gõ tay', 'hem', 9, 'SRID=4326;LINESTRING(105.79 21.01, 105.7901 21.0101)')"
    )
    assert city.load(write_alleys([ROW])).merged == Merged(changed=1)
    assert stored(city, "name", "level", "width_m") == ("Ngõ 1", "ngo", 9.0)


def test_a_rule_is_held_against_the_merged_row(city: City, write_alleys: WriteAlleys) -> None:
    """The file alone breaks nothing; together with what the layer knows it does."""
    done = ROW | {"renovation": "done", "renovated_on": "2025-03-01"}
    city.load(write_alleys([done]))
    report = city.load(write_alleys([ROW | {"renovation": "planned"}, ROW | {"external_id": "a2"}]))
    assert report.merged == Merged(new=1, refused=1)
    assert report.rejects is not None
    assert "taking in what the layer holds" in report.rejects.read_text(encoding="utf8")
    assert stored(city, "renovation") == "done"


def test_an_exported_file_finds_its_features_again(city: City) -> None:
    """Staff draw at the map, export, mend the table, and import it: nothing is doubled."""
    city.execute(
        "INSERT INTO city.alleys (name, level, geom) SELECT 'Ngõ ' || n, 'ngo', "
        "ST_SetSRID(ST_MakeLine(ST_MakePoint(105.79, 21 + n / 1000.0), ST_MakePoint(105.8, 21.02)), 4326) "
        "FROM generate_series(1, 3) n"
    )
    path = city.folder / "ra.csv"
    export_file(city.url, city.user, "alleys", path)
    assert city.load(path).merged == Merged(same=3)
    mended = path.read_text(encoding="utf-8-sig").replace("Ngõ 2", "Ngõ 2 Láng")
    path.write_text(mended, encoding="utf8")
    assert city.load(path).merged == Merged(changed=1, same=2)
    assert city.rows("SELECT name, external_id FROM city.alleys ORDER BY 1") == [
        ("Ngõ 1", None), ("Ngõ 2 Láng", None), ("Ngõ 3", None),
    ]  # fmt: skip


def test_another_citys_export_is_not_taken_for_ours(city: City) -> None:
    city.execute(
        "INSERT INTO city.alleys (name, level, geom) "
        "VALUES ('Ngõ 1', 'ngo', 'SRID=4326;LINESTRING(105.79 21, 105.8 21)')"
    )
    path = city.folder / "ra.csv"
    export_file(city.url, city.user, "alleys", path)
    city.execute("UPDATE city_store.facts SET value = '\"khác\"' WHERE key = 'city'")
    assert city.load(path).merged == Merged(new=1)
    assert city.load(path).merged == Merged(same=1)
