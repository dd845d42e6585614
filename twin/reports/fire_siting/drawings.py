"""What the map of new tanks shows."""

from twin.reporting.saying import say
from twin.vocabulary import UNKNOWN, UNKNOWN_COLOUR, Choice, Field, Layer, Style, StyleClass, Text

_WORDS = {
    "chosen": say("Bể mới phủ được", "Covered by the new tanks"),
    "coverable": say("Phủ được nếu thêm bể nữa", "Coverable by further tanks"),
    "no_candidate": say("Xe tới được nhưng không có vị trí đủ gần", "An engine comes, but no candidate is near enough"),
    "no_engine": say("Xe không vào đủ gần", "No engine comes near enough"),
}  # fmt: skip
_COLOURS = ("#1a7f5a", "#9ecae1", "#c9a227", "#b3261e")
STATE = Field(
    name="state",
    label=say("Bể mới", "New tanks"),
    kind="choice",
    choices=(*(Choice(value=state, label=label) for state, label in _WORDS.items()), UNKNOWN),
)
NEEDS = Layer(
    id="needs_of_water",
    title=say("Nhà vòi chưa tới, sau khi thêm bể", "Buildings without water, after the new tanks"),
    description=say(
        "Nhà đã được phủ từ trước không vẽ.", "Buildings that were covered before are not drawn."
    ),
    group="focus",
    geometry="Polygon",
    fields=(
        STATE,
        Field(name="missing", label=say("Thiếu dữ kiện", "Missing facts")),
        Field(name="people", label=say("Nhân khẩu", "Residents"), kind="number"),
    ),
    style=Style(
        by="state",
        colour=UNKNOWN_COLOUR,
        outline="#4d4d4d",
        width=0.4,
        unknown_label=say("Chưa rõ xe có tới được không", "Unknown whether an engine comes"),
        classes=tuple(
            StyleClass(label=label, colour=colour, values=(state,))
            for (state, label), colour in zip(_WORDS.items(), _COLOURS, strict=True)
        ),
    ),
)


def _tanks(layer_id: str, title: Text, colour: str, width: float) -> Layer:
    return Layer(
        id=layer_id,
        title=title,
        description=say("Kết quả của báo cáo đặt thêm bể nước.", "What the report on new tanks found."),
        group="focus",
        geometry="Point",
        title_field="name",
        fields=(
            Field(name="name", label=say("Ở", "At")),
            Field(name="rank", label=say("Thứ tự", "Rank"), kind="integer"),
            Field(name="buildings", label=say("Nhà phủ thêm", "Buildings added"), kind="integer"),
            Field(name="people", label=say("Nhân khẩu phủ thêm", "Residents added"), kind="number"),
        ),
        style=Style(colour=colour, width=width, outline="#1b1f24", label_field="rank"),
    )


TANKS = _tanks("new_tanks", say("Bể mới tốt nhất", "The best new tanks"), "#0b5394", 8)
FEWEST = _tanks("fewest_tanks", say("Ít bể nhất để phủ hết", "The fewest tanks for all"), "#76a5af", 5)
