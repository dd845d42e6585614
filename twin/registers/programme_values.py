"""What an agency reported of an indicator."""

from twin.vocabulary import UNKNOWN_COLOUR, Field, Layer, Style, Text

REGISTER = Layer(
    id="programme_values",
    title=Text(vi="Số liệu báo cáo", en="Reported values"),
    description=Text(
        vi="Giá trị mà cơ quan báo cáo cho từng chỉ tiêu: ngày, số liệu, nguồn, người báo cáo.",
        en="Values that agencies report: day, value, source, reporter.",
    ),
    group="programme",
    geometry="Geometry",
    geometry_required=False,
    fields=(
        Field(name="indicator", label=Text(vi="Chỉ tiêu", en="Indicator"), required=True),
        Field(name="as_of", label=Text(vi="Tính đến ngày", en="As of"), kind="date", required=True),
        Field(name="value", label=Text(vi="Giá trị", en="Value"), required=True),
        Field(name="reporter", label=Text(vi="Người báo cáo", en="Reporter")),
        Field(name="agency", label=Text(vi="Cơ quan", en="Agency")),
        Field(name="note", label=Text(vi="Ghi chú", en="Note")),
    ),
    style=Style(colour=UNKNOWN_COLOUR),
)
