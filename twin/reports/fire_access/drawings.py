"""What the map of fire access shows, and in which words and colours."""

from twin.analysis.certainty import Truth
from twin.reporting.saying import say
from twin.vocabulary import UNKNOWN, UNKNOWN_COLOUR, Choice, Field, Layer, Style, StyleClass, Text

STATES = {Truth.NO: "no", Truth.YES: "yes", Truth.UNKNOWN: "unknown"}
FAR = {Truth.NO: "far", Truth.YES: "near", Truth.UNKNOWN: "unknown"}
"""Of buildings: whether an engine's way is near enough."""
COLOURS = {"yes": "#1a7f5a", "no": "#b3261e", "unknown": UNKNOWN_COLOUR}
PASSABLE = Field(
    name="state",
    label=say("Xe chữa cháy vào được", "Open to engines"),
    kind="choice",
    choices=(
        Choice(value="no", label=say("Không", "No")),
        Choice(value="yes", label=say("Được", "Yes")),
        UNKNOWN,
    ),
)
STATE_WORDS = {
    "fault": Field(
        name="state",
        label=say("Chắc chắn thiếu", "Surely lacking"),
        kind="choice",
        choices=(
            Choice(value="yes", label=say("Chắc chắn", "Surely")),
            Choice(value="no", label=say("Không", "No")),
            UNKNOWN,
        ),
    )
}
_MISSING = Field(name="missing", label=say("Thiếu dữ kiện", "Missing facts"))
_WHY = Field(name="why", label=say("Vì sao không", "Why not"))
_LENGTH = Field(name="length_m", label=say("Dài", "Length"), kind="number", unit="m")
_NAME = Field(name="name", label=say("Tên", "Name"))


def _ways(layer_id: str, title: Text) -> Layer:
    return Layer(
        id=layer_id,
        title=title,
        description=say("Kết quả của báo cáo xe chữa cháy vào được đâu.", "What the report on fire access found."),
        group="focus",
        geometry="LineString",
        title_field="name",
        fields=(_NAME, PASSABLE, _WHY, _MISSING, _LENGTH),
        style=Style(
            by="state",
            colour=UNKNOWN_COLOUR,
            width=3,
            unknown_label=say("Chưa rõ", "Unknown"),
            classes=(
                StyleClass(label=say("Xe không vào được", "Closed to engines"), colour=COLOURS["no"], values=("no",)),
                StyleClass(label=say("Xe vào được", "Open to engines"), colour=COLOURS["yes"], values=("yes",)),
            ),
        ),
    )  # fmt: skip


WAYS = {
    "alleys": _ways("engine_alleys", say("Ngõ xe chữa cháy vào được", "Alleys open to engines")),
    "streets": _ways("engine_streets", say("Đường phố xe chữa cháy vào được", "Streets open to engines")),
}
DEAD_ENDS = Layer(
    id="long_dead_ends",
    title=say("Đường cụt dài không có chỗ quay xe", "Long dead ends without a turning place"),
    description=say(
        "Từ chỗ xe không đi tiếp được về tới ngã gần nhất.",
        "From where an engine can go no further, back to the first junction.",
    ),
    group="focus",
    geometry="LineString",
    title_field="name",
    fields=(_NAME, STATE_WORDS["fault"], _MISSING, _LENGTH),
    style=Style(
        by="state",
        colour=UNKNOWN_COLOUR,
        width=5,
        unknown_label=say("Chưa rõ", "Unknown"),
        classes=(
            StyleClass(label=say("Chắc chắn", "Surely"), colour="#5b1a8b", values=("yes",)),
        ),
    ),
)  # fmt: skip
FAR_HOMES = Layer(
    id="far_buildings",
    title=say("Nhà quá xa đường xe vào được", "Buildings too far from an engine's way"),
    description=say("Nhà đủ gần không vẽ.", "Buildings that are near enough are not drawn."),
    group="focus",
    geometry="Polygon",
    fields=(
        Field(
            name="state",
            label=say("Đường xe vào được", "An engine's way"),
            kind="choice",
            choices=(
                Choice(value="far", label=say("Quá xa", "Too far")),
                Choice(value="near", label=say("Đủ gần", "Near enough")),
                UNKNOWN,
            ),
        ),
        _MISSING,
        Field(name="people", label=say("Nhân khẩu", "Residents"), kind="number"),
        Field(name="group", label=say("Tổ dân phố", "Residential group")),
    ),
    style=Style(
        by="state",
        colour=UNKNOWN_COLOUR,
        outline="#4d4d4d",
        width=0.4,
        unknown_label=say("Chưa rõ", "Unknown"),
        classes=(StyleClass(label=say("Quá xa", "Too far"), colour="#d7301f", values=("far",)),),
    ),
)
