"""A feature through time, and writing it: history, restoring, the form, two editors, a server that is gone."""

import json
from collections.abc import Callable
from http.client import HTTPConnection

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Server, Visit
from twin.access.tokens import create_token
from twin.store.database import connect

Visitor = Callable[..., Visit]
ALLEY = "#map=17/21.0125/105.7930&open=alleys.1"


def make_token(city: Server, name: str) -> str:
    with connect(city.database_url) as connection:
        return create_token(connection, name, ("editor",))


def patch(city: Server, token: str, **values: object) -> None:
    connection = HTTPConnection("127.0.0.1", city.port, timeout=60)
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/merge-patch+json",
        "If-Match": "*",
    }
    body = json.dumps({"type": "Feature", "properties": values})
    connection.request("PATCH", "/api/collections/alleys/items/1", body, headers)
    assert connection.getresponse().status == 200
    connection.close()


def panel_of(visit: Visit, leaf: str) -> Locator:
    panel = visit.page.get_by_role("region", name="Đối tượng", exact=True)
    panel.get_by_text(leaf, exact=True).click()
    return panel


def show_token(panel: Locator, token: str) -> None:
    panel.get_by_label("Mã truy cập").fill(token)
    panel.get_by_role("button", name="Dùng mã này").click()


def now(city: Server) -> dict[str, object]:
    found: dict[str, object] = json.loads(city.get("/api/collections/alleys/items/1"))["properties"]
    return found


def test_the_past_is_told_and_brought_back(own_city: Server, visitor: Visitor) -> None:
    token = make_token(own_city, "chị Lan")
    patch(own_city, token, width_m=2.5)
    visit = visitor(own_city)
    visit.open(ALLEY)
    panel = panel_of(visit, "Lịch sử")
    states = panel.get_by_role("list", name="Lịch sử").locator("> li")
    expect(states).to_have_count(2)
    expect(states.first).to_contain_text("chị Lan")
    expect(states.first.locator("del")).to_have_text("1,6\u00a0m")
    expect(states.first.locator("ins")).to_have_text("2,5\u00a0m")
    states.nth(1).get_by_role("button", name="Khôi phục bản này").click()
    show_token(panel, token)
    states.nth(1).get_by_role("button", name="Khôi phục", exact=True).click()
    expect(states).to_have_count(3)
    assert now(own_city)["width_m"] == 1.6


def test_two_editors_see_both_versions_and_nothing_typed_is_lost(own_city: Server, visitor: Visitor) -> None:
    visit = visitor(own_city)
    visit.open(ALLEY)
    panel = panel_of(visit, "Sửa")
    show_token(panel, make_token(own_city, "anh Minh"))
    width = panel.get_by_role("textbox", name="Bề rộng thông thủy", exact=True)
    width.fill("3,2")
    panel.get_by_role("textbox", name="Thuộc đường phố").fill("Trung Kính (đoạn mới)")
    expect(panel.get_by_role("status").last).to_contain_text("2 thay đổi chưa lưu")
    patch(own_city, make_token(own_city, "chị Lan"), width_m=2.5)
    panel.get_by_role("button", name="Lưu").click()
    conflict = panel.get_by_role("alert")
    expect(conflict).to_contain_text("Người khác vừa sửa")
    expect(conflict.get_by_role("radio", name="Của tôi: 3,2\u00a0m")).to_be_checked()
    conflict.get_by_role("radio", name="Hiện nay: 2,5\u00a0m").check()
    visit.troubles.clear()  # the refusal itself
    visit.page.reload()
    panel = panel_of(visit, "Sửa")
    expect(panel.get_by_role("textbox", name="Thuộc đường phố")).to_have_value("Trung Kính (đoạn mới)")
    expect(panel).to_contain_text("bản nháp chưa lưu")
    panel.get_by_role("button", name="Lưu").click()
    conflict = panel.get_by_role("alert").filter(has_text="Người khác vừa sửa")
    conflict.get_by_role("radio", name="Hiện nay").check()
    conflict.get_by_role("button", name="Tiếp tục").click()
    panel.get_by_role("button", name="Lưu").click()
    expect(panel.get_by_role("status").last).to_contain_text("Đã lưu")
    assert (now(own_city)["width_m"], now(own_city)["street"]) == (2.5, "Trung Kính (đoạn mới)")
    visit.troubles.clear()


def test_a_wrong_value_and_a_server_that_is_gone_are_said_and_lose_nothing(
    own_city: Server, visitor: Visitor
) -> None:
    visit = visitor(own_city)
    visit.open(ALLEY)
    panel = panel_of(visit, "Sửa")
    show_token(panel, make_token(own_city, "anh Minh"))
    width = panel.get_by_role("textbox", name="Bề rộng thông thủy", exact=True)
    width.fill("-4")
    panel.get_by_role("button", name="Lưu").click()
    expect(panel.get_by_role("alert")).to_contain_text("Bề rộng thông thủy")
    width.fill("4,4")
    own_city.stop()
    panel.get_by_role("button", name="Lưu").click()
    expect(panel.get_by_role("alert")).to_contain_text("những gì đã gõ vẫn còn")
    own_city.start()
    panel.get_by_role("button", name="Lưu").click()
    expect(panel.get_by_role("status").last).to_contain_text("Đã lưu")
    assert now(own_city)["width_m"] == 4.4
    visit.troubles.clear()


def test_what_concerns_a_feature_leads_there(programme: Server, visitor: Visitor) -> None:
    visit = visitor(programme)
    visit.open("#map=16/21.0120/105.7975&on=flood_spots,projects&open=flood_spots.1")
    panel = panel_of(visit, "Liên quan")
    works = panel.get_by_role("button", name="Cống Hoa Bằng")
    # By PROJ and Shapely, in the plane of VN-2000, from the point to the line.
    expect(works).to_contain_text("111\u00a0m")
    expect(panel.get_by_role("button", name="Điểm Đỗ Quang")).to_have_count(0)
    works.click()
    expect(panel.get_by_role("heading", name="Cống Hoa Bằng")).to_be_visible()
    panel_of(visit, "Liên quan")
    panel.get_by_role("button", name="III.8").click()
    visit.page.wait_for_url("**about=III.8**")
    expect(visit.page.get_by_role("region", name="Chương trình", exact=True)).to_contain_text("III.8")
