"""What a feature was: every state that the database has held, what changed between two, and the way back to one."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from psycopg.types.numeric import Int8
from pydantic import JsonValue
from sqlalchemy import BigInteger, DateTime, Select, bindparam, func, insert, literal_column, select, update

from twin.access import LayerThing, User, require
from twin.errors import NotFoundError
from twin.features.edit import Judge, Target, Written, writing, written
from twin.features.properties import properties_of
from twin.features.query import no_such_feature
from twin.features.question import EXACT
from twin.features.statement import Statement
from twin.features.telling import feature_text
from twin.features.versions import StaleVersionError, moment_of, no_version_named, number_of, require_version
from twin.store.database import Pool
from twin.store.history import states_of
from twin.store.tables import FEATURE_COLUMNS, column_name, feature_table
from twin.vocabulary import Layer

MOST_STATES = 1_000
END_OF_TIME = 10**16
"""Microseconds since 1970: the year 2286, after all that is recorded."""
_OWN = ("updated_at", "updated_by", "id")
"""Columns that say who made a state and when: they are not what it says of the city."""


@dataclass(frozen=True)
class State:
    """A feature as it was from `since` until `until` (None: still).

    `ended`: 'update' or 'delete', by `ended_by`. `changes`: name, old and new value of all that differs from the
    state before; None for a state before which there was nothing.
    """

    number: int
    feature: dict[str, JsonValue]
    since: datetime
    made_by: str
    until: datetime | None
    ended: str | None
    ended_by: str | None
    changes: list[dict[str, JsonValue]] | None


@dataclass(frozen=True)
class PastQuestion:
    """At most so many states of a feature, of those that began before a moment (microseconds since 1970)."""

    id: int
    limit: int = 100
    before: int = END_OF_TIME


@dataclass(frozen=True)
class Past:
    """States, newest first; `next_before` where older ones follow."""

    states: list[State]
    next_before: int | None


@dataclass(frozen=True)
class Restored:
    """What a feature was written back to; `revived` where it had been deleted."""

    written: Written
    revived: bool


def _identifier() -> Any:
    return bindparam("identifier", type_=BigInteger())


def _moment(name: str) -> Any:
    return bindparam(name, type_=DateTime(timezone=True))


@lru_cache(maxsize=1024)
def _states_statement(layer: Layer) -> Statement:
    states = states_of(layer, _identifier()).subquery("states")
    newest_first = (states.c.updated_at.desc(), states.c.recorded_to.desc().nulls_first())
    chosen = (
        select(states)
        .where(states.c.updated_at < _moment("before"))
        .order_by(*newest_first)
        .limit(bindparam("limit", type_=BigInteger()))
        .subquery("chosen")
    )
    text, joined = feature_text(layer, chosen, EXACT)
    told = ("updated_at", "updated_by", "recorded_to", "change", "changed_by")
    columns = (chosen.c[name] for name in told)
    ordered = (chosen.c.updated_at.desc(), chosen.c.recorded_to.desc().nulls_first())
    return Statement.of(
        select(func.convert_to(text, literal_column("'UTF8'")), *columns)
        .select_from(joined)
        .order_by(*ordered)
    )


def _system_names(layer: Layer) -> frozenset[str]:
    return frozenset(one.name for one in properties_of(layer) if one.system and one.column in _OWN)


def _said(layer: Layer, feature: dict[str, Any]) -> dict[str, JsonValue]:
    ours = _system_names(layer)
    said = {name: value for name, value in feature["properties"].items() if name not in ours}
    return {"geometry": feature["geometry"], **said}


def _changes(layer: Layer, before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, JsonValue]]:
    old, new = _said(layer, before), _said(layer, after)
    return [
        {"name": name, "old": old.get(name), "new": value}
        for name, value in new.items()
        if old.get(name) != value
    ]


def _tell(layer: Layer, rows: list[tuple[Any, ...]]) -> list[State]:
    features = [json.loads(row[0]) for row in rows]
    states = []
    for place, (_, since, made_by, until, ended, ended_by) in enumerate(rows):
        before = features[place + 1] if place + 1 < len(rows) else None
        # What stood again after a deletion did not come from the state before it.
        follows = before is not None and rows[place + 1][4] == "update"
        changes = _changes(layer, before, features[place]) if before is not None and follows else None
        number = number_of(since)
        states.append(State(number, features[place], since, made_by, until, ended, ended_by, changes))
    return states


async def read_past(pool: Pool, user: User, layer: Layer, question: PastQuestion) -> Past:
    """Return a feature's states, newest first, also of one that was deleted.

    Raises UnauthenticatedError, ForbiddenError, UnavailableError, and NotFoundError where none was ever held.
    """
    require(user, "read", LayerThing(layer.id))
    rows = await _states_statement(layer).rows(
        pool,
        identifier=Int8(question.id),
        before=moment_of(min(question.before, END_OF_TIME)),
        limit=Int8(question.limit + 1),
    )
    if not rows and question.before == END_OF_TIME:
        raise no_such_feature(layer, question.id)
    states = _tell(layer, rows)[: question.limit]
    return Past(states, states[-1].number if len(rows) > question.limit else None)


@lru_cache(maxsize=1024)
def _held_statement(layer: Layer) -> Statement:
    table = feature_table(layer)
    return Statement.of(select(table.c.updated_at).where(table.c.id == _identifier()).with_for_update())


def _restored_columns(layer: Layer) -> list[str]:
    columns = [*FEATURE_COLUMNS, *(column_name(field.name) for field in layer.all_fields)]
    return [column for column in columns if column not in _OWN]


def _state_at(layer: Layer) -> Select[Any]:
    states = states_of(layer, _identifier()).subquery("states")
    # Two states that begin in one moment are there only where a past was written: the later one is meant.
    newest = states.c.recorded_to.desc().nulls_first()
    return select(states).where(states.c.updated_at == _moment("moment")).order_by(newest).limit(1)


@lru_cache(maxsize=1024)
def _write_back_statement(layer: Layer) -> Statement:
    table, state = feature_table(layer), _state_at(layer).subquery("state")
    values = {column: state.c[column] for column in _restored_columns(layer)}
    return Statement.of(update(table).where(table.c.id == state.c.id).values(values).returning(table.c.id))


@lru_cache(maxsize=1024)
def _revive_statement(layer: Layer) -> Statement:
    table, state = feature_table(layer), _state_at(layer).subquery("state")
    columns = ["id", *_restored_columns(layer)]
    chosen = select(*(state.c[column] for column in columns))
    return Statement.of(insert(table).from_select(columns, chosen).returning(table.c.id))


@lru_cache(maxsize=1024)
def _exists_statement(layer: Layer) -> Statement:
    state = _state_at(layer).subquery("state")
    return Statement.of(select(state.c.id))


async def restore_item(  # noqa: PLR0913 - who restores which state of what, and what it is held to
    pool: Pool, user: User, layer: Layer, target: Target, number: int, *, judge: Judge | None = None
) -> Restored:
    """Write a feature back to the state that began at a moment (microseconds since 1970), also a deleted one.

    What it was meanwhile stays in its history. Raises what `replace_item` does, NotFoundError for a state that
    never was, and PreconditionRequiredError where a version stands and the target had to name one and does not.
    """
    given = {"identifier": Int8(target.id), "moment": moment_of(number)}
    async with writing(pool, user, layer) as connection:
        held = await _held_statement(layer).run(connection, identifier=given["identifier"])
        if await _exists_statement(layer).run(connection, **given) is None:
            raise _no_such_state(layer, target.id, number)
        if held is not None:
            if target.unnamed:
                raise no_version_named()
            await require_version(connection, layer, target.id, target.expected, held[0])
        elif target.expected is not None:
            raise StaleVersionError([], None)
        statement = _write_back_statement(layer) if held is not None else _revive_statement(layer)
        await statement.run(connection, **given)
        made = await written(connection, layer, target.id)
        if judge is not None and made.version is not None:
            await judge(connection, json.loads(made.version.feature)["properties"])
        return Restored(made, held is None)


def _no_such_state(layer: Layer, identifier: int, number: int) -> NotFoundError:
    return NotFoundError(
        vi=f"Đối tượng «{identifier}» của lớp «{layer.id}» không có trạng thái «{number}».",
        en=f"The feature “{identifier}” of the layer “{layer.id}” never had a state “{number}”.",
    )
