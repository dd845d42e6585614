"""Files behind what is reported: kept as what they are, handed out for saving, refused where they are something else."""

import httpx
import pytest

from tests.api.programme.conftest import add, refused

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
UPDATE = {"task": "III.8", "reported_on": "2026-03-02", "text": "Có biên bản"}
VALUE = {"indicator": "II.4.2", "as_of": "2026-03-31", "value": "45%"}


@pytest.fixture(scope="module")
def files(officer: httpx.Client) -> str:
    return f"/updates/{add(officer, 'updates', UPDATE).json()['id']}/evidence"


def send(officer: httpx.Client, files: str, name: str, content: bytes) -> httpx.Response:
    headers = {"Content-Type": "application/octet-stream"}
    return officer.post(files, params={"name": name}, content=content, headers=headers)


def test_a_file_comes_back_as_it_was_sent(officer: httpx.Client, files: str) -> None:
    record = files.removesuffix("/evidence")
    tag = officer.get(record).headers["etag"]
    sent = send(officer, files, "Biên bản số 1.pdf", PDF)
    assert sent.status_code == 201, sent.text
    assert (sent.json()["type"], sent.json()["size"]) == ("application/pdf", len(PDF))
    found = officer.get(sent.headers["location"])
    assert (found.content, found.headers["content-type"]) == (PDF, "application/pdf")
    assert (
        found.headers["content-disposition"]
        == "attachment; filename*=UTF-8''Bi%C3%AAn%20b%E1%BA%A3n%20s%E1%BB%91%201.pdf"
    )
    assert found.headers["x-content-type-options"] == "nosniff"
    assert send(officer, files, "Biên bản số 1.pdf", PDF).json()["id"] == sent.json()["id"]
    shown = officer.get(record)
    assert [one["name"] for one in shown.json()["evidence"]] == ["Biên bản số 1.pdf"]
    assert shown.headers["etag"] != tag
    listed = officer.get("/tasks/III.8/updates").json()["features"][0]
    assert listed["evidence"] == shown.json()["evidence"]
    assert officer.delete(sent.headers["location"]).status_code == 204
    assert officer.get(files).json() == []
    refused(officer.delete(sent.headers["location"]), 404)


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("biên bản.pdf", b"<html><script>alert(1)</script></html>", 415), ("ảnh.png", PDF, 400), ("x.exe", b"MZ\x90\x00", 415),
        ("trống.pdf", b"", 400), ("../../etc/passwd.pdf", PDF, 400), ("", PDF, 400), ("x.pdf", b"%PDF-1.7\n" + b"0" * 26_000_000, 413),
    ],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_what_is_not_what_its_name_says_is_refused(
    officer: httpx.Client, files: str, name: str, content: bytes, status: int
) -> None:
    before = officer.get(files).json()
    refused(send(officer, files, name, content), status)
    assert officer.get(files).json() == before


def test_a_file_belongs_to_its_own_record(officer: httpx.Client, files: str) -> None:
    sent = send(officer, files, "a.pdf", PDF).json()
    other = add(officer, "values", VALUE).json()["id"]
    for path in (
        f"/values/{other}/evidence/{sent['id']}",
        "/updates/999/evidence/1",
        f"{files}/x",
        f"{files}/{'9' * 30}",
    ):
        refused(officer.get(path), 404)
    refused(send(officer, "/updates/999/evidence", "a.pdf", PDF), 404)
    refused(officer.get("/updates/999/evidence"), 404)
    kept = send(officer, f"/values/{other}/evidence", "a.pdf", PDF)
    assert kept.status_code == 201
    assert (
        officer.get(f"/values/{other}").json()["evidence"] == officer.get(f"/values/{other}/evidence").json()
    )


def test_only_who_may_writes_keeps_files(officer: httpx.Client, files: str) -> None:
    with httpx.Client(base_url=officer.base_url) as nobody:
        refused(send(nobody, files, "a.pdf", PDF), 401)
        refused(nobody.delete(f"{files}/1"), 401)
