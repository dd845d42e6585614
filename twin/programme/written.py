"""What people type into the programme's cells, made comparable, and numbers shown again."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from twin.errors import BadInputError
from twin.features.exchange.readers.numbers import Mark, dissect
from twin.vocabulary import Language

LONGEST = 300
"""Letters of a cell that says a target, a value, a period or an agency: more is some other text."""
TOO_MUCH = Decimal(10) ** 15
NUMBER = r"[0-9](?:[0-9.,]*[0-9])?"
_MARKS = re.compile(r"[\u0300-\u036f]+")
_SIGNS = str.maketrans({"đ": "d", "≥": ">=", "≤": "<=", "～": "~", "％": "%", "•": "*"})
_DASHES = re.compile("[\u2010-\u2015\u2212]")


def plain(text: str) -> str:
    """Return lower-case letters without marks, one kind of dash, one space between words, no closing stop; signs stay.

    Raises BadInputError for a text that is too long to be what a cell holds.
    """
    if len(text) > LONGEST:
        raise BadInputError(
            f"“{shorten(text)}” dài quá {LONGEST} chữ.",
            f"“{shorten(text)}” is longer than {LONGEST} letters.",
        )
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text.lower())).translate(_SIGNS)
    return " ".join(_DASHES.sub("-", bare).split()).rstrip(" .,;")


def shorten(text: str, most: int = 60) -> str:
    """Return the beginning of a text, for a sentence that repeats it."""
    return text if len(text) <= most else f"{text[:most]}…"


def read_decimal(digits: str, mark: Mark | None = None) -> Decimal:
    """Return the number that digits with their marks say, with `mark` where `74.516` leaves it open.

    Raises BadInputError for what is no number, and for what can be read in two ways.
    """
    written = dissect(digits)
    if written is None or written.unit or written.power:
        raise BadInputError(f"“{shorten(digits)}” không phải là số.", f"“{shorten(digits)}” is not a number.")
    value = written.value(mark)
    if value is None:
        whole = written.value("," if written.either == "." else ".")
        raise BadInputError(
            f"“{digits}” đọc được hai cách: {whole} hoặc {written.digits.replace('.', ',')} (số lẻ). Hãy viết {whole}, hoặc thêm một chữ số lẻ.",
            f"“{digits}” can be read in two ways: {whole}, or with decimals. Write {whole}, or one more decimal.",
        )
    return check_size(Decimal(repr(value)))


def check_size(number: Decimal) -> Decimal:
    """Return the number. Raises BadInputError for one that no indicator can have."""
    if not number.is_finite() or abs(number) >= TOO_MUCH:
        raise BadInputError(
            "Giá trị phải là một số nhỏ hơn một triệu tỷ.",
            "The value must be a number below a million billion.",
        )
    return number


def show_number(number: Decimal, language: Language = "vi") -> str:
    """Return a number as read in a language: a decimal comma in Vietnamese, no needless zeros."""
    text = f"{number.normalize():f}"
    return text.replace(".", ",") if language == "vi" else text


def show_day(day: date, language: Language = "vi") -> str:
    """Return a day as read in a language: `31/12/2026`, `31 December 2026`."""
    return f"{day:%d/%m/%Y}" if language == "vi" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
