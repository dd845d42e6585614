"""Tiles from afar: every feature is counted in a cell, and no cell shows what is not there."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.test_events import listening
from tests.api.test_tiles import HERE, LAYERS, decode, tile_url
from twin.features import gathering, overviews
from twin.features.grids import GRIDS, Tile
from twin.layers import built_in_layers
from twin.store.database import connect

COUNT = "twin:count"
FAR = [
    (layer, zoom)
    for layer in LAYERS
    for zoom in (0, 5, 9)
    if layer not in built_in_layers() or zoom < built_in_layers()[layer].min_zoom
]
"""Layers at zooms from which their features are not drawn one by one."""
Cells = list[dict[str, Any]]


def cells(client: httpx.Client, folder: Path, layer: str, zoom: int, **asked: Any) -> Cells:
    """Return the cells of the one tile in which all samples lie."""
    answer = client.get(
        tile_url(layer, zoom, asked.pop("place", HERE), asked.pop("grid", "WebMercatorQuad")), params=asked
    )
    assert answer.status_code in {200, 204}, answer.text
    return decode(answer, folder).get(f"{layer}.overview", [])


@pytest.mark.parametrize(("layer", "zoom"), FAR)
def test_from_afar_every_feature_is_counted(
    reader: httpx.Client, tmp_path: Path, layer: str, zoom: int
) -> None:
    found = cells(reader, tmp_path, layer, zoom)
    assert sum(cell[COUNT] for cell in found) == 5
    assert all(len(cell) <= 3 for cell in found), "an id, a count, and what tells its class"


@pytest.mark.parametrize("grid", GRIDS)
def test_a_cell_keeps_the_class_of_what_it_stands_for(
    reader: httpx.Client, tmp_path: Path, grid: str
) -> None:
    features = reader.get("/collections/fire_water/items").json()["features"]
    expected = Counter(feature["properties"]["status"] or "unknown" for feature in features)
    found = cells(reader, tmp_path, "fire_water", 6, grid=grid)
    assert Counter({cell["status"] or "unknown": cell[COUNT] for cell in found}) == expected


def test_a_cell_of_one_is_that_feature(reader: httpx.Client, tmp_path: Path) -> None:
    found = cells(reader, tmp_path, "fire_water", 6)
    alone = [cell for cell in found if cell[COUNT] == 1]
    several = [cell for cell in found if cell[COUNT] > 1]
    assert alone
    assert {cell["mvt_id"] for cell in alone} <= {1, 2, 3, 4, 5}
    assert all(cell.get("mvt_id") in {None, 0} for cell in several)


def test_what_is_large_is_drawn_as_it_is(writer: httpx.Client, tmp_path: Path) -> None:
    lake = {"type": "Polygon", "coordinates": [[[105.5, 21.3], [105.9, 21.3], [105.7, 21.6], [105.5, 21.3]]]}
    kinds = layer_choices(writer, "water_bodies", "kind")
    sent = {"type": "Feature", "geometry": lake, "properties": {"name": "hồ lớn", "kind": kinds[0]}}
    made = writer.post("/collections/water_bodies/items", json=sent)
    assert made.status_code == 201, made.text
    found = cells(writer, tmp_path, "water_bodies", 7)
    assert [cell[COUNT] for cell in found if cell["mvt_id"] == made.json()["id"]] == [1]
    assert (
        writer.delete(
            f"/collections/water_bodies/items/{made.json()['id']}", headers={"If-Match": "*"}
        ).status_code
        == 204
    )


def layer_choices(client: httpx.Client, layer: str, field: str) -> list[str]:
    found = next(one for one in client.get("/catalogue").json()["layers"] if one["id"] == layer)
    (known,) = (one for one in found["fields"] if one["name"] == field)
    return [choice["value"] for choice in known["choices"]]


def test_what_has_ended_or_was_held_before_is_counted_by_its_time(
    writer: httpx.Client, tmp_path: Path
) -> None:
    before = cells(writer, tmp_path, "schools", 8)
    life = {"type": "Feature", "properties": {"valid_from": "2010-01-01", "valid_to": "2015-01-01"}}
    assert writer.patch("/collections/schools/items/2", json=life).status_code == 200
    assert sum(cell[COUNT] for cell in before) == 5
    assert sum(cell[COUNT] for cell in cells(writer, tmp_path, "schools", 8)) == 4
    then = cells(writer, tmp_path, "schools", 8, datetime="2012-01-01")
    assert sum(cell[COUNT] for cell in then) == 5
    assert cells(writer, tmp_path, "schools", 8, **{"as-of": "2000-01-01T00:00:00Z"}) == []


@pytest.fixture
def all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overviews, "LARGE", 2)
    monkeypatch.setattr(overviews, "REST", 0.0)
    monkeypatch.setattr(overviews, "ASK_SECONDS", 0.0)


def until(found: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def kept(city: Any, layer: str) -> list[str]:
    """Return the names of the layer's kept overviews."""
    with connect(city.url) as connection:
        rows = connection.execute(
            "SELECT layer FROM city_store.overviews WHERE split_part(layer, '@', 1) LIKE %s || '%%'", (layer,)
        )
        return [row[0] for row in rows]


