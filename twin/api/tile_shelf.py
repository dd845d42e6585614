"""Tiles answered before anything is parsed: what was asked for in the same words a moment ago, and has not changed.

It stands outside the router and the doors. Only what anybody may read is put here, and only while the versions of
its layers are heard of; whatever else is asked goes on to the door.
"""

import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from twin.api.coding import Coding, choose_coding
from twin.api.replies import RawHeaders, is_known
from twin.api.tile_cache import KeptTile
from twin.features.watch import Watch
from twin.vocabulary import Layer

KEPT_SECONDS = 30.0
"""For so long a tile is answered in the same words: `max-age` is reckoned so much too short."""

MOST = 20_000

_Question = tuple[str, bytes, Coding]


@dataclass(frozen=True, slots=True)
class Answer:
    """A tile ready to be sent. It holds as long as the layers stay as they are, until a moment of the clock."""

    kept: "weakref.ref[KeptTile]"
    headers: RawHeaders
    unchanged: RawHeaders
    """The headers of a 304."""
    tag: bytes
    known: Mapping[str, Layer]
    versions: tuple[tuple[str, int], ...]
    until: float
    endpoint: object
    """The door that made it, under which it is counted."""

    def holds(self, watch: Watch) -> bool:
        if not watch.fresh or watch.layers is not self.known or time.monotonic() > self.until:
            return False
        found = watch.versions
        return all(found.get(layer, 0) == version for layer, version in self.versions)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a tile shows, and for how many seconds more at most it is so."""

    layers: tuple[Layer, ...]
    seconds: float


class TileShelf:
    """The answers of one process, by path, query and coding."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._answers: dict[_Question, Answer] = {}

    def __len__(self) -> int:
        return len(self._answers)

    def put(self, scope: Scope, coding: Coding, kept: KeptTile, headers: RawHeaders, shown: Shown) -> None:
        """Keep an answer; `headers` are those of a whole one, less its length."""
        if len(self._answers) >= MOST:
            self._answers.clear()
        status = 200 if kept.body else 204
        length = [(b"content-length", str(len(kept.body)).encode())] if status == 200 else []  # noqa: PLR2004
        tag = next(value for name, value in headers if name == b"etag")
        self._answers[scope["path"], scope["query_string"], coding] = Answer(
            kept=weakref.ref(kept),
            headers=[*headers, *length],
            unchanged=[pair for pair in headers if pair[0] not in {b"content-type", b"content-encoding"}],
            tag=tag,
            known=self._watch.layers,
            versions=tuple((layer.id, self._watch.version_of(layer)) for layer in shown.layers),
            until=time.monotonic() + min(shown.seconds, KEPT_SECONDS),
            endpoint=scope["endpoint"],
        )

    def find(self, scope: Scope, accepted: bytes) -> tuple[Answer, KeptTile] | None:
        """Return the answer to a request that names nobody, if it still holds."""
        question = (scope["path"], scope["query_string"], choose_coding(accepted))
        answer = self._answers.get(question)
        if answer is None:
            return None
        kept = answer.kept()
        if kept is not None and answer.holds(self._watch):
            return answer, kept
        del self._answers[question]
        return None


class Shelved:
    """Answers from the shelf, or lets the application answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _find(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        answer, kept = found
        scope["endpoint"] = answer.endpoint
        if is_known(scope, answer.tag.decode()):
            status, headers, body = 304, answer.unchanged, b""
        else:
            status, headers, body = (200 if kept.body else 204), answer.headers, kept.body
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _find(scope: Scope) -> tuple[Answer, KeptTile] | None:
    if "/tiles/" not in scope["path"]:
        return None
    accepted = b""
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            accepted = value
        elif name in {b"authorization", b"origin"}:
            return None
    shelf: TileShelf = scope["app"].state.service.shelf
    return shelf.find(scope, accepted)
