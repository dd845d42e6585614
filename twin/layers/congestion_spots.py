"""Traffic congestion: stretches of street where the peak hour loses time.

The travel time index is free-flow speed divided by peak speed, so 1 is no loss. The line at 1.5 is the usual
one for high congestion; the line at 1.2 is the project's own, and is shown as such.
"""

from twin.vocabulary import (
    OTHER,
    SPOT_STATUSES,
    UNKNOWN,
    UNKNOWN_COLOUR,
    Choice,
    Comparison,
    Field,
    Layer,
    Progress,
    Rule,
    Style,
    StyleClass,
    Text,
)

LAYER = Layer(
    id="congestion_spots",
    title=Text(vi="Ùn tắc giao thông", en="Traffic congestion"),
    description=Text(
        vi="Đoạn đường thường ùn tắc, xếp theo chỉ số thời gian đi lại (tốc độ khi thông thoáng chia tốc độ giờ cao "
        "điểm). Ngưỡng 1,2 do dự án tự đặt vì chưa có ngưỡng chính thức.",
        en="Stretches that are often congested, classed by travel time index (free-flow speed over peak speed). "
        "The line at 1.2 is the project's own: no official one was found.",
    ),
    group="focus",
    geometry="LineString",
    title_field="name",
    min_zoom=11,
    order=66,
    visible=True,
    fields=(
        Field(
            name="name",
            label=Text(vi="Tên điểm", en="Name"),
            required=True,
            aliases=("ten", "ten diem un tac", "diem un tac", "diem un", "nut giao", "vi tri", "dia diem"),
        ),
        Field(
            name="road",
            label=Text(vi="Tuyến đường", en="Road"),
            aliases=("duong", "ten duong", "tuyen", "tuyen pho", "thuoc duong"),
        ),
        Field(
            name="free_flow_kmh",
            label=Text(vi="Tốc độ khi thông thoáng", en="Free-flow speed"),
            kind="number",
            unit="km/h",
            minimum=1,
            maximum=150,
            sourced=True,
            aliases=("toc do thong thoang", "toc do tu do", "van toc tu do", "free flow", "freeflow speed"),
        ),
        Field(
            name="peak_speed_kmh",
            label=Text(vi="Tốc độ giờ cao điểm", en="Peak-hour speed"),
            kind="number",
            unit="km/h",
            minimum=0.5,
            maximum=150,
            sourced=True,
            aliases=("toc do cao diem", "van toc cao diem", "toc do trung binh", "peak speed"),
        ),
        Field(
            name="peak",
            label=Text(vi="Khung giờ", en="Peak"),
            kind="choice",
            choices=(
                Choice(
                    value="am", label=Text(vi="Sáng", en="Morning"), aliases=("cao diem sang", "buoi sang")
                ),
                Choice(
                    value="pm", label=Text(vi="Chiều", en="Evening"), aliases=("cao diem chieu", "buoi chieu")
                ),
                Choice(
                    value="both",
                    label=Text(vi="Sáng và chiều", en="Morning and evening"),
                    aliases=("sang chieu", "sang, chieu", "ca hai"),
                ),
                Choice(
                    value="all_day",
                    label=Text(vi="Cả ngày", en="All day"),
                    aliases=("suot ngay", "thuong xuyen"),
                ),
            ),
            aliases=("khung gio", "gio cao diem", "thoi diem", "thoi gian un tac"),
        ),
        Field(
            name="cause",
            label=Text(vi="Nguyên nhân", en="Cause"),
            kind="choice",
            choices=(
                Choice(
                    value="over_capacity",
                    label=Text(vi="Lưu lượng vượt năng lực", en="Demand over capacity"),
                    aliases=("luu luong lon", "qua tai", "dong xe"),
                ),
                Choice(
                    value="junction",
                    label=Text(vi="Nút giao, tín hiệu đèn", en="Junction or signals"),
                    aliases=("nut giao", "den tin hieu", "giao cat"),
                ),
                Choice(
                    value="narrow_road",
                    label=Text(vi="Đường hẹp, thắt nút cổ chai", en="Narrow road, bottleneck"),
                    aliases=("duong hep", "nut co chai", "that nut"),
                ),
                Choice(
                    value="school_gate",
                    label=Text(vi="Cổng trường học", en="School gate"),
                    aliases=("truong hoc", "cong truong", "dua don hoc sinh"),
                ),
                Choice(
                    value="roadside_trade",
                    label=Text(vi="Chợ, kinh doanh lấn chiếm", en="Market or roadside trade"),
                    aliases=("cho", "hang rong", "lan chiem", "hop cho"),
                ),
                Choice(
                    value="parking",
                    label=Text(vi="Dừng, đỗ xe sai quy định", en="Illegal stopping or parking"),
                    aliases=("dung do", "do xe", "dung do xe"),
                ),
                Choice(
                    value="works",
                    label=Text(vi="Rào chắn thi công", en="Construction works"),
                    aliases=("thi cong", "rao chan"),
                ),
                Choice(
                    value="flooding", label=Text(vi="Ngập nước", en="Flooding"), aliases=("ngap", "ngap ung")
                ),
                OTHER,
                UNKNOWN,
            ),
            aliases=("nguyen nhan", "nguyen nhan un tac", "ly do"),
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
            name="travel_time_index",
            label=Text(vi="Chỉ số thời gian đi lại", en="Travel time index"),
            kind="number",
            minimum=1,
            maximum=300,
            aliases=("chi so thoi gian", "he so un tac", "tti"),
            note=Text(
                vi="Suy ra: tốc độ khi thông thoáng chia tốc độ giờ cao điểm; chưa rõ khi thiếu một trong hai. "
                "Dưới 1,2 là bình thường (ngưỡng của dự án), 1,2 - 1,5 vừa, từ 1,5 nặng.",
                en="Derived: free-flow speed over peak speed; unknown where either is. "
                "Under 1.2 is normal (the project's own line), 1.2 to 1.5 moderate, from 1.5 high.",
            ),
        ),
        Field(
            name="vehicles_h",
            label=Text(vi="Số xe mỗi giờ cao điểm", en="Vehicles in the peak hour"),
            kind="integer",
            minimum=0,
            maximum=50000,
            sourced=True,
            aliases=("luu luong", "luu luong xe", "so xe", "xe gio", "volume"),
            note=Text(
                vi="Đếm xe, chưa quy đổi ra xe con.", en="Vehicles as counted, not passenger-car units."
            ),
        ),
    ),
    rules=(
        Rule(
            id="peak_not_faster",
            message=Text(
                vi="Tốc độ giờ cao điểm không thể lớn hơn tốc độ khi thông thoáng (có thể hai cột bị đổi chỗ).",
                en="The peak-hour speed cannot pass the free-flow speed (the two columns may be swapped).",
            ),
            then=Comparison(field="peak_speed_kmh", operator="<=", other_field="free_flow_kmh"),
        ),
    ),
    progress=Progress(
        field="status", done=("resolved",), under_way=("in_works",), not_yet=("monitored", "open")
    ),
    style=Style(
        by="travel_time_index",
        colour=UNKNOWN_COLOUR,
        width=6,
        label_field="name",
        label_min_zoom=16,
        unknown_label=Text(vi="Chưa đo tốc độ", en="Speeds not measured"),
        classes=(
            StyleClass(
                label=Text(
                    vi="Dưới 1,2: bình thường (ngưỡng của dự án)", en="Under 1.2: normal (the project's line)"
                ),
                colour="#fecc5c",
                maximum=1.2,
                width=4.5,
            ),
            StyleClass(
                label=Text(vi="1,2 - 1,5: vừa", en="1.2 to 1.5: moderate"),
                colour="#f0722a",
                minimum=1.2,
                maximum=1.5,
            ),
            StyleClass(
                label=Text(vi="Từ 1,5: nặng", en="1.5 and over: high"), colour="#a50026", minimum=1.5, width=7
            ),
        ),
    ),
)
