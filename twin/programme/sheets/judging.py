"""What is wrong with a row, and what is worth a look: said before anything is stored, and held again when it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from twin.errors import BadInputError
from twin.programme.agencies import Agency, Directory
from twin.programme.reported import PER_CENT, read_reported
from twin.programme.sheets.documents import UPDATES, read_record, register_of
from twin.programme.sheets.names import Subject
from twin.programme.sheets.plan import Report
from twin.programme.soundness import Known, find_faults
from twin.programme.written import show_day
from twin.registers import registers
from twin.vocabulary import Text

EARLIEST = date(2020, 1, 1)
"""Nothing of the programme was reported before: such a year is a slip of the hand."""
_WITHIN = frozenset({"department", "unit", "police", "military"})
"""Kinds of agencies that work for the People's Committee, so that its tasks are theirs to report."""
_GOVERNMENT = "government"


@dataclass(frozen=True)
class Judge:
    """What rows are held against: the programme as it is, and the day on which they are read."""

    known: Known

    @cached_property
    def agencies(self) -> Directory:
        return self.known.directory()

    def find_faults(self, report: Report, *, is_dated: bool = False) -> Iterator[Text]:
        """Give what no row may be, whomever it speaks of; of one that `is_dated` a day stands, though no good one."""
        if report.reported_on is None and not is_dated:
            yield _UNDATED
        if report.reported_on is not None and report.reported_on < EARLIEST:
            yield _too_early(report.reported_on)
        said = {"reported_on": report.reported_on, "agency": report.agency}
        yield from (fault.text for fault in find_faults(registers()[UPDATES], said, self.known))

    def find_faults_for(self, subject: Subject, report: Report) -> Iterator[Text]:
        """Give what a row that speaks of this subject may not be: what any door would refuse too."""
        if subject.kind == "indicator" and report.value is None:
            yield _NO_VALUE
        elif subject.kind == "task" and (report.status, report.percent, report.text) == (None,) * 3:
            yield _NO_PROGRESS
        else:
            try:
                record = read_record(subject, report, self.agencies)
            except BadInputError as refusal:
                yield refusal.text
            else:
                found = find_faults(register_of(subject), record.values, self.known)
                yield from (fault.text for fault in found)

    def find_cautions(self, subject: Subject, report: Report) -> Iterator[Text]:
        """Give what is worth a look: another agency's subject, a share that may be a part of one."""
        if report.agency is not None and not self._answers_for(report.agency, subject):
            responsible = ", ".join(subject.agencies)
            yield Text(
                vi=f"«{subject.key}» do {responsible} thực hiện, không phải «{report.agency}».",
                en=f"“{subject.key}” belongs to {responsible}, not to “{report.agency}”.",
            )
        if subject.unit == PER_CENT and report.value is not None and _is_part_of_one(report.value):
            yield Text(
                vi=f"Giá trị «{report.value}» được hiểu là {report.value}%.",
                en=f"The value “{report.value}” is understood as {report.value} per cent.",
            )

    def _answers_for(self, typed: str, subject: Subject) -> bool:
        senders, responsible = self._split(typed), self._split(", ".join(subject.agencies))
        if not senders or not responsible:
            return True
        within = _WITHIN if _GOVERNMENT in {one.kind for one in responsible} else frozenset()
        return any(one in responsible or one.kind in within for one in senders)

    def _split(self, typed: str) -> tuple[Agency, ...]:
        """Return the agencies of a list; none where one of them is not known."""
        try:
            return self.agencies.split(typed)
        except BadInputError:
            return ()


_UNDATED = Text(
    vi="Không có ngày báo cáo: hãy thêm cột ngày, hoặc nói ngày của cả bảng.",
    en="There is no day of the report: add a column of days, or say the day of the whole sheet.",
)


_NO_VALUE = Text(
    vi="Chỉ tiêu cần một giá trị; nếu cột khác ghi giá trị, hãy chỉ định cột đó là value.",
    en="An indicator needs a value; if another column has it, say that it is the value.",
)
_NO_PROGRESS = Text(
    vi="Nhiệm vụ cần trạng thái, phần trăm hoặc nội dung, không phải một giá trị.",
    en="A task needs a status, a percentage or words, and no value.",
)


def _too_early(day: date) -> Text:
    return Text(
        vi=f"Ngày báo cáo {show_day(day)} quá sớm đối với chương trình.",
        en=f"The day of the report, {show_day(day, 'en')}, is too early for the programme.",
    )


def _is_part_of_one(value: str) -> bool:
    try:
        number = read_reported(value, unit=PER_CENT).number
    except BadInputError:
        return False
    return number is not None and 0 < number < 1 and "%" not in value
