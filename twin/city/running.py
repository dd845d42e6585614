"""Running a report: its inputs held to their declaration, its answer with all that it was made from."""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pydantic import JsonValue

from twin.access import Everything, User, require
from twin.city.ageing import find_age, leave_unknown
from twin.city.asking import hold_inputs
from twin.city.city import LiveCity, Watch, unwatched
from twin.city.cluster import Cluster
from twin.city.code import code_version
from twin.city.conditions import say_conditions
from twin.city.saved import resolve, steps_of
from twin.city.supposing import Supposed, suppose
from twin.errors import NoSuchReportError
from twin.features.submission import LOCAL_TIME
from twin.norms import Norm
from twin.reporting import Answer, Inputs, Report
from twin.reports import reports
from twin.store.database import Connection
from twin.vocabulary import Text


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
    supposed: tuple[Text, ...] = ()
    """What the answer supposes, a phrase for each step; nothing: the city as it is."""

    asked: tuple[Text, ...] = ()
    """What was asked, in words, but for what is supposed."""

    @property
    def question(self) -> str:
        """What is the same for two runs of the same code that are asked the same of the same days."""
        return question_of(self.report.id, self.inputs, self.data_as_of, self.norm_as_of, self.code_version)

    @property
    def key(self) -> str:
        """What is the same for two runs that must give the same numbers: asked alike, of the same data and norms.

        The data are the versions of layers, of observations and of the terrain; the what-if steps stand in the inputs.
        """
        data = sorted((one.layer, one.version) for one in self.origins)
        norms = sorted((norm.id, norm.values, norm.clause) for norm in self.norms)
        return _digest([self.question, data, norms])


def question_of(
    report: str, inputs: Inputs, data_as_of: date, norm_as_of: date, code: str | None = None
) -> str:
    """Return what is the same for whatever is asked alike; a day that is not given is the day on which it was asked."""
    days = {"data_as_of": data_as_of.isoformat(), "norm_as_of": norm_as_of.isoformat()}
    return _digest([report, inputs.model_dump(mode="json") | days, code or code_version()])


def _digest(told: object) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def find_report(report_id: str) -> Report:
    """Return a report. Raises NoSuchReportError with the names of those that there are."""
    found = reports().get(report_id)
    if found is None:
        listed = ", ".join(reports())
        raise NoSuchReportError(
            vi=f"Không có báo cáo «{report_id}» (có: {listed}).",
            en=f"There is no report “{report_id}” (there are: {listed}).",
        )
    return found


def read_inputs(report: Report, given: Mapping[str, JsonValue]) -> Inputs:
    """Hold what was sent to the report's declaration. Raises BadInputError that names every fault."""
    return hold_inputs(report.inputs, given)


def run_report(  # noqa: PLR0913 - who asks what, who watches and who helps
    connection: Connection,
    user: User,
    report: Report,
    inputs: Inputs,
    watch: Watch = unwatched,
    *,
    cluster: Cluster | None = None,
) -> Result:
    """Run a report on the city as it is, or as it was held on `inputs.data_as_of`.

    `watch` is told how far it is; what falls into parts is done on the cluster's machines, if there is one.

    Raises BadInputError, NotFoundError, UnauthenticatedError and ForbiddenError.
    """
    require(user, "read", Everything())
    started, now = time.monotonic(), datetime.now(LOCAL_TIME)
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        inputs = resolve(connection, user, inputs)
        city = LiveCity(connection, user, inputs, now.date(), watch, cluster=cluster)
        changed, supposed = suppose(city, steps_of(inputs))
        silent = city.never_written(report.needed(inputs))
        answer = leave_unknown(report.run(changed, inputs), silent)
        gaps = (*answer.gaps, *find_age(city, silent))
        origins = _origins(connection, city)
    return Result(
        report=report,
        inputs=inputs,
        answer=replace(answer, notes=(*_tell_supposed(supposed), *answer.notes), gaps=gaps),
        data_as_of=city.day,
        norm_as_of=city.norm_day,
        origins=origins,
        norms=tuple(city.norms.values()),
        code_version=code_version(),
        made_at=now,
        made_by=user.name,
        seconds=time.monotonic() - started,
        supposed=tuple(one.said for one in supposed),
        asked=say_conditions(inputs, city.day, city.norm_day),
    )


def _tell_supposed(supposed: tuple[Supposed, ...]) -> Iterator[Text]:
    """Yield what is supposed, step by step, and what was assumed for it."""
    for one in supposed:
        yield Text(vi=f"Giả định: {one.said.vi}.", en=f"What if: {one.said.en}.")
        yield from one.notes


def _origins(connection: Connection, city: LiveCity) -> tuple[Origin, ...]:
    rows: list[tuple[Any, ...]] = connection.execute(
        "SELECT layer, version, changed_at FROM city_store.layer_versions WHERE layer = ANY (%s) ORDER BY layer",
        (sorted(city.read),),
    ).fetchall()
    layers = [
        Origin(layer, city.declared(layer).title, number, city.read[layer], changed_at)
        for layer, number, changed_at in rows
    ]
    return (*layers, *_observed(city), *_grounds(city))


_TERRAIN = Text(vi="Địa hình", en="Terrain")


def _grounds(city: LiveCity) -> Iterator[Origin]:
    """Yield the terrains that were read, and how many squares of them are known."""
    for number, held in sorted(city.grounds.items()):
        yield Origin("terrain", _TERRAIN, number, held.squares, held.kept_at)


def _observed(city: LiveCity) -> Iterator[Origin]:
    """Yield what was measured over time; its version is the import from which the newest of it came."""
    for layer, series in sorted(city.series.items()):
        title = city.declared(layer).title
        words = Text(vi=f"Quan trắc: {title.vi}", en=f"Observations: {title.en}")
        changed_at = series.imported_at or datetime.combine(city.day, datetime.max.time(), LOCAL_TIME)
        yield Origin(f"observations:{layer}", words, series.last_import, series.read, changed_at)
