"""The queue in the hands of a worker: procrastinate's, whose task gives each job to a process of the crew."""

import asyncio
import logging
from typing import Any

import psycopg
from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException, JobAborted
from procrastinate.jobs import DeleteJobCondition, Job
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.json import Jsonb

from twin.jobs.crew import DATABASE_AWAY, Crew, ProcessEndedError
from twin.jobs.orders import Order
from twin.jobs.words import BEGUN, BROKEN, LOST, error_of, fault_of, to_json
from twin.store.database import Pool, libpq_url
from twin.store.queue import QUEUE

MOST_ATTEMPTS = 3
HEARTBEAT_SECONDS = 2.0
LOST_SECONDS = 10.0
"""A worker that has not been heard of for so long is gone."""
FINISH_SECONDS = 2.0
"""How long a job may go on to its end after its worker was asked to stop; then it is put back."""
LOSSES = (psycopg.OperationalError, ConnectorException)
"""What is raised where the database goes away."""
_LOG = logging.getLogger(__name__)


class PutBackError(Exception):
    """The job goes back into the queue."""


class _PutBack(BaseRetryStrategy):
    """Puts back what asks for it; nothing else is done twice."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        del job
        return RetryDecision() if isinstance(exception, PutBackError) else None


_BEGIN = """
UPDATE city_store.jobs SET state = 'running', attempts = attempts + 1, progress = 0, doing = %(doing)s,
    started_at = now(), updated_at = now(), heartbeat = now()
WHERE id = %(job)s AND state = 'accepted' RETURNING attempts
"""
_PUT_BACK = """
UPDATE city_store.jobs SET state = 'accepted', progress = NULL, doing = NULL, updated_at = now(),
    attempts = attempts - %(forgiven)s
WHERE id = %(job)s AND state = 'running' AND attempts = %(attempt)s
"""
_FAIL = """
UPDATE city_store.jobs SET state = 'failed', error = %(error)s, doing = NULL, finished_at = now(), updated_at = now()
WHERE id = %(job)s AND state = 'running' AND attempts = %(attempt)s
"""


class Carrier:
    """Takes one job after another from the queue to the crew, and writes down what becomes of it."""

    def __init__(self, url: str, pool: Pool, crew: Crew) -> None:
        self._url, self._pool, self._crew = url, pool, crew

    async def carry(self, job_id: str) -> None:
        """Do one job. Raises JobAborted for one that was dismissed, PutBackError for one to be done again."""
        row = await self._write(_BEGIN, job=job_id, doing=Jsonb(to_json(BEGUN)))
        if row is None:
            return  # it was dismissed, or is not this queue entry's any more
        attempt = int(row[0])
        try:
            await self._do(Order("job", url=self._url, job=job_id, attempt=attempt))
        except asyncio.CancelledError:
            if await self._write(_PUT_BACK, job=job_id, attempt=attempt, forgiven=1) is None:
                raise JobAborted from None
            raise PutBackError from None

    async def _do(self, order: Order) -> None:
        given = {"job": order.job, "attempt": order.attempt}
        try:
            outcome = await self._crew.run(order)
        except ProcessEndedError as error:
            await self._take_up(error, given)
            return
        if (refusal := outcome.refusal) is not None:
            await self._write(_FAIL, **given, error=Jsonb(error_of(refusal)))

    async def _take_up(self, error: ProcessEndedError, given: dict[str, Any]) -> None:
        """Put back what somebody ended or what lost the database, as often as is right; a mistake of ours fails."""
        _LOG.warning("job %s: %s", given["job"], error)
        again = error.was_killed or error.code == DATABASE_AWAY
        if again and given["attempt"] < MOST_ATTEMPTS:
            await self._write(_PUT_BACK, **given, forgiven=0)
            raise PutBackError
        await self._write(_FAIL, **given, error=Jsonb(fault_of(LOST if again else BROKEN)))

    async def _write(self, statement: str, **given: Any) -> tuple[Any, ...] | None:
        """Change a job's row; None where there was none to change."""
        async with self._pool.connection() as connection:
            done = await connection.execute(statement.encode(), given)
            if done.rowcount == 0:
                return None
            return await done.fetchone() if done.description else ()


def open_queue(url: str, carrier: Carrier) -> App:
    """Return the queue, to be opened; its only task carries jobs out."""
    options = conninfo_to_dict(libpq_url(url)).get("options") or ""
    connector = PsycopgConnector(
        conninfo=libpq_url(url),
        min_size=1,
        max_size=4,
        timeout=5.0,
        kwargs={"options": f"{options} -c search_path={QUEUE}".strip(), "connect_timeout": 5},
    )
    queue = App(connector=connector)
    queue.task(name="run_job", queue="jobs", retry=_PutBack())(carrier.carry)
    return queue


async def work(queue: App, at_once: int) -> None:
    """Do what is in the queue until this is cancelled. Raises what the loss of the database raises."""
    async with queue.open_async():
        await queue.run_worker_async(
            queues=["jobs"],
            concurrency=at_once,
            install_signal_handlers=False,
            delete_jobs=DeleteJobCondition.ALWAYS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=LOST_SECONDS,
            shutdown_graceful_timeout=FINISH_SECONDS,
        )
