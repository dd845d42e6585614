"""How much longer a way takes than in free flow, where, at which hours, and whether an intervention changed it.

The travel time index is the mean of free-flow speed over speed in bins of 15 minutes. Time lost is the excessive delay of
23 CFR 490.511: what a passage takes longer than at max(32 km/h, 60% of the limit).
"""

import numpy as np
import pandas as pd

from twin.analysis.traffic.speeds import Delay
from twin.reporting import Answer, City, Figure, Report, Table
from twin.reporting.saying import figure, say
from twin.reporting.tables import draw
from twin.reports.congestion import telling
from twin.reports.congestion.asking import Asked
from twin.reports.congestion.measuring import SPOTS, Measured, changes, measure

_DELAY = ("excessive_delay_speed", "excessive_delay_share")
_INDEX = ("travel_time_normal", "travel_time_high")


def _figures(city: City, inputs: Asked, measured: Measured) -> tuple[Figure, ...]:
    told = measured.stretches[measured.stretches["bins"].notna()]
    rated = told.dropna(subset=["index"])
    _, high = (city.norm(name) for name in _INDEX)
    all_of_them = len(measured.stretches)
    return (
        figure(
            "measured",
            "Đoạn có số đo",
            "Stretches measured",
            len(told),
            note=say(f"trên {all_of_them} đoạn", f"of {all_of_them}"),
        ),
        figure(
            "index",
            "Chỉ số thời gian đi lại, bình quân theo chiều dài",
            "Travel time index, mean by length",
            float(np.average(rated["index"], weights=rated["length_m"])) if len(rated) else None,
            norms=_INDEX,
            better="less",
        ),
        figure(
            "high",
            "Đoạn có chỉ số cao",
            "Stretches of a high index",
            int((rated["index"] > high.value).sum()) if high and len(rated) else None,
            norms=_INDEX[1:],
            better="less",
        ),
        figure(
            "lost_per_km",
            "Mất thêm của một xe trên 1 km",
            "Lost by one vehicle on 1 km",
            float(told["lost_min"].sum() / told["length_m"].sum() * 1000) if len(told) else None,
            "min",
            norms=_DELAY,
            note=say("Phút của mỗi xe, không phải giờ-người.", "Minutes of each vehicle, not person-hours."),
            better="less",
        ),
        *_hours_lost(inputs, measured),
    )


def _hours_lost(inputs: Asked, measured: Measured) -> tuple[Figure, ...]:
    """Tell vehicle-hours only where vehicles were counted; counts are of the peak hour, and so is the time."""
    told = measured.stretches[measured.stretches["bins"].notna()]
    counted = told[told["vehicles_h"].notna()]
    lost = counted["vehicles_h"].astype("float64") * counted["worst_lost_min"] / 60
    vehicles = float(lost.sum()) if len(counted) else None
    where = say(
        f"{len(counted)} trên {len(told)} đoạn có đếm xe giờ cao điểm; các đoạn khác không tính.",
        f"{len(counted)} of {len(told)} stretches have a count of the peak hour; the others are not counted.",
    )
    hours = figure(
        "vehicle_hours",
        "Giờ-xe mất trong giờ tệ nhất của ngày",
        "Vehicle-hours lost in the worst hour of the day",
        vehicles,
        "h",
        norms=_DELAY,
        note=where,
        better="less",
    )
    if inputs.persons_per_vehicle is None:
        return (hours,)
    persons = figure(
        "person_hours",
        "Giờ-người mất trong giờ tệ nhất của ngày",
        "Person-hours lost in the worst hour of the day",
        None if vehicles is None else vehicles * inputs.persons_per_vehicle,
        "h",
        norms=_DELAY,
        note=say(
            f"{where.vi} Số người trên xe là giả định đã nhập.",
            f"{where.en} Persons in a vehicle are the assumption that was entered.",
        ),
        better="less",
    )
    return (hours, persons)


def _change(inputs: Asked, measured: Measured) -> tuple[tuple[Figure, ...], tuple[Table, ...]]:
    if inputs.intervention_on is None:
        return (), ()
    found = changes(inputs, measured, inputs.intervention_on)
    overall = found.iloc[0]
    known = pd.notna(overall["difference"])
    note = say(
        "Không đủ ngày đo trước và sau để so sánh.", "Too few days measured before and after to compare."
    )
    if known:
        span = f"{inputs.confidence * 100:g}%: {overall['low']:+.3f} … {overall['high']:+.3f}"
        note = say(f"Khoảng tin cậy {span.replace('.', ',')}", f"Confidence interval {span}")
    changed = figure(
        "change",
        "Chỉ số thay đổi sau can thiệp",
        "Change of the index after the intervention",
        float(overall["difference"]) if known else None,
        note=note,
        better="less",
    )
    return (changed,), (telling.by_change(inputs, measured, found),)


def _run(city: City, inputs: Asked) -> Answer:
    speed, share = (city.norm(name) for name in _DELAY)
    delay = Delay(speed.value if speed else np.nan, share.value / 100 if share else np.nan)
    measured = measure(city, inputs, delay)
    ordered = pd.DataFrame(measured.stretches.sort_values(["index", "name"], ascending=[False, True]))
    change, changed = _change(inputs, measured)
    return Answer(
        (*_figures(city, inputs, measured), *change),
        tables=(telling.by_stretch(ordered), *changed, telling.by_hour(measured)),
        charts=telling.charts(measured, ordered.dropna(subset=["index"]).head(telling.WORST)),
        drawings=(draw(telling.STRETCHES, measured.stretches, of=SPOTS, better="less"),),
        notes=telling.notes(inputs, measured),
        gaps=telling.gaps(measured),
    )


REPORT = Report(
    id="congestion",
    title=say("Ùn tắc giao thông", "Congestion"),
    question=say(
        "Đi qua mỗi đoạn lâu hơn lúc thông thoáng bao nhiêu lần, vào giờ nào, mất bao lâu, và can thiệp có làm thay đổi không?",
        "How much longer does each stretch take than in free flow, at which hours, what is lost, and did an "
        "intervention change it?",
    ),
    inputs=Asked,
    run=_run,
    needs=("congestion_spots",),
)
