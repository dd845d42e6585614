"""Short ways to say what a report finds."""

from collections.abc import Iterator

from twin.reporting import Direction, Figure, Gap
from twin.vocabulary import Text


def say(vi: str, en: str) -> Text:
    """Return words in both languages."""
    return Text(vi=vi, en=en)


def figure(  # noqa: PLR0913 - what a figure has
    figure_id: str,
    vi: str,
    en: str,
    value: float | None,
    unit: str | None = None,
    *,
    at_most: float | None = None,
    norms: tuple[str, ...] = (),
    note: Text | None = None,
    better: Direction | None = None,
) -> Figure:
    """Return one number of the answer; `at_most` is told only where it differs."""
    told = None if at_most == value else at_most
    return Figure(figure_id, say(vi, en), value, unit, told, norms, note, better)


def gaps_of(layer: str, *told: tuple[int, str, str]) -> tuple[Gap, ...]:
    """Return what is not known of a layer and of how many of its features; nothing is said of none."""
    return tuple(_gaps(layer, told))


def _gaps(layer: str, told: tuple[tuple[int, str, str], ...]) -> Iterator[Gap]:
    for count, vi, en in told:
        if count:
            yield Gap(say(vi, en), int(count), layer)


YES_NO = {"yes": say("Có", "Yes"), "no": say("Không", "No"), "unknown": say("Chưa rõ", "Unknown")}
"""The words for an answer that nobody may have."""
