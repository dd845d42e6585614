"""What is wrong with a row, and what is worth a look: said before anything is stored, and held again when it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from twin.errors import BadInputError, TwinError
from twin.programme.agencies import Agency, Directory
from twin.programme.reported import PER_CENT, read_reported
from twin.programme.sheets.documents import read_record
from twin.programme.sheets.names import Subject
from twin.programme.sheets.plan import Report
from twin.programme.written import show_day
from twin.vocabulary import Text

EARLIEST = date(2020, 1, 1)
"""Nothing of the programme was reported before: such a year is a slip of the hand."""
_WITHIN = frozenset({"department", "unit", "police", "military"})
"""Kinds of agencies that work for the People's Committee, so that its tasks are theirs to report."""
_GOVERNMENT = "government"


@dataclass(frozen=True, slots=True)
class Judge:
    """What rows are held against: the agencies, and the day on which they are read."""

    agencies: Directory
    today: date

    def find_faults(self, report: Report, *, is_dated: bool = False) -> Iterator[Text]:
        """Give what no row may be, whomever it speaks of; of one that `is_dated` a day stands, though no good one."""
        if report.reported_on is None and not is_dated:
            yield _UNDATED
        if report.reported_on is not None and not EARLIEST <= report.reported_on <= self.today:
            yield _far_off(report.reported_on, self.today)
        if report.agency is not None and isinstance(unknown := self._find(report.agency), TwinError):
            yield unknown.text

    def find_faults_for(self, subject: Subject, report: Report) -> Iterator[Text]:
        """Give what a row that speaks of this subject may not be."""
        if subject.kind == "indicator" and report.value is None:
            yield Text(
                vi="Chỉ tiêu cần một giá trị; nếu cột khác ghi giá trị, hãy chỉ định cột đó là value.",
                en="An indicator needs a value; if another column has it, say that it is the value.",
            )
            return
        if subject.kind == "task" and (report.status, report.percent, report.text) == (None,) * 3:
            yield Text(
                vi="Nhiệm vụ cần trạng thái, phần trăm hoặc nội dung, không phải một giá trị.",
                en="A task needs a status, a percentage or words, and no value.",
            )
            return
        try:
            if subject.kind == "indicator":
                read_reported(report.value, unit=subject.unit)
            read_record(subject, report, self.agencies)
        except BadInputError as refusal:
            yield refusal.text

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

    def _find(self, typed: str) -> Agency | BadInputError:
        try:
            return self.agencies.find(typed)
        except BadInputError as refusal:
            return refusal

    def _answers_for(self, typed: str, subject: Subject) -> bool:
        agency = self._find(typed)
        if isinstance(agency, TwinError) or not subject.agencies:
            return True
        responsible = [self._find(name) for name in subject.agencies]
        kinds = {one.kind for one in responsible if isinstance(one, Agency)}
        return agency in responsible or (agency.kind in _WITHIN and _GOVERNMENT in kinds)


_UNDATED = Text(
    vi="Không có ngày báo cáo: hãy thêm cột ngày, hoặc nói ngày của cả bảng.",
    en="There is no day of the report: add a column of days, or say the day of the whole sheet.",
)


def _far_off(day: date, today: date) -> Text:
    vi, en = (
        ("còn ở phía trước", "is still to come")
        if day > today
        else ("quá sớm đối với chương trình", "is too early for the programme")
    )
    return Text(
        vi=f"Ngày báo cáo {show_day(day)} {vi}.", en=f"The day of the report, {show_day(day, 'en')}, {en}."
    )


def _is_part_of_one(value: str) -> bool:
    try:
        number = read_reported(value, unit=PER_CENT).number
    except BadInputError:
        return False
    return number is not None and 0 < number < 1 and "%" not in value
