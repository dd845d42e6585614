"""Alleys whose renewal is done."""

from typing import Any, Literal

import pandas as pd

from twin.reporting import City, asked
from twin.reporting.choosing import Chosen, choose_alleys
from twin.reporting.saying import say
from twin.reporting.whatif import Changes, LayerChange, Scenario

_SYSTEMS = {
    "none": say("Không có", "None"),
    "tank": say("Bể nước", "Tank"),
    "hydrant": say("Trụ nước", "Hydrant"),
    "wall_box": say("Họng nước, tủ chữa cháy", "Wall box"),
    "several": say("Nhiều loại", "Several"),
    "unknown": say("Chưa rõ", "Unknown"),
}


class Asked(Chosen):
    """Which alleys, and which fire system they would have then."""

    fire_system: Literal["none", "tank", "hydrant", "wall_box", "several", "unknown"] | None = asked(
        "Hệ thống PCCC sau cải tạo (bỏ trống: như cũ)",
        "Fire system then (empty: as it is)",
        None,
        choices=_SYSTEMS,
    )


def _run(city: City, inputs: Asked) -> Changes:
    alleys = choose_alleys(city, inputs, "renovation")
    done = alleys["renovation"] == "done"
    renewed = pd.DataFrame({"renovation": "done", "renovated_on": None}, index=alleys.index[~done])
    changes = [LayerChange("alleys", altered=renewed)]
    if inputs.fire_system is not None:
        system: dict[str, Any] = {"fire_system": inputs.fire_system}
        changes.append(LayerChange("alleys", altered=pd.DataFrame(system, index=alleys.index)))
    notes = []
    if done.any():
        notes.append(
            say(
                f"{int(done.sum())} ngõ trong số đó đã cải tạo xong từ trước.",
                f"{int(done.sum())} of these alleys were renewed before.",
            )
        )
    said = say(f"{len(alleys)} ngõ cải tạo xong", f"{len(alleys)} alleys renewed")
    return Changes(said, tuple(changes), notes=tuple(notes))


SCENARIO = Scenario(
    id="renewed_alleys",
    title=say("Cải tạo xong ngõ", "Renewed alleys"),
    question=say(
        "Nếu những ngõ này được cải tạo xong thì sao?", "What if the renewal of these alleys were done?"
    ),
    inputs=Asked,
    run=_run,
)
