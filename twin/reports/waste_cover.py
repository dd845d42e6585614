"""Which houses have a place for their waste within a walk, month by month, and where waste is dumped illegally."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from twin.analysis.cover import COVER, COVERED, UNCOVERED, Covering, within_reach
from twin.analysis.months import month_ends
from twin.reporting import Answer, Chart, City, Drawing, Figure, Inputs, Report, Series, asked
from twin.reporting.people import gaps_of_homes, read_groups, read_homes, total_people
from twin.reporting.saying import figure, gaps_of, say
from twin.reporting.tables import column_of, count_column, draw, number_column, table_of, told_so
from twin.vocabulary import UNKNOWN, UNKNOWN_COLOUR, Choice, Field, Layer, Style, StyleClass

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

_ILLEGAL = "illegal"


class Reach(Inputs):
    """How far is near, and what counts as a point of collection."""

    reach_m: float = asked(
        "Tầm đi bộ (m, đường thẳng)", "Reach (m, straight line)", 150.0, gt=0, le=2_000, allow_inf_nan=False
    )
    daily_only: bool = asked("Chỉ tính điểm thu gom hằng ngày", "Points collected daily only", True)
    months: int = asked("Nhìn lại bao nhiêu tháng", "Months to look back", 12, ge=0, le=60)


_STATE = Field(
    name="state",
    label=say("Có điểm thu gom trong tầm", "Point within reach"),
    kind="choice",
    choices=(
        Choice(value=COVERED, label=say("Có", "Yes")),
        Choice(value=UNCOVERED, label=say("Không", "No")),
        UNKNOWN,
    ),
)
_HOMES = Layer(
    id="homes_without_point",
    title=say("Nhà chưa có điểm thu gom trong tầm", "Buildings without a point within reach"),
    description=say("Nhà có điểm thu gom không vẽ.", "Buildings that have one are not drawn."),
    group="order",
    geometry="Polygon",
    fields=(_STATE, Field(name="people", label=say("Nhân khẩu", "Residents"), kind="number")),
    style=Style(
        by="state",
        colour=UNKNOWN_COLOUR,
        opacity=0.8,
        classes=(StyleClass(label=say("Không có", "None"), colour="#b3261e", values=(UNCOVERED,)),),
    ),
)
_POINTS = Layer(
    id="points_of_waste",
    title=say("Điểm thu gom và điểm rác tự phát", "Points of collection and illegal dumps"),
    description=say("Theo lớp điểm tập kết rác.", "From the layer of waste points."),
    group="order",
    geometry="Point",
    title_field="name",
    fields=(
        Field(name="name", label=say("Tên", "Name")),
        Field(
            name="serves",
            label=say("Phục vụ", "Serves"),
            kind="choice",
            choices=(
                Choice(value="yes", label=say("Có", "Yes")),
                Choice(value="no", label=say("Không", "No")),
                Choice(value=_ILLEGAL, label=say("Điểm tự phát", "Illegal dump")),
                UNKNOWN,
            ),
        ),
    ),
    style=Style(
        by="serves",
        colour=UNKNOWN_COLOUR,
        width=6,
        classes=(
            StyleClass(label=say("Phục vụ", "Serves"), colour="#1a9850", values=("yes",)),
            StyleClass(
                label=say("Không thu gom hằng ngày", "Not collected daily"), colour="#c9a227", values=("no",)
            ),
            StyleClass(label=say("Điểm rác tự phát", "Illegal dump"), colour="#5b1a8b", values=(_ILLEGAL,)),
        ),
    ),
)
_COLUMNS = (
    count_column("homes", "Số nhà", "Buildings"),
    count_column(COVERED, "Có điểm trong tầm", "With a point within reach", better="more"),
    count_column("unknown", "Chưa rõ", "Unknown"),
    count_column(UNCOVERED, "Không có", "Without", better="less"),
    number_column("share", "Tỷ lệ chắc chắn có", "Share surely with one", "%", better="more"),
    number_column("people", "Nhân khẩu chắc chắn có", "Residents surely with one", digits=0, better="more"),
    count_column("dumps", "Điểm rác tự phát", "Illegal dumps", better="less"),
)


def _read_points(city: City, *, daily_only: bool) -> "GeoDataFrame":
    """Return the ward's points of waste with `serves`: yes, no, illegal or unknown."""
    points = city.frame("waste_points", "name", "kind", "collected_daily", whole=True)
    daily = points["collected_daily"]
    known = (points["kind"].notna() & (points["kind"] != "unknown")).to_numpy(dtype=bool)
    yes, no = told_so(daily).to_numpy(), told_so(~daily).to_numpy()
    if not daily_only:
        yes, no = np.ones(len(points), dtype=bool), np.zeros(len(points), dtype=bool)
    points["serves"] = np.select(
        [points["kind"] == _ILLEGAL, no, yes & known], [_ILLEGAL, "no", "yes"], "unknown"
    )
    return points


