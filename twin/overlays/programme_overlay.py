"""The places of the programme: one feature for each subject (task, indicator, agency, model) and each place of it."""

from twin.standing import STATE_CHOICES, SUBJECT, SUBJECT_KIND
from twin.vocabulary import UNKNOWN_COLOUR, Choice, Field, Layer, Style, StyleClass, Text

OVERLAY = Layer(
    id="programme_overlay",
    title=Text(vi="Chương trình: nơi thực hiện", en="Programme: places"),
    description=Text(
        vi="Nơi thực hiện từng nhiệm vụ, chỉ tiêu, cơ quan, mô hình của chương trình và tình trạng ở đó. Lọc theo «subject», ví dụ III.8.",
        en="Places of every task, indicator, agency and model of the programme, and their states. Filter by “subject”, such as III.8.",
    ),
    group="programme",
    geometry="Geometry",
    derived=True,
    title_field="name",
    min_zoom=11,
    order=96,
    fields=(
        SUBJECT,
        SUBJECT_KIND,
        Field(
            name="through",
            label=Text(vi="Qua", en="Through"),
            note=Text(
                vi="Nhiệm vụ hoặc chỉ tiêu mà qua đó nơi này thuộc về cơ quan, mô hình.",
                en="The task or indicator through which the place belongs to the agency or model.",
            ),
        ),
        Field(
            name="role",
            label=Text(vi="Vai trò", en="Role"),
            kind="choice",
            required=True,
            choices=(
                Choice(value="place", label=Text(vi="Nơi thực hiện", en="Place")),
                Choice(value="area", label=Text(vi="Phạm vi", en="Area")),
                Choice(value="works", label=Text(vi="Công trình phục vụ", en="Works that serve it")),
            ),
            on_map=True,
        ),
        Field(name="layer", label=Text(vi="Lớp", en="Layer"), on_map=True),
        Field(name="feature_id", label=Text(vi="Đối tượng", en="Feature"), kind="integer", on_map=True),
        Field(name="name", label=Text(vi="Tên", en="Name")),
        Field(
            name="state",
            label=Text(vi="Tình trạng", en="State"),
            kind="choice",
            required=True,
            choices=STATE_CHOICES,
        ),
        Field(
            name="state_before",
            label=Text(vi="Trước đó", en="Before"),
            kind="choice",
            choices=STATE_CHOICES,
        ),
        Field(name="moved_on", label=Text(vi="Chuyển ngày", en="Moved on"), kind="date", on_map=True),
        Field(name="group_code", label=Text(vi="Tổ dân phố", en="Residential group")),
        Field(name="lead", label=Text(vi="Chủ trì", en="Lead")),
    ),
    style=Style(
        by="state",
        colour=UNKNOWN_COLOUR,
        opacity=0.85,
        width=4,
        outline="#2d2a26",
        classes=(
            StyleClass(label=Text(vi="Đạt, đã xong", en="Done"), colour="#00805e", values=("done",)),
            StyleClass(label=Text(vi="Đang làm", en="Under way"), colour="#e69f00", values=("under_way",)),
            StyleClass(label=Text(vi="Chưa đạt", en="Not yet"), colour="#b3261e", values=("not_yet",)),
        ),
    ),
)
