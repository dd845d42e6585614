"""Ten alleys are done: the indicator, the group shading, the overlay's tile and the report to file all say so."""

from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from openpyxl import load_workbook

from tests.api.programme.conftest import Document
from tests.api.programme.test_figures import get
from tests.api.test_tiles import decode
from twin.features.grids import Tile

INDICATOR, ZOOM, TEN = "II.4.2", 15, 10


def ask(client: httpx.Client, path: str, **asked: object) -> httpx.Response:
    root = str(client.base_url).removesuffix("/programme/")
    answer = client.get(f"{root}{path}", params={name: str(value) for name, value in asked.items()})
    assert answer.status_code in {200, 204}, answer.text
    return answer


def shading(client: httpx.Client) -> dict[str, int]:
    told = ask(client, "/collections/programme_progress/items", subject=INDICATOR, limit=1000).json()
    return {one["properties"]["group_code"]: one["properties"]["done"] for one in told["features"]}


def tile_states(client: httpx.Client, box: list[float], folder: Path) -> dict[int, str]:
    """Return the states that the overlay's tile over a place draws, by alley."""
    tile = Tile.at(ZOOM, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    path = f"/collections/programme_overlay/tiles/WebMercatorQuad/{ZOOM}/{tile.row}/{tile.column}"
    found = decode(ask(client, path, subject=INDICATOR), folder)["programme_overlay"]
    return {one["feature_id"]: one["state"] for one in found}


def reported(client: httpx.Client) -> tuple[Any, ...]:
    content = client.get("/report?f=xlsx").raise_for_status().content
    sheet = load_workbook(BytesIO(content))["Đo từ bản đồ"]
    rows = (row for row in sheet.iter_rows(values_only=True) if str(row[0] or "").startswith(f"{INDICATOR}."))
    return next(rows)


def test_ten_alleys_that_are_done_are_seen_everywhere(ward_officer: httpx.Client, tmp_path: Path) -> None:
    def done() -> Document:
        found: Document = get(ward_officer, f"/indicators/{INDICATOR}/measured", limit=1)["measured"][
            "number"
        ]
        return found

    waiting = get(ward_officer, f"/indicators/{INDICATOR}/measured", state="not_yet")["features"]
    chosen = [one for one in waiting if one["group_code"] and one["bbox"]][:TEN]
    box, ids = chosen[0]["bbox"], [one["id"] for one in chosen]
    before, shaded, filed = done(), shading(ward_officer), reported(ward_officer)
    tile = tile_states(ward_officer, box, tmp_path)
    assert tile[ids[0]] == "not_yet"
    root = str(ward_officer.base_url).removesuffix("/programme/")
    for one in ids:
        change = {"properties": {"renovation": "done", "renovated_on": "2026-11-01"}}
        ward_officer.patch(f"{root}/collections/alleys/items/{one}", json=change).raise_for_status()
    after = done()
    assert (after["done"] - before["done"], after["all"]) == (TEN, before["all"])
    now = shading(ward_officer)
    groups = [one["group_code"] for one in chosen]
    assert {code: now[code] - shaded[code] for code in now if now[code] != shaded[code]} == {
        code: groups.count(code) for code in groups
    }
    assert tile_states(ward_officer, box, tmp_path)[ids[0]] == "done"
    overlay = get(ward_officer, "/overlay", subject=INDICATOR)
    assert overlay["states"]["done"] == after["done"]
    dashboard = get(ward_officer, "/dashboard")
    digest = next(one for one in dashboard["digest"]["indicators"] if one["key"] == INDICATOR)
    assert digest["measured"]["number"] == after
    again = reported(ward_officer)
    assert (again[4] - filed[4], again[6]) == (TEN, filed[6])
    assert (again[4], again[6]) == (after["done"], after["all"])
