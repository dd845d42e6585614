"""A small city on a real server, and a real browser that looks at it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
PATIENCE_SECONDS = 60
"""Without a graphics card and with two cores, drawing takes a while."""

CENTRE = (105.7950, 21.0140)
CITY = """
INSERT INTO city.ward (code, name, population, geom) VALUES
  ('00175', 'Yên Hòa', 77029, 'SRID=4326;MULTIPOLYGON(((105.785 21.008, 105.805 21.008, 105.805 21.020,
    105.785 21.020, 105.785 21.008)))');
INSERT INTO city.water_bodies (name, kind, geom) VALUES
  ('Hồ Trung Kính', 'lake', 'SRID=4326;POLYGON((105.7890 21.0165, 105.7915 21.0165, 105.7915 21.0185,
    105.7890 21.0185, 105.7890 21.0165))');
INSERT INTO city.roads (name, class, width_m, width_m_source, geom) VALUES
  ('Trung Kính', 'secondary', 21.5, 'surveyed', 'SRID=4326;LINESTRING(105.7870 21.0140, 105.8030 21.0140)'),
  ('Hoàng Đạo Thúy', 'secondary', NULL, NULL, 'SRID=4326;LINESTRING(105.7950 21.0100, 105.7950 21.0185)'),
  ('Trung Hoà', 'tertiary', NULL, NULL, 'SRID=4326;LINESTRING(105.7990 21.0100, 105.7990 21.0185)'),
  ('Nam Hòa', 'residential', NULL, NULL, 'SRID=4326;LINESTRING(105.8010 21.0100, 105.8010 21.0185)');
INSERT INTO city.alleys (name, level, street, width_m, width_m_source, dead_end, renovation, renovated_on, geom) VALUES
  ('Ngõ 1 Trung Kính', 'ngo', 'Trung Kính', 1.6, 'document', true, 'done', '2026-03-09',
    'SRID=4326;LINESTRING(105.7900 21.0125, 105.7940 21.0125)'),
  ('Ngõ 2 Trung Kính', 'ngo', 'Trung Kính', 5.5, NULL, NULL, NULL, NULL,
    'SRID=4326;LINESTRING(105.7900 21.0115, 105.7940 21.0115)'),
  ('Ngách 2/3', 'ngach', 'Trung Kính', NULL, NULL, NULL, NULL, NULL,
    'SRID=4326;LINESTRING(105.7900 21.0105, 105.7940 21.0105)');
INSERT INTO city.buildings (name, height_m, built_year, geom) VALUES
  ('Chung cư A', 60, 1998, 'SRID=4326;POLYGON((105.7965 21.0150, 105.7975 21.0150, 105.7975 21.0158,
    105.7965 21.0158, 105.7965 21.0150))'),
  (NULL, NULL, NULL, 'SRID=4326;POLYGON((105.7965 21.0165, 105.7975 21.0165, 105.7975 21.0173,
    105.7965 21.0173, 105.7965 21.0165))');
INSERT INTO city.flood_spots (name, rain_band, depth_m, depth_m_source, status, geom) VALUES
  ('Điểm Hoa Bằng', 'lt50', 0.35, 'estimated', 'open', 'SRID=4326;POINT(105.7970 21.0120)'),
  ('Điểm Đỗ Quang', 'gt100', NULL, NULL, 'monitored', 'SRID=4326;POINT(105.7980 21.0110)'),
  ('Điểm ngã tư', NULL, NULL, NULL, 'open', 'SRID=4326;POINT(105.7950 21.0140)');
INSERT INTO city.fire_water (name, kind, status, geom) VALUES
  ('Trụ 1', 'hydrant', 'working', 'SRID=4326;POINT(105.8000 21.0160)');
INSERT INTO city_store.facts (key, value) VALUES ('demonstration', 'true') ON CONFLICT (key) DO UPDATE SET value = 'true';
"""


class Databases(Protocol):
    """The run's PostGIS, as the tests' own root lends it."""

    def clone(self, template: str) -> Any: ...


@dataclass
class Server:
    """`twin serve` in a process of its own, on a port that stays the same when it is started again."""

    database_url: str
    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {
            **os.environ,
            "TWIN_DATABASE_URL": self.database_url,
            "TWIN_HOME": str(self.home),
            "TWIN_PORT": str(self.port),
        }
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "twin", "serve"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        assert until(self._answers), (self.home / "server.log").read_text()

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(PATIENCE_SECONDS)
            self.process = None

    def get(self, path: str) -> bytes:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", path)
            return connection.getresponse().read()
        finally:
            connection.close()

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.home / "server.log").read_text()
        try:
            return bool(self.get("/api/"))
        except ConnectionError:
            return False


def until(true: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> bool:
    """Ask again and again until it is true; False when the time is over."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


