"""What the viewer is built from: every layer that the asking user may read, with its fields, legend and style.

No layer id, field name or colour stands in viewer code: all of it comes from here.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import JsonValue
from sqlalchemy import Text as SqlText
from sqlalchemy import bindparam, func, select

from twin.access import LayerThing, User, may
from twin.features.legend import LegendEntry, legend_of
from twin.features.properties import Property, properties_of
from twin.features.query import Box
from twin.features.statement import Statement
from twin.features.style import layers_of, tile_zooms
from twin.features.summary import Summaries
from twin.features.watch import Watch
from twin.layers import GROUPS
from twin.store.database import Pool
from twin.store.tables import column_name, feature_table
from twin.vocabulary import UNKNOWN, FieldKind, Frozen, GeometryType, Layer, Text

WARD_LAYER = "ward"
WARD_CODE_FIELD = "code"
HA_NOI = Box(105.28, 20.56, 106.02, 21.39)
"""Where the map opens as long as nothing is on it."""

DEMONSTRATION = "demonstration"
NOTICE = Text(
    vi="Dữ liệu minh họa: do dự án tự tạo, không phải số liệu thật của phường.",
    en="Illustrative data: made up by the project, not real figures of the ward.",
)


class ChoiceEntry(Frozen):
    """One value that a field takes; `unknown` where it says that nobody knows."""

    value: str
    label: Text
    unknown: bool


class FieldEntry(Frozen):
    """One attribute. `source_field` names the field that says where its value came from.

    `system`: kept by the store beside the layer's own fields, such as the day from which a thing stands.
    """

    name: str
    label: Text
    kind: FieldKind
    unit: str | None
    choices: tuple[ChoiceEntry, ...]
    source_field: str | None
    note: Text | None
    system: bool


class LayerEntry(Frozen):
    """One layer. `tiles` is a path with `{z}`, `{y}` and `{x}`; `style` has MapLibre layers, lowest first.

    `derived`: worked out from other layers, and worth looking at through what it was worked out for.
    """

    id: str
    title: Text
    description: Text
    group: str
    geometry: GeometryType
    count: int | None
    min_zoom: int
    max_zoom: int
    order: int
    base_map: bool
    visible: bool
    derived: bool
    run_time: bool
    version: int
    title_field: str | None
    tiles: str
    fields: tuple[FieldEntry, ...]
    legend: tuple[LegendEntry, ...]
    style: tuple[dict[str, JsonValue], ...]


class GroupEntry(Frozen):
    """A heading of the layer list."""

    id: str
    title: Text


class Catalogue(Frozen):
    """The whole. `bounds` is west, south, east, north in WGS 84; `version` changes with anything in it."""

    title: Text
    demonstration: bool
    notice: Text | None
    bounds: tuple[float, float, float, float]
    version: str
    groups: tuple[GroupEntry, ...]
    layers: tuple[LayerEntry, ...]


@dataclass(frozen=True)
class Ward:
    """Which ward the twin is of."""

    code: str
    name: str


@lru_cache(maxsize=1024)
def digest_of(layer: Layer) -> str:
    """Return a short digest of a layer's declaration: what is drawn changes with it, as with the data."""
    return hashlib.sha256(layer.model_dump_json().encode()).hexdigest()[:8]


def readable(layers: Mapping[str, Layer], user: User) -> tuple[Layer, ...]:
    """Return the layers that the user may read."""
    return tuple(layer for layer in layers.values() if may(user, "read", LayerThing(layer.id)))


def version_of(layers: tuple[Layer, ...], watch: Watch) -> str:
    """Return what changes when any of these layers does, or when their set does."""
    told = [(layer.id, watch.version_of(layer), digest_of(layer)) for layer in layers]
    return hashlib.sha256(json.dumps([told, sorted(map(str, watch.facts.items()))]).encode()).hexdigest()[:16]


def tiles_path(layer: Layer, version: int) -> str:
    """Return the path template of a layer's tiles; one that names its version may be kept long."""
    return (
        f"/api/collections/{layer.id}/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}?v={version}-{digest_of(layer)}"
    )


