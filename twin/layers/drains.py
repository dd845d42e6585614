"""Drainage: sewers, channels, manholes, inlets, outfalls, pump stations and gates (terms of QCVN 07-2:2023/BXD).

Sewers are lines, manholes points and retention basins polygons, so the layer takes any geometry. `flow_m3s` is
the design flow of a sewer or the installed capacity of a pump station.
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

LAYER = Layer(
    id="drains",
    title=Text(vi="Cống, hố ga, trạm bơm", en="Drainage"),
    description=Text(
        vi="Mạng lưới thoát nước: cống, mương, hố ga, cửa thu, cửa xả, trạm bơm, cửa điều tiết.",
        en="The drainage network: sewers, channels, manholes, inlets, outfalls, pump stations, gates.",
    ),
    group="water",
    geometry="Geometry",
    title_field="name",
    min_zoom=14,
    order=46,
    fields=(
        Field(
            name="name",
            label=Text(vi="Tên, số hiệu", en="Name or number"),
            aliases=("ten", "ten cong", "ten tuyen cong", "so hieu", "ma ho ga", "ky hieu", "ten tram bom"),
        ),
        Field(
            name="kind",
            label=Text(vi="Loại", en="Kind"),
            kind="choice",
            required=True,
            choices=(
                Choice(
                    value="sewer",
                    label=Text(vi="Cống tròn, tuyến cống", en="Sewer pipe"),
                    aliases=("cong", "cong tron", "tuyen cong", "duong cong", "cong ngam", "pipe", "culvert"),
                ),
                Choice(
                    value="box_culvert",
                    label=Text(vi="Cống hộp, cống bản", en="Box culvert"),
                    aliases=("cong hop", "cong ban"),
                ),
                Choice(
                    value="channel",
                    label=Text(vi="Mương, rãnh", en="Channel or gutter"),
                    aliases=("muong", "ranh", "kenh", "ranh thoat nuoc", "muong ho", "drain", "ditch"),
                ),
                Choice(
                    value="manhole",
                    label=Text(vi="Hố ga", en="Manhole"),
                    aliases=("ga", "ga tham", "gieng tham"),
                ),
                Choice(
                    value="inlet",
                    label=Text(vi="Cửa thu nước, ga thu", en="Inlet"),
                    aliases=("ga thu", "ga thu nuoc mua", "cua thu", "ham ech", "ho thu"),
                ),
                Choice(
                    value="outfall", label=Text(vi="Cửa xả", en="Outfall"), aliases=("mieng xa", "diem xa")
                ),
                Choice(
                    value="pump_station",
                    label=Text(vi="Trạm bơm", en="Pump station"),
                    aliases=("tram bom thoat nuoc", "pumping_station"),
                ),
                Choice(
                    value="gate",
                    label=Text(vi="Cửa phai, cửa điều tiết", en="Gate"),
                    aliases=("cua phai", "dap tran", "cong dieu tiet", "cua dieu tiet", "sluice_gate"),
                ),
                Choice(
                    value="retention",
                    label=Text(vi="Bể, hồ điều hòa", en="Retention basin"),
                    aliases=("ho dieu hoa", "be dieu tiet", "be ngam dieu tiet"),
                ),
                OTHER,
            ),
            on_map=True,
            aliases=("loai cong", "loai cong trinh", "hang muc", "loai hinh"),
            note=Text(vi="Thuật ngữ theo QCVN 07-2:2023/BXD.", en="Terms of QCVN 07-2:2023/BXD."),
        ),
        Field(
            name="diameter_mm",
            label=Text(vi="Đường kính, khẩu độ", en="Diameter"),
            kind="number",
            unit="mm",
            minimum=20,
            maximum=20000,
            sourced=True,
            aliases=("duong kinh", "khau do", "dk", "duong kinh cong", "diameter"),
        ),
        Field(
            name="flow_m3s",
            label=Text(vi="Lưu lượng, công suất", en="Flow capacity"),
            kind="number",
            unit="m³/s",
            minimum=0,
            maximum=500,
            sourced=True,
            aliases=("luu luong", "cong suat", "luu luong thiet ke", "flow"),
        ),
        Field(
            name="condition",
            label=Text(vi="Tình trạng", en="Condition"),
            kind="choice",
            choices=(
                Choice(
                    value="good",
                    label=Text(vi="Tốt, thông thoáng", en="Good"),
                    aliases=("tot", "binh thuong", "thong thoang", "hoat dong tot"),
                ),
                Choice(
                    value="silted",
                    label=Text(vi="Bồi lắng", en="Silted"),
                    aliases=("bun", "boi lap", "can nao vet"),
                ),
                Choice(
                    value="blocked",
                    label=Text(vi="Tắc nghẽn", en="Blocked"),
                    aliases=("tac", "bi tac", "nghen"),
                ),
                Choice(
                    value="damaged",
                    label=Text(vi="Hư hỏng", en="Damaged"),
                    aliases=("hong", "vo", "sup", "mat nap", "nut"),
                ),
                UNKNOWN,
            ),
            aliases=("hien trang", "trang thai", "chat luong"),
        ),
    ),
    style=Style(
        by="condition",
        colour=UNKNOWN_COLOUR,
        width=2.5,
        label_field="name",
        label_min_zoom=17,
        unknown_label=Text(vi="Chưa rõ tình trạng", en="Condition unknown"),
        classes=(
            StyleClass(label=Text(vi="Tốt", en="Good"), colour="#0072b2", values=("good",)),
            StyleClass(label=Text(vi="Bồi lắng", en="Silted"), colour="#f0c44c", values=("silted",)),
            StyleClass(
                label=Text(vi="Tắc nghẽn", en="Blocked"), colour="#d55e00", values=("blocked",), width=3.5
            ),
            StyleClass(
                label=Text(vi="Hư hỏng", en="Damaged"), colour="#5e1a4b", values=("damaged",), width=3.5
            ),
        ),
    ),
    osm=(
        OsmMapping(match={"waterway": ("drain", "ditch")}, read={"name": "name", "kind": "waterway"}),
        OsmMapping(match={"waterway": ("sluice_gate",)}, assign={"kind": "gate"}, read={"name": "name"}),
        OsmMapping(
            match={"man_made": ("pumping_station",)}, assign={"kind": "pump_station"}, read={"name": "name"}
        ),
        OsmMapping(
            match={"man_made": ("manhole",), "manhole": ("drain", "sewer")},
            assign={"kind": "manhole"},
            read={"name": "ref"},
        ),
    ),
)