PROGRAMME = """
INSERT INTO city.residential_groups (code, name, geom) VALUES
  ('TDP01', 'Tổ dân phố số 1', 'SRID=4326;MULTIPOLYGON(((105.785 21.008, 105.796 21.008, 105.796 21.020,
    105.785 21.020, 105.785 21.008)))'),
  ('TDP02', 'Tổ dân phố số 2', 'SRID=4326;MULTIPOLYGON(((105.796 21.008, 105.805 21.008, 105.805 21.020,
    105.796 21.020, 105.796 21.008)))');
INSERT INTO city.projects (name, task, status, geom) VALUES
  ('Cống Hoa Bằng', 'III.8', 'in_works', 'SRID=4326;LINESTRING(105.7960 21.0130, 105.7980 21.0130)');
UPDATE city.flood_spots SET status = 'resolved' WHERE name = 'Điểm Đỗ Quang';
WITH told AS (
  INSERT INTO city.programme_updates (task, reported_on, text, percent, agency) VALUES
    ('III.8', current_date, 'Đã nạo vét cống Đỗ Quang.', 35, 'UBND') RETURNING id)
INSERT INTO city_store.evidence (register, record_id, file_name, media_type, size, sha256, content)
  SELECT 'programme_updates', id, 'bien-ban.pdf', 'application/pdf', 5, 'none', '%PDF-' FROM told;
"""
"""What the action programme needs to be somewhere: residential groups, works, a spot that is dealt with, and its proof."""


def serve(url: str, home: Path, more: str = "") -> Iterator[Server]:
    assert (ROOT / "viewer/dist/index.html").exists(), (
        "the viewer is not built: npm --prefix viewer run build"
    )
    with psycopg.connect(url) as connection:
        connection.execute((CITY + more).encode())
    server = Server(url, home, free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def city(postgis: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The small city, for tests that only look."""
    with postgis.clone("twin_template") as url:
        yield from serve(url, tmp_path_factory.mktemp("city"))


@pytest.fixture
def own_city(database: str, tmp_path: Path) -> Iterator[Server]:
    """The small city, for a test that changes it or stops its server."""
    yield from serve(database, tmp_path)


@pytest.fixture(scope="session")
def programme(postgis: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The small city with places of the action programme, for tests that only look."""
    with postgis.clone("twin_template") as url:
        yield from serve(url, tmp_path_factory.mktemp("programme"), PROGRAMME)


@pytest.fixture
def own_programme(database: str, tmp_path: Path) -> Iterator[Server]:
    """The same, for a test that changes it."""
    yield from serve(database, tmp_path, PROGRAMME)


expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for one file: while Playwright runs, no other file's test on this worker could run a loop."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


IDLE = """() => new Promise((done, fail) => {
  const map = window.twin.map;
  setTimeout(() => fail(new Error("the map never came to rest")), 60000);
  map.once("idle", () => done(true));
  map.triggerRepaint();
})"""
"""Nothing moves, every tile is there, every name has its place."""

COLOURS = """(places) => new Promise((done) => {
  const map = window.twin.map;
  map.once("render", () => {
    const canvas = map.getCanvas();
    const gl = canvas.getContext("webgl2");
    const pixel = new Uint8Array(4);
    done(places.map((place) => {
      const { x, y } = map.project(place);
      const ratio = map.getPixelRatio();
      gl.readPixels(Math.round(x * ratio), canvas.height - Math.round(y * ratio), 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
      return "#" + [...pixel.slice(0, 3)].map((part) => part.toString(16).padStart(2, "0")).join("");
    }));
  });
  map.triggerRepaint();
})"""

DRAWN = """() => {
  const drawn = {};
  for (const feature of window.twin.map.queryRenderedFeatures()) {
    const part = feature.layer.id;
    (drawn[part] ??= new Set()).add(feature.id);
  }
  return Object.fromEntries(Object.entries(drawn).map(([part, ids]) => [part, ids.size]));
}"""


@dataclass
class Visit:
    """A page that looks at a server. What a visitor never may see is collected and held against it at the end."""

    page: Page
    server: Server
    troubles: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", self._note)

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.troubles.append(f"{said.text} ({said.location['url']})")

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.server.url + "/", "blob:" + self.server.url, "data:")):
            self.foreign.append(request.url)

    def open(self, link: str = "") -> None:
        self.page.goto(self.server.url + "/" + link)
        self.settle()

    def settle(self) -> None:
        """Wait until everything that the map should show is on it."""
        self.page.wait_for_selector("[data-map-ready=true]")
        self.page.evaluate(IDLE)

    def until(self, true: str) -> None:
        """Wait until a JavaScript expression is true; the page's own policy forbids it to evaluate any."""
        assert until(lambda: bool(self.page.evaluate(true))), true

    def colours(self, *places: Sequence[float]) -> list[str]:
        """Read pixels of the map back, at places in degrees."""
        found: list[str] = self.page.evaluate(COLOURS, [list(place) for place in places])
        return found

    def drawn(self) -> dict[str, int]:
        """How many features each style layer has on the screen."""
        found: dict[str, int] = self.page.evaluate(DRAWN)
        return found

    def click(self, place: Sequence[float]) -> None:
        x, y = self.page.evaluate("(place) => Object.values(window.twin.map.project(place))", list(place))
        self.page.locator("canvas.maplibregl-canvas").click(position={"x": x, "y": y})


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Open pages; at the end none of them may have asked a foreign server, or have had an error."""
    visits: list[Visit] = []

    def visit(server: Server, width: int = 1024, height: int = 680, *, dark: bool = False) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            permissions=["clipboard-read", "clipboard-write"],
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        opened = Visit(context.new_page(), server)
        opened.watch()
        visits.append(opened)
        return opened

    yield visit
    for opened in visits:
        opened.page.context.close()
    assert [opened.foreign for opened in visits if opened.foreign] == []
    assert [opened.troubles for opened in visits if opened.troubles] == []
