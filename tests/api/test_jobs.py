"""OGC API - Processes with jobs: run by a real worker, followed, dismissed, and refused in the standard's own words."""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.conftest import serving
from tests.api.test_events import listening
from tests.conftest import WARD, Postgis
from tests.jobs.conftest import PATIENCE, held, worker
from twin.access.tokens import create_token
from twin.api.collections import CONFORMANCE
from twin.store.database import connect
from twin.store.locks import wait_until

EXECUTION = "/processes/rain_activation/execution"
ASYNC = {"Prefer": "respond-async"}
OGC = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0"


@pytest.fixture(scope="module")
def url(postgis: Postgis, ward_folder: Any) -> Iterator[str]:
    del ward_folder
    with postgis.clone(WARD) as made:
        yield made


@pytest.fixture(scope="module")
def address(url: str) -> Iterator[str]:
    """A server and a worker beside it."""
    with worker(url), serving(url) as where:
        yield where


def client_of(address: str, url: str, name: str, role: Any) -> httpx.Client:
    with connect(url) as connection:
        token = create_token(connection, name, (role,))
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"{address}/api", headers=headers, timeout=60)


@pytest.fixture(scope="module")
def an(address: str, url: str) -> Iterator[httpx.Client]:
    with client_of(address, url, "an", "editor") as client:
        yield client


@pytest.fixture(scope="module")
def binh(address: str, url: str) -> Iterator[httpx.Client]:
    with client_of(address, url, "bình", "viewer") as client:
        yield client


