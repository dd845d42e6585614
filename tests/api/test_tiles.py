"""Vector tiles, read back by GDAL."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pyogrio
import pytest

from twin.features.tiles import Tile
from twin.layers import built_in_layers
from twin.store.database import connect

HERE = (105.7904, 21.0102)
LAYERS = [*built_in_layers(), "cay_xanh"]


def tile_url(layer: str, zoom: int = 16, place: tuple[float, float] = HERE) -> str:
    tile = Tile.at(zoom, *place)
    return f"/collections/{layer}/tiles/WebMercatorQuad/{tile.zoom}/{tile.row}/{tile.column}"


def decode(answer: httpx.Response, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return a tile's source layers with the properties of their features; the feature's id is `mvt_id`."""
    file = folder / "tile.pbf"
    file.write_bytes(answer.content)
    listed = pyogrio.list_layers(file) if answer.content else []
    found = {}
    for name, _ in listed:
        frame = pyogrio.read_dataframe(file, layer=name)
        found[str(name)] = json.loads(frame.drop(columns="geometry").to_json(orient="records"))
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_a_tile_carries_what_the_map_draws_and_no_more(
    reader: httpx.Client, tmp_path: Path, layer: str
) -> None:
    answer = reader.get(tile_url(layer))
    found = decode(answer, tmp_path)
    assert list(found) == [layer]
    assert {feature.pop("mvt_id") for feature in found[layer]} == {1, 2, 3, 4, 5}
    catalogue = {one["id"]: one for one in reader.get("/catalogue").json()["layers"]}
    drawn = json.dumps(catalogue[layer]["style"])
    fields = {field["name"] for field in catalogue[layer]["fields"]}
    carried = {name for feature in found[layer] for name in feature}
    assert carried <= fields
    assert {name for name in fields if f'["get", {json.dumps(name)}]' in drawn} <= carried | unknown(
        reader, layer
    )


def unknown(reader: httpx.Client, layer: str) -> set[str]:
    """Return the fields that no feature of a layer has a value in."""
    features = [one["properties"] for one in reader.get(f"/collections/{layer}/items").json()["features"]]
    return {name for name in features[0] if all(one[name] is None for one in features)}


def test_long_names_reach_the_map_whole(reader: httpx.Client, tmp_path: Path) -> None:
    found = decode(reader.get(tile_url("cay_xanh")), tmp_path)["cay_xanh"]
    assert {"x" * 80, "x" * 81, "geom", "source", '50% "cao" : m'} <= set(found[0])
    assert found[0]["geom"] == "Mẫu geom 0"


def test_below_its_first_zoom_a_layer_has_empty_tiles(reader: httpx.Client) -> None:
    answer = reader.get(tile_url("alleys", 12))
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["etag"]


def test_where_nothing_is_the_tile_is_empty(reader: httpx.Client) -> None:
    assert reader.get(tile_url("alleys", 16, (0.0, 0.0))).status_code == 204


def test_a_line_reaches_over_the_seam_of_two_tiles(writer: httpx.Client, tmp_path: Path) -> None:
    tile = Tile.at(16, *HERE)
    edge = Tile(16, tile.row, tile.column + 1).reach.west
    y = HERE[1]
    line = {"type": "LineString", "coordinates": [[edge - 0.0001, y], [edge + 0.0008, y]]}
    sent = {"type": "Feature", "geometry": line, "properties": {"name": "qua mép", "class": "residential"}}
    made = writer.post("/collections/roads/items", json=sent).json()["id"]
    for place in (HERE, (edge + 0.001, y)):
        found = decode(writer.get(tile_url("roads", 16, place)), tmp_path)["roads"]
        assert made in {feature["mvt_id"] for feature in found}


def test_what_has_ended_is_not_drawn(writer: httpx.Client, tmp_path: Path) -> None:
    url = "/collections/schools/items/1"
    for life, drawn in (
        ({"valid_to": "2001-01-01"}, False),
        ({"valid_to": "2999-01-01"}, True),
        ({"valid_from": "2998-01-01"}, False),
        ({"valid_from": None}, True),
    ):
        assert writer.patch(url, json={"type": "Feature", "properties": life}).status_code == 200
        found = decode(writer.get(tile_url("schools")), tmp_path)["schools"]
        assert (1 in {feature["mvt_id"] for feature in found}) is drawn


