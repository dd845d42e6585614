"""What must hold of a record beyond its register's declaration: its words can be read, and whom it names is known.

Every fault is found at once and names its field, so that somebody who fills in a form is told all of it together.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from twin.errors import BadInputError
from twin.features.submission import Fault
from twin.programme.agencies import Agency, Directory
from twin.programme.naming import find_orphans, say_some
from twin.programme.periods import read_period
from twin.programme.reported import read_reported
from twin.programme.subjects import keys_in
from twin.programme.targets import read_target
from twin.registers import registers
from twin.vocabulary import Layer, Text

MOST_ALIASES = 50
Record = Mapping[str, Any]
Values = Mapping[str, Any]
"""What a record will say, by field: texts, numbers and days as JSON has them."""


@dataclass(frozen=True)
class Known:
    """What a record may name: rows of the registers with their `key` and `id`, and the layers that can be places."""

    agencies: tuple[Record, ...]
    tasks: Mapping[str, Record]
    indicators: Mapping[str, Record]
    models: Mapping[str, Record]
    targets: tuple[Record, ...]
    layers: Collection[str]
    today: date

    def directory(self) -> Directory:
        return Directory(Agency.from_row(row) for row in self.agencies)


Check = Callable[[Values, Known, int | None], Iterator[Fault]]


def find_faults(register: Layer, values: Values, known: Known, identifier: int | None = None) -> list[Fault]:
    """Return all that is wrong with a record as it will be; `identifier` is its own, where it stands already."""
    return [fault for check in _CHECKS[register.id] for fault in check(values, known, identifier)]


def _words(values: Values, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _day(values: Values, name: str) -> date | None:
    value = values.get(name)
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _label(register: str, name: str) -> Text:
    return registers()[f"programme_{register}"].by_name[name].label


def _fault(register: str, name: str, vi: str, en: str) -> Fault:
    label = _label(register, name)
    return Fault(name, Text(vi=f"«{label.vi}»: {vi}", en=f"“{label.en}” ({name}): {en}"))


def _refused(register: str, name: str, read: Callable[[], object]) -> Iterator[Fault]:
    """Yield what a reader says of a value that it cannot read."""
    try:
        read()
    except BadInputError as error:
        yield _fault(register, name, error.text.vi, error.text.en)


def _agencies(register: str, *names: str) -> Check:
    def check(values: Values, known: Known, _identifier: int | None) -> Iterator[Fault]:
        directory = known.directory()
        for name in names:
            if typed := _words(values, name):
                yield from _refused(register, name, partial(directory.split, typed))

    return check


def _period(values: Values, _known: Known, _identifier: int | None) -> Iterator[Fault]:
    written, starts, ends = _words(values, "period"), _day(values, "starts_on"), _day(values, "ends_on")
    unread = list(_refused("tasks", "period", lambda: read_period(written)))
    yield from unread
    if not unread and (starts is None or ends is None or starts <= ends):
        # Both days are held against each other by the register's own rule.
        name = "ends_on" if ends is not None else "starts_on"
        yield from _refused("tasks", name, lambda: read_period(written, starts, ends))


def _listed(register: str, name: str, find: Callable[[Known], Collection[str]], vi: str, en: str) -> Check:
    def check(values: Values, known: Known, _identifier: int | None) -> Iterator[Fault]:
        there = find(known)
        missing = [key for key in keys_in(_words(values, name)) if key not in there]
        if missing:
            listed = say_some([f"“{key[:60]}”" for key in missing])
            yield _fault(register, name, f"không có {vi} {listed}.", f"there is no {en} {listed}.")

    return check


def _models(register: str) -> Check:
    return _listed(register, "models", _model_numbers, "mô hình số", "model")


def _model_numbers(known: Known) -> Collection[str]:
    return {str(row["no"]) for row in known.models.values()}


def _one_of(register: str, name: str, find: Callable[[Known], Collection[str]], vi: str, en: str) -> Check:
    def check(values: Values, known: Known, _identifier: int | None) -> Iterator[Fault]:
        key = _words(values, name)
        if key and key not in find(known):
            yield _fault(register, name, f"không có {vi} “{key[:60]}”.", f"there is no {en} “{key[:60]}”.")

    return check


def _task(register: str) -> Check:
    return _one_of(register, "task", lambda known: known.tasks.keys(), "nhiệm vụ", "task")


def _indicator(register: str) -> Check:
    return _one_of(register, "indicator", lambda known: known.indicators.keys(), "chỉ tiêu", "indicator")


def _target(values: Values, _known: Known, _identifier: int | None) -> Iterator[Fault]:
    if written := _words(values, "target"):
        name, unit = _words(values, "name"), _words(values, "unit") or None
        yield from _refused("indicators", "target", lambda: read_target(written, name=name, unit=unit))


def _yearly_target(values: Values, known: Known, identifier: int | None) -> Iterator[Fault]:
    key, written, year = _words(values, "indicator"), _words(values, "target"), values.get("year")
    indicator = known.indicators.get(key)
    if indicator is not None and written:
        name, unit = indicator["name"], indicator["unit"]
        yield from _refused("targets", "target", lambda: read_target(written, name=name, unit=unit))
    if any(
        (row["indicator"], row["year"]) == (key, year) and row["id"] != identifier for row in known.targets
    ):
        yield _fault(
            "targets",
            "year",
            f"chỉ tiêu {key} đã có mục tiêu năm {year}; hãy sửa mục tiêu đó.",
            f"the indicator {key} already has a target for {year}; change that one.",
        )


def _value(values: Values, known: Known, _identifier: int | None) -> Iterator[Fault]:
    indicator = known.indicators.get(_words(values, "indicator"))
    if indicator is not None and (written := _words(values, "value")):
        unit = indicator["unit"]
        yield from _refused("values", "value", lambda: read_reported(written, unit=unit))


def _not_to_come(register: str, name: str) -> Check:
    def check(values: Values, known: Known, _identifier: int | None) -> Iterator[Fault]:
        day = _day(values, name)
        if day is not None and day > known.today:
            yield _fault(
                register, name, f"ngày {day:%d/%m/%Y} chưa đến.", f"the day {day.isoformat()} is to come."
            )

    return check


def _own_names(values: Values, known: Known, identifier: int | None) -> Iterator[Fault]:
    """Hold an agency's names against those of all others: a name that two bear names nobody."""
    others = Directory(Agency.from_row(row) for row in known.agencies if row["id"] != identifier)
    named = {name: (_words(values, name),) for name in ("name", "short_name")}
    aliases = keys_in(_words(values, "aliases"))
    if len(aliases) > MOST_ALIASES:
        told = f"{len(aliases)} > {MOST_ALIASES}"
        yield _fault(
            "agencies", "aliases", f"quá nhiều tên khác ({told}).", f"too many other names ({told})."
        )
    for field, names in {**named, "aliases": aliases[:MOST_ALIASES]}.items():
        for name in names:
            if name and (other := _bearer(others, name)) is not None:
                yield _fault(
                    "agencies",
                    field,
                    f"“{name[:60]}” đã là tên của {other.name}.",
                    f"“{name[:60]}” is a name of {other.name} already.",
                )


