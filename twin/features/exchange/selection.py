"""Which columns and features an export takes, as SQLAlchemy statements.

The statements carry their values as literals that SQLAlchemy quotes: COPY, which hands bytes on fastest, takes no
parameters.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    Select,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.sql.elements import KeyedColumnElement

from twin.errors import BadInputError
from twin.features.exchange.batches import GEOMETRY
from twin.features.exchange.exports import ExportOptions
from twin.store.history import held_at
from twin.store.tables import SRID, column_name, feature_table
from twin.vocabulary import SYSTEM_FIELDS, YES_NO_UNKNOWN, Field, Language, Layer, Text

ID = Field(name="id", label=Text(vi="Mã trong hệ thống", en="Id in the twin"), kind="integer", required=True)
_BEFORE, _AFTER = ("external_id",), ("valid_from", "valid_to", "source", "updated_at")
_SYSTEM = {field.name: field for field in SYSTEM_FIELDS}

# No doubled per cent signs: nothing is formatted into these statements.
_DIALECT = PGDialect(paramstyle="named")  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column of the file: its name there, what it means, and where it stands in the table."""

    name: str
    field: Field
    column: KeyedColumnElement[Any]


def render(statement: Select[Any]) -> str:
    """Return a statement as text, its values quoted in it."""
    return str(statement.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))


def _system_name(name: str, layer: Layer) -> str:
    """Step aside where the layer has a field so named: a run-time layer keeps its file's own names."""
    taken = {field.name.casefold() for field in layer.all_fields}
    while name in taken:
        name = f"twin_{name}"
    return name


def _system_columns(layer: Layer, rows: FromClause, names: tuple[str, ...]) -> Iterator[ExportColumn]:
    for name in names:
        field = ID if name == ID.name else _SYSTEM[name]
        yield ExportColumn(_system_name(name, layer), field, rows.c[name])


def _unknown_fields(layer: Layer, names: list[str]) -> BadInputError:
    listed, known = ", ".join(names), ", ".join(field.name for field in layer.all_fields)
    return BadInputError(
        vi=f"Lớp «{layer.id}» không có trường: {listed}. Các trường có: {known}.",
        en=f"The layer “{layer.id}” has no such fields: {listed}. It has: {known}.",
    )


def _columns(layer: Layer, rows: FromClause, options: ExportOptions) -> tuple[ExportColumn, ...]:
    own = [ExportColumn(field.name, field, rows.c[column_name(field.name)]) for field in layer.all_fields]
    after = list(_system_columns(layer, rows, _AFTER))
    if options.fields is not None:
        wanted = set(options.fields)
        unknown = sorted(wanted - {column.name for column in (*own, *after)} - {"id", "external_id"})
        if unknown:
            raise _unknown_fields(layer, unknown)
        own, after = ([c for c in part if c.name in wanted] for part in (own, after))
    return (*_system_columns(layer, rows, (ID.name, *_BEFORE)), *own, *after)


def _spoken(column: ColumnElement[Any], field: Field, language: Language) -> ColumnElement[Any]:
    if field.choices:
        words: dict[str | bool, str] = {c.value: c.label.in_language(language) for c in field.choices}
        return case(words, value=column, else_=column)
    if field.kind == "boolean":
        yes, no, _ = YES_NO_UNKNOWN
        return case(
            (column.is_(True), yes.label.in_language(language)),
            (column.is_(False), no.label.in_language(language)),
        )
    return column


@dataclass(frozen=True, slots=True)
class Selection:
    """The features of one layer that an export takes."""

    layer: Layer
    options: ExportOptions
    table: FromClause
    """The rows that stand to choice: the layer's, or those that were held at a moment."""
    columns: tuple[ExportColumn, ...]
    """The columns to write, in order."""
    ids: str | None = None
    """The statement that finds the features' ids, its values quoted in it by the driver."""

    @property
    def geometry(self) -> ColumnElement[Any]:
        return self.table.c.geom

    def kind_of(self, column: ExportColumn) -> str:
        """Return the kind of the values as written: a yes or no in words is text."""
        spoken = self.options.labels and (column.field.kind in {"choice", "boolean"})
        return "text" if spoken else column.field.kind

    def value(self, column: ExportColumn) -> ColumnElement[Any]:
        """Return the expression of a column's values, in words where words are asked for.

        A feature that has no external id gets one that finds it again when the file comes back.
        """
        if column.column.key == "external_id":
            own = func.city_store.own_key(self.layer.id, self.table.c.id)
            return func.coalesce(column.column, own)
        labels = self.options.labels
        return _spoken(column.column, column.field, labels) if labels else column.column

    def title(self) -> ExportColumn | None:
        """Return the column that names a feature, where it is written at all."""
        named = (column for column in self.columns if column.name == self.layer.title_field)
        return next(named, None)

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        table = self.table
        if self.options.bbox is not None:
            box = func.ST_MakeEnvelope(*self.options.bbox, SRID)
            yield table.c.geom.op("&&")(box) & func.ST_Intersects(table.c.geom, box)
        if (day := self.options.valid_at) is not None:
            yield or_(table.c.valid_from.is_(None), table.c.valid_from <= day)
            yield or_(table.c.valid_to.is_(None), table.c.valid_to > day)
        if self.ids is not None:
            yield table.c.id.op("IN", is_comparison=True)(literal_column(f"({self.ids})"))

    def rows(self, *expressions: ColumnElement[Any]) -> Select[Any]:
        """Select these expressions of the chosen features, in order of id."""
        return (
            select(*expressions).select_from(self.table).where(*self._conditions()).order_by(self.table.c.id)
        )

    def records(self) -> Select[Any]:
        """Select all columns under their names in the file, and the geometry as WKB where it is asked for."""
        told = [self.value(column).label(f"c{place}") for place, column in enumerate(self.columns)]
        shape = [func.ST_AsBinary(self.geometry).label(GEOMETRY)] if self.options.geometry else []
        return self.rows(*told, *shape)

    def survey(self) -> Select[Any]:
        """Select geometry type, import, number of features and extent, a row for each type and import."""
        kind, box = func.GeometryType(self.geometry), func.ST_Extent(self.geometry)
        edges = [func.ST_XMin(box), func.ST_YMin(box), func.ST_XMax(box), func.ST_YMax(box)]
        return (
            select(kind, self.table.c.import_id, func.count(), *edges)
            .where(*self._conditions())
            .group_by(kind, self.table.c.import_id)
        )

    def sources(self, most: int) -> Select[Any]:
        """Select the different sources that the features themselves name, at most so many."""
        source = self.table.c.source
        named = select(source).where(source.is_not(None), *self._conditions()).distinct()
        return select(text("source")).select_from(named.subquery()).limit(most)


def select_features(layer: Layer, options: ExportOptions, ids: str | None = None) -> Selection:
    """Return what an export takes; raises BadInputError for a field that is not the layer's."""
    rows: FromClause = feature_table(layer)
    if options.held_at is not None:
        rows = held_at(layer, literal(options.held_at, DateTime(timezone=True)))
    return Selection(layer, options, rows, _columns(layer, rows, options), ids)
