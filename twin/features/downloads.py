"""Features that were asked for, as a file of one of the formats of `exchange`."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import BigInteger, bindparam, select

from twin.access import User
from twin.features.cql2 import computed
from twin.features.exchange.exports import ExportOptions, ExportReport
from twin.features.properties import properties_of
from twin.features.question import Question, Telling
from twin.features.rows import chosen, ordered, place_of, shape_of, values_of
from twin.features.statement import Statement
from twin.vocabulary import Layer

EVERYTHING = 0
"""The limit of a question that has none."""

_LEFT_OUT = frozenset({"import_id", "updated_by"})
"""Properties that mean something in the twin only: no exported file has them."""


def _ids(layer: Layer, question: Question) -> Statement | None:
    """Return the statement that finds the features; None where all that are, or were, are asked for."""
    shape, values = shape_of(question), values_of(question)
    if question.limit != EVERYTHING:
        found = ordered(layer, shape).limit(bindparam("limit", type_=BigInteger())).subquery("found")
        values |= {**place_of(question), "limit": question.limit}
    elif replace(question, held_at=None).chooses:
        found = chosen(layer, shape).subquery("found")
    else:
        return None
    made = Statement.of(select(found.c.id))
    return replace(made, constants={**made.constants, **values})


def export_features(  # noqa: PLR0913, PLR0917 - who, what of whom, where to, and how
    url: str, user: User, layer: Layer, path: Path, question: Question, telling: Telling
) -> ExportReport:
    """Write the features to a file whose suffix names the format, in order of id; raises what `export_file` does.

    What takes long to import is imported here: a server that is never asked for a file does without it.
    """
    from twin.features.exchange.writing import export_file

    fields = None
    if telling.columns is not None:
        asked = (one for one in properties_of(layer) if one.column in telling.columns)
        fields = tuple(one.name for one in asked if not (one.system and one.column in _LEFT_OUT))
    options = ExportOptions(
        crs=telling.crs.srid,
        fields=fields,
        only=_ids(layer, question),
        held_at=question.held_at,
        geometry=telling.geometry,
    )
    with computed(question.filter):
        return export_file(url, user, layer.id, path, options)
