"""A city of made-up features in every layer, true to what each layer declares."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any, Protocol

import psycopg
import pytest
from shapely import box
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
)
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, insert

from twin.layers import built_in_layers
from twin.store.database import compile_sql
from twin.store.tables import column_name, feature_table
from twin.vocabulary import Field, GeometryType, Layer

CENTRE = (105.7962, 21.0139)
FEATURES = 7
TEXTS = (
    "Ngõ 130 Trung Kính",
    "Hoà, Hòa và «Hoàng Đạo Thúy»",
    "=HYPERLINK(1)",
    "'=đã có dấu nháy",
    'ngoặc "kép", dấu, phẩy; và \\gạch chéo',
    "-12 đường Láng\nhai dòng\tcó tab",
    "@a <b> & c",
    "00175",
)


class Cloneable(Protocol):
    def clone(self, template: str) -> Any: ...


def _shapes(kind: GeometryType, number: int) -> BaseGeometry:
    west, south = CENTRE[0] + number * 0.0007, CENTRE[1] + number * 0.0003
    point, far = Point(west, south), Point(west + 0.0011, south + 0.0007)
    line = LineString([(west, south), (west + 0.0005, south + 0.0002), (west + 0.0006, south + 0.0009)])
    away = LineString([(west + 0.002, south), (west + 0.003, south + 0.001)])
    hole = box(west + 0.0001, south + 0.0001, west + 0.0002, south + 0.0002).exterior.coords
    yard = Polygon(box(west, south, west + 0.0004, south + 0.0003).exterior.coords, [hole])
    house = box(west + 0.001, south, west + 0.0013, south + 0.0002)
    shapes: dict[str, tuple[BaseGeometry, ...]] = {
        "Point": (point,),
        "LineString": (line, MultiLineString([line, away])),
        "Polygon": (yard, MultiPolygon([yard, house])),
        "MultiPolygon": (MultiPolygon([yard, house]), yard),
        "Geometry": (point, line, yard, MultiPoint([point, far]), GeometryCollection([point, house])),
    }
    return shapes[kind][number % len(shapes[kind])]


def _value(field: Field, random: Random, text: str) -> Any:  # noqa: PLR0911 - a kind, a value
    low = field.minimum if field.minimum is not None else 0
    high = field.maximum if field.maximum is not None else low + 1e6
    match field.kind:
        case "integer":
            return random.randint(round(low), round(high))
        case "number":
            return min(max(round(random.uniform(low, high), 3), low), high)
        case "boolean":
            return random.random() < 0.5
        case "date":
            return date(2024, 1, 5) + timedelta(days=random.randrange(700))
        case "datetime":
            return datetime(2025, 3, 7, 22, 30, 5, tzinfo=UTC) + timedelta(minutes=random.randrange(99_999))
        case "choice":
            return random.choice(field.choices).value
    return str(random.randrange(10**field.digits)).zfill(field.digits) if field.digits else text


def _ruled(layer: Layer) -> set[str]:
    """Fields that a rule binds to each other: left unknown, which breaks no rule."""
    comparisons = [part for rule in layer.rules for part in (rule.then, rule.when) if part]
    return {name for comparison in comparisons for name in comparison.fields}


def make_rows(layer: Layer) -> Iterator[dict[str, Any]]:
    random, texts, ruled = Random(layer.id), cycle(TEXTS), _ruled(layer)  # noqa: S311 - made-up data
    for number in range(FEATURES):
        row: dict[str, Any] = {
            column_name(field.name): _value(field, random, next(texts))
            for field in layer.all_fields
            if field.required or (field.name not in ruled and (number + len(field.name)) % 3)
        }
        shape = func.ST_GeomFromText(_shapes(layer.geometry, number).wkt, 4326)
        row |= {"external_id": f"{layer.id}/{number}" if number % 4 else None, "geom": shape}
        if number % 2:
            row |= {"source": "Khảo sát 2025; sổ tay", "valid_from": date(2025, 1, 1 + number)}
        if number == FEATURES - 1:
            row["valid_to"] = date(2026, 2, 3)
        yield row


def fill(url: str) -> None:
    with psycopg.connect(url) as connection:
        for layer in built_in_layers().values():
            for row in make_rows(layer):
                text, values = compile_sql(insert(feature_table(layer)).values(row))
                connection.execute(text.encode(), values)


@pytest.fixture(scope="session")
def city(postgis: Cloneable) -> Iterator[str]:
    """The URL of a database with a few features in every layer. Tests only read it."""
    with postgis.clone("twin_template") as url:
        fill(url)
        yield url
