"""Rasters through their doors: the ground in use, tiles that stand where they should, numbers at a place, the file."""

import io
import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import rasterio
from numpy.typing import NDArray
from PIL import Image
from pyproj import Transformer

from tests.api.conftest import PostgisLike, Running
from twin.access.tokens import create_token
from twin.analysis.surface import Surface
from twin.rasters.keeping import keep
from twin.reporting.surfaces import SHADE_STYLE, style_depths, style_heights
from twin.store.database import Connection, connect
from twin.store.rasters import keep_terrain

HALF_WORLD = 20037508.342789244
CELL = 2.0
WEST, NORTH = 582_000.0, 2_325_400.0
EDGES = (0.1, 0.2, 0.3, 0.6)
SIDE = 200
BLOCK = slice(95, 105)
"""A block of deep water in the middle; beside it shallow water, and unknown ground along the eastern edge."""
TO_DEGREES = Transformer.from_crs(5897, 4326, always_xy=True)


def water() -> Surface:
    depths = np.zeros((SIDE, SIDE))
    depths[20:60, 20:60] = 0.25
    depths[BLOCK, BLOCK] = 1.0
    depths[:, 190:] = np.nan
    return Surface(depths, CELL, WEST, NORTH)


def fill(connection: Connection) -> None:
    ground = Surface(np.add.outer(np.arange(SIDE) * 0.01, np.arange(SIDE) * 0.0) + 5, CELL, WEST, NORTH)
    told = {"source": "Sở Đo đạc", "licence": "CC BY 4.0", "date": "2025-03-01"}
    keep(connection, "result-0a1b", "result", water(), style_depths(EDGES), told)
    for number in (1, 2):
        heights = keep(connection, f"terrain-{number}", "terrain", ground, style_heights(ground), told)
        light = keep(connection, f"hillshade-{number}", "hillshade", ground, SHADE_STYLE, told)
        facts: dict[str, Any] = {
            "version": number,
            "heights": heights.id,
            "shade": light.id,
            "squares": 1,
            "notes": [],
            "file_name": "ground.tif",
            "file_sha256": "0",
            "own_resolution": CELL,
            "cell": CELL,
            "source": None,
            "licence": None,
            "measured_on": None,
        }
        keep_terrain(connection, facts, None)


@pytest.fixture(scope="module")
def database_url(postgis: PostgisLike) -> Iterator[str]:
    with postgis.clone("twin_template") as url:
        with connect(url) as connection:
            fill(connection)
        yield url


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


Start = Callable[..., AbstractContextManager[Running]]


@pytest.fixture(scope="module")
def client(database_url: str, home: Path, run_server: Start) -> Iterator[httpx.Client]:
    with (
        run_server(database_url, home=home) as run,
        httpx.Client(base_url=f"{run.address}/api", timeout=30) as made,
    ):
        yield made


def find_tile(x: float, y: float, zoom: int) -> tuple[int, int, float, float]:
    """Return row and column of the tile in which a place of EPSG:5897 lies, and where in it, in pixels."""
    east, north = Transformer.from_crs(5897, 3857, always_xy=True).transform(x, y)
    side = 2 * HALF_WORLD / (1 << zoom)
    column, row = (east + HALF_WORLD) / side, (HALF_WORLD - north) / side
    return int(row), int(column), (column % 1) * 256, (row % 1) * 256


def read_png(answer: httpx.Response) -> NDArray[np.uint8]:
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    with Image.open(io.BytesIO(answer.content)) as picture:
        return np.asarray(picture.convert("RGBA"))


def test_the_list_has_the_ground_in_use_and_what_reports_drew(client: httpx.Client) -> None:
    listed = client.get("/rasters").raise_for_status().json()["rasters"]
    assert [one["id"] for one in listed] == ["terrain-2", "hillshade-2", "result-0a1b"]
    assert [one["id"] for one in client.get("/rasters?limit=1").json()["rasters"]] == ["terrain-2"]
    landing = client.get("/").json()["links"]
    assert any(link["href"].endswith("/api/rasters") for link in landing)
    assert client.get("/rasters/terrain-1").status_code == 200  # what was in use before is still there


