"""The programme's indicators: annex 1, and the targets that only its body text gives."""

from twin.vocabulary import UNKNOWN_COLOUR, Field, Layer, Style, Text

REGISTER = Layer(
    id="programme_indicators",
    title=Text(vi="Chỉ tiêu", en="Indicators"),
    description=Text(
        vi="Chỉ tiêu chủ yếu (Phụ lục 1) và chỉ tiêu trong phần lời của chương trình.",
        en="Main indicators (annex 1) and those that only the body text gives.",
    ),
    group="programme",
    geometry="Geometry",
    geometry_required=False,
    title_field="name",
    fields=(
        Field(name="section", label=Text(vi="Phần", en="Section"), required=True),
        Field(
            name="section_no",
            label=Text(vi="Số của phần", en="Section number"),
            required=True,
        ),
        Field(name="group", label=Text(vi="Nhóm", en="Group"), required=True),
        Field(
            name="group_no",
            label=Text(vi="Số của nhóm", en="Group number"),
            kind="integer",
            required=True,
            minimum=1,
            maximum=99,
        ),
        Field(
            name="no",
            label=Text(vi="Số thứ tự", en="Number"),
            kind="integer",
            required=True,
            minimum=1,
            maximum=999,
        ),
        Field(name="name", label=Text(vi="Chỉ tiêu", en="Indicator"), required=True),
        Field(name="unit", label=Text(vi="Đơn vị", en="Unit")),
        Field(name="target", label=Text(vi="Mục tiêu 2025-2030", en="Target 2025-2030"), required=True),
        Field(name="lead", label=Text(vi="Chủ trì báo cáo", en="Reported by")),
        Field(
            name="tasks",
            label=Text(vi="Nhiệm vụ phục vụ", en="Tasks that serve it"),
            note=Text(
                vi="Mã nhiệm vụ, cách nhau bằng dấu chấm phẩy.", en="Keys of tasks, separated by semicolons."
            ),
        ),
        Field(name="models", label=Text(vi="Mô hình liên quan", en="Models")),
        Field(
            name="register_total",
            label=Text(vi="Tổng số theo sổ chính thức", en="Official total"),
            kind="integer",
            minimum=0,
            maximum=10000000,
            note=Text(
                vi="Số đối tượng mà cơ quan chuyên môn đang quản lý, để biết lớp bản đồ đã đủ chưa.",
                en="How many things the responsible agency counts, to know whether the layer holds them all.",
            ),
        ),
        Field(name="register_source", label=Text(vi="Nguồn của tổng số", en="Source of the total")),
        Field(name="note", label=Text(vi="Ghi chú", en="Note")),
    ),
    style=Style(colour=UNKNOWN_COLOUR),
)
