"""Enterprises and household businesses, with whether they use digital technology.

Sectors are the 22 sections of VSIC 2025 (Decision 36/2025/QĐ-TTg). They are words and not letters, because
from J on a letter means another section in the list of 2018. Kinds follow the Law on Enterprises 2020.
"""

from twin.vocabulary import (
    OTHER,
    UNKNOWN,
    UNKNOWN_COLOUR,
    YES_NO_UNKNOWN,
    Choice,
    Field,
    Layer,
    OsmMapping,
    Style,
    StyleClass,
    Text,
)

_SECTORS = (
    Choice(
        value="agriculture",
        label=Text(vi="Nông, lâm nghiệp, thủy sản", en="Agriculture, forestry, fishing"),
        aliases=("nong nghiep", "thuy san"),
    ),
    Choice(value="mining", label=Text(vi="Khai khoáng", en="Mining")),
    Choice(
        value="manufacturing",
        label=Text(vi="Công nghiệp chế biến, chế tạo", en="Manufacturing"),
        aliases=("san xuat", "che bien", "cong nghiep"),
    ),
    Choice(value="energy", label=Text(vi="Điện, khí đốt, điều hòa", en="Electricity, gas, air conditioning")),
    Choice(
        value="water_waste",
        label=Text(vi="Nước, rác thải", en="Water and waste"),
        aliases=("cap nuoc", "xu ly rac"),
    ),
    Choice(value="construction", label=Text(vi="Xây dựng", en="Construction")),
    Choice(
        value="trade",
        label=Text(vi="Bán buôn, bán lẻ", en="Wholesale and retail"),
        aliases=("thuong mai", "ban le", "ban buon", "tap hoa", "buon ban"),
    ),
    Choice(
        value="transport", label=Text(vi="Vận tải, kho bãi", en="Transport and storage"), aliases=("van tai",)
    ),
    Choice(
        value="hospitality",
        label=Text(vi="Lưu trú, ăn uống", en="Accommodation and food"),
        aliases=("an uong", "nha hang", "khach san", "dich vu an uong", "luu tru va an uong"),
    ),
    Choice(
        value="media", label=Text(vi="Xuất bản, phát thanh, nội dung", en="Publishing, broadcasting, content")
    ),
    Choice(
        value="technology",
        label=Text(vi="Viễn thông, công nghệ thông tin", en="Telecommunications and information technology"),
        aliases=("cong nghe thong tin", "cntt", "phan mem", "vien thong", "thong tin va truyen thong"),
    ),
    Choice(
        value="finance",
        label=Text(vi="Tài chính, ngân hàng, bảo hiểm", en="Finance and insurance"),
        aliases=("tai chinh", "ngan hang", "bao hiem"),
    ),
    Choice(
        value="real_estate",
        label=Text(vi="Bất động sản", en="Real estate"),
        aliases=("kinh doanh bat dong san", "bds"),
    ),
    Choice(
        value="professional",
        label=Text(vi="Chuyên môn, khoa học, công nghệ", en="Professional, scientific, technical"),
        aliases=("tu van", "khoa hoc cong nghe"),
    ),
    Choice(
        value="support",
        label=Text(vi="Hành chính và dịch vụ hỗ trợ", en="Administrative and support services"),
        aliases=("dich vu ho tro", "du lich", "bao ve"),
    ),
    Choice(value="administration", label=Text(vi="Quản lý nhà nước", en="Public administration")),
    Choice(
        value="education", label=Text(vi="Giáo dục, đào tạo", en="Education"), aliases=("giao duc", "dao tao")
    ),
    Choice(
        value="health", label=Text(vi="Y tế, trợ giúp xã hội", en="Health and social work"), aliases=("y te",)
    ),
    Choice(
        value="recreation",
        label=Text(vi="Nghệ thuật, thể thao, vui chơi", en="Arts, sport, recreation"),
        aliases=("vui choi giai tri", "the thao", "nghe thuat"),
    ),
    Choice(
        value="services", label=Text(vi="Dịch vụ khác", en="Other services"), aliases=("dich vu", "sua chua")
    ),
    Choice(value="domestic", label=Text(vi="Làm thuê trong hộ gia đình", en="Household employers")),
    Choice(value="international", label=Text(vi="Tổ chức quốc tế", en="International bodies")),
    UNKNOWN,
)
_KINDS = (
    Choice(
        value="household",
        label=Text(vi="Hộ kinh doanh", en="Household business"),
        aliases=("ho ca the", "ho kinh doanh ca the", "hkd", "ca the"),
    ),
    Choice(
        value="sole",
        label=Text(vi="Doanh nghiệp tư nhân", en="Sole proprietorship"),
        aliases=("dntn", "tu nhan"),
    ),
    Choice(
        value="llc_single",
        label=Text(vi="TNHH một thành viên", en="Single-member limited company"),
        aliases=(
            "cong ty tnhh mot thanh vien",
            "tnhh mtv",
            "tnhh 1 thanh vien",
            "cong ty tnhh mtv",
            "cong ty tnhh 1tv",
        ),
    ),
    Choice(
        value="llc",
        label=Text(vi="TNHH hai thành viên trở lên", en="Limited company of two or more members"),
        aliases=("cong ty tnhh", "tnhh", "tnhh 2 thanh vien tro len", "cong ty tnhh hai thanh vien tro len"),
    ),
    Choice(
        value="joint_stock",
        label=Text(vi="Công ty cổ phần", en="Joint-stock company"),
        aliases=("co phan", "ctcp", "cong ty cp", "cp"),
    ),
    Choice(value="partnership", label=Text(vi="Công ty hợp danh", en="Partnership"), aliases=("hop danh",)),
    Choice(
        value="state",
        label=Text(vi="Doanh nghiệp nhà nước", en="State-owned enterprise"),
        aliases=("dnnn", "nha nuoc"),
    ),
    Choice(
        value="cooperative", label=Text(vi="Hợp tác xã", en="Cooperative"), aliases=("htx", "lien hiep htx")
    ),
    Choice(
        value="branch",
        label=Text(vi="Chi nhánh, văn phòng đại diện", en="Branch or representative office"),
        aliases=("chi nhanh", "van phong dai dien", "vpdd", "dia diem kinh doanh"),
    ),
    OTHER,
    UNKNOWN,
)