def test_a_raster_says_where_it_lies_and_what_its_colours_mean(client: httpx.Client) -> None:
    told = client.get("/rasters/result-0a1b").raise_for_status().json()
    west, south, east, north = told["extent"]["spatial"]["bbox"][0]
    assert TO_DEGREES.transform(WEST, NORTH) == pytest.approx((west, north), abs=2e-5)
    assert TO_DEGREES.transform(WEST + 400, NORTH - 400) == pytest.approx((east, south), abs=2e-5)
    assert (told["cell_m"], told["rows"], told["columns"], told["unit"]) == (CELL, SIDE, SIDE, "m")
    assert told["about"] == {"source": "Sở Đo đạc", "licence": "CC BY 4.0", "date": "2025-03-01"}
    legend = told["legend"]
    assert [one["minimum"] for one in legend["classes"]][1:] == list(EDGES)
    assert legend["title"] == {"vi": "Độ sâu ngập", "en": "Depth of water"}
    assert client.get("/rasters/terrain-2").json()["legend"]["stops"]


@pytest.mark.parametrize("zoom", [17, 18])
def test_crs_resolution_and_transform_survive_the_trip_to_the_tile_within_half_a_pixel(
    client: httpx.Client, zoom: int
) -> None:
    x, y = WEST + 100 * CELL, NORTH - 100 * CELL
    row, column, _, _ = find_tile(x, y, zoom)
    side = 2 * HALF_WORLD / (1 << zoom)
    # The four tiles round the block's middle, laid together, so that no seam cuts it.
    laid = np.zeros((768, 768, 4), np.uint8)
    for down in range(3):
        for along in range(3):
            answer = client.get(
                f"/rasters/result-0a1b/tiles/WebMercatorQuad/{zoom}/{row - 1 + down}/{column - 1 + along}.png"
            )
            if answer.status_code == 200:
                laid[down * 256 : down * 256 + 256, along * 256 : along * 256 + 256] = read_png(answer)
    deepest = tuple(int("#08306b"[place : place + 2], 16) for place in (1, 3, 5))
    found = (laid[..., :3] == deepest).all(axis=2) & (laid[..., 3] > 0)
    rows, columns = np.nonzero(found)
    to_mercator = Transformer.from_crs(5897, 3857, always_xy=True)
    ends = [to_mercator.transform(x + dx * 5 * CELL, y + dy * 5 * CELL) for dx in (-1, 1) for dy in (-1, 1)]
    middle_x, middle_y = np.mean(ends, axis=0)
    pixel = side / 256
    assert (columns + 0.5).mean() == pytest.approx(
        (middle_x + HALF_WORLD) / pixel - (column - 1) * 256, abs=0.5
    )
    assert (rows + 0.5).mean() == pytest.approx((HALF_WORLD - middle_y) / pixel - (row - 1) * 256, abs=0.5)
    wide = 10 * CELL / (pixel * math.cos(math.radians(21.02)))
    assert math.sqrt(found.sum()) == pytest.approx(wide, abs=1.0)


def test_a_tile_is_kept_for_good_and_known_again(client: httpx.Client) -> None:
    row, column, _, _ = find_tile(WEST + 200, NORTH - 200, 16)
    path = f"/rasters/result-0a1b/tiles/WebMercatorQuad/16/{row}/{column}.png"
    first = client.get(path)
    assert "immutable" in first.headers["cache-control"]
    assert first.headers["cache-control"].startswith("public")
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path).content == first.content
    empty = client.get(f"/rasters/result-0a1b/tiles/WebMercatorQuad/16/{row}/{column + 40}.png")
    assert (empty.status_code, empty.content) == (204, b"")


