"""Residential groups shaded by how far a subject of the programme has come in each."""

from twin.standing import SUBJECT, SUBJECT_KIND
from twin.vocabulary import UNKNOWN_COLOUR, Field, Layer, Style, StyleClass, Text

OVERLAY = Layer(
    id="programme_progress",
    title=Text(vi="Chương trình: tiến độ theo tổ dân phố", en="Programme: progress by residential group"),
    description=Text(
        vi="Tổ dân phố tô theo phần đã đạt của một nhiệm vụ, chỉ tiêu, cơ quan hoặc mô hình. Lọc theo «subject».",
        en="Residential groups shaded by the share done of a task, an indicator, an agency or a model. Filter by “subject”.",
    ),
    group="programme",
    geometry="MultiPolygon",
    derived=True,
    title_field="name",
    min_zoom=11,
    order=20,
    fields=(
        SUBJECT,
        SUBJECT_KIND,
        Field(name="group_code", label=Text(vi="Mã tổ", en="Group code"), required=True),
        Field(name="name", label=Text(vi="Tổ dân phố", en="Residential group")),
        Field(name="total", label=Text(vi="Tổng số", en="All"), kind="integer", required=True, minimum=0),
        Field(name="done", label=Text(vi="Đạt", en="Done"), kind="integer", required=True, minimum=0),
        Field(
            name="under_way",
            label=Text(vi="Đang làm", en="Under way"),
            kind="integer",
            required=True,
            minimum=0,
        ),
        Field(
            name="not_yet", label=Text(vi="Chưa đạt", en="Not yet"), kind="integer", required=True, minimum=0
        ),
        Field(
            name="unknown", label=Text(vi="Chưa rõ", en="Unknown"), kind="integer", required=True, minimum=0
        ),
        Field(
            name="share_done",
            label=Text(vi="Tỷ lệ đạt", en="Share done"),
            kind="number",
            unit="%",
            minimum=0,
            maximum=100,
            note=Text(
                vi="Đạt trên tổng số; để trống khi ở đây chưa có gì, hoặc chưa rõ cái nào.",
                en="Done of all; empty where there is nothing here, or nothing is known.",
            ),
        ),
    ),
    style=Style(
        by="share_done",
        colour=UNKNOWN_COLOUR,
        opacity=0.45,
        outline="#5b4b8a",
        width=1,
        unknown_label=Text(vi="Chưa có hoặc chưa rõ", en="Nothing here, or unknown"),
        classes=(
            StyleClass(label=Text(vi="Dưới 25%", en="Under 25%"), colour="#f0f9e8", maximum=25),
            StyleClass(label=Text(vi="25 - 50%", en="25 - 50%"), colour="#bae4bc", minimum=25, maximum=50),
            StyleClass(label=Text(vi="50 - 75%", en="50 - 75%"), colour="#7bccc4", minimum=50, maximum=75),
            StyleClass(label=Text(vi="75 - 100%", en="75 - 100%"), colour="#43a2ca", minimum=75, maximum=100),
            StyleClass(label=Text(vi="Đủ 100%", en="All of it"), colour="#0868ac", minimum=100),
        ),
    ),
)
