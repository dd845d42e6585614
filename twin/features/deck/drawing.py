"""Layers as pydeck draws them: one GeoJsonLayer a line of the legend, so that a colour is said once."""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydeck.bindings.deck import Deck
from pydeck.bindings.layer import Layer as DeckLayer
from pydeck.bindings.view_state import ViewState
from pydeck.types.string import String
from sqlalchemy import ColumnElement, cast, func, literal, literal_column, select
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects.postgresql import distinct_on

from twin.access import LayerThing, User, require
from twin.features.classes import class_number
from twin.features.exchange.exports import ExportOptions
from twin.features.exchange.provenance import Provenance, Survey, survey, trace
from twin.features.exchange.selection import render, select_features
from twin.features.exchange.snapshot import Snapshot, take_snapshot
from twin.features.legend import LegendEntry, legend_of
from twin.store.registry import read_layers, unknown_layer
from twin.store.tables import column_name, feature_table
from twin.vocabulary import Layer

DIGITS = 7
"""A centimetre, in degrees."""
WORLD = 512
"""Pixels round the earth at zoom 0."""
PANEL = 324
"""Pixels that the page's panel covers on the left."""
_VIEW = (900, 740)
"""Pixels that the features should fit into, whatever the window."""
INK, HALO = "#343a40", "#ffffff"


@dataclass(frozen=True, slots=True)
class DrawnLayer:
    """A layer and its features as GeoJSON text, by the line of the legend that they fall under."""

    layer: Layer
    survey: Survey
    provenance: Provenance
    legend: tuple[LegendEntry, ...]
    features: tuple[str, ...]
    """For each line of the legend: GeoJSON features joined by commas."""
    labels: tuple[tuple[str, float, float], ...]
    """Names to write on the map, with the longitude and latitude of each."""

    @property
    def visible(self) -> bool:
        """Whether the layer is switched on at first."""
        return self.layer.visible or self.layer.base_map

    def deck_id(self, number: int) -> str:
        return f"{self.layer.id}:{number}"

    @property
    def casing(self) -> str | None:
        """The colour under the lines, a little wider than they, that sets them off from the ground."""
        return self.layer.style.outline if self.layer.geometry == "LineString" else None


def _feature(layer: Layer) -> ColumnElement[str]:
    """Return a feature's text with what a map carries of it (`Layer.map_fields`), unknown values left out."""
    table = feature_table(layer)
    shape = func.ST_AsGeoJSON(table.c.geom, DIGITS)
    pairs = [part for name in layer.map_fields for part in (literal(name), table.c[column_name(name)])]
    properties = cast(func.json_strip_nulls(func.json_build_object(*pairs)), SqlText)
    return func.concat(
        '{"type":"Feature","id":', table.c.id, ',"geometry":', shape, ',"properties":', properties, "}"
    )


def _numbered(layer: Layer) -> ColumnElement[str]:
    """Put the number of the class before the feature, as two digits."""
    return func.concat(func.to_char(class_number(layer), literal_column("'FM00'")), _feature(layer))


def _labels(snapshot: Snapshot, layer: Layer) -> tuple[tuple[str, float, float], ...]:
    """Return each street's name once, at the middle of its longest part: of the ground's lines only."""
    name = layer.style.label_field
    if name is None or not layer.base_map or layer.geometry != "LineString":
        return ()
    table = feature_table(layer)
    words, parts = (
        table.c[column_name(name)],
        func.ST_Dump(table.c.geom).table_valued("path", "geom", name="part"),
    )
    middle, length = func.ST_LineInterpolatePoint(parts.c.geom, 0.5), func.ST_Length(parts.c.geom)
    chosen = (
        select(words, func.ST_X(middle), func.ST_Y(middle))
        .select_from(table.join(parts, literal_column("true")))
        .where(words.is_not(None))
        .ext(distinct_on(words))
        .order_by(words, length.desc())
    )
    return tuple(snapshot.connection.execute(render(chosen).encode()).fetchall())


def _draw(snapshot: Snapshot, user: User, layer: Layer) -> DrawnLayer:
    require(user, "export", LayerThing(layer.id))
    options = ExportOptions()
    selection = select_features(layer, options)
    found = survey(snapshot.connection, selection)
    legend = tuple(legend_of(layer))
    features: list[list[str]] = [[] for _ in legend]
    with snapshot.copied(render(selection.rows(_numbered(layer)))) as lines:
        for line in lines:
            text = bytes(line).decode().rstrip("\n")
            features[min(int(text[:2]), len(legend) - 1)].append(text[2:])
    provenance = trace(snapshot.connection, selection, found, user)
    return DrawnLayer(
        layer, found, provenance, legend, tuple(",".join(part) for part in features), _labels(snapshot, layer)
    )


