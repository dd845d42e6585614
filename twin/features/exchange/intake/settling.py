"""Brings staged rows into their layer, statement by statement, and counts what became of them."""

from typing import Any

import psycopg
from sqlalchemy import Select, Table, func, literal, select

from twin.errors import BadInputError, ConflictError
from twin.features.exchange.imports import Merged
from twin.features.exchange.intake.indexes import indexes_set_aside, is_worth_it
from twin.features.exchange.intake.merging import BROKEN, CHANGED, NEW, VERDICT, Merge
from twin.features.exchange.intake.records import Record
from twin.features.exchange.intake.refusals import AMBIGUOUS, BROKEN_CHECK, REPEATED, Refusal
from twin.features.exchange.intake.staging import ROW_COLUMN
from twin.features.exchange.intake.statements import compiled, count, make_temporary, run
from twin.store.database import Connection


def make_tables(connection: Connection, merge: Merge) -> None:
    """Make the temporary tables beside the staged rows; they end with the transaction."""
    for table in (merge.base, merge.refused, merge.decided, merge.unread):
        make_temporary(connection, table)


def compare(connection: Connection, merge: Merge) -> int:
    """Decide for each staged row whether it is new, changed, the same or refused; return how many are refused."""
    _refuse_unclear(connection, merge)
    _fill(connection, merge.base, merge.edited())
    _fill(connection, merge.decided, merge.verdicts())
    decided = merge.decided.c
    broken = select(decided[ROW_COLUMN], literal(BROKEN_CHECK), decided[BROKEN]).where(
        decided[BROKEN].is_not(None)
    )
    _fill(connection, merge.refused, broken)
    return _size(connection, merge.refused)


def read_refused(connection: Connection, merge: Merge) -> dict[int, Refusal]:
    """Return the refused rows by their number in the file, each with the first thing that speaks against it."""
    refused = merge.refused.c
    rows = connection.execute(*compiled(select(refused[ROW_COLUMN], refused.about, refused.other)))
    found: dict[int, Refusal] = {}
    for row, about, other in rows:
        found.setdefault(int(row), (str(about), other))
    return found


def settle(connection: Connection, merge: Merge, record: Record, *, remove_gone: bool) -> Merged:
    """Add, change and (if asked) remove what `compare` decided.

    Raises ConflictError where somebody else wrote the same feature meanwhile.
    """
    new, changed = _write(connection, merge, record)
    refused = _size(connection, merge.refused)
    gone = count(connection, select(func.count()).select_from(merge.gone(record.origin).subquery()))
    return Merged(
        new=new,
        changed=changed,
        same=_size(connection, merge.staged) - refused - new - changed,
        refused=refused,
        gone=gone,
        removed=run(connection, merge.remove(record.origin)) if remove_gone and gone else 0,
        restored=count(connection, merge.restored(record.id)) if new else 0,
        edits_kept=_size(connection, merge.base),
    )


def _size(connection: Connection, table: Table) -> int:
    return count(connection, select(func.count()).select_from(table))


def _fill(connection: Connection, table: Table, rows: Select[Any]) -> int:
    return run(connection, table.insert().from_select([column.name for column in table.c], rows))


def _refuse_unclear(connection: Connection, merge: Merge) -> None:
    """Set rows aside that have the key of an earlier row, or of several features."""
    nothing = literal(None, merge.refused.c.other.type)
    repeated = merge.repeated().subquery()
    again = _fill(
        connection, merge.refused, select(repeated.c[ROW_COLUMN], literal(REPEATED), repeated.c.first)
    )
    identity = merge.incoming.identity
    if identity.kind != "none" and again > _size(connection, merge.staged) / 2:
        raise _is_no_key(", ".join(identity.columns), again)
    if identity.kind == "key":
        unclear = merge.ambiguous().subquery()
        _fill(connection, merge.refused, select(unclear.c[ROW_COLUMN], literal(AMBIGUOUS), nothing))


def _write(connection: Connection, merge: Merge, record: Record) -> tuple[int, int]:
    waiting = _waiting(connection, merge)
    try:
        new = _add(connection, merge, record, waiting[NEW]) if NEW in waiting else 0
        changed = run(connection, merge.update(record.id, record.source)) if CHANGED in waiting else 0
    except psycopg.errors.UniqueViolation as error:
        raise _overtaken(merge.layer.id) from error
    return new, changed


def _waiting(connection: Connection, merge: Merge) -> dict[str, int]:
    decided = merge.decided.c
    accepted = (
        select(decided[VERDICT], func.count()).where(decided[BROKEN].is_(None)).group_by(decided[VERDICT])
    )
    return {str(verdict): int(rows) for verdict, rows in connection.execute(*compiled(accepted))}


def _add(connection: Connection, merge: Merge, record: Record, rows: int) -> int:
    insert = merge.insert(record.id, record.source)
    if not is_worth_it(connection, merge.layer, rows):
        return run(connection, insert)
    with indexes_set_aside(connection, merge.layer):
        return run(connection, insert)


def _overtaken(layer_id: str) -> ConflictError:
    return ConflictError(
        vi=f"Trong lúc nhập, có người khác vừa ghi cùng đối tượng vào lớp «{layer_id}». Lớp giữ nguyên; hãy nhập lại.",
        en=f"Somebody wrote the same feature to the layer “{layer_id}” meanwhile. Nothing was stored; import again.",
    )


def _is_no_key(columns: str, repeated: int) -> BadInputError:
    return BadInputError(
        vi=f"Cột «{columns}» không phân biệt được các dòng: {repeated} dòng trùng với dòng trước. "
        "Hãy chọn cột khác bằng --external-id hoặc --key.",
        en=f"“{columns}” does not tell the rows apart: {repeated} rows repeat an earlier one. "
        "Choose another column with --external-id or --key.",
    )
