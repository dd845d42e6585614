"""What can be wrong with a filter: one error, in both languages, with the place that is meant."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from twin.errors import BadInputError

Place = int | str
"""Where in a filter: the number of a character in CQL2 Text (from 1), a JSON path such as `args[0].op`."""


class FilterError(BadInputError):
    """A filter cannot be understood, or asks what its layer cannot answer."""

    def __init__(self, place: Place | None, vi: str, en: str, parameter: str = "filter") -> None:
        """Say what is wrong there; None: with the parameter as a whole."""
        at_vi = f", ký tự thứ {place}" if isinstance(place, int) else f", tại {place}" if place else ""
        at_en = f", character {place}" if isinstance(place, int) else f", at {place}" if place else ""
        super().__init__(
            vi=f"Tham số «{parameter}»{at_vi}: {vi}.", en=f"The parameter “{parameter}”{at_en}: {en}."
        )
        self.place = place
        self.parameter = parameter
        self._said = (vi, en)

    def about(self, parameter: str) -> "FilterError":
        """Return the same fault, found in the value of another parameter."""
        return FilterError(None, *self._said, parameter)


def shorten(text: str) -> str:
    """Return what was written, short enough to be quoted in a sentence.

    JSON can escape half of a surrogate pair, which no answer can hold: a question mark stands for it.
    """
    most = 40
    short = text if len(text) <= most else f"{text[: most - 1]}…"
    return short.encode(errors="replace").decode()


@contextmanager
def computed(asked: object) -> Iterator[None]:
    """Run a statement with the filter that is asked, if one is.

    Raises FilterError where a value of some feature is too much for its arithmetic.
    """
    try:
        yield
    except psycopg.DataError:
        if asked is None:
            raise
        raise FilterError(
            None,
            "phép tính cho kết quả quá lớn ở một đối tượng nào đó",
            "its arithmetic yields too large a number for some feature",
        ) from None
