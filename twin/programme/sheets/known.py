"""The programme as the registers hold it: what a sheet may speak of, and who may report."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select

from twin.access import LayerThing, User, require
from twin.errors import BadInputError
from twin.features.statement import Statement
from twin.programme.agencies import Agency, Directory
from twin.programme.sheets.names import Names, Subject
from twin.programme.sheets.recognising import Programme
from twin.registers import registers
from twin.store.database import Pool
from twin.store.tables import column_name, feature_table

TASKS, INDICATORS, AGENCIES = "programme_tasks", "programme_indicators", "programme_agencies"
_FIELDS = {
    TASKS: ("group", "name", "lead", "coordinators"),
    INDICATORS: ("section_no", "group_no", "name", "lead", "unit"),
    AGENCIES: ("name", "short_name", "kind", "aliases"),
}
Row = Mapping[str, Any]


async def read_programme(pool: Pool, user: User) -> Programme:
    """Return the tasks, indicators and agencies as they are now.

    Raises UnauthenticatedError, ForbiddenError and UnavailableError.
    """
    agencies = Directory(Agency.from_row(row) for row in await _read(pool, user, AGENCIES))
    tasks = [_task(row, agencies) for row in await _read(pool, user, TASKS)]
    indicators = [_indicator(row) for row in await _read(pool, user, INDICATORS)]
    return Programme(Names([*tasks, *indicators]), agencies)


async def _read(pool: Pool, user: User, register: str) -> list[Row]:
    require(user, "read", LayerThing(register))
    rows = await Statement.of(_select(register)).rows(pool)
    return [dict(zip(("key", *_FIELDS[register]), row, strict=True)) for row in rows]


def _select(register: str) -> Select[Any]:
    table = feature_table(registers()[register])
    columns = [table.c[column_name(name)] for name in _FIELDS[register]]
    return select(table.c.external_id, *columns).where(table.c.external_id.is_not(None)).order_by(table.c.id)


def _task(row: Row, agencies: Directory) -> Subject:
    named = (row["lead"], *_split(row["coordinators"], agencies))
    return Subject("task", row["key"], row["name"], row["group"], tuple(name for name in named if name))


def _split(coordinators: str | None, agencies: Directory) -> tuple[str, ...]:
    """Return the names in a list of coordinators; one that is not known stays as it is typed."""
    try:
        return tuple(agency.name for agency in agencies.split(coordinators or ""))
    except BadInputError:
        return (coordinators or "",)


def _indicator(row: Row) -> Subject:
    agencies = (row["lead"],) if row["lead"] else ()
    group = f"{row['section_no']}.{row['group_no']}"
    return Subject("indicator", row["key"], row["name"], group, agencies, row["unit"])
