"""Refusals: application/problem+json (RFC 9457) with the sentence in both languages, and never a traceback."""

import json
import logging
import re
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.routing import Match, Route

from twin.api.bodies import BadHeaderError
from twin.api.parameters import BadParameterError
from twin.api.replies import GEOJSON, Reply, to_json
from twin.errors import (
    BadInputError,
    NoSuchJobError,
    NoSuchReportError,
    ResultNotReadyError,
    TwinError,
    http_status,
)
from twin.features.cql2 import FilterError
from twin.features.submission import FeatureRefusedError
from twin.features.versions import StaleVersionError, Version
from twin.vocabulary import Language, Text

PROBLEM_JSON = "application/problem+json"
RETRY_SECONDS = 5
SERVER_ERROR = 500
_LOG = logging.getLogger("twin.api")

_PLAIN: dict[int, Text] = {
    404: Text(vi="Không có gì ở địa chỉ này.", en="There is nothing at this address."),
    405: Text(vi="Địa chỉ này không nhận cách gọi đó.", en="This address does not take that method."),
    413: Text(vi="Nội dung gửi lên quá lớn.", en="What was sent is too large."),
    500: Text(
        vi="Máy chủ gặp lỗi không lường trước; lỗi đã được ghi lại.",
        en="The server met an error that it did not expect; it has been logged.",
    ),
}


def language_of(accepted: str) -> Language:
    """Return the language that an Accept-Language header prefers: Vietnamese unless it asks for English."""
    for part in accepted.lower().split(","):
        tag = part.partition(";")[0].strip()
        if tag.startswith("vi"):
            return "vi"
        if tag.startswith("en"):
            return "en"
    return "vi"


_OGC = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/"
_OGC_TYPES: dict[type[Exception], str] = {
    NoSuchReportError: f"{_OGC}no-such-process",
    NoSuchJobError: f"{_OGC}no-such-job",
    ResultNotReadyError: f"{_OGC}result-not-ready",
}
"""What OGC API - Processes calls some refusals."""


def _kind(error: Exception) -> str:
    if type(error) in _OGC_TYPES:
        return _OGC_TYPES[type(error)]
    words = re.findall(r"[A-Z][a-z]+", type(error).__name__.removesuffix("Error"))
    return "-".join(words).lower()


def problem(status: int, kind: str, text: Text, language: Language, **more: Any) -> Reply:
    """Return a refusal; `more` are members of its own, such as the parameter that is meant."""
    document = {
        "type": kind if kind.startswith("http") else f"urn:twin:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": text.in_language(language),
        "detail_vi": text.vi,
        "detail_en": text.en,
        **more,
    }
    headers = {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
        headers["Retry-After"] = str(RETRY_SECONDS)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        # What is still to come is not read.
        headers["Connection"] = "close"
    return Reply(
        to_json(document), PROBLEM_JSON, status=status, keep="no-store", public=False, headers=headers
    )


def _version(version: Version) -> dict[str, Any]:
    return {"etag": version.tag, "feature": json.loads(version.feature)}


def _members(error: TwinError) -> dict[str, Any]:
    if isinstance(error, BadParameterError | BadHeaderError):
        return {"parameter": error.parameter}
    if isinstance(error, FilterError):
        place = {} if error.place is None else {"place": error.place}
        return {"parameter": error.parameter, **place}
    if isinstance(error, StaleVersionError):
        meant = [_version(version) for version in error.meant]
        return {"sent": meant[0] if meant else None, "present": error.present and _version(error.present)}
    if isinstance(error, FeatureRefusedError):
        faults = [{"name": fault.name, "vi": fault.text.vi, "en": fault.text.en} for fault in error.faults]
        return {"parameter": error.faults[0].name, "faults": faults}
    return {}


def _language(request: Request) -> Language:
    return language_of(request.headers.get("accept-language", ""))


async def _refuse(request: Request, error: Exception) -> Reply:
    if not isinstance(error, TwinError):
        raise error
    status = http_status(error)
    if status >= SERVER_ERROR:
        _LOG.warning("%s %s: %s", request.method, request.url.path, error)
    return problem(status, _kind(error), error.text, _language(request), **_members(error))


def _methods_at(request: Request) -> set[str]:
    """Return every method that the API takes at an address, whichever route takes it."""
    methods: set[str] = set()
    for route in request.app.router.routes:
        if (
            isinstance(route, Route)
            and route.path.startswith("/api")
            and route.matches(request.scope)[0] != Match.NONE
        ):
            methods |= route.methods or set()
    return methods


async def _refuse_plainly(request: Request, error: Exception) -> Reply:
    if not isinstance(error, HTTPException):
        raise error
    status, headers = error.status_code, dict(error.headers or {})
    if status == HTTPStatus.NOT_FOUND and _methods_at(request):
        status = (
            HTTPStatus.METHOD_NOT_ALLOWED
        )  # the viewer takes every address that is read, also one of ours
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        methods = _methods_at(request)
        headers["Allow"] = ", ".join(sorted(methods or {"GET", "HEAD"}))
        if not methods and request.url.path.startswith("/api"):
            status, headers = HTTPStatus.NOT_FOUND, {}
        elif methods and request.method == "OPTIONS":
            allowed = {"Allow": ", ".join(sorted(methods | {"OPTIONS"}))}
            return Reply(b"", GEOJSON, keep="no-store", headers=allowed)
    text = _PLAIN.get(status) or Text(vi=str(error.detail), en=str(error.detail))
    reply = problem(status, HTTPStatus(status).name.lower().replace("_", "-"), text, _language(request))
    reply.raw_headers += [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return reply


async def _refuse_invalid(request: Request, error: Exception) -> Reply:
    """Answer what FastAPI itself found wrong: 400, and the first parameter that is meant."""
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    name = str(first["loc"][-1])
    told = BadInputError(vi=f"«{name}» không hợp lệ.", en=f"“{name}” is not valid: {first['msg']}.")
    return problem(400, _kind(told), told.text, _language(request), parameter=name)


async def _let_go(request: Request, error: Exception) -> Reply:
    """End the request of a client that went away while it was still sending: nobody reads this."""
    del error
    text = Text(vi="Kết nối đã đứt.", en="The connection was lost.")
    return problem(400, "connection-lost", text, _language(request))


async def _admit_fault(request: Request, error: Exception) -> Reply:
    """Say that the fault is ours. Starlette raises the error again, so that the server logs it whole."""
    del error
    return problem(SERVER_ERROR, "internal", _PLAIN[SERVER_ERROR], _language(request))


def register_problems(app: FastAPI) -> None:
    """Map what is raised anywhere in the application to a refusal."""
    app.add_exception_handler(TwinError, _refuse)
    app.add_exception_handler(HTTPException, _refuse_plainly)
    app.add_exception_handler(RequestValidationError, _refuse_invalid)
    app.add_exception_handler(ClientDisconnect, _let_go)
    app.add_exception_handler(Exception, _admit_fault)
