"""Alleys: where an engine can or cannot go, and which of them are renewed.

A fire engine needs a clear width of 3.5 m and a headroom of 4.5 m (QCVN 06:2022/BXD 6.2, not yet checked against
the gazette). The classes of width on the map are the project's own.
"""

from twin.vocabulary import (
    UNKNOWN,
    UNKNOWN_COLOUR,
    YES_NO_UNKNOWN,
    Choice,
    Comparison,
    Field,
    Layer,
    OsmMapping,
    Progress,
    Rule,
    Style,
    StyleClass,
    Text,
)

_OSM_WAYS = (
    "residential",
    "living_street",
    "service",
    "unclassified",
    "tertiary",
    "pedestrian",
    "footway",
    "path",
    "steps",
    "track",
)
_OSM_NAMES = {
    "ngo": ("~^ngõ ", "~^ng[oô] [0-9]"),
    "ngach": ("~^ngách ", "~^ngach [0-9]"),
    "hem": ("~^hẻm ", "~^hem [0-9]"),
}
"""Without its mark a name counts only before a number: `Ngô Quyền` is a street, `Ngô 244` an alley misspelt."""
_OSM_READ = {
    "name": "name",
    "width_m": "width",
    "headroom_m": "maxheight",
    "surface": "surface",
    "lighting": "lit",
}

