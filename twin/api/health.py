"""What whoever looks after the service asks: does the process live, can it serve, what has it counted."""

import asyncio
import hmac
import ipaddress

import psycopg
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.requests import Request
from starlette.routing import Route

from twin.api.meters import Meters
from twin.api.problems import language_of, problem
from twin.api.replies import JSON, Reply, to_json
from twin.api.service import Service
from twin.errors import ForbiddenError, UnauthenticatedError
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


def _is_here(request: Request) -> bool:
    """Tell whether the client runs on this machine."""
    if request.client is None:
        return True  # by a socket in a folder of ours
    try:
        address = ipaddress.ip_address(request.client.host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _require_watcher(request: Request, token: SecretStr | None) -> None:
    """Raise UnauthenticatedError or ForbiddenError for whom the counts are no business of."""
    if token is not None:
        shown = request.headers.get("authorization", "").encode("latin-1")
        if not hmac.compare_digest(shown, b"Bearer " + token.get_secret_value().encode()):
            raise UnauthenticatedError(
                vi="Số đếm của máy chủ chỉ dành cho ai có mã TWIN_METRICS_TOKEN.",
                en="The server's counts are for whoever has the token TWIN_METRICS_TOKEN.",
            )
    elif not _is_here(request):
        raise ForbiddenError(
            vi="Số đếm của máy chủ chỉ đọc được trên chính máy này (hoặc đặt TWIN_METRICS_TOKEN).",
            en="The server's counts are read on this machine only (or set TWIN_METRICS_TOKEN).",
        )


def register(app: FastAPI, meters: Meters, metrics_token: SecretStr | None = None) -> None:
    """Add the doors; they stand beside the API, whose layers they do not speak of."""

    async def metrics(request: Request) -> Reply:
        _require_watcher(request, metrics_token)
        told, media_type = await asyncio.to_thread(meters.told)
        return Reply(told, media_type, keep="no-store", public=False)

    doors = {"/health/live": _is_live, "/health/ready": _is_ready, "/metrics": metrics}
    app.router.routes[:0] = [Route(path, door, methods=["GET"]) for path, door in doors.items()]
