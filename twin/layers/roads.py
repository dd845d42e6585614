"""Streets, with the classes of OpenStreetMap as its Vietnam tagging guide uses them.

`one_way` runs along the line as drawn. Ways named Ngõ, Ngách or Hẻm belong to `alleys`.
"""

from twin.vocabulary import UNKNOWN, Choice, Field, Layer, OsmMapping, Style, StyleClass, Text

_OSM_CLASSES = (
    "motorway",
    "motorway_link",
    "trunk",
    "trunk_link",
    "primary",
    "primary_link",
    "secondary",
    "secondary_link",
    "tertiary",
    "tertiary_link",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "busway",
    "pedestrian",
    "footway",
    "path",
    "steps",
    "cycleway",
    "track",
    "road",
)
_ALLEY_NAMES = {"name": ("~^(ngõ|ngách|hẻm) ", "~^(ng[oô]|ngach|hem) [0-9]")}
_OSM_READ = {
    "name": "name",
    "class": "highway",
    "lanes": "lanes",
    "width_m": "width",
    "headroom_m": "maxheight",
    "speed_limit_kmh": "maxspeed",
}

LAYER = Layer(
    id="roads",
    title=Text(vi="Đường phố", en="Streets"),
    description=Text(
        vi="Mạng lưới đường phố theo cấp; ngõ, ngách, hẻm nằm ở lớp riêng.",
        en="The street network by class; alleys have a layer of their own.",
    ),
    group="transport",
    geometry="LineString",
    title_field="name",
    min_zoom=10,
    order=30,
    base_map=True,
    fields=(
        Field(
            name="name",
            label=Text(vi="Tên đường", en="Name"),
            aliases=("ten", "ten pho", "ten duong pho", "street"),
        ),
        Field(
            name="class",
            label=Text(vi="Cấp đường", en="Class"),
            kind="choice",
            required=True,
            choices=(
                Choice(
                    value="motorway",
                    label=Text(vi="Cao tốc", en="Motorway"),
                    aliases=("motorway_link", "duong cao toc"),
                ),
                Choice(
                    value="trunk",
                    label=Text(vi="Quốc lộ, trục chính đô thị", en="Trunk road"),
                    aliases=("trunk_link", "quoc lo", "duong truc chinh do thi", "vanh dai"),
                ),
                Choice(
                    value="primary",
                    label=Text(vi="Đường chính đô thị", en="Primary"),
                    aliases=("primary_link", "duong truc chinh", "tinh lo"),
                ),
                Choice(
                    value="secondary",
                    label=Text(vi="Đường liên khu vực", en="Secondary"),
                    aliases=("secondary_link", "duong chinh khu vuc", "lien khu vuc"),
                ),
                Choice(
                    value="tertiary",
                    label=Text(vi="Đường khu vực", en="Tertiary"),
                    aliases=("tertiary_link", "duong phan khu vuc", "khu vuc"),
                ),
                Choice(value="unclassified", label=Text(vi="Đường nhỏ nối khu", en="Minor through road")),
                Choice(
                    value="residential",
                    label=Text(vi="Đường nhóm nhà ở", en="Residential"),
                    aliases=("duong dan sinh", "duong noi khu", "duong noi bo khu dan cu"),
                ),
                Choice(value="living_street", label=Text(vi="Đường ưu tiên người đi bộ", en="Living street")),
                Choice(
                    value="service",
                    label=Text(vi="Đường nội bộ", en="Service road"),
                    aliases=("duong gom", "noi bo", "alley", "driveway", "parking_aisle", "busway"),
                ),
                Choice(value="pedestrian", label=Text(vi="Phố đi bộ", en="Pedestrian street")),
                Choice(
                    value="footway",
                    label=Text(vi="Đường dạo, đường mòn", en="Footway or path"),
                    aliases=("path", "via he", "duong dao"),
                ),
                Choice(value="steps", label=Text(vi="Bậc thang", en="Steps"), aliases=("ladder",)),
                Choice(value="cycleway", label=Text(vi="Đường xe đạp", en="Cycleway")),
                Choice(
                    value="track", label=Text(vi="Đường đất, đường đồng", en="Track"), aliases=("duong dat",)
                ),
                UNKNOWN.model_copy(update={"aliases": (*UNKNOWN.aliases, "road")}),
            ),
            aliases=("cap", "loai duong", "phan loai", "phan cap", "highway", "fclass", "road class"),
        ),
        Field(
            name="lanes",
            label=Text(vi="Số làn xe", en="Lanes"),
            kind="integer",
            minimum=1,
            maximum=24,
            aliases=("so lan", "lan xe", "so lan duong"),
        ),
        Field(
            name="one_way",
            label=Text(vi="Một chiều", en="One way"),
            kind="boolean",
            aliases=("duong mot chieu", "1 chieu", "oneway"),
            note=Text(vi="Theo chiều vẽ của đường.", en="In the direction in which the line is drawn."),
        ),
        Field(
            name="width_m",
            label=Text(vi="Bề rộng mặt đường", en="Carriageway width"),
            kind="number",
            unit="m",
            minimum=0.3,
            maximum=200,
            sourced=True,
            aliases=("be rong", "chieu rong", "rong", "be rong duong", "mat cat", "mat cat ngang", "width"),
        ),
        Field(
            name="headroom_m",
            label=Text(vi="Chiều cao tĩnh không", en="Headroom"),
            kind="number",
            unit="m",
            minimum=0.5,
            maximum=30,
            sourced=True,
            aliases=("tinh khong", "chieu cao thong thuy", "han che chieu cao", "maxheight"),
        ),
        Field(
            name="speed_limit_kmh",
            label=Text(vi="Tốc độ tối đa cho phép", en="Speed limit"),
            kind="integer",
            unit="km/h",
            minimum=5,
            maximum=120,
            aliases=("toc do toi da", "toc do cho phep", "gioi han toc do", "maxspeed", "speed limit"),
        ),
    ),
    style=Style(
        by="class",
        colour="#d3d8de",
        width=1.6,
        outline="#cbc5b9",
        label_field="name",
        label_min_zoom=14,
        unknown_label=Text(vi="Chưa rõ cấp", en="Class unknown"),
        classes=(
            StyleClass(
                label=Text(vi="Cao tốc, quốc lộ", en="Motorway and trunk"),
                colour="#e8c48a",
                values=("motorway", "trunk"),
                width=4.50,
            ),
            StyleClass(
                label=Text(vi="Đường chính", en="Primary"), colour="#f2d9ab", values=("primary",), width=3.80
            ),
            StyleClass(
                label=Text(vi="Đường liên khu vực", en="Secondary"),
                colour="#f7e8c8",
                values=("secondary",),
                width=3.20,
            ),
            StyleClass(
                label=Text(vi="Đường khu vực", en="Tertiary"),
                colour="#fdf6e6",
                values=("tertiary",),
                width=2.50,
            ),
            StyleClass(
                label=Text(vi="Đường nhóm nhà ở", en="Residential and minor"),
                colour="#ffffff",
                values=("unclassified", "residential", "living_street", "pedestrian"),
                width=1.60,
            ),
            StyleClass(
                label=Text(vi="Đường nội bộ, đường dạo", en="Service roads and paths"),
                colour="#e9e6df",
                values=("service", "footway", "steps", "cycleway", "track"),
                width=0.90,
            ),
        ),
    ),
    osm=(
        OsmMapping(
            match={"highway": _OSM_CLASSES, "oneway": ("yes", "true", "1", "no", "false", "0")},
            unless=_ALLEY_NAMES,
            read={**_OSM_READ, "one_way": "oneway"},
        ),
        # `oneway=-1` runs against the line: it is left unknown rather than turned round.
        OsmMapping(match={"highway": _OSM_CLASSES}, unless=_ALLEY_NAMES, read=_OSM_READ),
    ),
)
