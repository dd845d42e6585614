"""What was measured at features over time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from twin.store.database import Connection


@dataclass(frozen=True)
class Measured:
    """Rows of feature id, microseconds since 1970 (UTC), value and unit; from which import the newest of them came."""

    rows: list[tuple[Any, ...]]
    last_import: int
    imported_at: datetime | None


_READ = b"""
SELECT feature_id, (extract(epoch FROM observed_at) * 1000000)::bigint, value, unit, import_id
FROM city_store.observations
WHERE layer = %(layer)s AND measure = %(measure)s AND observed_at >= %(since)s AND observed_at < %(until)s
ORDER BY feature_id, observed_at
"""


def read_observations(
    connection: Connection, layer: str, measure: str, since: datetime, until: datetime
) -> Measured:
    """Return what was measured from `since` until before `until`, in order of feature and time."""
    given = {"layer": layer, "measure": measure, "since": since, "until": until}
    with connection.cursor(binary=True) as cursor:
        rows = cursor.execute(_READ, given).fetchall()
    last = max((row[4] for row in rows if row[4] is not None), default=0)
    told = connection.execute("SELECT finished_at FROM city_store.imports WHERE id = %s", (last,)).fetchone()
    return Measured(rows, last, told[0] if told else None)