LAYER = Layer(
    id="alleys",
    title=Text(vi="Ngõ, ngách, hẻm", en="Alleys"),
    description=Text(
        vi="Ngõ, ngách, hẻm với bề rộng thông thủy, chiều cao tĩnh không, tình trạng cải tạo và PCCC. "
        "Bề rộng chưa đo được ghi là chưa rõ, không phải bằng không. Các khoảng bề rộng trên bản đồ do dự án tự chia.",
        en="Alleys with clear width, headroom, renovation and fire systems. "
        "A width that nobody measured is unknown, never zero. The classes of width on the map are the project's own.",
    ),
    group="focus",
    geometry="LineString",
    title_field="name",
    min_zoom=13,
    order=60,
    visible=True,
    fields=(
        Field(
            name="name",
            label=Text(vi="Tên", en="Name"),
            required=True,
            aliases=(
                "ten",
                "ten ngo",
                "ten duong",
                "ten ngach",
                "ten hem",
                "ngo",
                "ngo ngach",
                "ngo ngach hem",
                "tuyen ngo",
            ),
        ),
        Field(
            name="level",
            label=Text(vi="Cấp", en="Level"),
            kind="choice",
            required=True,
            choices=(
                Choice(value="ngo", label=Text(vi="Ngõ", en="Alley (ngõ)")),
                Choice(value="ngach", label=Text(vi="Ngách", en="Side alley (ngách)")),
                Choice(value="hem", label=Text(vi="Hẻm", en="Lane (hẻm)")),
            ),
            aliases=("cap", "cap ngo", "loai ngo", "loai", "phan cap"),
        ),
        Field(
            name="street",
            label=Text(vi="Thuộc đường phố", en="Street"),
            aliases=("duong", "pho", "ten pho", "duong pho", "thuoc duong", "thuoc pho", "tuyen pho"),
        ),
        Field(
            name="parent",
            label=Text(vi="Ngõ mẹ", en="Parent alley"),
            aliases=("ngo me", "thuoc ngo", "ngo chinh"),
        ),
        Field(
            name="width_m",
            label=Text(vi="Bề rộng thông thủy", en="Clear width"),
            kind="number",
            unit="m",
            minimum=0.3,
            maximum=60,
            sourced=True,
            aliases=(
                "be rong",
                "chieu rong",
                "rong",
                "be rong ngo",
                "chieu rong ngo",
                "rong ngo",
                "be rong hep nhat",
                "be rong trung binh",
                "mat cat",
                "mat cat ngang",
                "width",
            ),
            note=Text(
                vi="Chỗ hẹp nhất mà xe phải qua. Xe chữa cháy cần từ 3,5 m (QCVN 06:2022/BXD, chưa đối chiếu bản gốc).",
                en="At the narrowest place on the way. A fire engine needs 3.5 m (QCVN 06:2022/BXD, not yet checked "
                "against the gazette).",
            ),
        ),
        Field(
            name="headroom_m",
            label=Text(vi="Chiều cao tĩnh không", en="Headroom"),
            kind="number",
            unit="m",
            minimum=0.5,
            maximum=30,
            sourced=True,
            aliases=("tinh khong", "chieu cao thong thuy", "chieu cao", "gioi han chieu cao", "maxheight"),
        ),
        Field(
            name="slope",
            label=Text(vi="Độ dốc", en="Slope"),
            kind="number",
            unit="%",
            minimum=0,
            maximum=100,
            sourced=True,
            aliases=("do doc doc", "doc", "incline"),
        ),
        Field(
            name="dead_end",
            label=Text(vi="Ngõ cụt", en="Dead end"),
            kind="boolean",
            aliases=("cut", "la ngo cut", "duong cut"),
        ),
        Field(
            name="turning_place",
            label=Text(vi="Có chỗ quay xe", en="Turning place"),
            kind="boolean",
            aliases=("cho quay xe", "bai quay xe", "diem quay dau"),
        ),
        Field(
            name="passing_bays",
            label=Text(vi="Số chỗ tránh xe", en="Passing bays"),
            kind="integer",
            minimum=0,
            maximum=100,
            aliases=("cho tranh xe", "diem tranh xe"),
        ),
        Field(
            name="surface",
            label=Text(vi="Mặt đường", en="Surface"),
            kind="choice",
            choices=(
                Choice(
                    value="concrete",
                    label=Text(vi="Bê tông", en="Concrete"),
                    aliases=("be tong xi mang", "btxm", "xi mang", "concrete plates"),
                ),
                Choice(
                    value="asphalt",
                    label=Text(vi="Nhựa", en="Asphalt"),
                    aliases=("be tong nhua", "btn", "tham nhua", "nhua duong"),
                ),
                Choice(
                    value="brick",
                    label=Text(vi="Gạch, đá lát", en="Brick or paving"),
                    aliases=(
                        "gach",
                        "da lat",
                        "lat gach",
                        "lat da",
                        "gach block",
                        "paving_stones",
                        "sett",
                        "bricks",
                    ),
                ),
                Choice(
                    value="earth",
                    label=Text(vi="Đất", en="Earth"),
                    aliases=("cap phoi", "unpaved", "ground", "dirt", "gravel", "compacted"),
                ),
                UNKNOWN,
            ),
            aliases=("ket cau mat", "ket cau mat duong", "vat lieu", "mat ngo"),
        ),
        Field(
            name="renovation",
            label=Text(vi="Chỉnh trang, cải tạo", en="Renovation"),
            kind="choice",
            choices=(
                Choice(
                    value="none",
                    label=Text(vi="Chưa có kế hoạch", en="Not planned"),
                    aliases=("chua", "chua co", "chua cai tao", "khong"),
                ),
                Choice(
                    value="planned",
                    label=Text(vi="Đã có kế hoạch", en="Planned"),
                    aliases=("ke hoach", "co ke hoach", "du kien"),
                ),
                Choice(
                    value="in_works",
                    label=Text(vi="Đang thi công", en="In works"),
                    aliases=("dang lam", "dang cai tao", "dang thuc hien"),
                ),
                Choice(
                    value="done",
                    label=Text(vi="Đã hoàn thành", en="Done"),
                    aliases=("xong", "da cai tao", "hoan thanh", "da chinh trang", "da xong"),
                ),
                UNKNOWN,
            ),
            on_map=True,
            aliases=(
                "cai tao",
                "chinh trang",
                "tinh trang cai tao",
                "tinh trang chinh trang",
                "tien do cai tao",
            ),
        ),
        Field(
            name="renovated_on",
            label=Text(vi="Ngày hoàn thành cải tạo", en="Renovated on"),
            kind="date",
            aliases=("ngay hoan thanh", "ngay cai tao", "thoi gian cai tao"),
        ),
        Field(
            name="fire_system",
            label=Text(vi="Hệ thống PCCC tại ngõ", en="Fire system"),
            kind="choice",
            choices=(
                Choice(
                    value="none", label=Text(vi="Không có", en="None"), aliases=("khong", "chua co", "chua")
                ),
                Choice(
                    value="tank",
                    label=Text(vi="Bể nước", en="Tank"),
                    aliases=("be", "be nuoc pccc", "be nuoc chua chay"),
                ),
                Choice(
                    value="hydrant",
                    label=Text(vi="Trụ nước", en="Hydrant"),
                    aliases=("tru", "tru nuoc pccc", "tru cuu hoa", "tru chua chay"),
                ),
                Choice(
                    value="wall_box",
                    label=Text(vi="Họng nước, tủ chữa cháy", en="Wall box"),
                    aliases=("tu pccc", "tu chua chay", "hong nuoc", "diem chua chay cong cong"),
                ),
                Choice(
                    value="several",
                    label=Text(vi="Nhiều loại", en="Several"),
                    aliases=("be va tru", "be, tru"),
                ),
                UNKNOWN,
            ),
            on_map=True,
            aliases=("pccc", "he thong pccc", "thiet bi pccc", "phuong tien pccc"),
        ),
        Field(
            name="lighting",
            label=Text(vi="Chiếu sáng", en="Lighting"),
            kind="choice",
            choices=YES_NO_UNKNOWN,
            aliases=("den duong", "den chieu sang", "lit"),
        ),
        Field(
            name="drainage",
            label=Text(vi="Thoát nước", en="Drainage"),
            kind="choice",
            choices=YES_NO_UNKNOWN,
            aliases=("he thong thoat nuoc", "ranh thoat nuoc", "cong thoat nuoc"),
        ),
    ),
    rules=(
        Rule(
            id="renovated_on_when_done",
            message=Text(
                vi="Chỉ ngõ đã hoàn thành cải tạo mới có ngày hoàn thành.",
                en="Only an alley whose renovation is done has a day on which it was done.",
            ),
            when=Comparison(field="renovated_on", operator="known"),
            then=Comparison(field="renovation", operator="in", value=("done",)),
        ),
    ),
    progress=Progress(
        field="renovation", done=("done",), under_way=("in_works",), not_yet=("planned", "none")
    ),
    style=Style(
        by="width_m",
        colour=UNKNOWN_COLOUR,
        width=2.5,
        label_field="name",
        label_min_zoom=17,
        unknown_label=Text(vi="Chưa đo bề rộng", en="Width not measured"),
        classes=(
            StyleClass(label=Text(vi="Dưới 2 m", en="Under 2 m"), colour="#6a1b78", maximum=2),
            StyleClass(label=Text(vi="2 - 3,5 m", en="2 - 3.5 m"), colour="#b57edc", minimum=2, maximum=3.5),
            StyleClass(label=Text(vi="3,5 - 4 m", en="3.5 - 4 m"), colour="#86cb7a", minimum=3.5, maximum=4),
            StyleClass(label=Text(vi="Từ 4 m", en="4 m and over"), colour="#146c36", minimum=4),
        ),
    ),
    osm=tuple(
        OsmMapping(match={"highway": _OSM_WAYS, "name": names}, assign={"level": level}, read=_OSM_READ)
        for level, names in _OSM_NAMES.items()
    ),
)
