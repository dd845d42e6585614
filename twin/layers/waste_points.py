"""Waste points: where household waste is gathered, moved on or sorted (Law on Environmental Protection 2020)."""

from twin.vocabulary import (
    OTHER,
    UNKNOWN,
    UNKNOWN_COLOUR,
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
    id="waste_points",
    title=Text(vi="Điểm tập kết rác", en="Waste points"),
    description=Text(
        vi="Điểm tập kết, trạm trung chuyển, điểm thu gom rác và việc thu gom trong ngày.",
        en="Where waste is gathered, transferred or sorted, and whether it is collected daily.",
    ),
    group="order",
    geometry="Point",
    title_field="name",
    min_zoom=13,
    order=74,
    fields=(
        Field(
            name="name",
            label=Text(vi="Tên điểm", en="Name"),
            required=True,
            aliases=("ten", "ten diem tap ket", "diem tap ket", "vi tri", "dia diem", "diem cau rac"),
        ),
        Field(
            name="kind",
            label=Text(vi="Loại", en="Kind"),
            kind="choice",
            choices=(
                Choice(
                    value="gathering",
                    label=Text(vi="Điểm tập kết", en="Gathering point"),
                    aliases=("diem tap ket rac", "diem cau", "diem cau rac", "chan diem"),
                ),
                Choice(
                    value="transfer",
                    label=Text(vi="Trạm trung chuyển", en="Transfer station"),
                    aliases=("trung chuyen", "waste_transfer_station"),
                ),
                Choice(
                    value="bins",
                    label=Text(vi="Thùng rác công cộng", en="Public bins"),
                    aliases=("thung rac", "cum thung rac", "thung chua", "waste_disposal"),
                ),
                Choice(
                    value="recycling",
                    label=Text(vi="Điểm phân loại, tái chế", en="Sorting or recycling point"),
                    aliases=("tai che", "phan loai", "phan loai tai nguon"),
                ),
                Choice(
                    value="bulky",
                    label=Text(vi="Rác cồng kềnh, phế thải xây dựng", en="Bulky or building waste"),
                    aliases=("rac cong kenh", "phe thai", "phe thai xay dung"),
                ),
                Choice(
                    value="hazardous",
                    label=Text(vi="Rác nguy hại", en="Hazardous waste"),
                    aliases=("chat thai nguy hai", "pin cu"),
                ),
                Choice(
                    value="illegal",
                    label=Text(vi="Điểm rác tự phát", en="Illegal dump"),
                    aliases=("tu phat", "diem den", "rac tu phat"),
                ),
                OTHER,
                UNKNOWN,
            ),
            on_map=True,
            aliases=("loai diem", "loai hinh", "amenity"),
        ),
        Field(
            name="collected_daily",
            label=Text(vi="Thu gom trong ngày", en="Collected daily"),
            kind="boolean",
            aliases=("thu gom hang ngay", "thu gom ngay", "thu gom het trong ngay"),
        ),
    ),
    progress=Progress(field="collected_daily", done=(True,), not_yet=(False,)),
    style=Style(
        by="collected_daily",
        colour=UNKNOWN_COLOUR,
        width=4.5,
        outline="#ffffff",
        label_field="name",
        label_min_zoom=17,
        unknown_label=Text(vi="Chưa rõ việc thu gom", en="Collection unknown"),
        classes=(
            StyleClass(
                label=Text(vi="Thu gom trong ngày", en="Collected daily"), colour="#00805e", values=(True,)
            ),
            StyleClass(
                label=Text(vi="Không thu gom hết trong ngày", en="Not collected daily"),
                colour="#d55e00",
                values=(False,),
            ),
        ),
    ),
    osm=(
        OsmMapping(
            match={"amenity": ("waste_transfer_station", "waste_disposal", "recycling")},
            read={"name": "name", "kind": "amenity"},
        ),
    ),
)
