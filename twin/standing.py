"""How far a thing has come, and of what: words that several registers and overlays of the programme share."""

from twin.vocabulary import UNKNOWN, Choice, Comparison, Field, Rule, Text

STATE_CHOICES = (
    Choice(value="done", label=Text(vi="Đạt, đã xong", en="Done")),
    Choice(value="under_way", label=Text(vi="Đang làm", en="Under way")),
    Choice(value="not_yet", label=Text(vi="Chưa đạt", en="Not yet")),
    UNKNOWN,
)
"""The states of a place (`twin.vocabulary.State`), in words."""
STATUS = Field(
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
)
PERCENT = Field(
    name="percent",
    label=Text(vi="Phần trăm hoàn thành", en="Percent done"),
    kind="number",
    unit="%",
    minimum=0,
    maximum=100,
    aliases=("ty le hoan thanh", "tien do", "% hoan thanh", "khoi luong"),
)
DONE_IS_WHOLE = Rule(
    id="done_is_whole",
    message=Text(vi="Việc đã hoàn thành thì phải đủ 100%.", en="What is done is done to 100%."),
    when=Comparison(field="status", operator="=", value="done"),
    then=Comparison(field="percent", operator="=", value=100),
)
SUBJECT = Field(
    name="subject",
    label=Text(vi="Đang xem", en="Subject"),
    required=True,
    note=Text(
        vi="Mã nhiệm vụ, chỉ tiêu, cơ quan hoặc mô hình.",
        en="Key of a task, an indicator, an agency or a model.",
    ),
    on_map=True,
)
"""What is chosen of the programme, by its key."""
SUBJECT_KIND = Field(
    name="kind",
    label=Text(vi="Loại", en="Kind"),
    kind="choice",
    required=True,
    choices=(
        Choice(value="task", label=Text(vi="Nhiệm vụ", en="Task")),
        Choice(value="indicator", label=Text(vi="Chỉ tiêu", en="Indicator")),
        Choice(value="agency", label=Text(vi="Cơ quan", en="Agency")),
        Choice(value="model", label=Text(vi="Mô hình", en="Model")),
    ),
    on_map=True,
)
