"""Fire water: tanks, hydrants, intakes and pump stations from which an engine or a portable pump draws.

Capacity and flow are what the source can give, as surveyed or from its file: 36 or 54 m3 is an hour of water
at 10 or 15 l/s. `engine_access` says whether an engine can reach a stand beside the source.
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

LAYER = Layer(
    id="fire_water",
    title=Text(vi="Bể nước, trụ nước PCCC", en="Fire-water tanks and hydrants"),
    description=Text(
        vi="Nguồn nước chữa cháy: bể, trụ, bến lấy nước, trạm bơm; tình trạng ở lần kiểm tra gần nhất.",
        en="Sources of fire water: tanks, hydrants, intakes and pump stations, as the last check found them.",
    ),
    group="focus",
    geometry="Point",
    title_field="name",
    min_zoom=12,
    order=94,
    visible=True,
    fields=(
        Field(
            name="name",
            label=Text(vi="Tên, số hiệu", en="Name or number"),
            required=True,
            aliases=("ten", "ten nguon nuoc", "so hieu", "ma tru", "ky hieu", "ten tru", "ten be", "ref"),
        ),
        Field(
            name="kind",
            label=Text(vi="Loại nguồn nước", en="Kind"),
            kind="choice",
            required=True,
            choices=(
                Choice(
                    value="tank",
                    label=Text(vi="Bể nước", en="Tank"),
                    aliases=("be", "be nuoc pccc", "be chua", "be ngam", "water_tank"),
                ),
                Choice(
                    value="hydrant",
                    label=Text(vi="Trụ nước", en="Hydrant"),
                    aliases=(
                        "tru",
                        "tru nuoc pccc",
                        "tru cuu hoa",
                        "tru chua chay",
                        "hong cuu hoa",
                        "fire_hydrant",
                    ),
                ),
                Choice(
                    value="intake",
                    label=Text(vi="Bến, hố lấy nước sông hồ", en="Intake from river or lake"),
                    aliases=(
                        "ben lay nuoc",
                        "ho thu nuoc",
                        "diem lay nuoc",
                        "ao ho",
                        "song ho",
                        "suction_point",
                        "fire_water_pond",
                    ),
                ),
                Choice(
                    value="pump_station",
                    label=Text(vi="Trạm bơm chữa cháy", en="Fire pump station"),
                    aliases=("tram bom", "may bom"),
                ),
            ),
            on_map=True,
            aliases=("loai", "loai nguon nuoc", "loai hinh", "emergency"),
        ),
        Field(
            name="capacity_m3",
            label=Text(vi="Dung tích", en="Capacity"),
            kind="number",
            unit="m³",
            minimum=0.5,
            maximum=1000000,
            sourced=True,
            aliases=("dung tich", "the tich", "khoi tich", "tru luong", "capacity", "volume"),
        ),
        Field(
            name="flow_ls",
            label=Text(vi="Lưu lượng", en="Flow"),
            kind="number",
            unit="l/s",
            minimum=0,
            maximum=1000,
            sourced=True,
            aliases=("luu luong", "luu luong nuoc", "flow", "flow rate"),
            note=Text(
                vi="Lưu lượng đo tại nguồn; 0 là đã đo và không có nước, chưa đo thì để trống.",
                en="As measured at the source; 0 means measured and dry, leave empty when not measured.",
            ),
        ),
        Field(
            name="status",
            label=Text(vi="Tình trạng", en="Status"),
            kind="choice",
            choices=(
                Choice(
                    value="working",
                    label=Text(vi="Hoạt động tốt", en="Working"),
                    aliases=(
                        "hoat dong",
                        "tot",
                        "binh thuong",
                        "su dung duoc",
                        "con hoat dong",
                        "dang hoat dong",
                    ),
                ),
                Choice(
                    value="faulty",
                    label=Text(vi="Hỏng, không dùng được", en="Faulty"),
                    aliases=(
                        "hong",
                        "hu hong",
                        "khong hoat dong",
                        "mat nuoc",
                        "khong co nuoc",
                        "khong su dung duoc",
                    ),
                ),
                Choice(
                    value="unchecked",
                    label=Text(vi="Chưa kiểm tra", en="Not checked"),
                    aliases=("chua kiem dinh", "cho kiem tra"),
                ),
                UNKNOWN,
            ),
            on_map=True,
            aliases=("tinh trang", "tinh trang hoat dong", "trang thai", "hien trang"),
        ),
        Field(
            name="refill",
            label=Text(vi="Nguồn cấp bù", en="Refilled from"),
            kind="choice",
            choices=(
                Choice(
                    value="main",
                    label=Text(vi="Ống nước thành phố", en="Water main"),
                    aliases=("nuoc may", "nuoc sach", "duong ong"),
                ),
                Choice(value="well", label=Text(vi="Giếng khoan", en="Well"), aliases=("gieng",)),
                Choice(
                    value="truck", label=Text(vi="Xe bồn", en="Tank truck"), aliases=("xe tec", "xe cho nuoc")
                ),
            ),
            aliases=("nguon cap", "nguon bo sung", "cap bu"),
            note=Text(vi="Quy chuẩn: đầy lại trong 24 giờ.", en="Norm: full again within 24 hours."),
        ),
        Field(
            name="engine_access",
            label=Text(vi="Xe chữa cháy tiếp cận được", en="Engine access"),
            kind="choice",
            choices=YES_NO_UNKNOWN,
            on_map=True,
            aliases=("tiep can", "xe tiep can", "xe chua chay vao duoc", "xe vao duoc"),
        ),
        Field(
            name="checked_on",
            label=Text(vi="Ngày kiểm tra gần nhất", en="Last checked on"),
            kind="date",
            aliases=("ngay kiem tra", "kiem tra", "lan kiem tra cuoi", "survey date", "check date"),
        ),
    ),
    rules=(
        Rule(
            id="checked_has_a_day",
            message=Text(
                vi="Nguồn nước đã có ngày kiểm tra thì không thể ghi là chưa kiểm tra.",
                en="A source that has a day of checking cannot stand as not checked.",
            ),
            when=Comparison(field="checked_on", operator="known"),
            then=Comparison(field="status", operator="<>", value="unchecked"),
        ),
    ),
    progress=Progress(field="status", done=("working",), not_yet=("faulty",)),
    style=Style(
        by="status",
        colour=UNKNOWN_COLOUR,
        width=5,
        outline="#1b1f24",
        label_field="name",
        label_min_zoom=17,
        unknown_label=Text(vi="Chưa rõ tình trạng", en="Status unknown"),
        classes=(
            StyleClass(label=Text(vi="Hoạt động tốt", en="Working"), colour="#00805e", values=("working",)),
            StyleClass(label=Text(vi="Hỏng", en="Faulty"), colour="#d55e00", values=("faulty",), width=6.5),
            StyleClass(
                label=Text(vi="Chưa kiểm tra", en="Not checked"), colour="#f0e442", values=("unchecked",)
            ),
        ),
    ),
    osm=(
        OsmMapping(
            match={
                "emergency": ("fire_hydrant", "water_tank", "suction_point", "fire_water_pond"),
                "name": ("*",),
            },
            read={"name": "name", "kind": "emergency", "checked_on": "check_date"},
        ),
        OsmMapping(
            match={
                "emergency": ("fire_hydrant", "water_tank", "suction_point", "fire_water_pond"),
                "ref": ("*",),
            },
            read={"name": "ref", "kind": "emergency", "checked_on": "check_date"},
        ),
    ),
)
