"""The '6 rõ' check: which parts a task lacks, of the union of seven that the programme's three lists name."""

from collections.abc import Mapping

from twin.programme.reported import says_nothing
from twin.vocabulary import Frozen, Text


class Part(Frozen):
    """One thing that is to be clear, and the fields of a task that say it."""

    id: str
    label: Text
    fields: tuple[str, ...]
    any_of: bool = False
    """One of the fields says it; otherwise all must be there."""

    def lacks(self, task: Mapping[str, object]) -> tuple[str, ...]:
        """Return the fields that are still to be filled."""
        empty = tuple(name for name in self.fields if _is_empty(task.get(name)))
        if self.any_of and len(empty) < len(self.fields):
            return ()
        return empty


PARTS = (
    Part(id="person", label=Text(vi="Rõ người", en="Person"), fields=("officer",)),
    Part(id="work", label=Text(vi="Rõ việc", en="Work"), fields=("name",)),
    Part(
        id="time",
        label=Text(vi="Rõ thời gian, tiến độ", en="Time or progress"),
        fields=("period", "ends_on"),
        any_of=True,
    ),
    Part(id="product", label=Text(vi="Rõ sản phẩm", en="Product"), fields=("product",)),
    Part(
        id="responsibility",
        label=Text(vi="Rõ trách nhiệm", en="Responsibility"),
        fields=("lead", "responsibility"),
    ),
    Part(id="authority", label=Text(vi="Rõ thẩm quyền", en="Authority"), fields=("authority",)),
    Part(id="effect", label=Text(vi="Rõ hiệu quả", en="Effect"), fields=("outcome",)),
)
"""Responsibility takes both the lead agency and what it answers for: the programme gives the first only."""


class Gap(Frozen):
    """A part that a task lacks, and the fields that would say it."""

    part: Part
    fields: tuple[str, ...]


def find_gaps(task: Mapping[str, object]) -> tuple[Gap, ...]:
    """Return what a task lacks, in the order of `PARTS`; `task` has the values of `programme_tasks` by field."""
    lacking = ((part, part.lacks(task)) for part in PARTS)
    return tuple(Gap(part=part, fields=fields) for part, fields in lacking if fields)


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and says_nothing(value))
