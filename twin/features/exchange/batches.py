"""What reading hands on: the plan of how a file is understood, and batches of clean rows and rejects."""

from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

from twin.vocabulary import Layer, Text

ROW = "row_number"
GEOMETRY = "geom"
EXTERNAL_ID = "external_id"
REASON_VI, REASON_EN = "reason_vi", "reason_en"

IdentityKind = Literal["column", "key", "none"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a batch, or of a whole file, went which way.

    `read == clean + rejected`. The others count rows among the clean ones and overlap.
    """

    read: int = 0
    clean: int = 0
    rejected: int = 0
    repaired: int = 0
    """Geometries made valid."""
    flattened: int = 0
    """Geometries whose heights or measures were dropped."""
    outside: int = 0
    """Rows that land outside the expected bounds, though inside Vietnam."""

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.read + other.read,
            self.clean + other.clean,
            self.rejected + other.rejected,
            self.repaired + other.repaired,
            self.flattened + other.flattened,
            self.outside + other.outside,
        )


@dataclass(frozen=True, slots=True)
class CleanBatch:
    """Rows ready for the database, and the rows that are not.

    `table` has the schema `clean_schema(layer, plan.fields)`: `row_number` int64 (1-based data row of the
    file), `external_id` string (null where the file identifies no rows), the mapped fields in the layer's
    order, and `geom`: EWKB, SRID 4326, 2D, valid, not empty. A field that the file does not have is no
    column at all, so that an update leaves it alone.

    `rejects` has `row_number`, the file's own columns as text in Unicode, `geometry` as WKT in the file's
    coordinates where the file has geometries, `reason_vi` and `reason_en`.
    """

    table: pa.RecordBatch
    rejects: pa.RecordBatch
    counts: Counts


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of the file and where it goes: a field's name, `external_id`, or nowhere (None)."""

    column: str
    field: str | None
    how: Text
    """Why: the same name, an alias, said by the user, a coordinate column, nothing like it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a row from the others at the next import."""

    kind: IdentityKind
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is understood, in words and in data: what `--dry-run` shows and the import records."""

    layer: Layer
    format: str
    sheet: str | None
    sheets: tuple[str, ...]
    crs: int
    """EPSG code that the coordinates are read in."""
    encoding: str
    columns: tuple[MappedColumn, ...]
    identity: Identity
    statements: tuple[Text, ...] = field(default=())
    """Sentences on everything that was recognised, assumed or left out."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the file fills, in the layer's order (valid_from, valid_to and source last)."""
        filled = {column.field for column in self.columns}
        names = dict.fromkeys((*self.layer.by_name, *SYSTEM_TYPES))
        return tuple(name for name in names if name in filled)

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Columns of the file that go nowhere."""
        return tuple(column.column for column in self.columns if column.field is None)


ARROW_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "choice": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us", tz="UTC"),
}
"""Field kind -> Arrow type of the column in a clean table."""

SYSTEM_TYPES = {"source": pa.string(), "valid_from": pa.date32(), "valid_to": pa.date32()}


def clean_schema(layer: Layer, fields: tuple[str, ...]) -> pa.Schema:
    """Return the schema of the clean rows of a file that fills these fields."""
    kinds = {name: ARROW_TYPES[declared.kind] for name, declared in layer.by_name.items()}
    columns = [(name, kinds.get(name) or SYSTEM_TYPES[name]) for name in fields]
    return pa.schema([(ROW, pa.int64()), (EXTERNAL_ID, pa.string()), *columns, (GEOMETRY, pa.binary())])