def test_a_changed_layer_has_new_tiles_at_once(writer: httpx.Client, tmp_path: Path) -> None:
    url = tile_url("cameras")
    before = writer.get(url)
    assert writer.get(url, headers={"If-None-Match": before.headers["etag"]}).status_code == 304
    assert writer.delete("/collections/cameras/items/1").status_code == 204
    after = writer.get(url, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert {feature["mvt_id"] for feature in decode(after, tmp_path)["cameras"]} == {2, 3, 4, 5}


def version_of(client: httpx.Client, layer: str) -> int:
    found = {one["id"]: one["version"] for one in client.get("/catalogue").json()["layers"]}
    return int(found[layer])


def test_only_the_present_version_may_be_kept(writer: httpx.Client) -> None:
    version = version_of(writer, "roads")
    kept = {
        asked: writer.get(f"{tile_url('roads')}?v={asked}").headers["cache-control"]
        for asked in (version, version - 1, "x")
    }
    now = datetime.now(UTC)
    assert kept[version].startswith("public, max-age=")
    assert 0 < int(kept[version].partition("=")[2]) <= 86_400, now
    assert kept[version - 1] == kept["x"] == "public, no-cache"


def test_who_heard_of_a_newer_version_gets_the_newer_tile(
    writer: httpx.Client, changing: Any, tmp_path: Path
) -> None:
    """The tile is right even when the news that a browser had from another process is not here yet."""
    writer.get(tile_url("waste_points"))
    with connect(changing.url) as connection:
        connection.execute("DELETE FROM city.waste_points WHERE id = 2")
        row = connection.execute(
            "SELECT version FROM city_store.layer_versions WHERE layer = 'waste_points'"
        ).fetchone()
    assert row is not None
    found = decode(writer.get(f"{tile_url('waste_points')}?v={row[0]}"), tmp_path)["waste_points"]
    assert {feature["mvt_id"] for feature in found} == {1, 3, 4, 5}


@pytest.mark.parametrize("place", ["x/1/1", "1/-1/0", "1/0/0.5", "9999999999/0/0"])
def test_a_place_that_is_no_number_is_refused_by_name(reader: httpx.Client, place: str) -> None:
    answer = reader.get(f"/collections/roads/tiles/WebMercatorQuad/{place}")
    assert answer.status_code == 400
    assert answer.json()["parameter"] in {"tileMatrix", "tileRow", "tileCol"}


def test_the_tile_set_says_where_tiles_are(reader: httpx.Client) -> None:
    told = reader.get("/collections/alleys/tiles/WebMercatorQuad").json()
    limits = {limit["tileMatrix"]: limit for limit in told["tileMatrixSetLimits"]}
    here = Tile.at(16, *HERE)
    assert limits["16"]["minTileRow"] <= here.row <= limits["16"]["maxTileRow"]
    assert limits["16"]["minTileCol"] <= here.column <= limits["16"]["maxTileCol"]
    assert set(told["layers"][0]["propertiesSchema"]["properties"]) >= {"width_m", "name"}


def test_what_lies_at_the_pole_does_not_break_a_tile(writer: httpx.Client, tmp_path: Path) -> None:
    world = {
        "type": "Polygon",
        "coordinates": [[[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]],
    }
    sent = {"type": "Feature", "geometry": world, "properties": {"name": "cả thế giới", "kind": "park"}}
    kinds = {field["name"]: field for field in layer_fields(writer, "green_spaces")}
    sent["properties"]["kind"] = kinds["kind"]["choices"][0]["value"]  # type: ignore[index]
    made = writer.post("/collections/green_spaces/items", json=sent)
    assert made.status_code == 201, made.text
    found = decode(writer.get(tile_url("green_spaces")), tmp_path)["green_spaces"]
    assert made.json()["id"] in {feature["mvt_id"] for feature in found}


def layer_fields(client: httpx.Client, layer: str) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {
        one["id"]: one["fields"] for one in client.get("/catalogue").json()["layers"]
    }
    return found[layer]
