"""A whole collection as one file: streamed as the database writes it, or made on disk and then sent.

Each download has a thread and a connection to the database of its own, so that the pages of others never wait
for it; there are few of them, and whoever comes when all are taken is asked to come again.
"""

import asyncio
import contextlib
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import zstandard
from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from twin.api.bare import Bare
from twin.api.coding import ZSTD_LEVEL, choose_coding
from twin.api.feature_doors import Asked, ask_features, json_head, json_tail
from twin.api.feature_links import download_links
from twin.api.forms import DOWNLOAD_FORMS, FILES
from twin.api.questions import DOWNLOAD_PARAMETERS, read_question, read_telling
from twin.api.replies import RawHeaders, Reply, header_of, is_known
from twin.errors import UnavailableError
from twin.features.downloads import EVERYTHING, export_features
from twin.features.question import Question, Telling
from twin.features.streaming import CHUNK, Stream, open_stream
from twin.features.telling import heading_line

AT_ONCE = 4
"""Downloads of one process at a time."""

STALLED_SECONDS = 60.0
"""A client that takes nothing for so long has gone, whatever its connection says."""

_ALLOWED = frozenset({"f", *DOWNLOAD_PARAMETERS})
Made = TypeVar("Made")


def _busy() -> UnavailableError:
    return UnavailableError(
        vi="Máy chủ đang gửi nhiều tệp lớn cùng lúc. Hãy thử lại sau ít phút.",
        en="The server is sending several large files already. Please try again in a few minutes.",
    )


class Packer:
    """Packs a stream as it goes where the client takes zstd; gzip would take longer than the sending."""

    def __init__(self, accepted: bytes) -> None:
        self.headers: RawHeaders = []
        self._packs = choose_coding(accepted) == "zstd"
        if self._packs:
            self.headers = [(b"content-encoding", b"zstd")]

    def packed(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the chunks as they are to be sent; the first one at once."""
        if not self._packs:
            yield from chunks
            return
        packing = zstandard.ZstdCompressor(level=ZSTD_LEVEL).compressobj()
        yield packing.compress(next(chunks)) + packing.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        yield from filter(None, map(packing.compress, chunks))
        yield packing.flush()


Line = tuple[Receive, Send]
"""Both ends of a connection, as ASGI gives them."""


def _chunks_of(asked: Asked, telling: Telling, stream: Stream) -> Iterator[bytes]:
    """Yield the whole answer: what stands before the features, these, and what stands after them."""
    if telling.form == "csv":
        yield heading_line(asked.layer, telling)
        yield from stream.chunks
        return
    yield json_head(asked.layer, telling) + next(stream.chunks, b"")[1:]
    yield from stream.chunks
    yield json_tail(download_links(asked.home, asked.layer, asked.given, asked.form), {})


def _read_file(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(partial(file.read, CHUNK), b"")


async def _gone(receive: Receive) -> None:
    """Wait until the client has closed its connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _taken(sending: Awaitable[None]) -> bool:
    """Tell whether the client takes a chunk in time."""
    try:
        await asyncio.wait_for(sending, STALLED_SECONDS)
    except TimeoutError:
        return False
    return True


class Downloads:
    """The downloads of one process."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, "download")
        self._under_way = 0

    @contextlib.contextmanager
    def _place(self) -> Iterator[None]:
        if self._under_way >= AT_ONCE:
            raise _busy()
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    async def _run(self, work: Callable[[], Made]) -> Made:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer `/collections/{collectionId}/download`."""
        asked = await ask_features(scope, _ALLOWED, DOWNLOAD_FORMS, by_property=True)
        telling = read_telling(asked.layer, asked.given, asked.form)
        question = replace(read_question(asked.layer, asked.given), limit=EVERYTHING)
        tag = asked.service.tag(asked.service.stamp(asked.layer) + asked.variant(telling))
        reply = asked.reply(b"", telling, tag, name=asked.file_name(always=True))
        if is_known(scope, tag) or scope.get("without_body"):
            await reply(scope, receive, send)
        elif asked.form.name in FILES:
            await self.send_file(asked, question, telling, reply, (receive, send))
        else:
            with self._place():
                await self._send_stream(asked, question, telling, reply, (receive, send))

    async def _send_stream(
        self, asked: Asked, question: Question, telling: Telling, reply: Reply, line: Line
    ) -> None:
        url = asked.service.database_url
        opening = partial(open_stream, url, asked.user, asked.layer, question, telling)
        stream = await self._run(opening)
        try:
            packer = Packer(header_of(asked.scope, b"accept-encoding"))
            chunks = packer.packed(_chunks_of(asked, telling, stream))
            headers = [*reply.raw_headers, *packer.headers]
            await self._send(chunks, headers, line)
        finally:
            # The thread may still wait for the database, which is told to stop; it closes what it used itself.
            stream.stop()
            self._threads.submit(stream.close)

    async def _send(self, chunks: Iterator[bytes], headers: RawHeaders, line: Line) -> None:
        receive, send = line
        gone = asyncio.create_task(_gone(receive))
        try:
            first = await self._run(partial(next, chunks, b""))
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": first, "more_body": True})
            while chunk := await self._run(partial(next, chunks, b"")):
                message = {"type": "http.response.body", "body": chunk, "more_body": True}
                if gone.done() or not await _taken(send(message)):
                    return  # without an end, so that nobody takes what came for the whole
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()

    async def send_file(
        self, asked: Asked, question: Question, telling: Telling, reply: Reply, line: Line
    ) -> None:
        """Write the features to a file, send it, and remove it; raises what `export_features` does."""
        with self._place(), tempfile.TemporaryDirectory(prefix="twin-download-") as folder:
            path = Path(folder, f"{asked.layer.id}.{asked.form.suffix}")
            url = asked.service.database_url
            writing = partial(export_features, url, asked.user, asked.layer, path, question, telling)
            size = (await self._run(writing)).bytes
            headers = [*reply.raw_headers, (b"content-length", str(size).encode())]
            await self._send(_read_file(path), headers, line)


def downloads_of(scope: Scope) -> Downloads:
    """Return the downloads of the application that a request came to."""
    downloads: Downloads = scope["app"].state.downloads
    return downloads


def register(app: FastAPI) -> None:
    """Add the door."""
    app.state.downloads = Downloads()
    door = Bare(app.state.downloads.serve)
    path = "/api/collections/{collectionId}/download"
    app.router.routes.insert(0, Route(path, door, methods=["GET"], name="download"))
