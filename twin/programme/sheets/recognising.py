"""A sheet's rows and whom each may speak of: `read_sheet`, which stores nothing."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from twin.features.exchange.options import ReadOptions
from twin.programme.sheets.columns import DAY, NAME, NOTE, NUMBER, PERCENT, SHEET, STATUS
from twin.programme.sheets.judging import Judge
from twin.programme.sheets.known import make_names
from twin.programme.sheets.names import Likeness, Names, Typed, make_plain
from twin.programme.sheets.plan import CERTAIN, Candidate, Decision, Plan, Report, SheetRow
from twin.programme.sheets.reading import Line, read_lines
from twin.programme.soundness import Known
from twin.vocabulary import Text

_GROUP = re.compile(r"(?:(?P<before>iv|i{1,3}) )?nhom nhiem vu.*|(?P<alone>iv|i{1,3})")
_GROUPS_BY_WORDS = (
    ("mttq", "IV"),
    ("uy ban nhan dan", "III"),
    ("ubnd", "III"),
    ("hoi dong nhan dan", "II"),
    ("hdnd", "II"),
    ("xay dung dang", "I"),
)


LIKE_ABOVE = 60
"""The score of whom the row above speaks of, for a row that names nobody."""


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """What a person may say of a sheet before it is read."""

    read: ReadOptions = field(default_factory=ReadOptions)
    agency: str | None = None
    """Who sends the sheet, for rows that name no agency."""
    reported_on: date | None = None
    """The day that rows speak of which name none."""


def read_sheet(path: Path, known: Known, options: SheetOptions | None = None) -> Plan:
    """Read a progress sheet and look up whom each row speaks of in what is `known`; nothing is stored.

    Raises BadFileError for a file that cannot be read, and BadInputError where it names no tasks, reports
    nothing, or leaves a question that a person must answer (which sheet, which decimal mark).
    """
    said = options or SheetOptions()
    sheet = read_lines(path, SHEET, said.read)
    rows = list(_recognise(sheet.lines, make_names(known), Judge(known), said))
    return Plan(
        file_name=path.name,
        size=sheet.size,
        sha256=sheet.sha256,
        sheet=sheet.title,
        columns=sheet.columns,
        rows=tuple(_compare(rows)),
        statements=sheet.statements,
    )


def _recognise(
    lines: Iterable[Line], names: Names, judge: Judge, options: SheetOptions
) -> Iterator[SheetRow]:
    """Give a row for each line, under the group whose heading stands above it."""
    group = ""
    above: tuple[Candidate, ...] = ()
    for line in lines:
        if line.is_silent:
            group = _read_group(line) or group
            yield _row(line, Report(), "nothing")
            continue
        row = _judge_row(line, group, names, judge, options)
        if _is_nameless(line):
            row = row.model_copy(update={"candidates": above, "cautions": (_NAMELESS,)})
        else:
            above = tuple(one.model_copy(update={"score": LIKE_ABOVE}) for one in row.candidates[:1])
        yield row


def _is_nameless(line: Line) -> bool:
    return not make_plain(line.text(NAME) or "") and not make_plain(line.text(NUMBER) or "")


def _read_group(line: Line) -> str | None:
    """Return the group of tasks that a heading opens."""
    name, number = (make_plain(line.text(field) or "") for field in (NAME, NUMBER))
    found = _GROUP.fullmatch(number) or _GROUP.fullmatch(name)
    if found is None:
        return None
    roman = found["before"] or found["alone"]
    return roman.upper() if roman else next((key for words, key in _GROUPS_BY_WORDS if words in name), None)


def _judge_row(line: Line, group: str, names: Names, judge: Judge, options: SheetOptions) -> SheetRow:
    report = _report(line, options)
    found = names.find(Typed(line.text(NAME) or "", line.text(NUMBER) or "", group))
    faults, cautions = [*line.faults, *judge.find_faults(report, is_dated=line.has_day)], list[Text]()
    is_certain = len(found) == 1 and found[0].score == CERTAIN
    if is_certain and not faults:
        faults += judge.find_faults_for(found[0].subject, report)
        cautions += judge.find_cautions(found[0].subject, report)
    row = _row(line, report, "certain" if is_certain and not cautions else "ask")
    told = {"faults": tuple(faults), "cautions": tuple(cautions)}
    return row.model_copy(update={"candidates": tuple(_candidate(one) for one in found), **told})


def _row(line: Line, report: Report, decision: Decision) -> SheetRow:
    name, said = line.text(NAME), line.text(NUMBER)
    return SheetRow(number=line.number, name=name, said=said, report=report, decision=decision)


_NAMELESS = Text(
    vi="Dòng này không ghi tên nhiệm vụ hoặc chỉ tiêu; có thể thuộc về dòng trên.",
    en="This row names no task and no indicator; it may belong to the row above.",
)


def _candidate(likeness: Likeness) -> Candidate:
    subject = likeness.subject
    return Candidate(kind=subject.kind, key=subject.key, name=subject.name, score=likeness.score)


def _report(line: Line, options: SheetOptions) -> Report:
    cells = line.cells
    told = [words for name in ("text", NOTE) if (words := line.text(name))]
    return Report(
        status=cells.get(STATUS),
        percent=cells.get(PERCENT),
        text="\n".join(told) or None,
        reported_on=cells.get(DAY) if line.has_day else options.reported_on,
        value=line.text("value"),
        reporter=line.text("reporter"),
        agency=line.text("agency") or options.agency,
    )


def _compare(rows: list[SheetRow]) -> Iterator[SheetRow]:
    """Say where two rows speak of the same subject on the same day: the same words twice, or words that differ."""
    alike: dict[tuple[str, date | None], list[SheetRow]] = {}
    for row in rows:
        if row.named is not None:
            alike.setdefault((row.named, row.report.reported_on), []).append(row)
    for row in rows:
        others = [] if row.named is None else alike[row.named, row.report.reported_on]
        again = next((one for one in others if one.number < row.number and one.report == row.report), None)
        differing = next((one for one in others if one.report != row.report), None)
        if again is not None:
            yield row.model_copy(update={"faults": (*row.faults, _say_again(again))})
        elif differing is not None:
            yield row.model_copy(
                update={"decision": "ask", "cautions": (*row.cautions, _say_also(differing))}
            )
        else:
            yield row


def _say_again(before: SheetRow) -> Text:
    return Text(
        vi=f"Lặp lại nguyên dòng {before.number}.", en=f"The same as row {before.number}, word for word."
    )


def _say_also(other: SheetRow) -> Text:
    return Text(
        vi=f"Dòng {other.number} cũng nói về mục này, cùng ngày.",
        en=f"Row {other.number} speaks of the same, on the same day.",
    )
