"""A new garden, park or playground."""

from typing import Literal

import shapely
from geopandas.geodataframe import GeoDataFrame

from twin.analysis.projection import METRIC_SRID
from twin.reporting import City, asked
from twin.reporting.drawn import GeoJson, read_drawn, require_near
from twin.reporting.saying import YES_NO, say
from twin.reporting.whatif import Changes, LayerChange, Scenario
from twin.vocabulary import Frozen

_KINDS = {
    "park": say("Công viên", "Park"),
    "garden": say("Vườn hoa", "Garden"),
    "playground": say("Sân chơi", "Playground"),
    "sports_ground": say("Sân thể thao", "Sports ground"),
    "green": say("Mảng xanh", "Green"),
}


class Asked(Frozen):
    """Where it would be, and what it would have."""

    shape: GeoJson = asked("Vùng vẽ trên bản đồ", "Area drawn on the map", draws=("area",))
    name: str = asked("Tên", "Name", "Không gian xanh giả định", min_length=1, max_length=200)
    kind: Literal["park", "garden", "playground", "sports_ground", "green"] = asked(
        "Loại", "Kind", "garden", choices=_KINDS
    )
    fitness_equipment: Literal["yes", "no", "unknown"] = asked(
        "Có thiết bị thể dục", "Fitness equipment", "unknown", choices=YES_NO
    )


def _run(city: City, inputs: Asked) -> Changes:
    places = shapely.get_parts(read_drawn(inputs.shape, 2))
    require_near(city, shapely.MultiPolygon(list(places)))
    told = inputs.model_dump(exclude={"shape"})
    added = GeoDataFrame([told] * len(places), geometry=places, crs=METRIC_SRID)
    hectares = f"{shapely.area(places).sum() / 10_000:.2f}"
    label = next(
        choice.label
        for choice in city.declared("green_spaces").by_name["kind"].choices
        if choice.value == inputs.kind
    )
    said = say(
        f"thêm {label.vi.lower()} {hectares.replace('.', ',')} ha",
        f"a new {label.en.lower()} of {hectares} ha",
    )
    return Changes(said, (LayerChange("green_spaces", added=added),))


SCENARIO = Scenario(
    id="new_green_space",
    title=say("Thêm không gian xanh", "New green space"),
    question=say(
        "Nếu có thêm vườn hoa, sân chơi ở đây thì sao?", "What if there were a garden or a playground here?"
    ),
    inputs=Asked,
    run=_run,
)
