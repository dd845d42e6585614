"""The record of each import: who brought which file in, when, and what became of its rows."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from psycopg.types.json import Jsonb

from twin.access import Everything, User, require
from twin.features.exchange.batches import Plan
from twin.features.exchange.imports import ImportOptions
from twin.store.database import Connection

_OPEN = """
INSERT INTO city_store.imports (layer, imported_by, file_name, file_size, sha256, source, licence, plan)
VALUES (%s, city_store.asking_user(), %s, %s, %s, %s, %s, %s) RETURNING id
"""
_CLOSE = "UPDATE city_store.imports SET finished_at = clock_timestamp(), counts = %s WHERE id = %s"
_LIST = """
SELECT id, layer, started_at, imported_by, file_name, file_size, sha256, source, licence, counts
FROM city_store.imports WHERE %s::text IS NULL OR layer = %s ORDER BY id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is recorded of the file itself."""

    name: str
    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path, checksum: str) -> Self:
        return cls(path.name, path.stat().st_size, checksum)


@dataclass(frozen=True, slots=True)
class Record:
    """An import that is under way."""

    id: int
    source: str | None
    origin: str
    """What later imports of the same data are known by: the stated source, else the file's name."""


@dataclass(frozen=True, slots=True)
class PastImport:
    """An import as the list shows it."""

    id: int
    layer: str
    started_at: datetime
    imported_by: str
    file_name: str
    file_size: int | None
    sha256: str | None
    source: str | None
    licence: str | None
    counts: dict[str, int]


def open_record(  # noqa: PLR0913, PLR0917 - the record's columns
    connection: Connection,
    layer_id: str,
    file: FileFacts,
    source: str | None,
    licence: str | None,
    plan: Mapping[str, Any],
) -> Record:
    """Write down that an import begins, in the name of the connection's acting user."""
    row = connection.execute(
        _OPEN, (layer_id, file.name, file.size, file.sha256, source, licence, Jsonb(dict(plan)))
    ).fetchone()
    return Record(int(row[0]) if row else 0, source, source or file.name)


def close_record(connection: Connection, record: Record, counts: Mapping[str, int]) -> None:
    """Write down what became of the rows."""
    connection.execute(_CLOSE, (Jsonb(dict(counts)), record.id))


def describe_plan(plan: Plan, options: ImportOptions) -> dict[str, Any]:
    """Return how a file was understood, for the record."""
    return {
        "format": plan.format,
        "sheet": plan.sheet,
        "crs": plan.crs,
        "encoding": plan.encoding,
        "columns": {column.column: column.field for column in plan.columns},
        "identity": asdict(plan.identity),
        "statements": [statement.model_dump() for statement in plan.statements],
        "remove_gone": options.remove_gone,
        "empty_erases": options.empty_erases,
    }


def list_imports(
    connection: Connection, user: User, layer_id: str | None = None, limit: int = 50
) -> list[PastImport]:
    """Return the latest imports, the newest first."""
    require(user, "read", Everything())
    return [PastImport(*row) for row in connection.execute(_LIST, (layer_id, layer_id, limit))]
