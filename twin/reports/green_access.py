"""Who can walk to a green space: residents within so many metres, along streets and alleys."""

from typing import Literal

import numpy as np

from twin.analysis.certainty import Truth, read_truths
from twin.reporting import Answer, City, Report, asked
from twin.reporting.saying import say
from twin.reporting.walking.asking import Walks
from twin.reporting.walking.measuring import Places, measure_walks
from twin.reporting.walking.telling import AT_THE_EDGE, Words, tell

LAYER = "green_spaces"


class Green(Walks):
    """Which green spaces count."""

    equipment: Literal["wanted", "any"] = asked(
        "Thiết bị thể dục thể thao (wanted: phải có, any: không cần)",
        "Fitness equipment (wanted, or any green space)",
        "wanted",
    )


_WITH_EQUIPMENT = Words(
    say("vườn hoa có thiết bị thể thao", "a green space with equipment"),
    say(
        "vườn hoa chưa rõ có thiết bị thể thao không",
        "green spaces of which it is not known whether they have equipment",
    ),
    (AT_THE_EDGE,),
)
_ANY = Words(say("vườn hoa, điểm vui chơi", "a green space"), _WITH_EQUIPMENT.unknown, (AT_THE_EDGE,))


def _read(city: City, *, wanted: bool) -> Places:
    spaces = city.frame(LAYER, "name", "fitness_equipment", whole=True)
    told = read_truths(spaces["fitness_equipment"].to_numpy(dtype=object), ("yes",), ("no",))
    return Places(LAYER, spaces, told if wanted else np.full(len(spaces), Truth.YES, dtype=np.int8))


def _run(city: City, inputs: Green) -> Answer:
    wanted = inputs.equipment == "wanted"
    walked = measure_walks(city, _read(city, wanted=wanted), inputs.distances_m[-1])
    return tell(city, walked, inputs.distances_m, _WITH_EQUIPMENT if wanted else _ANY)


REPORT = Report(
    id="green_access",
    title=say("Vườn hoa trong tầm đi bộ", "Green spaces within a walk"),
    question=say(
        "Bao nhiêu người có vườn hoa, điểm vui chơi có thiết bị thể thao trong tầm đi bộ, tổ nào thiếu nhất, nhà nào ở quá xa?",
        "How many residents have a green space with equipment within a walk, which groups lack one most, and which buildings are "
        "too far?",
    ),
    inputs=Green,
    run=_run,
    needs=(LAYER, "buildings", "roads", "alleys"),
)
