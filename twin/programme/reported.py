"""Values as agencies report them: `96,5%`, `45/50`, `Đạt`, `Chưa đạt`, `ước 95%`, `giảm 0,12`, or that nothing is known yet."""

import re
from decimal import Decimal

from twin.errors import BadInputError
from twin.features.exchange.folding import fold
from twin.features.exchange.readers.numbers import Mark, is_unknown
from twin.programme.written import NUMBER, check_size, plain, read_decimal, shorten
from twin.vocabulary import Frozen

PER_CENT = "%"


class Reported(Frozen):
    """One reported value: a number, a change within a year, or an answer; all None where nothing is known."""

    written: str
    number: Decimal | None = None
    """In the indicator's unit."""
    change: Decimal | None = None
    """By how much the value rose within a year, in the indicator's unit; a fall is below zero."""
    answer: bool | None = None
    """Whether it was achieved, where that is all that was said."""
    approximate: bool = False
    """An estimate: `ước đạt`, `khoảng`."""

    def __str__(self) -> str:
        return self.written

    @property
    def known(self) -> bool:
        return (self.number, self.change, self.answer) != (None,) * 3


_YES = frozenset(
    {
        "dat",
        "da dat",
        "co",
        "hoan thanh",
        "da hoan thanh",
        "vuot",
        "vuot chi tieu",
        "dat chi tieu",
        "yes",
        "true",
    }
)
_NO = frozenset(
    {"chua dat", "khong dat", "khong", "chua hoan thanh", "khong hoan thanh", "chua dat chi tieu"}
)
_NO |= {"no", "false"}
_VALUE = re.compile(
    rf"(?P<guess>uoc )?(?:dat |la |hoan thanh )?(?P<way>(?:giam|tang) (?:them )?)?(?P<about>(?:khoang|xap xi) |~ ?)?"
    rf"(?P<sign>-)?(?P<number>{NUMBER})(?: ?/ ?(?P<of>{NUMBER}))?(?P<rest>.*)"
)
_PER_YEAR = re.compile(r"(?:/ ?|\bmoi |\bhang |\bmot )nam$")
_PERCENT_WORDS = frozenset({"", "%", "phan tram", "diem %", "diem phan tram"})


def read_reported(
    typed: str | float | Decimal | None, *, unit: str | None = None, mark: Mark | None = None
) -> Reported:
    """Read a value in `unit`; `mark` is the decimal mark where `74.516` leaves it open.

    Raises BadInputError for what cannot be read, or can be read in two ways.
    """
    if typed is None or isinstance(typed, bool):
        return Reported(written="" if typed is None else str(typed).lower(), answer=typed)
    if not isinstance(typed, str):
        return _from_number(typed)
    bare = plain(typed)
    if bare in _YES | _NO:
        return Reported(written=typed, answer=bare in _YES)
    if says_nothing(typed):
        return Reported(written=typed)
    found = _VALUE.fullmatch(bare)
    if found is None or not _unit_agrees(found["rest"], unit):
        raise _unreadable(typed, unit)
    return _from_words(typed, found, unit, mark)


def says_nothing(typed: str) -> bool:
    """Tell whether a cell says that nothing is known: blank, a dash, `chưa có số liệu`."""
    return is_unknown(typed) and (bool(fold(typed)) or not any(letter.isalnum() for letter in typed))


def _from_number(typed: float | Decimal) -> Reported:
    return Reported(written=str(typed), number=check_size(Decimal(str(typed))))


def _from_words(typed: str, found: re.Match[str], unit: str | None, mark: Mark | None) -> Reported:
    about = found["about"] is not None or found["guess"] is not None
    if found["of"] is not None:
        if found["way"] or found["sign"] or "%" in found["rest"]:
            raise _unreadable(typed, unit)
        return Reported(written=typed, number=_share(typed, found, unit, mark), approximate=about)
    number = read_decimal(found["number"], mark or _mark_of_share(found["number"], unit))
    if found["way"] is None:
        return Reported(written=typed, number=-number if found["sign"] else number, approximate=about)
    if found["sign"]:
        raise _unreadable(typed, unit)
    falls = found["way"].startswith("giam")
    return Reported(written=typed, change=-number if falls else number, approximate=about)


def _mark_of_share(digits: str, unit: str | None) -> Mark | None:
    """In per cent `95.125` is no 95 thousand: its mark is a decimal one."""
    if unit != PER_CENT:
        return None
    return "." if digits.count(".") == 1 and "," not in digits else ","


def _share(typed: str, found: re.Match[str], unit: str | None, mark: Mark | None) -> Decimal:
    """Read `45/50` as per cent."""
    part, whole = (read_decimal(found[side], mark) for side in ("number", "of"))
    if unit != PER_CENT or whole == 0:
        raise _unreadable(typed, unit)
    return check_size(part / whole * 100)


def _unit_agrees(rest: str, unit: str | None) -> bool:
    said = _PER_YEAR.sub("", rest).strip()
    if unit in {None, "", PER_CENT} and said in _PERCENT_WORDS:
        return True
    return not said or (bool(fold(said)) and fold(said) == fold(unit or ""))


def _unreadable(typed: str, unit: str | None) -> BadInputError:
    shown = shorten(typed)
    if not unit:
        return BadInputError(
            f"Không hiểu giá trị “{shown}”. Hãy viết một số, hoặc Đạt, Chưa đạt.",
            f"Value “{shown}” cannot be read. Write one number, or Đạt, Chưa đạt.",
        )
    return BadInputError(
        f"Không hiểu giá trị “{shown}”. Hãy viết một số tính bằng {unit}, hoặc “giảm 0,1”, hoặc Đạt, Chưa đạt.",
        f"Value “{shown}” cannot be read. Write one number in {unit}, or “giảm 0,1”, or Đạt, Chưa đạt.",
    )