def test_the_other_grid_shows_the_same_place(client: httpx.Client) -> None:
    longitude, latitude = TO_DEGREES.transform(WEST + 100 * CELL, NORTH - 100 * CELL)
    size = 180 / (1 << 17)
    column, row = (longitude + 180) / size, (90 - latitude) / size
    path = f"/rasters/result-0a1b/tiles/WorldCRS84Quad/17/{int(row)}/{int(column)}.png"
    pixel = read_png(client.get(path))[int((row % 1) * 256), int((column % 1) * 256)]
    assert tuple(pixel[:3]) == (0x08, 0x30, 0x6B)


def test_tile_sets_and_tile_json_say_where_the_tiles_are(client: httpx.Client) -> None:
    told = client.get("/rasters/result-0a1b/tiles/WebMercatorQuad").raise_for_status().json()
    row, column, _, _ = find_tile(WEST + 200, NORTH - 200, 16)
    (limit,) = [one for one in told["tileMatrixSetLimits"] if one["tileMatrix"] == "16"]
    assert limit["minTileRow"] <= row <= limit["maxTileRow"]
    assert limit["minTileCol"] <= column <= limit["maxTileCol"]
    sets = client.get("/rasters/result-0a1b/tiles").json()["tilesets"]
    assert [one["tileMatrixSetId"] for one in sets] == ["WebMercatorQuad", "WorldCRS84Quad"]
    source = client.get("/rasters/result-0a1b/tiles/WebMercatorQuad/tilejson").raise_for_status().json()
    (template,) = source["tiles"]
    made = template.replace("{z}", "16").replace("{y}", str(row)).replace("{x}", str(column))
    assert client.get(made).headers["content-type"] == "image/png"
    assert source["minzoom"] < 16 <= source["maxzoom"]


@pytest.mark.parametrize(
    ("square", "number", "named"),
    [((100, 100), 1.0, "Từ 0,6 m"), ((40, 40), 0.25, "0,2 - 0,3 m"), ((5, 5), 0.0, None)],
)
def test_a_place_has_the_number_of_its_square(
    client: httpx.Client, square: tuple[int, int], number: float, named: str | None
) -> None:
    row, column = square
    longitude, latitude = TO_DEGREES.transform(WEST + (column + 0.5) * CELL, NORTH - (row + 0.5) * CELL)
    told = client.get(f"/rasters/result-0a1b/value?lon={longitude}&lat={latitude}").raise_for_status().json()
    assert (told["value"], told["unit"], told["class"], told["note"]) == (number, "m", named, None)


@pytest.mark.parametrize(
    ("place", "words"),
    [((WEST + 395 * 1.0, NORTH - 100), "Unknown here"), ((WEST + 5_000, NORTH), "Outside the raster")],
)
def test_what_is_not_known_of_a_place_is_null_with_words(
    client: httpx.Client, place: tuple[float, float], words: str
) -> None:
    longitude, latitude = TO_DEGREES.transform(*place)
    answer = client.get(
        f"/rasters/result-0a1b/value?lon={longitude}&lat={latitude}", headers={"Accept-Language": "en"}
    )
    assert (answer.json()["value"], answer.json()["note"]) == (None, words)


def test_the_file_is_a_cog_that_any_gis_reads(client: httpx.Client, tmp_path: Path) -> None:
    answer = client.get("/rasters/result-0a1b/download")
    assert answer.headers["content-type"].startswith("image/tiff")
    file = tmp_path / "depth.tif"
    file.write_bytes(answer.content)
    with rasterio.open(file) as raster:
        assert raster.crs.to_epsg() == 5897
        assert raster.transform[:6] == (CELL, 0, WEST, 0, -CELL, NORTH)
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert raster.tags()["SOURCE"] == "Sở Đo đạc"
        assert raster.read(1)[100, 100] == 1.0


