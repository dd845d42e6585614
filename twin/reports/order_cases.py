"""Cases of urban order by kind, group and month, and how long they take to close."""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pydantic import model_validator

from twin.analysis.durations import median_until
from twin.analysis.months import month_begins
from twin.reporting import Answer, Chart, City, Column, Figure, Gap, Inputs, Report, Series, Table, asked
from twin.reporting.people import Groups, read_groups
from twin.reporting.saying import figure, gaps_of, say
from twin.reporting.tables import column_of, count_column, draw, number_column, table_of, text_column
from twin.vocabulary import UNKNOWN_COLOUR, Layer, Style, StyleClass

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

_CASES = "order_cases"
_MONTHS = 24
_COLOURS = {
    "construction": "#d55e00",
    "land": "#8c6d31",
    "pavement": "#56b4e9",
    "pollution": "#5e1a4b",
    "food": "#009e73",
}


class Span(Inputs):
    """Which months; without days, the last two years."""

    since: date | None = asked("Phát hiện từ ngày", "Found from", None)
    until: date | None = asked("Đến hết ngày", "Until (inclusive)", None)

    @model_validator(mode="after")
    def _in_order(self) -> "Span":
        if self.since and self.until and self.since > self.until:
            raise ValueError("the first day is after the last")
        return self


