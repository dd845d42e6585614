"""What the map of a flood shows, and in which words and colours."""

from twin.analysis.water.exposure import NO, UNKNOWN, YES, Answers
from twin.reporting.saying import say
from twin.reporting.surfaces import style_depths
from twin.vocabulary import UNKNOWN as UNKNOWN_CHOICE
from twin.vocabulary import UNKNOWN_COLOUR, Choice, Field, Layer, Style, StyleClass, Text

DRY = "#d9d9d9"
"""Of what stands in less than the first class of water."""


def comma(value: float) -> str:
    """Return a number as Vietnamese writes it."""
    return f"{value:.3g}".replace(".", ",")


def depth_words(edges: tuple[float, ...]) -> tuple[Choice, ...]:
    """Return the classes of depth, and that it is unknown, as values of a field: `0`, `1` and on."""
    classes = style_depths(edges).classes
    first = say(f"Dưới {comma(edges[0])} m hoặc khô", f"Under {edges[0]:g} m or dry")
    named = [first, *(one.label for one in classes[1:])]
    return (*(Choice(value=str(n), label=label) for n, label in enumerate(named)), UNKNOWN_CHOICE)


def values_of(classes: Answers) -> list[str]:
    """Return each class as the value of that field."""
    return ["unknown" if number == UNKNOWN else str(number) for number in classes]


_NAME = Field(name="name", label=say("Tên", "Name"))
_DEPTH = Field(name="depth_m", label=say("Sâu nhất", "Deepest"), kind="number", unit="m")


def homes_layer(edges: tuple[float, ...]) -> Layer:
    """Return the layer of buildings by depth."""
    choices, colours = depth_words(edges), (DRY, *(one.colour for one in style_depths(edges).classes[1:]))
    return Layer(
        id="flooded_buildings",
        title=say("Nhà theo độ sâu ngập", "Buildings by depth of water"),
        description=say("Nước ở chân tường, chưa tính nền nhà.", "Water at the walls; floors may be higher."),
        group="water",
        geometry="Polygon",
        fields=(
            Field(name="class", label=say("Độ sâu ngập", "Depth"), kind="choice", choices=choices),
            _DEPTH,
            Field(name="people", label=say("Nhân khẩu", "Residents"), kind="number"),
            Field(name="group", label=say("Tổ dân phố", "Residential group")),
        ),
        style=Style(
            by="class",
            colour=UNKNOWN_COLOUR,
            outline="#9a9a9a",
            width=0.4,
            unknown_label=say("Chưa rõ", "Unknown"),
            classes=tuple(
                StyleClass(label=choice.label, colour=colour, values=(choice.value,))
                for choice, colour in zip(choices[:-1], colours, strict=True)
            ),
        ),
    )


PASSABLE = Field(
    name="passable",
    label=say("Qua được", "Passable"),
    kind="choice",
    choices=(
        Choice(value="cars", label=say("Ô tô qua được", "To cars")),
        Choice(value="emergency", label=say("Chỉ xe cứu hộ", "To emergency vehicles only")),
        Choice(value="none", label=say("Không xe nào", "To none")),
        UNKNOWN_CHOICE,
    ),
)
_PASSABLE_COLOURS = ("#1a7f5a", "#f2a33a", "#b3261e")
PASSABLE_ORDER = ("cars", "emergency", "none")


def pass_values(cars: Answers, emergency: Answers) -> list[str]:
    """Return who gets along each way. What cars surely pass all pass; what no rescuer passes none does."""
    return [
        "cars"
        if car == YES
        else "none"
        if rescue == NO
        else "emergency"
        if car == NO and rescue == YES
        else "unknown"
        for car, rescue in zip(cars, emergency, strict=True)
    ]


def ways_layer(layer_id: str, title: Text) -> Layer:
    """Return the layer of streets or alleys by who gets along them."""
    return Layer(
        id=layer_id,
        title=title,
        description=say("Ngưỡng theo nghiên cứu TRID 1412184.", "Limits from research, TRID 1412184."),
        group="water",
        geometry="LineString",
        title_field="name",
        fields=(_NAME, PASSABLE, _DEPTH),
        style=Style(
            by="passable",
            colour=UNKNOWN_COLOUR,
            width=2.5,
            unknown_label=say("Chưa rõ", "Unknown"),
            classes=tuple(
                StyleClass(label=choice.label, colour=colour, values=(choice.value,))
                for choice, colour in zip(PASSABLE.choices, _PASSABLE_COLOURS, strict=False)
            ),
        ),
    )


STREETS = ways_layer("flooded_streets", say("Đường còn qua được", "Streets that stay passable"))
ALLEYS = ways_layer("flooded_alleys", say("Ngõ còn qua được", "Alleys that stay passable"))

_AGREE = {
    (YES, YES): ("hit", "Danh mục nói ngập, tính cũng ngập", "Listed to flood, and reckoned to", "#1a7f5a"),
    (YES, NO): ("missed", "Danh mục nói ngập, tính thì không", "Listed to flood, reckoned dry", "#b3261e"),
    (NO, YES): ("surprise", "Danh mục nói chưa ngập, tính thì ngập", "Listed dry at this rain, reckoned to flood", "#f2a33a"),
    (NO, NO): ("quiet", "Cả hai đều không ngập", "Dry by both", "#9ecae1"),
}  # fmt: skip
AGREES = Field(
    name="agrees",
    label=say("So với danh mục", "Beside the list"),
    kind="choice",
    choices=(
        *(Choice(value=value, label=say(vi, en)) for value, vi, en, _ in _AGREE.values()),
        UNKNOWN_CHOICE,
    ),
)
SPOTS = Layer(
    id="flood_list",
    title=say("Điểm ngập trong danh mục", "Spots of the list"),
    description=say(
        "Danh mục điểm ngập đặt cạnh kết quả tính.", "The list of spots beside what is reckoned."
    ),
    group="water",
    geometry="Point",
    title_field="name",
    fields=(_NAME, AGREES, _DEPTH),
    style=Style(
        by="agrees",
        colour=UNKNOWN_COLOUR,
        width=6,
        label_field="name",
        unknown_label=say("Chưa rõ", "Unknown"),
        classes=tuple(
            StyleClass(label=say(vi, en), colour=colour, values=(value,))
            for value, vi, en, colour in _AGREE.values()
        ),
    ),
)


def agree_values(expected: Answers, flooded: Answers) -> list[str]:
    """Return how the list and what is reckoned agree at each spot."""
    pairs = zip(expected.tolist(), flooded.tolist(), strict=True)
    return [_AGREE[pair][0] if pair in _AGREE else "unknown" for pair in pairs]
