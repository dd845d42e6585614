"""Alleys where flooding, fire, congestion and planned works meet.

Each alley is yes, no or unknown in each of the four, and unknown is never no: a score is told as the least and as the
most that it can be.
"""

from pydantic import model_validator

from twin.reporting import Answer, City, Inputs, Report, asked
from twin.reporting.saying import say
from twin.reports.cross_risk.measuring import measure
from twin.reports.cross_risk.telling import tell


def _weight(vi: str, en: str) -> float:
    weight: float = asked(f"Trọng số: {vi}", f"Weight: {en}", 1.0, ge=0, le=100, allow_inf_nan=False)
    return weight


def _reach(vi: str, en: str, metres: float) -> float:
    reach: float = asked(f"{vi} (m)", f"{en} (m)", metres, gt=0, le=500, allow_inf_nan=False)
    return reach


class Asked(Inputs):
    """How much each risk weighs, and what is near."""

    flooding: float = _weight("ngập", "flooding")
    fire: float = _weight("cháy", "fire")
    congestion: float = _weight("ùn tắc", "congestion")
    works: float = _weight("công trình", "works")
    flood_reach_m: float = _reach("Điểm ngập gần ngõ", "Flooding near the alley", 30.0)
    congestion_reach_m: float = _reach("Đoạn ùn tắc gần ngõ", "Congestion near the alley", 30.0)
    works_reach_m: float = _reach("Công trình gần ngõ", "Works near the alley", 30.0)
    hose_m: float = asked("Chiều dài vòi (m)", "Hose length (m)", 200.0, gt=0, le=2_000, allow_inf_nan=False)
    open_streets: bool = asked(
        "Coi đường phố chưa ghi tĩnh không là thông thoáng",
        "Take streets of unrecorded headroom as open",
        default=False,
    )

    @model_validator(mode="after")
    def _weighs_something(self) -> "Asked":
        if self.flooding + self.fire + self.congestion + self.works <= 0:
            raise ValueError("all of the weights are zero")
        return self


def _run(city: City, inputs: Asked) -> Answer:
    weights = [inputs.flooding, inputs.fire, inputs.congestion, inputs.works]
    reaches = (inputs.flood_reach_m, inputs.congestion_reach_m, inputs.works_reach_m)
    return tell(measure(city, weights, reaches, inputs.hose_m, open_streets=inputs.open_streets))


REPORT = Report(
    id="cross_risk",
    title=say("Ngõ có nhiều rủi ro cùng lúc", "Where risks meet"),
    question=say(
        "Ở ngõ nào ngập, cháy, ùn tắc và công trình cùng gặp nhau, ngõ nào chưa biết?",
        "In which alleys do flooding, fire, congestion and planned works meet, and of which is it unknown?",
    ),
    inputs=Asked,
    run=_run,
    needs=("alleys",),
)
