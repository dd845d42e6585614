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


def _run(city: City, inputs: Rain) -> Answer:
    spots = city.frame("flood_spots", "name", "rain_band", "status", "depth_m", "listed_in")
    spots = spots[spots["status"] != "resolved"]
    spots["awake"] = _awake(spots["rain_band"], inputs.intensity_mm_h)
    awake = spots[spots["awake"] == "yes"]
    reached = awake.geometry.buffer(inputs.reach_m, quad_segs=32).union_all()
    buildings = _near(city, "buildings", reached, "residents")
    schools, clinics = _near(city, "schools", reached), _near(city, "health_facilities", reached)
    residents = buildings["residents"]
    unknown = int(residents.isna().sum())
    figures = (
        Figure("awake", Text(vi="Điểm ngập", en="Spots that flood"), len(awake)),
        Figure(
            "unknown", Text(vi="Chưa rõ ngưỡng mưa", en="Band not known"), int(spots["awake"].isna().sum())
        ),
        Figure(
            "buildings",
            Text(vi="Nhà trong tầm ảnh hưởng", en="Buildings within reach"),
            len(buildings),
        ),
        Figure(
            "residents",
            Text(vi="Nhân khẩu đã ghi nhận trong tầm", en="Recorded residents within reach"),
            int(residents.sum()) if unknown < len(residents) or len(residents) == 0 else None,
            note=Text(vi=f"{unknown} nhà chưa có số nhân khẩu.", en=f"{unknown} buildings have no count.")
            if unknown
            else None,
        ),
        Figure("schools", Text(vi="Trường học trong tầm", en="Schools within reach"), len(schools)),
        Figure(
            "clinics",
            Text(vi="Cơ sở y tế trong tầm", en="Health facilities within reach"),
            len(clinics),
        ),
    )
    columns = (
        Column("name", Text(vi="Điểm ngập", en="Spot")),
        Column("rain_band", Text(vi="Ngưỡng mưa", en="Band")),
        Column("depth_m", Text(vi="Độ sâu đã ghi nhận", en="Recorded depth"), "number", "m", 2),
        Column("listed_in", Text(vi="Danh mục", en="List")),
    )
    told = awake[[column.name for column in columns]].astype(object)
    rows = tuple(
        tuple(None if pd.isna(value) else value for value in row) for row in told.itertuples(index=False)
    )
    drawn = spots[["name", "awake", "geometry"]].to_crs(4326)
    missing = int(spots["rain_band"].isna().sum())
    return Answer(
        figures,
        tables=(
            Table("spots", Text(vi="Các điểm ngập", en="Spots that flood"), columns, rows, drawing=_AWAKE.id),
        ),
        drawings=(Drawing(_AWAKE, drawn, of="flood_spots"),),
        notes=(
            Text(
                vi="Theo danh mục điểm ngập của Thành phố (Quyết định 2280/QĐ-UBND ngày 29/4/2026); điểm đã xử lý xong "
                "không tính.",
                en="By the City's list of flooding spots (Decision 2280/QĐ-UBND of 29 April 2026); resolved spots are not counted.",
            ),
        ),
        gaps=(
            Gap(Text(vi="điểm ngập chưa rõ ngưỡng mưa", en="spots of unknown band"), missing, "flood_spots"),
        )
        if missing
        else (),
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