def _span(city: City, inputs: Span) -> tuple[date, date]:
    until = min(inputs.until or city.day, city.day)
    return inputs.since or month_begins(date(until.year - _MONTHS // 12, until.month, 1), until)[1], until


def _read_cases(city: City, groups: Groups) -> "GeoDataFrame":
    """Return the area's cases with `group`, `days` from found until closed (until the day where open), whether it is `over`, or `open`."""
    cases = city.frame(_CASES, "title", "kind", "status", "found_on", "closed_on")
    cases["group"] = groups.of(cases)
    found, closed = (pd.to_datetime(cases[name]) for name in ("found_on", "closed_on"))
    cases["over"] = (cases["status"] == "closed") | closed.notna()
    # A case that is closed nobody knows when, or of unknown status, is neither over nor open on any day.
    lasting = cases["status"].notna() & (cases["status"] != "unknown") & ~cases["over"]
    cases["open"] = lasting
    ends = closed.mask(lasting, pd.Timestamp(city.day))
    cases["days"] = (ends - found).dt.days.astype("float64")
    told: GeoDataFrame = cases
    return told


def _drawn(city: City) -> Layer:
    fields = city.declared(_CASES).by_name
    names = {choice.value: choice.label for choice in fields["kind"].choices}
    return Layer(
        id="cases",
        title=say("Vụ việc trật tự đô thị", "Urban-order cases"),
        description=say(
            "Các vụ phát hiện trong thời gian đã chọn.", "Cases found in the time that was chosen."
        ),
        group="order",
        geometry="Point",
        title_field="title",
        fields=(fields["title"], fields["kind"], fields["status"], fields["found_on"]),
        style=Style(
            by="kind",
            colour=UNKNOWN_COLOUR,
            width=5,
            classes=tuple(
                StyleClass(label=label, colour=_COLOURS.get(kind, UNKNOWN_COLOUR), values=(kind,))
                for kind, label in names.items()
            ),
        ),
    )


def _figures(cases: "GeoDataFrame", chosen: "GeoDataFrame") -> tuple[Figure, ...]:
    median = median_until(chosen["days"].to_numpy(), chosen["over"].to_numpy(dtype=bool))
    undated = int(cases["found_on"].isna().sum())
    if median is None:
        note = say("Chưa đến một nửa số vụ đã kết thúc.", "Less than half of the cases are closed.")
    else:
        note = say(
            "Vụ chưa xong tính là còn kéo dài (Kaplan - Meier).",
            "Cases that go on count as going on (Kaplan-Meier).",
        )
    return (
        figure("found", "Vụ phát hiện", "Cases found", len(chosen), at_most=len(chosen) + undated),
        figure("closed", "Trong đó đã kết thúc", "Of these closed", int(chosen["over"].sum()), better="more"),
        figure("open", "Trong đó chưa kết thúc", "Of these open", int(chosen["open"].sum()), better="less"),
        figure(
            "median_days",
            "Số ngày để một nửa số vụ kết thúc",
            "Days until half are closed",
            median,
            "d",
            note=note,
            better="less",
        ),
        figure(
            "open_all",
            "Tất cả các vụ chưa kết thúc",
            "All cases that are open",
            int(cases["open"].sum()),
            better="less",
        ),
    )


def _kinds(city: City) -> tuple[Column, ...]:
    choices = city.declared(_CASES).by_name["kind"].choices
    return tuple(Column(choice.value, choice.label, "integer", None, 0) for choice in choices)


def _by_month(chosen: "GeoDataFrame", months: list[date], kinds: tuple[Column, ...]) -> pd.DataFrame:
    """Return the cases found in each month by kind, and how many were closed in it."""
    found = pd.to_datetime(chosen["found_on"]).dt.strftime("%Y-%m")
    counts = pd.crosstab(found, chosen["kind"]).reindex(
        index=[f"{month:%Y-%m}" for month in months], columns=[kind.name for kind in kinds], fill_value=0
    )
    counts["total"] = counts.sum(axis=1)
    closed = pd.to_datetime(chosen["closed_on"]).dt.strftime("%Y-%m")
    counts["closed"] = closed.value_counts().reindex(counts.index).fillna(0)
    return counts.rename_axis("month").reset_index()


def _by_group(chosen: "GeoDataFrame", groups: Groups, kinds: tuple[Column, ...]) -> pd.DataFrame:
    names = [kind.name for kind in kinds]
    counts = pd.crosstab(chosen["group"], chosen["kind"]).reindex(columns=names, fill_value=0)
    counts["total"] = counts.sum(axis=1)
    by_group = chosen.groupby("group")
    counts["open"] = by_group["open"].sum()
    medians = {
        code: median_until(mine["days"].to_numpy(), mine["over"].to_numpy(dtype=bool))
        for code, mine in by_group
    }
    counts["median_days"] = counts.index.map(medians).astype("float64")
    counts["name"] = counts.index.map(groups.names)
    return counts.reset_index().sort_values(["total", "group"], ascending=[False, True])


def _tables(city: City, chosen: "GeoDataFrame", groups: Groups, by_month: pd.DataFrame) -> tuple[Table, ...]:
    kinds = _kinds(city)
    total = count_column("total", "Cộng", "Total")
    days = number_column(
        "median_days", "Số ngày để một nửa kết thúc", "Days until half are closed", "d", 0, better="less"
    )
    in_groups = (
        column_of(city.declared("residential_groups").by_name["name"]),
        *kinds,
        total,
        count_column("open", "Chưa kết thúc", "Open", better="less"),
        days,
    )
    in_months = (
        text_column("month", "Tháng", "Month"),
        *kinds,
        total,
        count_column("closed", "Kết thúc trong tháng", "Closed in the month", better="more"),
    )
    return (
        table_of(
            "groups",
            say("Theo tổ dân phố", "By residential group"),
            _by_group(chosen, groups, kinds),
            in_groups,
        ),
        table_of("months", say("Theo tháng phát hiện", "By month found"), by_month, in_months),
    )


def _chart(kinds: tuple[Column, ...], by_month: pd.DataFrame) -> Chart:
    series = tuple(
        Series(kind.label, tuple(by_month[kind.name].astype(float)), _COLOURS.get(kind.name))
        for kind in kinds
    )
    title = say("Vụ phát hiện theo tháng", "Cases found by month")
    return Chart("months", title, "stacked", say("Tháng", "Month"), tuple(by_month["month"]), None, series)


def _gaps(cases: "GeoDataFrame", chosen: "GeoDataFrame") -> tuple[Gap, ...]:
    unsure = ~chosen["over"] & ~chosen["open"]
    return gaps_of(
        _CASES,
        (
            cases["found_on"].isna().sum(),
            "vụ chưa rõ ngày phát hiện, không tính vào tháng nào",
            "cases of unknown day, counted in no month",
        ),
        (
            (chosen["over"] & chosen["days"].isna()).sum(),
            "vụ đã kết thúc chưa rõ ngày",
            "closed cases of unknown closing day",
        ),
        (unsure.sum(), "vụ chưa rõ tình trạng", "cases of unknown status"),
        (chosen["group"].isna().sum(), "vụ ngoài các tổ dân phố", "cases in no residential group"),
    )


def _run(city: City, inputs: Span) -> Answer:
    groups = read_groups(city)
    since, until = _span(city, inputs)
    cases = _read_cases(city, groups)
    found = pd.to_datetime(cases["found_on"])
    chosen: GeoDataFrame = cases[np.asarray(found.between(pd.Timestamp(since), pd.Timestamp(until)))]
    by_month = _by_month(chosen, month_begins(since, until), _kinds(city))
    return Answer(
        _figures(cases, chosen),
        tables=_tables(city, chosen, groups, by_month),
        charts=(_chart(_kinds(city), by_month),),
        drawings=(draw(_drawn(city), chosen, of=_CASES),),
        notes=(
            say(
                f"Vụ phát hiện từ {since:%d/%m/%Y} đến {until:%d/%m/%Y}. Số vụ cho biết việc đã được phát hiện và ghi lại, "
                "không phải mọi vi phạm xảy ra.",
                f"Cases found from {since} to {until}. The numbers tell what was found and recorded, not all that happened.",
            ),
        ),
        gaps=_gaps(cases, chosen),
    )


REPORT = Report(
    id="order_cases",
    title=say("Vụ việc trật tự đô thị", "Cases of urban order"),
    question=say(
        "Vụ việc trật tự đô thị nào xảy ra ở đâu, tháng nào, và mất bao lâu để kết thúc?",
        "Which cases of urban order were found where and in which month, and how long do they take to close?",
    ),
    inputs=Span,
    run=_run,
    needs=("order_cases",),
)
