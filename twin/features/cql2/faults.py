"""What can be wrong with a filter: one error, in both languages, with the place that is meant."""

from twin.errors import BadInputError

Place = int | str
"""Where in a filter: the number of a character in CQL2 Text (from 1), a JSON path such as `args[0].op`."""


class FilterError(BadInputError):
    """A filter cannot be understood, or asks what its layer cannot answer."""

    parameter = "filter"

    def __init__(self, place: Place, vi: str, en: str) -> None:
        at_vi = f"ký tự thứ {place}" if isinstance(place, int) else f"tại {place}"
        at_en = f"character {place}" if isinstance(place, int) else f"at {place}"
        super().__init__(vi=f"Tham số «filter», {at_vi}: {vi}.", en=f"The parameter “filter”, {at_en}: {en}.")
        self.place = place


def shorten(text: str) -> str:
    """Return what was written, short enough to be quoted in a sentence."""
    most = 40
    return text if len(text) <= most else f"{text[: most - 1]}…"
