"""Saved what-ifs: named lists of steps, with every version that they had, resolved to their steps before a run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from twin.access import Everything, ScenarioThing, User, require
from twin.city.supposing import read_step
from twin.errors import BadInputError, ConflictError, NotFoundError, PreconditionFailedError
from twin.reporting import AnyStep, Inputs, SavedSteps, Step, asked
from twin.reporting.choosing import fold_name
from twin.store.database import Connection
from twin.store.scenarios import (
    ScenarioRow,
    hold_scenarios,
    present_scenarios,
    scenario_versions,
    write_scenario,
)
from twin.vocabulary import Frozen

MOST_STEPS = 100
_Asked = TypeVar("_Asked", bound=Inputs)
Expected = frozenset[int] | None
"""Versions, of which one must be the present one; None: any."""


class Draft(Frozen):
    """What is saved: steps of the shelf, or those of saved what-ifs, one after another."""

    name: str = asked("Tên", "Name", min_length=1, max_length=200)
    note: str | None = asked("Ghi chú", "Note", None, max_length=10_000)
    what_if: tuple[AnyStep, ...] = asked(
        "Các bước, lần lượt", "Steps, one after another", min_length=1, max_length=MOST_STEPS
    )


@dataclass(frozen=True)
class Saved:
    """A version of a saved what-if."""

    id: UUID
    version: int
    name: str
    note: str | None
    steps: tuple[Step, ...]
    removed: bool
    written_at: datetime
    written_by: str


def list_saved(connection: Connection, user: User) -> tuple[Saved, ...]:
    """Return those that stand, by name. Raises UnauthenticatedError, ForbiddenError."""
    require(user, "read", Everything())
    return tuple(_saved(row) for row in present_scenarios(connection) if not row.removed)


def find_saved(connection: Connection, user: User, name: str, *, removed: bool = False) -> Saved:
    """Return the one of this name (case does not count) or id: of those that stand, or the last that was `removed`.

    Raises NotFoundError with the names that there are, UnauthenticatedError, ForbiddenError.
    """
    require(user, "read", Everything())
    every = [_saved(row) for row in present_scenarios(connection) if row.removed == removed]
    known = sorted(every, key=lambda one: one.written_at, reverse=True)
    for one in known:
        if fold_name(one.name) == fold_name(name) or str(one.id) == name.lower():
            return one
    listed = ", ".join(f"«{one.name}»" for one in known[:20]) or "-"
    raise NotFoundError(
        vi=f"Không có kịch bản đã lưu «{name[:60]}» (có: {listed}).",
        en=f"There is no saved what-if “{name[:60]}” (there are: {listed}).",
    )


def history_of(connection: Connection, user: User, scenario_id: UUID) -> tuple[Saved, ...]:
    """Return every version, the newest first, also of a removed one. Raises NotFoundError."""
    require(user, "read", Everything())
    versions = scenario_versions(connection, scenario_id)
    if not versions:
        raise _not_there(scenario_id)
    return tuple(map(_saved, versions))


def resolve_steps(connection: Connection, user: User, steps: Iterable[Step | SavedSteps]) -> tuple[Step, ...]:
    """Return steps with each saved name's own in its place, so that what they say no longer hangs on the name.

    Raises NotFoundError; BadInputError for more than `MOST_STEPS`.
    """
    found: list[Step] = []
    for step in steps:
        found += find_saved(connection, user, step.saved).steps if isinstance(step, SavedSteps) else (step,)
    if len(found) > MOST_STEPS:
        raise BadInputError(
            vi=f"Giả định có {len(found)} bước; nhiều nhất {MOST_STEPS}.",
            en=f"The what-if has {len(found)} steps; {MOST_STEPS} at most.",
        )
    return tuple(found)


def resolve(connection: Connection, user: User, inputs: _Asked) -> _Asked:
    """Return a report's inputs with nothing in them that hangs on a name. Raises what `resolve_steps` does."""
    if not inputs.what_if:
        return inputs
    return inputs.model_copy(update={"what_if": resolve_steps(connection, user, inputs.what_if)})


def steps_of(inputs: Inputs) -> tuple[Step, ...]:
    """Return the steps of inputs that are resolved."""
    return tuple(step for step in inputs.what_if if isinstance(step, Step))


