"""The web application: OGC APIs under `/api`, the viewer at `/`."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from fastapi import FastAPI

from twin.api import (
    collections,
    comparisons,
    dashboard,
    description,
    downloads,
    edits,
    events,
    execution,
    functions,
    health,
    history,
    items,
    jobs,
    processes,
    programme,
    raster_tiles,
    rasters,
    records,
    results,
    scenarios,
    schedules,
    search,
    styles,
    tile_sets,
    tiles,
    viewer,
)
from twin.api.browsers import allow_browsers
from twin.api.envelope import Envelope
from twin.api.meters import Meters
from twin.api.overload import Doorkeeper
from twin.api.problems import register_problems
from twin.api.service import open_service
from twin.api.tile_shelf import Shelved
from twin.errors import TwinError
from twin.settings import Settings

TITLE = "Twin"
# Routes are tried in turn, and bare doors put theirs before all others: the hottest register late. The records' own
# collection must be found before it is taken for a layer.
ROOMS = (
    collections,
    styles,
    search,
    edits,
    history,
    tile_sets,
    tiles,
    downloads,
    events,
    description,
    functions,
    items,
    rasters,
    raster_tiles,
    dashboard,
    processes,
    scenarios,
    execution,
    jobs,
    schedules,
    results,
    comparisons,
    records,
    programme,
)


def create_app(settings: Settings | None = None, viewer_folder: Path = viewer.BUILT) -> FastAPI:
    """Build the application; settings are read from the environment unless they are given.

    It opens the database when it is started, and refuses to start with a sentence where it cannot.
    """
    chosen = settings or Settings()
    failure: list[str] = []
    meters = Meters()

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as stack:
            try:
                app.state.service = await open_service(stack, chosen)
            except TwinError as error:
                failure.append(f"{error.text.vi} / {error.text.en}")
                raise
            meters.hears_database.set(1)
            stack.enter_context(app.state.service.watch.listening(meters.hear))
            yield

    app = FastAPI(
        title=TITLE,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        # We count and log ourselves: asking whether somebody listens would cost a cached tile a fifth of its time.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    for room in ROOMS:
        room.register(app)
    viewer.register(app, viewer_folder)
    health.register(app, meters, chosen.metrics_token)
    register_problems(app)
    if chosen.cors_origins:
        allow_browsers(app, chosen.cors_origins.split())
    limits = {"most_requests": chosen.most_requests, "most_streams": chosen.most_streams}
    app.add_middleware(Doorkeeper, meters=meters, **limits)
    app.add_middleware(Shelved)
    app.add_middleware(Envelope, meters=meters, why_not=lambda: failure[0] if failure else None)
    return app
