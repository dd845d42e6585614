"""The map of the report: where the programme is carried out, by state, over the ward as it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from twin.access import LayerThing, User, require
from twin.documents.document import Picture
from twin.documents.map.drawing import MapFeature, MapLayer, MapSheet, classify, draw_map
from twin.errors import NotFoundError
from twin.features.statement import Statement
from twin.layers import built_in_layers
from twin.overlays import overlays
from twin.programme.moments import today
from twin.store.database import Connection
from twin.store.tables import column_name, feature_table
from twin.vocabulary import Layer

GROUND = ("water_bodies", "roads")
"""What lies under the places, so that one knows where they are."""
PLACES, PROGRESS, WARD = "programme_overlay", "programme_progress", "ward"
MOST_FEATURES = 20_000


@dataclass(frozen=True, slots=True)
class City:
    """The ward that is drawn, and the metric system that it is drawn in."""

    ward_code: str
    srid: int = 5897


def _read(connection: Connection, user: User, layer: Layer, *conditions: Any) -> list[MapFeature]:
    """Read what a map carries of a layer's features; raises UnauthenticatedError and ForbiddenError."""
    from shapely import from_wkb

    require(user, "read", LayerThing(layer.id))
    table = feature_table(layer)
    columns = [table.c[column_name(name)] for name in layer.map_fields]
    asked = select(func.ST_AsBinary(table.c.geom), *columns).where(table.c.geom.is_not(None), *conditions)
    statement = Statement.of(asked.order_by(table.c.id).limit(MOST_FEATURES))
    rows = connection.execute(statement.text, statement.constants, binary=True).fetchall()
    return [
        MapFeature(from_wkb(shape), dict(zip(layer.map_fields, values, strict=True)))
        for shape, *values in rows
    ]


def _outline(connection: Connection, user: User, city: City) -> Any:
    """Return the ward's shape. Raises NotFoundError where the layer has none."""
    from shapely import union_all

    layer = built_in_layers()[WARD]
    own = feature_table(layer).c.code == city.ward_code
    found = _read(connection, user, layer, own)
    if not found:
        raise NotFoundError(
            vi=f"Chưa có địa giới của phường {city.ward_code} nên chưa vẽ được bản đồ.",
            en=f"There is no boundary of the ward {city.ward_code} yet, so no map can be drawn.",
        )
    return union_all([feature.geometry for feature in found])


def _once(features: Iterable[MapFeature]) -> list[MapFeature]:
    """Leave out what stands there again for another subject."""
    seen: dict[object, MapFeature] = {}
    for feature in features:
        of_layer = (feature.properties.get("layer"), feature.properties.get("feature_id"))
        seen.setdefault(of_layer if of_layer[1] is not None else feature.geometry.wkb, feature)
    return list(seen.values())


def _places(connection: Connection, user: User, subject: str | None) -> MapLayer:
    layer = overlays()[PLACES]
    table = feature_table(layer)
    wanted = table.c.kind == "task" if subject is None else table.c.subject == subject
    return classify(layer, _once(_read(connection, user, layer, wanted, table.c.role != "works")))


def _shades(connection: Connection, user: User, subject: str) -> MapLayer:
    layer = overlays()[PROGRESS]
    return classify(layer, _read(connection, user, layer, feature_table(layer).c.subject == subject))


def _ground(connection: Connection, user: User) -> list[MapLayer]:
    layers = (built_in_layers()[name] for name in GROUND)
    return [classify(layer, _read(connection, user, layer)) for layer in layers]


def draw_places(
    connection: Connection,
    user: User,
    city: City,
    subject: tuple[str, str] | None = None,
    day: date | None = None,
) -> Picture:
    """Draw the places of all tasks, or of one subject (its key and its name) with the groups shaded by progress.

    The map is always of the moment at which it is drawn. Raises NotFoundError where there is no ward,
    UnauthenticatedError, ForbiddenError, and UnavailableError where the fonts are missing.
    """
    key = None if subject is None else subject[0]
    shades = [] if key is None else [_shades(connection, user, key)]
    layers: Sequence[MapLayer] = (*_ground(connection, user), *shades, _places(connection, user, key))
    what = "nhiệm vụ của Chương trình" if subject is None else f"{subject[0]} {subject[1]}"
    return draw_map(
        MapSheet(
            layers=tuple(layers),
            outline=_outline(connection, user, city),
            caption=f"Nơi thực hiện {what}, theo tình trạng",
            sources=(
                "Nguồn: các lớp bản đồ của phường; nơi thực hiện theo sổ nhiệm vụ và quy tắc đo của từng chỉ tiêu.",
            ),
            dated=day or today(),
            srid=city.srid,
        )
    )
