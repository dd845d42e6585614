"""Whether what was found before would be found again: asked alike, by the same code, of data that have not changed."""

from datetime import datetime, timedelta
from typing import Any

from twin.access import User
from twin.city.keeping import Kept, find_kept
from twin.city.running import question_of
from twin.city.saved import resolve
from twin.features.submission import LOCAL_TIME
from twin.reporting import Inputs, Report
from twin.store.database import Connection
from twin.store.results import ResultRow, newest_alike

_TERRAIN = "terrain"
_OBSERVED = "observations:"
_MARGIN = timedelta(minutes=15)
"""What was being written while a result was made bears an earlier moment than the one at which it could be read."""


def find_fresh(connection: Connection, user: User, report: Report, inputs: Inputs) -> Kept | None:
    """Return a kept result that running the report now would give again; None where that is not certain.

    Raises UnauthenticatedError and ForbiddenError, and NotFoundError for a saved what-if that is not there.
    """
    inputs = resolve(connection, user, inputs)
    day = inputs.data_as_of or datetime.now(LOCAL_TIME).date()
    row = newest_alike(connection, question_of(report.id, inputs, day, inputs.norm_as_of or day))
    if row is None or not _same_data(connection, row):
        return None
    return find_kept(connection, user, row.id)


def _same_data(connection: Connection, row: ResultRow) -> bool:
    read = {one["layer"]: one["version"] for one in row.origins if one["layer"] != _TERRAIN}
    # Of observations nobody counts the changes.
    if any(layer.startswith(_OBSERVED) for layer in read):
        return False
    return _versions(connection, list(read)) == read and not _new_ground(connection, row.made_at)


def _versions(connection: Connection, layers: list[str]) -> dict[str, Any]:
    rows = connection.execute(
        "SELECT layer, version FROM city_store.layer_versions WHERE layer = ANY (%s)", (layers,)
    ).fetchall()
    return dict(rows)


def _new_ground(connection: Connection, since: datetime) -> bool:
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM city_store.terrains WHERE greatest(kept_at, undone_at) > %s)",
        (since - _MARGIN,),
    ).fetchone()
    return row is not None and bool(row[0])
