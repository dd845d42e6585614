"""What reports found and is kept: listed, shown, downloaded in every form, named, removed, put back.

A result never changes once it is kept; only its name and how long it is kept do, and its ETag counts those changes.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import psycopg
from fastapi import FastAPI, Request
from pydantic import JsonValue

from twin.api.bodies import MERGE_PATCH, read_document
from twin.api.doors import Asked, Asking, Face, add_door
from twin.api.parameters import BadParameterError, described, read_limit, read_whole
from twin.api.replies import JSON, Reply
from twin.api.result_page import show_result
from twin.city.files import FORMATS
from twin.city.keeping import (
    Change,
    Choice,
    Kept,
    change_kept,
    find_kept,
    list_kept,
    read_id,
    read_result,
    read_told,
    remove_kept,
    restore_kept,
)
from twin.city.papers import draw_one
from twin.city.ward import read_ward
from twin.documents.document import Picture
from twin.errors import BadInputError
from twin.features.statement import database_away
from twin.features.versions import no_version_named
from twin.store.database import Connection, connect
from twin.vocabulary import Text

PATH = "/results"
TITLE = Text(vi="Kết quả đã lưu", en="Results that are kept")
LANDING_LINK = ("related", PATH, TITLE, JSON)
FORMS = ("json", "html", *(ending for ending in FORMATS if ending not in {"json", "html"}))
FORMAT = {
    "name": "format",
    "in": "query",
    "required": False,
    "description": "As `f`; `html` is the document to file as one page.",
    "schema": {"type": "string", "enum": list(FORMATS)},
}
_LEAVE_OUT = {"schema": {"type": "string"}, "in": "query", "required": False}
_CHOICES = (
    {"name": "report", "description": "Only of this report.", **_LEAVE_OUT},
    {"name": "by", "description": "Only what this person or program had made.", **_LEAVE_OUT},
    described("q"),
    {
        "name": "removed",
        "in": "query",
        "required": False,
        "description": "Those that were removed and can be put back.",
        "schema": {"type": "boolean", "default": False},
    },
    described("limit", schema={"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}),
    described("offset"),
)
MOST_LISTED = 1_000
_TAG = re.compile(r'(?:W/)?"(\d{1,9})[^"]*"', re.ASCII)
_T = TypeVar("_T")


async def ask_database(asking: Asking, work: Callable[[Connection], _T]) -> _T:
    """Do something with a connection of one's own, beside the event loop. Raises UnavailableError."""

    def run() -> _T:
        try:
            with connect(asking.service.database_url, autocommit=True) as connection:
                return work(connection)
        except psycopg.OperationalError as error:
            raise database_away() from error

    return await asyncio.to_thread(run)


def entry_of(asking: Asking, kept: Kept) -> dict[str, Any]:
    """Return what a kept result is found by."""
    row = kept.row
    path = f"{PATH}/{row.id}"
    return {
        "id": str(row.id),
        "report": row.report,
        "title": row.title,
        "name": row.name,
        "inputs": {**row.inputs, "what_if": row.what_if},
        "data_as_of": row.data_as_of.isoformat(),
        "norm_as_of": row.norm_as_of.isoformat(),
        "made_at": row.made_at.isoformat(),
        "made_by": row.made_by,
        "seconds": round(row.seconds, 3),
        "key": row.key,
        "code_version": row.code_version,
        "keep_until": None if row.kept_until is None else row.kept_until.isoformat(),
        "revision": row.revision,
        "removed_at": None if row.removed_at is None else row.removed_at.isoformat(),
        "links": [asking.link("item", path, row.name or asking.say(kept.title))],
    }


def _read_choice(asking: Asking) -> Choice:
    given = asking.given
    removed = asking.choice("removed", ("false", "true")) == "true"
    return Choice(given.get("report"), given.get("by"), given.get("q"), removed=removed)