def field_entry(known: Property) -> FieldEntry:
    """Return what a screen needs to know of a field."""
    field = known.field
    return FieldEntry(
        name=known.name,
        label=field.label,
        kind=field.kind,
        unit=field.unit,
        choices=tuple(
            ChoiceEntry(value=choice.value, label=choice.label, unknown=choice.value == UNKNOWN.value)
            for choice in field.choices
        ),
        source_field=field.source_field.name if field.sourced else None,
        note=field.note,
        system=known.system,
    )


@lru_cache(maxsize=1024)
def _told_once(layer: Layer) -> dict[str, Any]:
    least, most = tile_zooms(layer)
    return {
        "fields": tuple(field_entry(known) for known in properties_of(layer)),
        "legend": tuple(legend_of(layer)),
        "style": tuple(layers_of(layer)),
        "min_zoom": least,
        "max_zoom": most,
    }


_SAME = (
    "id",
    "title",
    "description",
    "group",
    "geometry",
    "order",
    "base_map",
    "visible",
    "derived",
    "run_time",
    "title_field",
)


def _layer(layer: Layer, count: int, version: int) -> LayerEntry:
    same = {name: getattr(layer, name) for name in _SAME}
    return LayerEntry(
        **same, **_told_once(layer), count=count, version=version, tiles=tiles_path(layer, version)
    )


def joined(boxes: list[Box]) -> Box | None:
    """Return the box round all of these."""
    if not boxes:
        return None
    return Box(
        min(box.west for box in boxes),
        min(box.south for box in boxes),
        max(box.east for box in boxes),
        max(box.north for box in boxes),
    )


@lru_cache(maxsize=8)
def _ward_statement(layer: Layer) -> Statement:
    table = feature_table(layer)
    code = table.c[column_name(WARD_CODE_FIELD)]
    extent = func.ST_Extent(table.c.geom)
    sides = (getattr(func, name)(extent) for name in ("ST_XMin", "ST_YMin", "ST_XMax", "ST_YMax"))
    return Statement.of(select(*sides).where(code == bindparam("ward_code", type_=SqlText())))


async def _ward_box(pool: Pool, layers: tuple[Layer, ...], ward: Ward) -> Box | None:
    outlines = next((layer for layer in layers if layer.id == WARD_LAYER), None)
    if outlines is None:
        return None
    row = await _ward_statement(outlines).row(pool, ward_code=ward.code)
    return None if row is None or row[0] is None else Box(*row)


async def read_bounds(user: User, summaries: Summaries, ward: Ward) -> Box:
    """Return where the map opens: the ward's outline, else all that the layers hold, else Hà Nội."""
    layers = readable(summaries.watch.layers, user)
    outline = await _ward_box(summaries.pool, layers, ward)
    if outline is not None:
        return outline
    held = [(await summaries.of(user, layer)).box for layer in layers]
    return joined([box for box in held if box is not None]) or HA_NOI


async def read_catalogue(user: User, summaries: Summaries, ward: Ward) -> Catalogue:
    """Return the catalogue of what the user may read. Raises UnavailableError."""
    watch = summaries.watch
    layers = readable(watch.layers, user)
    version = version_of(layers, watch)
    versions = {layer.id: watch.version_of(layer) for layer in layers}
    counts = {layer.id: (await summaries.of(user, layer)).count for layer in layers}
    bounds = await read_bounds(user, summaries, ward)
    demonstration = watch.facts.get(DEMONSTRATION) is True
    return Catalogue(
        title=Text(vi=f"Bản song sinh số phường {ward.name}", en=f"Digital twin of {ward.name} ward"),
        demonstration=demonstration,
        notice=NOTICE if demonstration else None,
        bounds=(bounds.west, bounds.south, bounds.east, bounds.north),
        version=version,
        groups=tuple(GroupEntry(id=group.id, title=group.title) for group in GROUPS),
        layers=tuple(_layer(layer, counts[layer.id], versions[layer.id]) for layer in layers),
    )