def test_a_part_of_the_file_can_be_asked_for(client: httpx.Client) -> None:
    whole = client.get("/rasters/result-0a1b/download")
    part = client.get("/rasters/result-0a1b/download", headers={"Range": "bytes=100-299"})
    assert (part.status_code, part.content) == (206, whole.content[100:300])
    assert part.headers["content-range"] == f"bytes 100-299/{len(whole.content)}"
    end = client.get("/rasters/result-0a1b/download", headers={"Range": "bytes=-10"})
    assert end.content == whole.content[-10:]
    beyond = client.get("/rasters/result-0a1b/download", headers={"Range": f"bytes={len(whole.content)}-"})
    assert beyond.status_code == 416
    known = client.get("/rasters/result-0a1b/download", headers={"If-None-Match": whole.headers["etag"]})
    assert known.status_code == 304
    stale = {"Range": "bytes=0-9", "If-Range": '"another"'}
    assert client.get("/rasters/result-0a1b/download", headers=stale).status_code == 200
    head = client.head("/rasters/result-0a1b/download")
    assert int(head.headers["content-length"]) == len(whole.content)


def test_gdal_reads_the_file_from_afar_a_part_at_a_time(client: httpx.Client) -> None:
    address = f"/vsicurl/{client.base_url}rasters/result-0a1b/download"
    alone = rasterio.Env(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR")  # type: ignore[no-untyped-call]
    with alone, rasterio.open(address) as raster:
        ((number,),) = raster.read(1, window=((100, 101), (100, 101)))
    assert number == 1.0


BAD: dict[str, int] = {
    "/rasters/none": 404,
    "/rasters/none/tiles/WebMercatorQuad/1/0/0.png": 404,
    "/rasters/none/download": 404,
    "/rasters/none/value?lon=105&lat=21": 404,
    "/rasters/result-0a1b/tiles/None": 404,
    "/rasters/result-0a1b/tiles/None/1/0/0.png": 404,
    "/rasters/result-0a1b/tiles/WorldCRS84Quad/tilejson": 400,
    "/rasters/result-0a1b/tiles/WebMercatorQuad/1/2/0.png": 404,
    "/rasters/result-0a1b/tiles/WebMercatorQuad/99/0/0.png": 404,
    "/rasters/result-0a1b/tiles/WebMercatorQuad/a/0/0.png": 400,
    "/rasters/result-0a1b/tiles/WebMercatorQuad/1/0/0.png?scale=2": 400,
    "/rasters/result-0a1b/value": 400,
    "/rasters/result-0a1b/value?lon=105": 400,
    "/rasters/result-0a1b/value?lon=x&lat=21": 400,
    "/rasters/result-0a1b/value?lon=nan&lat=21": 400,
    "/rasters/result-0a1b/value?lon=181&lat=21": 400,
    "/rasters/result-0a1b/value?lon=105&lat=inf": 400,
    "/rasters?limit=0": 400,
    "/rasters?kind=x": 400,
}


@pytest.mark.parametrize("path", BAD)
def test_what_cannot_be_asked_is_refused_in_both_languages(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == BAD[path]
    told: dict[str, Any] = answer.json()
    assert told["detail_vi"]
    assert told["detail_en"]


def test_who_may_not_read_sees_no_raster(database_url: str, home: Path, run_server: Start) -> None:
    with connect(database_url) as connection:
        token = create_token(connection, "người xem", ("viewer",))
    doors = (
        "?limit=9",
        "/terrain-2",
        "/terrain-2/download",
        "/terrain-2/tiles/WebMercatorQuad/16/28854/52026.png",
    )
    with (
        run_server(database_url, home=home, public_reading=False) as run,
        httpx.Client(timeout=30) as client,
    ):
        paths = [f"{run.address}/api/rasters{door}" for door in doors]
        assert [client.get(path).status_code for path in paths] == [401] * 4
        client.headers["Authorization"] = f"Bearer {token}"
        answers = [client.get(path) for path in paths]
        assert {answer.status_code for answer in answers} <= {200, 204}
        assert all(answer.headers["cache-control"].startswith("private") for answer in answers)
