"""Record time: what the database held, and when.

A row of a feature table holds since its `updated_at`; a row of the history table held from its `updated_at`
until its `recorded_to`. The two together are every state that a feature ever had.
"""

from datetime import datetime

from sqlalchemy import BindParameter, Select, Subquery, Table, func, null, select, union_all

from twin.store.tables import FEATURE_COLUMNS, column_name, feature_table, history_table
from twin.vocabulary import Layer


def _state_columns(layer: Layer) -> list[str]:
    return [*FEATURE_COLUMNS, *(column_name(field.name) for field in layer.all_fields)]


def _states(layer: Layer, table: Table) -> Select[tuple[object, ...]]:
    return select(*(table.c[name] for name in _state_columns(layer)))


def held_at(layer: Layer, moment: datetime | BindParameter[datetime]) -> Subquery:
    """Return the layer as the database held it at a moment, with the columns of its feature table."""
    now, before = feature_table(layer), history_table(layer)
    current = _states(layer, now).where(now.c.updated_at <= moment)
    past = _states(layer, before).where(before.c.updated_at <= moment, before.c.recorded_to > moment)
    return union_all(current, past).subquery(f"{layer.id}_as_of")


def held_between(
    layer: Layer, first: datetime | BindParameter[datetime], last: datetime | BindParameter[datetime]
) -> Subquery:
    """Return every state that was held at some moment between two (both count), with `recorded_to`.

    A state holds from its `updated_at` on, and before its `recorded_to` (null: still).
    """
    now, before = feature_table(layer), history_table(layer)
    open_end = null().cast(before.c.recorded_to.type).label("recorded_to")
    current = _states(layer, now).add_columns(open_end).where(now.c.updated_at <= last)
    past = _states(layer, before).add_columns(before.c.recorded_to)
    past = past.where(before.c.updated_at <= last, before.c.recorded_to > first)
    return union_all(current, past).subquery(f"{layer.id}_held")


def first_record(layer: Layer) -> Select[tuple[datetime | None]]:
    """Return the moment from which the database knows anything of a layer; null where it never held a thing."""
    moments = [func.min(table.c.updated_at) for table in (feature_table(layer), history_table(layer))]
    both = union_all(*(select(moment.label("moment")) for moment in moments)).subquery()
    return select(func.min(both.c.moment))


def last_record(layer: Layer, moment: datetime | BindParameter[datetime]) -> Select[tuple[datetime | None]]:
    """Return the last moment, up to another, at which anything of a layer was written, changed or deleted; null: never."""
    now, before = feature_table(layer), history_table(layer)
    columns = (now.c.updated_at, before.c.updated_at, before.c.recorded_to)
    moments = [select(func.max(column).label("moment")).where(column <= moment) for column in columns]
    both = union_all(*moments).subquery()
    return select(func.max(both.c.moment))


def states_of(layer: Layer, feature_id: int | BindParameter[int]) -> Select[tuple[object, ...]]:
    """Return every state of one feature, newest first.

    Beside the feature's columns: `recorded_to` (null for the present state), `change` ('update' or 'delete':
    how the state ended) and `changed_by` (who ended it).
    """
    now, before = feature_table(layer), history_table(layer)
    ending = ("recorded_to", "change", "changed_by")
    current = _states(layer, now).add_columns(
        null().cast(before.c.recorded_to.type).label(ending[0]),
        null().label(ending[1]),
        null().label(ending[2]),
    )
    past = _states(layer, before).add_columns(*(before.c[name] for name in ending))
    both = union_all(current.where(now.c.id == feature_id), past.where(before.c.id == feature_id))
    states = both.subquery(f"{layer.id}_states")
    # Two states may begin in one transaction's moment: the later end is the newer.
    return select(states).order_by(states.c.updated_at.desc(), states.c.recorded_to.desc().nulls_first())
