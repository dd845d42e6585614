"""What whoever looks after the service asks: does the process live, can it serve, what has it counted."""

import asyncio

import psycopg
from fastapi import FastAPI
from starlette.requests import Request
from starlette.routing import Route

from twin.api.meters import Meters
from twin.api.problems import language_of, problem
from twin.api.replies import JSON, Reply, to_json
from twin.api.service import Service
from twin.features.statement import database_away

READY_SECONDS = 2.0


async def _is_live(request: Request) -> Reply:
    """Say that the process answers: it is not to be ended because its database is away."""
    del request
    return Reply(to_json({"status": "live"}), JSON, keep="no-store", public=False)


async def _answers(service: Service) -> bool:
    try:
        async with asyncio.timeout(READY_SECONDS), service.pool.connection() as connection:
            await connection.execute("SELECT 1")
    except (TimeoutError, psycopg.OperationalError):
        return False
    return service.watch.fresh


async def _is_ready(request: Request) -> Reply:
    """Say whether the database answers and its changes are heard: if not, requests should go elsewhere."""
    if await _answers(request.app.state.service):
        return Reply(to_json({"status": "ready"}), JSON, keep="no-store", public=False)
    language = language_of(request.headers.get("accept-language", ""))
    return problem(503, "unavailable", database_away().text, language)


def register(app: FastAPI, meters: Meters) -> None:
    """Add the doors; they stand beside the API, whose layers they do not speak of."""

    async def metrics(request: Request) -> Reply:
        del request
        told, media_type = await asyncio.to_thread(meters.told)
        return Reply(told, media_type, keep="no-store", public=False)

    doors = {"/health/live": _is_live, "/health/ready": _is_ready, "/metrics": metrics}
    app.router.routes[:0] = [Route(path, door, methods=["GET"]) for path, door in doors.items()]
