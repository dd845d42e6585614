"""A row's report as the record that it becomes: an update of a task, or a value of an indicator."""

from pydantic import JsonValue

from twin.features.submission import Submission, read_feature
from twin.programme.agencies import Directory
from twin.programme.sheets.names import Subject
from twin.programme.sheets.plan import Report
from twin.registers import registers
from twin.vocabulary import Layer

UPDATES, VALUES = "programme_updates", "programme_values"


def register_of(subject: Subject) -> Layer:
    """Return the register that a report of the subject goes into."""
    return registers()[VALUES if subject.kind == "indicator" else UPDATES]


def read_record(subject: Subject, report: Report, agencies: Directory) -> Submission:
    """Hold a report against its register's declaration, as any door does.

    Nothing that was typed is dropped: what the record has no field for goes into its words. Raises
    RuleBrokenError with every fault, and BadInputError for an agency that is not known.
    """
    agency = ", ".join(one.name for one in agencies.split(report.agency or "")) or None
    day = None if report.reported_on is None else report.reported_on.isoformat()
    told: dict[str, JsonValue] = {"reporter": report.reporter, "agency": agency}
    if subject.kind == "indicator":
        told |= {"indicator": subject.key, "as_of": day, "value": report.value, "note": _note(report)}
    else:
        told |= {"task": subject.key, "reported_on": day, "text": _words(report)}
        told |= {"status": report.status, "percent": report.percent}
    feature: JsonValue = {"type": "Feature", "geometry": None, "properties": told}
    return read_feature(register_of(subject), feature)


def _words(report: Report) -> str | None:
    value = None if report.value is None else f"Giá trị: {report.value}"
    return "\n".join(part for part in (report.text, value) if part) or None


def _note(report: Report) -> str | None:
    status = registers()[UPDATES].by_name["status"].choices
    label = next((choice.label.vi for choice in status if choice.value == report.status), None)
    percent = None if report.percent is None else f"Tiến độ: {report.percent:g}%"
    return "\n".join(part for part in (report.text, label, percent) if part) or None
