"""The map's registers as they stood at any moment of the two years."""

from bisect import bisect_right
from datetime import datetime

from gis_data.rows import Fields, Row


class Past:
    """All that a register's rows ever said, looked up by moment."""

    def __init__(self, rows: list[Row]) -> None:
        self._told = [row.entries() for row in rows]
        self._since = [[entry.since for entry in told] for told in self._told]

    def at(self, moment: datetime) -> list[Fields]:
        """Return what stood in the register; rows not yet written down, or taken out, are not among it."""
        found = []
        for told, since in zip(self._told, self._since, strict=True):
            place = bisect_right(since, moment) - 1
            if place >= 0 and ((until := told[place].until) is None or until > moment):
                found.append(told[place].fields)
        return found

    def removed_by(self, moment: datetime) -> list[Fields]:
        """Return the last words on the rows that had been taken out."""
        ended = (told[-1] for told in self._told)
        return [entry.fields for entry in ended if entry.change == "delete" and _ended(entry.until, moment)]


def _ended(until: datetime | None, moment: datetime) -> bool:
    return until is not None and until <= moment
