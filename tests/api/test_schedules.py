"""Planned reports through the API."""

from typing import Any

import httpx
import pytest

SENT = {
    "name": "Ngập đầu tuần",
    "report": "rain_activation",
    "inputs": {"reach_m": 50},
    "every": "week",
    "day": 1,
}


def test_one_is_added_paused_and_removed(writer: httpx.Client) -> None:
    added = writer.post("/schedules", json=SENT)
    assert added.status_code == 201, added.text
    told = added.json()
    where = added.headers["location"].partition("/api")[2]
    assert (told["report"], told["inputs"], told["by"], told["active"]) == (
        "rain_activation",
        {"reach_m": 50},
        "biên tập",
        True,
    )
    assert told["next"] is not None
    assert told["when"]["vi"] != told["when"]["en"]
    assert writer.get(where).json() == {**told, "links": writer.get(where).json()["links"]}
    assert told["id"] in [one["id"] for one in writer.get("/schedules").json()["schedules"]]
    paused = writer.patch(where, json={"active": False}).json()
    assert (paused["active"], paused["next"]) == (False, None)
    assert writer.delete(where).status_code == 204
    assert writer.get(where).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/schedules", {**SENT, "every": "year"}, 400),
        ("POST", "/schedules", {**SENT, "day": 8}, 400),
        ("POST", "/schedules", {**SENT, "name": ""}, 400),
        ("POST", "/schedules", {**SENT, "name": 5}, 400),
        ("POST", "/schedules", {**SENT, "report": "no_such"}, 404),
        ("POST", "/schedules", {**SENT, "inputs": {"reach_m": -1}}, 400),
        ("POST", "/schedules", {**SENT, "who": "an"}, 400),
        ("POST", "/schedules", [], 400),
        ("PATCH", "/schedules/999999", {"active": False}, 404),
        ("PATCH", "/schedules/1", {"name": "x"}, 400),
        ("GET", "/schedules/mot", None, 404),
        ("DELETE", "/schedules/99999999999999999999", None, 404),
    ],
)
def test_nonsense_is_refused_in_both_languages(
    writer: httpx.Client, method: str, path: str, body: Any, status: int
) -> None:
    told = writer.request(method, path, json=body)
    assert (told.status_code, told.headers["content-type"]) == (status, "application/problem+json"), told.text
    assert told.json()["detail_vi"] != told.json()["detail_en"]


def test_who_may_not_write_plans_nothing(reader: httpx.Client) -> None:
    assert reader.get("/schedules").status_code == 401
    assert reader.post("/schedules", json=SENT).status_code == 401
