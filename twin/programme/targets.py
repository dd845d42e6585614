"""Targets as the programme writes them, read into a value that can be compared and is shown as written.

How they are read is ours, and said here once:

- A bare number (`85`, `100%`, `khoảng 80%`) is to be reached: at least. `khoảng` names no margin, so none is given.
  A bare `0` says that there shall be none: at most.
- A range (`11,5-12`) is met from its lower end on; over its upper end it is met, and flagged.
- A yearly fall (`0,1` under a name that says `giảm hàng năm`) is met when the value fell by so much within a year.
- `40-60; đạt chỉ tiêu Thành phố giao` is met by either: the range, or the number that the City assigned. Below the
  range it is unknown until that number is.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from twin.errors import BadInputError
from twin.features.exchange.folding import fold
from twin.programme.written import NUMBER, plain, read_decimal, shorten, show_number
from twin.vocabulary import Frozen, Language, Text

TargetKind = Literal["at_least", "more_than", "at_most", "less_than", "range", "yes_no", "as_assigned"]
Direction = Literal["fall", "rise"]


class Target(Frozen):
    """What is to be reached. `low` and `high` are in the indicator's unit; with `change`, of a year's change."""

    written: str
    kind: TargetKind
    low: Decimal | None = None
    high: Decimal | None = None
    change: Direction | None = None
    """The number is by how much the value falls or rises within a year, not the value itself."""
    per_year: bool = False
    """Said of each year (`10-12%/năm`)."""
    approximate: bool = False
    or_assigned: bool = False
    """Met too when the number that a higher level assigned is reached."""

    def __str__(self) -> str:
        return self.written

    @property
    def meaning(self) -> Text:
        """How the target is understood, in words."""
        return Text(vi=self._say("vi"), en=self._say("en"))

    def _say(self, language: Language) -> str:
        low, high = (show_number(end, language) if end is not None else "" for end in (self.low, self.high))
        said = _BOUNDS[self.kind].in_language(language).format(low=low, high=high)
        flags: tuple[tuple[object, Text], ...] = (
            (self.change == "fall", _FALL),
            (self.change == "rise", _RISE),
            (self.per_year and not self.change, _PER_YEAR),
            (self.approximate, _ABOUT),
            (self.or_assigned and self.kind != "as_assigned", _OR_ASSIGNED),
        )
        return ", ".join([said, *(words.in_language(language) for flag, words in flags if flag)])


_BOUNDS: dict[TargetKind, Text] = {
    "at_least": Text(vi="ít nhất {low}", en="at least {low}"),
    "more_than": Text(vi="trên {low}", en="more than {low}"),
    "at_most": Text(vi="nhiều nhất {high}", en="at most {high}"),
    "less_than": Text(vi="dưới {high}", en="less than {high}"),
    "range": Text(vi="từ {low} đến {high}", en="from {low} to {high}"),
    "yes_no": Text(vi="đạt", en="achieved"),
    "as_assigned": Text(vi="theo chỉ tiêu cấp trên giao", en="as assigned by the higher level"),
}
_FALL = Text(vi="mức giảm trong một năm", en="the fall within a year")
_RISE = Text(vi="mức tăng trong một năm", en="the rise within a year")
_PER_YEAR = Text(vi="mỗi năm", en="each year")
_ABOUT = Text(vi="viết là khoảng", en="written as 'about'")
_OR_ASSIGNED = Text(vi="hoặc đạt chỉ tiêu cấp trên giao", en="or as assigned by the higher level")

_SIGNS: dict[str, TargetKind] = {
    **dict.fromkeys((">=", "=>", "it nhat", "toi thieu", "khong duoi", "khong thap hon", "tu"), "at_least"),
    **dict.fromkeys((">", "tren", "hon"), "more_than"),
    **dict.fromkeys(("<=", "=<", "toi da", "khong qua", "khong vuot qua", "nhieu nhat"), "at_most"),
    **dict.fromkeys(("<", "duoi"), "less_than"),
}
_ABOUT_WORDS = ("khoang", "xap xi", "~")
_GOAL = re.compile(
    rf"(?:(?:phan dau|dat) )*(?P<way>(?:giam|tang) )?"
    rf"(?P<sign>{'|'.join(sorted([*_SIGNS, *_ABOUT_WORDS], key=len, reverse=True))})? ?"
    rf"(?P<low>{NUMBER})(?: ?% ?(?=-|den ))?(?: ?(?:-|den ) ?(?P<high>{NUMBER}))?(?P<rest>.*)"
)
_PARTS = re.compile(r";| hoac ")
_BULLET = re.compile(r"^[-+*](?: |(?=[a-z]))")
_YES = frozenset({"dat", "co", "hoan thanh", "dat chuan"})
_ASSIGNED = re.compile(
    r"(?:(?:phan dau|dat|theo|hoan thanh) )*(?:chi tieu|ke hoach)(?: duoc)?(?: (?:cua )?(?:thanh pho|tp|cap tren))?(?: duoc)? giao"
)
_PER_YEAR_WORDS = re.compile(r"(?:/ ?|\bmoi |\bhang |\bmot )nam$")
_PERCENT_WORDS = re.compile(r"%|(?:diem )?phan tram\b|diem %")
_FALLS_YEARLY = re.compile(r"\bgiam (?:binh quan )?(?:hang|moi) nam\b")
_IS_GROWTH = re.compile(r"\b(?:tang truong|toc do (?:tang|giam)|(?:muc|ty le) (?:tang|giam))\b")


def read_target(written: str, *, name: str = "", unit: str | None = None) -> Target:
    """Read a target of the indicator `name`, whose values are in `unit`.

    Raises BadInputError where it is not beyond doubt what is to be reached.
    """
    lines = [plain(line) for line in written.splitlines()]
    parts = [_BULLET.sub("", part.strip(), count=1) for line in lines for part in _PARTS.split(line)]
    assigned = [part for part in parts if _ASSIGNED.fullmatch(part)]
    goals = [part for part in parts if part and part not in assigned]
    if len(goals) > 1 or len(assigned) > 1 or not (goals or assigned):
        raise _unreadable(written)
    if not goals:
        return Target(written=written, kind="as_assigned", or_assigned=True)
    if goals[0] in _YES:
        return Target(written=written, kind="yes_no", or_assigned=bool(assigned))
    return _read_goal(goals[0], _Cell(written, plain(name), unit)).model_copy(
        update={"or_assigned": bool(assigned)}
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    """A target as written, with what is known of its indicator."""

    written: str
    name: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class _Tail:
    """What stands after the numbers."""

    per_year: bool = False
    kind: TargetKind | None = None


def _read_goal(goal: str, cell: _Cell) -> Target:
    found = _GOAL.fullmatch(goal)
    if found is None:
        raise _unreadable(cell.written)
    tail = _read_tail(found["rest"].strip(), cell)
    first = read_decimal(found["low"])
    second = None if found["high"] is None else read_decimal(found["high"])
    kind = _kind(found["sign"], second, tail)
    if found["sign"] is None and kind == "at_least" and first == 0:
        kind = "at_most"
    if kind is None or (second is not None and first > second):
        raise _unreadable(cell.written)
    bounded_above = kind in {"at_most", "less_than"}
    return Target(
        written=cell.written,
        kind=kind,
        low=None if bounded_above else first,
        high=first if bounded_above else second,
        change=_change(found["way"], cell, tail),
        per_year=tail.per_year,
        approximate=found["sign"] in _ABOUT_WORDS,
    )


def _kind(sign: str | None, high: Decimal | None, tail: _Tail) -> TargetKind | None:
    """Return what the words before and after the numbers make of them; None where they do not go together."""
    if high is not None:
        return "range" if sign in {None, "tu", *_ABOUT_WORDS} and tail.kind is None else None
    said = _SIGNS.get(sign or "")
    if tail.kind is None:
        return said or "at_least"
    return tail.kind if sign in {None, "tu"} else None


def _change(way: str | None, cell: _Cell, tail: _Tail) -> Direction | None:
    """Return the direction of a yearly change; None where the number is the value itself, as of a growth rate."""
    falls_by_name = _FALLS_YEARLY.search(cell.name) is not None
    if way is None:
        return "fall" if falls_by_name else None
    if _IS_GROWTH.search(cell.name):
        return None
    if not (tail.per_year or falls_by_name):
        raise BadInputError(
            f"Chỉ tiêu “{shorten(cell.written)}” không nói tăng, giảm so với khi nào. Hãy viết mức mỗi năm, ví dụ “giảm 0,1/năm”.",
            f"Target “{shorten(cell.written)}” does not say since when. Say the change of a year, such as “giảm 0,1/năm”.",
        )
    return "fall" if way.strip() == "giam" else "rise"


def _read_tail(rest: str, cell: _Cell) -> _Tail:
    """Read what follows the numbers: per cent, the unit, `/năm`, `trở lên`, in any order and nothing else."""
    yearly = False
    kind: TargetKind | None = None
    while rest:
        if rest.endswith(("tro len", "tro xuong")):
            kind = "at_least" if rest.endswith("len") else "at_most"
            rest = rest.rsplit("tro", 1)[0].strip()
        elif found := _PER_YEAR_WORDS.search(rest):
            yearly, rest = True, rest[: found.start()].strip()
        elif cell.unit in {None, "", "%"} and (found := _PERCENT_WORDS.match(rest)):
            rest = rest[found.end() :].strip()
        elif fold(rest) and fold(rest) == fold(cell.unit or ""):
            break
        else:
            raise _unreadable(cell.written)
    return _Tail(yearly, kind)


def _unreadable(written: str) -> BadInputError:
    shown = shorten(written)
    return BadInputError(
        f"Không hiểu chỉ tiêu “{shown}”. Hãy viết như: 100, >90, ≥95, 85-90, giảm 0,1/năm, Đạt, hoặc “đạt chỉ tiêu Thành phố giao”.",
        f"Target “{shown}” cannot be read. Write it like: 100, >90, ≥95, 85-90, giảm 0,1/năm, Đạt, or “đạt chỉ tiêu Thành phố giao”.",
    )
