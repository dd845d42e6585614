"""The programme's key models (annex 3)."""

from twin.vocabulary import UNKNOWN_COLOUR, Choice, Comparison, Field, Layer, Rule, Style, Text

REGISTER = Layer(
    id="programme_models",
    title=Text(vi="Mô hình trọng tâm", en="Key models"),
    description=Text(
        vi="Các mô hình trọng tâm và đột phá (Phụ lục 3).", en="Key and breakthrough models (annex 3)."
    ),
    group="programme",
    geometry="Geometry",
    geometry_required=False,
    title_field="name",
    fields=(
        Field(
            name="no",
            label=Text(vi="Số thứ tự", en="Number"),
            kind="integer",
            required=True,
            minimum=1,
            maximum=999,
        ),
        Field(name="name", label=Text(vi="Mô hình", en="Model"), required=True),
        Field(name="note", label=Text(vi="Ghi chú", en="Note")),
        Field(name="lead", label=Text(vi="Chủ trì", en="Lead")),
        Field(
            name="status",
            label=Text(vi="Tình trạng", en="Status"),
            kind="choice",
            choices=(
                Choice(
                    value="not_started",
                    label=Text(vi="Chưa bắt đầu", en="Not started"),
                    aliases=("chua thuc hien", "chua trien khai", "chua lam"),
                ),
                Choice(
                    value="in_progress",
                    label=Text(vi="Đang thực hiện", en="In progress"),
                    aliases=("dang trien khai", "dang lam"),
                ),
                Choice(
                    value="done",
                    label=Text(vi="Hoàn thành", en="Done"),
                    aliases=("da hoan thanh", "xong", "da xong"),
                ),
                Choice(
                    value="paused",
                    label=Text(vi="Tạm dừng", en="Paused"),
                    aliases=("vuong mac", "dang vuong"),
                ),
                Choice(
                    value="cancelled",
                    label=Text(vi="Không thực hiện nữa", en="Cancelled"),
                    aliases=("huy", "dung thuc hien"),
                ),
            ),
            aliases=("trang thai", "tinh hinh thuc hien", "ket qua"),
        ),
        Field(
            name="percent",
            label=Text(vi="Phần trăm hoàn thành", en="Percent done"),
            kind="number",
            unit="%",
            minimum=0,
            maximum=100,
            aliases=("ty le hoan thanh", "tien do", "% hoan thanh", "khoi luong"),
        ),
    ),
    rules=(
        Rule(
            id="done_is_whole",
            message=Text(vi="Việc đã hoàn thành thì phải đủ 100%.", en="What is done is done to 100%."),
            when=Comparison(field="status", operator="=", value="done"),
            then=Comparison(field="percent", operator="=", value=100),
        ),
    ),
    style=Style(colour=UNKNOWN_COLOUR),
)