def _judge(city: City, homes: "GeoDataFrame", points: "GeoDataFrame", reach: float) -> "pd.Series[str]":
    surely, perhaps = (
        points.loc[points["serves"] == word].geometry.to_numpy() for word in ("yes", "unknown")
    )
    told = city.share_out(COVER, Covering(homes.geometry.to_numpy(), surely, perhaps, reach))
    return pd.Series(told, index=homes.index, dtype=object)


def _figures(homes: "GeoDataFrame", dumps: int) -> tuple[Figure, ...]:
    sure, may = homes[homes["state"] == COVERED], homes[homes["state"] != UNCOVERED]
    note = say(
        "Khoảng cách thẳng từ tường nhà, không theo ngõ; tầm đi bộ là giả định.",
        "In a straight line from the wall, not along alleys; the reach is an assumption.",
    )
    everyone = total_people(homes)
    return (
        figure(
            "homes",
            "Nhà có điểm thu gom trong tầm",
            "Buildings with a point within reach",
            len(sure),
            at_most=len(may),
            note=note,
            better="more",
        ),
        figure(
            "share",
            "Tỷ lệ nhà có điểm thu gom",
            "Share of buildings",
            100 * len(sure) / len(homes) if len(homes) else None,
            "%",
            at_most=100 * len(may) / len(homes) if len(homes) else None,
            better="more",
        ),
        figure(
            "people",
            "Nhân khẩu có điểm thu gom trong tầm",
            "Residents with a point within reach",
            None if everyone is None else total_people(sure),
            at_most=None if everyone is None else total_people(may),
            better="more",
        ),
        figure("people_all", "Nhân khẩu trong phạm vi", "Residents of the area", everyone),
        figure("dumps", "Điểm rác tự phát", "Illegal dumps", dumps, better="less"),
    )


def _by_group(homes: "GeoDataFrame", dumps: "GeoDataFrame") -> pd.DataFrame:
    counts = pd.crosstab(homes["group"], homes["state"]).reindex(
        columns=[COVERED, UNCOVERED, "unknown"], fill_value=0
    )
    counts["homes"] = counts.sum(axis=1)
    counts["share"] = 100 * counts[COVERED] / counts["homes"]
    known = homes[homes["people"].notna()]
    counts["people"] = known[known["state"] == COVERED].groupby("group")["people"].sum().reindex(counts.index)
    told = known.groupby("group").size().reindex(counts.index)
    # Nobody with a point is 0 where residents are known, and unknown where none are.
    counts["people"] = counts["people"].fillna(0).where(told.notna())
    counts["dumps"] = dumps.groupby("group").size().reindex(counts.index).fillna(0)
    return counts.reset_index()