async def results(asking: Asked) -> Reply:
    """List the results that are kept, the newest first."""
    choice, limit = _read_choice(asking), read_limit(asking.given, MOST_LISTED)
    offset = read_whole(asking.given, "offset", 0, 0)
    found, matched = await ask_database(
        asking, lambda connection: list_kept(connection, asking.user, choice, limit, offset)
    )
    links = [asking.link("self", PATH, asking.say(TITLE))]
    if offset + len(found) < matched and found:
        query = urlencode({**asking.given, "limit": str(limit), "offset": str(offset + limit)})
        links.append(asking.link("next", f"{PATH}?{query}", "next"))
    document = {
        "title": asking.say(TITLE),
        "numberMatched": matched,
        "numberReturned": len(found),
        "results": [entry_of(asking, one) for one in found],
        "links": links,
    }
    return asking.reply(document)


def links_of(asking: Asking, kept: Kept) -> list[dict[str, str]]:
    """Return where a result stands in each of its forms, and what may be done with it."""
    path, name = f"{PATH}/{kept.id}", kept.row.name or asking.say(kept.title)
    forms = [
        asking.link("alternate", f"{path}?f={form}", form.upper(), FORMATS[form].media_type)
        for form in FORMS
        if form not in {"json", "html"}
    ]
    rasters = [
        asking.link("item", f"/rasters/{raster}", raster) for raster in dict.fromkeys(kept.row.rasters)
    ]
    return [
        asking.link("self", path, name),
        asking.link("collection", PATH, asking.say(TITLE)),
        *forms,
        *rasters,
    ]


def _tag(kept: Kept, asking: Asking) -> str:
    return f'"{kept.row.revision}-{asking.language}-{asking.form}"'


def _reply_kept(asking: Asking, kept: Kept, told: Mapping[str, JsonValue]) -> Reply:
    entry = entry_of(asking, kept)
    document = {**told, **entry, "links": links_of(asking, kept)}
    title = Text(vi=kept.row.name, en=kept.row.name) if kept.row.name else kept.title
    reply = asking.reply(document, face=Face(title, lambda: show_result(document, asking.language)))
    reply.tag = _tag(kept, asking)
    reply.raw_headers.append((b"etag", reply.tag.encode()))
    return reply


def read_form(asking: Asking) -> str | None:
    """Return the file that is asked for; None: the document itself, as JSON or as a page. Raises BadParameterError."""
    asked = asking.given.get("format")
    if asked is not None and asked not in FORMATS:
        listed = ", ".join(FORMATS)
        raise BadParameterError("format", f"phải là một trong: {listed}", f"must be one of: {listed}")
    form = asked or asking.form
    return None if form == "json" or (form == "html" and asked is None) else form


async def result(asking: Asked, resultId: str) -> Reply:  # noqa: N803 - as the standards write it
    """Show a kept result: as JSON, as a page, or as a file in any of the forms that reports are written in."""
    identifier, form = read_id(resultId), read_form(asking)
    if form is None:
        kept, told = await ask_database(
            asking,
            lambda connection: (
                find_kept(connection, asking.user, identifier),
                read_told(connection, asking.user, identifier),
            ),
        )
        return _reply_kept(asking, kept, told)
    return await ask_database(asking, lambda connection: _file(asking, connection, identifier, form))


def _file(asking: Asking, connection: Connection, identifier: UUID, form: str) -> Reply:
    settings = asking.service.settings
    kept = find_kept(connection, asking.user, identifier)
    recalled = read_result(connection, asking.user, identifier)
    body = FORMATS[form].write(recalled, read_ward(connection, settings.ward_code, settings.ward_name))
    name = f"{kept.row.report}-{kept.row.data_as_of:%Y%m%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Reply(body, FORMATS[form].media_type, public=False, tag=_tag(kept, asking), headers=headers)


async def picture(asking: Asked, resultId: str, shown: str) -> Reply:  # noqa: N803
    """Draw the map that shows a drawing or a raster of a kept result, as SVG."""
    identifier, settings = read_id(resultId), asking.service.settings

    def draw(connection: Connection) -> Picture:
        recalled = read_result(connection, asking.user, identifier)
        ward = read_ward(connection, settings.ward_code, settings.ward_name)
        return draw_one(recalled, ward, shown)

    return reply_picture(await ask_database(asking, draw))


