"""What is round every answer: its request's id, the headers that all bear, HEAD as GET without a body, its time taken."""

import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from twin.api.logs import REQUEST_ID, REQUESTS, request_id_of
from twin.api.meters import Meters
from twin.api.replies import header_of

NOSNIFF = (b"x-content-type-options", b"nosniff")
REFERRER = (b"referrer-policy", b"same-origin")
SLOW_SECONDS = 5.0
"""An answer that takes longer is logged, whatever is logged of the others."""
SERVER_ERROR = 500
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Envelope:
    """Wraps the application. `why_not` returns the sentence about a start that failed, if it did."""

    def __init__(self, app: ASGIApp, meters: Meters, why_not: Callable[[], str | None]) -> None:
        self._app = app
        self._meters = meters
        self._why_not = why_not
        self._routes: dict[object, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, self._plainly(send))
            return
        if scope["type"] != "http":
            return
        started = time.perf_counter()
        method, status = scope["method"], SERVER_ERROR
        without_body = method == "HEAD"
        request_id = request_id_of(header_of(scope, b"x-request-id"))
        token = REQUEST_ID.set(request_id)
        named = (b"x-request-id", request_id.encode())

        async def send_enveloped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), NOSNIFF, REFERRER, named]
            elif without_body and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        inner = {**scope, "method": "GET", "without_body": True} if without_body else scope
        try:
            await self._app(inner, receive, send_enveloped)
        finally:
            self._take_note(inner, method, status, time.perf_counter() - started)
            REQUEST_ID.reset(token)

    def _take_note(self, scope: Scope, method: str, status: int, seconds: float) -> None:
        route = self._route_of(scope)
        counted = method if method in METHODS else "other"
        self._meters.requests.labels(counted, route, str(status)).inc()
        self._meters.seconds.labels(route).observe(seconds)
        slow = seconds > SLOW_SECONDS and not route.endswith("/events")
        if slow or REQUESTS.isEnabledFor(20):
            told = {"method": method, "path": scope["path"], "route": route, "status": status}
            level = 30 if slow else 20
            REQUESTS.log(
                level,
                "%s %s %d",
                method,
                scope["path"],
                status,
                extra={**told, "ms": round(seconds * 1000, 1)},
            )

    def _route_of(self, scope: Scope) -> str:
        """Return the path template of the door that a request came to; what no door takes counts as one."""
        endpoint = scope.get("endpoint")
        if endpoint is None:
            return "-"
        if not self._routes:
            routes = scope["app"].router.routes
            self._routes = {route.endpoint: route.path for route in routes if hasattr(route, "endpoint")}
        return self._routes.get(endpoint, "-")

    def _plainly(self, send: Send) -> Send:
        async def send_plainly(message: Message) -> None:
            reason = self._why_not()
            if message["type"] == "lifespan.startup.failed" and reason is not None:
                message = {**message, "message": reason}
            await send(message)

        return send_plainly
