"""Which listed flooding spots wake at a rain's intensity, and what lies within reach of them.

Hà Nội's list (Decision 2280/QĐ-UBND of 29 April 2026) ties each spot to the band of intensity at which it floods.
"""

from typing import TYPE_CHECKING

from twin.analysis.cover import within_reach
from twin.analysis.projection import Shapes
from twin.reporting import Answer, City, Figure, Inputs, Report, asked
from twin.reporting.flood_list import wake
from twin.reporting.saying import figure, gaps_of, say
from twin.reporting.tables import column_of, draw, table_of
from twin.vocabulary import UNKNOWN_COLOUR, Field, Layer, Style, StyleClass

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

_TOLD = ("name", "rain_band", "depth_m", "listed_in")


class Rain(Inputs):
    """A rain and a reach."""

    intensity_mm_h: float = asked(
        "Cường độ mưa (mm/h)", "Rain intensity (mm/h)", 70.0, ge=0, le=500, allow_inf_nan=False
    )
    reach_m: float = asked("Tầm ảnh hưởng (m)", "Reach (m)", 100.0, gt=0, le=2_000, allow_inf_nan=False)


_AWAKE = Layer(
    id="awake_spots",
    title=say("Điểm ngập khi mưa", "Spots in this rain"),
    description=say("Điểm ngập theo cường độ mưa đã chọn.", "Flooding spots by the chosen intensity."),
    group="water",
    geometry="Point",
    title_field="name",
    fields=(
        Field(name="name", label=say("Tên", "Name")),
        Field(name="awake", label=say("Có ngập", "Floods"), kind="text"),
    ),
    style=Style(
        by="awake",
        colour=UNKNOWN_COLOUR,
        width=7,
        label_field="name",
        classes=(
            StyleClass(label=say("Ngập", "Floods"), colour="#08519c", values=("yes",)),
            StyleClass(label=say("Chưa ngập", "Does not flood"), colour="#9ecae1", values=("no",)),
        ),
    ),
)


def _figures(city: City, spots: "GeoDataFrame", reach: float) -> tuple[Figure, ...]:
    awake = spots.loc[spots["awake"] == "yes"].geometry.to_numpy()
    buildings = _near(city, "buildings", (awake, reach), "residents")
    schools, clinics = (_near(city, layer, (awake, reach)) for layer in ("schools", "health_facilities"))
    residents = buildings["residents"]
    unknown = int(residents.isna().sum())
    recorded = int(residents.sum()) if unknown < len(residents) or len(residents) == 0 else None
    note = say(f"{unknown} nhà chưa có số nhân khẩu.", f"{unknown} buildings have no count.")
    return (
        figure("awake", "Điểm ngập", "Spots that flood", int((spots["awake"] == "yes").sum()), better="less"),
        figure("unknown", "Chưa rõ ngưỡng mưa", "Band not known", int(spots["awake"].isna().sum())),
        figure(
            "buildings", "Nhà trong tầm ảnh hưởng", "Buildings within reach", len(buildings), better="less"
        ),
        figure(
            "residents",
            "Nhân khẩu đã ghi nhận trong tầm",
            "Recorded residents within reach",
            recorded,
            note=note if unknown else None,
            better="less",
        ),
        figure("schools", "Trường học trong tầm", "Schools within reach", len(schools), better="less"),
        figure(
            "clinics", "Cơ sở y tế trong tầm", "Health facilities within reach", len(clinics), better="less"
        ),
    )


def _near(city: City, layer: str, within: tuple[Shapes, float], *fields: str) -> "GeoDataFrame":
    found = city.frame(layer, *fields)
    near: GeoDataFrame = found[within_reach(found.geometry.to_numpy(), *within)]
    return near


def _run(city: City, inputs: Rain) -> Answer:
    spots = city.frame("flood_spots", *_TOLD, "status")
    spots = spots[spots["status"] != "resolved"]
    spots["awake"] = wake(spots["rain_band"], inputs.intensity_mm_h)
    awake = spots[spots["awake"] == "yes"]
    fields = city.declared("flood_spots").by_name
    columns = tuple(column_of(fields[name], digits=2) for name in _TOLD)
    listed = table_of("spots", say("Các điểm ngập", "Spots that flood"), awake, columns, drawing=_AWAKE.id)
    missing = int(spots["rain_band"].isna().sum())
    by_the_list = say(
        "Theo danh mục điểm ngập của Thành phố (Quyết định 2280/QĐ-UBND ngày 29/4/2026); điểm đã xử lý xong không tính.",
        "By the City's list of flooding spots (Decision 2280/QĐ-UBND of 29 April 2026); resolved spots are not counted.",
    )
    return Answer(
        _figures(city, spots, inputs.reach_m),
        tables=(listed,),
        drawings=(draw(_AWAKE, spots, of="flood_spots", better=("no", "yes")),),
        notes=(by_the_list,),
        gaps=gaps_of("flood_spots", (missing, "điểm ngập chưa rõ ngưỡng mưa", "spots of unknown band")),
    )


REPORT = Report(
    id="rain_activation",
    title=say("Điểm ngập theo cường độ mưa", "Flooding spots by rain intensity"),
    question=say(
        "Với cường độ mưa này, điểm ngập nào hoạt động và những gì nằm trong tầm ảnh hưởng?",
        "At this intensity of rain, which listed spots flood, and what lies within reach of them?",
    ),
    inputs=Rain,
    run=_run,
    needs=("flood_spots",),
)
