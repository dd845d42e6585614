"""Where a task is carried out: a feature of a layer, or a whole layer."""

from twin.vocabulary import UNKNOWN_COLOUR, Field, Layer, Style, Text

REGISTER = Layer(
    id="programme_places",
    title=Text(vi="Nơi thực hiện", en="Places of tasks"),
    description=Text(
        vi="Đối tượng hoặc cả lớp bản đồ mà một nhiệm vụ gắn với.",
        en="Features, or whole layers, that a task is about.",
    ),
    group="programme",
    geometry="Geometry",
    geometry_required=False,
    fields=(
        Field(name="task", label=Text(vi="Nhiệm vụ", en="Task"), required=True),
        Field(name="layer", label=Text(vi="Lớp", en="Layer"), required=True),
        Field(
            name="feature_id",
            label=Text(vi="Đối tượng", en="Feature"),
            kind="integer",
            minimum=1,
            note=Text(vi="Để trống: cả lớp.", en="Empty: the whole layer."),
        ),
        Field(name="note", label=Text(vi="Ghi chú", en="Note")),
    ),
    style=Style(colour=UNKNOWN_COLOUR),
)
