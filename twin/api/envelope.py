"""What is round every answer: the headers that all bear, HEAD as GET without a body, a start that failed said plainly."""

from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOSNIFF = (b"x-content-type-options", b"nosniff")
REFERRER = (b"referrer-policy", b"same-origin")


class Envelope:
    """Wraps the application. `why_not` returns the sentence about a start that failed, if it did."""

    def __init__(self, app: ASGIApp, why_not: Callable[[], str | None]) -> None:
        self._app = app
        self._why_not = why_not

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, self._plainly(send))
            return
        without_body = scope["type"] == "http" and scope["method"] == "HEAD"

        async def send_enveloped(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), NOSNIFF, REFERRER]
            elif without_body and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"} if without_body else scope, receive, send_enveloped)

    def _plainly(self, send: Send) -> Send:
        async def send_plainly(message: Message) -> None:
            reason = self._why_not()
            if message["type"] == "lifespan.startup.failed" and reason is not None:
                message = {**message, "message": reason}
            await send(message)

        return send_plainly
