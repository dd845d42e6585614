"""Carrying out an order: a report run for somebody, and its result kept or written as a file."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb
from pydantic import JsonValue

from twin.access import User
from twin.city.cluster import Cluster
from twin.city.files import FORMATS, tell_drawn
from twin.city.fresh import find_fresh
from twin.city.keeping import keep_result, read_result
from twin.city.running import Result, find_report, read_inputs, run_report
from twin.city.telling import write_json
from twin.city.ward import read_ward
from twin.errors import StoppedError
from twin.jobs.orders import Order, Outcome
from twin.jobs.words import KEEPING, STOPPED, to_json
from twin.store.database import Connection, libpq_url
from twin.vocabulary import Text

_PAUSE_SECONDS = 0.3
"""Progress that comes sooner after the last is not written down."""
_KEEPING_SHARE = 0.97


def be_ready() -> None:
    """Import what reports need, and have the models of water compiled."""
    from twin.analysis.water.preparing import prepare
    from twin.reports import reports

    reports()
    prepare()


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """Open a connection of which the database notices within a second that its process is gone.

    Raises psycopg.OperationalError where there is none to be had: that is no fault of the job.
    """
    with psycopg.connect(libpq_url(url), autocommit=True, connect_timeout=10) as connection:
        connection.execute("SET client_connection_check_interval = '1s'")
        yield connection


@dataclass(frozen=True)
class _Found:
    """What a report found, now or before, and where it is kept."""

    result: Result
    kept: UUID | None = None
    again: bool = False


def _find(connection: Connection, order: Order, cluster: Cluster | None) -> _Found:
    """Return the kept result that a run would give again, or run the report."""
    report, user = find_report(order.report), order.asker
    inputs = read_inputs(report, order.inputs)
    known = None if order.anew else find_fresh(connection, user, report, inputs)
    if known is not None:
        return _Found(read_result(connection, user, known.id), known.id, again=True)
    result = run_report(connection, user, report, inputs, cluster=cluster)
    return _Found(result, keep_result(connection, user, result, days=order.days) if order.keep else None)


def carry_out_report(order: Order, cluster: Cluster | None = None) -> Outcome:
    """Run a report and return its result in the form that is asked for; where it is kept, JSON says so. Raises TwinError."""
    form = FORMATS[order.form]
    with _connected(order.url) as connection:
        found = _find(connection, order, cluster)
        ward = read_ward(connection, *order.ward)
    result, kept = found.result, "" if found.kept is None else str(found.kept)
    name = f"{result.report.id}-{result.data_as_of:%Y%m%d}.{form.ending}"
    if kept and form.ending == "json":
        told: dict[str, JsonValue] = {**tell_drawn(result), "kept": {"id": kept, "found_again": found.again}}
        return Outcome(write_json(told), form.media_type, name, kept)
    return Outcome(form.write(result, ward), form.media_type, name, kept)


def write_kept(order: Order) -> Outcome:
    """Return what was found before in the form that is asked for. Raises TwinError."""
    form = FORMATS[order.form]
    with _connected(order.url) as connection:
        result = read_result(connection, order.asker, UUID(order.result))
        ward = read_ward(connection, *order.ward)
    name = f"{result.report.id}-{result.data_as_of:%Y%m%d}.{form.ending}"
    return Outcome(form.write(result, ward), form.media_type, name)


class _Progress:
    """Writes down how far a job is, as long as it is still this attempt's."""

    def __init__(self, connection: Connection, order: Order) -> None:
        self._connection, self._order = connection, order
        self._told = self._share = 0.0

    def __call__(self, share: float, doing: Text) -> None:
        """Write it down; a share that falls back counts as the one before. Raises StoppedError where the job is no longer to be done."""
        self._share = max(self._share, min(share, 1.0))
        if time.monotonic() - self._told < _PAUSE_SECONDS:
            return
        self._told = time.monotonic()
        percent = round(100 * self._share)
        written = self._connection.execute(
            "UPDATE city_store.jobs SET progress = %s, doing = %s, updated_at = now(), heartbeat = now()"
            " WHERE id = %s AND state = 'running' AND attempts = %s",
            (percent, Jsonb(to_json(doing)), self._order.job, self._order.attempt),
        )
        if written.rowcount == 0:
            raise StoppedError(STOPPED.vi, STOPPED.en)


def carry_out_job(order: Order, cluster: Cluster | None = None) -> None:
    """Run a job and keep its result, both or neither. Raises TwinError where it cannot be done."""
    with _connected(order.url) as own:
        row = own.execute(
            "SELECT what, inputs, who, roles FROM city_store.jobs WHERE id = %s", (order.job,)
        ).fetchone()
        if row is None:
            raise StoppedError(STOPPED.vi, STOPPED.en)
        what, inputs, who, roles = row
        user = User(who or "anonymous", frozenset(roles), signed_in=who is not None)
        report = find_report(what)
        with _connected(order.url) as reading:
            asked = read_inputs(report, inputs)
            progress = _Progress(own, order)
            result = run_report(reading, user, report, asked, progress, cluster=cluster)
        progress(_KEEPING_SHARE, KEEPING)
        with own.transaction():
            _finish(own, order, keep_result(own, user, result, days=order.days))


def _finish(connection: Connection, order: Order, result: UUID | None) -> None:
    """Say that the job is done; what was dismissed or given to somebody else meanwhile stays as it is."""
    written = connection.execute(
        "UPDATE city_store.jobs SET state = 'successful', progress = 100, doing = NULL, result = %s,"
        " finished_at = now(), updated_at = now() WHERE id = %s AND state = 'running' AND attempts = %s",
        (result, order.job, order.attempt),
    )
    if written.rowcount == 0:
        raise StoppedError(STOPPED.vi, STOPPED.en)
