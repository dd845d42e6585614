"""What a process of the API stands on, and what every door asks of it first."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from datetime import datetime, time, timedelta
from typing import Any

import psycopg
from starlette.types import Scope

from twin.access import LayerThing, User, machine_owner, may, require
from twin.api.addresses import Addresses
from twin.api.askers import Askers
from twin.api.derivations import Derivations
from twin.api.long_reads import LONGEST_SECONDS, MOST_AT_ONCE, LongReads
from twin.api.raster_shelf import RasterShelf
from twin.api.tile_cache import TileCache
from twin.api.tile_shelf import TileShelf
from twin.errors import UnavailableError
from twin.features.catalogue import Ward, digest_of
from twin.features.completeness import Counting
from twin.features.overviews import Overviews
from twin.features.submission import LOCAL_TIME
from twin.features.summary import Summaries
from twin.features.watch import Lost, News, Resync, Watch
from twin.jobs.crew import Crew
from twin.settings import Settings
from twin.store.database import Pool, open_pool, unavailable
from twin.store.registry import unknown_layer
from twin.vocabulary import Layer

_OURSELVES = machine_owner("twin")
POOL_SIZE = 10
"""Connections of one process. More would only make the database's two or four cores take turns."""

RUNS_AT_ONCE = 2
"""Reports that are worked out at the same time while their askers wait, for one process of the server."""

PATIENT_SECONDS = 5.0
IMPATIENT_SECONDS = 0.5
"""How long a request waits for a connection; the second while the watch knows that there is none to be had."""


class Service:
    """The pool, the watch, the caches and the policy's constants of one process."""

    def __init__(self, settings: Settings, pool: Pool, long_reads: LongReads, watch: Watch) -> None:
        self.settings = settings
        self.pool = pool
        self.long_reads = long_reads
        self.watch = watch
        self.summaries = Summaries(pool, watch)
        self.overviews = Overviews(self.summaries)
        self.counting = Counting(self.summaries)
        self.askers = Askers(pool, public_reading=settings.public_reading)
        self.derivations = Derivations(self.database_url, watch)
        self.crew = Crew(RUNS_AT_ONCE)
        self.tiles = TileCache(settings.tile_cache_mib * 2**20)
        self.shelf = TileShelf(watch)
        self.rasters = RasterShelf(self.database_url, settings.home / "rasters", self.tiles)
        self.addresses = Addresses(settings)
        self._checking: asyncio.Future[list[None]] | None = None
        self.ward = Ward(settings.ward_code, settings.ward_name)

    @property
    def database_url(self) -> str:
        """The address of the database, for what needs a connection of its own."""
        return self.settings.database_url.get_secret_value() if self.settings.database_url else ""

    async def prepare(self) -> None:
        """Find out in the background what takes long of large layers, before somebody asks."""
        await self.overviews.prepare(_OURSELVES, city_now().date())
        await self.counting.prepare(_OURSELVES)

    def hear(self, news: News) -> None:
        """Refuse soon while the database is away; when it is back, replace dead connections before they are met."""
        self.overviews.hear(news)
        pools = (self.pool, self.long_reads.pool)
        if isinstance(news, Lost | Resync):
            for pool in pools:
                pool.timeout = IMPATIENT_SECONDS if isinstance(news, Lost) else PATIENT_SECONDS
        if isinstance(news, Resync):
            self._checking = asyncio.gather(*(pool.check() for pool in pools))

    def readable_layer(self, user: User, layer_id: str) -> Layer:
        """Return a layer. Raises UnauthenticatedError, ForbiddenError, NotFoundError.

        In this order: who may not read is not told which layers there are.
        """
        require(user, "read", LayerThing(layer_id))
        layer = self.watch.layers.get(layer_id)
        if layer is None:
            raise unknown_layer(layer_id)
        return layer

    def is_public(self, layer: Layer) -> bool:
        """Tell whether anybody may read the layer, so that a shared cache may keep what it shows."""
        return may(self.askers.anonymous, "read", LayerThing(layer.id))

    @property
    def all_public(self) -> bool:
        return all(self.is_public(layer) for layer in self.watch.layers.values())

    def stamp(self, layer: Layer) -> str:
        """Return what changes with the layer's features and with its declaration."""
        return f"{self.watch.version_of(layer)}-{digest_of(layer)}"

    def tag(self, stamp: str) -> str | None:
        """Return a stamp as an ETag; None while versions are not heard of, when nothing may be promised."""
        return f'W/"{stamp}"' if self.watch.fresh else None


def city_now() -> datetime:
    """Return the time on the city's clocks."""
    return datetime.now(LOCAL_TIME)


def seconds_of_day_left(now: datetime) -> int:
    """Return how long today's tiles hold: what is so in the city changes at midnight."""
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=now.tzinfo)
    return max(1, int((midnight - now).total_seconds()))


def service_of(scope: Scope) -> Service:
    """Return the service of the application that a request came to."""
    service: Service = scope["app"].state.service
    return service


def base_url(scope: Scope) -> str:
    """Return the address of this server for links, without a slash at its end."""
    return service_of(scope).addresses.base(scope)


@contextlib.asynccontextmanager
async def _meanwhile(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do something beside the block, and give it up when the block ends."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def open_service(stack: contextlib.AsyncExitStack, settings: Settings) -> Service:
    """Open the pool and the watch until the stack closes.

    Raises UnavailableError where no database is named, it does not answer, or it has not been migrated.
    """
    if settings.database_url is None:
        raise UnavailableError(
            vi="Chưa cho biết cơ sở dữ liệu: đặt TWIN_DATABASE_URL, hoặc chạy bằng 'twin demo', 'twin serve'.",
            en="No database is named: set TWIN_DATABASE_URL, or start with 'twin demo' or 'twin serve'.",
        )
    url = settings.database_url.get_secret_value()
    pool = await open_pool(url, POOL_SIZE)
    stack.push_async_callback(pool.close)
    slow_pool = await open_pool(url, MOST_AT_ONCE, least=0, longest_seconds=LONGEST_SECONDS)
    stack.push_async_callback(slow_pool.close)
    watch = Watch(url)
    try:
        await stack.enter_async_context(watch.watching())
    except psycopg.OperationalError as error:
        raise unavailable(url, error) from error
    except psycopg.errors.UndefinedTable as error:
        raise UnavailableError(
            vi="Cơ sở dữ liệu chưa có cấu trúc của bản song sinh: hãy chạy 'twin migrate'.",
            en="The database does not have the twin's tables yet: run 'twin migrate'.",
        ) from error
    service = Service(settings, pool, LongReads(slow_pool), watch)
    stack.push_async_callback(service.overviews.close)
    stack.push_async_callback(service.counting.close)
    stack.push_async_callback(service.crew.close)
    await stack.enter_async_context(_meanwhile(service.prepare()))
    stack.push_async_callback(service.derivations.close)
    stack.enter_context(watch.listening(service.hear))
    stack.enter_context(watch.listening(service.derivations.hear))
    return service
