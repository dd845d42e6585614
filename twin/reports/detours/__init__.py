"""What closed streets cost: the way round them, who is cut off, and where engines no longer come.

The streets are closed by a what-if; without one nothing is lost, and the answer says so. Whatever drives takes any
street or alley that is not closed, however narrow (most of the ward rides motorbikes), from the primary and secondary
streets; an engine needs what the norm says.
"""

from twin.reporting import Answer, City, Inputs, Report, asked
from twin.reporting.saying import say
from twin.reports.detours.measuring import measure
from twin.reports.detours.telling import tell


class Asked(Inputs):
    """What is taken as known."""

    open_streets: bool = asked(
        "Coi đường phố chưa ghi tĩnh không là thông thoáng",
        "Take streets of unrecorded headroom as open",
        default=False,
    )


def _run(city: City, inputs: Asked) -> Answer:
    return tell(measure(city, open_streets=inputs.open_streets))


REPORT = Report(
    id="detours",
    title=say("Đường vòng khi đóng đường", "Detours"),
    question=say(
        "Khi đóng đường theo giả định: phải đi vòng bao xa, nhà và cơ sở nào bị cắt, nơi nào xe chữa cháy không tới được nữa?",
        "With the streets that a what-if closes: how far is the way round, which buildings and places are cut off, and where "
        "does no engine come any more?",
    ),
    inputs=Asked,
    run=_run,
    needs=("buildings", "roads", "alleys"),
)
