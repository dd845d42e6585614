"""The programme's key tasks (annex 2): what was promised, who owns it, where it stands."""

from twin.standing import DONE_IS_WHOLE, PERCENT, STATUS
from twin.vocabulary import UNKNOWN_COLOUR, Comparison, Field, Layer, Rule, Style, Text

REGISTER = Layer(
    id="programme_tasks",
    title=Text(vi="Nhiệm vụ trọng tâm", en="Key tasks"),
    description=Text(
        vi="Danh mục nhiệm vụ trọng tâm (Phụ lục 2) với người, việc, thời gian, sản phẩm, trách nhiệm, thẩm quyền, hiệu quả và tiến độ.",
        en="Key tasks (annex 2) with person, work, time, product, responsibility, authority, effect and progress.",
    ),
    group="programme",
    geometry="MultiPolygon",
    geometry_required=False,
    title_field="name",
    fields=(
        Field(name="group", label=Text(vi="Nhóm", en="Group"), required=True),
        Field(name="group_name", label=Text(vi="Tên nhóm", en="Name of the group"), required=True),
        Field(
            name="no",
            label=Text(vi="Số thứ tự", en="Number"),
            kind="integer",
            required=True,
            minimum=1,
            maximum=999,
        ),
        Field(name="name", label=Text(vi="Nhiệm vụ", en="Task"), required=True),
        Field(name="lead", label=Text(vi="Chủ trì", en="Lead")),
        Field(name="coordinators", label=Text(vi="Phối hợp", en="Coordinators")),
        Field(
            name="officer",
            label=Text(vi="Người phụ trách", en="Officer"),
            note=Text(vi="Chức danh người phụ trách.", en="The office of the person in charge."),
        ),
        Field(name="responsibility", label=Text(vi="Trách nhiệm", en="Responsibility")),
        Field(name="authority", label=Text(vi="Thẩm quyền", en="Authority")),
        Field(name="period", label=Text(vi="Thời gian thực hiện", en="Period"), required=True),
        Field(
            name="starts_on",
            label=Text(vi="Bắt đầu ngày", en="Starts on"),
            kind="date",
            note=Text(
                vi="Chỉ ghi khi khác với thời gian thực hiện.", en="Only where it differs from the period."
            ),
        ),
        Field(
            name="ends_on",
            label=Text(vi="Hạn hoàn thành", en="Due on"),
            kind="date",
            note=Text(
                vi="Chỉ ghi khi khác với thời gian thực hiện.", en="Only where it differs from the period."
            ),
        ),
        Field(name="product", label=Text(vi="Sản phẩm", en="Product")),
        Field(name="outcome", label=Text(vi="Hiệu quả", en="Effect")),
        STATUS,
        PERCENT,
        Field(
            name="models",
            label=Text(vi="Mô hình liên quan", en="Models"),
            note=Text(
                vi="Số của mô hình trong Phụ lục 3, cách nhau bằng dấu chấm phẩy.",
                en="Numbers of the models of annex 3, separated by semicolons.",
            ),
        ),
        Field(name="note", label=Text(vi="Ghi chú", en="Note")),
    ),
    rules=(
        Rule(
            id="ends_after_start",
            message=Text(
                vi="Hạn hoàn thành không thể trước ngày bắt đầu.", en="A task cannot end before it starts."
            ),
            then=Comparison(field="ends_on", operator=">=", other_field="starts_on"),
        ),
        DONE_IS_WHOLE,
    ),
    style=Style(colour=UNKNOWN_COLOUR),
)
