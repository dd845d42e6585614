"""The terrain that the twin keeps: brought in, held at a time, undone, and refused in words."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from affine import Affine

from tests.conftest import Ward
from tests.rasters.files import CELL, write_file
from twin.access import User, anonymous, machine_owner
from twin.errors import (
    BadFileError,
    BadInputError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    TwinError,
    UnauthenticatedError,
)
from twin.rasters import keeping
from twin.rasters.grounds import Said, every_terrain, import_terrain, read_ground, undo_import
from twin.rasters.keeping import find, lay_file, open_kept
from twin.store.database import connect
from twin.store.rasters import TerrainRow, terrain_held

USER = machine_owner("thử")
SIDE = 1000.0
WEST, SOUTH = 582_000.0, 2_325_000.0
"""A ward of one kilometre each way, EPSG:5897."""
HEIGHTS = np.add.outer(np.arange(240) * 0.01, np.arange(240) * 0.002) + 5.0
OVER = Affine(CELL, 0, WEST - 100, 0, -CELL, SOUTH + SIDE + 100)
"""The file covers the ward and 100 m round it."""


@pytest.fixture
def city(database: str) -> str:
    """A database that knows the ward's boundary."""
    corners = [(0, 0), (SIDE, 0), (SIDE, SIDE), (0, SIDE), (0, 0)]
    ring = ", ".join(f"{WEST + x} {SOUTH + y}" for x, y in corners)
    with connect(database) as connection:
        connection.execute(
            "INSERT INTO city.ward (code, name, geom) VALUES ('1', 'Phường', "
            "ST_Transform(ST_GeomFromText(%s, 5897), 4326))",
            (f"MULTIPOLYGON((({ring})))",),
        )
    return database


def write(folder: Path, heights: Any = HEIGHTS, name: str = "ground.tif", **changed: Any) -> Path:
    return write_file(folder / name, heights, **({"transform": OVER} | changed))


def held(url: str, moment: datetime | None = None) -> TerrainRow | None:
    with connect(url) as connection:
        return terrain_held(connection, moment or datetime.now(UTC))


def test_heights_come_back_with_all_that_was_said(city: str, tmp_path: Path) -> None:
    said = Said(source="Sở TNMT", licence="nội bộ", measured_on=datetime(2025, 3, 1, tzinfo=UTC).date())
    kept = import_terrain(city, USER, write(tmp_path, unit="m"), said)
    assert (kept.version, kept.cell, kept.notes) == (1, CELL, [])
    assert (kept.source, kept.licence, str(kept.measured_on)) == ("Sở TNMT", "nội bộ", "2025-03-01")
    assert (kept.file_name, kept.kept_by, kept.undone_at) == ("ground.tif", "thử", None)
    with connect(city) as connection:
        ground = read_ground(connection, USER, kept, None)
        about = find(connection, kept.heights)
        light = find(connection, kept.shade)
    inside = np.isfinite(ground.values)
    assert kept.squares == inside.sum() > 200 * 200
    eastings = ground.west + (np.arange(ground.values.shape[1]) + 0.5) * CELL
    northings = ground.north - (np.arange(ground.values.shape[0]) + 0.5) * CELL
    row, column = (OVER.f - northings) / CELL - 0.5, (eastings - OVER.c) / CELL - 0.5
    truth = np.add.outer(row * 0.01, column * 0.002) + 5.0
    assert ground.values[inside] == pytest.approx(truth[inside], abs=1e-5)
    assert (about.told["source"], about.told["date"], about.kind) == ("Sở TNMT", "2025-03-01", "terrain")
    assert (light.kind, (light.rows, light.columns)) == ("hillshade", ground.values.shape)


def test_another_size_of_squares_is_made_of_the_same_ground(city: str, tmp_path: Path) -> None:
    kept = import_terrain(city, USER, write(tmp_path), Said())
    with connect(city) as connection:
        whole = read_ground(connection, USER, kept, None)
        for cell in (20.0, 2.5):
            other = read_ground(connection, USER, kept, cell)
            assert other.cell == cell
            assert np.nanmean(other.values) == pytest.approx(np.nanmean(whole.values), abs=0.02)
        with pytest.raises(BadInputError, match="The resolution must be"):
            read_ground(connection, USER, kept, 0.0)


def test_each_time_has_the_terrain_that_was_held_then(city: str, tmp_path: Path) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    import_terrain(city, USER, write(tmp_path), Said(), kept_at=long_ago)
    second = import_terrain(city, USER, write(tmp_path, HEIGHTS + 1), Said())
    assert held(city, datetime(2019, 12, 31, tzinfo=UTC)) is None
    first = held(city, datetime(2024, 1, 1, tzinfo=UTC))
    assert (first and first.version, held(city)) == (1, second)
    undone = undo_import(city, USER)
    assert (undone.version, undone.undone_by) == (2, "thử")
    now = held(city)
    assert now is not None
    assert now.version == 1
    before = held(city, second.kept_at)
    assert before is not None
    assert before.version == 2
    with connect(city) as connection, open_kept(connection, USER, second.heights) as stored:
        assert np.nanmax(stored.read().values) > np.max(HEIGHTS)  # nothing is lost
    assert [row.version for row in every_terrain(city, USER)] == [2, 1]


