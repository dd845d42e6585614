"""The map on paper: a picture and a PDF with title, legend, scale, north, day and sources."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Server, Visit
from tests.browser.test_drawing import legend_of

Visitor = Callable[..., Visit]
VIEW = "#map=16/21.0140/105.7950&on=ward,alleys,roads,flood_spots"
MM = 200 / 25.4
"""Dots of a file in a millimetre."""


def take_up(visit: Visit) -> Locator:
    visit.page.get_by_role("button", name="In, xuất bản đồ").click()
    card = visit.page.get_by_role("region", name="In, xuất bản đồ")
    expect(card.get_by_role("img", name="Xem trước trang in")).to_be_visible(timeout=60_000)
    return card


def save(visit: Visit, card: Locator, form: str) -> Path:
    with visit.page.expect_download(timeout=60_000) as asked:
        card.get_by_role("button", name=form).click()
    assert asked.value.suggested_filename.endswith(form.lower())
    return asked.value.path()


def colours_in(picture: Image.Image, box: tuple[float, float, float, float]) -> set[str]:
    """Return the colours within a box, in millimetres of the sheet."""
    west, north, east, south = (round(side * MM) for side in box)
    part = picture.convert("RGB").crop((west, north, east, south))
    data = part.tobytes()
    return {f"#{data[at : at + 3].hex()}" for at in range(0, len(data), 3)}


def is_near(wanted: str, found: set[str]) -> bool:
    """Tell whether a colour is there, but for what a JPEG loses."""
    parts = [int(wanted[at : at + 2], 16) for at in (1, 3, 5)]
    return any(
        all(abs(int(one[at : at + 2], 16) - part) < 12 for at, part in zip((1, 3, 5), parts, strict=True))
        for one in found
    )


def test_a_picture_has_the_map_and_its_legend_in_the_same_colours(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open(VIEW)
    card = take_up(visit)
    card.get_by_role("textbox", name="Tiêu đề").fill("Ngõ và điểm ngập")
    picture = Image.open(save(visit, card, "PNG"))
    assert picture.size == (round(297 * MM), round(210 * MM))
    alleys, spots = legend_of(city, "alleys"), legend_of(city, "flood_spots")
    on_map = colours_in(picture, (10, 24, 221, 185))
    in_legend = colours_in(picture, (225, 24, 287, 185))
    for colour in (alleys["Dưới 2 m"], alleys["Từ 4 m"], spots["Dưới 50 mm/h"]):
        assert colour in on_map
        assert colour in in_legend
    buildings = next(iter(legend_of(city, "buildings").values()))
    assert buildings not in on_map
    assert buildings not in in_legend, "the legend tells what is on the map, and no more"
    assert len(colours_in(picture, (10, 10, 150, 22))) > 2, "the title is written"
    assert len(colours_in(picture, (10, 188, 287, 200))) > 2, "so are day and sources"


@pytest.mark.parametrize(
    ("paper", "turn", "points"), [("A4", "Dọc", (595, 842)), ("A3", "Ngang", (1191, 842))]
)
def test_a_pdf_is_of_its_paper_and_shows_the_same(
    city: Server, visitor: Visitor, paper: str, turn: str, points: tuple[int, int]
) -> None:
    visit = visitor(city, 1280, 800)
    visit.open(VIEW)
    card = take_up(visit)
    card.get_by_text(paper, exact=True).click()
    card.get_by_text(turn, exact=True).click()
    card.get_by_label("Tỷ lệ").locator("visible=true").click()
    visit.page.get_by_role("option", name="1:10.000").click()
    document = pypdfium2.PdfDocument(save(visit, card, "PDF").read_bytes())
    assert len(document) == 1
    assert tuple(round(side) for side in document[0].get_size()) == points
    assert document.get_metadata_value("Title") == "Bản song sinh số phường Yên Hòa"
    rendered: Image.Image = document[0].render(scale=200 / 72).to_pil()
    shown = colours_in(rendered, (10, 24, points[0] / 72 * 25.4 - 10, points[1] / 72 * 25.4 - 10))
    assert is_near(legend_of(city, "alleys")["Từ 4 m"], shown)
    document.close()


def test_a_printed_scale_is_true(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open("#map=15/21.0140/105.7950&on=alleys")
    card = take_up(visit)
    card.get_by_label("Tỷ lệ").locator("visible=true").click()
    visit.page.get_by_role("option", name="1:5000").click()
    picture = Image.open(io.BytesIO(save(visit, card, "PNG").read_bytes())).convert("RGB")
    wanted = legend_of(city, "alleys")["Từ 4 m"]
    on_line = [
        x for x in range(10 * 8, 221 * 8) if wanted in colours_in(picture, (x / 8, 26, x / 8 + 0.13, 160))
    ]
    # 0.0040 degrees at 21.0115 N are 415.9 m, and 83.2 mm at 1:5,000.
    assert (on_line[-1] - on_line[0]) / 8 == pytest.approx(83.2, abs=0.8)
