"""The tables of the report, each made of the digest's own numbers."""

from collections.abc import Iterable, Sequence

from twin.documents.document import Cell, Column, Row, Table
from twin.programme.digest.value import (
    Agreement,
    Digest,
    IndicatorDigest,
    MeasuredShare,
    NamedCounts,
    TaskCounts,
    TaskDigest,
)
from twin.programme.gaps import PARTS
from twin.programme.judgements import Verdict
from twin.programme.warnings import WarningKind
from twin.registers import registers

STATUSES = {
    choice.value: choice.label.vi for choice in registers()["programme_tasks"].by_name["status"].choices
}
VERDICTS: dict[Verdict, str] = {"met": "Đạt", "not_met": "Chưa đạt", "unknown": "Chưa rõ"}
AGREEMENTS: dict[Agreement, str] = {
    "same": "khớp",
    "within_unknown": "lệch do chưa rõ",
    "different": "KHÁC",
}
WARNINGS: dict[WarningKind, str] = {
    "overdue": "Quá hạn",
    "behind": "Chậm so với thời gian",
    "no_update": "Chưa cập nhật một quý trở lên",
    "due": "Đến hạn trong 90 ngày",
}
LATE: tuple[WarningKind, ...] = ("overdue", "behind", "no_update")
NOTHING = ""
"""Stands where there is nothing to say, which is not the same as unknown."""


def _status(status: str | None) -> str | None:
    return None if status is None else STATUSES[status]


_COUNTS = (
    ("Tổng số", "all"),
    ("Hoàn thành", "done"),
    ("Đang làm", "in_progress"),
    ("Chưa bắt đầu", "not_started"),
    ("Tạm dừng", "paused"),
    ("Đã hủy", "cancelled"),
    ("Chưa rõ", "unknown"),
    ("Quá hạn", "overdue"),
    ("Chậm", "behind"),
)


def _counted(name: str, counts: TaskCounts, *, strong: bool = False) -> Row:
    return Row(cells=(name, *(getattr(counts, field) for _, field in _COUNTS)), strong=strong)


def count_table(title: str, sheet: str, first: str, named: Iterable[NamedCounts], whole: TaskCounts) -> Table:
    """Return the tasks by agency or by group, with their sum."""
    columns = (
        Column(title=first, width=4.6),
        *(Column(title=words, kind="integer", width=1.25) for words, _ in _COUNTS),
    )
    rows = (*(_counted(one.name, one.tasks) for one in named), _counted("Cộng", whole, strong=True))
    return Table(title=title, sheet=sheet, columns=columns, rows=rows)


def warning_table(title: str, sheet: str, tasks: Sequence[TaskDigest], kinds: Sequence[WarningKind]) -> Table:
    """Return the tasks that warn of something, under what they warn of, the most pressing first."""
    found = [
        (kind, task, warning)
        for kind in kinds
        for task in tasks
        if (warning := task.warns_of(kind)) is not None
    ]
    found.sort(
        key=lambda one: (
            kinds.index(one[0]),
            -(one[2].points or 0),
            one[1].due_on is None,
            one[1].due_on or 0,
        )
    )
    columns = (
        Column(title="Cảnh báo", width=2),
        Column(title="Mã", kind="code", width=1),
        Column(title="Nhiệm vụ", width=4),
        Column(title="Chủ trì", width=2),
        Column(title="Hạn", kind="date", width=1.9),
        Column(title="Hoàn thành", kind="percent", width=1.4),
        Column(title="Cụ thể", width=3.5),
    )
    rows = tuple(
        Row(
            cells=(WARNINGS[kind], task.key, task.name, task.lead, task.due_on, task.percent, warning.text.vi)
        )
        for kind, task, warning in found
    )
    return Table(title=title, sheet=sheet, band=0, columns=columns, rows=rows)


def task_table(digest: Digest) -> Table:
    columns = (
        Column(title="Nhóm", width=3),
        Column(title="Mã", kind="code", width=1.1),
        Column(title="Nhiệm vụ", width=4),
        Column(title="Chủ trì", width=1.9),
        Column(title="Phối hợp", width=1.7, unknown="không có"),
        Column(title="Thời gian", kind="code", width=1.7),
        Column(title="Sản phẩm", width=2.4),
        Column(title="Tình trạng", width=1.7),
        Column(title="Hoàn thành", kind="percent", width=1.3),
        Column(title="Thời gian đã qua", kind="percent", width=1.3, unknown="-"),
        Column(title="Cập nhật", kind="date", width=1.8, unknown="chưa có"),
        Column(title="Nội dung cập nhật", width=3.4, unknown="chưa có"),
    )
    rows = tuple(
        Row(
            cells=(
                f"{task.group}. {task.group_name}",
                task.key,
                task.name,
                task.lead,
                task.coordinators,
                task.period,
                task.product,
                _status(task.status),
                task.percent,
                task.gone,
                task.updated_on,
                task.told,
            )
        )
        for task in digest.tasks
    )
    return Table(title="Nhiệm vụ theo nhóm", sheet="Nhiệm vụ", band=0, columns=columns, rows=rows)


def _measured_cells(one: IndicatorDigest) -> tuple[Cell, Cell, Cell]:
    """Return what is measured, the most that it can be, and the difference; nothing where the map has no say."""
    if one.measured is None:
        return NOTHING, NOTHING, NOTHING
    share = one.measured.number
    return share.value, share.at_most, NOTHING if one.difference is None else one.difference


def _comparison(one: IndicatorDigest) -> str:
    return NOTHING if one.agreement is None else AGREEMENTS[one.agreement]


