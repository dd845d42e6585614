"""What a request carries: its form, its size, the system that its coordinates are in, and its own name."""

import hashlib
import json
from collections.abc import Sequence
from typing import Never

from fastapi import Request
from pydantic import JsonValue

from twin.api.replies import GEOJSON, JSON
from twin.errors import BadInputError, TooLargeError, UnsupportedMediaError
from twin.features.crs import CRS84, EVERY_CRS, Crs, find_crs
from twin.features.edit import Sent
from twin.features.idempotency import Key
from twin.vocabulary import Layer

JSON_FG = "application/vnd.ogc.fg+json"
MERGE_PATCH = "application/merge-patch+json"
FEATURE_TYPES = (GEOJSON, JSON_FG, JSON)
PATCH_TYPES = (MERGE_PATCH, *FEATURE_TYPES)
LONGEST_KEY = 255


class BadHeaderError(BadInputError):
    """A header of the request is missing or has a value that it does not take."""

    def __init__(self, header: str, vi: str, en: str) -> None:
        super().__init__(vi=f"Tiêu đề «{header}» {vi}.", en=f"The header “{header}” {en}.")
        self.parameter = header


def _require_type(request: Request, taken: Sequence[str]) -> None:
    media_type, _, rest = request.headers.get("content-type", "").partition(";")
    listed = ", ".join(taken)
    if not media_type.strip():
        raise BadHeaderError("Content-Type", f"phải là một trong: {listed}", f"must be one of: {listed}")
    charset = rest.lower().partition("charset=")[2].partition(";")[0].strip(' "')
    if media_type.strip().lower() not in taken or charset not in {"", "utf-8", "utf8"}:
        raise UnsupportedMediaError(
            vi=f"Content-Type phải là một trong: {listed} (UTF-8).",
            en=f"The Content-Type must be one of: {listed} (UTF-8).",
        )


def _too_large(most: int) -> TooLargeError:
    return TooLargeError(
        vi=f"Nội dung gửi lên quá lớn: nhiều nhất {most} byte.",
        en=f"What was sent is too large: at most {most} bytes are taken.",
    )


async def read_bytes(request: Request, most: int) -> bytes:
    """Read the body; one that says that it is too large is refused before it is read. Raises TooLargeError."""
    told = request.headers.get("content-length", "0")
    if told.isdigit() and int(told) > most:
        raise _too_large(most)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise _too_large(most)
    return bytes(body)


def _refuse_constant(name: str) -> Never:
    raise ValueError(name)


def _refuse_twice(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    """Refuse a name that stands twice in one object: which of its values is meant, nobody can say."""
    whole = dict(pairs)
    if len(whole) < len(pairs):
        raise BadInputError(
            vi="Một đối tượng JSON có hai mục cùng tên.", en="A JSON object has two members of one name."
        )
    return whole


def _require_unicode(document: JsonValue) -> None:
    """Refuse half a letter (a lone surrogate), which neither stores nor answers can write."""
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise BadInputError(
            vi="Nội dung gửi lên có ký tự không phải là Unicode.",
            en="What was sent has a letter that is not Unicode.",
        ) from None


def _parse(body: bytes) -> JsonValue:
    try:
        document: JsonValue = json.loads(
            body, parse_constant=_refuse_constant, object_pairs_hook=_refuse_twice
        )
        _require_unicode(document)
    except (ValueError, RecursionError):
        raise BadInputError(
            vi="Nội dung gửi lên không phải là JSON.", en="What was sent is not JSON."
        ) from None
    return document


def _read_crs(request: Request) -> Crs:
    """Return the system that `Content-Crs` names, in angle brackets (as the standard) or bare (as QGIS writes it)."""
    sent = request.headers.get("content-crs")
    if sent is None:
        return CRS84
    crs = find_crs(sent.strip().removeprefix("<").removesuffix(">"))
    if crs is None:
        listed = ", ".join(one.uri for one in EVERY_CRS)
        raise BadHeaderError("Content-Crs", f"phải là một trong: {listed}", f"must be one of: {listed}")
    return crs


async def read_sent(request: Request, most: int, taken: Sequence[str]) -> tuple[Sent, bytes]:
    """Return what was sent, and its bytes.

    Raises BadHeaderError, UnsupportedMediaError, TooLargeError and BadInputError for what is no JSON.
    """
    _require_type(request, taken)
    crs = _read_crs(request)
    body = await read_bytes(request, most)
    return Sent(_parse(body), crs), body


async def read_document(request: Request, most: int, taken: Sequence[str]) -> JsonValue:
    """Return a JSON document. Raises BadHeaderError, UnsupportedMediaError, TooLargeError and BadInputError."""
    _require_type(request, taken)
    return _parse(await read_bytes(request, most))


def read_key(request: Request, layer: Layer, crs: Crs, body: bytes) -> Key | None:
    """Return the request's `Idempotency-Key`, with a digest of what it asks. Raises BadHeaderError."""
    name = request.headers.get("idempotency-key")
    if name is None:
        return None
    if not 0 < len(name) <= LONGEST_KEY or not name.isprintable():
        raise BadHeaderError(
            "Idempotency-Key", f"phải có 1 đến {LONGEST_KEY} ký tự", f"must have 1 to {LONGEST_KEY} letters"
        )
    asked = b"\0".join((layer.id.encode(), crs.uri.encode(), body))
    return Key(name, hashlib.sha256(asked).hexdigest())
