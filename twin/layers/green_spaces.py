"""Parks, gardens and playgrounds, with whether fitness equipment stands there (an indicator of the programme)."""

from twin.vocabulary import (
    OTHER,
    YES_NO_UNKNOWN,
    Choice,
    Field,
    Layer,
    OsmMapping,
    Progress,
    Style,
    StyleClass,
    Text,
)

LAYER = Layer(
    id="green_spaces",
    title=Text(vi="Vườn hoa, điểm vui chơi", en="Green spaces and playgrounds"),
    description=Text(
        vi="Công viên, vườn hoa, cây xanh, điểm vui chơi và việc lắp đặt thiết bị thể dục thể thao.",
        en="Parks, gardens, greens and playgrounds, and whether they have fitness equipment.",
    ),
    group="society",
    geometry="Polygon",
    title_field="name",
    min_zoom=12,
    order=10,
    base_map=True,
    fields=(
        Field(
            name="name",
            label=Text(vi="Tên", en="Name"),
            required=True,
            aliases=("ten", "ten vuon hoa", "ten cong vien", "ten diem", "ten san choi", "dia diem"),
        ),
        Field(
            name="kind",
            label=Text(vi="Loại", en="Kind"),
            kind="choice",
            required=True,
            choices=(
                Choice(value="park", label=Text(vi="Công viên", en="Park"), aliases=("cv",)),
                Choice(
                    value="garden",
                    label=Text(vi="Vườn hoa", en="Garden"),
                    aliases=("vuon hoa cay xanh", "vuon"),
                ),
                Choice(
                    value="playground",
                    label=Text(vi="Điểm vui chơi, sân chơi", en="Playground"),
                    aliases=("diem vui choi", "san choi", "khu vui choi", "fitness_station"),
                ),
                Choice(
                    value="sports_ground",
                    label=Text(vi="Sân thể thao", en="Sports ground"),
                    aliases=("san tap", "san bong", "san the duc", "pitch", "recreation_ground"),
                ),
                Choice(
                    value="green",
                    label=Text(vi="Dải, thảm cây xanh", en="Green strip or lawn"),
                    aliases=("cay xanh", "tham co", "dai cay xanh", "grass", "village_green"),
                ),
                OTHER,
            ),
            on_map=True,
            aliases=("loai hinh", "phan loai", "leisure", "fclass"),
            note=Text(
                vi="Cây xanh sử dụng công cộng theo QCVN 01:2021/BXD.",
                en="Public green space as in QCVN 01:2021/BXD.",
            ),
        ),
        Field(
            name="fitness_equipment",
            label=Text(vi="Có thiết bị thể dục thể thao", en="Fitness equipment"),
            kind="choice",
            choices=YES_NO_UNKNOWN,
            aliases=(
                "thiet bi the duc the thao",
                "thiet bi tdtt",
                "dung cu the thao",
                "may tap",
                "thiet bi the thao",
            ),
        ),
    ),
    progress=Progress(field="fitness_equipment", done=("yes",), not_yet=("no",)),
    style=Style(
        by="fitness_equipment",
        colour="#e3e3dc",
        outline="#a9bd9f",
        width=0.8,
        label_field="name",
        label_min_zoom=15,
        unknown_label=Text(vi="Chưa rõ có thiết bị", en="Equipment unknown"),
        classes=(
            StyleClass(
                label=Text(vi="Có thiết bị thể dục thể thao", en="With fitness equipment"),
                colour="#82bb7c",
                values=("yes",),
            ),
            StyleClass(label=Text(vi="Chưa có thiết bị", en="Without it"), colour="#bfe3a4", values=("no",)),
        ),
    ),
    osm=(
        OsmMapping(
            match={"leisure": ("fitness_station",)},
            assign={"kind": "playground", "fitness_equipment": "yes"},
            read={"name": "name"},
        ),
        OsmMapping(
            match={"leisure": ("park", "garden", "playground", "pitch")},
            read={"name": "name", "kind": "leisure"},
        ),
        OsmMapping(
            match={"landuse": ("village_green", "recreation_ground", "grass")},
            read={"name": "name", "kind": "landuse"},
        ),
    ),
)
