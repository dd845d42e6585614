"""The ward's dashboard: every number is what its own list counts, has a course and a target, and unknown is not zero."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from tests.api.programme.conftest import refused
from twin.dashboard.sections import sections
from twin.programme.moments import today

ROOT = "/api/dashboard"


def told(client: httpx.Client, **asked: Any) -> dict[str, Any]:
    answer = client.get(client.base_url.join(ROOT), params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def figures(dashboard: dict[str, Any]) -> list[dict[str, Any]]:
    return [figure for section in dashboard["sections"] for figure in section["figures"]]


def count(client: httpx.Client, layer: str, filter_text: str | None) -> int:
    params = {
        "resultType": "hits",
        "datetime": today().isoformat(),
        **({"filter": filter_text} if filter_text else {}),
    }
    answer = client.get(client.base_url.join(f"/api/collections/{layer}/items"), params=params)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["numberMatched"])


def test_each_indicator_outside_the_party_has_one_place(ward_reader: httpx.Client) -> None:
    placed = [key for section in sections().values() for key in section.indicators]
    registered = ward_reader.get("/indicators", params={"limit": 100}).json()["features"]
    keys = {one["properties"]["external_id"] for one in registered}
    assert sorted(placed) == sorted(key for key in keys if not key.startswith("I."))


def test_every_number_is_what_its_own_list_counts(ward_reader: httpx.Client) -> None:
    dashboard = told(ward_reader)
    assert [section["id"] for section in dashboard["sections"]] == list(sections())
    for figure in figures(dashboard):
        if figure["id"] in {"population", "households"}:
            groups = ward_reader.get(
                ward_reader.base_url.join("/api/collections/residential_groups/items"), params={"limit": 1000}
            ).json()["features"]
            known = [one["properties"][figure["id"]] for one in groups if one["properties"][figure["id"]]]
            assert figure["value"] == sum(known)
        else:
            assert figure["value"] == count(ward_reader, figure["layer"], figure["filter"]), figure["id"]
        assert figure["trend"][-1]["value"] == figure["value"]
        assert len(figure["trend"]) >= 13
    for section in dashboard["sections"]:
        for one in section["indicators"]:
            assert one["indicator"]["target"]


def test_a_past_day_is_told_as_its_trend_has_it(ward_reader: httpx.Client) -> None:
    trends = {figure["id"]: figure["trend"] for figure in figures(told(ward_reader))}
    day = trends["alleys_renewed"][-3]["as_of"]
    for figure in figures(told(ward_reader, **{"as-of": day})):
        assert figure["value"] == trends[figure["id"]][-3]["value"], figure["id"]


def test_what_needs_attention_is_counted_and_named(ward_reader: httpx.Client) -> None:
    attention = {one["kind"]: one for one in told(ward_reader, rain=70)["attention"]}
    assert set(attention) == {"late_tasks", "overdue_checks", "new_reports", "waking_spots"}
    for one in attention.values():
        assert len(one["first"]) == min(one["count"], 10)
    for kind in ("overdue_checks", "new_reports"):
        assert attention[kind]["count"] == count(
            ward_reader, attention[kind]["layer"], attention[kind]["filter"]
        )
    late = ward_reader.get("/dashboard").json()["digest"]["task_counts"]["overdue"]
    assert attention["late_tasks"]["count"] == late
    drizzle = {one["kind"]: one for one in told(ward_reader, rain=0)["attention"]}
    assert drizzle["waking_spots"]["count"] == 0 < attention["waking_spots"]["count"]


def test_nothing_recorded_is_not_zero(officer: httpx.Client) -> None:
    dashboard = told(officer)
    assert {figure["value"] for figure in figures(dashboard)} == {None}
    assert {one["count"] for one in dashboard["attention"] if one["kind"] != "late_tasks"} == {None}


@pytest.mark.parametrize(
    "asked",
    [
        {"rain": "nhiều"},
        {"rain": "nan"},
        {"rain": "-1"},
        {"rain": "501"},
        {"as-of": "hôm qua"},
        {"as-of": (today() + timedelta(days=1)).isoformat()},
        {"when": date(2026, 1, 1).isoformat()},
    ],
)
def test_nonsense_is_refused(ward_reader: httpx.Client, asked: dict[str, str]) -> None:
    assert (
        next(iter(asked))
        in refused(ward_reader.get(ward_reader.base_url.join(ROOT), params=asked))["detail_en"]
    )
