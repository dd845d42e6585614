"""Doors that are plain ASGI: nothing stands between them and the connection."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Bare:
    """Marks a function as an ASGI application: Starlette would take it for one of a request."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._application(scope, receive, send)