def _past(city: City, homes: "GeoDataFrame", inputs: Reach) -> Chart:
    """Return how today's buildings stood with the points of each month, and how many dumps there were."""
    days = month_ends(city.day, inputs.months)
    shares, dumps = [], []
    for day in days:
        points = _read_points(city.on(day), daily_only=inputs.daily_only)
        sure = within_reach(
            homes.geometry.to_numpy(),
            points.loc[points["serves"] == "yes"].geometry.to_numpy(),
            inputs.reach_m,
        )
        # Where no point of waste was recorded yet, nothing is known.
        shares.append(float(100 * sure.mean()) if len(points) and len(homes) else None)
        dumps.append(float(len(_inside(city, points[points["serves"] == _ILLEGAL]))) if len(points) else None)
    return Chart(
        "months",
        say(
            "Nhà có điểm thu gom và điểm rác tự phát theo tháng",
            "Buildings with a point and illegal dumps by month",
        ),
        "line",
        say("Cuối tháng", "End of the month"),
        tuple(day.isoformat() for day in days),
        None,
        (
            Series(
                say("Nhà chắc chắn có điểm thu gom (%)", "Buildings surely with a point (%)"),
                tuple(shares),
                "#1a9850",
            ),
            Series(say("Điểm rác tự phát", "Illegal dumps"), tuple(dumps), "#5b1a8b"),
        ),
    )


def _inside(city: City, points: "GeoDataFrame") -> "GeoDataFrame":
    if city.area is None:
        return points
    inside: GeoDataFrame = points[shapely.intersects(points.geometry.to_numpy(), city.area)]
    return inside


def _drawings(homes: "GeoDataFrame", points: "GeoDataFrame") -> tuple[Drawing, ...]:
    return (
        draw(_HOMES, homes[homes["state"] != COVERED], of="buildings", better=(COVERED, UNCOVERED)),
        draw(_POINTS, points, of="waste_points"),
    )


def _run(city: City, inputs: Reach) -> Answer:
    groups = read_groups(city)
    homes = read_homes(city, groups)
    points = _read_points(city, daily_only=inputs.daily_only)
    homes["state"] = _judge(city, homes, points, inputs.reach_m)
    here = _inside(city, points).copy()
    here["group"] = groups.of(here)
    dumps = here[here["serves"] == _ILLEGAL]
    told = _by_group(homes, dumps)
    told["name"] = told["group"].map(groups.names)
    fields = city.declared("residential_groups").by_name
    columns = (column_of(fields["name"]), *_COLUMNS)
    title = say("Theo tổ dân phố, ít nhất trước", "By residential group, the least first")
    return Answer(
        _figures(homes, len(dumps)),
        tables=(table_of("groups", title, told.sort_values(["share", "group"]), columns),),
        charts=(_past(city, homes, inputs),),
        drawings=_drawings(homes, here),
        notes=(
            say(
                "Điểm của tổ khác cũng tính nếu trong tầm. Các tháng trước tính với nhà hiện nay và điểm thu gom của tháng ấy. "
                "Có điểm trong tầm không có nghĩa là sức chứa đủ.",
                "Points of other groups count where they are within reach. Months before are told of today's buildings with the points "
                "of that month. A point within reach does not mean that it holds enough.",
            ),
        ),
        gaps=(
            *gaps_of(
                "waste_points",
                (
                    (points["serves"] == "unknown").sum(),
                    "điểm chưa rõ loại hoặc chưa rõ có thu gom hằng ngày không",
                    "points of unknown kind, or of which it is not known whether they are collected daily",
                ),
            ),
            *gaps_of(
                "buildings",
                (
                    homes["group"].isna().sum(),
                    "nhà ngoài các tổ dân phố",
                    "buildings in no residential group",
                ),
            ),
            *gaps_of_homes(homes),
        ),
    )


REPORT = Report(
    id="waste_cover",
    title=say("Điểm thu gom rác trong tầm đi bộ", "Points of waste within reach"),
    question=say(
        "Bao nhiêu nhà và người có điểm thu gom rác trong tầm đi bộ, ở tổ nào thiếu, và điểm rác tự phát tăng hay giảm?",
        "How many buildings and residents have a point for their waste within reach, which groups lack one, and are illegal dumps "
        "fewer or more?",
    ),
    inputs=Reach,
    run=_run,
    needs=("waste_points", "buildings"),
)
