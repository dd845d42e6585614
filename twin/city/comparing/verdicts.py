"""What became of a number or a word between two results, and whether that is better."""

import math
from collections.abc import Iterable
from typing import Any, Literal

from twin.reporting import Column, Direction
from twin.vocabulary import UNKNOWN, Choice, StyleClass, Text

Verdict = Literal["better", "worse", "changed", "new", "gone", "same", "unknown"]

LABELS: dict[Verdict, Text] = {
    "better": Text(vi="Tốt lên", en="Better"),
    "worse": Text(vi="Xấu đi", en="Worse"),
    "changed": Text(vi="Có thay đổi", en="Changed"),
    "new": Text(vi="Chỉ có ở sau", en="Only after"),
    "gone": Text(vi="Chỉ có ở trước", en="Only before"),
    "same": Text(vi="Không đổi", en="The same"),
    "unknown": Text(vi="Chưa rõ", en="Unknown"),
}
COLOURS: dict[Verdict, str] = {
    "better": "#2166ac",
    "worse": "#d7301f",
    "changed": "#7b5ea7",
    "new": "#1a9850",
    "gone": "#8c510a",
}
CHOICES = tuple(Choice(value=verdict, label=label) for verdict, label in LABELS.items())
CLASSES = tuple(
    StyleClass(label=LABELS[verdict], colour=colour, values=(verdict,)) for verdict, colour in COLOURS.items()
)
BEFORE, AFTER = Text(vi="Trước", en="Before"), Text(vi="Sau", en="After")
CHANGE = Text(vi="Chênh lệch", en="Change")
VERDICT = Column("verdict", Text(vi="Nhận xét", en="Verdict"), "choice", choices=CHOICES)
_SAME = 1e-9


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_known(value: Any) -> bool:
    return value is not None and value != UNKNOWN.value


def alike(one: Any, other: Any) -> bool:
    """Say whether two values are the same, but for what arithmetic loses."""
    if is_number(one) and is_number(other):
        return math.isclose(one, other, rel_tol=_SAME, abs_tol=_SAME)
    return bool(one == other)


def change_of(one: Any, other: Any) -> float | int | None:
    """Return how much more there is; None where either is unknown or no number: never a change of zero."""
    if not (is_number(one) and is_number(other)):
        return None
    change: float | int = other - one
    return 0 if alike(one, other) else change


def judge(one: Any, other: Any, better: Direction | None) -> Verdict:
    """Say what became of a value."""
    if not (is_known(one) and is_known(other)):
        return "unknown"
    if alike(one, other):
        return "same"
    change = change_of(one, other)
    if better is None or change is None:
        return "changed"
    return "better" if (change > 0) == (better == "more") else "worse"


def weigh(verdicts: Iterable[Verdict]) -> Verdict:
    """Return one verdict for several: better or worse only where nothing speaks against it."""
    found = set(verdicts) - {"same"}
    if len(found) == 1:
        return found.pop()
    judged = found - {"changed", "unknown"}
    if len(judged) == 1:
        return judged.pop()
    return "changed" if found else "same"
