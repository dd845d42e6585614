"""Which indicators the layers themselves answer: one file a measure.

Keys of indicators are section, group and number in the order in which the programme names them; `T` is the body
text, whose own targets are counted in the order in which it gives them.
"""

from functools import cache

from twin.errors import NotFoundError
from twin.programme.measure import Measure
from twin.shelf import load_shelf


@cache
def measures() -> dict[str, Measure]:
    """Return every measure of this folder by the key of its indicator.

    Raises ValueError where two measure one indicator.
    """
    found: dict[str, Measure] = {}
    for measure in load_shelf(__name__, "MEASURE", Measure).values():
        if measure.indicator in found:
            raise ValueError(f"{found[measure.indicator].id} and {measure.id} measure {measure.indicator}")
        found[measure.indicator] = measure
    return dict(sorted(found.items()))


def find_measure(indicator: str) -> Measure:
    """Return how an indicator is measured. Raises NotFoundError where the layers do not answer it."""
    if indicator not in measures():
        raise NotFoundError(
            vi=f"Chỉ tiêu «{indicator}» không đo được từ các lớp bản đồ.",
            en=f"The indicator “{indicator}” is not measured from the map's layers.",
        )
    return measures()[indicator]
