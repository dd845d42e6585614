"""The city as a report reads it: frames in metres, as of a day, for a user who may read them."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any

import pandas as pd
import shapely
from geopandas.geodataframe import GeoDataFrame
from geopandas.geoseries import GeoSeries
from shapely.geometry.base import BaseGeometry
from sqlalchemy import (
    BigInteger,
    BindParameter,
    Date,
    DateTime,
    Double,
    bindparam,
    func,
    literal_column,
    select,
)

from twin.access import LayerThing, RasterThing, User, require
from twin.analysis.parts import Found, Part, Parted, Told, Whole
from twin.analysis.projection import METRIC_SRID, box_in_degrees, to_metres
from twin.analysis.surface import Surface
from twin.analysis.water.rain import Rain
from twin.city.areas import find_area
from twin.city.changed import ChangedCity
from twin.city.cluster import Cluster
from twin.city.columns import SYSTEM, type_column
from twin.errors import BadInputError
from twin.features.query import overlaps
from twin.features.statement import Statement
from twin.features.submission import LOCAL_TIME
from twin.norms import Norm, find_norm
from twin.registers import registers
from twin.reporting import Inputs
from twin.reporting.whatif import Changes
from twin.store.database import Connection
from twin.store.history import first_record, held_at, last_record, states_of
from twin.store.observations import Measured, read_observations
from twin.store.rasters import TerrainRow, terrain_held
from twin.store.registry import read_layers, unknown_layer
from twin.store.tables import column_name, feature_table
from twin.vocabulary import Layer, Text

_SIDES = ("west", "south", "east", "north")
_WARD = "ward"
_ENDING = ("recorded_to", "change", "changed_by")


@dataclass(frozen=True)
class Series:
    """What was read of a layer's observations: how many at once, and the newest import among them.

    `newest` is when the last of them was measured, and `until` how far was asked.
    """

    until: datetime
    read: int = 0
    last_import: int = 0
    imported_at: datetime | None = None
    newest: datetime | None = None


@lru_cache(maxsize=1024)
def _statement(layer: Layer, fields: tuple[str, ...], *, past: bool, boxed: bool) -> Statement:
    rows = (
        held_at(layer, bindparam("held_at", type_=DateTime(timezone=True))) if past else feature_table(layer)
    )
    columns = [rows.c[_column(name)] for name in fields]
    day = bindparam("day", type_=Date())
    chosen = select(rows.c.id, rows.c.geom, *columns).where(overlaps(rows, day, day))
    if boxed:
        sides: list[BindParameter[float]] = [bindparam(side, type_=Double()) for side in _SIDES]
        box = func.ST_MakeEnvelope(*sides, literal_column("4326"))
        chosen = chosen.where(rows.c.geom.op("&&", is_comparison=True)(box))
    return Statement.of(chosen.order_by(rows.c.id))


def _column(field: str) -> str:
    return field if field in SYSTEM else column_name(field)


@lru_cache(maxsize=1024)
def _states_statement(layer: Layer) -> Statement:
    told = states_of(layer, bindparam("feature", type_=BigInteger())).subquery("told")
    names = (*_ENDING, *SYSTEM, *(_column(field.name) for field in layer.all_fields))
    until = bindparam("until", type_=DateTime(timezone=True))
    columns = (told.c[name] for name in names)
    return Statement.of(
        select(told.c.geom, *columns).where(told.c.updated_at <= until).order_by(told.c.updated_at.desc())
    )


@lru_cache(maxsize=1024)
def _first_statement(layer: Layer) -> Statement:
    return Statement.of(first_record(layer))


@lru_cache(maxsize=1024)
def _last_statement(layer: Layer) -> Statement:
    return Statement.of(last_record(layer, bindparam("until", type_=DateTime(timezone=True))))


Watch = Callable[[float, Text], None]
"""Is told which share of a run is done and what is being done; raises StoppedError where it is to stop."""


def unwatched(share: float, doing: Text) -> None:
    """Let the run go on unseen."""


class LiveCity:
    """Reads PostGIS in one transaction; remembers what it was asked for, so that the result can name it.

    Raises UnauthenticatedError, ForbiddenError, NotFoundError, BadInputError where a layer, a field or an area is
    read that is not there or not this user's to read.
    """

    def __init__(  # noqa: PLR0913 - who asks what of which day, who watches and who helps
        self,
        connection: Connection,
        user: User,
        inputs: Inputs,
        today: date,
        watch: Watch = unwatched,
        *,
        cluster: Cluster | None = None,
    ) -> None:
        self._watch, self._cluster = watch, cluster
        self._connection, self._user, self._inputs, self._today = connection, user, inputs, today
        self._day = inputs.data_as_of or today
        _require_come(self._day, today)
        self._layers = {**read_layers(connection), **registers()}
        self.read: dict[str, int] = {}
        """How many features of each layer were read."""
        self.norms: dict[str, Norm] = {}
        """The norms that were asked for, as they were in force."""
        self.series: dict[str, Series] = {}
        """The layers whose observations were read."""
        self.grounds: dict[int, TerrainRow] = {}
        """The terrains that were read, by version."""
        self.norm_day = inputs.norm_as_of or self._day

    @property
    def day(self) -> date:
        return self._day

    def on(self, day: date) -> "LiveCity":
        _require_come(day, self._today)
        other = copy(self)
        other._day = day  # noqa: SLF001 - a copy of this one, and what it reads is remembered in both
        return other

    def with_changes(self, changes: Changes) -> ChangedCity:
        """Return this city as a scenario would have it."""
        return ChangedCity(self, changes)

    def within(self, area: BaseGeometry | None) -> "LiveCity":
        other = copy(self)
        other.area = area
        return other

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

    def terrain(self, cell: float | None = None) -> Surface | None:
        from twin.rasters.grounds import read_ground

        require(self._user, "read", RasterThing("terrain"))
        held = terrain_held(self._connection, self._close)
        if held is None:
            return None
        self.grounds[held.version] = held
        return read_ground(self._connection, self._user, held, cell)

    @property
    def rain(self) -> Rain | None:
        return None

    def closed(self, layer: str) -> frozenset[int]:
        self.declared(layer)
        return frozenset()

    def share_out(self, work: Parted[Whole, Part, Found, Told], whole: Whole) -> Told:
        if self._cluster is None:
            return work.alone(whole)
        # No number depends on where the work is cut, so that the wards are no source of the result.
        rows = self._rows(self.declared(_WARD), (), None)
        wards = to_metres(shapely.from_wkb([row[1] for row in rows]))
        return self._cluster.share_out(work, whole, wards, lambda _, doing: self._watch(0.0, doing))

    def progress(self, share: float, doing: Text) -> None:
        self._watch(share, doing)

    def _tell_reading(self, layer: Layer) -> None:
        title = layer.title
        self._watch(0.0, Text(vi=f"Đọc lớp «{title.vi}»", en=f"Reading “{title.en}”"))

    def never_written(self, layers: tuple[str, ...]) -> list[Layer]:
        """Return those of the layers of which the database had never held anything by the end of the day."""
        moment, silent = datetime.combine(self.day, time.max, LOCAL_TIME), []
        for layer in map(self.declared, layers):
            self._tell_reading(layer)
            statement = _first_statement(layer)
            row = self._connection.execute(statement.text, dict(statement.constants)).fetchone()
            if row is None or row[0] is None or row[0] > moment:
                silent.append(layer)
        return silent

    def last_written(self, layer: str) -> datetime | None:
        """Return when the database last wrote, changed or deleted anything of a layer by the end of the day; None: never."""
        statement = _last_statement(self.declared(layer))
        given = {**statement.constants, "until": self._close}
        row = self._connection.execute(statement.text, given).fetchone()
        return row[0] if row else None

    def frame(self, layer: str, *fields: str, whole: bool = False) -> GeoDataFrame:
        declared = self.declared(layer)
        require(self._user, "read", LayerThing(layer))
        self._tell_reading(declared)
        rows = self._rows(declared, fields, None if whole else self.area)
        shapes = to_metres(shapely.from_wkb([row[1] for row in rows]))
        index = pd.Index([row[0] for row in rows], dtype="int64", name="id")
        found = GeoDataFrame(
            {
                name: type_column(declared, name, (row[2 + n] for row in rows), index)
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

    def states(self, layer: str, feature_id: int) -> pd.DataFrame:
        declared = self.declared(layer)
        require(self._user, "read", LayerThing(layer))
        statement, until = _states_statement(declared), self._close
        with self._connection.cursor(binary=True) as cursor:
            given = {**statement.constants, "feature": feature_id, "until": until}
            rows = cursor.execute(statement.text, given).fetchall()
        names = ["geometry", *_ENDING, *SYSTEM, *(field.name for field in declared.all_fields)]
        # What ended a state later than the day was not known on it.
        told = [
            (row[0], *(row[1:4] if row[1] and row[1] <= until else (None,) * 3), *row[4:]) for row in rows
        ]
        found = pd.DataFrame(told, columns=names, dtype=object)
        found["geometry"] = shapely.from_wkb(found["geometry"].to_numpy())
        self.read[layer] = max(min(len(found), 1), self.read.get(layer, 0))
        return found

    def observations(self, layer: str, measure: str, since: datetime, until: datetime) -> pd.DataFrame:
        self.declared(layer)
        require(self._user, "read", LayerThing(layer))
        end = min(until, self._close + timedelta(microseconds=1))
        measured = read_observations(self._connection, layer, measure, since, end)
        self._remember(layer, measured, end)
        columns = list(zip(*measured.rows, strict=True)) or [()] * 5
        moments = pd.to_datetime(pd.Series(columns[1], dtype="int64"), unit="us", utc=True)
        return pd.DataFrame(
            {
                "feature": pd.Series(columns[0], dtype="int64"),
                "time": moments.dt.tz_convert(LOCAL_TIME),
                "value": pd.Series(columns[2], dtype="float64"),
                "unit": pd.Series(columns[3], dtype="object"),
            }
        )

    def _remember(self, layer: str, measured: Measured, until: datetime) -> None:
        known = self.series.get(layer, Series(until))
        newer = measured.last_import > known.last_import
        times = [datetime.fromtimestamp(row[1] / 1e6, LOCAL_TIME) for row in _newest(measured)]
        self.series[layer] = Series(
            max(known.until, until),
            max(known.read, len(measured.rows)),
            max(known.last_import, measured.last_import),
            measured.imported_at if newer else known.imported_at,
            max((*times, *([known.newest] if known.newest else ())), default=None),
        )

    @property
    def _close(self) -> datetime:
        """The last moment of the day."""
        return datetime.combine(self._day, time.max, LOCAL_TIME)

    def _rows(
        self, layer: Layer, fields: tuple[str, ...], area: BaseGeometry | None
    ) -> list[tuple[Any, ...]]:
        unknown = [name for name in fields if name not in layer.by_name and name not in SYSTEM]
        if unknown:
            raise BadInputError(
                vi=f"Lớp «{layer.id}» không có trường «{unknown[0]}».",
                en=f"The layer “{layer.id}” has no field “{unknown[0]}”.",
            )
        past = self._day < self._today
        statement = _statement(layer, fields, past=past, boxed=area is not None)
        given: dict[str, Any] = {"day": self._day, **({"held_at": self._close} if past else {})}
        if area is not None:
            given |= dict(zip(_SIDES, box_in_degrees(area.bounds), strict=True))
        with self._connection.cursor(binary=True) as cursor:
            return cursor.execute(statement.text, {**statement.constants, **given}).fetchall()


def _newest(measured: Measured) -> list[tuple[Any, ...]]:
    """Return the row that was measured last; none where nothing was."""
    return [max(measured.rows, key=itemgetter(1))] if measured.rows else []


def _require_come(day: date, today: date) -> None:
    if day > today:
        raise BadInputError(
            vi=f"Ngày {day:%d/%m/%Y} chưa đến.", en=f"The day {day.isoformat()} is still to come."
        )