@pytest.fixture(scope="module")
def nobody(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{address}/api", timeout=60) as client:
        yield client


def ask(client: httpx.Client, **document: Any) -> str:
    """Have a report taken on as a job and return the job's address."""
    answer = client.post(EXECUTION, json=document, headers=ASYNC)
    assert answer.status_code == 201, answer.text
    assert answer.headers["preference-applied"] == "respond-async"
    told = answer.json()
    where = answer.headers["location"].partition("/api")[2]
    assert told["status"] in {"accepted", "running", "successful", "failed"}  # a worker may be that quick
    assert (told["type"], told["processID"]) == ("process", "rain_activation")
    assert where == f"/jobs/{told['jobID']}"
    return where


def wait(client: httpx.Client, where: str) -> dict[str, Any]:
    ends = {"successful", "failed", "dismissed"}
    assert wait_until(lambda: client.get(where).json()["status"] in ends, PATIENCE), client.get(where).text
    told: dict[str, Any] = client.get(where).json()
    return told


def link(told: dict[str, Any], rel: str) -> str | None:
    return next((one["href"] for one in told["links"] if one["rel"].endswith(rel)), None)


def test_a_job_is_followed_to_its_result(an: httpx.Client) -> None:
    where = ask(an, inputs={"intensity_mm_h": 80})
    done = wait(an, where)
    assert (done["status"], done["progress"]) == ("successful", 100)
    assert done["created"] <= done["started"] <= done["finished"]
    results = link(done, "/results")
    assert results is not None
    told = an.get(results).json()
    at_once = an.post(f"{EXECUTION}?anew=true", json={"inputs": {"intensity_mm_h": 80}}).json()
    assert told["figures"] == at_once["figures"]
    assert told["key"] == at_once["key"]


def test_every_change_is_told_to_whose_job_it_is(address: str, an: httpx.Client, binh: httpx.Client) -> None:
    theirs = {"Authorization": an.headers["Authorization"]}
    others = {"Authorization": binh.headers["Authorization"]}
    with listening(address, **theirs) as lines, listening(address, **others) as strange:
        where = ask(an)
        states: list[str] = []
        while not states or states[-1] not in {"successful", "failed"}:
            assert next(lines) == "event: job"
            told = json.loads(next(lines).removeprefix("data: "))
            assert where.endswith(told["id"])
            states.append(told["state"])
        assert states[0] == "accepted"
        assert states[-1] == "successful"
        assert "running" in states
        own = ask(binh)
        assert next(strange) == "event: job"
        assert own.endswith(json.loads(next(strange).removeprefix("data: "))["id"])


@pytest.mark.parametrize("response", ["raw", "document"])
@pytest.mark.parametrize(
    ("media_type", "begins"), [("application/json", b"{"), ("application/pdf", b"%PDF-")]
)
@pytest.mark.parametrize("prefer", [{}, ASYNC])
def test_an_answer_comes_bare_or_in_a_document(
    an: httpx.Client, response: str, media_type: str, begins: bytes, prefer: dict[str, str]
) -> None:
    outputs = {"result": {"format": {"mediaType": media_type}, "transmissionMode": "value"}}
    document = {"inputs": {}, "outputs": outputs, "response": response}
    if prefer:
        where = ask(an, **document)
        assert wait(an, where)["status"] == "successful"
        answer = an.get(f"{where}/results")
    else:
        answer = an.post(EXECUTION, json=document)
    assert answer.status_code == 200, answer.text
    if response == "raw":
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert answer.content.startswith(begins)
        return
    told = answer.json()
    assert list(told) == ["result"]
    assert told["result"]["mediaType"] == media_type
    if media_type == "application/json":
        assert told["result"]["value"]["report"] == "rain_activation"
    else:
        assert base64.b64decode(told["result"]["value"]).startswith(begins)


def test_inputs_come_plain_qualified_and_by_reference(an: httpx.Client) -> None:
    area = {"groups": ["TDP-01"]}
    packed = base64.b64encode(json.dumps(area).encode()).decode()
    ways = [
        area,
        {"value": area, "mediaType": "application/json"},
        {"href": f"data:application/json;base64,{packed}"},
    ]
    told = [an.post(EXECUTION, json={"inputs": {"area": way}}) for way in ways]
    assert len({(one.status_code, json.dumps(one.json().get("inputs", one.json()))) for one in told}) == 1


def test_a_job_that_waits_has_no_result_yet_and_can_be_dismissed(an: httpx.Client, url: str) -> None:
    with held(url):
        running, waiting = ask(an), ask(an)
        assert wait_until(lambda: an.get(running).json()["status"] == "running", PATIENCE)
        for where in (running, waiting):
            early = an.get(f"{where}/results")
            assert (early.status_code, early.json()["type"]) == (404, f"{OGC}/result-not-ready")
        for where in (waiting, running):
            gone = an.delete(where)
            assert (gone.status_code, gone.json()["status"]) == (200, "dismissed")
        started = time.monotonic()
        following = ask(an)
        assert wait_until(lambda: an.get(following).json()["status"] == "running", PATIENCE)
        assert time.monotonic() - started < 30
    assert wait(an, following)["status"] == "successful"
    assert an.get(running).json()["status"] == "dismissed"
    assert an.get(f"{running}/results").json()["type"] == f"{OGC}/result-not-ready"


def test_a_failed_job_says_why_and_answers_with_that(an: httpx.Client) -> None:
    where = ask(an, inputs={"area": {"groups": ["không có"]}})
    failed = wait(an, where)
    assert failed["status"] == "failed"
    assert failed["message_vi"] != failed["message_en"]
    assert link(failed, "/exceptions") is not None
    answer = an.get(f"{where}/results")
    assert answer.headers["content-type"] == "application/problem+json"
    at_once = an.post(EXECUTION, json={"inputs": {"area": {"groups": ["không có"]}}})
    assert (answer.status_code, answer.json()["detail_vi"]) == (
        at_once.status_code,
        at_once.json()["detail_vi"],
    )


def test_jobs_are_seen_by_whose_they_are(
    an: httpx.Client, binh: httpx.Client, nobody: httpx.Client, address: str, url: str
) -> None:
    where = ask(an)
    wait(an, where)
    for other in (binh, nobody):
        for answer in (other.get(where), other.get(f"{where}/results"), other.delete(where)):
            assert (answer.status_code, answer.json()["type"]) == (404, f"{OGC}/no-such-job")
        assert where.rpartition("/")[2] not in other.get("/jobs?limit=1000").text
    with client_of(address, url, "quản trị", "admin") as admin:
        assert admin.get(where).status_code == 200
        assert where.rpartition("/")[2] in admin.get("/jobs?limit=1000").text


def test_they_are_listed_by_what_is_asked_for(an: httpx.Client) -> None:
    done = [ask(an), ask(an)]
    for where in done:
        wait(an, where)

    def listed(**asked: Any) -> list[str]:
        answer = an.get("/jobs", params={"limit": 1000, **asked})
        assert answer.status_code == 200, answer.text
        return [f"/jobs/{one['jobID']}" for one in answer.json()["jobs"]]

    assert listed()[:2] == done[::-1]
    assert set(done) <= set(listed(status="successful,failed"))
    assert not set(done) & set(listed(status="dismissed"))
    assert set(done) <= set(listed(type="process", processID="rain_activation,site"))
    assert listed(type="other") == []
    assert listed(processID="site") == []
    assert listed(minDuration=100_000) == []
    assert set(done) <= set(listed(maxDuration=100_000))
    assert listed(datetime="../2020-01-01") == []
    assert set(done) <= set(listed(datetime="2020-01-01/.."))
    page = an.get("/jobs", params={"limit": 1}).json()
    following = link(page, "next")
    assert following is not None
    second = an.get(following).json()
    assert [page["jobs"][0]["jobID"], second["jobs"][0]["jobID"]] == [one[6:] for one in listed()[:2]]
    assert link(second, "prev") is not None


def test_nobody_fills_the_queue(an: httpx.Client, nobody: httpx.Client, url: str) -> None:
    with held(url):
        mine = [ask(nobody) for _ in range(4)]
        full = nobody.post(EXECUTION, json={}, headers=ASYNC)
        assert (full.status_code, full.headers["retry-after"]) == (429, "5")
        assert full.json()["detail_vi"] != full.json()["detail_en"]
        mine.append(ask(an))
        for where, client in zip(mine, [*[nobody] * 4, an], strict=True):
            assert client.delete(where).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "kind", "status"),
    [
        ("POST", "/processes/no_such/execution", "no-such-process", 404),
        ("GET", "/processes/no_such", "no-such-process", 404),
        ("GET", "/jobs/no-such-job", "no-such-job", 404),
        ("GET", "/jobs/00000000-0000-0000-0000-000000000000", "no-such-job", 404),
        ("GET", "/jobs/00000000-0000-0000-0000-000000000000/results", "no-such-job", 404),
        ("DELETE", "/jobs/00000000-0000-0000-0000-000000000000", "no-such-job", 404),
        ("GET", "/jobs?status=sleeping", None, 400),
        ("GET", "/jobs?datetime=hôm qua", None, 400),
        ("GET", "/jobs?datetime=2026-03-02/2026-03-01", None, 400),
        ("GET", "/jobs?limit=0", None, 400),
        ("GET", "/jobs?minDuration=lâu", None, 400),
        ("GET", "/jobs?who=an", None, 400),
    ],
)
def test_refusals_have_the_standards_names_in_both_languages(
    an: httpx.Client, method: str, path: str, kind: str | None, status: int
) -> None:
    answer = an.request(method, path, json={} if method == "POST" else None)
    told = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert told["detail_vi"] != told["detail_en"]
    if kind is not None:
        assert told["type"] == f"{OGC}/{kind}"