def test_undoing_what_is_not_there_is_refused(city: str, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        undo_import(city, USER)
    import_terrain(city, USER, write(tmp_path), Said())
    with pytest.raises(NotFoundError):
        undo_import(city, USER, 7)
    undo_import(city, USER, 1)
    with pytest.raises(NotFoundError):
        undo_import(city, USER, 1)


def test_the_same_file_is_kept_once_and_once_more_after_it_was_undone(city: str, tmp_path: Path) -> None:
    file = write(tmp_path)
    import_terrain(city, USER, file, Said())
    with pytest.raises(ConflictError, match="version 1"):
        import_terrain(city, USER, file, Said())
    assert import_terrain(city, USER, file, Said(resolution=10.0)).cell == 10.0
    undo_import(city, USER)
    undo_import(city, USER)
    assert import_terrain(city, USER, file, Said()).version == 3


REFUSED: dict[str, tuple[dict[str, Any], Said, type[TwinError], str]] = {
    "no CRS": ({"crs": None}, Said(), BadInputError, "names no CRS"),
    "elsewhere": (
        {"transform": Affine(5, 0, 700_000, 0, -5, 2_325_100)},
        Said(),
        BadInputError,
        "lies elsewhere",
    ),
    "feet": ({"heights": HEIGHTS / 0.3048, "unit": "m"}, Said(), BadInputError, "it looks like feet"),
    "too large": ({}, Said(resolution=0.05), BadInputError, "The resolution must be"),
    "a picture": ({"heights": np.zeros((240, 240, 3), np.uint8)}, Said(), BadFileError, "is a picture"),
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_what_cannot_serve_is_refused_in_words_and_leaves_nothing(
    city: str, tmp_path: Path, case: str
) -> None:
    changed, said, error, words = REFUSED[case]
    import_terrain(city, USER, write(tmp_path, unit="m"), Said())  # known ground, to tell feet by
    with pytest.raises(error, match=words) as refused:
        import_terrain(city, USER, write(tmp_path, name="other.tif", **changed), said)
    assert refused.value.text.vi != refused.value.text.en
    with connect(city) as connection:
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM city_store.rasters), (SELECT count(*) FROM city_store.terrains)"
        ).fetchone()
    assert counts == (2, 1)


def test_heights_of_the_flooding_spots_tell_feet_too(city: str, tmp_path: Path) -> None:
    with connect(city) as connection:
        connection.execute(
            "INSERT INTO city.flood_spots (name, ground_m, geom) SELECT 'Điểm ' || n, 5.5, "
            "ST_Transform(ST_SetSRID(ST_MakePoint(%s + n * 100, %s), 5897), 4326) FROM generate_series(1, 8) n",
            (WEST, SOUTH + 500),
        )
    with pytest.raises(BadInputError, match="it looks like feet"):
        import_terrain(city, USER, write(tmp_path, HEIGHTS / 0.3048), Said())
    assert import_terrain(city, USER, write(tmp_path, HEIGHTS / 0.3048), Said(unit="ft")).version == 1


@pytest.mark.parametrize("content", [b"", b"a table\n1,2\n", b"II*\0garbage", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_raster_is_refused(city: str, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "ground.tif"
    file.write_bytes(content)
    with pytest.raises(BadFileError, match=r"ground\.tif"):
        import_terrain(city, USER, file, Said())


def test_a_twin_that_does_not_know_its_ward_asks_for_it(database: str, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="ward boundary"):
        import_terrain(database, USER, write(tmp_path), Said())


@pytest.mark.parametrize(
    ("user", "error"),
    [
        (anonymous(public_reading=True), UnauthenticatedError),
        (User("xem", frozenset({"viewer"})), ForbiddenError),
    ],
)
def test_who_may_not_import_may_not(city: str, tmp_path: Path, user: User, error: type[TwinError]) -> None:
    with pytest.raises(error):
        import_terrain(city, user, write(tmp_path), Said())
    with pytest.raises(error):
        undo_import(city, user)


def test_a_file_beside_the_server_is_made_again_when_it_is_gone_or_cut(
    city: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = import_terrain(city, USER, write(tmp_path), Said())
    folder = tmp_path / "cache"
    with connect(city) as connection:
        heights, light = find(connection, kept.heights).row, find(connection, kept.shade).row
        path = lay_file(connection, heights, folder)
        whole = path.read_bytes()
        path.write_bytes(whole[:100])
        assert lay_file(connection, heights, folder).read_bytes() == whole
        monkeypatch.setattr(keeping, "MOST_CACHED", len(whole))
        lay_file(connection, light, folder)
        assert [one.name for one in folder.iterdir()] == [f"{light.sha256}.tif"]


def test_the_demonstration_has_its_ground_from_its_first_day(ward: Ward) -> None:
    now = held(ward.url)
    assert now is not None
    assert (now.cell, now.version) == (5.0, 1)
    assert now.licence
    with connect(ward.url) as connection:
        row = connection.execute("SELECT min(updated_at) FROM city.roads").fetchone()
        assert row is not None
        assert now.kept_at <= row[0]
        ground = read_ground(connection, USER, now, None)
    assert 100_000 < np.isfinite(ground.values).sum() == now.squares
    assert 0 < np.nanmean(ground.values) < 15


SAMPLES = os.environ.get("TWIN_SAMPLE_DATA")


@pytest.mark.skipif(
    SAMPLES is None, reason="TWIN_SAMPLE_DATA is unset: the real files stay outside the repository"
)
def test_a_real_srtm_tile_becomes_the_wards_ground(city: str) -> None:
    kept = import_terrain(city, USER, Path(str(SAMPLES)) / "terrain" / "N21E105.hgt", Said(resolution=30.0))
    assert kept.own_resolution == pytest.approx(89.4, abs=0.1)
    with connect(city) as connection:
        ground = read_ground(connection, USER, kept, None)
    assert np.isfinite(ground.values).all()
    assert 0 < ground.values.mean() < 30
