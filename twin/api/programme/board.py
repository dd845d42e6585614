"""The programme as one process knows it: read, measured and composed once for each state of what it stands on."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar

import psycopg
from starlette.types import Scope

from twin.access import LayerThing, User, require
from twin.api.programme.keeping import Hands, Kept
from twin.api.service import Service
from twin.features.statement import database_away
from twin.overlays import overlays
from twin.programme.digest import Digest, compose
from twin.programme.digest.reading import gather, parameters_of, questions, require_reading
from twin.programme.digest.records import Records
from twin.programme.filing import Filing
from twin.programme.measured import Measured
from twin.programme.measures import measures
from twin.programme.measuring import measure_at
from twin.programme.moments import today
from twin.programme.overlay import PLACES, SHADES
from twin.programme.records import find_register, read_rows
from twin.programme.screen.overlay import read_states
from twin.programme.screen.standing import Desk
from twin.programme.screen.value import StateCounts
from twin.registers import registers
from twin.store.database import Connection, connect
from twin.vocabulary import Frozen, Layer

T = TypeVar("T")
MOST_KEPT, MOST_FOUND, MOST_WRITTEN, MOST_FILES = 32, 8, 128, 6
"""Digests and what they stand on; lists behind percentages (a megabyte each); answers as bytes; files."""


@cache
def measured_layers() -> tuple[str, ...]:
    """Return the layers that measuring reads, and the register that says how many things there are to count."""
    read = {layer for measure in measures().values() for layer in measure.reads}
    return (*sorted(read), "programme_indicators")


@cache
def everything() -> tuple[str, ...]:
    """Return all that the programme's answers stand on."""
    return tuple(sorted({*measured_layers(), *registers(), "residential_groups", "projects"}))


@dataclass(frozen=True)
class Composed:
    """A digest and the records that it was made of."""

    digest: Digest
    records: Records


class Board:
    """Answers for all who ask one process. Every method asks for the user first: what is kept is for who may see it."""

    def __init__(self) -> None:
        self._kept = Kept(MOST_KEPT)
        self._found = Kept(MOST_FOUND)
        self._written = Kept(MOST_WRITTEN)
        self._files = Kept(MOST_FILES)
        # Who asks for files, or for days long gone, never keeps others from how the programme stands now.
        self._hands, self._finders, self._writers = Hands(2, "digest"), Hands(1, "lists"), Hands(1, "reports")
        self.readers = Hands(1, "sheets")

    @staticmethod
    def stamp(service: Service, names: Iterable[str]) -> str | None:
        """Return what changes with any of these layers and with the day; None while changes are not heard of."""
        if not service.watch.fresh:
            return None
        versions = {name: service.watch.versions.get(name, 0) for name in names}
        told = json.dumps([sorted(versions.items()), today().isoformat()])
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    async def compute(
        self,
        service: Service,
        user: User,
        name: tuple[object, ...],
        work: Callable[[Connection], T],
        beside: tuple[str, ...] = (),
    ) -> T:
        """Return what is worked out from the measured layers (and others beside them), or was before.

        Raises UnavailableError, and what the work raises.
        """
        for layer in (*measured_layers(), *beside):
            require(user, "read", LayerThing(layer))

        stamp = self.stamp(service, (*measured_layers(), *beside))
        return await self._found.of(name, stamp, lambda: _work(self._finders, service, work))

    async def file(
        self,
        service: Service,
        user: User,
        name: tuple[object, ...],
        stamp: str | None,
        write: Callable[[Connection], T],
    ) -> T:
        """Return a file that is written from all of it, or was before. Raises UnavailableError, and what the writing raises."""
        require_reading(user)
        return await self._files.of(name, stamp, lambda: _work(self._writers, service, write))

    async def measured(self, service: Service, user: User, day: date) -> Mapping[str, Measured]:
        """Return what every measured indicator comes to on a day: a change of the registers leaves it as it is."""
        for layer in measured_layers():
            require(user, "read", LayerThing(layer))
        return await self._kept.of(
            ("measured", day),
            self.stamp(service, measured_layers()),
            lambda: _work(self._hands, service, lambda connection: measure_at(connection, user, day)),
        )

    async def digest(self, service: Service, user: User, filing: Filing, day: date) -> Composed:
        """Return the programme on a day of a period, with its records."""
        require_reading(user)
        # Before anything is read: what changes meanwhile makes all of it anew.
        stamp = self.stamp(service, everything())
        measured = await self.measured(service, user, day)

        async def make() -> Composed:
            given: dict[str, Any] = dict(parameters_of(filing, day))
            answers = {name: await asked.rows(service.pool, **given) for name, asked in questions().items()}
            records = gather(answers)
            made = await self._hands.do(lambda: compose(records, filing, day, measured, now=day == today()))
            return Composed(made, records)

        return await self._kept.of(("digest", filing.id, day), stamp, make)

    async def states(self, service: Service, user: User) -> Mapping[str, StateCounts]:
        """Return how the places of each subject stand now."""
        require_reading(user)
        await service.derivations.current(*_overlays())
        stamp = self.stamp(service, (PLACES, SHADES))
        return await self._kept.of("states", stamp, lambda: read_states(service.pool, user))

    async def desk(self, service: Service, user: User, filing: Filing) -> Desk:
        """Return where single records are looked up, as they stand today."""
        stamp = self.stamp(service, (*everything(), PLACES))
        composed = await self.digest(service, user, filing, today())
        states = await self.states(service, user)

        async def make() -> Desk:
            own = {name: getattr(composed.records, name) for name in ("agencies", "tasks", "indicators")}
            for name in ("targets", "places"):
                own[name] = await read_rows(service.pool, user, find_register(name))
            return Desk(composed.digest, own, states)

        return await self._kept.of(("desk", filing.id), stamp, make)

    async def write(
        self, name: tuple[object, ...], stamp: str | None, make: Callable[[], Awaitable[Frozen]]
    ) -> bytes:
        """Return a value as JSON has it, written once."""

        async def made() -> bytes:
            value = await make()
            return await asyncio.to_thread(lambda: value.model_dump_json().encode())

        return await self._written.of(name, stamp, made)


async def _work(hands: Hands, service: Service, work: Callable[[Connection], T]) -> T:
    def run() -> T:
        try:
            with connect(service.database_url, autocommit=True) as connection:
                return work(connection)
        except psycopg.OperationalError as error:
            raise database_away() from error

    return await hands.do(run)


def _overlays() -> Sequence[Layer]:
    return (overlays()[PLACES], overlays()[SHADES])


def board_of(scope: Scope) -> Board:
    """Return the board of the application that a request came to."""
    board: Board = scope["app"].state.board
    return board
