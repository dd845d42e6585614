"""The map on paper: what is drawn where, in which colour, and what its legend counts."""

import html
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image
from pyproj import Geod
from shapely import LineString, MultiPolygon, Point, Polygon, box

from tests.documents.conftest import WARD
from tests.features.test_legend import evaluate, looks
from twin.documents.map.classes import entry_number
from twin.documents.map.drawing import MapFeature, MapLayer, MapSheet, classify, draw_map
from twin.documents.map.margin import wrap
from twin.documents.map.paths import UNITS, frame_of, path_of
from twin.documents.map.raster import DPI, png_of
from twin.features.legend import legend_of
from twin.features.style import colour_of
from twin.layers import built_in_layers
from twin.vocabulary import Layer

LAYERS = built_in_layers()
NORTH, EAST = 2325039.287, 582236.660
"""Of 105.793 E, 21.017 N in EPSG:5897."""


def sheet(*layers: MapLayer, outline: Any = WARD) -> MapSheet:
    return MapSheet(
        layers=layers, outline=outline, caption="Bản đồ", sources=("Nguồn: thử.",), dated=date(2026, 9, 30)
    )


def pixels(*layers: MapLayer, outline: Any = WARD) -> Image.Image:
    return Image.open(BytesIO(png_of(draw_map(sheet(*layers, outline=outline))))).convert("RGB")


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def texts(svg: str) -> Iterator[str]:
    yield from map(html.unescape, re.findall(r"<text[^>]*>([^<]*)</text>", svg))


@pytest.mark.parametrize("layer", LAYERS.values(), ids=lambda layer: layer.id)
def test_a_feature_falls_under_the_line_of_the_colour_that_the_screen_gives_it(layer: Layer) -> None:
    legend = legend_of(layer)
    for properties in looks(layer):
        number = entry_number(legend, properties)
        assert number is not None, properties
        assert legend[number].colour == evaluate(colour_of(layer), properties), properties


def test_a_place_lies_where_its_metres_are() -> None:
    around = box(EAST - 1000, NORTH - 500, EAST + 1000, NORTH + 500)
    frame = frame_of(around, 1600, 1350, margin=0)
    assert frame.place(EAST, NORTH) == pytest.approx((800, 400), abs=1)
    assert frame.place(EAST + 500, NORTH + 250) == pytest.approx((1200, 200), abs=1)
    assert (frame.width, frame.height) == pytest.approx((1600, 800), abs=1)


def test_a_colour_stands_at_its_place_and_the_ground_beside_it() -> None:
    ward = box(105.78, 21.00, 105.81, 21.03)
    green = LAYERS["residential_groups"]
    park = MapFeature(box(105.7946, 21.0146, 105.7954, 21.0154), {})
    near, far = pixels(classify(green, [park]), outline=ward), pixels(outline=ward)
    middle = (near.width // 2, map_height(ward) // 2)
    assert near.getpixel(middle) != far.getpixel(middle)
    assert near.getpixel((middle[0] + 300, middle[1])) == far.getpixel((middle[0] + 300, middle[1]))


def map_height(outline: Any) -> int:
    frame = re.search(r'<rect width="[\d.]+" height="([\d.]+)"', draw_map(sheet(outline=outline)).svg)
    assert frame
    return round(float(frame[1]) / UNITS / 25.4 * DPI)


def test_what_lies_outside_is_not_drawn() -> None:
    far = MapFeature(Point(105.0, 21.0), {"status": "open"}, "Xa lắc")
    crossing = MapFeature(LineString([(105.0, 21.012), (106.5, 21.012)]), {"width_m": 5})
    drawn = draw_map(sheet(classify(LAYERS["flood_spots"], [far]), classify(LAYERS["alleys"], [crossing])))
    assert "Xa lắc" not in drawn.svg
    numbers = [
        float(found)
        for path in re.findall(r' d="(M[^"]*)"', drawn.svg)
        for found in re.findall(r"[ML](-?[\d.]+)", path)
    ]
    assert max(numbers) <= 1600
    assert min(numbers) >= 0


def test_a_hole_stays_open() -> None:
    ring = Polygon([(0, 0), (0, 90), (90, 90), (90, 0)], [[(30, 30), (60, 30), (60, 60), (30, 60)]])
    frame = frame_of(box(0, 0, 90, 90), 900, 900, margin=0)
    outer, inner = path_of(frame, ring, 0).split("Z")[:2]

    def turn(path: str) -> float:
        places = [tuple(map(float, pair.split())) for pair in path.removeprefix("M").split("L")]
        return sum(x * b - a * y for (x, y), (a, b) in pairwise(places))

    assert turn(outer) * turn(inner) < 0


def test_the_legend_counts_what_is_drawn_unknown_ones_apart() -> None:
    line = LineString([(105.79, 21.01), (105.80, 21.02)])
    features = [MapFeature(line, {"width_m": width}) for width in (1, 1.9, 2, 3.5, 9)] + [
        MapFeature(line, {})
    ] * 4
    said = list(texts(draw_map(sheet(classify(LAYERS["alleys"], features))).svg))
    for words in ("Dưới 2 m (2)", "2 - 3,5 m (1)", "3,5 - 4 m (1)", "Từ 4 m (1)", "Chưa đo bề rộng (4)"):
        assert words in said, words


def test_the_scale_is_true() -> None:
    picture = draw_map(sheet())
    [words] = [text for text in texts(picture.svg) if re.fullmatch(r"[\d,]+ k?m", text)]
    metres = float(words.split()[0].replace(",", ".")) * (1000 if words.endswith("km") else 1)
    bar = sum(float(width) for width in re.findall(r'width="([\d.]+)" height="10"', picture.svg))
    [outline] = re.findall(r'd="M([^"]*)Z" [^>]*stroke="#5c3317"', picture.svg)
    across = [float(place.split()[0]) for place in outline.split("L")]
    west, south, east, _ = WARD.bounds
    _, _, ground = Geod(ellps="WGS84").inv(west, south, east, south)
    assert bar / metres == pytest.approx((max(across) - min(across)) / ground, rel=0.005)


def test_a_name_is_escaped_and_two_never_lie_over_each_other() -> None:
    spots = [MapFeature(Point(105.795 + place / 1e6, 21.012), {}, f"<b>&{place}</b>") for place in range(30)]
    drawn = draw_map(sheet(classify(LAYERS["flood_spots"], spots)))
    shown = [text for text in texts(drawn.svg) if "<b>" in text]
    assert shown == ["<b>&0</b>"] * 2  # the halo and the letters


def test_shapes_of_every_kind_can_be_drawn() -> None:
    broken = Polygon([(105.79, 21.01), (105.80, 21.02), (105.80, 21.01), (105.79, 21.02)])
    several = MultiPolygon([box(105.785, 21.005, 105.787, 21.007), box(105.80, 21.02, 105.801, 21.021)])
    flat = LineString([(105.79, 21.01, 5.0), (105.80, 21.02, 6.0)])
    nothing = Point()
    features = [MapFeature(shape, {"kind": "culvert"}) for shape in (broken, several, flat, nothing)]
    layers = [classify(layer, features) for layer in LAYERS.values()]
    assert pixels(*layers).width == round(160 / 25.4 * DPI)


def test_a_long_word_is_broken_and_nothing_of_it_lost() -> None:
    lines = wrap("Ngắn " + "Dài" * 80 + " rồi thôi", 500)
    assert len(lines) > 3
    assert "".join(lines).replace(" ", "") == "Ngắn" + "Dài" * 80 + "rồithôi"
