"""Who can walk to something, on the map: how far it reaches, what is out of reach, and the places themselves."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import shapely
from geopandas.geodataframe import GeoDataFrame

from twin.analysis.certainty import Truth
from twin.analysis.projection import METRIC_SRID
from twin.reporting import City, Drawing
from twin.reporting.saying import say
from twin.reporting.tables import draw
from twin.reporting.walking.measuring import BESIDE_M, Places, Walked
from twin.vocabulary import (
    UNKNOWN,
    UNKNOWN_COLOUR,
    Choice,
    Field,
    Layer,
    Style,
    StyleClass,
    Text,
)

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

FAR, NO_WAY = "far", "no_way"
_NEAR_COLOURS = ("#1a7f5a", "#6ab187", "#a8d5b0", "#d6ecd8")
_PERHAPS_COLOUR = "#d9c98a"
_RED, _DARK_RED = "#d7301f", "#7f0000"
_ZONE_WORDS = say("Vùng đi bộ tới được", "Within reach on foot")
STATE = Field(
    name="state",
    label=say("Kết quả", "Result"),
    kind="choice",
    choices=(
        Choice(value=FAR, label=say("Quá xa", "Too far")),
        Choice(value=NO_WAY, label=say("Không có đường dẫn tới nơi nào", "No way leads to any")),
        UNKNOWN,
    ),
)
OUT = Layer(
    id="out_of_reach",
    title=say("Nhà ngoài tầm đi bộ", "Buildings out of reach on foot"),
    description=say(
        "Nhà có thể có người ở mà không chắc chắn có nơi nào trong khoảng cách lớn nhất.",
        "Buildings that may be lived in, without a place that surely is within the greatest distance.",
    ),
    group="society",
    geometry="Polygon",
    fields=(
        Field(name="name", label=say("Tên", "Name")),
        Field(name="group_name", label=say("Tổ dân phố", "Residential group")),
        Field(name="people", label=say("Nhân khẩu", "Residents"), kind="number"),
        Field(
            name="metres",
            label=say("Tới nơi chắc chắn có", "To one that is, surely"),
            kind="number",
            unit="m",
        ),
        Field(name="least", label=say("Tới nơi có thể có", "To one that may be"), kind="number", unit="m"),
        STATE,
    ),
    style=Style(
        by="state",
        colour=UNKNOWN_COLOUR,
        opacity=0.85,
        classes=(
            StyleClass(label=say("Quá xa", "Too far"), colour=_RED, values=(FAR,)),
            StyleClass(
                label=say("Không có đường dẫn tới", "No way leads there"), colour=_DARK_RED, values=(NO_WAY,)
            ),
        ),
    ),
)
SERVES = Field(
    name="serves",
    label=say("Đúng loại cần tới", "Is what is looked for"),
    kind="choice",
    choices=(
        Choice(value="yes", label=say("Có", "Yes")),
        Choice(value="no", label=say("Không", "No")),
        UNKNOWN,
    ),
)
SERVES_WORDS = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: UNKNOWN.value}


def metres_words(metres: float) -> Text:
    """Return how a distance is said."""
    return Text(vi=f"{metres:g}".replace(".", ","), en=f"{metres:g}")


def _zone_layer(distances: Sequence[float]) -> Layer:
    choices = [
        Choice(value=f"{metres:g}", label=say(f"Trong {metres_words(metres).vi} m", f"Within {metres:g} m"))
        for metres in distances
    ]
    perhaps = Choice(value="perhaps", label=say("Có thể tới được, chưa rõ", "Perhaps, it is not known"))
    colours = (*_NEAR_COLOURS[: len(choices)], _PERHAPS_COLOUR)
    return Layer(
        id="reach_on_foot",
        title=_ZONE_WORDS,
        description=say(
            f"Dải {BESIDE_M:g} m hai bên đường, ngõ đi bộ tới được.",
            f"{BESIDE_M:g} m on either side of streets and alleys that are reached on foot.",
        ),
        group="society",
        geometry="MultiPolygon",
        fields=(
            Field(name="zone", label=_ZONE_WORDS, kind="choice", required=True, choices=(*choices, perhaps)),
        ),
        style=Style(
            by="zone",
            colour=UNKNOWN_COLOUR,
            opacity=0.6,
            classes=tuple(
                StyleClass(label=choice.label, colour=colour, values=(choice.value,))
                for choice, colour in zip((*choices, perhaps), colours, strict=True)
            ),
        ),
    )


def _zones(city: City, walked: Walked, distances: Sequence[float]) -> Iterator[tuple[str, "BaseGeometry"]]:
    """Yield what each distance reaches beyond the one before, and what may be within the greatest."""
    reached: BaseGeometry = shapely.MultiPolygon()
    for metres in distances:
        zone = walked.draw(metres, surely=True)
        yield f"{metres:g}", _within(city, zone.difference(reached))
        reached = zone
    if walked.sure is None or (walked.places.serves == Truth.UNKNOWN).any():
        perhaps = walked.draw(distances[-1], surely=False)
        yield "perhaps", _within(city, perhaps.difference(reached))


def _within(city: City, zone: "BaseGeometry") -> "BaseGeometry":
    clipped = zone if city.area is None else zone.intersection(city.area)
    return shapely.MultiPolygon([part for part in shapely.get_parts(clipped) if part.area > 0])


def draw_zones(city: City, walked: Walked, distances: Sequence[float]) -> Drawing:
    """Draw how far the places reach on foot."""
    layer = _zone_layer(distances)
    zones = [(name, zone) for name, zone in _zones(city, walked, distances) if not zone.is_empty]
    frame = GeoDataFrame(
        {"zone": [name for name, _ in zones]}, geometry=[zone for _, zone in zones], crs=METRIC_SRID
    )
    return draw(layer, frame)


def draw_places(city: City, places: Places) -> Drawing:
    """Draw the places of the area, by whether they are what is looked for."""
    of = city.declared(places.layer)
    layer = Layer(
        id="places",
        title=of.title,
        description=of.description,
        group="society",
        geometry=of.geometry,
        title_field="name",
        fields=(Field(name="name", label=say("Tên", "Name")), SERVES),
        style=Style(
            by="serves",
            colour=UNKNOWN_COLOUR,
            width=6,
            opacity=0.5 if of.geometry == "MultiPolygon" else 0.9,
            outline="#ffffff",
            label_field="name",
            classes=(
                StyleClass(
                    label=say("Đúng loại cần tới", "What is looked for"), colour="#1a6fb0", values=("yes",)
                ),
                StyleClass(label=say("Loại khác", "Something else"), colour="#c7c7c7", values=("no",)),
            ),
        ),
    )
    frame = places.frame.assign(serves=[SERVES_WORDS[Truth(code)] for code in places.serves])
    if city.area is not None:
        frame = frame[shapely.intersects(frame.geometry.to_numpy(), city.area)]
    return draw(layer, frame, of=places.layer)
