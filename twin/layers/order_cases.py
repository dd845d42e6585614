"""Urban-order cases: what was found on the ground, and whether it is closed. No offender is named."""

from twin.vocabulary import (
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
    id="order_cases",
    title=Text(vi="Vụ việc trật tự đô thị", en="Urban-order cases"),
    description=Text(
        vi="Vụ việc trật tự xây dựng, đất đai, vỉa hè, môi trường, an toàn thực phẩm; không ghi tên người vi phạm.",
        en="Cases of construction, land, pavement, pollution and food safety; no offender is named.",
    ),
    group="order",
    geometry="Point",
    title_field="title",
    min_zoom=13,
    order=88,
    fields=(
        Field(
            name="title",
            label=Text(vi="Vụ việc", en="Title"),
            required=True,
            aliases=("ten", "ten vu viec", "noi dung", "noi dung vi pham", "tieu de", "hanh vi"),
        ),
        Field(
            name="kind",
            label=Text(vi="Lĩnh vực", en="Kind"),
            kind="choice",
            required=True,
            choices=(
                Choice(
                    value="construction",
                    label=Text(vi="Trật tự xây dựng", en="Construction"),
                    aliases=("ttxd", "xay dung", "khong phep", "sai phep"),
                ),
                Choice(
                    value="land",
                    label=Text(vi="Đất đai", en="Land"),
                    aliases=("lan chiem dat", "quan ly dat dai", "lan chiem dat cong"),
                ),
                Choice(
                    value="pavement",
                    label=Text(vi="Lấn chiếm vỉa hè, lòng đường", en="Pavement"),
                    aliases=("via he", "long duong", "lan chiem via he", "trat tu giao thong"),
                ),
                Choice(
                    value="pollution",
                    label=Text(vi="Môi trường", en="Pollution"),
                    aliases=("o nhiem", "o nhiem moi truong", "ve sinh moi truong", "tieng on", "rac thai"),
                ),
                Choice(
                    value="food",
                    label=Text(vi="An toàn thực phẩm", en="Food safety"),
                    aliases=("attp", "ve sinh an toan thuc pham", "thuc pham"),
                ),
            ),
            on_map=True,
            aliases=("loai", "loai vu viec", "loai vi pham", "nhom vi pham"),
        ),
        Field(
            name="status",
            label=Text(vi="Tình trạng xử lý", en="Status"),
            kind="choice",
            choices=(
                Choice(
                    value="found",
                    label=Text(vi="Mới phát hiện", en="Found"),
                    aliases=("moi", "phat hien", "tiep nhan", "chua xu ly"),
                ),
                Choice(
                    value="in_progress",
                    label=Text(vi="Đang xử lý", en="In progress"),
                    aliases=("dang giai quyet", "da lap bien ban", "dang dinh chi"),
                ),
                Choice(
                    value="sanctioned",
                    label=Text(vi="Đã xử phạt, chưa khắc phục", en="Sanctioned, not yet put right"),
                    aliases=("da xu phat", "da ra quyet dinh", "cho cuong che"),
                ),
                Choice(
                    value="closed",
                    label=Text(vi="Đã kết thúc", en="Closed"),
                    aliases=("da xu ly", "da xu ly xong", "xong", "da khac phuc", "hoan thanh"),
                ),
                UNKNOWN,
            ),
            aliases=("tinh trang", "trang thai", "ket qua", "ket qua xu ly"),
        ),
        Field(
            name="found_on",
            label=Text(vi="Ngày phát hiện", en="Found on"),
            kind="date",
            aliases=("ngay", "ngay lap bien ban", "ngay tiep nhan", "thoi gian phat hien"),
        ),
        Field(
            name="closed_on",
            label=Text(vi="Ngày kết thúc", en="Closed on"),
            kind="date",
            aliases=("ngay xu ly xong", "ngay hoan thanh", "ngay khac phuc", "ngay dong"),
        ),
    ),
    rules=(
        Rule(
            id="closed_after_found",
            message=Text(
                vi="Ngày kết thúc không thể trước ngày phát hiện.",
                en="A case cannot close before the day it was found.",
            ),
            then=Comparison(field="closed_on", operator=">=", other_field="found_on"),
        ),
        Rule(
            id="closed_has_status",
            message=Text(
                vi="Vụ việc có ngày kết thúc thì tình trạng phải là đã kết thúc (hoặc chưa rõ).",
                en="A case with a closing day stands as closed (or its status is unknown).",
            ),
            when=Comparison(field="closed_on", operator="known"),
            then=Comparison(field="status", operator="in", value=("closed", "unknown")),
        ),
    ),
    progress=Progress(
        field="status", done=("closed",), under_way=("in_progress", "sanctioned"), not_yet=("found",)
    ),
    style=Style(
        by="status",
        colour=UNKNOWN_COLOUR,
        width=5,
        outline="#ffffff",
        label_field="title",
        label_min_zoom=18,
        unknown_label=Text(vi="Chưa rõ tình trạng", en="Status unknown"),
        classes=(
            StyleClass(
                label=Text(vi="Mới phát hiện", en="Found"), colour="#d55e00", values=("found",), width=6
            ),
            StyleClass(
                label=Text(vi="Đang xử lý", en="In progress"), colour="#f0e442", values=("in_progress",)
            ),
            StyleClass(
                label=Text(vi="Đã xử phạt, chưa khắc phục", en="Sanctioned, not yet put right"),
                colour="#5e1a4b",
                values=("sanctioned",),
            ),
            StyleClass(
                label=Text(vi="Đã kết thúc", en="Closed"), colour="#56b4e9", values=("closed",), width=4
            ),
        ),
    ),
)
