"""What was reported of a task, and when."""

from twin.vocabulary import UNKNOWN_COLOUR, Choice, Comparison, Field, Layer, Rule, Style, Text

REGISTER = Layer(
    id="programme_updates",
    title=Text(vi="Cập nhật tiến độ", en="Progress updates"),
    description=Text(
        vi="Báo cáo tiến độ từng nhiệm vụ: ngày, nội dung, tình trạng, phần trăm, người báo cáo.",
        en="Reports on tasks: day, words, status, percent, reporter.",
    ),
    group="programme",
    geometry="Geometry",
    geometry_required=False,
    fields=(
        Field(name="task", label=Text(vi="Nhiệm vụ", en="Task"), required=True),
        Field(
            name="reported_on", label=Text(vi="Ngày báo cáo", en="Reported on"), kind="date", required=True
        ),
        Field(name="text", label=Text(vi="Nội dung", en="Words")),
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
        Field(name="reporter", label=Text(vi="Người báo cáo", en="Reporter")),
        Field(name="agency", label=Text(vi="Cơ quan", en="Agency")),
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
