"""A whole collection as one stream: the database writes the rows, and they go on in chunks as they come.

One COPY sees one moment of the layer, however long the client takes. It is read in a thread, because a row at a
time through the event loop would cost ten times as much as the row; only one chunk is held at a time.
"""

from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

import psycopg
from sqlalchemy import Select, select

from twin.access import LayerThing, User, require
from twin.features.cql2 import Filter, computed
from twin.features.question import Question, Telling
from twin.features.rows import Shape, chosen, ordered, shape_of, values_of
from twin.features.statement import Statement, constant, database_away
from twin.features.telling import cells, feature_text
from twin.store.database import Connection, connect
from twin.vocabulary import Layer

CHUNK = 256 * 1024
FIRST_CHUNK = 16 * 1024
"""Bytes. The first is small, so that the client sees at once that something comes."""

LONGEST_SECONDS = 3_600
"""How long one stream may keep the database busy."""

APPLICATION = "twin download"
"""As which a stream shows in pg_stat_activity."""

_PREPARING = "SELECT set_config('statement_timeout', %(longest)s, false), set_config('application_name', %(name)s, false)"

# CSV whose quote and delimiter stand in no line, since JSON has no control characters: COPY then changes nothing.
_AS_IT_IS = b"COPY (%b) TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
_AS_CSV = b"COPY (%b) TO STDOUT WITH (FORMAT csv)"


def _rows(layer: Layer, shape: Shape) -> Select[Any]:
    """Select the rows in the order that is asked for; in none, as they come soonest, where none is."""
    return ordered(layer, shape) if shape.order else chosen(layer, shape)


@lru_cache(maxsize=1024)
def _stream_statement(layer: Layer, shape: Shape, telling: Telling) -> Statement:
    found = _rows(layer, shape).subquery("found")
    if telling.form == "csv":
        made = Statement.of(select(*cells(layer, found, telling)))
        return Statement(_AS_CSV % made.text, made.constants)
    text, joined = feature_text(layer, found, telling)
    made = Statement.of(select(constant(",").concat(text)).select_from(joined))
    return Statement(_AS_IT_IS % made.text, made.constants)


@dataclass(frozen=True)
class Stream:
    """Chunks of features in UTF-8: CSV lines, or JSON of which each feature has a comma before it.

    Whoever leaves off before the end closes it, and the database stops.
    """

    chunks: Iterator[bytes]
    connection: Connection
    held: ExitStack

    def stop(self) -> None:
        """Have the database stop, whatever the stream's thread is waiting for."""
        with suppress(psycopg.Error):
            self.connection.cancel()

    def close(self) -> None:
        with suppress(psycopg.Error):
            self.held.close()


def _gather(lines: Iterator[bytes | bytearray | memoryview]) -> Iterator[bytes]:
    held, size, least = [], 0, FIRST_CHUNK
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= least:
            yield b"".join(held)
            held, size, least = [], 0, CHUNK
    if held:
        yield b"".join(held)


def _copy(
    connection: Connection, statement: bytes, values: dict[str, Any], asked: Filter | None
) -> Generator[bytes, None, None]:
    try:
        with computed(asked), connection.cursor() as cursor, cursor.copy(statement, values) as lines:
            yield from _gather(iter(lines))
    except psycopg.OperationalError as error:
        raise database_away() from error


def open_stream(url: str, user: User, layer: Layer, question: Question, telling: Telling) -> Stream:
    """Start to stream the features that are asked for, all of them; the first chunk is there when this returns.

    Raises UnauthenticatedError, ForbiddenError and UnavailableError.
    """
    require(user, "read", LayerThing(layer.id))
    statement = _stream_statement(layer, shape_of(question), telling)
    values = {**statement.constants, **values_of(question), "offset": 0}
    with ExitStack() as stack:
        connection = stack.enter_context(connect(url, autocommit=True))
        connection.execute(_PREPARING, {"longest": f"{LONGEST_SECONDS}s", "name": APPLICATION})
        # Left before its end, the generator stops the COPY; after it, it does nothing.
        chunks = stack.enter_context(closing(_copy(connection, statement.text, values, question.filter)))
        first = next(chunks, b"")
        return Stream(chain([first], chunks) if first else iter(()), connection, stack.pop_all())
