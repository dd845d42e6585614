"""The ward's dashboard beside the map: numbers open their map, concerns open what they name, unknown is said."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Server, Visit

Visitor = Callable[..., Visit]


def dashboard(visit: Visit) -> Locator:
    return visit.page.get_by_role("region", name="Bảng điều hành")


def test_a_number_opens_exactly_what_it_counts_on_the_map(programme: Server, visitor: Visitor) -> None:
    visit = visitor(programme, width=1280)
    visit.open("#map=15/21.0125/105.7950&on=alleys&side=dashboard")
    city = dashboard(visit).get_by_role("region", name="Đô thị")
    spots = city.get_by_role("button", name="Điểm ngập chưa xử lý xong")
    expect(spots).to_contain_text("2")
    assert "flood_spots" not in " ".join(visit.drawn())
    spots.click()
    visit.until("location.hash.includes('flood_spots')")
    visit.settle()
    drawn = [count for part, count in visit.drawn().items() if part.startswith("flood_spots")]
    assert max(drawn) == 2


def test_what_needs_attention_follows_the_rain(programme: Server, visitor: Visitor) -> None:
    visit = visitor(programme, width=1280)
    visit.open("#side=dashboard")
    waking = dashboard(visit).get_by_role("listitem").filter(has_text="Điểm ngập khi mưa như dự báo").first
    expect(waking.get_by_role("button", name="Điểm Hoa Bằng")).to_be_visible()
    rain = dashboard(visit).get_by_label("Mưa dự báo (mm/h)")
    rain.fill("0")
    expect(waking).to_contain_text("Không có việc nào.")
    rain.fill("50")
    waking.get_by_role("button", name="Điểm Hoa Bằng").click()
    expect(visit.page.get_by_role("region", name="Đối tượng", exact=True)).to_contain_text("Điểm Hoa Bằng")


def test_an_indicator_leads_to_its_record(programme: Server, visitor: Visitor) -> None:
    visit = visitor(programme, width=1280)
    visit.open("#side=dashboard&lang=en")
    board = visit.page.get_by_role("region", name="Dashboard")
    expect(board.get_by_role("region", name="Welfare")).to_contain_text("Tỷ lệ bao phủ BHYT")
    board.get_by_role("button", name="Tỷ lệ bao phủ BHYT").click()
    expect(visit.page.get_by_role("region", name="Programme")).to_contain_text("Tỷ lệ bao phủ BHYT")


@pytest.mark.parametrize("dark", [False, True])
def test_it_says_unknown_and_fits_a_phone(programme: Server, visitor: Visitor, *, dark: bool) -> None:
    visit = visitor(programme, 390, 800, dark=dark)
    visit.open("#side=layers")
    visit.page.get_by_role("button", name="Mở bảng điều hành phường").click()
    board = dashboard(visit)
    expect(board.get_by_role("button", name="Doanh nghiệp, hộ kinh doanh")).to_contain_text("chưa rõ")
    width = board.evaluate("(element) => element.scrollWidth - element.clientWidth")
    assert width == 0
