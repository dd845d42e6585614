"""Layers as pydeck draws them: one GeoJsonLayer a line of the legend, so that a colour is said once."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydeck.bindings.deck import Deck
from pydeck.bindings.layer import Layer as DeckLayer
from pydeck.bindings.view_state import ViewState
from pydeck.types.string import String
from sqlalchemy import ColumnElement, cast, func, literal, literal_column
from sqlalchemy import Text as SqlText

from twin.access import LayerThing, User, require
from twin.features.classes import class_number
from twin.features.exchange.exports import ExportOptions
from twin.features.exchange.provenance import Provenance, Survey, survey, trace
from twin.features.exchange.selection import Selection, columns_of, render
from twin.features.exchange.snapshot import Snapshot, take_snapshot
from twin.features.legend import LegendEntry, legend_of
from twin.store.registry import read_layers, unknown_layer
from twin.store.tables import column_name, feature_table
from twin.vocabulary import Layer

DIGITS = 7
"""A centimetre, in degrees."""
WORLD = 512
"""Pixels round the earth at zoom 0."""
_VIEW = (1100, 760)
"""Pixels that the features should fit into, whatever the window."""


@dataclass(frozen=True, slots=True)
class DrawnLayer:
    """A layer and its features as GeoJSON text, by the line of the legend that they fall under."""

    layer: Layer
    survey: Survey
    provenance: Provenance
    legend: tuple[LegendEntry, ...]
    features: tuple[str, ...]
    """For each line of the legend: GeoJSON features joined by commas."""

    def deck_id(self, number: int) -> str:
        return f"{self.layer.id}:{number}"


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


def _draw(snapshot: Snapshot, user: User, layer: Layer) -> DrawnLayer:
    require(user, "export", LayerThing(layer.id))
    options = ExportOptions()
    selection = Selection(layer, options, columns_of(layer, options))
    found = survey(snapshot.connection, selection)
    legend = tuple(legend_of(layer))
    features: list[list[str]] = [[] for _ in legend]
    for line in snapshot.copy_lines(render(selection.rows(_numbered(layer)))):
        text = bytes(line).decode().rstrip("\n")
        features[min(int(text[:2]), len(legend) - 1)].append(text[2:])
    provenance = trace(snapshot.connection, selection, found, user)
    return DrawnLayer(layer, found, provenance, legend, tuple(",".join(part) for part in features))


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
    solid = drawn.layer.geometry in {"Polygon", "MultiPolygon"}
    outline = entry.outline or ("#ffffff" if drawn.layer.geometry == "Point" else entry.colour)
    edge = outline if solid or drawn.layer.geometry == "Point" else entry.colour
    return DeckLayer(  # type: ignore[no-untyped-call]
        "GeoJsonLayer",
        data,
        id=drawn.deck_id(number),
        visible=drawn.layer.visible or drawn.layer.base_map,
        pickable=True,
        stroked=not solid or entry.outline is not None,
        filled=True,
        get_fill_color=_rgba(entry.colour, entry.opacity),
        get_line_color=_rgba(edge),
        get_line_width=1 if solid or drawn.layer.geometry == "Point" else entry.width,
        line_width_units=String("pixels"),
        get_point_radius=entry.width,
        point_radius_units=String("pixels"),
        line_joint_rounded=True,
        line_cap_rounded=True,
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
    west, south, east, north = _bounds(
        [one for one in drawn if one.layer.visible or one.layer.base_map] or drawn
    )
    wide, high = max(east - west, 1e-3), max(_mercator(north) - _mercator(south), 1e-3)
    zoom = math.log2(360 / WORLD * min(_VIEW[0] / wide, _VIEW[1] / high))
    return ViewState(  # type: ignore[no-untyped-call]
        longitude=round((west + east) / 2, 6),
        latitude=round((south + north) / 2, 6),
        zoom=round(min(max(zoom, 0), 18), 2),
    )


def build_deck(drawn: Sequence[DrawnLayer], *, with_data: bool = True) -> Deck:
    """Return the deck of these layers, without any map of others below it.

    Without data the layers are empty, for a page that carries the features beside the deck.
    """

    def data(one: DrawnLayer, number: int) -> Any:
        if not with_data:
            return []
        return {"type": "FeatureCollection", "features": json.loads(f"[{one.features[number]}]")}

    layers = [
        _deck_layer(one, number, data(one, number)) for one in drawn for number in range(len(one.legend))
    ]
    return Deck(  # type: ignore[no-untyped-call]
        layers=layers, initial_view_state=view_of(drawn), map_provider=None, map_style=None, tooltip=False
    )
