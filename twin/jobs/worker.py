"""A worker: takes jobs from the queue, looks after what others have left behind, and starts what is due.

It goes on when the database goes away and comes back. Asked to stop, it waits two seconds for what runs and puts the
rest back into the queue.
"""

import asyncio
import logging
import signal
from datetime import timedelta

from psycopg.types.json import Jsonb

from twin.jobs.crew import Crew, ProcessEndedError
from twin.jobs.orders import Order
from twin.jobs.queue import LOSSES, LOST_SECONDS, MOST_ATTEMPTS, Carrier, open_queue, work
from twin.jobs.schedules import start_due
from twin.jobs.words import LOST, fault_of
from twin.store.database import Pool, open_pool

LOOK_SECONDS = 2.0
AGAIN_SECONDS = 0.5
"""How long to wait before the lost database is tried again."""
_LAST = 19
_LOG = logging.getLogger(__name__)
_REAP = b"SELECT city_store.reap_jobs(%s, %s, %s)"


class Worker:
    """One worker; `run` ends when it is cancelled. With `prepares` it has compiled what reports need to be compiled."""

    def __init__(self, url: str, at_once: int, nice: int, *, prepares: bool = True) -> None:
        self._url, self._at_once, self._prepares = url, at_once, prepares
        self._crew = Crew(at_once, nice=nice)

    async def run(self) -> None:
        """Work until this is cancelled. Raises UnavailableError where there is no database at first."""
        pool = await open_pool(self._url, self._at_once + 2)
        try:
            async with asyncio.TaskGroup() as tasks:
                if self._prepares:
                    tasks.create_task(self._prepare(), name="twin-preparing")
                tasks.create_task(self._look_after(pool), name="twin-looking-after")
                tasks.create_task(self._work(pool), name="twin-working")
        finally:
            await self._crew.close()
            await pool.close()

    async def _prepare(self) -> None:
        """Have what takes long at first done before somebody waits for it, beside the jobs that wait already."""
        apart = Crew(1, nice=_LAST)
        try:
            await apart.run(Order("prepare"))
        except ProcessEndedError as error:
            _LOG.warning("could not get ready: %s", error)
        finally:
            await apart.close()

    async def _work(self, pool: Pool) -> None:
        queue = open_queue(self._url, Carrier(self._url, pool, self._crew))
        while True:
            try:
                await work(queue, self._at_once)
            except LOSSES as error:
                _LOG.warning("the queue was lost: %s", error)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _look_after(self, pool: Pool) -> None:
        while True:
            try:
                await _look_once(pool)
            except LOSSES as error:
                _LOG.warning("the database was lost: %s", error)
            await asyncio.sleep(LOOK_SECONDS)


async def _look_once(pool: Pool) -> None:
    """Take up what other workers left behind, and queue what is due."""
    async with pool.connection() as connection:
        given = (timedelta(seconds=LOST_SECONDS), MOST_ATTEMPTS, Jsonb(fault_of(LOST)))
        for (job,) in await (await connection.execute(_REAP, given)).fetchall():
            _LOG.warning("job %s was left behind by its worker", job)
        await start_due(connection)


async def run_until_asked_to_stop(worker: Worker) -> None:
    """Run until SIGTERM or Ctrl-C, and stop in good order."""
    task = asyncio.create_task(worker.run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        _LOG.info("asked to stop")
