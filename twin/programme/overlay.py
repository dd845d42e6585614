"""Keeps the programme's overlays in step with what they are derived from.

The overlays are tables like any layer's, so that tiles, filters, history and news of changes come with them. They are
made from today's rows (`twin.programme.places`) by difference: a row that stays as it was is not written, and one
whose state changed remembers the state before and the day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb

from twin.access import machine_owner
from twin.overlays import overlays
from twin.programme.measures import measures
from twin.programme.merging import Wanted, merge
from twin.programme.moments import today
from twin.programme.moves import read_moves
from twin.programme.places import GROUPS, WORKS, Place, Shade, find_places
from twin.programme.subjects import digest_of_places, read_programme
from twin.registers import registers
from twin.store.database import Connection, act_as

PLACES, SHADES = "programme_overlay", "programme_progress"
USER = machine_owner("programme")
_LOCK = 7_418_205_178
"""One process at a time: the next finds the work done."""
Versions = Mapping[str, int]
_VERSIONS = "SELECT layer, version FROM city_store.layer_versions"


@cache
def _always() -> frozenset[str]:
    """Return the layers and registers that the overlays read whatever the programme says."""
    read = {layer for measure in measures().values() for layer in measure.reads}
    return frozenset({*read, *registers(), GROUPS, WORKS})


def sources_of(versions: Versions, placed: Iterable[str]) -> dict[str, int]:
    """Return the versions of all that the overlays stand on; `placed` are the layers that tasks are about."""
    return {name: versions.get(name, 0) for name in sorted({*_always(), *placed})}


@dataclass(frozen=True)
class Stamp:
    """From what the overlays were made, and on which day: what is so in the city changes at midnight.

    `said` is a digest of what the registers say of places: most updates change nothing of it.
    """

    sources: Mapping[str, int]
    day: date
    said: str | None = None

    def holds(self, versions: Versions, day: date) -> bool:
        """Tell whether nothing has changed since."""
        return self.day == day and all(versions.get(name, 0) == held for name, held in self.sources.items())

    def still_says(self, said: str, versions: Versions, day: date) -> bool:
        """Tell whether the registers changed in nothing that places hang on, and the layers in nothing at all."""
        layers = {name: held for name, held in self.sources.items() if name not in registers()}
        return self.said == said and replace(self, sources=layers).holds(versions, day)


def read_stamp(connection: Connection) -> Stamp | None:
    """Return from what the overlays were last made; None where they never were."""
    row = connection.execute("SELECT sources FROM city_store.derivations WHERE id = %s", (PLACES,)).fetchone()
    if row is None:
        return None
    told = row[0]
    return Stamp(told["versions"], date.fromisoformat(told["day"]), told.get("said"))


def refresh(connection: Connection) -> Stamp:
    """Bring both overlays to what the layers and the registers say today, unless they are there already.

    Waits for another process that does the same. Commits.
    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        # Read before the layers: a change meanwhile leaves the stamp behind, and the next refresh takes it up.
        versions: dict[str, int] = dict(connection.execute(_VERSIONS).fetchall())
        known, day = read_stamp(connection), today()
        if known is not None and known.holds(versions, day):
            return known
        said = digest_of_places(read_programme(connection, USER))
        if known is None or not known.still_says(said, versions, day):
            _make(connection, day, is_first=known is None)
        placed = {row[0] for row in connection.execute("SELECT DISTINCT layer FROM city.programme_places")}
        made = Stamp(sources_of(versions, placed), day, said)
        connection.execute(
            "INSERT INTO city_store.derivations (id, sources) VALUES (%s, %s) "
            "ON CONFLICT (id) DO UPDATE SET sources = excluded.sources, made_at = now()",
            (PLACES, Jsonb({"versions": made.sources, "day": day.isoformat(), "said": said})),
        )
    return made


def _make(connection: Connection, day: date, *, is_first: bool) -> None:
    act_as(connection, USER.name)
    places, shades = find_places(connection, USER)
    merge(connection, _wanted_places(places, day))
    if is_first:
        _remember(connection, places)
    merge(connection, Wanted(overlays()[SHADES], _SHADE_COLUMNS, [_shade_row(shade) for shade in shades]))


Row = tuple[Any, ...]
_PLACE_COLUMNS = (
    "subject",
    "kind",
    "through",
    "role",
    "layer",
    "feature_id",
    "name",
    "state",
    "group_code",
    "lead",
)
_SHADE_COLUMNS = (
    "subject", "kind", "group_code", "name", "total", "done", "under_way", "not_yet", "unknown", "share_done",
)  # fmt: skip


_MOVING = """, state_before = CASE WHEN t.state <> w.state THEN t.state ELSE t.state_before END,
moved_on = CASE WHEN t.state <> w.state THEN {} ELSE t.moved_on END"""


def _place_row(place: Place) -> Row:
    told = (getattr(place, name) for name in _PLACE_COLUMNS)
    return (place.key, place.source, place.source_id, *told)


def _shade_row(shade: Shade) -> Row:
    own = (shade.subject, shade.kind, shade.group_code, shade.name, shade.total, *shade.counts.values())
    return (shade.key, GROUPS, shade.source_id, *own, shade.share_done)


def _wanted_places(places: Sequence[Place], day: date) -> Wanted:
    rows = [_place_row(place) for place in places]
    changing = sql.SQL(_MOVING).format(sql.Literal(day))
    return Wanted(overlays()[PLACES], _PLACE_COLUMNS, rows, changing, {"moved_on": sql.Literal(day)})


def _remember(connection: Connection, places: Sequence[Place]) -> None:
    """Give the rows of a first refresh the moves that the layers' own history tells of."""
    moves = read_moves(connection, USER, places)
    connection.execute(
        "CREATE TEMP TABLE moves (external_id text, before text, moved_on date) ON COMMIT DROP"
    )
    with connection.cursor().copy("COPY moves FROM STDIN") as copy:
        for key, move in moves.items():
            copy.write_row((key, move.before, move.on))
    connection.execute(
        "UPDATE city.programme_overlay t SET state_before = m.before, moved_on = m.moved_on "
        "FROM city.programme_overlay known LEFT JOIN moves m USING (external_id) "
        "WHERE known.id = t.id AND (t.state_before, t.moved_on) IS DISTINCT FROM (m.before, m.moved_on)"
    )
