"""The page as a whole: what it weighs, how it fits a phone, and that everybody can use it."""

import gzip
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Response, expect

from tests.browser.conftest import ROOT, Server, Visit

Visitor = Callable[..., Visit]
SCRIPT_BUDGET = 650_000
AXE = ROOT / "viewer/node_modules/axe-core/axe.min.js"
PHONE = (390, 844)


def test_the_first_visit_stays_within_its_script_budget(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    scripts: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if response.request.resource_type in {"script", "worker"} or response.url.endswith((".js", ".mjs")):
            scripts[response.url] = len(gzip.compress(response.body(), 6))

    visit.page.on("response", weigh)
    visit.open()
    assert any("worker" in url for url in scripts), "MapLibre's worker counts too"
    assert sum(scripts.values()) < SCRIPT_BUDGET, scripts


def test_a_phone_shows_the_map_and_opens_layers_and_features_over_it(city: Server, visitor: Visitor) -> None:
    visit = visitor(city, *PHONE)
    visit.open("#map=15/21.0135/105.7950")
    width = visit.page.evaluate("document.documentElement.scrollWidth")
    assert width == PHONE[0], "nothing is wider than the screen"
    expect(visit.page.get_by_role("heading", name="Lớp dữ liệu")).to_have_count(0)
    visit.page.get_by_role("button", name="Mở danh sách lớp").click()
    sheet = visit.page.get_by_role("dialog", name="Lớp dữ liệu")
    # By key: while the sheet slides in, a click lands beside what it was aimed at.
    switch = sheet.get_by_role("switch", name="Hiện lớp Nhà, chung cư")
    switch.press("Space")
    expect(switch).not_to_be_checked()
    sheet.get_by_role("button", name="Đóng danh sách lớp").click()
    expect(sheet).to_have_count(0)
    visit.settle()
    assert not any(part.startswith("buildings:") for part in visit.drawn())
    visit.click((105.7950, 21.0140))
    panel = visit.page.get_by_role("region", name="Đối tượng", exact=True)
    expect(panel.get_by_role("heading", name="Điểm ngã tư")).to_be_in_viewport()
    box = panel.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, PHONE[0])


def test_what_was_picked_does_not_stay_under_the_panel(city: Server, visitor: Visitor) -> None:
    visit = visitor(city, *PHONE)
    visit.open("#map=16/21.0160/105.7950")
    visit.click((105.7950, 21.0140))
    panel = visit.page.get_by_role("region", name="Đối tượng", exact=True)
    expect(panel.get_by_role("heading", name="Điểm ngã tư")).to_be_visible()
    visit.settle()
    box = panel.bounding_box()
    canvas = visit.page.locator("canvas.maplibregl-canvas").bounding_box()
    assert box is not None
    assert canvas is not None
    assert canvas["y"] + visit.page.evaluate("window.twin.map.project([105.7950, 21.0140]).y") < box["y"]


@pytest.mark.parametrize(("size", "dark"), [((1024, 680), False), (PHONE, False), ((1024, 680), True)])
def test_everybody_can_use_it(city: Server, visitor: Visitor, size: tuple[int, int], *, dark: bool) -> None:
    visit = visitor(city, *size, dark=dark)
    visit.open("#map=17/21.0125/105.7930&open=alleys.1")
    expect(visit.page.get_by_role("region", name="Đối tượng", exact=True)).to_contain_text("Ngõ 1")
    visit.page.evaluate(AXE.read_text())
    rules = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }"
    violations: list[dict[str, Any]] = visit.page.evaluate(
        f"axe.run(document, {rules}).then((r) => r.violations)"
    )
    assert [(found["id"], [node["html"][:160] for node in found["nodes"]]) for found in violations] == []


def test_the_tab_key_reaches_everything_in_a_sensible_order(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open()
    reached: list[str] = []
    for _ in range(6):
        visit.page.keyboard.press("Tab")
        reached.append(
            visit.page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
            )
        )
    assert reached[:3] == ["Tới bản đồ", "Tìm kiếm", "Chép đường dẫn"]
    visit.page.get_by_role("button", name="Tới bản đồ").press("Enter")
    expect(visit.page.locator("canvas.maplibregl-canvas")).to_be_focused()
    expect(visit.page.locator("canvas.maplibregl-canvas")).to_have_attribute(
        "aria-label", re.compile("^Bản đồ")
    )
