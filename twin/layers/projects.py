"""Works and projects on the ground, each under a task of the ward's programme.

Statuses follow the course of the Law on Public Investment (preparation, execution, completion). A project may be
a point, a line or an area.
"""

from twin.vocabulary import (
    UNKNOWN,
    UNKNOWN_COLOUR,
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
    id="projects",
    title=Text(vi="Công trình, dự án", en="Works and projects"),
    description=Text(
        vi="Công trình, dự án đầu tư trên địa bàn: nhiệm vụ, tiến độ, kinh phí.",
        en="Works and investment projects in the ward: task, progress and budget.",
    ),
    group="economy",
    geometry="Geometry",
    title_field="name",
    min_zoom=12,
    order=48,
    fields=(
        Field(
            name="name",
            label=Text(vi="Tên công trình, dự án", en="Name"),
            required=True,
            aliases=("ten", "ten du an", "ten cong trinh", "du an", "cong trinh"),
        ),
        Field(
            name="task",
            label=Text(vi="Nhiệm vụ trong chương trình", en="Task of the programme"),
            aliases=("nhiem vu", "ma nhiem vu", "task code"),
            note=Text(
                vi="Mã nhiệm vụ trong Chương trình hành động, ví dụ III.8.",
                en="Code of the task in the ward's action programme, such as III.8.",
            ),
        ),
        Field(
            name="status",
            label=Text(vi="Tiến độ", en="Status"),
            kind="choice",
            choices=(
                Choice(
                    value="proposed",
                    label=Text(vi="Đề xuất", en="Proposed"),
                    aliases=("de xuat chu truong", "du kien", "chua trien khai"),
                ),
                Choice(
                    value="preparing",
                    label=Text(vi="Chuẩn bị đầu tư", en="In preparation"),
                    aliases=("cbdt", "dang lap du an", "dang gpmb", "giai phong mat bang"),
                ),
                Choice(
                    value="in_works",
                    label=Text(vi="Đang thi công", en="In works"),
                    aliases=("thi cong", "dang thuc hien", "thuc hien du an", "thdt"),
                ),
                Choice(
                    value="paused",
                    label=Text(vi="Tạm dừng, chậm tiến độ", en="Paused"),
                    aliases=("tam dung", "cham tien do", "dinh tre", "vuong mac"),
                ),
                Choice(
                    value="done",
                    label=Text(vi="Hoàn thành", en="Done"),
                    aliases=("da hoan thanh", "ban giao", "dua vao su dung", "xong", "quyet toan"),
                ),
                Choice(
                    value="cancelled",
                    label=Text(vi="Dừng, hủy", en="Cancelled"),
                    aliases=("huy", "dung thuc hien"),
                ),
                UNKNOWN,
            ),
            aliases=("tinh trang", "trang thai", "tien do thuc hien", "giai doan"),
        ),
        Field(
            name="starts_on",
            label=Text(vi="Ngày khởi công", en="Starts on"),
            kind="date",
            aliases=("khoi cong", "ngay bat dau", "bat dau", "start date"),
        ),
        Field(
            name="ends_on",
            label=Text(vi="Ngày hoàn thành", en="Ends on"),
            kind="date",
            aliases=("ngay ket thuc", "ket thuc", "thoi han hoan thanh", "end date"),
            note=Text(
                vi="Theo kế hoạch, hoặc thực tế khi đã xong.", en="As planned, or as it was once done."
            ),
        ),
        Field(
            name="budget_vnd_m",
            label=Text(vi="Tổng mức đầu tư (triệu đồng)", en="Budget (million VND)"),
            kind="number",
            minimum=0,
            maximum=1000000000,
            sourced=True,
            aliases=("tong muc dau tu", "tmdt", "kinh phi", "von dau tu", "kinh phi trieu dong", "tong von"),
        ),
    ),
    rules=(
        Rule(
            id="ends_after_start",
            message=Text(
                vi="Ngày hoàn thành không thể trước ngày khởi công.",
                en="A project cannot end before it starts.",
            ),
            then=Comparison(field="ends_on", operator=">=", other_field="starts_on"),
        ),
    ),
    progress=Progress(
        field="status",
        done=("done",),
        under_way=("preparing", "in_works", "paused"),
        not_yet=("proposed", "cancelled"),
    ),
    style=Style(
        by="status",
        colour=UNKNOWN_COLOUR,
        opacity=0.7,
        width=4,
        outline="#2d2a26",
        label_field="name",
        label_min_zoom=16,
        unknown_label=Text(vi="Chưa rõ tiến độ", en="Status unknown"),
        classes=(
            StyleClass(label=Text(vi="Đề xuất", en="Proposed"), colour="#d6e6f5", values=("proposed",)),
            StyleClass(
                label=Text(vi="Chuẩn bị đầu tư", en="In preparation"), colour="#56b4e9", values=("preparing",)
            ),
            StyleClass(label=Text(vi="Đang thi công", en="In works"), colour="#e69f00", values=("in_works",)),
            StyleClass(label=Text(vi="Tạm dừng, chậm", en="Paused"), colour="#b3261e", values=("paused",)),
            StyleClass(label=Text(vi="Hoàn thành", en="Done"), colour="#00805e", values=("done",)),
            StyleClass(label=Text(vi="Dừng, hủy", en="Cancelled"), colour="#2b2333", values=("cancelled",)),
        ),
    ),
    osm=(
        OsmMapping(
            match={"landuse": ("construction",), "name": ("*",)},
            assign={"status": "in_works"},
            read={"name": "name"},
        ),
    ),
)
