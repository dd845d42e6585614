"""Flooding hotspots: where rain stands in the street, at what rain, how deep and how long.

The rain bands are those of Hà Nội's list (Decision 2280/QĐ-UBND of 29 April 2026): the hourly rain from
which a spot floods. Depths are of water above the road surface; the ground height is in the national height
system (Hòn Dấu, EPSG:5727).
"""

from twin.vocabulary import (
    SPOT_STATUSES,
    UNKNOWN_COLOUR,
    Choice,
    Field,
    Layer,
    Progress,
    Style,
    StyleClass,
    Text,
)

LAYER = Layer(
    id="flood_spots",
    title=Text(vi="Điểm ngập úng", en="Flooding hotspots"),
    description=Text(
        vi="Điểm thường ngập khi mưa, xếp theo ngưỡng mưa (mm/h) bắt đầu gây ngập như danh mục của Thành phố: "
        "ngưỡng càng thấp càng dễ ngập.",
        en="Places that flood in rain, classed by the hourly rain from which they flood, as in the City's list: "
        "the lower the band, the more easily the place floods.",
    ),
    group="focus",
    geometry="Point",
    title_field="name",
    min_zoom=11,
    order=96,
    visible=True,
    fields=(
        Field(
            name="name",
            label=Text(vi="Tên điểm", en="Name"),
            required=True,
            aliases=(
                "ten",
                "ten diem ngap",
                "diem ngap",
                "diem ngap ung",
                "diem ngap lut",
                "vi tri",
                "dia diem",
            ),
        ),
        Field(
            name="rain_band",
            label=Text(vi="Ngưỡng mưa gây ngập", en="Rain from which it floods"),
            kind="choice",
            choices=(
                Choice(
                    value="lt50",
                    label=Text(vi="Dưới 50 mm/h", en="Under 50 mm/h"),
                    aliases=("duoi 50", "duoi 50mm/h", "nho hon 50"),
                ),
                Choice(
                    value="50_70",
                    label=Text(vi="50 - 70 mm/h", en="50 to 70 mm/h"),
                    aliases=("50-70", "50-70mm/h", "tu 50 den 70", "50 den 70", "tu 50 den 70 mm/h"),
                ),
                Choice(
                    value="70_100",
                    label=Text(vi="70 - 100 mm/h", en="70 to 100 mm/h"),
                    aliases=("70-100", "70-100mm/h", "tu 70 den 100", "70 den 100", "tu 70 den 100 mm/h"),
                ),
                Choice(
                    value="gt100",
                    label=Text(vi="Trên 100 mm/h", en="Over 100 mm/h"),
                    aliases=("tren 100", "tren 100mm/h", "lon hon 100"),
                ),
            ),
            aliases=("nguong mua", "cap mua", "luong mua gay ngap", "cuong do mua"),
            note=Text(
                vi="Nhóm mưa trong danh mục theo Quyết định 2280/QĐ-UBND ngày 29/4/2026 (chưa đối chiếu bản gốc).",
                en="Band in the list of Decision 2280/QĐ-UBND of 29 April 2026 (not yet checked against the gazette).",
            ),
        ),
        Field(
            name="depth_m",
            label=Text(vi="Độ sâu ngập lớn nhất", en="Greatest depth"),
            kind="number",
            unit="m",
            minimum=0.01,
            maximum=6,
            sourced=True,
            on_map=True,
            aliases=("do sau", "do sau ngap", "chieu sau ngap", "ngap sau", "muc ngap", "depth"),
            note=Text(
                vi="Mực nước trên mặt đường. Ô tô qua được đến 0,3 m, xe cứu hộ đến 0,6 m (nghiên cứu TRID 1412184).",
                en="Water above the road surface. Cars pass up to 0.3 m, emergency vehicles up to 0.6 m "
                "(research, TRID 1412184).",
            ),
        ),
        Field(
            name="duration_h",
            label=Text(vi="Thời gian ngập", en="Duration"),
            kind="number",
            unit="h",
            minimum=0.1,
            maximum=720,
            sourced=True,
            aliases=("thoi gian ngap", "thoi gian rut nuoc", "so gio ngap", "ngap keo dai", "duration"),
        ),
        Field(
            name="times_per_year",
            label=Text(vi="Số lần ngập mỗi năm", en="Times a year"),
            kind="integer",
            minimum=0,
            maximum=366,
            aliases=("so lan ngap", "so lan", "tan suat", "so tran ngap"),
        ),
        Field(
            name="cause",
            label=Text(vi="Nguyên nhân", en="Cause"),
            kind="choice",
            choices=(
                Choice(
                    value="low_ground",
                    label=Text(vi="Địa hình trũng", en="Low ground"),
                    aliases=("trung", "vung trung", "nen thap", "cot nen thap"),
                ),
                Choice(
                    value="blocked_drain",
                    label=Text(vi="Cống tắc, bồi lắng", en="Blocked drain"),
                    aliases=("tac cong", "cong tac", "boi lang", "rac"),
                ),
                Choice(
                    value="small_drain",
                    label=Text(vi="Cống nhỏ, thiếu năng lực", en="Drain too small"),
                    aliases=("cong nho", "thieu cong", "qua tai", "he thong thoat nuoc qua tai"),
                ),
                Choice(
                    value="river_level",
                    label=Text(vi="Mực nước sông cao", en="High river level"),
                    aliases=("nuoc song", "nuoc song cao", "muc nuoc song"),
                ),
                Choice(
                    value="works",
                    label=Text(vi="Do công trình đang thi công", en="Construction works"),
                    aliases=("thi cong", "cong trinh thi cong"),
                ),
            ),
            aliases=("nguyen nhan", "nguyen nhan ngap", "ly do"),
        ),
        Field(
            name="status",
            label=Text(vi="Tình trạng xử lý", en="Status"),
            kind="choice",
            choices=SPOT_STATUSES,
            on_map=True,
            aliases=("tinh trang", "trang thai", "hien trang"),
        ),
        Field(
            name="last_flooded_on",
            label=Text(vi="Lần ngập gần nhất", en="Last flooded on"),
            kind="date",
            aliases=("ngay ngap", "ngay ngap gan nhat", "lan ngap cuoi"),
        ),
        Field(
            name="ground_m",
            label=Text(vi="Cao độ mặt đất", en="Ground height"),
            kind="number",
            unit="m",
            minimum=-20,
            maximum=1500,
            sourced=True,
            aliases=("cao do", "cao do nen", "cot nen", "cao trinh", "elevation", "ele"),
            note=Text(
                vi="Hệ độ cao quốc gia (Hòn Dấu, EPSG:5727).",
                en="National height system (Hòn Dấu, EPSG:5727).",
            ),
        ),
        Field(
            name="listed_in",
            label=Text(vi="Danh mục, văn bản nêu tên", en="Official list that names it"),
            aliases=("danh muc", "van ban", "quyet dinh", "can cu"),
        ),
    ),
    progress=Progress(
        field="status", done=("resolved",), under_way=("in_works",), not_yet=("monitored", "open")
    ),
    style=Style(
        by="rain_band",
        colour=UNKNOWN_COLOUR,
        width=7,
        outline="#12263f",
        label_field="name",
        label_min_zoom=15,
        unknown_label=Text(vi="Chưa rõ ngưỡng mưa", en="Rain band unknown"),
        classes=(
            StyleClass(
                label=Text(vi="Dưới 50 mm/h", en="Under 50 mm/h"), colour="#08306b", values=("lt50",), width=9
            ),
            StyleClass(
                label=Text(vi="50 - 70 mm/h", en="50 to 70 mm/h"),
                colour="#2171b5",
                values=("50_70",),
                width=8,
            ),
            StyleClass(
                label=Text(vi="70 - 100 mm/h", en="70 to 100 mm/h"), colour="#6baed6", values=("70_100",)
            ),
            StyleClass(
                label=Text(vi="Trên 100 mm/h", en="Over 100 mm/h"),
                colour="#c6dbef",
                values=("gt100",),
                width=6,
            ),
        ),
    ),
)
