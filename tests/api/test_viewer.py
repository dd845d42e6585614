"""The built viewer at `/`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("viewer") / "dist"
    (made / "assets").mkdir(parents=True)
    (made / "index.html").write_text("<!doctype html><title>trang</title>" + "x" * 2000)
    (made / "favicon.svg").write_text("<svg/>")
    (made / ".secret").write_text("hidden")
    (made / ".git").mkdir()
    (made / ".git" / "config").write_text("hidden")
    (made / "assets" / "main-abc123.js").write_text("let x = 1;" * 500)
    (made / "assets" / "font-abc123.woff2").write_bytes(bytes(2000))
    (made.parent / "outside.txt").write_text("outside")
    return made


@pytest.fixture(scope="module")
def site(city: Any, folder: Path, run_server: Any) -> Iterator[httpx.Client]:
    with run_server(city.url, viewer_folder=folder) as run, httpx.Client(base_url=run.address) as client:
        yield client


def test_the_page_is_asked_for_each_time_and_loads_nothing_from_elsewhere(site: httpx.Client) -> None:
    answer = site.get("/")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["cache-control"] == "public, no-cache"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "http" not in answer.headers["content-security-policy"]
    assert site.get("/", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_a_link_into_the_map_is_the_page(site: httpx.Client) -> None:
    assert site.get("/phuong/yen-hoa").text == site.get("/").text


def test_files_with_a_digest_in_their_name_are_kept_for_ever(site: httpx.Client) -> None:
    script = site.get("/assets/main-abc123.js", headers={"Accept-Encoding": "gzip"})
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-type"].startswith("text/javascript")
    assert (script.headers["content-encoding"], script.text) == ("gzip", "let x = 1;" * 500)
    font = site.get("/assets/font-abc123.woff2", headers={"Accept-Encoding": "gzip"})
    assert (font.headers["content-type"], "content-encoding" in font.headers) == ("font/woff2", False)


@pytest.mark.parametrize(
    "path",
    [
        "/assets/gone.js",
        "/assets/gone",
        "/gone.png",
        "/.secret",
        "/.git/config",
        "/.git/gone",
        "/assets/.gone/x",
        "/%00",
        "/a%00b",
        "/" + "a" * 300,
        "/" + "ồ" * 100,
        "/a" * 3_000,
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/api/gone",
        "/api/../x.txt",
    ],
)
def test_what_is_not_there_is_not_the_page(site: httpx.Client, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert "outside" not in answer.text
    assert "hidden" not in answer.text


def test_a_file_that_is_built_anew_is_served_anew(site: httpx.Client, folder: Path) -> None:
    before = site.get("/favicon.svg")
    (folder / "favicon.svg").write_text("<svg><!-- mới --></svg>")
    after = site.get("/favicon.svg", headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, "mới" in after.text) == (200, True)


def test_a_viewer_that_is_not_built_is_said(reader: httpx.Client) -> None:
    answer = reader.get(str(reader.base_url).removesuffix("api/"))
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "npm run build" in answer.text


def test_only_reading_is_taken(site: httpx.Client) -> None:
    answer = site.post("/")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
