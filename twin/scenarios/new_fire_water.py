"""New fire water: tanks, hydrants or intakes where somebody would put them."""

from typing import Literal

import pandas as pd
import shapely
from geopandas.geodataframe import GeoDataFrame

from twin.analysis.projection import METRIC_SRID
from twin.reporting import City, asked
from twin.reporting.drawn import GeoJson, read_drawn, require_near
from twin.reporting.saying import YES_NO, say
from twin.reporting.whatif import Changes, LayerChange, Scenario
from twin.vocabulary import Frozen

_LAYER = "fire_water"
_KINDS = {
    "tank": say("Bể nước", "Tank"),
    "hydrant": say("Trụ nước", "Hydrant"),
    "intake": say("Bến lấy nước", "Intake"),
    "pump_station": say("Trạm bơm", "Pumping station"),
}


class Source(Frozen):
    """One new source, or several alike: what nobody says of it is unknown."""

    at: GeoJson = asked("Vị trí (một hoặc nhiều điểm)", "Where (one point or several)", draws=("point",))
    name: str | None = asked("Tên", "Name", None, max_length=200)
    kind: Literal["tank", "hydrant", "intake", "pump_station"] = asked("Loại", "Kind", "tank", choices=_KINDS)
    capacity_m3: float | None = asked(
        "Dung tích (m³)", "Capacity (m³)", None, gt=0, le=100_000, allow_inf_nan=False
    )
    flow_ls: float | None = asked("Lưu lượng (l/s)", "Flow (l/s)", None, gt=0, le=1_000, allow_inf_nan=False)
    engine_access: Literal["yes", "no", "unknown"] = asked(
        "Xe chữa cháy tiếp cận được", "Fire engines get to it", "unknown", choices=YES_NO
    )


class Asked(Frozen):
    """Where the water would be."""

    sources: tuple[Source, ...] = asked("Nguồn nước mới", "New sources", min_length=1, max_length=1_000)


def _run(city: City, inputs: Asked) -> Changes:
    added = pd.concat([_lay(city, source) for source in inputs.sources], ignore_index=True)
    title = city.declared(_LAYER).by_name["kind"]
    counts = added["kind"].value_counts(sort=False)
    labels = {choice.value: choice.label for choice in title.choices}
    vi = ", ".join(f"{count} {labels[str(kind)].vi.lower()}" for kind, count in counts.items())
    en = ", ".join(f"{count} × {labels[str(kind)].en.lower()}" for kind, count in counts.items())
    note = say(
        "Nguồn nước mới được coi là hoạt động tốt.", "The new fire water is taken to be in working order."
    )
    change = LayerChange(_LAYER, added=GeoDataFrame(added, crs=METRIC_SRID))
    return Changes(say(f"thêm {vi}", f"new fire water: {en}"), (change,), notes=(note,))


def _lay(city: City, source: Source) -> GeoDataFrame:
    places = shapely.get_parts(read_drawn(source.at, 0))
    require_near(city, shapely.MultiPoint(list(places)))
    name = source.name or "Nguồn nước giả định"
    told = {**source.model_dump(exclude={"at"}), "name": name, "status": "working"}
    return GeoDataFrame([told] * len(places), geometry=places, crs=METRIC_SRID)


SCENARIO = Scenario(
    id="new_fire_water",
    title=say("Thêm nguồn nước chữa cháy", "New fire water"),
    question=say(
        "Nếu đặt thêm bể, trụ nước ở những chỗ này thì sao?",
        "What if there were tanks or hydrants at these places?",
    ),
    inputs=Asked,
    run=_run,
)
