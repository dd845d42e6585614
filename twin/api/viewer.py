"""The viewer's built files, served at `/`."""

import asyncio
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from twin.api.bare import Bare
from twin.api.coding import Coding, choose_coding, encode
from twin.api.replies import REVALIDATE, Reply, header_of, is_known, send_bytes

BUILT = Path(__file__).parents[2] / "viewer" / "dist"
"""Where `npm run build` puts the viewer."""

ASSETS = "assets"
"""Files under here bear a digest of their content in their name."""

FOR_EVER = "max-age=31536000, immutable"
PACKED = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/manifest+json")
HTML = "text/html; charset=utf-8"
CSP = (
    b"content-security-policy",
    (
        b"default-src 'self'; script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
        b"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data:; object-src 'none'; "
        b"base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    ),
)
"""The page loads nothing from elsewhere. Mantine writes styles into the page; MapLibre's worker is a blob."""

NOT_BUILT = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Bản song sinh số</title></head>
<body style="font-family: sans-serif; max-width: 40rem; margin: 4rem auto; line-height: 1.5">
<h1>Chưa có bản đồ / The map is not built</h1>
<p>Giao diện bản đồ chưa được dựng. Hãy chạy <code>make demo</code>, hoặc
<code>npm ci &amp;&amp; npm run build</code> trong thư mục <code>viewer</code>.</p>
<p lang="en">The viewer has not been built. Run <code>make demo</code>, or
<code>npm ci &amp;&amp; npm run build</code> in the folder <code>viewer</code>.</p>
<p>API: <a href="/api/">/api/</a></p>
</body></html>
"""

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/manifest+json", ".webmanifest")


LONGEST_PATH = 255
"""Bytes. No file system that we know takes a longer name; the map keeps its view behind the `#`."""


def _may_be_a_file(path: str) -> bool:
    """Tell whether a path can be looked for: nothing hidden in it, and nothing that a file system chokes on."""
    hidden = any(part.startswith(".") for part in path.split("/"))
    return not hidden and "\0" not in path and len(path.encode(errors="replace")) <= LONGEST_PATH


@dataclass(frozen=True)
class _File:
    """A built file as it is now."""

    path: Path
    tag: str
    body: bytes

    @classmethod
    def read(cls, path: Path) -> "_File":
        about = path.stat()
        return cls(path, f'W/"{about.st_mtime_ns:x}-{about.st_size:x}"', path.read_bytes())


class Viewer:
    """Serves a folder of built files; an address that is no file of it is the page itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._packed: dict[tuple[Path, Coding], tuple[str, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path_params"]["path"]
        if path == "api" or path.startswith("api/") or not _may_be_a_file(path):
            raise HTTPException(404)
        file = await asyncio.to_thread(self._find, path)
        if file is None:
            reply = Reply(NOT_BUILT.encode(), HTML, status=503, keep="no-store")
            reply.raw_headers.append(CSP)
            await reply(scope, receive, send)
        else:
            await self._serve(file, scope, send)

    def _find(self, path: str) -> _File | None:
        """Return the file of a path, or the page where it is an address within the page; None: nothing is built.

        A path that climbs out of the folder is not there.
        """
        page = self._folder / "index.html"
        if not page.is_file():
            return None
        found = (self._folder / path).resolve()
        inside = found.is_relative_to(self._folder)
        if inside and found.is_file():
            return _File.read(found)
        if not inside or found.suffix or path.startswith(f"{ASSETS}/"):
            raise HTTPException(404)
        return _File.read(page)

    async def _serve(self, file: _File, scope: Scope, send: Send) -> None:
        media_type = mimetypes.guess_type(file.path.name)[0] or "application/octet-stream"
        hashed = file.path.is_relative_to(self._folder / ASSETS)
        page = media_type == "text/html"
        head = Reply(b"", HTML if page else media_type, tag=file.tag, keep=FOR_EVER if hashed else REVALIDATE)
        headers = head.raw_headers + ([CSP] if page else [])
        if is_known(scope, file.tag):
            await send_bytes(send, 304, headers, b"")
            return
        accepted = choose_coding(header_of(scope, b"accept-encoding"))
        coding: Coding = accepted if media_type.startswith(PACKED) else "identity"
        if coding != "identity":
            headers.append((b"content-encoding", coding.encode()))
        await send_bytes(send, 200, headers, await self._pack(file, coding))

    async def _pack(self, file: _File, coding: Coding) -> bytes:
        """Encode a file, and keep the result: there are few, and they take long."""
        kept = self._packed.get((file.path, coding))
        if kept is not None and kept[0] == file.tag:
            return kept[1]
        body = await encode(file.body, coding)
        if coding != "identity":
            self._packed[file.path, coding] = (file.tag, body)
        return body


def register(app: FastAPI, folder: Path = BUILT) -> None:
    """Add the viewer behind all other doors."""
    route = Route(
        "/{path:path}", Bare(Viewer(folder)), methods=["GET"], name="viewer", include_in_schema=False
    )
    app.router.routes.append(route)
