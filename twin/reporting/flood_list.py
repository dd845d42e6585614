"""The City's list of flooding spots (Decision 2280/QĐ-UBND of 29 April 2026): at which rain each band floods."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

FROM_MM_H = {"lt50": 0.0, "50_70": 50.0, "70_100": 70.0, "gt100": 100.0}
"""From which intensity on a spot of each band floods."""


def wake(bands: "pd.Series[Any]", intensity: float) -> "pd.Series[Any]":
    """Return 'yes', 'no' or None (the band is not known) for each spot. At its first millimetre a band is reached."""
    import pandas as pd

    starts = bands.map(FROM_MM_H)
    awake = pd.Series("no", index=bands.index, dtype=object)
    awake[(starts <= intensity) & (intensity > 0)] = "yes"
    return awake.where(starts.notna(), None)
