"""Two kept results compared: what changed, what got better, and where, in every form that a result has."""

import asyncio
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from twin.api.doors import Asked, Asking, Face, add_door
from twin.api.replies import JSON, Reply
from twin.api.result_page import show_result
from twin.api.results import FORMAT, FORMS, PATH, ask_database, entry_of, read_form, reply_picture
from twin.city.comparing import Comparison, compare
from twin.city.files import FORMATS
from twin.city.keeping import Kept, find_kept, read_id, read_result
from twin.city.papers import Ward, draw_one
from twin.city.telling import tell
from twin.city.ward import read_ward
from twin.store.database import Connection


@dataclass(frozen=True)
class _Compared:
    """Two kept results, what changed from the one to the other, and whose ward it is."""

    one: Kept
    other: Kept
    comparison: Comparison
    ward: Ward


async def _compare(asking: Asking, one: str, other: str) -> _Compared:
    identifiers, settings = (read_id(one), read_id(other)), asking.service.settings

    def work(connection: Connection) -> _Compared:
        kept = [find_kept(connection, asking.user, identifier) for identifier in identifiers]
        before, after = (read_result(connection, asking.user, identifier) for identifier in identifiers)
        ward = read_ward(connection, settings.ward_code, settings.ward_name)
        return _Compared(kept[0], kept[1], compare(before, after), ward)

    return await ask_database(asking, work)


async def comparison(asking: Asked, resultId: str, otherId: str) -> Reply:  # noqa: N803 - as the standards write it
    """Compare a kept result (before) with another of the same report (after)."""
    form = read_form(asking)
    compared = await _compare(asking, resultId, otherId)
    told = compared.comparison.told
    if form is not None:
        name = f"comparison-{compared.one.row.report}-{told.data_as_of:%Y%m%d}.{form}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        body = await asyncio.to_thread(FORMATS[form].write, told, compared.ward)
        return Reply(body, FORMATS[form].media_type, public=False, headers=headers)
    path = f"{PATH}/{compared.one.id}/compare/{compared.other.id}"
    document = {
        **tell(told),
        "one": entry_of(asking, compared.one),
        "other": entry_of(asking, compared.other),
        "links": _links(asking, path),
    }
    face = Face(told.report.title, lambda: show_result(document, asking.language))
    return asking.reply(document, face=face)


def _links(asking: Asking, path: str) -> list[dict[str, str]]:
    forms = [
        asking.link("alternate", f"{path}?f={form}", form.upper(), FORMATS[form].media_type)
        for form in FORMS
        if form not in {"json", "html"}
    ]
    return [asking.link("self", path, "self", JSON), *forms]


async def picture(asking: Asked, resultId: str, otherId: str, shown: str) -> Reply:  # noqa: N803
    """Draw where things changed, as SVG."""
    compared = await _compare(asking, resultId, otherId)
    return reply_picture(await asyncio.to_thread(draw_one, compared.comparison.told, compared.ward, shown))


def register(app: FastAPI) -> None:
    """Add the doors."""
    path = f"{PATH}/{{resultId}}/compare/{{otherId}}"
    tags: dict[str, Any] = {"tags": ["Results"]}
    add_door(app, path, comparison, FORMAT, forms=FORMS, operation_id="compareResults", **tags)
    add_door(app, f"{path}/maps/{{shown}}", picture, operation_id="getComparisonMap", **tags)
