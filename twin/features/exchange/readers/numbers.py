"""Numbers as people write them: `74.516`, `3,5`, `1.234,5`, `12,5%`, `3m5`.

A dot or a comma before exactly three digits may be a decimal mark or part thousands. The other values of the
column decide; then what the field can hold; then a decimal comma elsewhere in the file; then nobody: the
question is asked.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from twin.features.exchange.folding import fold
from twin.features.exchange.readers.units import factor_between, is_length

Mark = Literal[".", ","]

_SPACES = re.compile("[\u00a0\u2007\u2009\u202f\t]")
_MINUSES = str.maketrans({"\u2212": "-", "\u2013": "-"})
_WHOLE = re.compile(
    r"(?P<sign>[+-]?)\s*(?P<digits>\d[\d.,' ]*\d|\d|[.,]\d+)(?P<power>[eE][+-]?\d{1,3})?\.?\s*(?P<unit>[^\W\d_].*|%|°)?",
    re.DOTALL,
)
_METRES = re.compile(r"(?P<metres>\d{1,4})m(?P<rest>\d{1,2})", re.IGNORECASE)
_GROUPS_BY_SPACE = re.compile(r"\d{1,3}([ ']\d{3})+(?![\d])")
_UNKNOWN = frozenset(
    {
        *(
            "",
            "?",
            "??",
            "???",
            "/",
            "//",
            "%",
            "n/a",
            "na",
            "nan",
            "null",
            "nil",
            "none",
            "no data",
            "nodata",
        ),
        *(
            "unknown",
            "not available",
            "khong ro",
            "chua ro",
            "chua co",
            "chua biet",
            "khong biet",
            "khong xac dinh",
        ),
        *(
            "chua xac dinh",
            "chua do",
            "chua co so lieu",
            "khong co so lieu",
            "chua thong ke",
            "dang cap nhat",
        ),
        *("chua cap nhat", "khong co thong tin", "chua khao sat", "kxd", "chua"),
    }
)


def is_unknown(text: str) -> bool:
    """Tell whether a text says that nothing is known: blank, a dash, dots, `không rõ`, `N/A`, ..."""
    return fold(text) in _UNKNOWN


@dataclass(frozen=True, slots=True)
class Written:
    """A number as written: its digits with their marks, what follows, and what its marks must be.

    `mark` is the decimal mark where only one reading is possible, None where the digits have no mark at
    all or (`either` set) where both readings are.
    """

    digits: str
    unit: str
    mark: Mark | None
    either: Mark | None
    """The mark that stands before exactly three digits, once."""
    sign: int = 1
    power: str = ""

    def value(self, decimal: Mark | None) -> float | int | None:
        """Return the number with this decimal mark where the digits leave it open; None if undecided."""
        mark = self.mark
        if self.either is not None:
            if decimal is None:
                return None
            mark = decimal
        thousands = "," if mark == "." else "."
        plain = self.digits.replace(thousands, "").replace(mark or ",", ".")
        if "." not in plain and not self.power:
            return self.sign * int(plain)
        return self.sign * float(plain + self.power)


def dissect(text: str, unit: str | None = None) -> Written | None:
    """Take a written number apart, or return None where it is not one number.

    With a unit of length, `3m5` is 3.5 m; `3m2` beside an area is 3 square metres.
    """
    bare = _SPACES.sub(" ", text).translate(_MINUSES).strip()
    metres = _METRES.fullmatch(bare) if is_length(unit) else None
    if metres:
        return Written(f"{metres['metres']}.{metres['rest']}", "m", ".", None)
    found = _WHOLE.fullmatch(bare)
    if found is None:
        return None
    digits, by_space = _join_groups(found["digits"])
    sign = -1 if found["sign"] == "-" else 1
    said = (found["unit"] or "").strip()
    marks = _marks(digits, by_space or bool(found["power"]))
    if marks is None or " " in digits or "'" in digits:
        return None
    return Written(digits, said, marks[0], marks[1], sign, found["power"] or "")


def _join_groups(digits: str) -> tuple[str, bool]:
    """Take out spaces between groups of three; tell whether there were any."""
    grouped = _GROUPS_BY_SPACE.match(digits)
    if grouped is None:
        return digits, False
    return grouped[0].replace(" ", "").replace("'", "") + digits[grouped.end() :], True


def _marks(digits: str, no_thousands: bool) -> tuple[Mark | None, Mark | None] | None:
    """Return (the decimal mark if sure, the mark that may be either), or None for no number at all."""
    dots, commas = digits.count("."), digits.count(",")
    if dots + commas == 0:
        return None, None
    if dots and commas:
        return _mixed_marks(digits, no_thousands)
    mark: Mark = "." if dots else ","
    other: Mark = "," if dots else "."
    if dots + commas > 1:
        groups = re.fullmatch(rf"[1-9]\d{{0,2}}({re.escape(mark)}\d{{3}})+", digits)
        return (other, None) if groups and not no_thousands else None
    if no_thousands or not re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits):
        return mark, None
    return None, mark


def _mixed_marks(digits: str, no_thousands: bool) -> tuple[Mark | None, Mark | None] | None:
    """Both marks stand: the last one is the decimal mark, and the other must part thousands."""
    last: Mark = "." if digits.rfind(".") > digits.rfind(",") else ","
    thousands = "," if last == "." else "."
    shape = rf"[1-9]\d{{0,2}}({re.escape(thousands)}\d{{3}})+{re.escape(last)}\d+"
    return (last, None) if re.fullmatch(shape, digits) and not no_thousands else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the values of a column say about their decimal mark."""

    dots: int = 0
    commas: int = 0
    either: tuple[Written, ...] = ()
    example: str = ""

    @property
    def mark(self) -> Mark | None:
        """The decimal mark of the unambiguous values, if they agree."""
        if bool(self.dots) == bool(self.commas):
            return None
        return "." if self.dots else ","


