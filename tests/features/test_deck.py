"""The map as one page: nothing of it comes from outside, and what it shows is drawn in the layers' colours."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
from playwright.sync_api import ConsoleMessage, Page, sync_playwright
from rasterio.io import MemoryFile
from typer.testing import CliRunner

from twin.access import User, machine_owner
from twin.cli import build_app
from twin.errors import BadInputError, ForbiddenError, NotFoundError
from twin.features.deck.drawing import build_deck, draw_layers
from twin.features.deck.page import write_map
from twin.features.exchange.provenance import DEMONSTRATION
from twin.layers import built_in_layers
from twin.vocabulary import Text

# A screenshot lies nowhere on earth.
pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")

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
PATIENCE = 60_000
USER = machine_owner("tester")
TITLE = Text(vi="Bản đồ thử", en="A map to try")
SHOWN = ("ward", "water_bodies", "buildings", "roads", "alleys", "flood_spots", "cameras")
NASTY = "</script><script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>"

CITY = f"""
INSERT INTO city_store.facts VALUES ('demonstration', 'true') ON CONFLICT DO NOTHING;
INSERT INTO city.ward (code, name, geom) VALUES ('00175', 'Yên Hòa',
  'SRID=4326;MULTIPOLYGON(((105.785 21.008, 105.805 21.008, 105.805 21.020, 105.785 21.020, 105.785 21.008)))');
INSERT INTO city.water_bodies (name, kind, geom) VALUES ('Hồ', 'lake',
  'SRID=4326;POLYGON((105.789 21.0165, 105.7915 21.0165, 105.7915 21.0185, 105.789 21.0185, 105.789 21.0165))');
INSERT INTO city.roads (name, class, geom) VALUES
  ('Trung Kính', 'secondary', 'SRID=4326;LINESTRING(105.787 21.0145, 105.803 21.0145)'),
  ('Hoàng Đạo Thúy', 'primary', 'SRID=4326;LINESTRING(105.795 21.010, 105.795 21.0185)');
INSERT INTO city.alleys (name, level, width_m, geom) VALUES
  ('Ngõ hẹp', 'ngo', 1.6, 'SRID=4326;LINESTRING(105.790 21.0130, 105.794 21.0130)'),
  ('Ngõ rộng', 'ngo', 5.5, 'SRID=4326;LINESTRING(105.790 21.0115, 105.794 21.0115)'),
  ('Ngõ chưa đo', 'ngach', NULL, 'SRID=4326;LINESTRING(105.790 21.0100, 105.794 21.0100)');
INSERT INTO city.buildings (name, geom) VALUES ('Nhà A',
  'SRID=4326;POLYGON((105.797 21.015, 105.799 21.015, 105.799 21.017, 105.797 21.017, 105.797 21.015))');
INSERT INTO city.flood_spots (name, rain_band, depth_m, geom) VALUES
  ('Hoa Bằng', 'lt50', 0.35, 'SRID=4326;POINT(105.799 21.012)'),
  ({NASTY.replace("'", "''").join("''")}, NULL, NULL, 'SRID=4326;POINT(105.802 21.012)');
INSERT INTO city.cameras (name, geom) VALUES ('C-01', 'SRID=4326;POINT(105.802 21.0175)');
"""


def fill(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(CITY.encode())


@pytest.fixture(scope="module")
def page_file(postgis: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("map") / "ward.html"
    with postgis.clone("twin_template") as url:
        fill(url)
        write_map(url, USER, path, None, TITLE)
    return path


@dataclass
class Opened:
    """A page, what it asked the network for, and what went wrong in it."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def hear(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.complaints.append(said.text)

    def watch(self) -> None:
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self.hear)


@pytest.fixture(scope="module")
def opened(page_file: Path) -> Iterator[Opened]:
    """The page opened from the disk, with the network cut, once everything is drawn."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
        found = Opened(context.new_page())
        found.watch()
        found.page.goto(page_file.as_uri())
        wait_until_drawn(found.page)
        yield found
        browser.close()


@pytest.fixture
def page(opened: Opened) -> Page:
    return opened.page


def wait_until_drawn(page: Page) -> None:
    """Wait for a frame that was drawn after all layers had their data."""
    page.evaluate(
        "window.frames_drawn = 0; deck.setProps({onAfterRender: () => { window.frames_drawn += 1; }})"
    )
    page.wait_for_function(
        "deck.layerManager?.getLayers().every((layer) => layer.isLoaded)", timeout=PATIENCE
    )
    page.evaluate("window.frames_drawn = 0; deck.redraw('look')")
    page.wait_for_function("window.frames_drawn > 0", timeout=PATIENCE)


def pixels_of(page: Page, colour: str) -> int:
    """Count the pixels beside the panel that have a colour, to a shade."""
    with MemoryFile(page.screenshot()) as memory, memory.open() as image:  # type: ignore[no-untyped-call]
        shown = image.read([1, 2, 3]).astype(int)[:, :, 320:]
    wanted = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)])[:, None, None]
    return int((np.abs(shown - wanted) <= 3).all(axis=0).sum())


class Links(HTMLParser):
    """Collects whatever a page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            (tag, name, value) for name, value in attrs if name in {"src", "href", "srcset", "data", "action"}
        ]
        self.found += [(tag, "link", None)] * (tag in {"link", "iframe", "object", "embed", "base"})


