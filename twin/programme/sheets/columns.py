"""The columns of a progress sheet, in the words that agencies put above them.

A layer that is never stored: it lets the readers of every imported table find the columns and read the cells.
"""

from twin.registers import registers
from twin.vocabulary import Field, Layer, Style, Text

NAME, NUMBER, NOTE, DAY = "name", "number", "note", "reported_on"
STATUS, PERCENT = "status", "percent"
REPORTED = (STATUS, PERCENT, "text", "value")
"""Of these, one must be told for a row to report anything."""


_FIELDS = (
    Field(
        name=NAME,
        label=Text(vi="Nhiệm vụ, chỉ tiêu", en="Task or indicator"),
        aliases=(
            "nhiem vu",
            "ten nhiem vu",
            "noi dung nhiem vu",
            "nhiem vu trong tam",
            "danh muc nhiem vu",
            "noi dung",
            "noi dung cong viec",
            "ten cong viec",
            "cong viec",
            "chi tieu",
            "ten chi tieu",
            "chi tieu phat trien",
            "nhiem vu chi tieu",
            "ten nhiem vu chi tieu",
            "task",
            "indicator",
        ),
    ),
    Field(
        name=NUMBER,
        label=Text(vi="Số thứ tự hoặc mã", en="Number or key"),
        aliases=(
            "tt",
            "stt",
            "so tt",
            "so thu tu",
            "ma",
            "ma so",
            "ma nhiem vu",
            "ma chi tieu",
            "ky hieu",
            "key",
            "code",
            "no",
        ),
    ),
    Field(
        name=STATUS,
        label=Text(vi="Trạng thái", en="Status"),
        kind="choice",
        choices=registers()["programme_updates"].by_name[STATUS].choices,
        aliases=("tinh trang", "tinh trang thuc hien", "trang thai thuc hien", "tinh hinh"),
    ),
    Field(
        name=PERCENT,
        label=Text(vi="Tiến độ", en="Progress"),
        kind="number",
        unit="%",
        minimum=0,
        maximum=100,
        aliases=(
            "phan tram",
            "phan tram hoan thanh",
            "ty le hoan thanh",
            "ti le hoan thanh",
            "muc do hoan thanh",
            "hoan thanh",
            "% hoan thanh",
            "%",
            "tien do thuc hien",
            "ty le",
            "ti le",
            "ty le %",
            "dat %",
        ),
    ),
    Field(
        name="text",
        label=Text(vi="Kết quả thực hiện", en="What was done"),
        aliases=(
            "ket qua",
            "ket qua da dat",
            "noi dung da thuc hien",
            "noi dung cap nhat",
            "noi dung bao cao",
            "tinh hinh thuc hien",
            "tinh hinh ket qua thuc hien",
            "da thuc hien",
            "dien giai",
        ),
    ),
    Field(
        name=NOTE,
        label=Text(vi="Ghi chú", en="Note"),
        aliases=(
            "kho khan vuong mac",
            "ton tai vuong mac",
            "vuong mac",
            "kien nghi",
            "de xuat",
            "de xuat kien nghi",
        ),
    ),
    Field(
        name=DAY,
        label=Text(vi="Ngày báo cáo", en="Reported on"),
        kind="date",
        aliases=(
            "ngay",
            "ngay cap nhat",
            "thoi diem",
            "thoi diem bao cao",
            "tinh den ngay",
            "so lieu den ngay",
            "date",
        ),
    ),
    Field(
        name="value",
        label=Text(vi="Giá trị đạt được", en="Value"),
        aliases=(
            "gia tri",
            "so lieu",
            "so lieu bao cao",
            "ket qua dat duoc",
            "thuc hien",
            "dat duoc",
            "uoc thuc hien",
            "so thuc hien",
        ),
    ),
    Field(
        name="reporter",
        label=Text(vi="Người báo cáo", en="Reporter"),
        aliases=("nguoi lap", "nguoi cap nhat", "can bo theo doi", "chuyen vien", "dau moi"),
    ),
    Field(
        name="agency",
        label=Text(vi="Đơn vị báo cáo", en="Reporting agency"),
        aliases=(
            "co quan",
            "don vi bao cao",
            "don vi thuc hien",
            "chu tri",
            "don vi chu tri",
            "co quan chu tri",
            "chu tri bao cao",
            "agency",
        ),
    ),
)
SHEET = Layer(
    id="progress_sheet",
    title=Text(vi="Bảng tiến độ", en="Progress sheet"),
    description=Text(vi="Bảng tiến độ do các đơn vị gửi.", en="A sheet of progress as agencies send it."),
    group="programme",
    geometry="Geometry",
    fields=_FIELDS,
    style=Style(colour="#5b6670"),
)
"""The columns that a progress sheet may have; the statuses are those of the updates."""
