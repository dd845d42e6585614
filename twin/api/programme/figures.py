"""The programme as a whole: what stands here, how all of it stands, and where a subject is carried out."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI

from twin.api.doors import Asked, Asking, Face, add_door
from twin.api.parameters import BadParameterError
from twin.api.programme.addresses import ROOT
from twin.api.programme.board import Board, board_of, everything
from twin.api.programme.pages import show_dashboard, show_overlay
from twin.api.programme.questions import described_day, described_word, read_day
from twin.api.replies import GEOJSON, JSON, TILE, Reply
from twin.documents.formats import FORMATS
from twin.errors import NotFoundError
from twin.overlays import overlays
from twin.programme.digest import Digest
from twin.programme.digest.reading import require_reading
from twin.programme.filing import Filing, filing_on, read_filing
from twin.programme.moments import today
from twin.programme.overlay import PLACES, SHADES
from twin.programme.records import SHORT_NAMES
from twin.programme.screen.dashboard import TITLE, describe_programme, make_dashboard
from twin.programme.screen.overlay import read_overlay
from twin.programme.screen.value import Dashboard, LinkEntry, Overlay, Programme, SubjectKind
from twin.vocabulary import Frozen, Text

DASHBOARD = Text(vi="Tiến độ chương trình", en="How the programme stands")
REPORT = Text(vi="Báo cáo", en="Report")
SHEETS = Text(vi="Bảng tiến độ đã nhập", en="Sheets of progress that were applied")
PERIOD = described_word(
    "period",
    "What is reported on: `2026-Q4`, `2026`, `2028-review` or `2030-summary`; this quarter without it.",
)
AS_OF = described_day("as-of", "The programme as it stood at the end of this day.")


def _link(asking: Asking, rel: str, path: str, title: Text, media_type: str = JSON) -> LinkEntry:
    return LinkEntry(**asking.link(rel, path, asking.say(title), media_type))


def _links(asking: Asking) -> Iterator[LinkEntry]:
    yield _link(asking, "self", ROOT, TITLE)
    yield _link(asking, "related", f"{ROOT}/dashboard", DASHBOARD)
    for name, register in SHORT_NAMES.items():
        yield _link(asking, "data", f"{ROOT}/{name}", register.title, GEOJSON)
    for name in (PLACES, SHADES):
        yield _link(asking, "collection", f"/collections/{name}", overlays()[name].title)
    yield _link(asking, "related", f"{ROOT}/sheets", SHEETS)
    for form in FORMATS.values():
        path = f"{ROOT}/report?period={filing_on(today()).id}&f={form.ending}"
        found = _link(asking, "report", path, REPORT, form.media_type)
        yield found.model_copy(update={"form": form.ending.upper()})


async def landing(asking: Asked) -> Reply:
    """Say what stands here: the registers and their fields, the words for states and statuses, the links."""
    require_reading(asking.user)
    service = asking.service
    stamp = Board.stamp(service, everything())
    if stamp is not None and (unchanged := asking.unchanged(stamp)):
        return unchanged
    counts = {
        name: (await service.summaries.of(asking.user, register)).count
        for name, register in SHORT_NAMES.items()
    }
    told = describe_programme(counts, _links(asking))
    return asking.reply(told.model_dump(mode="json", exclude_none=False), stamp=stamp)


def read_period(asking: Asking) -> tuple[Filing, date]:
    """Return what is reported on and the day whose facts are told. Raises BadInputError."""
    asked = read_day(asking.given, "as-of")
    filing = read_filing(asking.given["period"]) if "period" in asking.given else filing_on(asked or today())
    if asked is None:
        return filing, filing.as_of(today())
    if not filing.starts_on <= asked <= filing.ends_on:
        raise BadParameterError(
            "as-of",
            f"phải trong kỳ {filing.title.vi} ({filing.starts_on:%d/%m/%Y} - {filing.ends_on:%d/%m/%Y})",
            f"must lie in {filing.title.en} ({filing.starts_on.isoformat()} to {filing.ends_on.isoformat()})",
        )
    return filing, asked


async def dashboard(asking: Asked) -> Reply:
    """Tell the whole programme: every task, indicator, model and agency, and how the places of each stand.

    The numbers are those of the report to file. `states` is of now, and empty where a past day is asked for.
    """
    service, board = asking.service, board_of(asking.scope)
    filing, day = read_period(asking)
    require_reading(asking.user)
    await service.derivations.current(*overlays().values())
    stamp = _stamp(asking, filing.id, day.isoformat())
    if stamp is not None and (unchanged := asking.unchanged(stamp)):
        return unchanged

    async def make() -> Dashboard:
        composed = await board.digest(service, asking.user, filing, day)
        states = await board.states(service, asking.user) if day == today() else {}
        return make_dashboard(composed.digest, composed.records.agencies, states)

    body = await board.write(("dashboard", filing.id, day), stamp, make)
    face = Face(DASHBOARD, lambda: show_dashboard(json.loads(body), asking.base, asking.language))
    return asking.reply_written(body, stamp=stamp, face=face)


def _stamp(asking: Asking, *more: str) -> str | None:
    own = Board.stamp(asking.service, (*everything(), PLACES, SHADES))
    return None if own is None else "-".join((own, *more))


def _subject(digest: Digest, agencies: dict[str, str], key: str) -> tuple[SubjectKind, str, str | None]:
    """Return the kind, the title and the lead of what may be chosen. Raises NotFoundError."""
    for task in digest.tasks:
        if task.key == key:
            return "task", task.name, task.lead
    for indicator in digest.indicators:
        if indicator.key == key:
            return "indicator", indicator.name, indicator.lead
    for model in digest.models:
        if model.key == key:
            return "model", model.name, model.lead
    if key in agencies:
        return "agency", agencies[key], agencies[key]
    raise NotFoundError(
        vi=f"Chương trình không có nhiệm vụ, chỉ tiêu, mô hình hay cơ quan «{key[:60]}».",
        en=f"The programme has no task, indicator, model or agency “{key[:60]}”.",
    )


def _overlay_links(asking: Asking, key: str) -> Iterator[LinkEntry]:
    asked = f"subject={quote(key)}"
    for name in (PLACES, SHADES):
        path, title = f"/collections/{name}", overlays()[name].title
        yield _link(asking, "items", f"{path}/items?{asked}", title, GEOJSON)
        wanted = quote(f"subject='{key}'")
        tiles = f"{path}/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}?filter={wanted}"
        yield _link(asking, "tiles", tiles, title, TILE)
    yield _link(asking, "collection", f"/collections/{PLACES}", overlays()[PLACES].title)


async def overlay(asking: Asked) -> Reply:
    """Tell where a task, an indicator, a model or an agency is carried out: by state, by group, and what moved."""
    service, board = asking.service, board_of(asking.scope)
    key, since = asking.given.get("subject"), read_day(asking.given, "since")
    if not key:
        raise BadParameterError(
            "subject",
            "phải là mã của một nhiệm vụ, chỉ tiêu, mô hình hoặc cơ quan",
            "must be the key of a task, an indicator, a model or an agency",
        )
    require_reading(asking.user)
    await service.derivations.current(*overlays().values())
    composed = await board.digest(service, asking.user, filing_on(today()), today())
    names = {row["key"]: row["name"] for row in composed.records.agencies}
    kind, title, lead = _subject(composed.digest, names, key)
    stamp = _stamp(asking, quote(key), str(since))
    if stamp is not None and (unchanged := asking.unchanged(stamp)):
        return unchanged

    async def make() -> Overlay:
        found = await read_overlay(service.pool, asking.user, key, since, kind=kind, title=title, lead=lead)
        return found.model_copy(update={"links": tuple(_overlay_links(asking, key))})

    body = await board.write(("overlay", key, since, asking.base, asking.language), stamp, make)
    face = Face(Text(vi=title, en=title), lambda: show_overlay(json.loads(body), asking.language))
    return asking.reply_written(body, stamp=stamp, face=face)


def _add(
    app: FastAPI, path: str, endpoint: Any, *parameters: dict[str, Any], name: str, of: type[Frozen]
) -> None:
    add_door(app, path, endpoint, *parameters, tags=["Programme"], operation_id=name, response_model=of)


def register(app: FastAPI) -> None:
    """Add the doors."""
    _add(app, ROOT, landing, name="getProgramme", of=Programme)
    _add(app, f"{ROOT}/dashboard", dashboard, PERIOD, AS_OF, name="getDashboard", of=Dashboard)
    subject = described_word(
        "subject", "The key of a task, an indicator, a model or an agency.", maxLength=80
    )
    since = described_day("since", "Tell what moved on this day and after it.")
    _add(
        app,
        f"{ROOT}/overlay",
        overlay,
        {**subject, "required": True},
        since,
        name="getOverlay",
        of=Overlay,
    )
