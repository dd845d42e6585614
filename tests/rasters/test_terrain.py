"""Terrain files as they come: read, converted, or refused in words."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from affine import Affine
from pyproj import Transformer

from tests.rasters.files import BOX, CELL, HEIGHTS, write_file
from twin.errors import BadFileError, BadInputError, TwinError
from twin.rasters.frames import Frame
from twin.rasters.judging import Heights
from twin.rasters.terrain import Wanted, read_terrain

FOOT = 0.3048
MIDDLES = np.array([(582012.5 + 20 * nth, 2325047.5) for nth in range(8)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "terrain.tif"


def known_ground(metres: float) -> Heights:
    return Heights(MIDDLES, np.full(len(MIDDLES), metres))


def test_squares_of_ours_are_read_as_they_are(file: Path) -> None:
    terrain = read_terrain(write_file(file, unit="m"), Wanted(BOX))
    assert np.array_equal(terrain.surface.values, HEIGHTS)
    assert (terrain.surface.west, terrain.surface.north, terrain.surface.cell) == (BOX[0], BOX[3], CELL)
    assert terrain.own_resolution == pytest.approx(CELL)
    assert terrain.notes == ()


def test_more_than_the_file_holds_is_unknown(file: Path) -> None:
    west, south, east, north = BOX
    surface = read_terrain(write_file(file), Wanted((west - 20, south - 10, east, north), 5.0)).surface
    assert surface.values.shape == (22, 44)
    assert np.isnan(surface.values[:, :4]).all()
    assert np.isnan(surface.values[20:]).all()
    assert np.array_equal(surface.values[:20, 4:], HEIGHTS)


@pytest.mark.parametrize(("crs", "cell"), [("EPSG:4326", 2e-5), ("EPSG:32648", 2.0), ("EPSG:3405", 2.0)])
def test_heights_stay_where_they_are_on_earth(file: Path, crs: str, cell: float) -> None:
    to_file = Transformer.from_crs(5897, crs, always_xy=True)
    west, south, east, north = to_file.transform_bounds(*BOX)
    columns, rows = int((east - west) / cell) + 20, int((north - south) / cell) + 20
    transform = Affine(cell, 0, west - 10 * cell, 0, -cell, north + 10 * cell)
    along, down = np.meshgrid(np.arange(columns) + 0.5, np.arange(rows) + 0.5)
    x, y = Transformer.from_crs(crs, 5897, always_xy=True).transform(*(transform @ (along, down)))
    heights = 5 + (x - BOX[0]) * 0.02 + (y - BOX[1]) * 0.03
    surface = read_terrain(write_file(file, heights, crs=crs, transform=transform), Wanted(BOX, 5.0)).surface
    eastings = BOX[0] + (np.arange(40) + 0.5) * CELL
    northings = BOX[3] - (np.arange(20) + 0.5) * CELL
    truth = 5 + (eastings[None, :] - BOX[0]) * 0.02 + (northings[:, None] - BOX[1]) * 0.03
    # Half a square of the file, on these slopes.
    assert np.abs(surface.values - truth).max() < 1.1 * 0.036


def test_coarser_squares_are_means(file: Path) -> None:
    surface = read_terrain(write_file(file), Wanted(BOX, 20.0)).surface
    assert surface.values == pytest.approx(HEIGHTS.reshape(5, 4, 10, 4).mean(axis=(1, 3)))


def test_what_the_file_leaves_out_can_be_said(file: Path) -> None:
    write_file(file, HEIGHTS / FOOT, crs=None)
    terrain = read_terrain(file, Wanted(BOX, crs="EPSG:5897", unit="ft"))
    assert terrain.surface.values == pytest.approx(HEIGHTS)


@pytest.mark.parametrize("unit", ["ft", "US survey foot", "foot", "us-ft"])
def test_heights_that_say_they_are_feet_become_metres(file: Path, unit: str) -> None:
    terrain = read_terrain(write_file(file, HEIGHTS / FOOT, unit=unit), Wanted(BOX), known_ground(5.9))
    assert terrain.surface.values == pytest.approx(HEIGHTS, rel=1e-5)


@pytest.mark.parametrize("unit", [None, "m"])
def test_metres_that_are_feet_are_asked_about(file: Path, unit: str | None) -> None:
    write_file(file, HEIGHTS / FOOT, unit=unit)
    with pytest.raises(BadInputError, match="it looks like feet"):
        read_terrain(file, Wanted(BOX), known_ground(5.9))
    assert read_terrain(file, Wanted(BOX, unit="m"), known_ground(5.9)).surface.values.max() > 20


def test_heights_of_another_system_are_remarked(file: Path) -> None:
    (note,) = read_terrain(write_file(file, HEIGHTS - 28, unit="m"), Wanted(BOX), known_ground(5.9)).notes
    assert "another height system" in note.en


def test_a_unit_that_nobody_says_is_remarked(file: Path) -> None:
    (note,) = read_terrain(write_file(file), Wanted(BOX), known_ground(5.9)).notes
    assert "taken as metres" in note.en


@pytest.mark.parametrize(
    ("void", "declared"),
    [
        (-9999.0, -9999.0),
        (-9999.0, None),
        (-32768.0, None),
        (3.4028234663852886e38, None),
        (-12345.0, None),
        (0.0, 0.0),
    ],
)
def test_voids_are_unknown_whether_they_are_declared_or_not(
    file: Path, void: float, declared: float | None
) -> None:
    heights = HEIGHTS.copy()
    heights[4:8, 10:20] = void
    surface = read_terrain(write_file(file, heights, nodata=declared), Wanted(BOX)).surface
    assert np.isnan(surface.values[4:8, 10:20]).all()
    assert np.isnan(surface.values).sum() == 40


def test_heights_that_no_ground_has_are_unknown_and_counted(file: Path) -> None:
    heights = HEIGHTS.copy()
    heights[3, 3] = 20_000.0
    terrain = read_terrain(write_file(file, heights, unit="m", nodata=-1.0), Wanted(BOX))
    assert np.isnan(terrain.surface.values[3, 3])
    assert "1 squares have heights that no ground has" in terrain.notes[0].en


def test_stored_numbers_are_scaled_as_the_file_says(file: Path) -> None:
    write_file(file, np.round(HEIGHTS * 100).astype(np.int16), scale=0.01, offset=100.0, nodata=-32768)
    assert read_terrain(file, Wanted(BOX)).surface.values == pytest.approx(HEIGHTS + 100)


def test_an_ascii_grid_is_read(tmp_path: Path) -> None:
    rows = [" ".join(f"{value:.2f}" for value in row) for row in HEIGHTS]
    head = f"ncols 40\nnrows 20\nxllcorner {BOX[0]}\nyllcorner {BOX[1]}\ncellsize 5\nNODATA_value -9999\n"
    file = tmp_path / "terrain.asc"
    file.write_text(head + "\n".join(rows) + "\n")
    with pytest.raises(BadInputError, match="names no CRS"):
        read_terrain(file, Wanted(BOX))
    surface = read_terrain(file, Wanted(BOX, crs="EPSG:5897")).surface
    assert surface.values == pytest.approx(HEIGHTS, abs=1e-5)


FAR_AWAY = Affine(5, 0, 700_000, 0, -5, 2_325_100)


@pytest.mark.parametrize(
    ("written", "wanted", "words"),
    [
        ({"crs": None}, {}, "names no CRS"),
        ({"heights": np.zeros((20, 40, 3), np.uint8)}, {}, "has 3 bands or is a picture"),
        ({"heights": HEIGHTS.astype(np.complex64)}, {}, "is a picture"),
        ({"heights": np.zeros((20, 40), np.uint8), "photometric": "palette"}, {}, "is a picture"),
        ({"transform": Affine.identity()}, {}, "does not say where it lies"),
        ({"transform": FAR_AWAY}, {}, "lies elsewhere"),
        ({"heights": np.full((20, 40), -1.0), "nodata": -1.0}, {}, "no heights in the area"),
        ({"heights": np.full((20, 40), np.nan)}, {}, "no heights in the area"),
        ({"heights": np.linspace(-1e7, 1e7, 800).reshape(20, 40)}, {}, "they are no heights"),
        ({}, {"crs": "EPSG:1"}, "There is no CRS"),
        ({}, {"crs": "nonsense"}, "There is no CRS"),
        ({}, {"resolution": float("nan")}, "The resolution must be"),
        ({}, {"resolution": 0.0}, "The resolution must be"),
        ({}, {"resolution": -5.0}, "The resolution must be"),
        ({}, {"resolution": 0.25, "box": (580_000.0, 2_320_000.0, 586_000.0, 2_330_000.0)}, "ask for 1.3 m"),
        ({}, {"box": (BOX[2], BOX[1], BOX[0], BOX[3])}, "squares"),
    ],
)
@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_file_that_cannot_serve_is_refused_in_words(
    file: Path, written: dict[str, Any], wanted: dict[str, Any], words: str
) -> None:
    write_file(file, **written)
    with pytest.raises((BadFileError, BadInputError), match=words) as refused:
        read_terrain(file, Wanted(**{"box": BOX} | wanted), name="của tôi.tif")
    assert isinstance(refused.value, TwinError)
    assert refused.value.text.vi != refused.value.text.en


VRT = (
    '<VRTDataset rasterXSize="9" rasterYSize="9"><VRTRasterBand><SourceFilename>/etc/passwd</SourceFilename>'
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a table, not heights\n1,2,3\n",
        b"\x89PNG\r\n\x1a\n",
        VRT.encode(),
        b"II*\0garbage",
        b"PK\x03\x04",
    ],
)
@pytest.mark.parametrize("name", ["terrain.tif", "terrain.asc", "N21E105.hgt"])
def test_what_is_no_raster_is_refused_in_words(tmp_path: Path, content: bytes, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(BadFileError, match=name):
        read_terrain(file, Wanted(BOX))


def test_a_file_that_breaks_off_is_refused_in_words(file: Path) -> None:
    write_file(
        file,
        np.random.default_rng(1).uniform(0, 9, (400, 400)),
        transform=Affine(1, 0, BOX[0], 0, -1, BOX[3] + 200),
    )
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadFileError, match="cut short"):
        read_terrain(file, Wanted(BOX, 1.0))


def test_a_file_that_is_not_there_is_refused_in_words(file: Path) -> None:
    with pytest.raises(BadFileError, match=r"terrain\.tif"):
        read_terrain(file, Wanted(BOX))


def test_the_coarsest_squares_that_are_asked_for_can_be_made() -> None:
    box = (580_000.0, 2_320_000.0, 586_000.0, 2_330_000.0)
    with pytest.raises(BadInputError, match=r"ask for 1\.3 m or coarser"):
        Frame.over(box, 0.5)
    assert Frame.over(box, 1.3).rows > 0


SAMPLES = os.environ.get("TWIN_SAMPLE_DATA")


@pytest.mark.skipif(
    SAMPLES is None, reason="TWIN_SAMPLE_DATA is unset: the real files stay outside the repository"
)
def test_a_real_srtm_tile_is_read() -> None:
    ward = (580_900.0, 2_323_500.0, 584_200.0, 2_326_400.0)
    terrain = read_terrain(Path(str(SAMPLES)) / "terrain" / "N21E105.hgt", Wanted(ward, 5.0))
    assert terrain.own_resolution == pytest.approx(89.4, abs=0.1)
    assert np.isfinite(terrain.surface.values).all()
    assert np.mean(terrain.surface.values) == pytest.approx(10, abs=1)
    assert terrain.notes == ()
