"""Where subjects of the programme are carried out, read from the overlays that are kept in step with it."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, case, func, select
from sqlalchemy import Text as SqlText

from twin.access import LayerThing, User, require
from twin.features.statement import Statement, constant
from twin.overlays import overlays
from twin.programme.overlay import PLACES, SHADES
from twin.programme.screen.value import Box, GroupProgress, Overlay, PlaceEntry, StateCounts, SubjectKind
from twin.store.database import Pool
from twin.store.tables import column_name, feature_table
from twin.vocabulary import STATES

WORKS = "works"
MOST_PLACES = 200
"""Of each state: the counts tell of the others, and the map shows all."""
_FOLDED = (
    "layer",
    "feature_id",
    "name",
    "role",
    "state",
    "state_before",
    "through",
    "moved_on",
    "group_code",
)


def require_reading(user: User) -> None:
    """Raise UnauthenticatedError or ForbiddenError where the user may not read the overlays."""
    for name in (PLACES, SHADES):
        require(user, "read", LayerThing(name))


def counts_of(counts: Mapping[str, int]) -> StateCounts:
    """Return the counts by state."""
    known = {state: counts.get(state, 0) for state in STATES}
    return StateCounts(**known, all=sum(known.values()))


def _columns(name: str) -> Any:
    table = feature_table(overlays()[name])
    return {field.name: table.c[column_name(field.name)] for field in overlays()[name].fields}


@cache
def _counts_statement() -> Statement:
    known = _columns(PLACES)
    counted = known["role"] != constant(WORKS)
    return Statement.of(
        select(known["subject"], known["state"], func.count())
        .where(counted)
        .group_by(known["subject"], known["state"])
    )


async def read_states(pool: Pool, user: User) -> dict[str, StateCounts]:
    """Return how the places of each subject stand, by its key; a subject without a place is not named."""
    require_reading(user)
    found: dict[str, dict[str, int]] = {}
    for subject, state, count in await _counts_statement().rows(pool):
        found.setdefault(subject, {})[state] = count
    return {subject: counts_of(counts) for subject, counts in found.items()}


def _subject() -> ColumnElement[str]:
    return bindparam("subject", type_=SqlText())


def _since() -> ColumnElement[date]:
    return bindparam("since", type_=Date())


def _sides(geom: ColumnElement[Any]) -> list[ColumnElement[float]]:
    return [getattr(func, name)(geom) for name in ("ST_XMin", "ST_YMin", "ST_XMax", "ST_YMax")]


@cache
def _places_statement() -> Statement:
    """Ask for the first places of each role and state, the last to move before others."""
    known, table = _columns(PLACES), feature_table(overlays()[PLACES])
    order = (known["moved_on"].desc().nulls_last(), table.c.id)
    works = known["role"] == constant(WORKS)
    place = func.row_number().over(partition_by=(works, known["state"]), order_by=order).label("place")
    columns = [known[name].label(name) for name in _FOLDED]
    listed = select(*columns, table.c.geom, table.c.id, place).where(known["subject"] == _subject())
    first = listed.subquery("listed")
    shown = select(*(first.c[name] for name in _FOLDED), *_sides(first.c.geom)).where(
        first.c.place <= MOST_PLACES
    )
    return Statement.of(shown.order_by(first.c.moved_on.desc().nulls_last(), first.c.id))


@cache
def _whole_statement() -> Statement:
    """Ask for the counts of all places, how many moved, how many works there are, and where all of it is."""
    known, table = _columns(PLACES), feature_table(overlays()[PLACES])
    counted = known["role"] != constant(WORKS)
    by_state = [
        func.count().filter(and_(counted, known["state"] == constant(state))).label(state) for state in STATES
    ]
    moved = func.count().filter(and_(counted, known["moved_on"] >= _since()))
    works = func.count(case((known["role"] == constant(WORKS), 1)))
    extent = func.ST_Extent(table.c.geom)
    asked = select(*by_state, moved, works, *_sides(extent)).select_from(table)
    return Statement.of(asked.where(known["subject"] == _subject()))


@cache
def _groups_statement() -> Statement:
    known = _columns(SHADES)
    names = ("group_code", "name", *STATES, "share_done")
    asked = select(*(known[name] for name in names)).where(known["subject"] == _subject())
    return Statement.of(asked.order_by(known["group_code"]))


def _box(sides: list[Any]) -> Box | None:
    if any(side is None for side in sides):
        return None
    west, south, east, north = (round(float(side), 6) for side in sides)
    return west, south, east, north


def _place(row: tuple[Any, ...]) -> PlaceEntry:
    told = dict(zip(_FOLDED, row, strict=False))
    return PlaceEntry(**told, bbox=_box(list(row[len(_FOLDED) :])))


def _group(row: tuple[Any, ...]) -> GroupProgress:
    code, name, *counts, share = row
    states = counts_of(dict(zip(STATES, counts, strict=True)))
    return GroupProgress(
        group_code=code,
        name=name,
        states=states,
        share_done=None if share is None else round(share, 1),
    )


async def read_overlay(  # noqa: PLR0913 - who asks, and all that is known of the subject already
    pool: Pool,
    user: User,
    subject: str,
    since: date | None,
    *,
    kind: SubjectKind,
    title: str,
    lead: str | None,
) -> Overlay:
    """Return where a subject is carried out. Raises UnauthenticatedError, ForbiddenError and UnavailableError."""
    require_reading(user)
    row = await _whole_statement().row(pool, subject=subject, since=since or date.max)
    counts, (moved, works, *sides) = (row or ())[: len(STATES)], (row or ())[len(STATES) :]
    places = await _places_statement().rows(pool, subject=subject)
    groups = await _groups_statement().rows(pool, subject=subject)
    return Overlay(
        subject=subject,
        kind=kind,
        title=title,
        lead=lead,
        states=counts_of(dict(zip(STATES, counts, strict=True))),
        works=works,
        bbox=_box(sides),
        since=since,
        moved_count=None if since is None else moved,
        groups=tuple(_group(group) for group in groups),
        places=tuple(_place(place) for place in places),
        links=(),
    )