def indicator_table(digest: Digest) -> Table:
    columns = (
        Column(title="Phần, nhóm", width=3),
        Column(title="Mã", kind="code", width=1.2),
        Column(title="Chỉ tiêu", width=4.2),
        Column(title="Đơn vị", kind="code", width=1.2, unknown=NOTHING),
        Column(title="Mục tiêu", kind="code", width=1.6),
        Column(title="Mục tiêu năm", kind="code", width=1.4, unknown="chưa có"),
        Column(title="Báo cáo", kind="code", width=1.4, unknown="chưa có"),
        Column(title="Tính đến", kind="date", width=1.7, unknown="chưa có"),
        Column(title="Bản đồ đo", kind="percent", width=1.3),
        Column(title="Cao nhất có thể", kind="percent", width=1.3),
        Column(title="Chênh (điểm %)", kind="number", width=1.3),
        Column(title="So sánh", width=1.6),
        Column(title="Đánh giá", width=1.4),
        Column(title="Chủ trì báo cáo", width=2.2),
    )
    rows = tuple(
        Row(
            cells=(
                f"{one.section_no}.{one.group_no}. {one.group}" if one.source == "annex" else one.group,
                one.key,
                one.name,
                one.unit,
                one.target,
                None if one.year is None else one.year.written,
                None if one.reported is None else one.reported.written,
                None if one.reported is None else one.reported.as_of,
                *_measured_cells(one),
                _comparison(one),
                VERDICTS[one.assessment.verdict],
                one.lead,
            )
        )
        for one in digest.indicators
    )
    return Table(title="Chỉ tiêu theo nhóm", sheet="Chỉ tiêu", band=0, columns=columns, rows=rows)


def _measured_row(name: str, one: IndicatorDigest, share: MeasuredShare, *, by_length: bool) -> Row:
    reported: Cell = None if one.reported is None else one.reported.written
    compared = NOTHING if by_length or one.difference is None else one.difference
    told = NOTHING if by_length else reported
    return Row(
        cells=(
            name,
            NOTHING if by_length else one.target,
            told,
            share.value,
            share.done,
            share.unknown,
            share.all,
            compared,
            NOTHING if by_length else _comparison(one),
        )
    )


def measured_table(digest: Digest) -> Table:
    """Return what the map measures beside what was reported; of lines by number and by metres."""
    columns = (
        Column(title="Chỉ tiêu", width=4),
        Column(title="Mục tiêu", kind="code", width=1.4),
        Column(title="Báo cáo", kind="code", width=1.4, unknown="chưa có"),
        Column(title="Bản đồ đo", kind="percent", width=1.4),
        Column(title="Đạt", kind="number", width=1.3, digits=0),
        Column(title="Chưa rõ", kind="number", width=1.3, digits=0),
        Column(title="Tổng số", kind="number", width=1.4, digits=0),
        Column(title="Chênh (điểm %)", kind="number", width=1.3),
        Column(title="So sánh", width=1.7),
    )
    rows: list[Row] = []
    for one in digest.indicators:
        if one.measured is None:
            continue
        rows.append(_measured_row(f"{one.key}. {one.name}", one, one.measured.number, by_length=False))
        if one.measured.length_m is not None:
            rows.append(_measured_row("- theo chiều dài (m)", one, one.measured.length_m, by_length=True))
    return Table(title="Chỉ tiêu đo được từ bản đồ", sheet="Đo từ bản đồ", columns=columns, rows=tuple(rows))


def gap_count_table(digest: Digest) -> Table:
    """Return how many tasks lack each of the seven parts."""
    columns = (
        Column(title="Nội dung", width=3),
        Column(title="Còn thiếu", kind="integer", width=1.5),
        Column(title="Nhiệm vụ", width=8, unknown=NOTHING),
    )
    lacking = [(part, [task.key for task in digest.tasks if part.id in task.gaps]) for part in PARTS]
    rows = tuple(
        Row(cells=(part.label.vi, len(keys), _some(keys, len(digest.tasks)))) for part, keys in lacking
    )
    return Table(title="Nhiệm vụ chưa đủ «6 rõ»", sheet="6 rõ (tổng hợp)", columns=columns, rows=rows)


def _some(keys: Sequence[str], whole: int) -> str:
    return "tất cả các nhiệm vụ" if keys and len(keys) == whole else ", ".join(keys)


def gap_table(digest: Digest) -> Table:
    """Return what each task lacks."""
    columns = (
        Column(title="Mã", kind="code", width=1.2),
        Column(title="Nhiệm vụ", width=5),
        Column(title="Chủ trì", width=2.2),
        *(Column(title=part.label.vi, kind="code", width=1.5) for part in PARTS),
    )
    rows = tuple(
        Row(
            cells=(
                task.key,
                task.name,
                task.lead,
                *("thiếu" if part.id in task.gaps else NOTHING for part in PARTS),
            )
        )
        for task in digest.tasks
        if task.gaps
    )
    return Table(title="Những nội dung còn thiếu của từng nhiệm vụ", sheet="6 rõ", columns=columns, rows=rows)


def model_table(digest: Digest) -> Table:
    columns = (
        Column(title="Mã", kind="code", width=1),
        Column(title="Mô hình", width=5),
        Column(title="Chủ trì", width=2.4, unknown="chưa giao"),
        Column(title="Tình trạng", width=1.8),
        Column(title="Hoàn thành", kind="percent", width=1.3),
        Column(title="Nhiệm vụ liên quan", width=3),
        Column(title="Chỉ tiêu liên quan", width=3),
    )
    rows = tuple(
        Row(
            cells=(
                one.key,
                one.name,
                one.lead,
                _status(one.status),
                one.percent,
                ", ".join(one.tasks),
                ", ".join(one.indicators),
            )
        )
        for one in digest.models
    )
    return Table(title="Mô hình trọng tâm", sheet="Mô hình", columns=columns, rows=rows)
