"""Where and when citizens' reports gather: clusters in space and time (DBSCAN), and how likely chance makes as many."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import shapely
from geopandas.geodataframe import GeoDataFrame
from numpy.typing import NDArray
from pydantic import model_validator

from twin.analysis.clusters import ALONE, Nearness, chance_of_so_many, find_clusters
from twin.analysis.months import month_begins
from twin.reporting import Answer, Chart, City, Column, Drawing, Figure, Inputs, Report, Series, Table, asked
from twin.reporting.people import Groups, read_groups
from twin.reporting.saying import figure, gaps_of, say
from twin.reporting.tables import count_column, draw, table_of, text_column
from twin.vocabulary import UNKNOWN_COLOUR, Field, Layer, Style, StyleClass

_REPORTS = "citizen_reports"
_YEAR = timedelta(days=365)
_RECENT = 30
_TOPICS_DRAWN = 6
_COLOURS = ("#1a6fb0", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#5e1a4b")


class Gathering(Inputs):
    """What counts as together, of which reports."""

    reach_m: float = asked(
        "Gần nhau trong bao nhiêu mét", "Near within metres", 100.0, gt=0, le=2_000, allow_inf_nan=False
    )
    days: int = asked("Gần nhau trong bao nhiêu ngày", "Near within days", 60, ge=0, le=3_660)
    least: int = asked("Ít nhất bao nhiêu phản ánh", "At least so many reports", 3, ge=2, le=1_000)
    topics: tuple[str, ...] = asked("Chủ đề", "Topics", ())
    since: date | None = asked("Từ ngày", "From", None)
    until: date | None = asked("Đến hết ngày", "Until (inclusive)", None)

    @model_validator(mode="after")
    def _in_order(self) -> "Gathering":
        if self.since and self.until and self.since > self.until:
            raise ValueError("the first day is after the last")
        return self


_SPOTS = Layer(
    id="hotspots",
    title=say("Điểm nóng phản ánh", "Hotspots of reports"),
    description=say(
        "Vùng quanh các phản ánh gần nhau về nơi và ngày.", "Round reports that are near in place and time."
    ),
    group="order",
    geometry="Polygon",
    title_field="number",
    fields=(
        Field(name="number", label=say("Điểm nóng số", "Hotspot"), kind="integer"),
        Field(name="reports", label=say("Số phản ánh", "Reports"), kind="integer"),
        Field(name="topic", label=say("Chủ đề nhiều nhất", "Most frequent topic")),
        Field(name="state", label=say("Hiện nay", "Now"), kind="text"),
    ),
    style=Style(
        by="state",
        colour=UNKNOWN_COLOUR,
        opacity=0.45,
        outline="#5b1a1a",
        label_field="number",
        classes=(
            StyleClass(
                label=say("Có phản ánh trong 30 ngày qua", "Reported in the last 30 days"),
                colour="#b3261e",
                values=("active",),
            ),
            StyleClass(
                label=say("Không còn phản ánh mới", "No new reports"), colour="#f5a623", values=("past",)
            ),
        ),
    ),
)
_PLACES = Layer(
    id="reports_placed",
    title=say("Phản ánh", "Reports"),
    description=say("Phản ánh trong thời gian đã chọn.", "Reports of the time that was chosen."),
    group="order",
    geometry="Point",
    fields=(
        Field(name="topic", label=say("Chủ đề", "Topic")),
        Field(name="received_on", label=say("Nhận ngày", "Received on"), kind="date"),
        Field(name="gathered", label=say("Thuộc điểm nóng", "In a hotspot"), kind="text"),
    ),
    style=Style(
        by="gathered",
        colour=UNKNOWN_COLOUR,
        width=4,
        classes=(
            StyleClass(label=say("Trong điểm nóng", "In a hotspot"), colour="#b3261e", values=("yes",)),
            StyleClass(label=say("Riêng lẻ", "Alone"), colour="#8a8a8a", values=("no",)),
        ),
    ),
)


def _read_reports(city: City, inputs: Gathering) -> GeoDataFrame:
    """Return the reports of the time and topics, in order of time, with `received_on`."""
    found = city.frame(_REPORTS, "topic", "status", "received_at")
    until = min(inputs.until or city.day, city.day)
    since = inputs.since or until - _YEAR
    moments = pd.to_datetime(found["received_at"], utc=True).dt.tz_convert("+07:00")
    found["received_on"] = moments.dt.date
    chosen = found["received_on"].between(since, until).astype(bool)
    if inputs.topics:
        chosen &= found["topic"].isin(inputs.topics)
    told: GeoDataFrame = found[chosen].sort_values("received_at", kind="stable")
    return told


def _places(reports: GeoDataFrame) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    days = np.array([day.toordinal() for day in reports["received_on"]], dtype=np.int64)
    return shapely.get_coordinates(shapely.point_on_surface(reports.geometry.to_numpy())), days


def _spots(reports: GeoDataFrame, groups: Groups, reach: float, day: date) -> GeoDataFrame:
    """Return one row for each cluster, the largest first: `number` counts from 1 in order of size."""
    rows, shapes = [], []
    for cluster, mine in reports[reports["cluster"] != ALONE].groupby("cluster"):
        counts = mine["topic"].value_counts()
        last = mine["received_on"].max()
        rows.append(
            {
                "cluster": cluster,
                "reports": len(mine),
                "topic": min(counts.index[counts == counts.max()]),
                "topics": counts.size,
                "first": mine["received_on"].min(),
                "last": last,
                "recent": int((mine["received_on"] > day - timedelta(days=_RECENT)).sum()),
                "open": int(mine["status"].isin(["received", "in_progress"]).sum()),
                "state": "active" if last > day - timedelta(days=_RECENT) else "past",
            }
        )
        shapes.append(mine.union_all().convex_hull.buffer(reach / 2, quad_segs=8))
    names = ["cluster", "reports", "topic", "topics", "first", "last", "recent", "open", "state"]
    made = GeoDataFrame(pd.DataFrame(rows, columns=names), geometry=shapes, crs=reports.crs)
    made = made.sort_values(["reports", "cluster"], ascending=[False, True], kind="stable").reset_index(
        drop=True
    )
    made["number"] = np.arange(1, len(made) + 1)
    made["group"] = groups.of(made).map(groups.names)
    return made


def _figures(reports: GeoDataFrame, spots: GeoDataFrame, chance: float | None) -> tuple[Figure, ...]:
    gathered = int((reports["cluster"] != ALONE).sum())
    note = say(
        "Tỷ lệ các lần xáo trộn ngày giữa các nơi cũng có nhiều phản ánh gần nhau như vậy; dưới 0,05 thì khó là ngẫu nhiên.",
        "Share of the shuffles of days among places that gather as many; under 0.05 chance hardly makes it.",
    )
    return (
        figure("reports", "Phản ánh", "Reports", len(reports)),
        figure("hotspots", "Điểm nóng", "Hotspots", len(spots), better="less"),
        figure("gathered", "Phản ánh thuộc điểm nóng", "Reports in hotspots", gathered),
        figure(
            "active",
            "Điểm nóng có phản ánh trong 30 ngày qua",
            "Hotspots reported in the last 30 days",
            int((spots["state"] == "active").sum()),
            better="less",
        ),
        figure(
            "chance",
            "Khả năng do ngẫu nhiên (xáo trộn ngày)",
            "Chance of as many (days shuffled)",
            chance,
            note=note,
        ),
    )


def _table(city: City, spots: GeoDataFrame) -> Table:
    topics = city.declared(_REPORTS).by_name["topic"]
    columns = (
        count_column("number", "Điểm nóng số", "Hotspot"),
        text_column("group", "Tổ dân phố", "Residential group"),
        count_column("reports", "Số phản ánh", "Reports"),
        Column("topic", say("Chủ đề nhiều nhất", "Most frequent topic"), "choice", choices=topics.choices),
        count_column("topics", "Số chủ đề", "Topics"),
        Column("first", say("Phản ánh đầu", "First"), "date"),
        Column("last", say("Phản ánh cuối", "Last"), "date"),
        count_column("recent", "Trong 30 ngày qua", "In the last 30 days", better="less"),
        count_column("open", "Chưa giải quyết xong", "Not resolved yet", better="less"),
    )
    return table_of(
        "hotspots",
        say("Các điểm nóng, lớn nhất trước", "Hotspots, the largest first"),
        spots.set_index("number", drop=False),
        columns,
        drawing=_SPOTS.id,
    )


def _chart(city: City, reports: GeoDataFrame) -> Chart:
    """Return the reports of each month by topic: the most frequent by name, the others as one."""
    label = {choice.value: choice.label for choice in city.declared(_REPORTS).by_name["topic"].choices}
    days = reports["received_on"]
    months = [f"{month:%Y-%m}" for month in month_begins(days.min(), days.max())] if len(reports) else []
    of = pd.Series([f"{day:%Y-%m}" for day in days], index=reports.index, dtype=object)
    frequent = reports["topic"].value_counts().head(_TOPICS_DRAWN).index
    counts = pd.crosstab(of, reports["topic"].where(reports["topic"].isin(frequent), "")).reindex(
        months, fill_value=0
    )
    series = [
        Series(label[topic], tuple(counts[topic].astype(float)), colour)
        for topic, colour in zip(frequent, _COLOURS, strict=False)
    ]
    if "" in counts:
        series.append(
            Series(say("Chủ đề khác", "Other topics"), tuple(counts[""].astype(float)), UNKNOWN_COLOUR)
        )
    title = say("Phản ánh theo tháng và chủ đề", "Reports by month and topic")
    return Chart("months", title, "stacked", say("Tháng", "Month"), tuple(months), None, tuple(series))


def _drawings(city: City, reports: GeoDataFrame, spots: GeoDataFrame) -> tuple[Drawing, ...]:
    words = {choice.value: choice.label.vi for choice in city.declared(_REPORTS).by_name["topic"].choices}
    named = spots.assign(topic=spots["topic"].map(words)).set_index("number", drop=False).rename_axis("id")
    placed = reports.assign(
        topic=reports["topic"].map(words), gathered=np.where(reports["cluster"] == ALONE, "no", "yes")
    )
    return draw(_SPOTS, named), draw(_PLACES, placed, of=_REPORTS)


def _run(city: City, inputs: Gathering) -> Answer:
    groups = read_groups(city)
    reports = _read_reports(city, inputs)
    near = Nearness(inputs.reach_m, inputs.days, inputs.least)
    places, days = _places(reports)
    reports["cluster"] = find_clusters(places, days, near)
    spots = _spots(reports, groups, inputs.reach_m, city.day)
    chance = chance_of_so_many(places, days, near) if len(spots) else None
    return Answer(
        _figures(reports, spots, chance),
        tables=(_table(city, spots),),
        charts=(_chart(city, reports),),
        drawings=_drawings(city, reports, spots),
        notes=(
            say(
                f"Điểm nóng: ít nhất {inputs.least} phản ánh cách nhau không quá {inputs.reach_m:g} m và {inputs.days} ngày (DBSCAN). "
                "Phản ánh cho biết điều người dân báo, không phải mọi điều xảy ra; nơi ít người báo có thể vẫn có vấn đề.",
                f"Hotspot: at least {inputs.least} reports within {inputs.reach_m:g} m and {inputs.days} days of each other (DBSCAN). "
                "Reports tell what people reported, not all that happened; where few report there may be trouble all the same.",
            ),
        ),
        gaps=gaps_of(
            _REPORTS,
            (
                (reports["status"].isna() | (reports["status"] == "unknown")).sum(),
                "phản ánh chưa rõ tình trạng",
                "reports of unknown status",
            ),
        ),
    )


REPORT = Report(
    id="report_hotspots",
    title=say("Điểm nóng phản ánh của người dân", "Hotspots of citizens' reports"),
    question=say(
        "Phản ánh của người dân tập trung ở đâu, khi nào, về việc gì, và còn tiếp diễn không?",
        "Where and when do citizens' reports gather, on what, and do they go on?",
    ),
    inputs=Gathering,
    run=_run,
    needs=("citizen_reports",),
)
