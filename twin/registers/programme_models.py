"""The programme's key models (annex 3)."""

from twin.standing import DONE_IS_WHOLE, PERCENT, STATUS
from twin.vocabulary import UNKNOWN_COLOUR, Field, Layer, Style, Text

REGISTER = Layer(
    id="programme_models",
    title=Text(vi="Mô hình trọng tâm", en="Key models"),
    description=Text(
        vi="Các mô hình trọng tâm và đột phá (Phụ lục 3).", en="Key and breakthrough models (annex 3)."
    ),
    group="programme",
    geometry="Geometry",
    geometry_required=False,
    title_field="name",
    fields=(
        Field(
            name="no",
            label=Text(vi="Số thứ tự", en="Number"),
            kind="integer",
            required=True,
            minimum=1,
            maximum=999,
        ),
        Field(name="name", label=Text(vi="Mô hình", en="Model"), required=True),
        Field(name="note", label=Text(vi="Ghi chú", en="Note")),
        Field(name="lead", label=Text(vi="Chủ trì", en="Lead")),
        STATUS,
        PERCENT,
    ),
    rules=(DONE_IS_WHOLE,),
    style=Style(colour=UNKNOWN_COLOUR),
)
