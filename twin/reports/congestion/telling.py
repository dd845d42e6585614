"""What was measured, as tables, charts and words."""

from typing import Any

import pandas as pd

from twin.analysis.traffic.speeds import tell_hours
from twin.reporting import Chart, Column, Gap, Series, Table
from twin.reporting.saying import gaps_of, say
from twin.reporting.tables import count_column, number_column, table_of, text_column
from twin.reports.congestion.asking import Asked
from twin.reports.congestion.measuring import ALL, SPOTS, WEEKEND, Measured
from twin.vocabulary import UNKNOWN_COLOUR, Field, Layer, Style, StyleClass, Text

WORST = 10
_DAYS = (
    ("Thứ hai", "Monday"),
    ("Thứ ba", "Tuesday"),
    ("Thứ tư", "Wednesday"),
    ("Thứ năm", "Thursday"),
    ("Thứ sáu", "Friday"),
    ("Thứ bảy", "Saturday"),
    ("Chủ nhật", "Sunday"),
)

STRETCHES = Layer(
    id="stretches",
    title=say("Chỉ số thời gian đi lại", "Travel time index"),
    description=say(
        "Thời gian đi qua so với lúc thông thoáng, trong những giờ đã chọn.",
        "Time of a passage against free flow, in the hours that were chosen.",
    ),
    group="transport",
    geometry="LineString",
    title_field="name",
    fields=(
        Field(name="name", label=say("Đoạn đường", "Stretch")),
        Field(name="index", label=say("Chỉ số thời gian đi lại", "Travel time index"), kind="number"),
        Field(
            name="lost_min", label=say("Mất thêm mỗi lượt", "Lost on a passage"), kind="number", unit="min"
        ),
        Field(name="worst_hour", label=say("Giờ tệ nhất", "Worst hour"), kind="integer", unit="h"),
    ),
    style=Style(
        by="index",
        colour=UNKNOWN_COLOUR,
        width=5,
        unknown_label=say("Chưa có số đo", "Not measured"),
        label_field="name",
        classes=(
            StyleClass(
                label=say(
                    "Dưới 1,2: bình thường (ngưỡng của dự án)", "Under 1.2: normal (the project's line)"
                ),
                colour="#1a9850",
                maximum=1.2,
            ),
            StyleClass(
                label=say("1,2 - 1,5: vừa", "1.2 - 1.5: moderate"), colour="#f5a623", minimum=1.2, maximum=1.5
            ),
            StyleClass(label=say("Trên 1,5: cao", "Over 1.5: high"), colour="#b3261e", minimum=1.5),
        ),
    ),
)

_STRETCH_COLUMNS = (
    text_column("name", "Đoạn đường", "Stretch"),
    number_column("index", "Chỉ số thời gian đi lại", "Travel time index", digits=2, better="less"),
    number_column("lost_min", "Mất thêm mỗi lượt", "Lost on a passage", "min", 2, better="less"),
    count_column("worst_hour", "Giờ tệ nhất", "Worst hour", "h"),
    number_column(
        "worst_lost_min", "Mất thêm mỗi lượt trong giờ đó", "Lost on a passage in that hour", "min", 2
    ),
    count_column("vehicles_h", "Số xe giờ cao điểm", "Vehicles in the peak hour"),
    number_column("free_flow_kmh", "Tốc độ thông thoáng", "Free-flow speed", "km/h"),
    Column("estimated", say("Tốc độ thông thoáng là ước tính", "Free flow is estimated"), "boolean"),
    number_column("limit_kmh", "Tốc độ cho phép", "Speed limit", "km/h", 0),
    count_column("bins", "Số lần đo 15 phút", "Bins of 15 minutes"),
)
_CHANGE_COLUMNS = (
    text_column("name", "Đoạn đường", "Stretch"),
    number_column("before", "Trước", "Before", digits=3),
    number_column("after", "Sau", "After", digits=3),
    number_column("difference", "Chênh lệch", "Difference", digits=3, better="less"),
    number_column("low", "Khoảng tin cậy từ", "Interval from", digits=3),
    number_column("high", "Khoảng tin cậy đến", "Interval to", digits=3),
    Column("sure", say("Chắc chắn khác không", "Surely not zero"), "boolean"),
    count_column("days_before", "Số ngày trước", "Days before"),
    count_column("days_after", "Số ngày sau", "Days after"),
)


def by_stretch(ordered: pd.DataFrame) -> Table:
    title = say("Các đoạn, tệ nhất trước", "Stretches, the worst first")
    return table_of("stretches", title, ordered, _STRETCH_COLUMNS, drawing=STRETCHES.id)


