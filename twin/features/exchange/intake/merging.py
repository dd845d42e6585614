"""What the file's rows mean beside what the layer holds: one SELECT that later statements stand on.

For each row of the file: the feature that it speaks of, if the layer has it, and the feature as it would be
afterwards. Three rules decide each value:

* An empty cell, or 'unknown', says nothing: what the layer knows stays (unless `empty_erases`).
* What somebody changed here since the feature's last import stays, as long as the file says what it said at
  that import. Where the file says something new, the file wins; the edit stays in the history.
* A new measurement carries the file's word on where it came from, or none: never the old value's source.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Delete,
    FromClause,
    Insert,
    Select,
    Subquery,
    Table,
    Text,
    Update,
    and_,
    case,
    false,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB, distinct_on

from twin.features.exchange.batches import EXTERNAL_ID, GEOMETRY
from twin.features.exchange.intake.staging import ROW_COLUMN, Incoming, StoredGeometry
from twin.store.guards import checks_of
from twin.store.tables import column_name, feature_table, history_table, imports
from twin.vocabulary import UNKNOWN, Field, Layer

VERDICT, BROKEN = "change", "recorded_to"
"""Columns beside the features' own: like `ROW_COLUMN`, under names that no field's column has."""
NEW, CHANGED, SAME = "new", "changed", "same"
Value = ColumnElement[Any]


def plain(column: Value) -> Value:
    """Return a geometry column as it is stored, kept from becoming text on its way."""
    return type_coerce(column, StoredGeometry()) if column.key == GEOMETRY else column


@dataclass(frozen=True)
class Merge:
    """The statements of one import. They stand on temporary tables, which `settle` fills in order."""

    incoming: Incoming
    empty_erases: bool = False

    @cached_property
    def staged(self) -> Table:
        return self.incoming.table

    @cached_property
    def present(self) -> Table:
        return feature_table(self.layer)

    @property
    def layer(self) -> Layer:
        return self.incoming.layer

    @cached_property
    def base(self) -> Table:
        """What features that were edited here were right after their last import."""
        kinds = {
            column.name: StoredGeometry() if column.name == GEOMETRY else column.type
            for column in self.present.c
        }
        return self._temporary("twin_base", *(Column(name, kind) for name, kind in kinds.items()))

    @cached_property
    def refused(self) -> Table:
        """Rows that are not stored and what speaks against them: see `refusals`."""
        columns = Column(ROW_COLUMN, BigInteger), Column("about", Text), Column("other", BigInteger)
        return self._temporary("twin_refused", *columns)

    @cached_property
    def decided(self) -> Table:
        """The rows of `verdicts`."""
        columns = Column("id", BigInteger), Column(VERDICT, Text), Column(BROKEN, BigInteger)
        return self._temporary("twin_decided", Column(ROW_COLUMN, BigInteger), *columns)

    @cached_property
    def unread(self) -> Table:
        """The external ids of rows that could not be read: refused, but not gone."""
        return self._temporary("twin_unread", Column(EXTERNAL_ID, Text))

    def _temporary(self, name: str, *columns: Column[Any]) -> Table:
        return Table(
            name, self.staged.metadata, *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP"
        )

    def key_of(self, table: FromClause) -> Value:
        """Return what tells a row from the others, as one value that can be hashed.

        Key fields are compared themselves: the layer's features may have their external ids from elsewhere.
        A feature that no source has named is known by what exports call it.
        """
        if self.incoming.identity.kind != "key":
            return table.c[EXTERNAL_ID] if table is self.staged else self._known_as(table)
        names = map(column_name, self.incoming.identity.columns)
        return func.jsonb_build_array(*(table.c[name] for name in names), type_=JSONB)

    def _known_as(self, features: FromClause) -> Value:
        return func.coalesce(features.c[EXTERNAL_ID], func.city_store.own_key(self.layer.id, features.c.id))

    def repeated(self) -> Select[Any]:
        """Select the rows whose key an earlier row of the file has: the row's number and the earlier one's."""
        key, row = self.key_of(self.staged), self.staged.c[ROW_COLUMN]
        first = func.min(row).over(partition_by=key).label("first")
        numbered = select(row, first).subquery()
        return select(numbered.c[ROW_COLUMN], numbered.c.first).where(
            numbered.c[ROW_COLUMN] > numbered.c.first
        )

    def ambiguous(self) -> Select[Any]:
        """Select the rows whose key several features of the layer have."""
        key = self.key_of(self.present)
        several = select(key.label("key")).group_by(key).having(func.count() > 1).subquery()
        return select(self.staged.c[ROW_COLUMN]).where(self.key_of(self.staged).in_(select(several.c.key)))

    def edited(self) -> Select[Any]:
        """Select the features edited here since their last import, as that import left them."""
        history, present = history_table(self.layer), self.present
        written = and_(
            history.c.updated_at >= imports.c.started_at,
            history.c.updated_at <= func.coalesce(imports.c.finished_at, imports.c.started_at),
        )
        touched = present.c.updated_at > func.coalesce(imports.c.finished_at, imports.c.started_at)
        return (
            select(*(plain(history.c[column.name]).label(column.name) for column in present.c))
            .ext(distinct_on(history.c.id))
            .select_from(present)
            .join(self.staged, self.key_of(self.staged) == self.key_of(present))
            .join(imports, imports.c.id == present.c.import_id)
            .join(history, and_(history.c.id == present.c.id, history.c.import_id == imports.c.id, written))
            .where(touched)
            .order_by(history.c.id, history.c.history_id)
        )

    def _says_nothing(self, field: Field | None, stated: Value) -> ColumnElement[bool]:
        if self.empty_erases:
            return false()
        if field is not None and UNKNOWN.value in {choice.value for choice in field.choices}:
            return or_(stated.is_(None), stated == UNKNOWN.value)
        return stated.is_(None)

    def _value(self, field: Field | None, column: str) -> Value:
        """Weigh a field of the file against what the layer holds."""
        stated, held, before = (plain(table.c[column]) for table in (self.staged, self.present, self.base))
        return case(
            (and_(self._says_nothing(field, stated), held.is_not(None)), held),
            (and_(self.base.c.id.is_not(None), stated.is_not_distinct_from(before)), held),
            else_=stated,
        )

    def _origin(self, measured: Field, column: str, source_column: str) -> Value:
        """Weigh where a measurement comes from: the source belongs to its value."""
        stated, held = self.staged.c[column], self.present.c[column]
        stays = self._value(measured, column).is_not_distinct_from(held)
        held_source = self.present.c[source_column]
        if source_column not in self.staged.c:
            return case((stays, held_source), else_=null())
        silent = and_(self._says_nothing(measured, stated), held.is_not(None))
        source_field = self.layer.by_name.get(f"{measured.name}_source")
        return case(
            (silent, held_source),
            (stays, self._value(source_field, source_column)),
            else_=self.staged.c[source_column],
        )

    @cached_property
    def values(self) -> dict[str, Value]:
        """The columns that the file may change, each with its value afterwards."""
        by_name, values = self.layer.by_name, {}
        for name, column in self.incoming.columns.items():
            values[column] = self._value(by_name.get(name), column)
        for name, column in self.incoming.columns.items():
            field = by_name.get(name)
            if field is not None and field.sourced:
                source_column = column_name(field.source_field.name)
                values[source_column] = self._origin(field, column, source_column)
        values[GEOMETRY] = self._value(None, GEOMETRY)
        return values

    def _weighed(self) -> Subquery:
        """Join one row for each row of the file: its number, the feature's id or null, and all of its columns."""
        present, staged = self.present, self.staged
        kept = {column.name: plain(column) for column in present.c if column.name not in {"id", EXTERNAL_ID}}
        full: dict[str, Value] = kept | self.values
        differs = or_(
            *(value.is_distinct_from(plain(present.c[name])) for name, value in self.values.items())
        )
        verdict = case((present.c.id.is_(None), NEW), (differs, CHANGED), else_=SAME)
        refused = select(self.refused.c[ROW_COLUMN]).where(self.refused.c[ROW_COLUMN] == staged.c[ROW_COLUMN])
        return (
            select(
                staged.c[ROW_COLUMN],
                present.c.id,
                func.coalesce(present.c[EXTERNAL_ID], staged.c[EXTERNAL_ID]).label(EXTERNAL_ID),
                verdict.label(VERDICT),
                *(value.label(name) for name, value in full.items()),
            )
            .select_from(staged)
            .outerjoin(present, self.key_of(staged) == self.key_of(present))
            .outerjoin(self.base, self.base.c.id == present.c.id)
            .where(~refused.exists())
            .subquery("weighed")
        )

    def verdicts(self) -> Select[Any]:
        """Select the rows that are not the same: number, feature, 'new' or 'changed', and the first check that they break.

        A row that is the same is not looked at again, so that what older rows break blocks nothing.
        """
        rows = self._weighed().c
        broken = case(
            *(
                (~literal_column(f"({check.text})"), place)
                for place, check in enumerate(checks_of(self.layer))
            ),
            else_=null(),
        )
        return select(rows[ROW_COLUMN], rows.id, rows[VERDICT], broken).where(rows[VERDICT] != SAME)

    def _accepted(self, rows: FromClause, verdict: str) -> ColumnElement[bool]:
        decided = self.decided
        return (
            select(decided.c[ROW_COLUMN])
            .where(decided.c[ROW_COLUMN] == rows.c[ROW_COLUMN])
            .where(decided.c[VERDICT] == verdict, decided.c[BROKEN].is_(None))
            .exists()
        )

    def insert(self, import_id: int, source: str | None) -> Insert:
        """Add the new features, along a curve through their places."""
        staged = self.staged
        values: dict[str, Value] = {EXTERNAL_ID: self._free_external_id()}
        values |= {column: plain(staged.c[column]) for column in (*self.incoming.columns.values(), GEOMETRY)}
        values["import_id"] = literal(import_id, BigInteger)
        values.setdefault("source", literal(source, Text))
        rows = select(*values.values()).where(self._accepted(staged, NEW)).order_by(plain(staged.c[GEOMETRY]))
        return self.present.insert().from_select([*values], rows, include_defaults=False)

    def _free_external_id(self) -> Value:
        """Return a new feature's external id: none where its key is another feature's external id by chance."""
        stated = self.staged.c[EXTERNAL_ID]
        if self.incoming.identity.kind != "key":
            return stated
        others = self.present.alias("others")
        taken = select(others.c.id).where(others.c[EXTERNAL_ID] == stated).exists()
        return case((taken, null()), else_=stated)

    def update(self, import_id: int, source: str | None) -> Update:
        """Change the features that the file knows better."""
        weighed, present = self._weighed(), self.present
        values: dict[str, Value] = {name: weighed.c[name] for name in self.values}
        values["import_id"] = literal(import_id, BigInteger)
        if "source" not in values and source is not None:
            values["source"] = literal(source, Text)
        return (
            present.update()
            .values({present.c[name]: value for name, value in values.items()})
            .where(present.c.id == weighed.c.id, self._accepted(weighed, CHANGED))
        )

    def gone(self, origin: str) -> Select[Any]:
        """Select the ids of features that earlier imports of this origin brought and that the file has no more."""
        present, staged, unread = self.present, self.staged, self.unread
        key = self.key_of(present)
        return (
            select(present.c.id)
            .join(imports, imports.c.id == present.c.import_id)
            .where(
                imports.c.layer == self.layer.id,
                func.coalesce(imports.c.source, imports.c.file_name) == origin,
            )
            .where(~select(staged.c[ROW_COLUMN]).where(self.key_of(staged) == key).exists())
            .where(
                ~select(unread.c[EXTERNAL_ID]).where(unread.c[EXTERNAL_ID] == present.c[EXTERNAL_ID]).exists()
            )
        )

    def remove(self, origin: str) -> Delete:
        """Delete the features that are gone; the history keeps them."""
        return self.present.delete().where(self.present.c.id.in_(self.gone(origin)))

    def restored(self, import_id: int) -> Select[Any]:
        """Count those features that this import added which had been deleted from the layer before."""
        present, history = self.present, history_table(self.layer)
        deleted = select(history.c.id).where(
            history.c.change == "delete", history.c[EXTERNAL_ID] == present.c[EXTERNAL_ID]
        )
        older = select(history.c.id).where(history.c.id == present.c.id)
        return (
            select(func.count())
            .select_from(present)
            .where(present.c.import_id == import_id, deleted.exists(), ~older.exists())
        )
