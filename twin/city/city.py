"""The city as a report reads it: frames in metres, as of a day, for a user who may read them."""

from datetime import date, datetime, time
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd
import shapely
from geopandas.geodataframe import GeoDataFrame
from geopandas.geoseries import GeoSeries
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Date, DateTime, bindparam, select

from twin.access import LayerThing, User, require
from twin.analysis.projection import METRIC_SRID, to_metres
from twin.city.areas import find_area
from twin.errors import BadInputError
from twin.features.query import overlaps
from twin.features.statement import Statement
from twin.features.submission import LOCAL_TIME
from twin.norms import Norm, find_norm
from twin.reporting import Inputs
from twin.store.database import Connection
from twin.store.history import held_at
from twin.store.registry import read_layers, unknown_layer
from twin.store.tables import column_name, feature_table
from twin.vocabulary import SYSTEM_FIELDS, FieldKind, Layer

_SYSTEM = {field.name: field for field in SYSTEM_FIELDS}
_DTYPES: dict[FieldKind, str] = {"number": "float64", "integer": "Int64", "boolean": "boolean"}


@lru_cache(maxsize=1024)
def _statement(layer: Layer, fields: tuple[str, ...], *, past: bool) -> Statement:
    rows = (
        held_at(layer, bindparam("held_at", type_=DateTime(timezone=True))) if past else feature_table(layer)
    )
    columns = [rows.c[name if name in _SYSTEM else column_name(name)] for name in fields]
    day = bindparam("day", type_=Date())
    return Statement.of(
        select(rows.c.id, rows.c.geom, *columns).where(overlaps(rows, day, day)).order_by(rows.c.id)
    )


class LiveCity:
    """Reads PostGIS in one transaction; remembers what it was asked for, so that the result can name it.

    Raises UnauthenticatedError, ForbiddenError, NotFoundError, BadInputError where a layer, a field or an area is
    read that is not there or not this user's to read.
    """

    def __init__(self, connection: Connection, user: User, inputs: Inputs, today: date) -> None:
        self._connection, self._user, self._inputs, self._today = connection, user, inputs, today
        if self.day > today:
            raise BadInputError(
                vi=f"Ngày {self.day:%d/%m/%Y} chưa đến.",
                en=f"The day {self.day.isoformat()} is still to come.",
            )
        self._layers = read_layers(connection)
        self.read: dict[str, int] = {}
        """How many features of each layer were read."""
        self.norms: dict[str, Norm] = {}
        """The norms that were asked for, as they were in force."""

    @property
    def day(self) -> date:
        return self._inputs.data_as_of or self._today

    @property
    def norm_day(self) -> date:
        return self._inputs.norm_as_of or self.day

    @cached_property
    def area(self) -> BaseGeometry | None:
        return find_area(self._connection, self._inputs.area)

    def declared(self, layer: str) -> Layer:
        if layer not in self._layers:
            raise unknown_layer(layer)
        return self._layers[layer]

    def norm(self, norm_id: str) -> Norm | None:
        found = find_norm(norm_id, self.norm_day)
        if found is not None:
            self.norms[norm_id] = found
        return found

    def frame(self, layer: str, *fields: str, whole: bool = False) -> GeoDataFrame:
        declared = self.declared(layer)
        require(self._user, "read", LayerThing(layer))
        rows = self._rows(declared, fields)
        shapes = to_metres(shapely.from_wkb([row[1] for row in rows]))
        index = pd.Index([row[0] for row in rows], dtype="int64", name="id")
        found = GeoDataFrame(
            {
                name: _typed(declared, name, [row[2 + n] for row in rows], index)
                for n, name in enumerate(fields)
            },
            geometry=GeoSeries(shapes, index=index, crs=METRIC_SRID),
            index=index,
            crs=METRIC_SRID,
        )
        if self.area is not None and not whole:
            found = found[shapely.intersects(found.geometry.to_numpy(), self.area)]
        self.read[layer] = max(len(found), self.read.get(layer, 0))
        frame: GeoDataFrame = found.copy()
        return frame

    def _rows(self, layer: Layer, fields: tuple[str, ...]) -> list[tuple[Any, ...]]:
        unknown = [name for name in fields if name not in layer.by_name and name not in _SYSTEM]
        if unknown:
            raise BadInputError(
                vi=f"Lớp «{layer.id}» không có trường «{unknown[0]}».",
                en=f"The layer “{layer.id}” has no field “{unknown[0]}”.",
            )
        past = self._inputs.data_as_of is not None and self.day < self._today
        statement = _statement(layer, fields, past=past)
        moment = datetime.combine(self.day, time.max, LOCAL_TIME)
        given: dict[str, Any] = {"day": self.day, **({"held_at": moment} if past else {})}
        with self._connection.cursor(binary=True) as cursor:
            return cursor.execute(statement.text, {**statement.constants, **given}).fetchall()


def _typed(layer: Layer, name: str, values: list[Any], index: "pd.Index[Any]") -> "pd.Series[Any]":
    """Return a column in which what is unknown stays unknown: NaN of numbers, NA of whole ones and of yes or no."""
    field = layer.by_name.get(name) or _SYSTEM[name]
    dtype: Any = _DTYPES.get(field.kind, "object")
    typed: pd.Series[Any] = pd.Series(values, index=index, dtype=dtype)
    return typed