@pytest.mark.parametrize(
    "document",
    [
        {"response": "xml"},
        {"outputs": {"other": {}}},
        {"outputs": {"result": {"transmissionMode": "reference"}}},
        {"inputs": {"reach_m": {"href": "http://127.0.0.1/secret"}}},
        {"inputs": {"reach_m": {"href": "data:,nothing"}}},
        {"inputs": {"reach_m": -1}},
    ],
)
@pytest.mark.parametrize("prefer", [{}, ASYNC])
def test_what_cannot_be_is_refused_before_it_is_a_job(
    an: httpx.Client, document: dict[str, Any], prefer: dict[str, str]
) -> None:
    answer = an.post(EXECUTION, json=document, headers=prefer)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_who_leaves_is_no_longer_worked_for(an: httpx.Client, url: str) -> None:
    with connect(url, autocommit=True) as connection, held(url):

        def waiting() -> int:
            asked = (
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'city.flood_spots'::regclass"
            )
            row = connection.execute(asked).fetchone()
            return 0 if row is None else int(row[0])

        with pytest.raises(httpx.ReadTimeout):
            an.post(f"{EXECUTION}?anew=true", json={}, timeout=httpx.Timeout(5, read=8))
        assert wait_until(lambda: waiting() == 0, 15)
    assert an.post(EXECUTION, json={}).status_code == 200


def test_what_takes_too_long_to_wait_for_is_refused_with_a_way_out(url: str) -> None:
    with serving(url, longest_run_seconds=2) as where, held(url):
        late = httpx.post(f"{where}/api{EXECUTION}?anew=true", json={}, timeout=60)
    assert (late.status_code, late.headers["content-type"]) == (503, "application/problem+json")
    assert "respond-async" in late.json()["detail_vi"]
    assert "respond-async" in late.json()["detail_en"]


@pytest.mark.parametrize("path", ["/processes", "/processes/rain_activation", "/jobs"])
def test_people_get_pages(an: httpx.Client, path: str) -> None:
    page = an.get(path, headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    told = an.get(path).json()
    assert {"self", "alternate"} <= {one["rel"] for one in told["links"]}


def test_the_classes_that_hold_are_declared_and_led_to(nobody: httpx.Client) -> None:
    prefix = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/"
    declared = {one.removeprefix(prefix) for one in CONFORMANCE if one.startswith(prefix)}
    assert declared == {"core", "ogc-process-description", "json", "html", "oas30", "job-list", "dismiss"}
    rels = {one["rel"].rpartition("/")[2]: one["href"] for one in nobody.get("/").json()["links"]}
    assert rels["processes"].endswith("/api/processes")
    assert rels["job-list"].endswith("/api/jobs")
    listed = nobody.get("/processes").json()["processes"]
    assert all(one["jobControlOptions"] == ["sync-execute", "async-execute", "dismiss"] for one in listed)
    assert len(nobody.get("/processes?limit=2").json()["processes"]) == 2
    operations = {
        (method, one["operationId"])
        for known in nobody.get("/openapi.json").json()["paths"].values()
        for method, one in known.items()
    }
    assert {
        ("get", "getJobs"), ("get", "getStatus"), ("get", "getResult"), ("delete", "dismiss"), ("post", "execute"),
    } <= operations  # fmt: skip
