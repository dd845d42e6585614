"""Land plots of the cadastral map.

`use` keeps the cadastral symbols themselves (Circular 25/2014/TT-BTNMT, the map that the ward's files still
follow), in lower case; a plot with several uses, `ODT+CLN`, is `mixed`.
"""

from twin.vocabulary import OTHER, UNKNOWN, UNKNOWN_COLOUR, Choice, Field, Layer, Style, StyleClass, Text

_SYMBOLS = (
    ("odt", "Đất ở tại đô thị", "Urban housing"),
    ("ont", "Đất ở tại nông thôn", "Rural housing"),
    ("tmd", "Đất thương mại, dịch vụ", "Commerce and services"),
    ("skc", "Đất cơ sở sản xuất phi nông nghiệp", "Non-farm production"),
    ("skk", "Đất khu công nghiệp", "Industrial park"),
    ("skn", "Đất cụm công nghiệp", "Industrial cluster"),
    ("tsc", "Đất trụ sở cơ quan", "Government offices"),
    ("dts", "Đất trụ sở tổ chức sự nghiệp", "Public-service offices"),
    ("dvh", "Đất cơ sở văn hóa", "Culture"),
    ("dyt", "Đất cơ sở y tế", "Health"),
    ("dgd", "Đất cơ sở giáo dục", "Education"),
    ("dtt", "Đất cơ sở thể dục thể thao", "Sport"),
    ("dkh", "Đất cơ sở khoa học, công nghệ", "Science and technology"),
    ("dxh", "Đất cơ sở dịch vụ xã hội", "Social services"),
    ("dng", "Đất cơ sở ngoại giao", "Diplomatic premises"),
    ("dsk", "Đất công trình sự nghiệp khác", "Other public services"),
    ("dgt", "Đất giao thông", "Transport"),
    ("dtl", "Đất thủy lợi", "Irrigation and drainage"),
    ("dnl", "Đất công trình năng lượng", "Energy"),
    ("dbv", "Đất bưu chính, viễn thông", "Post and telecommunications"),
    ("dra", "Đất bãi thải, xử lý chất thải", "Waste treatment"),
    ("dck", "Đất công trình công cộng khác", "Other public works"),
    ("dch", "Đất chợ", "Market"),
    ("dsh", "Đất sinh hoạt cộng đồng", "Community meeting place"),
    ("dkv", "Đất khu vui chơi, giải trí công cộng", "Public recreation"),
    ("ddt", "Đất di tích lịch sử - văn hóa", "Historical and cultural relics"),
    ("ddl", "Đất danh lam thắng cảnh", "Scenic sites"),
    ("ton", "Đất cơ sở tôn giáo", "Religious premises"),
    ("tin", "Đất cơ sở tín ngưỡng", "Places of belief"),
    ("ntd", "Đất nghĩa trang, nhà tang lễ", "Cemetery and funeral home"),
    ("cqp", "Đất quốc phòng", "Defence"),
    ("can", "Đất an ninh", "Public security"),
    ("luc", "Đất chuyên trồng lúa nước", "Rice paddy"),
    ("luk", "Đất trồng lúa nước còn lại", "Other rice land"),
    ("bhk", "Đất bằng trồng cây hàng năm khác", "Other annual crops"),
    ("cln", "Đất trồng cây lâu năm", "Perennial crops"),
    ("nts", "Đất nuôi trồng thủy sản", "Aquaculture"),
    ("nkh", "Đất nông nghiệp khác", "Other farm land"),
    ("son", "Đất sông, ngòi, kênh, rạch, suối", "Rivers and canals"),
    ("mnc", "Đất có mặt nước chuyên dùng", "Other water surface"),
    ("pnk", "Đất phi nông nghiệp khác", "Other non-farm land"),
    ("bcs", "Đất bằng chưa sử dụng", "Unused flat land"),
)

