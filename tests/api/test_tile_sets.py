"""What the tile sets say of themselves, in both grids, for each layer and for all of them together."""

from typing import Any

import httpx
import pytest

from tests.api.test_tiles import HERE, LAYERS
from twin.features.grids import GRIDS, Tile

OF = ["/tiles", *(f"/collections/{layer}/tiles" for layer in LAYERS)]


def links_of(document: dict[str, Any], rel: str) -> list[dict[str, Any]]:
    return [link for link in document["links"] if link["rel"] == rel]


@pytest.mark.parametrize("path", OF)
def test_every_set_is_listed_with_its_grid_and_limits(reader: httpx.Client, path: str) -> None:
    listed = reader.get(path).json()["tilesets"]
    assert [one["tileMatrixSetId"] for one in listed] == list(GRIDS)
    for one in listed:
        grid = GRIDS[one["tileMatrixSetId"]]
        assert (one["tileMatrixSetURI"], one["crs"], one["dataType"]) == (grid.uri, grid.crs, "vector")
        assert not any("{" in link["href"] for link in one["links"]), (
            "a list's links are followed as they are"
        )
        assert one["tileMatrixSetLimits"]
        for limit in one["tileMatrixSetLimits"]:
            rows, columns = grid.size(int(limit["tileMatrix"]))
            assert 0 <= limit["minTileRow"] <= limit["maxTileRow"] < rows
            assert 0 <= limit["minTileCol"] <= limit["maxTileCol"] < columns


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("path", OF)
def test_a_tile_can_be_asked_for_by_what_its_set_says(reader: httpx.Client, path: str, grid: str) -> None:
    told = reader.get(f"{path}/{grid}").json()
    limit = told["tileMatrixSetLimits"][-1]
    (item,) = links_of(told, "item")
    assert item["templated"] is True
    places = {"tileMatrix": limit["tileMatrix"]}
    places |= {"tileRow": limit["maxTileRow"], "tileCol": limit["minTileCol"]}
    answer = reader.get(item["href"].format(**places))
    assert answer.status_code in {200, 204}
    if answer.content:
        assert answer.headers["content-type"] == item["type"]
    assert [layer["minTileMatrix"] <= layer["maxTileMatrix"] for layer in told["layers"]]


@pytest.mark.parametrize("path", OF)
def test_tile_json_tells_the_same(reader: httpx.Client, path: str) -> None:
    told = reader.get(f"{path}/WebMercatorQuad").json()
    (link,) = links_of(told, "describedby")
    tile_json = reader.get(link["href"]).json()
    assert tile_json["tilejson"] == "3.0.0"
    assert [layer["id"] for layer in tile_json["vector_layers"]] == [layer["id"] for layer in told["layers"]]
    west, south, east, north = tile_json["bounds"]
    assert west < HERE[0] < east
    assert south < HERE[1] < north
    zooms = [int(limit["tileMatrix"]) for limit in told["tileMatrixSetLimits"]]
    assert (tile_json["minzoom"], tile_json["maxzoom"]) == (min(zooms), max(zooms))
    tile = Tile.at(tile_json["maxzoom"], *HERE)
    (template,) = tile_json["tiles"]
    answer = reader.get(template.format(z=tile.zoom, y=tile.row, x=tile.column))
    assert answer.status_code == 200
    for layer in tile_json["vector_layers"]:
        assert set(layer["fields"].values()) <= {"String", "Number", "Boolean"}


def test_tile_json_is_of_web_mercator_alone(reader: httpx.Client) -> None:
    for path in OF[:2]:
        answer = reader.get(f"{path}/WorldCRS84Quad/tilejson")
        assert (answer.status_code, answer.json()["parameter"]) == (400, "tileMatrixSetId")


def test_the_grids_are_listed_and_described(reader: httpx.Client) -> None:
    listed = reader.get("/tileMatrixSets").json()["tileMatrixSets"]
    assert [one["id"] for one in listed] == list(GRIDS)
    for one in listed:
        grid = GRIDS[one["id"]]
        (item,) = links_of(one, "item")
        told = reader.get(item["href"]).json()
        assert told["wellKnownScaleSet"] == grid.scale_set
        assert told["orderedAxes"] == list(grid.axes)
        assert [matrix["id"] for matrix in told["tileMatrices"]] == [str(z) for z in range(grid.deepest + 1)]
        first = told["tileMatrices"][0]
        assert (first["matrixWidth"], first["matrixHeight"]) == (grid.columns, 1)
        assert first["pointOfOrigin"] == [grid.west, grid.north]


@pytest.mark.parametrize("path", ["/tileMatrixSets/Other", "/tiles/Other", "/tiles/Other/tilejson", "/tiles/Other/1/1/1",
                                  "/collections/roads/tiles/Other", "/collections/roads/tiles/Other/1/1/1",
                                  "/collections/nope/tiles", "/collections/nope/tiles/WebMercatorQuad/tilejson"])  # fmt: skip
def test_what_is_not_there_is_not_found(reader: httpx.Client, path: str) -> None:
    answer = reader.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_every_tile_operation_bears_the_name_that_clients_look_for(reader: httpx.Client) -> None:
    paths = reader.get("/openapi.json").json()["paths"]
    names = {path: one["get"]["operationId"] for path, one in paths.items() if "{tileCol}" in path}
    place = "{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"
    assert names == {
        f"/collections/{{collectionId}}/tiles/{place}": ".collection.vector.getTile",
        f"/tiles/{place}": ".dataset.vector.getTile",
        f"/rasters/{{rasterId}}/tiles/{place}.png": ".raster.map.getTile",
    }
