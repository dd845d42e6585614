"""What every report on walks is asked."""

import re
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic import Field as Described

from twin.reporting import Inputs, asked

MOST_M = 5_000.0
MOST_DISTANCES = 4
Metres = Annotated[float, Described(gt=0, le=MOST_M, allow_inf_nan=False)]


def listed(given: Any) -> Any:
    """Take one value, or several with commas between, for a list of them: so it is typed at the keyboard."""
    if isinstance(given, str):
        return [word for word in re.split(r"[,;\s]+", given) if word]
    return given if isinstance(given, Iterable) else [given]


def _in_order(metres: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sorted(set(metres)))


Distances = Annotated[tuple[Metres, ...], BeforeValidator(listed), AfterValidator(_in_order)]


class Walks(Inputs):
    """How far is near, on foot."""

    distances_m: Distances = asked(
        "Các khoảng cách đi bộ (m)",
        "Distances on foot (m)",
        (300.0, 500.0),
        min_length=1,
        max_length=MOST_DISTANCES,
    )