def _bearer(directory: Directory, name: str) -> Agency | None:
    try:
        return directory.find(name)
    except BadInputError:
        return None


def _kept_names(values: Values, known: Known, identifier: int | None) -> Iterator[Fault]:
    """Hold a changed agency to the words that others write for it."""
    own = next((row for row in known.agencies if row["id"] == identifier), None)
    if own is None:
        return
    others = [row for row in known.agencies if row["id"] != identifier]
    names = {name: _words(values, name) or None for name in ("name", "short_name", "aliases")}
    try:
        orphans = find_orphans(known, [*others, {**own, **names}])
    except BadInputError:
        return
    if orphans:
        listed = say_some(orphans)
        yield _fault(
            "agencies",
            "name",
            f"các bản ghi {listed} còn gọi cơ quan này bằng tên cũ; hãy giữ tên đó ở «Tên khác».",
            f"the records {listed} still call the agency by the old name; keep that among its other names.",
        )


_CHECKS: Mapping[str, Iterable[Check]] = {
    "programme_agencies": (_own_names, _kept_names),
    "programme_tasks": (_agencies("tasks", "lead", "coordinators"), _period, _models("tasks")),
    "programme_updates": (
        _task("updates"),
        _not_to_come("updates", "reported_on"),
        _agencies("updates", "agency"),
    ),
    "programme_indicators": (
        _agencies("indicators", "lead"),
        _target,
        _listed("indicators", "tasks", lambda known: known.tasks.keys(), "nhiệm vụ", "task"),
        _models("indicators"),
    ),
    "programme_targets": (_indicator("targets"), _yearly_target),
    "programme_values": (
        _indicator("values"),
        _value,
        _not_to_come("values", "as_of"),
        _agencies("values", "agency"),
    ),
    "programme_models": (_agencies("models", "lead"),),
    "programme_places": (
        _task("places"),
        _one_of("places", "layer", lambda known: known.layers, "lớp", "layer"),
    ),
}
