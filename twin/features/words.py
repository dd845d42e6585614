"""Words of a text, looked for without case and marks: as `city_store.fold` leaves them.

A word of one or two letters must begin one of the text's words, since trigrams know no shorter middle.
"""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select

SHORT = 2
MOST_WORDS = 8
LONGEST_QUESTION = 200


def words_of(asked: str) -> tuple[str, ...]:
    """Return the words to look for: no more than are worth it."""
    return tuple(asked[:LONGEST_QUESTION].split()[:MOST_WORDS])


def is_short(word: str) -> bool:
    return len(word) <= SHORT


def pattern_of(folded: ColumnElement[str]) -> ColumnElement[str]:
    """Take away the meaning that LIKE gives to some letters."""
    for letter in ("\\", "%", "_"):
        folded = func.replace(folded, letter, f"\\{letter}")
    return folded


def once(expression: ColumnElement[Any]) -> ScalarSelect[Any]:
    """Have an expression worked out once, and not for each row: a plan that is kept knows no constants."""
    return select(expression).scalar_subquery()


def starts(text: ColumnElement[str], pattern: ColumnElement[str]) -> ColumnElement[bool]:
    return text.like(once(pattern + "%"))


def starts_word(text: ColumnElement[str], pattern: ColumnElement[str]) -> ColumnElement[bool]:
    return text.like(once("% " + pattern + "%"))


def stands_in(text: ColumnElement[str], pattern: ColumnElement[str], *, short: bool) -> ColumnElement[bool]:
    """Tell the folded texts in which a word stands."""
    if short:
        return or_(starts(text, pattern), starts_word(text, pattern))
    return text.like(once("%" + pattern + "%"))
