"""Security cameras: where they stand and look, and whether they work. No picture and nobody's face is kept."""

from twin.vocabulary import UNKNOWN, UNKNOWN_COLOUR, Choice, Field, Layer, OsmMapping, Style, StyleClass, Text

_CAMERA = {"man_made": ("surveillance",)}
_READ = {"bearing_deg": "camera:direction"}

LAYER = Layer(
    id="cameras",
    title=Text(vi="Camera an ninh", en="Security cameras"),
    description=Text(
        vi="Vị trí, hướng nhìn và tình trạng của camera an ninh; không lưu hình ảnh.",
        en="Where security cameras stand and look, and whether they work; no picture is kept.",
    ),
    group="order",
    geometry="Point",
    title_field="name",
    min_zoom=14,
    order=76,
    fields=(
        Field(
            name="name",
            label=Text(vi="Tên, số hiệu", en="Name or number"),
            required=True,
            aliases=("ten", "ten camera", "ma camera", "so hieu", "ky hieu", "vi tri", "ref"),
        ),
        Field(
            name="bearing_deg",
            label=Text(vi="Hướng nhìn", en="Bearing"),
            kind="number",
            unit="°",
            minimum=0,
            maximum=360,
            aliases=("huong", "goc quay", "huong camera", "goc phuong vi", "camera direction", "direction"),
            note=Text(vi="Độ, từ hướng bắc theo chiều kim đồng hồ.", en="Degrees clockwise from north."),
        ),
        Field(
            name="status",
            label=Text(vi="Tình trạng", en="Status"),
            kind="choice",
            choices=(
                Choice(
                    value="working",
                    label=Text(vi="Hoạt động", en="Working"),
                    aliases=("hoat dong tot", "tot", "binh thuong", "dang hoat dong"),
                ),
                Choice(
                    value="faulty",
                    label=Text(vi="Hỏng", en="Faulty"),
                    aliases=("hu hong", "mat tin hieu", "khong hoat dong", "loi"),
                ),
                Choice(
                    value="off",
                    label=Text(vi="Tạm ngừng", en="Switched off"),
                    aliases=("ngung hoat dong", "tam dung", "da thao do"),
                ),
                UNKNOWN,
            ),
            aliases=("tinh trang hoat dong", "trang thai", "hien trang"),
        ),
    ),
    style=Style(
        by="status",
        colour=UNKNOWN_COLOUR,
        width=4,
        outline="#ffffff",
        label_field="name",
        label_min_zoom=18,
        unknown_label=Text(vi="Chưa rõ tình trạng", en="Status unknown"),
        classes=(
            StyleClass(label=Text(vi="Hoạt động", en="Working"), colour="#00805e", values=("working",)),
            StyleClass(label=Text(vi="Hỏng", en="Faulty"), colour="#d55e00", values=("faulty",)),
            StyleClass(label=Text(vi="Tạm ngừng", en="Switched off"), colour="#1f2933", values=("off",)),
        ),
    ),
    osm=(
        OsmMapping(match={**_CAMERA, "name": ("*",)}, read={**_READ, "name": "name"}),
        OsmMapping(match={**_CAMERA, "ref": ("*",)}, read={**_READ, "name": "ref"}),
    ),
)