def draw_layers(url: str, user: User, layer_ids: Sequence[str] | None = None) -> list[DrawnLayer]:
    """Read layers for a map from one moment of the database, lowest first; unsaid: all that have features.

    Raises NotFoundError for a layer that is not there, ForbiddenError or UnauthenticatedError.
    """
    with take_snapshot(url) as snapshot:
        known = read_layers(snapshot.connection)
        for missing in (name for name in layer_ids or () if name not in known):
            raise unknown_layer(missing)
        chosen = sorted((known[name] for name in layer_ids or known), key=lambda layer: layer.order)
        drawn = [_draw(snapshot, user, layer) for layer in chosen]
    return drawn if layer_ids else [one for one in drawn if one.survey.rows]


def _rgba(colour: str, opacity: float = 1) -> list[int]:
    return [*(int(colour[place : place + 2], 16) for place in (1, 3, 5)), round(opacity * 255)]


def _deck_layer(drawn: DrawnLayer, number: int, data: Any) -> DeckLayer:
    entry = drawn.legend[number]
    point, solid = drawn.layer.geometry == "Point", drawn.layer.geometry in {"Polygon", "MultiPolygon"}
    edge = entry.outline or HALO if point else entry.outline or entry.colour if solid else entry.colour
    return DeckLayer(  # type: ignore[no-untyped-call]
        "GeoJsonLayer",
        data,
        id=drawn.deck_id(number),
        visible=drawn.visible,
        pickable=True,
        stroked=not solid or entry.outline is not None,
        filled=True,
        get_fill_color=_rgba(entry.colour, entry.opacity),
        get_line_color=_rgba(edge),
        get_line_width=1 if solid or point else entry.width,
        line_width_units=String("pixels"),
        get_point_radius=entry.width,
        point_radius_units=String("pixels"),
        line_joint_rounded=True,
        line_cap_rounded=True,
    )


def _casing(drawn: DrawnLayer, number: int, data: Any, colour: str) -> DeckLayer:
    return DeckLayer(  # type: ignore[no-untyped-call]
        "GeoJsonLayer",
        data,
        id=f"{drawn.deck_id(number)}:casing",
        visible=drawn.visible,
        get_line_color=_rgba(colour),
        get_line_width=drawn.legend[number].width + 2,
        line_width_units=String("pixels"),
        line_joint_rounded=True,
        line_cap_rounded=True,
    )


def _names(drawn: DrawnLayer) -> DeckLayer:
    return DeckLayer(  # type: ignore[no-untyped-call]
        "TextLayer",
        [{"text": text, "place": [x, y]} for text, x, y in drawn.labels],
        id=f"{drawn.layer.id}:names",
        visible=drawn.visible,
        get_text="text",
        get_position="place",
        get_size=13,
        get_color=_rgba(INK),
        font_family=String("Be Vietnam Pro, Segoe UI, Roboto, Noto Sans, sans-serif"),
        # Room for what stacks above a Vietnamese letter.
        font_settings={"fontSize": 48, "buffer": 10},
        font_weight=600,
        background=True,
        get_background_color=_rgba(HALO, 0.7),
        background_padding=[3, 0],
        character_set=String("auto"),
    )


def _bounds(drawn: Iterable[DrawnLayer]) -> tuple[float, float, float, float]:
    boxes = [one.survey.bounds for one in drawn if one.survey.bounds]
    if not boxes:
        return (-180, -60, 180, 75)
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _mercator(latitude: float) -> float:
    return math.degrees(math.asinh(math.tan(math.radians(latitude))))


def view_of(drawn: Sequence[DrawnLayer]) -> ViewState:
    """Return the view that shows what is switched on at first (all, where nothing is)."""
    west, south, east, north = _bounds([one for one in drawn if one.visible] or drawn)
    wide, high = max(east - west, 1e-3), max(_mercator(north) - _mercator(south), 1e-3)
    zoom = math.log2(360 / WORLD * min(_VIEW[0] / wide, _VIEW[1] / high))
    zoom = min(max(zoom, 0), 18)
    beside_the_panel = PANEL / 2 * 360 / (WORLD * 2**zoom)
    return ViewState(  # type: ignore[no-untyped-call]
        longitude=round((west + east) / 2 - beside_the_panel, 6),
        latitude=round((south + north) / 2, 6),
        zoom=round(zoom, 2),
    )


def _pile(one: DrawnLayer, data: Sequence[Any]) -> Iterator[DeckLayer]:
    """Yield what draws a layer, lowest first."""
    if one.casing:
        yield from (_casing(one, number, part, one.casing) for number, part in enumerate(data))
    yield from (_deck_layer(one, number, part) for number, part in enumerate(data))


def build_deck(drawn: Sequence[DrawnLayer], *, with_data: bool = True) -> Deck:
    """Return the deck of these layers, without any map of others below it.

    Without data the layers are empty, for a page that carries the features beside the deck.
    """

    def collections(one: DrawnLayer) -> list[Any]:
        if not with_data:
            return [[] for _ in one.features]
        return [{"type": "FeatureCollection", "features": json.loads(f"[{part}]")} for part in one.features]

    layers = [layer for one in drawn for layer in _pile(one, collections(one))]
    layers += [_names(one) for one in drawn if one.labels]
    return Deck(  # type: ignore[no-untyped-call]
        layers=layers, initial_view_state=view_of(drawn), map_provider=None, map_style=None, tooltip=False
    )
