"""A plan that people have looked at, stored: rows that are certain and rows that somebody confirmed, and no others.

All of it in one transaction, or nothing. What stands already is not stored again, so that a sheet may be sent
twice; a value that differs from the one that stands for the same day is left for a person to change there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from twin.access import LayerThing, User, require
from twin.errors import BadInputError
from twin.features.edit import writing
from twin.features.submission import Submission
from twin.programme.records import in_transaction, know
from twin.programme.sheets.documents import UPDATES, VALUES, read_record, register_of
from twin.programme.sheets.judging import Judge
from twin.programme.sheets.known import make_names
from twin.programme.sheets.names import Names, Subject, Typed
from twin.programme.sheets.plan import CERTAIN, Plan, SheetRow
from twin.programme.sheets.records import Record, Stored, store
from twin.registers import registers
from twin.store.database import Pool
from twin.vocabulary import Frozen, Text

Confirmed = Mapping[int, str | None]
"""By row: the key that a person said it speaks of; None: leave it out."""


class Left(Frozen):
    """A row that was not stored, and why."""

    row: int
    reason: Text


class Receipt(Frozen):
    """What became of a sheet: `stored` rows by key, `same` ones that stood already, and those left out."""

    import_id: int | None
    """What `undo_sheet` takes back; None where nothing was stored."""
    stored: dict[int, str]
    same: tuple[int, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A row that may be stored."""

    row: SheetRow
    subject: Subject
    submission: Submission


async def apply_sheet(pool: Pool, user: User, plan: Plan, confirmed: Confirmed) -> Receipt:
    """Store the rows that are certain and those that are `confirmed`; say of each other why it was not.

    Raises BadInputError where a confirmation names a row or a key that there is not, or a row with faults;
    UnauthenticatedError, ForbiddenError and UnavailableError. Nothing is stored then.
    """
    for register in (UPDATES, VALUES):
        require(user, "import", LayerThing(register))
    async with writing(pool, user, registers()[UPDATES]) as connection:
        known = await know(in_transaction(connection), {})
        chosen = list(_choose(plan, confirmed, make_names(known), Judge(known)))
        ready = [one for one in chosen if isinstance(one, _Ready)]
        records = [Record(one.row.number, register_of(one.subject), one.submission) for one in ready]
        stored = await store(connection, plan, records)
    return _receipt(stored, ready, [one for one in chosen if isinstance(one, Left)])


def _receipt(stored: Stored, ready: list[_Ready], left: list[Left]) -> Receipt:
    keys = {one.row.number: one.subject.key for one in ready}
    differing = [Left(row=row, reason=reason) for row, reason in stored.differing.items()]
    return Receipt(
        import_id=stored.import_id,
        stored={row: keys[row] for row in stored.new},
        same=stored.same,
        left=tuple(sorted((*left, *differing), key=lambda one: one.row)),
    )


def _choose(plan: Plan, confirmed: Confirmed, names: Names, judge: Judge) -> Iterator[_Ready | Left]:
    rows = {row.number: row for row in plan.rows}
    for number in confirmed:
        if number not in rows or rows[number].decision == "nothing":
            raise _refuse(
                number,
                "bảng không có dòng này, hoặc dòng không báo cáo gì",
                "there is no such row, or it reports nothing",
            )
    for row in plan.rows:
        if row.decision == "nothing":
            continue
        if row.number in confirmed:
            key = confirmed[row.number]
            yield (
                Left(row=row.number, reason=_LEFT_OUT) if key is None else _confirm(row, key, names, judge)
            )
        else:
            yield _trust(row, names, judge)


def _confirm(row: SheetRow, key: str, names: Names, judge: Judge) -> _Ready:
    """Take a row for what a person said that it is. Raises BadInputError for its faults and an unknown key."""
    subject = names.by_key.get(key)
    if subject is None:
        raise _refuse(row.number, f"chương trình không có «{key}»", f"the programme has no “{key}”")
    faults = _find_faults(row, subject, judge)
    if faults:
        said = _join(faults)
        raise _refuse(row.number, said.vi, said.en)
    return _Ready(row, subject, read_record(subject, row.report, judge.agencies))


def _trust(row: SheetRow, names: Names, judge: Judge) -> _Ready | Left:
    """Take a certain row for what it says, if the programme as it is now still says the same."""
    found = names.find(Typed(row.name or "", row.said or ""))
    is_sure = row.decision == "certain" and len(found) == 1 and found[0].score == CERTAIN
    if not is_sure or found[0].subject.key != row.named:
        return Left(row=row.number, reason=_join(row.faults) if row.faults else _NOT_CONFIRMED)
    subject = found[0].subject
    faults = _find_faults(row, subject, judge)
    if faults:
        return Left(row=row.number, reason=_join(faults))
    return _Ready(row, subject, read_record(subject, row.report, judge.agencies))


def _find_faults(row: SheetRow, subject: Subject, judge: Judge) -> tuple[Text, ...]:
    found = row.faults or tuple(judge.find_faults(row.report))
    return found or tuple(judge.find_faults_for(subject, row.report))


def _join(faults: tuple[Text, ...]) -> Text:
    return Text(vi=" ".join(fault.vi for fault in faults), en=" ".join(fault.en for fault in faults))


_LEFT_OUT = Text(vi="Bỏ theo yêu cầu.", en="Left out as told.")
_NOT_CONFIRMED = Text(
    vi="Chưa ai xác nhận dòng này nói về mục nào.", en="Nobody has confirmed whom this row speaks of."
)


def _refuse(number: int, vi: str, en: str) -> BadInputError:
    return BadInputError(
        vi=f"Dòng {number}: {vi}. Chưa ghi gì vào hệ thống.", en=f"Row {number}: {en}. Nothing was stored."
    )
