"""What an indicator is to reach in one year."""

from twin.vocabulary import UNKNOWN_COLOUR, Field, Layer, Style, Text

REGISTER = Layer(
    id="programme_targets",
    title=Text(vi="Mục tiêu từng năm", en="Yearly targets"),
    description=Text(vi="Mục tiêu của từng chỉ tiêu theo năm.", en="Targets of the indicators by year."),
    group="programme",
    geometry="Geometry",
    geometry_required=False,
    fields=(
        Field(name="indicator", label=Text(vi="Chỉ tiêu", en="Indicator"), required=True),
        Field(
            name="year",
            label=Text(vi="Năm", en="Year"),
            kind="integer",
            required=True,
            minimum=2025,
            maximum=2045,
        ),
        Field(name="target", label=Text(vi="Mục tiêu", en="Target"), required=True),
        Field(name="note", label=Text(vi="Ghi chú", en="Note")),
    ),
    style=Style(colour=UNKNOWN_COLOUR),
)
