"""Running a report: its inputs held to their declaration, its answer with all that it was made from."""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

from pydantic import JsonValue, ValidationError

from twin.access import Everything, User, require
from twin.city.city import LiveCity
from twin.errors import BadInputError, NotFoundError
from twin.features.submission import LOCAL_TIME
from twin.norms import Norm
from twin.reporting import Answer, Gap, Inputs, Report
from twin.reports import reports
from twin.store.database import Connection
from twin.vocabulary import Layer, Text


@dataclass(frozen=True)
class Origin:
    """One layer that a result stands on: its version then, and how many of its features were read."""

    layer: str
    title: Text
    version: int
    read: int
    changed_at: datetime


@dataclass(frozen=True)
class Result:
    """An answer, and what it was made from: run again on the same data it gives the same numbers."""

    report: Report
    inputs: Inputs
    answer: Answer
    data_as_of: date
    norm_as_of: date
    origins: tuple[Origin, ...]
    norms: tuple[Norm, ...]
    code_version: str
    made_at: datetime
    made_by: str
    seconds: float

    @property
    def key(self) -> str:
        """What is the same for two runs that must give the same numbers."""
        told = {
            "report": self.report.id,
            "inputs": self.inputs.model_dump(mode="json"),
            "data": [self.data_as_of.isoformat(), *((one.layer, one.version) for one in self.origins)],
            "norms": [self.norm_as_of.isoformat(), *(norm.id for norm in self.norms)],
            "code": self.code_version,
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def find_report(report_id: str) -> Report:
    """Return a report. Raises NotFoundError with the names of those that there are."""
    found = reports().get(report_id)
    if found is None:
        listed = ", ".join(reports())
        raise NotFoundError(
            vi=f"Không có báo cáo «{report_id}» (có: {listed}).",
            en=f"There is no report “{report_id}” (there are: {listed}).",
        )
    return found


def read_inputs(report: Report, given: Mapping[str, JsonValue]) -> Inputs:
    """Hold what was sent to the report's declaration. Raises BadInputError that names every fault."""
    if "\\u0000" in json.dumps(given):
        raise BadInputError(
            vi="Điều kiện tính có ký tự không ghi được.", en="The inputs have a letter that cannot be stored."
        )
    try:
        return report.inputs.model_validate(given)
    except ValidationError as error:
        faults = [(".".join(map(str, fault["loc"])) or "inputs", fault) for fault in error.errors()]
        raise BadInputError(
            vi=" ".join(f"«{name}» {_in_words(fault)}." for name, fault in faults),
            en=" ".join(f"“{name}”: {fault['msg']}." for name, fault in faults),
        ) from None


_FAULTS = {
    "extra_forbidden": "không có trong báo cáo này",
    "missing": "không được để trống",
    "greater_than": "phải lớn hơn {gt:g}",
    "greater_than_equal": "không được dưới {ge:g}",
    "less_than": "phải nhỏ hơn {lt:g}",
    "less_than_equal": "không được trên {le:g}",
    "finite_number": "phải là số hữu hạn",
    "float_parsing": "phải là số",
    "float_type": "phải là số",
    "int_parsing": "phải là số nguyên",
    "int_type": "phải là số nguyên",
    "int_from_float": "phải là số nguyên",
    "bool_parsing": "phải là true hoặc false",
    "bool_type": "phải là true hoặc false",
    "string_type": "phải là chữ",
    "literal_error": "phải là một trong: {expected}",
    "date_from_datetime_parsing": "phải là ngày dạng 2026-03-31",
    "date_parsing": "phải là ngày dạng 2026-03-31",
    "date_type": "phải là ngày dạng 2026-03-31",
}
"""What each kind of pydantic's faults is called."""


def _in_words(fault: Any) -> str:
    return _FAULTS.get(fault["type"], "không hợp lệ").format(**fault.get("ctx", {}))


def run_report(connection: Connection, user: User, report: Report, inputs: Inputs) -> Result:
    """Run a report on the city as it is, or as it was held on `inputs.data_as_of`.

    Raises BadInputError, NotFoundError, UnauthenticatedError and ForbiddenError.
    """
    require(user, "read", Everything())
    started, now = time.monotonic(), datetime.now(LOCAL_TIME)
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        city = LiveCity(connection, user, inputs, now.date())
        answer = _unless_silent(report.run(city, inputs), city.never_written(report.needs))
        origins = _origins(connection, city)
    return Result(
        report=report,
        inputs=inputs,
        answer=answer,
        data_as_of=city.day,
        norm_as_of=city.norm_day,
        origins=origins,
        norms=tuple(city.norms.values()),
        code_version=version("twin"),
        made_at=now,
        made_by=user.name,
        seconds=time.monotonic() - started,
    )


def _unless_silent(answer: Answer, silent: list[Layer]) -> Answer:
    """Leave every figure unknown where a layer that it needs was never written: nothing recorded is not none there."""
    if not silent:
        return answer
    gaps = tuple(
        Gap(
            Text(
                vi=f"lớp «{one.title.vi}»: chưa ghi gì đến ngày đó",
                en=f"“{one.title.en}”: nothing written by that day",
            ),
            None,
            one.id,
        )
        for one in silent
    )
    figures = tuple(replace(one, value=None, at_most=None, note=None) for one in answer.figures)
    tables = tuple(replace(one, rows=()) for one in answer.tables)
    return Answer(figures, tables, notes=answer.notes, gaps=(*gaps, *answer.gaps))


def _origins(connection: Connection, city: LiveCity) -> tuple[Origin, ...]:
    rows: list[tuple[Any, ...]] = connection.execute(
        "SELECT layer, version, changed_at FROM city_store.layer_versions WHERE layer = ANY (%s) ORDER BY layer",
        (sorted(city.read),),
    ).fetchall()
    layers = [
        Origin(layer, city.declared(layer).title, number, city.read[layer], changed_at)
        for layer, number, changed_at in rows
    ]
    return (*layers, *_observed(city))


def _observed(city: LiveCity) -> Iterator[Origin]:
    """Yield what was measured over time; its version is the import from which the newest of it came."""
    for layer, series in sorted(city.series.items()):
        title = city.declared(layer).title
        words = Text(vi=f"Quan trắc: {title.vi}", en=f"Observations: {title.en}")
        changed_at = series.imported_at or datetime.combine(city.day, datetime.max.time(), LOCAL_TIME)
        yield Origin(f"observations:{layer}", words, series.last_import, series.read, changed_at)
