"""Fire coverage: which buildings a hose reaches from where an engine can stand, beside the norm's radius.

Definitions are those of the ward's domain: a stand is any point of the streets and alleys that an engine can pass,
entered from primary and secondary streets; the hose runs along streets and alleys from the building to a stand and
from there to a working source. What is not known is taken once well and once badly; where the two differ the answer
is unknown, and which fact is missing is said.
"""

from twin.reporting import Answer, City, Inputs, Report, asked
from twin.reporting.saying import say
from twin.reports.fire_coverage.measuring import measure
from twin.reports.fire_coverage.telling import tell


class Hose(Inputs):
    """How long a hose is."""

    hose_m: float = asked("Chiều dài vòi (m)", "Hose length (m)", 200.0, gt=0, le=2_000, allow_inf_nan=False)
    open_streets: bool = asked(
        "Coi đường phố chưa ghi tĩnh không là thông thoáng",
        "Take streets of unrecorded headroom as open",
        default=False,
    )


def _run(city: City, inputs: Hose) -> Answer:
    return tell(measure(city, inputs.hose_m, open_streets=inputs.open_streets))


REPORT = Report(
    id="fire_coverage",
    title=say("Phủ nước chữa cháy", "Fire coverage"),
    question=say(
        "Nhà nào có vòi chữa cháy kéo tới được, nhà nào chưa và vì sao, nhà nào chưa biết và thiếu dữ kiện gì?",
        "Which buildings does a hose reach, which not and why, and of which is it unknown, for want of which fact?",
    ),
    inputs=Hose,
    run=_run,
    needs=("buildings", "roads", "alleys", "fire_water"),
)
