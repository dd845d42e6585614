"""Vector tiles, read back by GDAL."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pyogrio
import pytest

from twin.features.grids import GRIDS, Tile
from twin.layers import built_in_layers
from twin.store.database import connect

HERE = (105.7904, 21.0102)
LAYERS = [*built_in_layers(), "cay_xanh"]


def tile_url(
    layer: str | None, zoom: int = 16, place: tuple[float, float] = HERE, grid: str = "WebMercatorQuad"
) -> str:
    """Return the path of a tile of one layer, or of all."""
    tile = Tile.at(zoom, *place, GRIDS[grid])
    of = "" if layer is None else f"/collections/{layer}"
    return f"{of}/tiles/{grid}/{tile.zoom}/{tile.row}/{tile.column}"


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
    assert set(found) <= {layer, f"{layer}.label"}
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
    assert writer.delete("/collections/cameras/items/1", headers={"If-Match": "*"}).status_code == 204
    after = writer.get(url, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert {feature["mvt_id"] for feature in decode(after, tmp_path)["cameras"]} == {2, 3, 4, 5}


def test_what_is_filtered_has_tags_of_its_own(reader: httpx.Client) -> None:
    """MapLibre keeps the tile that it has where the next one bears the same tag."""
    url = tile_url("flood_spots")
    asked = [{}, {"filter": "id = 1"}, {"filter": "id = 2"}, {"status": "open"}]
    tags = [reader.get(url, params=one).headers["etag"] for one in asked]
    assert len(set(tags)) == len(asked)
    again = reader.get(url, params=asked[1], headers={"If-None-Match": tags[1]})
    assert again.status_code == 304


def version_of(client: httpx.Client, layer: str) -> int:
    found = {one["id"]: one["version"] for one in client.get("/catalogue").json()["layers"]}
    return int(found[layer])


def test_only_the_present_version_may_be_kept(writer: httpx.Client) -> None:
    version = version_of(writer, "roads")
    kept = {
        asked: writer.get(f"{tile_url('roads')}?v={asked}").headers["cache-control"]
        for asked in (version, version - 1, "x", "9" * 18, "9" * 30, "9" * 5_000)
    }
    now = datetime.now(UTC)
    assert kept[version].startswith("public, max-age=")
    assert 0 < int(kept[version].partition("=")[2]) <= 86_400, now
    assert {kept[asked] for asked in kept if asked != version} == {"public, no-cache"}


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


@pytest.mark.parametrize("layer", LAYERS)
def test_both_grids_show_the_same(reader: httpx.Client, tmp_path: Path, layer: str) -> None:
    found = [decode(reader.get(tile_url(layer, 15, grid=grid)), tmp_path)[layer] for grid in GRIDS]
    assert found[0] == found[1]
    assert len(found[0]) == 5


def test_a_tile_in_degrees_places_its_features_by_degrees(reader: httpx.Client, tmp_path: Path) -> None:
    tile = Tile.at(15, *HERE, GRIDS["WorldCRS84Quad"])
    answer = reader.get(tile_url("schools", 15, grid="WorldCRS84Quad"))
    file = tmp_path / "tile.pbf"
    file.write_bytes(answer.content)
    # GDAL reads a tile without its place in units of the tile, y upwards.
    drawn = pyogrio.read_dataframe(file, layer="schools").set_index("mvt_id").geometry
    left, bottom, right, top = tile.square
    features = reader.get("/collections/schools/items").json()["features"]
    for feature in features:
        longitude, latitude = feature["geometry"]["coordinates"]
        point = drawn[feature["id"]]
        assert point.x / 4096 == pytest.approx((longitude - left) / (right - left), abs=1 / 4096)
        assert point.y / 4096 == pytest.approx((latitude - bottom) / (top - bottom), abs=1 / 4096)


def test_several_layers_come_in_one_tile(reader: httpx.Client, tmp_path: Path) -> None:
    url = tile_url(None)
    every = decode(reader.get(url), tmp_path)
    assert [name for name in every if "." not in name] == LAYERS
    two = decode(reader.get(f"{url}?collections=schools,roads,schools"), tmp_path)
    assert two == {name: every[name] for name in ("schools", "roads")}, (
        "lines and points have no points for names"
    )
    alone = decode(reader.get(tile_url("roads")), tmp_path)
    assert alone["roads"] == every["roads"]


def test_a_tile_of_several_layers_follows_each_of_them(writer: httpx.Client) -> None:
    url = tile_url(None) + "?collections=schools,drains"
    before = writer.get(url).headers["etag"]
    assert writer.get(url, headers={"If-None-Match": before}).status_code == 304
    assert writer.delete("/collections/drains/items/5", headers={"If-Match": "*"}).status_code == 204
    after = writer.get(url, headers={"If-None-Match": before})
    assert (after.status_code, after.headers["etag"] != before) == (200, True)


@pytest.mark.parametrize("collections", ["nope", "", ",", "roads,", "roads,nope", "roads%2Cnope", "Roads"])
def test_a_layer_that_is_not_there_is_refused_by_name(reader: httpx.Client, collections: str) -> None:
    answer = reader.get(f"{tile_url(None)}?collections={collections}")
    assert (answer.status_code, answer.json()["parameter"]) == (400, "collections")


def test_nobody_gets_a_layer_by_asking_for_several(closed_address: str, city: Any) -> None:
    with httpx.Client(base_url=f"{closed_address}/api") as client:
        for url in (tile_url(None), f"{tile_url(None)}?collections=roads", tile_url("roads")):
            assert client.get(url).status_code == 401
            known = client.get(url, headers={"Authorization": f"Bearer {city.viewer}"})
            assert (known.status_code, known.headers["cache-control"].split(",")[0]) == (200, "private")
            assert client.get(url).status_code == 401, "what one may see is not kept for another"


def test_a_past_tile_shows_what_was_held_then(writer: httpx.Client, tmp_path: Path) -> None:
    url = tile_url("parking_lots")
    first = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    assert writer.delete("/collections/parking_lots/items/1", headers={"If-Match": "*"}).status_code == 204
    changed = {"type": "Feature", "properties": {"name": "Đổi tên"}}
    assert writer.patch("/collections/parking_lots/items/2", json=changed).status_code == 200
    now = decode(writer.get(url), tmp_path)["parking_lots"]
    then = decode(writer.get(url, params={"as-of": first}), tmp_path)["parking_lots"]
    assert {feature["mvt_id"] for feature in now} == {2, 3, 4, 5}
    assert {feature["mvt_id"] for feature in then} == {1, 2, 3, 4, 5}
    names = [{one["mvt_id"]: one["name"] for one in tile}[2] for tile in (then, now)]
    assert names == ["Mẫu parking_lots số 1", "Đổi tên"]
    every = decode(
        writer.get(tile_url(None), params={"as-of": first, "collections": "parking_lots"}), tmp_path
    )
    assert every["parking_lots"] == then


def test_a_long_past_tile_may_be_kept_for_good(reader: httpx.Client) -> None:
    url = tile_url("roads")
    long_past = reader.get(url, params={"as-of": "2020-01-01T00:00:00Z"})
    assert (long_past.status_code, long_past.headers["cache-control"]) == (
        204,
        "public, max-age=31536000, immutable",
    )
    just_now = reader.get(url, params={"as-of": datetime.now(UTC).isoformat()})
    assert just_now.headers["cache-control"] == "public, no-cache"


def test_a_tile_shows_the_day_that_is_asked_for(writer: httpx.Client, tmp_path: Path) -> None:
    life = {"type": "Feature", "properties": {"valid_from": "2010-01-01", "valid_to": "2015-01-01"}}
    assert writer.patch("/collections/culture_sites/items/3", json=life).status_code == 200
    url = tile_url("culture_sites")

    def drawn(**asked: str) -> bool:
        found = decode(writer.get(url, params=asked), tmp_path)["culture_sites"]
        return 3 in {feature["mvt_id"] for feature in found}

    assert not drawn()
    assert drawn(datetime="2012-06-01T00:00:00Z")
    assert not drawn(datetime="2015-01-01")
    assert drawn(datetime="2014-12-31/..")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("as-of", "yesterday"), ("as-of", "2026-01-01"), ("as-of", ""), ("as-of", "2026-13-01T00:00:00Z"),
        ("as-of", "0001-01-01T00:00:00+14:00"), ("as-of", "9999-12-31T23:59:59-14:00"), ("as-of", "2026-01-01T00:00:00Z/.."),
        ("as-of", "NaN"), ("as-of", "2900-01-01T00:00:00+07:00"), ("datetime", "soon"), ("datetime", "2026-01-01/2025-01-01"), ("datetime", ".."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("layer", ["roads", None])
def test_an_odd_time_is_refused_by_name(
    reader: httpx.Client, layer: str | None, name: str, value: str
) -> None:
    answer = reader.get(tile_url(layer), params={name: value})
    assert (answer.status_code, answer.json()["parameter"]) == (400, name)


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("of", ["", "/collections/roads"])
@pytest.mark.parametrize(
    ("place", "status"),
    [("25/0/0", 404), ("999999999/0/0", 404), ("3/9/0", 404), ("3/0/99", 404), ("0/214748364/214748364", 404), ("0/2147483647/2147483647", 400),
     ("NaN/0/0", 400), ("0/-1/0", 400), ("0/0/inf", 400), ("0/0/0.5", 400), ("1e2/0/0", 400), ("٣/0/0", 400), ("0/0/99999999999", 400)],
)  # fmt: skip
def test_a_tile_out_of_the_grid_is_refused(
    reader: httpx.Client, grid: str, of: str, place: str, status: int
) -> None:
    assert reader.get(f"{of}/tiles/{grid}/{place}").status_code == status


def test_an_area_is_named_once_in_all_the_tiles_that_it_crosses(writer: httpx.Client, tmp_path: Path) -> None:
    tile = Tile.at(16, *HERE)
    west, north = tile.reach.west, tile.reach.north
    ring = [[west - 0.03, north - 0.03], [west + 0.03, north - 0.03], [west + 0.03, north + 0.03]]
    shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    kinds = {field["name"]: field for field in layer_fields(writer, "green_spaces")}
    named = {"name": "Công viên lớn", "kind": kinds["kind"]["choices"][0]["value"]}
    made = writer.post(
        "/collections/green_spaces/items", json={"type": "Feature", "geometry": shape, "properties": named}
    )
    assert made.status_code == 201, made.text
    crossed, points = 0, []
    for row in range(tile.row - 8, tile.row + 8):
        for column in range(tile.column - 8, tile.column + 8):
            answer = writer.get(f"/collections/green_spaces/tiles/WebMercatorQuad/16/{row}/{column}")
            found = decode(answer, tmp_path)
            mine = [one for name in found for one in found[name] if one["mvt_id"] == made.json()["id"]]
            crossed += bool(mine)
            points += [one for one in found.get("green_spaces.label", []) if one in mine]
    assert crossed > 20
    assert [point["name"] for point in points] == ["Công viên lớn"]
    assert (
        writer.delete(made.headers["location"].partition("/api")[2], headers={"If-Match": "*"}).status_code
        == 204
    )


def test_a_point_for_a_name_keeps_its_class(reader: httpx.Client, tmp_path: Path) -> None:
    found = decode(reader.get(tile_url("land_plots")), tmp_path)
    features = {one["mvt_id"]: one for one in found["land_plots"]}
    labels = {one["mvt_id"]: one for one in found["land_plots.label"]}
    assert labels.keys() == features.keys()
    for number, label in labels.items():
        assert label.items() <= features[number].items()
        assert {"code", "use"} <= label.keys()


def test_from_zooms_where_no_name_is_drawn_none_is_sent(reader: httpx.Client, tmp_path: Path) -> None:
    assert list(decode(reader.get(tile_url("land_plots", 15)), tmp_path)) == ["land_plots"]


@pytest.mark.parametrize("layer", ["roads", None])
def test_a_tile_comes_in_one_form(reader: httpx.Client, layer: str | None) -> None:
    url = tile_url(layer)
    assert reader.get(f"{url}?f=mvt").content == reader.get(url).content
    for other in ("json", "png", ""):
        answer = reader.get(f"{url}?f={other}")
        assert (answer.status_code, answer.json()["parameter"]) == (400, "f")
