"""Whom a sheet may speak of: the tasks and indicators as the registers hold them."""

from collections.abc import Iterator

from twin.access import LayerThing, User, require
from twin.programme.records import know, on_pool
from twin.programme.sheets.names import Names, Subject
from twin.programme.soundness import Known, Record
from twin.registers import registers
from twin.store.database import Pool


async def read_known(pool: Pool, user: User) -> Known:
    """Return the programme as it is now, for `read_sheet`.

    Raises UnauthenticatedError, ForbiddenError and UnavailableError.
    """
    for register in registers():
        require(user, "read", LayerThing(register))
    return await know(on_pool(pool), {})


def make_names(known: Known) -> Names:
    """Return the names of all tasks and indicators."""
    return Names(_subjects(known))


def _subjects(known: Known) -> Iterator[Subject]:
    for key, task in known.tasks.items():
        yield Subject("task", key, task["name"], task["group"], _agencies(task, "lead", "coordinators"))
    for key, one in known.indicators.items():
        group = key.rpartition(".")[0]
        yield Subject("indicator", key, one["name"], group, _agencies(one, "lead"), one["unit"])


def _agencies(record: Record, *names: str) -> tuple[str, ...]:
    return tuple(record[name] for name in names if record.get(name))
