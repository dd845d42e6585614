"""Buildings: houses and blocks, whose residents are counts and may be unknown.

Uses follow the functions of works in Circular 06/2021/TT-BXD. A height is metres from the ground to the top of
the roof; one worked out from storeys is 'estimated'. Without a height a building stays flat in 3D: storeys
alone are not turned into metres on the map.
"""

from twin.vocabulary import OTHER, UNKNOWN, Choice, Field, Layer, OsmMapping, Style, Text

_USES = (
    Choice(
        value="house",
        label=Text(vi="Nhà ở riêng lẻ", en="House"),
        aliases=(
            "nha o",
            "nha rieng",
            "nha ong",
            "nha lien ke",
            "biet thu",
            "detached",
            "terrace",
            "semidetached_house",
        ),
    ),
    Choice(
        value="apartment",
        label=Text(vi="Chung cư", en="Apartment block"),
        aliases=("nha chung cu", "tap the", "nha tap the", "apartments", "dormitory"),
    ),
    Choice(
        value="mixed",
        label=Text(vi="Hỗn hợp ở và dịch vụ", en="Mixed, housing and services"),
        aliases=("hon hop", "nha o ket hop kinh doanh", "shophouse", "mixed_use"),
    ),
    Choice(value="office", label=Text(vi="Văn phòng", en="Office"), aliases=("toa nha van phong",)),
    Choice(
        value="government",
        label=Text(vi="Trụ sở cơ quan", en="Government"),
        aliases=("tru so", "co quan", "co quan nha nuoc", "civic"),
    ),
    Choice(
        value="commerce",
        label=Text(vi="Thương mại, dịch vụ", en="Commerce and services"),
        aliases=(
            "thuong mai",
            "dich vu",
            "cua hang",
            "cho",
            "sieu thi",
            "commercial",
            "retail",
            "supermarket",
            "kiosk",
        ),
    ),
    Choice(value="hotel", label=Text(vi="Khách sạn, lưu trú", en="Hotel"), aliases=("khach san", "nha nghi")),
    Choice(
        value="education",
        label=Text(vi="Giáo dục", en="Education"),
        aliases=("truong hoc", "school", "kindergarten", "university", "college"),
    ),
    Choice(
        value="health",
        label=Text(vi="Y tế", en="Health"),
        aliases=("benh vien", "tram y te", "hospital", "clinic"),
    ),
    Choice(
        value="culture",
        label=Text(vi="Văn hóa, thể thao", en="Culture and sport"),
        aliases=("van hoa", "nha van hoa", "the thao", "museum", "sports_hall", "stadium", "sports_centre"),
    ),
    Choice(
        value="religion",
        label=Text(vi="Tôn giáo, tín ngưỡng", en="Religion"),
        aliases=(
            "ton giao",
            "dinh",
            "den",
            "chua",
            "nha tho",
            "temple",
            "pagoda",
            "church",
            "shrine",
            "religious",
        ),
    ),
    Choice(
        value="industry",
        label=Text(vi="Công nghiệp, kho", en="Industry and storage"),
        aliases=("cong nghiep", "kho", "nha xuong", "xuong", "industrial", "warehouse", "manufacture"),
    ),
    Choice(
        value="utility",
        label=Text(vi="Hạ tầng kỹ thuật", en="Utility"),
        aliases=("tram dien", "tram bien ap", "ha tang", "service", "transformer_tower"),
    ),
    Choice(
        value="parking",
        label=Text(vi="Nhà để xe", en="Parking building"),
        aliases=("nha xe", "gara", "garage", "garages", "carport"),
    ),
    OTHER,
    UNKNOWN,
)
_OSM_USES = tuple(
    alias for use in _USES[:-2] for alias in (use.value, *use.aliases) if alias.isascii() and " " not in alias
)
_OSM_READ = {"name": "name", "levels": "building:levels", "height_m": "height"}

