"""Asking a report of a ward, and finding numbers in what it answers."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.conftest import Ward
from twin.access import machine_owner
from twin.city.running import Result, find_report, read_inputs, run_report
from twin.city.telling import tell
from twin.store.database import connect

USER = machine_owner("thử")


def run(ward: Ward, report: str, **inputs: Any) -> Result:
    with connect(ward.url, autocommit=True) as connection:
        known = find_report(report)
        return run_report(connection, USER, known, read_inputs(known, inputs))


@dataclass(frozen=True)
class Told:
    """A result as programs read it."""

    whole: dict[str, Any]

    @cached_property
    def figures(self) -> dict[str, Any]:
        return {one["id"]: one["value"] for one in self.whole["figures"]}

    @cached_property
    def at_most(self) -> dict[str, Any]:
        return {one["id"]: one["at_most"] for one in self.whole["figures"]}

    def rows(self, table: str) -> list[dict[str, Any]]:
        (found,) = [one for one in self.whole["tables"] if one["id"] == table]
        names = [column["name"] for column in found["columns"]]
        return [dict(zip(names, row, strict=True)) for row in found["rows"]]

    def drawn(self, drawing: str) -> dict[int, dict[str, Any]]:
        (found,) = [one for one in self.whole["drawings"] if one["id"] == drawing]
        return {one["id"]: one["properties"] for one in found["features"]["features"]}

    def gap(self, words: str) -> int:
        """Return of how many things this is not known; 0 where nothing is said of it."""
        return sum(one["count"] for one in self.whole["gaps"] if words in one["what"]["en"])


def ask(ward: Ward, report: str, **inputs: Any) -> Told:
    return Told(tell(run(ward, report, **inputs)))
