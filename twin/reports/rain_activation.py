"""Which listed flooding spots wake at a rain's intensity, and what lies within reach of them.

Hà Nội's list (Decision 2280/QĐ-UBND of 29 April 2026) ties each spot to the band of intensity at which it floods.
"""

from typing import TYPE_CHECKING

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from twin.reporting import Answer, City, Column, Drawing, Figure, Gap, Inputs, Report, Table, asked
from twin.vocabulary import UNKNOWN_COLOUR, Field, Layer, Style, StyleClass, Text

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

FROM_MM_H = {"lt50": 0.0, "50_70": 50.0, "70_100": 70.0, "gt100": 100.0}
"""From which intensity on a spot of each band floods."""


class Rain(Inputs):
    """A rain and a reach."""

    intensity_mm_h: float = asked(
        "Cường độ mưa (mm/h)", "Rain intensity (mm/h)", 70.0, ge=0, le=500, allow_inf_nan=False
    )
    reach_m: float = asked("Tầm ảnh hưởng (m)", "Reach (m)", 100.0, gt=0, le=2_000, allow_inf_nan=False)


_AWAKE = Layer(
    id="awake_spots",
    title=Text(vi="Điểm ngập khi mưa", en="Spots in this rain"),
    description=Text(vi="Điểm ngập theo cường độ mưa đã chọn.", en="Flooding spots by the chosen intensity."),
    group="water",
    geometry="Point",
    title_field="name",
    fields=(
        Field(name="name", label=Text(vi="Tên", en="Name")),
        Field(name="awake", label=Text(vi="Có ngập", en="Floods"), kind="text"),
    ),
    style=Style(
        by="awake",
        colour=UNKNOWN_COLOUR,
        width=7,
        label_field="name",
        classes=(
            StyleClass(label=Text(vi="Ngập", en="Floods"), colour="#08519c", values=("yes",)),
            StyleClass(label=Text(vi="Chưa ngập", en="Does not flood"), colour="#9ecae1", values=("no",)),
        ),
    ),
)


def _awake(bands: pd.Series, intensity: float) -> pd.Series:
    """Return 'yes', 'no' or None (the band is not known) for each spot. At its first millimetre a band is reached."""
    starts = bands.map(FROM_MM_H)
    awake = pd.Series("no", index=bands.index, dtype=object)
    awake[(starts <= intensity) & (intensity > 0)] = "yes"
    return awake.where(starts.notna(), None)


def _figures(city: City, spots: "GeoDataFrame", reach_m: float) -> tuple[Figure, ...]:
    awake = spots[spots["awake"] == "yes"]
    reached = awake.geometry.buffer(reach_m, quad_segs=32).union_all()
    residents = _near(city, "buildings", reached, "residents")["residents"]
    unknown = int(residents.isna().sum())
    left_out = Text(vi=f"{unknown} nhà chưa có số nhân khẩu.", en=f"{unknown} buildings have no count.")
    told: tuple[tuple[str, str, str, int], ...] = (
        ("awake", "Điểm ngập", "Spots that flood", len(awake)),
        ("unknown", "Chưa rõ ngưỡng mưa", "Band not known", int(spots["awake"].isna().sum())),
        ("buildings", "Nhà trong tầm ảnh hưởng", "Buildings within reach", len(residents)),
        ("schools", "Trường học trong tầm", "Schools within reach", len(_near(city, "schools", reached))),
        (
            "clinics",
            "Cơ sở y tế trong tầm",
            "Health facilities within reach",
            len(_near(city, "health_facilities", reached)),
        ),
    )
    recorded = Figure(
        "residents",
        Text(vi="Nhân khẩu đã ghi nhận trong tầm", en="Recorded residents within reach"),
        int(residents.sum()) if unknown < len(residents) or residents.empty else None,
        note=left_out if unknown else None,
    )
    return (*(Figure(name, Text(vi=vi, en=en), value) for name, vi, en, value in told), recorded)


def _table(awake: "GeoDataFrame") -> Table:
    columns = (
        Column("name", Text(vi="Điểm ngập", en="Spot")),
        Column("rain_band", Text(vi="Ngưỡng mưa", en="Band")),
        Column("depth_m", Text(vi="Độ sâu đã ghi nhận", en="Recorded depth"), "number", "m", 2),
        Column("listed_in", Text(vi="Danh mục", en="List")),
    )
    told = awake[[column.name for column in columns]].astype(object)
    rows = tuple(
        tuple(None if pd.isna(value) else value for value in row)
        for row in told.itertuples(index=False, name=None)
    )
    return Table("spots", Text(vi="Các điểm ngập", en="Spots that flood"), columns, rows, drawing=_AWAKE.id)


def _run(city: City, inputs: Rain) -> Answer:
    spots = city.frame("flood_spots", "name", "rain_band", "status", "depth_m", "listed_in")
    spots = spots[spots["status"] != "resolved"]
    spots["awake"] = _awake(spots["rain_band"], inputs.intensity_mm_h)
    missing = int(spots["rain_band"].isna().sum())
    gap = Gap(Text(vi="điểm ngập chưa rõ ngưỡng mưa", en="spots of unknown band"), missing, "flood_spots")
    listed = Text(
        vi="Theo danh mục điểm ngập của Thành phố (Quyết định 2280/QĐ-UBND ngày 29/4/2026); điểm đã xử lý xong "
        "không tính.",
        en="By the City's list of flooding spots (Decision 2280/QĐ-UBND of 29 April 2026); resolved spots are "
        "not counted.",
    )
    return Answer(
        figures=_figures(city, spots, inputs.reach_m),
        tables=(_table(spots[spots["awake"] == "yes"]),),
        drawings=(Drawing(_AWAKE, spots[["name", "awake", "geometry"]].to_crs(4326), of="flood_spots"),),
        notes=(listed,),
        gaps=(gap,) if missing else (),
    )


def _near(city: City, layer: str, reached: BaseGeometry, *fields: str) -> "GeoDataFrame":
    found = city.frame(layer, *fields)
    near: GeoDataFrame = found[shapely.intersects(found.geometry.to_numpy(), reached)]
    return near


REPORT = Report(
    id="rain_activation",
    title=Text(vi="Điểm ngập theo cường độ mưa", en="Flooding spots by rain intensity"),
    question=Text(
        vi="Với cường độ mưa này, điểm ngập nào hoạt động và những gì nằm trong tầm ảnh hưởng?",
        en="At this intensity of rain, which listed spots flood, and what lies within reach of them?",
    ),
    inputs=Rain,
    run=_run,
)
