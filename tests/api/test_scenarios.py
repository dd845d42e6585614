"""What-if through the API: the shelf, what is saved, and a run that names it."""

from typing import Any

import httpx
import pytest

from twin.scenarios import scenarios

SAVED = "/scenarios/saved"
RAIN = {"scenario": "rain", "inputs": {"depth_mm": 100.0, "hours": 2.0}}
TANK = {
    "scenario": "new_fire_water",
    "inputs": {"sources": [{"at": {"type": "Point", "coordinates": [105.79, 21.01]}}]},
}


def test_every_scenario_is_listed_and_described(reader: httpx.Client) -> None:
    listed = {one["id"]: one for one in reader.get("/scenarios").raise_for_status().json()["scenarios"]}
    assert set(listed) == set(scenarios())
    for name, one in listed.items():
        assert one["description"].endswith("?")
        told = reader.get(f"/scenarios/{name}").raise_for_status().json()
        assert all(field["title"] and field["schema"] for field in told["inputs"].values())
    rain = reader.get("/scenarios/rain").json()["inputs"]["depth_mm"]
    assert (rain["minOccurs"], rain["schema"]["minimum"], rain["schema"]["maximum"]) == (1, 0, 2000)
    shape = reader.get("/scenarios/new_green_space").json()["inputs"]["shape"]["schema"]
    assert shape["format"] == "geojson-geometry"


def test_one_is_saved_changed_run_removed_and_brought_back(writer: httpx.Client) -> None:
    made = writer.post(SAVED, json={"name": "Mưa lớn", "what_if": [RAIN]})
    assert (made.status_code, made.json()["version"], made.json()["written_by"]) == (201, 1, "biên tập")
    url = made.headers["location"]
    assert writer.get(url).headers["etag"] == made.headers["etag"]
    assert writer.get(f"{SAVED}/mưa lớn").json() == made.json()
    draft = {"name": "Mưa và bể", "what_if": [{"saved": "Mưa lớn"}, TANK]}
    assert writer.put(url, json=draft).status_code == 428
    changed = writer.put(url, json=draft, headers={"If-Match": made.headers["etag"]})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert [one["scenario"] for one in changed.json()["what_if"]] == ["rain", "new_fire_water"]
    stale = writer.put(url, json=draft, headers={"If-Match": made.headers["etag"]})
    assert (stale.status_code, stale.headers["content-type"]) == (412, "application/problem+json")
    run = {"inputs": {"what_if": [{"saved": "mưa và bể"}]}}
    told = writer.post("/processes/rain_activation/execution", json=run).raise_for_status().json()
    assert told["inputs"]["what_if"] == changed.json()["what_if"]
    assert len(told["supposed"]) == 2
    assert writer.delete(url, headers={"If-Match": '"2"'}).status_code == 204
    assert writer.get(url).status_code == 404
    assert writer.post("/processes/rain_activation/execution", json=run).status_code == 404
    versions = writer.get(f"{url}/history").json()["versions"]
    assert [(one["version"], one["removed"]) for one in versions] == [(3, True), (2, False), (1, False)]
    back = writer.post(f"{url}/history/2/restore")
    assert (back.status_code, back.json()["name"]) == (200, "Mưa và bể")
    assert [one["name"] for one in writer.get(SAVED).json()["scenarios"]] == ["Mưa và bể"]
    assert writer.post(SAVED, json={**draft, "name": "Mưa lớn"}).status_code == 404
    assert writer.post(SAVED, json={**draft, "what_if": [RAIN]}).status_code == 409


def test_who_is_not_signed_in_reads_and_does_not_write(reader: httpx.Client) -> None:
    assert reader.get(SAVED).json()["scenarios"] == []
    assert reader.post(SAVED, json={"name": "Mưa", "what_if": [RAIN]}).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/scenarios/sun", None, 404),
        ("GET", f"{SAVED}/no such", None, 404),
        ("GET", f"{SAVED}/no-such/history", None, 404),
        ("DELETE", f"{SAVED}/no-such", None, 404),
        ("DELETE", f"{SAVED}/00000000-0000-0000-0000-000000000000", None, 404),
        ("POST", f"{SAVED}/00000000-0000-0000-0000-000000000000/history/1/restore", None, 404),
        ("POST", f"{SAVED}/00000000-0000-0000-0000-000000000000/history/null%2Cnull/restore", None, 404),
        (
            "POST",
            f"{SAVED}/00000000-0000-0000-0000-000000000000/history/99999999999999999999/restore",
            None,
            404,
        ),
        ("POST", f"{SAVED}/0/history/null%2Cnull/restore", None, 404),
        ("POST", SAVED, [], 400),
        ("POST", SAVED, {}, 400),
        ("POST", SAVED, {"name": "Mưa", "what_if": "rain"}, 400),
        ("POST", SAVED, {"name": "Mưa", "what_if": [{"scenario": "rain", "inputs": {"depth_mm": -1}}]}, 400),
        ("POST", SAVED, {"name": "M\x00", "what_if": [RAIN]}, 400),
    ],
)
def test_nonsense_is_refused_in_both_languages(
    writer: httpx.Client, method: str, path: str, body: Any, status: int
) -> None:
    told = writer.request(method, path, json=body, headers={"If-Match": "*"})
    assert (told.status_code, told.headers["content-type"]) == (status, "application/problem+json"), told.text
    assert told.json()["detail_vi"] != told.json()["detail_en"]
