"""What citizens report: a topic, their words, the day and how far it has come. Who reported is not kept here.

A report has no title: its words may name people, so they are neither on tiles nor in the search.
"""

from twin.vocabulary import OTHER, UNKNOWN, UNKNOWN_COLOUR, Choice, Field, Layer, Style, StyleClass, Text

LAYER = Layer(
    id="citizen_reports",
    title=Text(vi="Phản ánh của người dân", en="Citizen reports"),
    description=Text(
        vi="Phản ánh hiện trường của người dân theo chủ đề; không lưu tên, số điện thoại người gửi.",
        en="What citizens report from the spot, by topic; no name or telephone of theirs is kept.",
    ),
    group="order",
    geometry="Point",
    min_zoom=13,
    order=90,
    fields=(
        Field(
            name="topic",
            label=Text(vi="Chủ đề", en="Topic"),
            kind="choice",
            required=True,
            choices=(
                Choice(
                    value="flooding",
                    label=Text(vi="Ngập úng, thoát nước", en="Flooding and drainage"),
                    aliases=("ngap", "ngap ung", "thoat nuoc", "cong tac"),
                ),
                Choice(
                    value="traffic",
                    label=Text(vi="Giao thông, đỗ xe", en="Traffic and parking"),
                    aliases=("giao thong", "un tac", "do xe", "trat tu giao thong"),
                ),
                Choice(
                    value="roads",
                    label=Text(vi="Đường, ngõ, vỉa hè hư hỏng", en="Broken road, alley or pavement"),
                    aliases=("ha tang", "ha tang do thi", "duong hong", "via he hong"),
                ),
                Choice(
                    value="fire",
                    label=Text(vi="Phòng cháy chữa cháy", en="Fire safety"),
                    aliases=("pccc", "chay no"),
                ),
                Choice(
                    value="waste",
                    label=Text(vi="Rác thải, vệ sinh", en="Waste and cleanliness"),
                    aliases=("rac", "rac thai", "ve sinh moi truong"),
                ),
                Choice(
                    value="pollution",
                    label=Text(vi="Ô nhiễm, tiếng ồn", en="Pollution and noise"),
                    aliases=("o nhiem", "tieng on", "moi truong", "khoi bui"),
                ),
                Choice(
                    value="construction",
                    label=Text(vi="Trật tự xây dựng, đất đai", en="Construction and land"),
                    aliases=("xay dung", "trat tu xay dung", "dat dai"),
                ),
                Choice(
                    value="pavement",
                    label=Text(vi="Lấn chiếm vỉa hè", en="Pavement taken over"),
                    aliases=("via he", "lan chiem", "trat tu do thi", "ban hang rong"),
                ),
                Choice(
                    value="lighting",
                    label=Text(vi="Chiếu sáng, điện", en="Lighting and power"),
                    aliases=("chieu sang", "dien", "den duong", "day dien"),
                ),
                Choice(
                    value="water_supply",
                    label=Text(vi="Nước sạch", en="Water supply"),
                    aliases=("cap nuoc", "mat nuoc"),
                ),
                Choice(
                    value="trees",
                    label=Text(vi="Cây xanh, công viên", en="Trees and parks"),
                    aliases=("cay xanh", "cong vien", "cay do"),
                ),
                Choice(
                    value="security",
                    label=Text(vi="An ninh trật tự", en="Security"),
                    aliases=("an ninh", "trat tu an ninh"),
                ),
                Choice(
                    value="food",
                    label=Text(vi="An toàn thực phẩm, y tế", en="Food safety and health"),
                    aliases=("attp", "an toan thuc pham", "y te"),
                ),
                Choice(
                    value="administration",
                    label=Text(vi="Thủ tục hành chính", en="Administrative procedures"),
                    aliases=("hanh chinh", "tthc", "thai do phuc vu"),
                ),
                OTHER,
            ),
            on_map=True,
            aliases=("linh vuc", "loai phan anh", "nhom", "chuyen muc", "loai", "category"),
            note=Text(
                vi="Nhóm do dự án đặt theo các lĩnh vực thường gặp; chưa có danh mục chính thức.",
                en="The project's own groups, by what is commonly reported; no official list was found.",
            ),
        ),
        Field(
            name="text",
            label=Text(vi="Nội dung", en="Text"),
            required=True,
            aliases=("noi dung phan anh", "phan anh", "mo ta", "chi tiet", "kien nghi", "description"),
            note=Text(
                vi="Bỏ tên, số điện thoại, số nhà riêng của người dân trước khi lưu.",
                en="Take out citizens' names, telephones and house numbers before it is stored.",
            ),
        ),
        Field(
            name="status",
            label=Text(vi="Tình trạng", en="Status"),
            kind="choice",
            choices=(
                Choice(
                    value="received",
                    label=Text(vi="Đã tiếp nhận", en="Received"),
                    aliases=("tiep nhan", "moi", "cho xu ly", "chua xu ly"),
                ),
                Choice(
                    value="in_progress",
                    label=Text(vi="Đang xử lý", en="In progress"),
                    aliases=("dang giai quyet", "da chuyen xu ly"),
                ),
                Choice(
                    value="resolved",
                    label=Text(vi="Đã xử lý, trả lời", en="Resolved and answered"),
                    aliases=("da xu ly", "da tra loi", "hoan thanh", "da giai quyet", "xong"),
                ),
                Choice(
                    value="declined",
                    label=Text(vi="Không tiếp nhận, chuyển nơi khác", en="Declined or passed on"),
                    aliases=("tu choi", "khong tiep nhan", "khong thuoc tham quyen", "trung lap"),
                ),
                UNKNOWN,
            ),
            aliases=("trang thai", "tinh trang xu ly", "ket qua"),
        ),
        Field(
            name="received_at",
            label=Text(vi="Tiếp nhận lúc", en="Received at"),
            kind="datetime",
            required=True,
            aliases=("ngay tiep nhan", "thoi gian tiep nhan", "ngay gui", "thoi gian gui", "ngay phan anh"),
        ),
    ),
    style=Style(
        by="status",
        colour=UNKNOWN_COLOUR,
        width=4.5,
        outline="#1b1f24",
        unknown_label=Text(vi="Chưa rõ tình trạng", en="Status unknown"),
        classes=(
            StyleClass(
                label=Text(vi="Đã tiếp nhận", en="Received"),
                colour="#d55e00",
                values=("received",),
                width=5.5,
            ),
            StyleClass(
                label=Text(vi="Đang xử lý", en="In progress"), colour="#f0e442", values=("in_progress",)
            ),
            StyleClass(label=Text(vi="Đã xử lý", en="Resolved"), colour="#56b4e9", values=("resolved",)),
            StyleClass(
                label=Text(vi="Không tiếp nhận", en="Declined"), colour="#4b1d6b", values=("declined",)
            ),
        ),
    ),
)
