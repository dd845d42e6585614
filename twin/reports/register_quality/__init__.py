"""How good the registers are: what is known, how old it is, what is wrong, and the list to repair."""

import pandas as pd

from twin.layers import built_in_layers
from twin.reporting import Answer, City, Figure, Inputs, Report, asked
from twin.reporting.people import read_groups
from twin.reporting.saying import figure, say
from twin.reports.register_quality import telling
from twin.reports.register_quality.judging import Judged, judge_layer, outline_of


class Asked(Inputs):
    """Which layers, and from when on a record is old."""

    layers: tuple[str, ...] = asked("Các lớp (để trống: tất cả)", "Layers (none: all)", ())
    stale_days: int = asked("Cũ khi quá bao nhiêu ngày", "Old after days", 365, ge=1, le=20_000)
    near_m: float = asked(
        "Cùng tên trong bao nhiêu mét thì nghi trùng",
        "Same name within metres is a double",
        20.0,
        ge=0,
        le=500,
        allow_inf_nan=False,
    )


def _figures(judged: list[Judged], inputs: Asked) -> tuple[Figure, ...]:
    features = pd.concat([one.features.drop(columns="geometry") for one in judged])
    values, known = int(features["asked"].sum()), int(features["known"].sum())
    faults = pd.concat([one.faults for one in judged])
    counts = faults["fault"].map(telling.kind_of).value_counts()
    old = int((features["age_days"] > inputs.stale_days).sum())
    told = len(features) > 0
    return (
        figure("features", "Đối tượng", "Features", len(features) if told else None),
        figure(
            "known",
            "Giá trị đã biết",
            "Values known",
            100 * known / values if values else None,
            "%",
            better="more",
        ),
        figure(
            "old",
            f"Chưa cập nhật quá {inputs.stale_days} ngày",
            f"Not updated for more than {inputs.stale_days} days",
            100 * old / len(features) if len(features) else None,
            "%",
            better="less",
        ),
        figure(
            "shape_faults",
            "Lỗi hình học",
            "Faults of shape",
            int(counts.get("shape", 0)) if told else None,
            better="less",
        ),
        figure(
            "rule_faults",
            "Lỗi quy tắc",
            "Broken rules",
            int(counts.get("rule", 0)) if told else None,
            better="less",
        ),
        figure(
            "twins",
            "Nghi ghi trùng",
            "Perhaps recorded twice",
            int(counts.get("twin", 0)) if told else None,
            better="less",
        ),
        figure(
            "repair",
            "Đối tượng cần sửa",
            "Features to repair",
            int(features["faulty"].sum()) if told else None,
            better="less",
        ),
    )


def _run(city: City, inputs: Asked) -> Answer:
    groups, outline = read_groups(city), outline_of(city)
    chosen = inputs.layers or tuple(built_in_layers())
    layers = [city.declared(name) for name in dict.fromkeys(chosen)]
    judged = [judge_layer(city, layer, groups, outline, inputs.near_m) for layer in layers]
    faults = telling.list_faults(judged)
    return Answer(
        _figures(judged, inputs),
        tables=telling.tables(city, judged, groups, inputs.stale_days, faults),
        charts=(telling.chart(judged),),
        drawings=(telling.drawing(judged, faults),),
        notes=(
            say(
                "Đầy đủ: phần giá trị đã biết trên mọi trường của lớp; «chưa rõ» không phải là đã biết. Đầy đủ không có nghĩa là đúng, và không cho biết "
                "ngoài thực địa còn bao nhiêu đối tượng chưa ghi.",
                "Known: the share of values of all the layer's fields; “unknown” is not known. Known does not mean right, and does not tell how many "
                "things on the ground are recorded nowhere.",
            ),
        ),
        gaps=telling.gaps(judged, outline),
    )


REPORT = Report(
    id="register_quality",
    title=say("Chất lượng dữ liệu", "Quality of the registers"),
    question=say(
        "Mỗi lớp dữ liệu đầy đủ đến đâu, cũ bao lâu, sai chỗ nào, và cần sửa những gì?",
        "How much is known in each layer, how old is it, what is wrong, and what is to be repaired?",
    ),
    inputs=Asked,
    run=_run,
)
