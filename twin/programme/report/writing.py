"""The report itself: what the digest says in sentences, tables, a map and annexes. It works nothing out anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from twin.documents.document import Annex, Block, Document, Heading, Issuer, Paragraph, Picture, Source, Table
from twin.documents.words import decimal
from twin.programme.digest.value import Digest, IndicatorCounts
from twin.programme.periods import FIRST_YEAR, LAST_YEAR
from twin.programme.report.tables import (
    LATE,
    count_table,
    gap_count_table,
    gap_table,
    indicator_table,
    measured_table,
    model_table,
    task_table,
    warning_table,
)
from twin.programme.written import show_day

UNKNOWN_NOTE = (
    "«Chưa rõ» là chưa có ai báo cáo hoặc ghi nhận; không được tính là bằng không. «Bản đồ đo» là phần chắc chắn đã "
    "đạt; «Cao nhất có thể» là khi mọi đối tượng chưa rõ đều đạt."
)


@dataclass(frozen=True, slots=True)
class Cover:
    """Who issues the report, on which day, and to whom it goes."""

    issuer: Issuer
    dated: date
    number: int | None = None
    signer: str | None = None
    recipients: tuple[str, ...] = (
        "Thường trực Đảng ủy",
        "Thường trực HĐND phường",
        "Các cơ quan, đơn vị chủ trì",
    )


def _opening(digest: Digest, cover: Cover) -> Paragraph:
    return Paragraph(
        text=f"Thực hiện Chương trình hành động của Ban Chấp hành Đảng bộ phường {cover.issuer.place} nhiệm kỳ "
        f"{FIRST_YEAR} - {LAST_YEAR}, {cover.issuer.name} báo cáo {digest.filing.subject.vi[0].lower()}"
        f"{digest.filing.subject.vi[1:]} như sau (số liệu tính đến hết ngày {show_day(digest.as_of)}):"
    )


def _of_tasks(digest: Digest) -> Paragraph:
    counts = digest.task_counts
    parts = [
        (counts.done, "hoàn thành"),
        (counts.in_progress, "đang thực hiện"),
        (counts.not_started, "chưa bắt đầu"),
        (counts.paused, "tạm dừng"),
        (counts.cancelled, "không thực hiện nữa"),
        (counts.unknown, "chưa rõ tình trạng"),
    ]
    said = ", ".join(f"{number} {words}" for number, words in parts if number)
    return Paragraph(
        text=f"Về nhiệm vụ: trong {counts.all} nhiệm vụ trọng tâm có {said}. Có {counts.overdue} nhiệm vụ quá hạn, "
        f"{counts.behind} nhiệm vụ chậm so với thời gian, {counts.no_update} nhiệm vụ từ một quý trở lên chưa cập nhật, "
        f"{counts.due} nhiệm vụ đến hạn trong 90 ngày. Trong kỳ có {decimal(digest.updates, 0)} lượt cập nhật của "
        f"{digest.updated_tasks} nhiệm vụ."
    )


def _said(counts: IndicatorCounts) -> str:
    return f"{counts.met} đạt, {counts.not_met} chưa đạt, {counts.unknown} chưa rõ"


def _of_indicators(digest: Digest) -> Paragraph:
    measured = digest.annex.measured + digest.text.measured
    different = digest.annex.different + digest.text.different
    return Paragraph(
        text=f"Về chỉ tiêu: trong {digest.annex.all} chỉ tiêu của Phụ lục 1, theo số liệu báo cáo có {_said(digest.annex)}. "
        f"Trong {digest.text.all} chỉ tiêu chỉ có ở phần lời có {_said(digest.text)}. Bản đồ đo được {measured} chỉ tiêu; "
        f"{different} chỉ tiêu có số báo cáo khác số đo."
    )


def _or_none(table: Table, words: str) -> Block:
    """Return the table, or a sentence where it would be empty."""
    return table if table.rows else Paragraph(text=words)


def _general(digest: Digest) -> list[Block]:
    return [
        Heading(text="I. TÌNH HÌNH CHUNG"),
        _of_tasks(digest),
        _of_indicators(digest),
        count_table(
            "Nhiệm vụ theo cơ quan chủ trì",
            "Theo cơ quan",
            "Cơ quan chủ trì",
            digest.agencies,
            digest.task_counts,
        ),
        count_table("Nhiệm vụ theo nhóm", "Theo nhóm", "Nhóm nhiệm vụ", digest.groups, digest.task_counts),
    ]


def _late(digest: Digest) -> list[Block]:
    late = warning_table("Nhiệm vụ quá hạn, chậm, chưa cập nhật", "Chậm", digest.tasks, LATE)
    due = warning_table("Nhiệm vụ sắp đến hạn", "Sắp đến hạn", digest.tasks, ("due",))
    return [
        Heading(text="II. NHIỆM VỤ CHẬM VÀ SẮP ĐẾN HẠN"),
        _or_none(late, "Không có nhiệm vụ nào quá hạn, chậm so với thời gian hoặc lâu chưa cập nhật."),
        _or_none(due, "Không có nhiệm vụ nào đến hạn trong 90 ngày tới."),
    ]


def _numbers(digest: Digest) -> list[Block]:
    return [
        Heading(text="III. CHỈ TIÊU"),
        _or_none(measured_table(digest), "Chưa đo được chỉ tiêu nào từ bản đồ."),
        Paragraph(text=UNKNOWN_NOTE, note=True),
        *(Paragraph(text=words, note=True) for words in _remarks(digest)),
    ]


def _remarks(digest: Digest) -> list[str]:
    """Say of each measured indicator what a reader must know: why there is no value, and how whole its register is."""
    remarks = []
    for one in digest.indicators:
        found = one.measured
        if found is None:
            continue
        words = [found.silence.vi] if found.silence is not None else []
        if found.register_share is not None and found.register_total is not None:
            words.append(
                f"Lớp bản đồ có {decimal(found.number.all, 0)} đối tượng, bằng {decimal(found.register_share, 1)}% của "
                f"{decimal(found.register_total, 0)} theo {found.register_source or 'sổ chính thức'}."
            )
        if found.undetermined:
            words.append(f"{decimal(found.undetermined, 0)} đối tượng chưa rõ có thuộc diện tính hay không.")
        if found.norms:
            words.append(f"Áp dụng: {'; '.join(norm.vi for norm in found.norms)}.")
        if words:
            remarks.append(f"{one.key}. {' '.join(words)}")
    return remarks


def _places(maps: Sequence[Picture | Paragraph]) -> list[Block]:
    return [Heading(text="IV. BẢN ĐỒ"), *maps] if maps else []


def _clarity(digest: Digest, number: str) -> list[Block]:
    return [
        Heading(text=f"{number}. «6 RÕ» CỦA NHIỆM VỤ"),
        Paragraph(
            text=f"{digest.task_counts.with_gaps} trong {digest.task_counts.all} nhiệm vụ còn thiếu ít nhất một nội dung "
            "(rõ người, rõ việc, rõ thời gian, rõ sản phẩm, rõ trách nhiệm, rõ thẩm quyền, rõ hiệu quả)."
        ),
        gap_count_table(digest),
    ]


def _annexes(digest: Digest) -> tuple[Annex, ...]:
    gaps = gap_table(digest)
    found = (
        Annex(title="Tiến độ nhiệm vụ", blocks=(task_table(digest),)),
        Annex(
            title="Tình hình thực hiện chỉ tiêu",
            blocks=(indicator_table(digest), Paragraph(text=UNKNOWN_NOTE, note=True)),
        ),
        Annex(title="Mô hình trọng tâm", blocks=(model_table(digest),)),
    )
    return (*found, Annex(title="Nội dung «6 rõ» còn thiếu", blocks=(gaps,))) if gaps.rows else found


def report_of(digest: Digest, cover: Cover, maps: Sequence[Picture | Paragraph] = ()) -> Document:
    """Return the report on the programme, fit to be filed; `maps` are its maps, or words why there is none."""
    return Document(
        issuer=cover.issuer,
        kind="Báo cáo",
        code="BC",
        subject=digest.filing.subject.vi,
        dated=cover.dated,
        number=cover.number,
        signer=cover.signer,
        blocks=(
            _opening(digest, cover),
            *_general(digest),
            *_late(digest),
            *_numbers(digest),
            *_places(maps),
            *_clarity(digest, "V" if maps else "IV"),
        ),
        annexes=_annexes(digest),
        sources=tuple(
            Source(name=one.name.vi, as_of=one.as_of, note=None if one.note is None else one.note.vi)
            for one in digest.sources
        ),
        recipients=cover.recipients,
    )
