"""The file's rows in a temporary table: columns of the layer's own types, nothing checked yet."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from psycopg import sql
from sqlalchemy import BigInteger, Column, MetaData, Table, Text
from sqlalchemy.types import UserDefinedType

from twin.features.exchange.batches import EXTERNAL_ID, GEOMETRY, Identity, clean_schema
from twin.features.exchange.intake.copying import copy_into, encode, join_rows
from twin.features.exchange.intake.flow import Flow
from twin.features.exchange.intake.statements import make_temporary
from twin.store.database import Connection
from twin.store.tables import SRID, column_name, feature_table
from twin.vocabulary import Layer

ROW_COLUMN = "history_id"
"""The row's number in the file, under a name that no field's column ever has (`store.tables.HISTORY_COLUMNS`)."""
_SYSTEM = ("source", "valid_from", "valid_to")
_CONTENT = "content:"
_ID_PLACE = 1
"""Where external ids stand in a clean batch: after the row's number. Fields may bear any name, so places count."""
_DIGEST_BYTES = 16


class StoredGeometry(UserDefinedType[Any]):
    """A geometry that stays in the database: unlike GeoAlchemy's, it is not turned into text on its way."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return f"geometry(Geometry,{SRID})"


@dataclass(frozen=True)
class Incoming:
    """What a file brings to a layer: which of its fields, and how its rows are told apart."""

    layer: Layer
    fields: tuple[str, ...]
    identity: Identity

    def column_of(self, field: str) -> str:
        return field if field in _SYSTEM and field not in self.layer.by_name else column_name(field)

    @cached_property
    def columns(self) -> dict[str, str]:
        """The columns that the file fills, by field."""
        return {field: self.column_of(field) for field in self.fields}

    @cached_property
    def table(self) -> Table:
        """The temporary table `twin_staging`."""
        kinds = feature_table(self.layer).c
        filled = [Column(column, kinds[column].type) for column in self.columns.values()]
        return Table(
            "twin_staging",
            MetaData(),
            Column(ROW_COLUMN, BigInteger),
            Column(EXTERNAL_ID, Text),
            *filled,
            Column(GEOMETRY, StoredGeometry),
            prefixes=["TEMPORARY"],
            postgresql_on_commit="DROP",
        )

    @cached_property
    def schema(self) -> pa.Schema:
        return clean_schema(self.layer, self.fields)

    def identify(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Give rows that nothing identifies a key made of what they say, the same at every import.

        Such a row is known again only as long as it says the same: changed in the file, it is a new one.
        """
        given = batch.column(_ID_PLACE)
        if not given.null_count:
            return batch
        said = join_rows(batch.columns[_ID_PLACE + 1 :]).to_pylist()
        digests = (hashlib.blake2b(row, digest_size=_DIGEST_BYTES).hexdigest() for row in said)
        keys = pa.array([f"{_CONTENT}{digest}" for digest in digests], pa.string())
        return batch.set_column(_ID_PLACE, EXTERNAL_ID, pc.coalesce(given, keys))


def stage(connection: Connection, incoming: Incoming, flow: Flow) -> int:
    """Make the temporary table, fill it, and return its number of rows."""
    make_temporary(connection, incoming.table)
    batches = flow.rows(lambda batch: encode(incoming.identify(batch)))
    columns = (ROW_COLUMN, EXTERNAL_ID, *incoming.columns.values(), GEOMETRY)
    rows = copy_into(connection, sql.Identifier(incoming.table.name), columns, batches)
    connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(incoming.table.name)))
    return rows