LAYER = Layer(
    id="buildings",
    title=Text(vi="Nhà, chung cư", en="Buildings"),
    description=Text(
        vi="Nhà ở, chung cư và công trình khác; số dân chỉ là số đếm, thiếu thì để chưa rõ.",
        en="Houses, blocks and other buildings; residents are counts only, and unknown where nobody counted.",
    ),
    group="ground",
    geometry="Polygon",
    title_field="name",
    min_zoom=13,
    order=20,
    base_map=True,
    fields=(
        Field(
            name="name",
            label=Text(vi="Tên", en="Name"),
            aliases=("ten", "ten nha", "ten toa nha", "ten cong trinh", "toa nha", "ten chung cu"),
        ),
        Field(
            name="use",
            label=Text(vi="Công năng", en="Use"),
            kind="choice",
            choices=_USES,
            on_map=True,
            aliases=(
                "cong nang su dung",
                "muc dich su dung",
                "loai nha",
                "loai cong trinh",
                "building",
                "fclass",
            ),
            note=Text(
                vi="Theo công năng công trình, Thông tư 06/2021/TT-BXD.",
                en="By the functions of works in Circular 06/2021/TT-BXD.",
            ),
        ),
        Field(
            name="levels",
            label=Text(vi="Số tầng", en="Storeys"),
            kind="number",
            minimum=0.5,
            maximum=120,
            sourced=True,
            aliases=("tang", "so tang cao", "tang cao", "building levels", "floors", "num floors"),
            note=Text(
                vi="Số tầng nổi; tum, gác lửng tính nửa tầng (3,5).",
                en="Storeys above ground; an attic or mezzanine counts half (3.5).",
            ),
        ),
        Field(
            name="height_m",
            label=Text(vi="Chiều cao", en="Height"),
            kind="number",
            unit="m",
            minimum=1,
            maximum=600,
            sourced=True,
            aliases=("cao", "chieu cao nha", "chieu cao cong trinh", "do cao"),
            note=Text(
                vi="Từ mặt đất đến đỉnh mái. Suy từ số tầng thì ghi nguồn là ước tính.",
                en="Ground to top of roof. Worked out from storeys, it is marked as estimated.",
            ),
        ),
        Field(
            name="built_year",
            label=Text(vi="Năm xây dựng", en="Year built"),
            kind="integer",
            minimum=1000,
            maximum=2100,
            aliases=("nam xay", "nam hoan thanh", "nam dua vao su dung", "year built"),
        ),
        Field(
            name="households",
            label=Text(vi="Số hộ", en="Households"),
            kind="integer",
            minimum=0,
            maximum=10000,
            sourced=True,
            aliases=("so ho dan", "so can ho", "tong so ho", "so ho gia dinh"),
        ),
        Field(
            name="residents",
            label=Text(vi="Số người ở", en="Residents"),
            kind="integer",
            minimum=0,
            maximum=50000,
            sourced=True,
            aliases=("so nguoi", "so dan", "dan so", "nhan khau", "so nhan khau", "so khau"),
            note=Text(vi="Chỉ là số đếm, không có tên ai.", en="A count only: nobody's name."),
        ),
        Field(
            name="old_block",
            label=Text(vi="Chung cư cũ", en="Old block"),
            kind="boolean",
            on_map=True,
            aliases=("nha chung cu cu", "tap the cu", "khu tap the cu"),
            note=Text(
                vi="Thuộc danh mục nhà chung cư cũ cần cải tạo, xây dựng lại (Nghị định 98/2024/NĐ-CP).",
                en="On the list of old blocks to be renovated or rebuilt (Decree 98/2024/NĐ-CP).",
            ),
        ),
    ),
    style=Style(
        colour="#dcd5c9",
        outline="#b5ab9b",
        width=0.6,
        height_field="height_m",
        label_field="name",
        label_min_zoom=17,
    ),
    osm=(
        OsmMapping(match={"building": _OSM_USES}, read={**_OSM_READ, "use": "building"}),
        OsmMapping(match={"building": ("~^(?!no$)",)}, read=_OSM_READ),
    ),
)
