"""Flood exposure: how deep the water stands after a rain, what stands in it, and where one still gets through.

The water is reckoned on the height of the ground (see `twin.analysis.water`); depth classes are the project's own, what
cars and emergency vehicles pass is from research. Water stands at a building's walls: floors are higher by what nobody
recorded.
"""

from typing import Literal

from twin.analysis.water.rain import MOST_DRAINAGE_MM_H, MOST_HOURS, MOST_RAIN_MM
from twin.reporting import Answer, City, Inputs, Report, asked
from twin.reporting.saying import say
from twin.reports.flood_exposure.measuring import Question, measure
from twin.reports.flood_exposure.telling import tell


class Rainfall(Inputs):
    """A rain, what the drains take of it, and how it is followed. A what-if that brings rain takes the place of these."""

    rain_mm: float = asked("Lượng mưa (mm)", "Rain (mm)", 100.0, ge=0, le=MOST_RAIN_MM, allow_inf_nan=False)
    hours: float = asked("Mưa trong (giờ)", "Over (hours)", 2.0, gt=0, le=MOST_HOURS, allow_inf_nan=False)
    drainage_mm_h: float | None = asked(
        "Khả năng tiêu thoát (mm/giờ; để trống: theo thiết kế 310 mm trong 2 ngày)",
        "Drainage (mm/h; left out: by the design of 310 mm in 2 days)",
        None,
        ge=0,
        le=MOST_DRAINAGE_MM_H,
        allow_inf_nan=False,
    )
    method: Literal["filling", "dynamic"] = asked(
        "Cách tính: filling (nước đọng lại khi đã chảy hết), dynamic (theo thời gian, lâu vài phút)",
        "Method: filling (what stands when all has run down), dynamic (in time, takes minutes)",
        "filling",
    )
    hours_after: float = asked(
        "Theo dõi sau mưa (giờ; chỉ dynamic)",
        "Followed after the rain (hours; dynamic only)",
        1.0,
        ge=0,
        le=24,
        allow_inf_nan=False,
    )
    cell_m: float = asked("Cỡ ô lưới (m)", "Squares of (m)", 5.0, ge=1, le=100, allow_inf_nan=False)
    reach_m: float = asked(
        "Tầm quanh điểm ngập trong danh mục (m)",
        "Reach round a listed spot (m)",
        50.0,
        ge=0,
        le=500,
        allow_inf_nan=False,
    )


def _run(city: City, inputs: Rainfall) -> Answer:
    asking = Question(
        inputs.rain_mm,
        inputs.hours,
        inputs.drainage_mm_h,
        inputs.method,
        inputs.hours_after,
        inputs.cell_m,
        inputs.reach_m,
    )
    return tell(measure(city, asking))


REPORT = Report(
    id="flood_exposure",
    title=say("Ngập theo trận mưa", "Flood exposure"),
    question=say(
        "Với trận mưa này, nước ngập đâu và sâu bao nhiêu, nhà nào, bao nhiêu người trong vùng ngập, đường nào còn qua được?",
        "In this rain, where does water stand and how deep, what and how many people are in it, which roads stay passable?",
    ),
    inputs=Rainfall,
    run=_run,
    needs=("buildings", "roads", "alleys"),
)
