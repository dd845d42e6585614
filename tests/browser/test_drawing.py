"""That the city is on the screen: features of every layer, in the colours of its legend, and not when hidden."""

import json
from collections.abc import Callable
from typing import Any

from tests.browser.conftest import Server, Visit

WORKING_HYDRANT = (105.8000, 21.0160)
NARROW_ALLEY = (105.7935, 21.0125)
WIDE_ALLEY = (105.7935, 21.0115)
UNMEASURED_ALLEY = (105.7935, 21.0105)
FLOODS_SOON = (105.7970, 21.0120)
LAKE = (105.7897, 21.0180)
TALL_HOUSE = (105.7970, 21.0154)

COUNTS = {
    "water_bodies": 1,
    "roads": 4,
    "alleys": 3,
    "buildings": 2,
    "flood_spots": 3,
    "fire_water": 1,
    "ward": 1,
}
"""What the small city has of the layers that are on at a first visit."""

CLOSE = "#map=16.7/21.0118/105.7952"
"""Near enough for a line to be more than its blurred edges."""

Visitor = Callable[..., Visit]


def legend_of(city: Server, layer: str) -> dict[str, str]:
    catalogue = json.loads(city.get("/api/catalogue"))
    found: dict[str, Any] = next(known for known in catalogue["layers"] if known["id"] == layer)
    return {entry["label"]["vi"]: entry["colour"] for entry in found["legend"]}


def test_every_feature_of_the_first_view_is_drawn(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open()
    drawn = visit.drawn()
    most = {
        layer: max((n for part, n in drawn.items() if part.startswith(f"{layer}:")), default=0)
        for layer in COUNTS
    }
    assert most == COUNTS


def test_the_map_has_the_colours_of_its_legend(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open(CLOSE)
    alleys, spots = legend_of(city, "alleys"), legend_of(city, "flood_spots")
    assert visit.colours(NARROW_ALLEY, WIDE_ALLEY, UNMEASURED_ALLEY, FLOODS_SOON) == [
        alleys["Dưới 2 m"],
        alleys["Từ 4 m"],
        alleys["Chưa đo bề rộng"],
        spots["Dưới 50 mm/h"],
    ]


def test_a_layer_that_is_switched_off_leaves_the_screen_and_comes_back(
    city: Server, visitor: Visitor
) -> None:
    visit = visitor(city)
    visit.open()
    before = visit.colours(NARROW_ALLEY, LAKE)
    switch = visit.page.get_by_role("switch", name="Hiện lớp Ngõ, ngách, hẻm")
    switch.uncheck(force=True)
    visit.settle()
    without = visit.colours(NARROW_ALLEY, LAKE)
    assert without[0] != before[0]
    assert without[1] == before[1]
    assert not any(part.startswith("alleys:") for part in visit.drawn())
    switch.check(force=True)
    visit.settle()
    assert visit.colours(NARROW_ALLEY, LAKE) == before


def test_a_hidden_class_leaves_the_screen_alone(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open(CLOSE)
    before = visit.colours(NARROW_ALLEY, WIDE_ALLEY, UNMEASURED_ALLEY)
    visit.page.get_by_role("checkbox", name="Hiện Dưới 2 m").uncheck()
    visit.page.get_by_role("checkbox", name="Hiện Chưa đo bề rộng").uncheck()
    visit.settle()
    narrow, wide, unmeasured = visit.colours(NARROW_ALLEY, WIDE_ALLEY, UNMEASURED_ALLEY)
    assert (narrow != before[0], wide, unmeasured != before[2]) == (True, before[1], True)
    assert visit.drawn()["alleys:line"] == 1


def test_a_faded_layer_lets_the_ground_through(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open(CLOSE)
    full = visit.colours(WIDE_ALLEY)
    visit.page.get_by_role("button", name="Chú giải và độ mờ của Ngõ, ngách, hẻm").click()
    slider = visit.page.get_by_role("slider", name="Độ đậm: Ngõ, ngách, hẻm")
    slider.focus()
    for _ in range(5):
        slider.press("ArrowLeft")
    visit.settle()
    assert visit.colours(WIDE_ALLEY) != full
    visit.page.wait_for_url("**fade=alleys:0.5**")


def test_volumes_rise_in_3d_and_lie_down_again(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open("#map=16.5/21.0150/105.7970")
    assert "buildings:extrusion" not in visit.drawn()
    visit.page.get_by_text("3D", exact=True).click()
    visit.until("window.twin.map.getPitch() > 40")
    visit.settle()
    assert visit.drawn()["buildings:extrusion"] == 1, "a house whose height nobody knows stays flat"
    visit.page.get_by_text("2D", exact=True).click()
    visit.until("window.twin.map.getPitch() === 0")
    visit.settle()
    assert "buildings:extrusion" not in visit.drawn()


def test_names_are_drawn_in_the_bundled_letters(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    asked: list[str] = []
    visit.page.on("requestfinished", lambda request: asked.append(request.url))
    visit.open("#map=16/21.0140/105.7950")
    assert visit.drawn()["roads:label"] >= 2
    assert any("vietnamese-500" in url for url in asked), "the Vietnamese letters came from our own server"