@pytest.mark.usefixtures("all_are_large")
@pytest.mark.parametrize("layer", LAYERS)
def test_kept_cells_are_those_that_would_be_worked_out(
    changing: Any, changing_address: str, tmp_path: Path, layer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"as-of": datetime.now(UTC).isoformat(), "datetime": "2026-01-01/.."}
    with httpx.Client(base_url=f"{changing_address}/api", timeout=20) as client:
        shown = [sorted(cells(client, tmp_path, layer, zoom), key=str) for zoom in (8, 11)]
        monkeypatch.setattr(overviews, "LARGE", 1_000)
        worked_out = [sorted(cells(client, tmp_path, layer, zoom, **asked), key=str) for zoom in (8, 11)]
    assert shown == worked_out
    assert kept(changing, layer) == [layer]


@pytest.fixture
def before(writer: httpx.Client) -> datetime:
    """A moment after which congestion spots were changed and removed."""
    spots = "/collections/congestion_spots/items"
    moment = datetime.now(UTC)
    renamed = {"type": "Feature", "properties": {"name": "Tên mới"}}
    assert writer.patch(f"{spots}/1", json=renamed).status_code == 200
    assert writer.delete(f"{spots}/2", headers={"If-Match": "*"}).status_code == 204
    return moment


@pytest.mark.usefixtures("all_are_large")
def test_a_large_layer_of_another_time_is_gathered_once_and_kept(
    changing: Any, writer: httpx.Client, tmp_path: Path, before: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = "congestion_spots"

    def shown(**asked: str) -> list[Cells]:
        found = [cells(writer, tmp_path, layer, zoom, **asked) for zoom in (8, 9, 10)]
        return [sorted(one, key=str) for one in found]

    then = before.isoformat()
    gathered = [shown(**{"as-of": then}), shown(**{"as-of": then, "datetime": "2000-01-01/.."})]
    assert [sum(cell[COUNT] for cell in found[0]) for found in gathered] == [5, 5]
    until(lambda: sum(cell[COUNT] for cell in shown()[0]) == 4)
    names = kept(changing, layer)
    assert sorted("@" in name for name in names) == [False, True, True]
    square = cells(writer, tmp_path, layer, 8, grid="WorldCRS84Quad", **{"as-of": then})
    assert sum(cell[COUNT] for cell in square) == 5
    monkeypatch.setattr(overviews, "LARGE", 1_000)
    # A little earlier, which is another question, though nothing was otherwise.
    then = (before - timedelta(milliseconds=1)).isoformat()
    assert gathered == [shown(**{"as-of": then}), shown(**{"as-of": then, "datetime": "2000-01-01/.."})]
    assert kept(changing, layer) == names


@pytest.mark.usefixtures("all_are_large")
def test_a_time_that_shows_what_is_now_needs_no_overview_of_its_own(
    changing: Any, writer: httpx.Client, tmp_path: Path
) -> None:
    with connect(changing.url) as connection:
        connection.execute("UPDATE city.culture_sites SET valid_from = '2001-01-01', valid_to = NULL")
    now = cells(writer, tmp_path, "culture_sites", 8)
    for asked in ({"datetime": "2024-05-05"}, {"as-of": datetime.now(UTC).isoformat()}):
        assert cells(writer, tmp_path, "culture_sites", 8, **asked) == now
    assert cells(writer, tmp_path, "culture_sites", 8, datetime="2000-05-05") == []
    names = kept(changing, "culture_sites")
    assert sorted(name.partition("@")[2] for name in names) == ["", "20000505-20000505"]


@pytest.mark.usefixtures("all_are_large")
def test_who_asks_before_another_time_is_worked_out_is_told_to_come_again(
    writer: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overviews, "PATIENCE_SECONDS", 0.0)
    url = tile_url("drains", 8)
    asked = {"datetime": "2003-03-03"}
    first = writer.get(url, params=asked)
    assert (first.status_code, first.json()["type"]) == (503, "urn:twin:being-gathered")
    assert first.headers["retry-after"].isdigit()
    until(lambda: writer.get(url, params=asked).status_code in {200, 204})


@pytest.mark.usefixtures("all_are_large")
def test_cells_that_made_room_for_others_are_gathered_anew(
    changing: Any, writer: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MOST_THEN", 2)
    with connect(changing.url) as connection:
        connection.execute("UPDATE city.health_facilities SET valid_from = '2010-01-01'")
    for day in range(1, 6):
        assert cells(writer, tmp_path, "health_facilities", 8, datetime=f"2009-01-0{day}") == []
    assert len([name for name in kept(changing, "health_facilities") if "@" in name]) == 2
    with connect(changing.url) as connection:
        row = connection.execute(
            "SELECT count(DISTINCT layer) FROM city_store.overview_cells_then"
        ).fetchone()
    assert row is not None
    assert row[0] <= 2
    gone = tile_url("health_facilities", 9)
    asked = {"datetime": "2009-01-01"}
    until(lambda: writer.get(gone, params=asked).status_code == 204)


@pytest.mark.usefixtures("all_are_large")
def test_an_overview_follows_its_layer(writer: httpx.Client, tmp_path: Path) -> None:
    url = tile_url("cameras", 9)

    def shown() -> int:
        return sum(cell[COUNT] for cell in cells(writer, tmp_path, "cameras", 9))

    assert shown() == 5
    tag = writer.get(url).headers["etag"]
    assert writer.get(url, headers={"If-None-Match": tag}).status_code == 304
    assert writer.delete("/collections/cameras/items/1", headers={"If-Match": "*"}).status_code == 204
    version = next(
        one["version"] for one in writer.get("/catalogue").json()["layers"] if one["id"] == "cameras"
    )
    older = writer.get(f"{url}?v={version}")
    if sum(cell[COUNT] for cell in decode(older, tmp_path)["cameras.overview"]) == 5:
        assert "no-cache" in older.headers["cache-control"], "what is older than its version is not kept"
    until(lambda: shown() == 4)
    until(lambda: "max-age" in writer.get(f"{url}?v={version}").headers["cache-control"])
    assert writer.get(url).headers["etag"] != tag


def news(lines: Iterator[str]) -> tuple[str, dict[str, Any]]:
    """Return the next event of a stream that is about alleys."""
    while True:
        kind, told = next(lines), json.loads(next(lines).removeprefix("data: "))
        if told.get("layer") == "alleys":
            return kind, told


def test_open_maps_are_told_when_a_layer_was_redrawn_from_afar(
    writer: httpx.Client, changing_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overviews, "LARGE", 2)
    items = "/collections/alleys/items"

    def shown() -> int:
        return sum(cell[COUNT] for cell in cells(writer, tmp_path, "alleys", 9))

    whole = shown()
    with listening(changing_address) as lines:
        for gone in (1, 2):  # the second while the first is hardly made: it comes later, though nobody asks
            assert writer.delete(f"{items}/{gone}", headers={"If-Match": "*"}).status_code == 204
            changed = news(lines)
            assert changed[0] == "event: change"
            shown()
            assert news(lines) == ("event: redrawn", {"layer": "alleys", "version": changed[1]["version"]})
            assert shown() == whole - gone


@pytest.mark.usefixtures("all_are_large")
def test_where_a_tile_is_crowded_cells_are_drawn_instead(
    writer: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "CROWDED", 3)
    deepest = gathering.END_ZOOM - 1
    assert built_in_layers()["waste_points"].min_zoom <= deepest
    assert writer.delete("/collections/waste_points/items/5", headers={"If-Match": "*"}).status_code == 204
    until(lambda: sum(cell[COUNT] for cell in cells(writer, tmp_path, "waste_points", deepest)) == 4)
    near = decode(writer.get(tile_url("waste_points", deepest + 1)), tmp_path)
    assert [feature["mvt_id"] for feature in near["waste_points"]] == [1, 2, 3, 4]


def test_lines_are_thinned_to_the_longest(writer: httpx.Client, changing: Any, tmp_path: Path) -> None:
    with connect(changing.url) as connection:
        connection.execute(
            "INSERT INTO city.alleys (name, level, geom) SELECT 'ngõ ' || n, 'ngo',"
            " ST_SetSRID(ST_MakeLine(ST_Point(120.3, 10.3), ST_Point(120.3 + n * 0.00001, 10.3)), 4326)"
            " FROM generate_series(1, 50) AS n"
        )
    place = (120.3, 10.3)
    tile = Tile.at(9, *place)
    assert tile.reach.west < place[0]
    until(lambda: bool(cells(writer, tmp_path, "alleys", 9, place=place)))
    (cell,) = cells(writer, tmp_path, "alleys", 9, place=place)
    assert cell[COUNT] == 50
