"""Alleys made wider, as a plan would have them."""

from typing import TYPE_CHECKING

import pandas as pd

from twin.reporting import City, asked
from twin.reporting.choosing import Chosen, choose_alleys
from twin.reporting.saying import say
from twin.reporting.whatif import Changes, LayerChange, Scenario
from twin.vocabulary import Text

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

_ESTIMATED = "estimated"


class Asked(Chosen):
    """Which alleys, and how wide and high they would be."""

    width_m: float = asked("Bề rộng mới (m)", "New width (m)", ge=0.3, le=60, allow_inf_nan=False)
    headroom_m: float | None = asked(
        "Chiều cao tĩnh không mới (m)", "New headroom (m)", None, ge=0.5, le=30, allow_inf_nan=False
    )


def _run(city: City, inputs: Asked) -> Changes:
    alleys = choose_alleys(city, inputs, "width_m", "headroom_m")
    new = {"width_m": inputs.width_m, "headroom_m": inputs.headroom_m}
    changes = tuple(_raise(alleys, field, value) for field, value in new.items() if value is not None)
    width = f"{inputs.width_m:g}"
    said = say(
        f"{len(alleys)} ngõ rộng ít nhất {width.replace('.', ',')} m",
        f"{len(alleys)} alleys at least {width} m wide",
    )
    return Changes(said, changes, notes=tuple(_tell(alleys, inputs)))


def _raise(alleys: "GeoDataFrame", field: str, least: float) -> LayerChange:
    """Return the change by which no alley has less than so much; what is known to have more keeps it."""
    less = alleys.index[~(alleys[field] >= least)]
    altered = pd.DataFrame({field: least, f"{field}_source": _ESTIMATED}, index=less)
    return LayerChange("alleys", altered=altered)


def _tell(alleys: "GeoDataFrame", inputs: Asked) -> list[Text]:
    wide = int((alleys["width_m"] >= inputs.width_m).sum())
    unknown = int(alleys["width_m"].isna().sum())
    told = []
    if wide:
        told.append(
            say(
                f"{wide} ngõ trong số đó đã đủ rộng, giữ nguyên.",
                f"{wide} of these alleys are as wide already and stay as they are.",
            )
        )
    if unknown:
        told.append(
            say(
                f"{unknown} ngõ trong số đó chưa đo bề rộng; sau khi mở rộng coi là đủ.",
                f"{unknown} of these alleys were never measured; once widened they are taken to be so wide.",
            )
        )
    return told


SCENARIO = Scenario(
    id="widened_alleys",
    title=say("Mở rộng ngõ", "Widened alleys"),
    question=say(
        "Nếu những ngõ này được mở rộng ít nhất như vậy thì sao?",
        "What if these alleys were at least so wide?",
    ),
    inputs=Asked,
    run=_run,
)
