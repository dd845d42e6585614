"""Where a fire engine cannot go, where it cannot turn or pass, and which buildings lie too far from where it can.

An engine's way is wide and high enough (QCVN 06:2022/BXD 6.2-6.5), not surely too steep, not closed, and joined to the
primary and secondary streets by which engines come. What is not known is taken once well and once badly; where the two
differ the answer is unknown, and which fact is missing is said.
"""

from twin.reporting import Answer, City, Inputs, Report, asked
from twin.reporting.saying import say
from twin.reports.fire_access.measuring import measure
from twin.reports.fire_access.telling import tell


class Open(Inputs):
    """What is taken as known."""

    open_streets: bool = asked(
        "Coi đường phố chưa ghi tĩnh không là thông thoáng",
        "Take streets of unrecorded headroom as open",
        default=False,
    )


def _run(city: City, inputs: Open) -> Answer:
    return tell(city, measure(city, open_streets=inputs.open_streets))


REPORT = Report(
    id="fire_access",
    title=say("Xe chữa cháy vào được đâu", "Fire access"),
    question=say(
        "Đường, ngõ nào xe chữa cháy không vào được và vì sao, đường cụt nào không quay được xe, nhà nào ở quá xa đường xe vào?",
        "Which streets and alleys can no engine enter, and why, in which dead ends can none turn, and which buildings lie too "
        "far from an engine's way?",
    ),
    inputs=Open,
    run=_run,
    needs=("buildings", "roads", "alleys"),
)
