"""Reports through the API: what there is, how it is asked, and every form of the answer."""

import io
from collections.abc import Iterator

import httpx
import pytest
from openpyxl import load_workbook

from tests.api.conftest import serving
from tests.conftest import Ward
from twin.city.files import FORMATS
from twin.reports import reports

BEGINS = {
    "json": b"{", "geojson": b"{", "csv": b"\xef\xbb\xbf", "gpkg": b"SQLite format 3", "html": b"<!DOCTYPE html",
    "pdf": b"%PDF-", "docx": b"PK", "xlsx": b"PK",
}  # fmt: skip


@pytest.fixture(scope="module")
def client(ward: Ward) -> Iterator[httpx.Client]:
    with serving(ward.url) as address, httpx.Client(base_url=f"{address}/api/", timeout=60) as asking:
        yield asking


def test_every_report_is_listed_and_described(client: httpx.Client) -> None:
    listed = {one["id"]: one for one in client.get("/processes").json()["processes"]}
    assert set(listed) == set(reports())
    for name in listed:
        told = client.get(f"/processes/{name}").json()
        assert {"area", "data_as_of", "norm_as_of"} <= set(told["inputs"])
        assert all(one["title"] and one["schema"] for one in told["inputs"].values())


@pytest.mark.parametrize("report", reports())
def test_it_is_run_in_every_form_with_the_same_numbers(client: httpx.Client, report: str) -> None:
    path = f"/processes/{report}/execution"
    answer = client.post(path, json={"inputs": {}}).raise_for_status().json()
    for form in FORMATS:
        told = client.post(path, params={"format": form}, json={})
        if form == "gpkg" and not any(one["features"]["features"] for one in answer["drawings"]):
            assert told.status_code == 400
            continue
        assert told.status_code == 200, told.text[:300]
        assert told.content.lower().startswith(BEGINS[form].lower())
        if form == "xlsx":
            sheet = load_workbook(io.BytesIO(told.content))["Kết quả chính"]
            cells = [
                row[1].value
                for row in sheet.iter_rows(min_row=1)
                if row[0].value in {one["label"]["vi"] for one in answer["figures"]}
            ]
            shown = [one["value"] if one["value"] is not None else "chưa rõ" for one in answer["figures"]]
            assert [pytest.approx(cell) if isinstance(cell, float) else cell for cell in cells] == shown


def test_the_standards_way_of_naming_a_form_is_taken(client: httpx.Client) -> None:
    outputs = {"result": {"format": {"mediaType": "application/pdf"}}}
    told = client.post("/processes/rain_activation/execution", json={"inputs": {}, "outputs": outputs})
    assert told.headers["content-type"] == "application/pdf"
    assert "attachment" in told.headers["content-disposition"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/processes/no_such/execution", {"inputs": {}}, 404),
        ("/processes/rain_activation/execution", [], 400),
        ("/processes/rain_activation/execution", {"inputs": []}, 400),
        ("/processes/rain_activation/execution", {"inputs": {"intensity_mm_h": 10_000}}, 400),
        ("/processes/rain_activation/execution", {"inputs": {"intensity_mm_h": "nhiều"}}, 400),
        ("/processes/rain_activation/execution", {"inputs": {"reach_m": 0}}, 400),
        ("/processes/rain_activation/execution?format=exe", {"inputs": {}}, 400),
        (
            "/processes/rain_activation/execution",
            {"outputs": {"result": {"format": {"mediaType": "a/b"}}}},
            400,
        ),
    ],
)
def test_nonsense_is_refused_in_both_languages(
    client: httpx.Client, path: str, body: object, status: int
) -> None:
    told = client.post(path, json=body)
    assert (told.status_code, told.headers["content-type"]) == (status, "application/problem+json")
    assert told.json()["detail_vi"] != told.json()["detail_en"]
