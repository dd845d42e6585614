"""Who leads, coordinates and reports: the agencies that the programme names."""

from twin.vocabulary import UNKNOWN_COLOUR, Choice, Field, Layer, Style, Text

REGISTER = Layer(
    id="programme_agencies",
    title=Text(vi="Cơ quan, đơn vị", en="Agencies"),
    description=Text(
        vi="Cơ quan chủ trì, phối hợp và báo cáo theo chương trình, với các tên thường viết.",
        en="Agencies that lead, coordinate and report, with the names that people write for them.",
    ),
    group="programme",
    geometry="Geometry",
    geometry_required=False,
    title_field="name",
    fields=(
        Field(name="name", label=Text(vi="Tên", en="Name"), required=True),
        Field(name="short_name", label=Text(vi="Tên gọi tắt", en="Short name")),
        Field(
            name="kind",
            label=Text(vi="Khối", en="Kind"),
            kind="choice",
            choices=(
                Choice(value="party", label=Text(vi="Đảng", en="Party")),
                Choice(value="council", label=Text(vi="Hội đồng nhân dân", en="People's Council")),
                Choice(value="government", label=Text(vi="Ủy ban nhân dân", en="People's Committee")),
                Choice(
                    value="front",
                    label=Text(vi="Mặt trận, đoàn thể", en="Fatherland Front and organisations"),
                ),
                Choice(value="department", label=Text(vi="Phòng, ban chuyên môn", en="Department")),
                Choice(value="unit", label=Text(vi="Đơn vị sự nghiệp", en="Public unit")),
                Choice(value="police", label=Text(vi="Công an", en="Police")),
                Choice(value="military", label=Text(vi="Quân sự", en="Military")),
                Choice(value="other", label=Text(vi="Khác", en="Other")),
            ),
        ),
        Field(
            name="aliases",
            label=Text(vi="Tên khác", en="Other names"),
            note=Text(vi="Cách nhau bằng dấu chấm phẩy.", en="Separated by semicolons."),
        ),
        Field(name="note", label=Text(vi="Ghi chú", en="Note")),
    ),
    style=Style(colour=UNKNOWN_COLOUR),
)
