"""The city on other days: one, one after another, and two side by side."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Databases, Server, Visit, serve

Visitor = Callable[..., Visit]
LAYERS = ("ward", "water_bodies", "roads", "alleys", "buildings", "flood_spots", "fire_water")
ALLEY = (105.7935, 21.0125)
LAKE = (105.7897, 21.0180)
OF_ALLEYS = "#map=16.2/21.0140/105.7930&on=ward,alleys,water_bodies"
WIDENED = "UPDATE city.alleys SET width_m = 4.5 WHERE name = 'Ngõ 1 Trung Kính';"
"""What makes a narrow alley wide, and leaves a state before it."""


def age(table: str, statement: str) -> str:
    """Write a past, as the demonstration's loader may: nobody else can choose a moment of writing."""
    return f"ALTER TABLE {table} DISABLE TRIGGER USER; {statement}; ALTER TABLE {table} ENABLE TRIGGER USER;"


def write_past() -> str:
    """The alley was narrow until a year ago; all else was always as it is."""
    old = [
        age(f"city.{layer}", f"UPDATE city.{layer} SET updated_at = now() - interval '3 years'")
        for layer in LAYERS
    ]
    wide = "UPDATE city.alleys SET updated_at = now() - interval '1 year' WHERE width_m = 4.5"
    narrow = (
        "UPDATE city_history.alleys SET updated_at = now() - interval '3 years', "
        "recorded_to = now() - interval '1 year'"
    )
    return WIDENED + "".join(old) + age("city.alleys", wide) + age("city_history.alleys", narrow)


WATCH = """([lake, alley]) => {
  const map = window.twin.map;
  window.seen = [];
  map.on("render", () => {
    const canvas = map.getCanvas(), gl = canvas.getContext("webgl2"), ratio = map.getPixelRatio();
    const colour = (place) => {
      const { x, y } = map.project(place), pixel = new Uint8Array(4);
      gl.readPixels(Math.round(x * ratio), canvas.height - Math.round(y * ratio), 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
      return [...pixel.slice(0, 3)].join();
    };
    window.seen.push([colour(lake), colour(alley)]);
  });
}"""


@pytest.fixture(scope="module")
def past_city(postgis: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The small city with a past of three years."""
    home: Path = tmp_path_factory.mktemp("past")
    with postgis.clone("twin_template") as url:
        for server in serve(url, home):
            with psycopg.connect(url) as connection:
                connection.execute(write_past().encode())
            server.stop()
            server.start()
            yield server


def take_up(visit: Visit) -> Locator:
    visit.page.get_by_role("button", name="Thời gian, so sánh hai ngày").click()
    return visit.page.get_by_role("region", name="Thời gian, so sánh hai ngày")


def day_ago(visit: Visit, days: int) -> str:
    found: str = visit.page.evaluate(f"new Date(Date.now() - {days} * 86400000).toISOString().slice(0, 10)")
    return found


def test_a_day_that_is_chosen_shows_the_city_of_that_day(past_city: Server, visitor: Visitor) -> None:
    visit = visitor(past_city)
    visit.open(OF_ALLEYS)
    (now,) = visit.colours(ALLEY)
    card = take_up(visit)
    card.locator("input[type=date]").first.fill(day_ago(visit, 500))
    expect(card.get_by_role("status")).to_contain_text("Như sổ ghi nhận")
    visit.page.wait_for_url("**day=20**")
    visit.settle()
    (then,) = visit.colours(ALLEY)
    assert then != now
    card.get_by_role("button", name="Đóng công cụ").click()
    visit.page.get_by_role("button", name="Về hôm nay").click()
    visit.settle()
    assert visit.colours(ALLEY) == [now]


def test_the_slider_goes_back_by_key(past_city: Server, visitor: Visitor) -> None:
    visit = visitor(past_city, 1024, 900)
    visit.open(OF_ALLEYS)
    slider = take_up(visit).get_by_role("slider", name="Ngày đang xem")
    slider.press("Home")
    visit.page.wait_for_url("**day=20**")
    assert slider.get_attribute("aria-valuetext") is not None
    visit.settle()
    assert visit.drawn()["alleys:line"] == 3


def test_two_years_play_without_a_flicker(past_city: Server, visitor: Visitor) -> None:
    visit = visitor(past_city)
    visit.open(f"{OF_ALLEYS}&day={day_ago(visit, 500)}")
    before = visit.colours(LAKE, ALLEY)
    card = take_up(visit)
    visit.page.evaluate(WATCH, [list(LAKE), list(ALLEY)])
    card.get_by_role("button", name="Chạy hai năm").click()
    # Two states of a button: it plays, and it has come to its end by itself.
    expect(card.get_by_role("button", name="Dừng")).to_be_visible()
    expect(card.get_by_role("button", name="Chạy hai năm")).to_be_visible(timeout=60_000)
    expect(card.get_by_role("status")).to_contain_text("Hiện tại")
    visit.settle()
    after = visit.colours(LAKE, ALLEY)
    assert after[1] != before[1]
    seen = visit.page.evaluate("window.seen")
    assert len({lake for lake, _ in seen}) == 1, "what stays is there in every picture"
    changes = [alley for at, (_, alley) in enumerate(seen) if at == 0 or seen[at - 1][1] != alley]
    assert len(changes) == 2, "narrow, then wide, and nothing between"


def test_two_days_lie_side_by_side(past_city: Server, visitor: Visitor) -> None:
    visit = visitor(past_city, 1024, 900)
    visit.open(f"{OF_ALLEYS}&beside={day_ago(visit, 500)}")
    line = visit.page.get_by_role("slider", name="Ranh giới giữa hai ngày")
    expect(line).to_be_visible()
    visit.page.wait_for_selector("[data-beside-ready=true]")
    features = "window.twin.beside.queryRenderedFeatures({ layers: ['alleys:line'] })"
    visit.until(f"new Set({features}.map((feature) => feature.id)).size === 3")
    widths = "[...new Set({}.map((feature) => feature.properties.width_m))].sort().join()"
    assert visit.page.evaluate(widths.format(features)) != visit.page.evaluate(
        widths.format(features.replace("beside", "map"))
    )
    visit.page.evaluate("window.twin.map.jumpTo({ center: [105.7940, 21.0130], zoom: 16.5 })")
    visit.until("Math.abs(window.twin.beside.getZoom() - 16.5) < 0.001")
    line.focus()
    line.press("ArrowLeft")
    assert line.get_attribute("aria-valuenow") == "48"
    box = line.bounding_box()
    assert box is not None
    visit.page.mouse.move(box["x"] + 12, box["y"] + 300)
    visit.page.mouse.down()
    visit.page.mouse.move(box["x"] - 100, box["y"] + 300, steps=3)
    visit.page.mouse.up()
    assert int(line.get_attribute("aria-valuenow") or 99) < 40