def reply_picture(drawn: Picture) -> Reply:
    """Answer with a map as SVG, which loads nothing from anywhere."""
    headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:"}
    return Reply(drawn.svg.encode(), "image/svg+xml", public=False, headers=headers)


def _read_revision(asking: Asking, request: Request) -> int | None:
    """Return which state of a result is meant (`If-Match`); None: whichever there is.

    Raises PreconditionRequiredError where none is named, unless a setting frees clients from it.
    """
    sent = request.headers.get("if-match", "").strip()
    if not sent and asking.service.settings.require_if_match:
        raise no_version_named()
    if sent in {"", "*"}:
        return None
    found = _TAG.match(sent)
    return int(found[1]) if found else 0


def _read_change(document: JsonValue) -> Change:
    if not isinstance(document, dict) or not document or document.keys() - {"name", "keep_until"}:
        raise BadInputError(
            vi='Cần một đối tượng JSON: {"name": tên hoặc null, "keep_until": ngày hoặc null}.',
            en='A JSON object is needed: {"name": words or null, "keep_until": day or null}.',
        )
    name, until = document.get("name"), document.get("keep_until")
    if not isinstance(name, str | None):
        raise BadInputError(vi="Tên («name») phải là chữ.", en="The name (“name”) must be words.")
    day = None
    if until is not None:
        try:
            day = date.fromisoformat(until if isinstance(until, str) else "")
        except ValueError:
            raise BadInputError(
                vi="Ngày lưu («keep_until») phải viết dạng 2027-03-31, hoặc null là mãi mãi.",
                en="The day (“keep_until”) must be written as 2027-03-31, or null for ever.",
            ) from None
    return Change("name" in document, name, "keep_until" in document, day)


async def patch(asking: Asked, request: Request, resultId: str) -> Reply:  # noqa: N803
    """Name a result (a named one is kept for ever), or say until which day it is kept (null: for ever)."""
    identifier, revision = read_id(resultId), _read_revision(asking, request)
    settings = asking.service.settings
    change = _read_change(await read_document(request, settings.most_body_bytes, (MERGE_PATCH, JSON)))
    kept = await ask_database(
        asking,
        lambda connection: change_kept(
            connection, asking.user, identifier, change, revision=revision, days=settings.results_days
        ),
    )
    return _reply_entry(asking, kept)


def _reply_entry(asking: Asking, kept: Kept) -> Reply:
    reply = asking.reply({**entry_of(asking, kept), "links": links_of(asking, kept)})
    reply.raw_headers.append((b"etag", _tag(kept, asking).encode()))
    return reply


async def delete(asking: Asked, request: Request, resultId: str) -> Reply:  # noqa: N803
    """Remove a result. It can be put back for thirty days."""
    identifier, revision = read_id(resultId), _read_revision(asking, request)
    await ask_database(
        asking, lambda connection: remove_kept(connection, asking.user, identifier, revision=revision)
    )
    return Reply(b"", JSON, status=204, public=False)


async def restore(asking: Asked, resultId: str) -> Reply:  # noqa: N803
    """Put a removed result back."""
    identifier = read_id(resultId)
    kept = await ask_database(asking, lambda connection: restore_kept(connection, asking.user, identifier))
    return _reply_entry(asking, kept)


def register(app: FastAPI) -> None:
    """Add the doors."""
    one = f"{PATH}/{{resultId}}"
    tags: dict[str, Any] = {"tags": ["Results"]}
    add_door(app, PATH, results, *_CHOICES, operation_id="getKeptResults", **tags)
    add_door(app, one, result, FORMAT, forms=FORMS, operation_id="getKeptResult", **tags)
    add_door(app, f"{one}/maps/{{shown}}", picture, operation_id="getKeptResultMap", **tags)
    add_door(app, one, patch, methods=["PATCH"], operation_id="patchResult", **tags)
    add_door(app, one, delete, methods=["DELETE"], status_code=204, operation_id="deleteResult", **tags)
    add_door(app, f"{one}/restore", restore, methods=["POST"], operation_id="restoreResult", **tags)
