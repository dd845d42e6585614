"""Heritage and culture: relics, places of worship, and the ward's cultural and sports institutions.

Ranks are those of the Law on Cultural Heritage (45/2024/QH15): special national, national, provincial (in Hà Nội:
the City's), or on the inventory.
"""

from twin.vocabulary import (
    OTHER,
    UNKNOWN,
    UNKNOWN_COLOUR,
    Choice,
    Field,
    Layer,
    OsmMapping,
    Style,
    StyleClass,
    Text,
)

_READ = {"name": "name"}
_WORSHIP = ("place_of_worship",)

LAYER = Layer(
    id="culture_sites",
    title=Text(vi="Di tích, thiết chế văn hóa", en="Heritage and culture"),
    description=Text(
        vi="Đình, đền, chùa, di tích và nhà văn hóa, thư viện, điểm sinh hoạt cộng đồng.",
        en="Communal houses, temples, pagodas and relics; culture houses, libraries and community places.",
    ),
    group="society",
    geometry="Point",
    title_field="name",
    min_zoom=13,
    order=84,
    fields=(
        Field(
            name="name",
            label=Text(vi="Tên", en="Name"),
            required=True,
            aliases=("ten", "ten di tich", "di tich", "ten thiet che", "ten co so"),
        ),
        Field(
            name="kind",
            label=Text(vi="Loại", en="Kind"),
            kind="choice",
            required=True,
            choices=(
                Choice(
                    value="communal_house",
                    label=Text(vi="Đình", en="Communal house (đình)"),
                    aliases=("dinh lang",),
                ),
                Choice(
                    value="temple",
                    label=Text(vi="Đền", en="Temple (đền)"),
                    aliases=("den tho", "phu", "mieu", "dien", "quan"),
                ),
                Choice(
                    value="pagoda", label=Text(vi="Chùa", en="Pagoda (chùa)"), aliases=("tu vien", "buddhist")
                ),
                Choice(
                    value="church",
                    label=Text(vi="Nhà thờ", en="Church"),
                    aliases=("giao xu", "thanh that", "christian"),
                ),
                Choice(
                    value="clan_house",
                    label=Text(vi="Nhà thờ họ, từ đường", en="Clan house"),
                    aliases=("nha tho ho", "tu duong"),
                ),
                Choice(
                    value="memorial",
                    label=Text(vi="Bia, đài tưởng niệm", en="Memorial"),
                    aliases=(
                        "dai tuong niem",
                        "bia tuong niem",
                        "nghia trang liet si",
                        "tuong dai",
                        "monument",
                    ),
                ),
                Choice(
                    value="historic_site",
                    label=Text(vi="Di tích lịch sử khác", en="Other historic site"),
                    aliases=(
                        "di tich lich su",
                        "di tich cach mang",
                        "khao co",
                        "cong lang",
                        "gieng lang",
                        "archaeological",
                    ),
                ),
                Choice(
                    value="museum",
                    label=Text(vi="Bảo tàng, nhà trưng bày", en="Museum"),
                    aliases=("bao tang",),
                ),
                Choice(
                    value="library", label=Text(vi="Thư viện", en="Library"), aliases=("phong doc", "tu sach")
                ),
                Choice(
                    value="culture_house",
                    label=Text(vi="Nhà văn hóa", en="Culture house"),
                    aliases=("trung tam van hoa", "nvh", "trung tam van hoa the thao", "arts_centre"),
                ),
                Choice(
                    value="community_house",
                    label=Text(vi="Nhà sinh hoạt cộng đồng, hội họp", en="Community house"),
                    aliases=(
                        "nha sinh hoat cong dong",
                        "nha hoi hop",
                        "nha hop to dan pho",
                        "shcd",
                        "community_centre",
                    ),
                ),
                Choice(
                    value="theatre",
                    label=Text(vi="Nhà hát, rạp", en="Theatre or cinema"),
                    aliases=("nha hat", "rap", "rap chieu phim", "cinema"),
                ),
                Choice(
                    value="sports_centre",
                    label=Text(vi="Cơ sở thể thao", en="Sports centre"),
                    aliases=("nha thi dau", "trung tam the thao", "san van dong", "stadium"),
                ),
                OTHER,
            ),
            aliases=("loai hinh", "loai hinh di tich", "phan loai", "loai di tich", "fclass"),
        ),
        Field(
            name="rank",
            label=Text(vi="Xếp hạng di tích", en="Rank"),
            kind="choice",
            choices=(
                Choice(
                    value="special_national",
                    label=Text(vi="Quốc gia đặc biệt", en="Special national"),
                    aliases=("di tich quoc gia dac biet",),
                ),
                Choice(
                    value="national",
                    label=Text(vi="Cấp quốc gia", en="National"),
                    aliases=("quoc gia", "di tich quoc gia"),
                ),
                Choice(
                    value="city",
                    label=Text(vi="Cấp Thành phố", en="City"),
                    aliases=("thanh pho", "cap tinh", "tinh", "di tich cap thanh pho"),
                ),
                Choice(
                    value="inventoried",
                    label=Text(vi="Trong danh mục kiểm kê", en="On the inventory"),
                    aliases=("kiem ke", "chua xep hang"),
                ),
                Choice(
                    value="none",
                    label=Text(vi="Không thuộc diện xếp hạng", en="Not a relic"),
                    aliases=("khong", "khong xep hang"),
                ),
                UNKNOWN,
            ),
            on_map=True,
            aliases=("xep hang", "cap xep hang", "cap di tich", "hang"),
            note=Text(
                vi="Theo Luật Di sản văn hóa số 45/2024/QH15.",
                en="By the Law on Cultural Heritage 45/2024/QH15.",
            ),
        ),
    ),
    style=Style(
        by="kind",
        colour=UNKNOWN_COLOUR,
        width=5.5,
        outline="#ffffff",
        label_field="name",
        label_min_zoom=16,
        unknown_label=Text(vi="Chưa rõ loại", en="Kind unknown"),
        classes=(
            StyleClass(
                label=Text(vi="Đình, đền", en="Communal houses and temples"),
                colour="#a25112",
                values=("communal_house", "temple", "clan_house"),
            ),
            StyleClass(
                label=Text(vi="Chùa, nhà thờ", en="Pagodas and churches"),
                colour="#f7bd5a",
                values=("pagoda", "church"),
            ),
            StyleClass(
                label=Text(vi="Di tích, tưởng niệm, bảo tàng", en="Relics, memorials, museums"),
                colour="#6a2bb0",
                values=("memorial", "historic_site", "museum"),
            ),
            StyleClass(
                label=Text(vi="Nhà văn hóa, thư viện, rạp", en="Culture houses, libraries, theatres"),
                colour="#46aef0",
                values=("library", "culture_house", "community_house", "theatre"),
            ),
            StyleClass(
                label=Text(vi="Thể thao, khác", en="Sport and other"),
                colour="#1d5a45",
                values=("sports_centre", "other"),
            ),
        ),
    ),
    osm=(
        OsmMapping(
            match={"amenity": _WORSHIP, "name": ("~^đình ",)}, assign={"kind": "communal_house"}, read=_READ
        ),
        OsmMapping(
            match={"amenity": _WORSHIP, "name": ("~^(đền|miếu|phủ|điện) ",)},
            assign={"kind": "temple"},
            read=_READ,
        ),
        OsmMapping(
            match={"amenity": _WORSHIP, "name": ("~^(nhà thờ họ|từ đường)",)},
            assign={"kind": "clan_house"},
            read=_READ,
        ),
        OsmMapping(match={"amenity": _WORSHIP, "name": ("~^chùa ",)}, assign={"kind": "pagoda"}, read=_READ),
        OsmMapping(
            match={"amenity": _WORSHIP, "religion": ("christian", "buddhist")},
            read={"name": "name", "kind": "religion"},
        ),
        OsmMapping(match={"amenity": _WORSHIP}, assign={"kind": "other"}, read=_READ),
        OsmMapping(
            match={"amenity": ("library", "community_centre", "arts_centre", "theatre", "cinema")},
            read={"name": "name", "kind": "amenity"},
        ),
        OsmMapping(match={"tourism": ("museum",)}, assign={"kind": "museum"}, read=_READ),
        OsmMapping(match={"historic": ("memorial", "monument")}, assign={"kind": "memorial"}, read=_READ),
        OsmMapping(match={"historic": ("*",), "name": ("*",)}, assign={"kind": "historic_site"}, read=_READ),
        OsmMapping(
            match={"leisure": ("sports_centre", "stadium")}, assign={"kind": "sports_centre"}, read=_READ
        ),
    ),
)