LAYER = Layer(
    id="land_plots",
    title=Text(vi="Thửa đất", en="Land plots"),
    description=Text(
        vi="Thửa đất theo bản đồ địa chính, mục đích sử dụng ghi bằng ký hiệu loại đất; không có tên chủ sử dụng.",
        en="Plots of the cadastral map with their land-use symbols; no holder is named.",
    ),
    group="ground",
    geometry="Polygon",
    title_field="code",
    min_zoom=15,
    order=4,
    fields=(
        Field(
            name="code",
            label=Text(vi="Mã thửa", en="Plot code"),
            required=True,
            aliases=("ma", "ma thua dat", "so thua", "so hieu thua", "shthua", "to thua", "parcel"),
            note=Text(
                vi="Số tờ bản đồ - số thửa, ví dụ 12-345.", en="Map sheet and plot number, such as 12-345."
            ),
        ),
        Field(
            name="use",
            label=Text(vi="Loại đất", en="Land use"),
            kind="choice",
            choices=(
                *(
                    Choice(
                        value=code,
                        label=Text(vi=f"{vi} ({code.upper()})", en=f"{en} ({code.upper()})"),
                        aliases=(vi,),
                    )
                    for code, vi, en in _SYMBOLS
                ),
                Choice(
                    value="mixed",
                    label=Text(vi="Nhiều mục đích", en="Several uses"),
                    aliases=("odt+cln", "ont+cln", "odt+nts", "ont+nts", "odt+bhk", "odt+tmd", "odt+skc"),
                ),
                OTHER,
                UNKNOWN,
            ),
            aliases=("muc dich su dung", "mdsd", "mucdichsd", "ky hieu loai dat", "kh loai dat", "landuse"),
            note=Text(
                vi="Ký hiệu loại đất trên bản đồ địa chính, Thông tư 25/2014/TT-BTNMT.",
                en="Symbols of the cadastral map, Circular 25/2014/TT-BTNMT.",
            ),
        ),
        Field(
            name="area_m2",
            label=Text(vi="Diện tích", en="Area"),
            kind="number",
            unit="m²",
            minimum=0.1,
            maximum=10000000,
            sourced=True,
            aliases=("dt", "dien tich phap ly", "dien tich thua", "dtich", "shape area"),
            note=Text(
                vi="Diện tích pháp lý; có thể khác diện tích đo trên bản đồ.",
                en="The recorded area, which may differ from the one measured on the map.",
            ),
        ),
    ),
    style=Style(
        by="use",
        colour=UNKNOWN_COLOUR,
        opacity=0.45,
        outline="#8a8378",
        width=0.6,
        label_field="code",
        label_min_zoom=18,
        unknown_label=Text(vi="Chưa rõ loại đất", en="Land use unknown"),
        classes=(
            StyleClass(label=Text(vi="Đất ở", en="Housing"), colour="#e6b8a2", values=("odt", "ont")),
            StyleClass(
                label=Text(vi="Thương mại, sản xuất", en="Commerce and production"),
                colour="#b8410f",
                values=("tmd", "skc", "skk", "skn", "dch"),
            ),
            StyleClass(
                label=Text(vi="Công cộng, trụ sở", en="Public services and offices"),
                colour="#ea9a1a",
                values=("tsc", "dts", "dvh", "dyt", "dgd", "dtt", "dkh", "dxh", "dng", "dsk", "dck", "dsh"),
            ),
            StyleClass(
                label=Text(vi="Giao thông, hạ tầng", en="Transport and utilities"),
                colour="#fbf6ee",
                values=("dgt", "dtl", "dnl", "dbv", "dra"),
            ),
            StyleClass(
                label=Text(vi="Vui chơi, cảnh quan, di tích", en="Recreation, scenery, relics"),
                colour="#1f7a55",
                values=("dkv", "ddl", "ddt"),
            ),
            StyleClass(
                label=Text(vi="Tôn giáo, nghĩa trang", en="Religion and cemeteries"),
                colour="#6c2fa0",
                values=("ton", "tin", "ntd"),
            ),
            StyleClass(
                label=Text(vi="Quốc phòng, an ninh", en="Defence and security"),
                colour="#5a0c0c",
                values=("cqp", "can"),
            ),
            StyleClass(
                label=Text(vi="Nông nghiệp", en="Farm land"),
                colour="#b4e070",
                values=("luc", "luk", "bhk", "cln", "nts", "nkh"),
            ),
            StyleClass(label=Text(vi="Mặt nước", en="Water"), colour="#4ca8f4", values=("son", "mnc")),
            StyleClass(
                label=Text(vi="Khác, nhiều mục đích", en="Other or several uses"),
                colour="#1d2540",
                values=("pnk", "bcs", "mixed", "other"),
            ),
        ),
    ),
)