def save(connection: Connection, user: User, draft: Draft) -> Saved:
    """Save a new what-if.

    Raises ConflictError for a name that is taken, NotFoundError and BadInputError for steps that cannot be meant,
    UnauthenticatedError, ForbiddenError.
    """

    def begin() -> ScenarioRow:
        return _write(connection, user, uuid4(), 1, draft)

    return _writing(connection, user, draft.name, begin)


def change(connection: Connection, user: User, scenario_id: UUID, expected: Expected, draft: Draft) -> Saved:
    """Write a saved what-if anew: rename it, change its steps.

    Raises what `save` does, and PreconditionFailedError where another version stands than is expected.
    """

    def go_on() -> ScenarioRow:
        held = _present(connection, scenario_id, expected)
        return _write(connection, user, held.id, held.version + 1, draft)

    return _writing(connection, user, draft.name, go_on)


def remove(connection: Connection, user: User, scenario_id: UUID, expected: Expected = None) -> Saved:
    """Remove a saved what-if; `restore` brings it back. Raises what `change` does."""

    def end() -> ScenarioRow:
        held = _present(connection, scenario_id, expected)
        return _add(connection, user, replace(held, version=held.version + 1, removed=True))

    return _writing(connection, user, str(scenario_id), end)


def restore(connection: Connection, user: User, scenario_id: UUID, version: int) -> Saved:
    """Bring back a version, also of a removed what-if; what it was meanwhile stays in its history.

    Raises NotFoundError for what never was, ConflictError where its name is taken by another.
    """

    def go_back() -> ScenarioRow:
        versions = scenario_versions(connection, scenario_id)
        meant = next((one for one in versions if one.version == version and not one.removed), None)
        if meant is None:
            raise _not_there(scenario_id)
        _require_free(connection, meant.name, scenario_id)
        return _add(connection, user, replace(meant, version=versions[0].version + 1))

    return _writing(connection, user, str(scenario_id), go_back)


def _writing(connection: Connection, user: User, name: str, write: Callable[[], ScenarioRow]) -> Saved:
    require(user, "write", ScenarioThing(name))
    with connection.transaction():
        hold_scenarios(connection)
        return _saved(write())


def _write(connection: Connection, user: User, scenario_id: UUID, version: int, draft: Draft) -> ScenarioRow:
    _require_free(connection, draft.name, scenario_id)
    steps = resolve_steps(connection, user, draft.what_if)
    for step in steps:
        read_step(step)
    told: list[dict[str, Any]] = [step.model_dump(mode="json") for step in steps]
    name = draft.name.strip()
    now = datetime.now(UTC)
    return _add(connection, user, ScenarioRow(scenario_id, version, name, draft.note, told, False, now, ""))


def _add(connection: Connection, user: User, row: ScenarioRow) -> ScenarioRow:
    write_scenario(connection, replace(row, written_by=user.name))
    return scenario_versions(connection, row.id)[0]


def _present(connection: Connection, scenario_id: UUID, expected: Expected) -> ScenarioRow:
    versions = scenario_versions(connection, scenario_id)
    if not versions or versions[0].removed:
        raise _not_there(scenario_id)
    if expected is not None and versions[0].version not in expected:
        raise PreconditionFailedError(
            vi="Kịch bản đã được người khác sửa sau khi bạn mở. Hãy xem bản hiện nay rồi sửa lại.",
            en="The what-if was changed by somebody since you opened it. See how it stands now, then change it.",
        )
    return versions[0]


def _require_free(connection: Connection, name: str, scenario_id: UUID) -> None:
    if not name.strip():
        raise BadInputError(vi="Hãy đặt tên cho kịch bản.", en="Give the what-if a name.")
    for one in present_scenarios(connection):
        if not one.removed and one.id != scenario_id and fold_name(one.name) == fold_name(name):
            raise ConflictError(
                vi=f"Đã có kịch bản tên «{one.name}».", en=f"There is a what-if named “{one.name}” already."
            )


def _not_there(scenario_id: UUID) -> NotFoundError:
    return NotFoundError(
        vi=f"Không có kịch bản đã lưu «{scenario_id}», hoặc không có bản ấy.",
        en=f"There is no saved what-if “{scenario_id}”, or no such version of it.",
    )


def _saved(row: ScenarioRow) -> Saved:
    steps = tuple(map(Step.model_validate, row.steps))
    return Saved(row.id, row.version, row.name, row.note, steps, row.removed, row.written_at, row.written_by)
