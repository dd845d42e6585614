"""What a person can choose of the programme - a task, an indicator, an agency, a model - and what belongs to it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Text as SqlText
from sqlalchemy import cast, func, select

from twin.access import LayerThing, User, require
from twin.errors import BadInputError
from twin.features.statement import Statement
from twin.programme.agencies import Agency, Directory
from twin.registers import registers
from twin.store.database import Connection
from twin.store.tables import column_name, feature_table
from twin.vocabulary import Layer, State

Kind = Literal["task", "indicator", "agency", "model"]
Record = Mapping[str, Any]

STATE_OF_STATUS: Mapping[str | None, State] = {
    "done": "done",
    "in_progress": "under_way",
    "paused": "under_way",
    "not_started": "not_yet",
}


@dataclass(frozen=True)
class Subject:
    """One that can be chosen. `through` are the tasks and indicators by which an agency or a model has places."""

    key: str
    kind: Kind
    lead: str | None
    through: tuple[str, ...] = ()


@dataclass(frozen=True)
class Programme:
    """The registers as they stand, by key; `places` as rows."""

    tasks: Mapping[str, Record]
    indicators: Mapping[str, Record]
    models: Mapping[str, Record]
    agencies: Mapping[str, Record]
    places: tuple[Record, ...]

    def state_of(self, task: str) -> State:
        """Return what a task's own status says of a place that cannot tell its state itself."""
        return STATE_OF_STATUS.get(self.tasks[task]["status"], "unknown")

    def tasks_of(self, indicator: str) -> tuple[str, ...]:
        return keys_in(self.indicators[indicator]["tasks"])

    def subjects(self) -> Iterator[Subject]:
        """Yield everything that can be chosen."""
        for key, task in self.tasks.items():
            yield Subject(key, "task", task["lead"])
        for key, indicator in self.indicators.items():
            yield Subject(key, "indicator", indicator["lead"])
        led = self._by_agency()
        for key, agency in self.agencies.items():
            yield Subject(key, "agency", agency["name"], tuple(led.get(key, ())))
        for key, model in self.models.items():
            yield Subject(key, "model", model["lead"], tuple(self._of_model(str(model["no"]))))

    def _by_agency(self) -> dict[str, list[str]]:
        directory = Directory(Agency.from_row({**row, "key": key}) for key, row in self.agencies.items())
        found: dict[str, list[str]] = {}
        for key, record in (*self.tasks.items(), *self.indicators.items()):
            if (agency := _agency(directory, record["lead"])) is not None:
                found.setdefault(agency, []).append(key)
        return found

    def _of_model(self, number: str) -> Iterator[str]:
        for key, record in (*self.tasks.items(), *self.indicators.items()):
            if number in keys_in(record["models"]):
                yield key


def keys_in(written: str | None) -> tuple[str, ...]:
    """Return the keys of a list that is written with semicolons."""
    return tuple(part.strip() for part in (written or "").split(";") if part.strip())


def _agency(directory: Directory, lead: str | None) -> str | None:
    """Return the slug of the agency that leads; None where nobody does, or a name that no agency bears."""
    try:
        return directory.find(lead).slug if lead else None
    except BadInputError:
        return None


@lru_cache(maxsize=16)
def _statement(register: Layer) -> Statement:
    table = feature_table(register)
    fields = (table.c[column_name(field.name)].label(field.name) for field in register.all_fields)
    area = func.md5(cast(table.c.geom, SqlText)).label("area")
    known = (table.c.id, table.c.external_id.label("key"), table.c.geom.is_not(None).label("has_area"), area)
    return Statement.of(select(*known, *fields).order_by(table.c.id))


def read_register(connection: Connection, user: User, name: str) -> list[Record]:
    """Return all records of a register, with `id`, `key`, `has_area` and `area` (a digest of it). Raises UnauthenticatedError, ForbiddenError."""
    register = registers()[name]
    require(user, "read", LayerThing(register.id))
    statement = _statement(register)
    with connection.cursor() as cursor:
        cursor.execute(statement.text, dict(statement.constants))
        columns = [column.name for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def read_programme(connection: Connection, user: User) -> Programme:
    """Return the registers as they stand. Raises UnauthenticatedError, ForbiddenError."""

    def by_key(name: str) -> dict[str, Record]:
        rows = read_register(connection, user, name)
        return {row["key"]: row for row in rows if row["key"] is not None}

    return Programme(
        tasks=by_key("programme_tasks"),
        indicators=by_key("programme_indicators"),
        models=by_key("programme_models"),
        agencies=by_key("programme_agencies"),
        places=tuple(read_register(connection, user, "programme_places")),
    )


_OF_PLACES: Mapping[str, tuple[str, ...]] = {
    "tasks": ("id", "name", "lead", "models", "status", "area"),
    "indicators": ("name", "lead", "tasks", "models"),
    "models": ("no", "name", "lead"),
    "agencies": ("name", "short_name", "aliases"),
}


def digest_of_places(programme: Programme) -> str:
    """Return what changes with anything that the places of the programme, and their states, hang on."""
    told: list[Any] = [
        [key, *(record[field] for field in fields)]
        for name, fields in _OF_PLACES.items()
        for key, record in getattr(programme, name).items()
    ]
    told += [[row["task"], row["layer"], row["feature_id"]] for row in programme.places]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
