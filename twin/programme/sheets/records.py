"""The records of applied sheets: what stands already, what is new, which sheet brought it, and taking it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import ClauseElement, insert, select

from twin.features.edit import Connection
from twin.features.submission import Submission
from twin.programme.sheets.documents import UPDATES, VALUES
from twin.programme.sheets.plan import Plan
from twin.registers import registers
from twin.store.database import compile_sql
from twin.store.tables import feature_table
from twin.vocabulary import Layer, Text

SHEETS = "programme_sheets"
"""What the record of an import names where it was a sheet of progress, which may fill two registers."""
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('twin import ' || %s, 0))"
_OPEN = """
INSERT INTO city_store.imports (layer, imported_by, file_name, file_size, sha256, plan, counts, finished_at)
VALUES (%s, city_store.asking_user(), %s, %s, %s, %s, %s, now()) RETURNING id
"""
_ABOUT = {UPDATES: ("task", "reported_on"), VALUES: ("indicator", "as_of")}
"""Of whom and of which day a record speaks."""
_SAYING = {UPDATES: ("status", "percent", "text"), VALUES: ("value",)}
"""What it says of them."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a sheet as the record that it is to become."""

    row: int
    register: Layer
    submission: Submission

    def pick(self, names: Sequence[str]) -> tuple[Any, ...]:
        return tuple(self.submission.values[name] for name in names)

    @property
    def about(self) -> tuple[Any, ...]:
        return self.pick(_ABOUT[self.register.id])

    @property
    def saying(self) -> tuple[Any, ...]:
        return self.pick(_SAYING[self.register.id])


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of records; `differing` ones stand already with another value for the same day."""

    import_id: int | None
    new: tuple[int, ...]
    same: tuple[int, ...]
    differing: Mapping[int, Text]


@dataclass(slots=True)
class _Standing:
    """What a register says already: by whom and day, all that was said; and the marks of rows that came before."""

    said: dict[tuple[Any, ...], list[tuple[Any, ...]]]
    marks: set[str]


async def store(connection: Connection, plan: Plan, records: Sequence[Record]) -> Stored:
    """Store those of the records that do not stand yet, with a record of the sheet that brought them."""
    await connection.execute(_TURN, (SHEETS,))
    new: list[Record] = []
    same: list[int] = []
    differing: dict[int, Text] = {}
    for register in (registers()[UPDATES], registers()[VALUES]):
        wanted = [record for record in records if record.register == register]
        standing = await _read_standing(connection, register, wanted)
        for record in wanted:
            told = standing.said.setdefault(record.about, [])
            if _alike(record.saying) in map(_alike, told) or _mark(plan, record) in standing.marks:
                same.append(record.row)
            elif told and register.id == VALUES:
                differing[record.row] = _stands_otherwise(told[0][0])
            else:
                told.append(record.saying)
                new.append(record)
    import_id = await _insert(connection, plan, new) if new else None
    return Stored(import_id, tuple(record.row for record in new), tuple(same), differing)


def _stands_otherwise(value: str) -> Text:
    return Text(
        vi=f"Ngày này đã có giá trị khác: «{value}». Hãy sửa ở đó nếu cần.",
        en=f"Another value stands for this day: “{value}”. Change it there if need be.",
    )


def _mark(plan: Plan, record: Record) -> str:
    """Return the external id of a row's record: the same row of the same file has the same one."""
    return f"{plan.sha256[:16]}-{record.row}"


def _alike(saying: Sequence[Any]) -> tuple[Any, ...]:
    """Return what was said so that `92,4 %` and `92.4` are the same."""
    return tuple(one.replace(",", ".").rstrip(" %") if isinstance(one, str) else one for one in saying)


async def _read_standing(connection: Connection, register: Layer, records: Sequence[Record]) -> _Standing:
    table, about, saying = feature_table(register), _ABOUT[register.id], _SAYING[register.id]
    found = _Standing({}, set())
    if not records:
        return found
    columns = [table.c[name] for name in ("external_id", *about, *saying)]
    subjects = sorted({record.about[0] for record in records})
    rows = await _run(connection, select(*columns).where(table.c[about[0]].in_(subjects)))
    for mark, *told in rows:
        found.said.setdefault(tuple(told[: len(about)]), []).append(tuple(told[len(about) :]))
        found.marks.add(mark)
    return found


async def _insert(connection: Connection, plan: Plan, records: Sequence[Record]) -> int:
    counts = {"new": len(records), "read": len(plan.rows)}
    described = {
        "sheet": plan.sheet,
        "columns": {column.column: column.field for column in plan.columns},
        "rows": {str(record.row): record.about[0] for record in records},
    }
    facts = (SHEETS, plan.file_name, plan.size, plan.sha256, Jsonb(described), Jsonb(counts))
    row = await (await connection.execute(_OPEN, facts)).fetchone()
    import_id = int(row[0]) if row else 0
    for register in (registers()[UPDATES], registers()[VALUES]):
        rows = [
            {
                **record.submission.values,
                "external_id": _mark(plan, record),
                "source": plan.file_name,
                "import_id": import_id,
            }
            for record in records
            if record.register == register
        ]
        if rows:
            await _run(connection, insert(feature_table(register)).values(rows))
    return import_id


async def _run(connection: Connection, statement: ClauseElement) -> list[Any]:
    text, values = compile_sql(statement)
    cursor = await connection.execute(text.encode(), values)
    return await cursor.fetchall() if cursor.description else []