def test_nothing_in_it_comes_from_outside(page_file: Path) -> None:
    parser = Links()
    parser.feed(page_file.read_text(encoding="utf8"))
    assert parser.found == []
    style = re.search(r"<style>(.*?)</style>", page_file.read_text(encoding="utf8"), re.DOTALL)
    assert style is not None
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_it_asks_the_network_for_nothing_and_complains_of_nothing(opened: Opened, page_file: Path) -> None:
    assert [url for url in opened.asked if not url.startswith(("data:", "blob:"))] == [page_file.as_uri()]
    assert opened.complaints == []


def test_features_are_drawn_in_their_layers_colours(page: Page) -> None:
    layers = built_in_layers()
    narrow, wide = layers["alleys"].style.classes[0].colour, layers["alleys"].style.classes[-1].colour
    for colour, least in (
        (layers["water_bodies"].style.colour, 3000),
        (layers["buildings"].style.colour, 3000),
        (narrow, 120),
        (wide, 120),
        (layers["alleys"].style.colour, 120),
        (layers["flood_spots"].style.classes[0].colour, 80),
        (layers["flood_spots"].style.colour, 80),
    ):
        assert pixels_of(page, colour) >= least, colour


def test_what_is_drawn_can_be_asked(page: Page) -> None:
    found = page.evaluate(
        "deck.pickObjects({x: 330, y: 0, width: 940, height: 800}).map((picked) => picked.object.properties.name)"
    )
    assert {"Ngõ hẹp", "Ngõ rộng", "Ngõ chưa đo", "Hoa Bằng", "Nhà A", "Trung Kính"} <= set(found)


def test_a_layer_is_switched_off_and_on(page: Page) -> None:
    colour = built_in_layers()["water_bodies"].style.colour
    before = pixels_of(page, colour)
    page.uncheck("input[data-layer=water_bodies]")
    wait_until_drawn(page)
    assert pixels_of(page, colour) < before / 10
    page.check("input[data-layer=water_bodies]")
    wait_until_drawn(page)
    assert pixels_of(page, colour) == pytest.approx(before, rel=0.02)


def test_the_panel_says_all_in_both_languages(page: Page) -> None:
    shown = page.inner_text("#panel")
    alleys = built_in_layers()["alleys"]
    for text in (
        TITLE,
        DEMONSTRATION,
        alleys.title,
        alleys.style.unknown_label,
        alleys.style.classes[0].label,
    ):
        assert text.vi in shown
        assert text.en in shown
    assert page.is_checked("input[data-layer=alleys]")
    assert not page.is_checked("input[data-layer=cameras]")


def tooltip_over(page: Page, longitude: float, latitude: float) -> str:
    x, y = page.evaluate(f"deck.getViewports()[0].project([{longitude}, {latitude}])")
    page.mouse.move(x + 30, y + 30)
    page.mouse.move(x, y)
    page.wait_for_function("document.querySelector('.tip')?.style.display === 'block'", timeout=PATIENCE)
    return page.inner_text(".tip")


def test_a_tooltip_speaks_in_words(page: Page) -> None:
    shown = tooltip_over(page, 105.799, 21.012)
    band = built_in_layers()["flood_spots"].by_name["rain_band"]
    assert "Hoa Bằng" in shown
    assert band.choices[0].label.vi in shown
    assert "0,35 m" in shown or "depth_m" not in built_in_layers()["flood_spots"].map_fields


def test_what_people_typed_is_shown_and_never_run(page: Page) -> None:
    assert NASTY in tooltip_over(page, 105.802, 21.012)
    assert page.evaluate("window.hurt") is None


def test_a_notebook_gets_the_same_deck(database: str) -> None:
    fill(database)
    deck = build_deck(draw_layers(database, USER, ["alleys", "roads"]))
    told = json.loads(deck.to_json())  # type: ignore[no-untyped-call]
    names = [
        feature["properties"]["name"]
        for layer in told["layers"]
        if layer["@@type"] == "GeoJsonLayer" and layer["id"].startswith("alleys")
        for feature in layer["data"]["features"]
    ]
    assert sorted(names) == ["Ngõ chưa đo", "Ngõ hẹp", "Ngõ rộng"]
    assert "mapProvider" not in told


@pytest.mark.parametrize(
    ("user", "layers", "error"),
    [(USER, ["no_such"], NotFoundError), (User("nobody", frozenset()), ["alleys"], ForbiddenError)],
)
def test_refusals_leave_no_file(
    database: str, tmp_path: Path, user: User, layers: list[str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        write_map(database, user, tmp_path / "a.html", layers, TITLE)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_city_is_still_a_page(database: str, tmp_path: Path) -> None:
    assert write_map(database, USER, tmp_path / "a.html", None, TITLE) == []
    assert "createDeck" in (tmp_path / "a.html").read_text(encoding="utf8")


def test_the_command_writes_the_page(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(database)
    monkeypatch.setenv("TWIN_DATABASE_URL", database)
    path = tmp_path / "phuong.html"
    result = CliRunner().invoke(build_app(), ["map", str(path), "--layers", "alleys, roads"])
    assert result.exit_code == 0
    assert "2 lớp" in result.output
    assert "Bản đồ phường Yên Hòa" in path.read_text(encoding="utf8")
    refused = CliRunner().invoke(build_app(), ["map", str(tmp_path / "phuong.png")])
    assert isinstance(refused.exception, BadInputError)