def survey(texts: Iterable[str]) -> Evidence:
    """Look at the different values of a column."""
    dots, commas, either, example = 0, 0, [], ""
    for text in texts:
        written = None if is_unknown(text) else dissect(text)
        if written is None:
            continue
        dots += written.mark == "."
        commas += written.mark == ","
        if written.either is not None:
            example = example or text
            either.append(written)
    return Evidence(dots, commas, tuple(either), example)


@dataclass(frozen=True, slots=True)
class Decision:
    """The decimal mark of a column and why: `stated`, `column`, `field`, `file`, `none needed`, `open`."""

    mark: Mark | None
    reason: Literal["stated", "column", "field", "file", "none needed", "open"]


def decide(
    evidence: Evidence, fits: Callable[[float], bool], *, stated: Mark | None, elsewhere: Mark | None
) -> Decision:
    """Decide a column's decimal mark; `fits` tells whether the field can hold a number.

    `elsewhere` is the mark of the file's other columns: only a decimal comma counts, because programs
    write dots beside people's `74.516`.
    """
    if stated is not None:
        return Decision(stated, "stated")
    if not evidence.either:
        return Decision(evidence.mark, "column" if evidence.mark else "none needed")
    if evidence.mark is not None:
        return Decision(evidence.mark, "column")
    if not (evidence.dots or evidence.commas):
        fitting = [mark for mark in _BOTH if all(_fits(written, mark, fits) for written in evidence.either)]
        if len(fitting) == 1:
            return Decision(fitting[0], "field")
        if elsewhere == ",":
            return Decision(",", "file")
    return Decision(None, "open")


_BOTH: tuple[Mark, Mark] = (".", ",")


def _fits(written: Written, mark: Mark, fits: Callable[[float], bool]) -> bool:
    value = written.value(mark)
    return value is not None and fits(value)


Problem = Literal["not a number", "ambiguous", "unit"]


def read_number(text: str, decimal: Mark | None, unit: str | None) -> float | int | Problem | None:
    """Return the number in the field's unit, None where the text says unknown, or what is wrong with it."""
    if is_unknown(text):
        return None
    written = dissect(text, unit)
    if written is None:
        return "not a number"
    value = written.value(decimal)
    if value is None:
        return "ambiguous"
    if not written.unit:
        return value
    factor = factor_between(written.unit, unit)
    if factor is None:
        return "unit"
    return value if factor == 1 else round(value * factor, 9)