LAYER = Layer(
    id="enterprises",
    title=Text(vi="Doanh nghiệp, hộ kinh doanh", en="Enterprises"),
    description=Text(
        vi="Doanh nghiệp và hộ kinh doanh theo ngành, loại hình và việc ứng dụng công nghệ số.",
        en="Enterprises and household businesses by sector, kind and use of digital technology.",
    ),
    group="economy",
    geometry="Point",
    title_field="name",
    min_zoom=14,
    order=70,
    fields=(
        Field(
            name="name",
            label=Text(vi="Tên", en="Name"),
            required=True,
            aliases=(
                "ten",
                "ten doanh nghiep",
                "ten dn",
                "ten ho kinh doanh",
                "ten cong ty",
                "ten co so",
                "company",
            ),
        ),
        Field(
            name="sector",
            label=Text(vi="Ngành", en="Sector"),
            kind="choice",
            choices=_SECTORS,
            on_map=True,
            aliases=(
                "nganh nghe",
                "nganh nghe kinh doanh",
                "linh vuc",
                "nganh kinh te",
                "nganh chinh",
                "industry",
            ),
            note=Text(
                vi="Ngành cấp 1, VSIC 2025 (Quyết định 36/2025/QĐ-TTg).",
                en="Section of VSIC 2025 (Decision 36/2025/QĐ-TTg).",
            ),
        ),
        Field(
            name="digital",
            label=Text(vi="Ứng dụng công nghệ số", en="Uses digital technology"),
            kind="choice",
            choices=YES_NO_UNKNOWN,
            aliases=("cong nghe so", "chuyen doi so", "ung dung cns", "ung dung cong nghe"),
        ),
        Field(
            name="kind",
            label=Text(vi="Loại hình", en="Kind"),
            kind="choice",
            choices=_KINDS,
            on_map=True,
            aliases=(
                "loai hinh doanh nghiep",
                "loai hinh dn",
                "loai hinh kinh doanh",
                "loai",
                "loai hinh to chuc",
            ),
        ),
    ),
    style=Style(
        by="digital",
        colour=UNKNOWN_COLOUR,
        width=3.5,
        outline="#ffffff",
        label_field="name",
        label_min_zoom=18,
        unknown_label=Text(vi="Chưa rõ", en="Unknown"),
        classes=(
            StyleClass(
                label=Text(vi="Có ứng dụng công nghệ số", en="Uses digital technology"),
                colour="#0072b2",
                values=("yes",),
            ),
            StyleClass(label=Text(vi="Chưa ứng dụng", en="Does not yet"), colour="#e69f00", values=("no",)),
        ),
    ),
    osm=(
        OsmMapping(
            match={
                "amenity": ("restaurant", "cafe", "fast_food", "bar", "pub", "food_court"),
                "name": ("*",),
            },
            assign={"sector": "hospitality"},
            read={"name": "name"},
        ),
        OsmMapping(
            match={"tourism": ("hotel", "motel", "hostel", "guest_house", "apartment"), "name": ("*",)},
            assign={"sector": "hospitality"},
            read={"name": "name"},
        ),
        OsmMapping(
            match={"amenity": ("bank", "bureau_de_change", "money_transfer"), "name": ("*",)},
            assign={"sector": "finance"},
            read={"name": "name"},
        ),
        OsmMapping(
            match={"shop": ("*",), "name": ("*",)},
            unless={"shop": ("no", "vacant")},
            assign={"sector": "trade"},
            read={"name": "name"},
        ),
        OsmMapping(
            match={"office": ("it", "telecommunication"), "name": ("*",)},
            assign={"sector": "technology"},
            read={"name": "name"},
        ),
        OsmMapping(
            match={"office": ("insurance", "financial"), "name": ("*",)},
            assign={"sector": "finance"},
            read={"name": "name"},
        ),
        OsmMapping(
            match={"office": ("estate_agent",), "name": ("*",)},
            assign={"sector": "real_estate"},
            read={"name": "name"},
        ),
        OsmMapping(
            match={
                "office": ("company", "lawyer", "accountant", "architect", "travel_agent"),
                "name": ("*",),
            },
            read={"name": "name"},
        ),
    ),
)