def by_hour(measured: Measured) -> Table:
    """Return a row for each stretch and hour with a column for each weekday."""
    hours = tell_hours(measured.bins)
    wide = hours.pivot_table(index=["feature", "hour"], columns="weekday", values="index").reset_index()
    wide = wide.reindex(columns=["feature", "hour", *range(len(_DAYS))])
    wide.columns = pd.Index(["feature", "hour", *(f"day_{number}" for number in range(len(_DAYS)))])
    wide["name"] = wide["feature"].map(measured.stretches["name"])
    columns = (
        text_column("name", "Đoạn đường", "Stretch"),
        count_column("hour", "Giờ", "Hour", "h"),
        *(number_column(f"day_{number}", vi, en, digits=2) for number, (vi, en) in enumerate(_DAYS)),
    )
    title = say("Chỉ số theo thứ và giờ", "Travel time index by weekday and hour")
    return table_of("by_hour", title, wide, columns)


def by_change(inputs: Asked, measured: Measured, found: pd.DataFrame) -> Table:
    names = {**measured.stretches["name"].to_dict(), ALL: "Tất cả / All"}
    told = found.assign(name=found["feature"].map(names))
    day = inputs.intervention_on
    title = say(f"Trước và sau ngày {day:%d/%m/%Y}", f"Before and after {day}")
    return table_of("change", title, told, _CHANGE_COLUMNS)


def charts(measured: Measured, worst: pd.DataFrame) -> tuple[Chart, ...]:
    bins = measured.bins
    hourly = bins.groupby([bins["weekday"] >= WEEKEND, "hour"])["index"].mean()
    sides = (
        (False, say("Thứ hai đến thứ sáu", "Monday to Friday"), "#b3261e"),
        (True, say("Cuối tuần", "Weekend"), "#56b4e9"),
    )
    lines = tuple(
        Series(label, tuple(_plain(hourly.get((weekend, hour))) for hour in range(24)), colour)
        for weekend, label, colour in sides
    )
    index = say("Chỉ số thời gian đi lại", "Travel time index")
    bars = Series(index, tuple(_plain(value) for value in worst["index"]), "#b3261e")
    through = say("Chỉ số thời gian đi lại trong ngày", "Travel time index through the day")
    hours = tuple(str(hour) for hour in range(24))
    ten = say("Mười đoạn tệ nhất", "The worst ten")
    return (
        Chart("hours", through, "line", say("Giờ", "Hour"), hours, None, lines),
        Chart("worst", ten, "bars", say("Đoạn đường", "Stretch"), tuple(worst["name"]), None, (bars,)),
    )


def _plain(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def gaps(measured: Measured) -> tuple[Gap, ...]:
    told = measured.stretches
    here = told["bins"].notna()
    estimated = told["estimated"].fillna(value=False).astype(bool)
    return gaps_of(
        SPOTS,
        ((~here).sum(), "đoạn không có số đo tốc độ", "stretches without measured speeds"),
        (
            (here & told["index"].isna()).sum(),
            "đoạn chưa rõ tốc độ thông thoáng",
            "stretches of unknown free-flow speed",
        ),
        (
            estimated.sum(),
            "đoạn có tốc độ thông thoáng lấy theo bách phân vị 85 của số đo",
            "stretches whose free-flow speed is the 85th percentile of what was measured",
        ),
        (
            (here & told["limit_kmh"].isna()).sum(),
            "đoạn chưa rõ tốc độ cho phép: thời gian mất ít nhất bằng số đã nêu",
            "stretches of unknown speed limit: the time lost is at least what is told",
        ),
        (
            (here & told["vehicles_h"].isna()).sum(),
            "đoạn không đếm xe: không tính được giờ-xe",
            "stretches without counts: no vehicle-hours",
        ),
        (
            measured.useless,
            "số đo không dùng được (khác đơn vị, hoặc không lớn hơn 0)",
            "values that are no speed (another unit, or not above zero)",
        ),
    )


def notes(inputs: Asked, measured: Measured) -> tuple[Text, ...]:
    if measured.window is None:
        return (
            say("Không có số đo tốc độ nào trong thời gian này.", "No speeds were measured in this time."),
        )
    first, last = measured.window
    days_vi, days_en = (
        ("thứ hai đến thứ sáu", "Monday to Friday") if inputs.working_days else ("mọi ngày", "every day")
    )
    told = say(
        f"Tốc độ đo từng 15 phút, từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}; bình quân theo thời gian đi, "
        f"từ {inputs.first_hour} giờ đến hết {inputs.last_hour} giờ, {days_vi}.",
        f"Speeds in bins of 15 minutes from {first} to {last}; means of travel times, "
        f"{inputs.first_hour}:00 to {inputs.last_hour}:59, {days_en}.",
    )
    if inputs.intervention_on is None:
        return (told,)
    alike = say(
        "So sánh từng thứ với thứ ấy (Welch); mỗi ngày là một giá trị, các ngày coi là độc lập. Mưa, nghỉ lễ, "
        "công trình cùng thời gian không được tách riêng.",
        "Each weekday is compared with its like (Welch); a day is one value, and days are taken as independent. "
        "Rain, holidays and works of the same time are not told apart.",
    )
    return (told, alike)
