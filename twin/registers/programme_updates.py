"""What was reported of a task, and when."""

from twin.standing import DONE_IS_WHOLE, PERCENT, STATUS
from twin.vocabulary import UNKNOWN_COLOUR, Field, Layer, Style, Text

REGISTER = Layer(
    id="programme_updates",
    title=Text(vi="Cập nhật tiến độ", en="Progress updates"),
    description=Text(
        vi="Báo cáo tiến độ từng nhiệm vụ: ngày, nội dung, tình trạng, phần trăm, người báo cáo.",
        en="Reports on tasks: day, words, status, percent, reporter.",
    ),
    group="programme",
    geometry="Geometry",
    geometry_required=False,
    fields=(
        Field(name="task", label=Text(vi="Nhiệm vụ", en="Task"), required=True),
        Field(
            name="reported_on", label=Text(vi="Ngày báo cáo", en="Reported on"), kind="date", required=True
        ),
        Field(name="text", label=Text(vi="Nội dung", en="Words")),
        STATUS,
        PERCENT,
        Field(name="reporter", label=Text(vi="Người báo cáo", en="Reporter")),
        Field(name="agency", label=Text(vi="Cơ quan", en="Agency")),
    ),
    rules=(DONE_IS_WHOLE,),
    style=Style(colour=UNKNOWN_COLOUR),
)
