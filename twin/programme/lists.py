"""The features behind a number: what counts, what does not yet, what nobody knows, and on whose word."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from twin.analysis.areas import OUTSIDE, find_areas
from twin.programme.counting import Count
from twin.programme.measured import Breakdown, Evidence, Judged
from twin.programme.states import EVIDENCE, States
from twin.vocabulary import STATES, Layer


def listed_fields(layer: Layer) -> tuple[str, ...]:
    """Return what a list shows of each feature beside what its measure reads."""
    title = (layer.title_field,) if layer.title_field else ()
    return (*title, *EVIDENCE, *_source_fields(layer).values())


@lru_cache(maxsize=1024)
def _source_fields(layer: Layer) -> dict[str, str]:
    """Return, of each field that says where it comes from, the field that says so."""
    return {field.name: field.source_field.name for field in layer.fields if field.sourced}


def list_features(count: Count, groups: States) -> Breakdown:
    """Tell of every feature of the only day of a scene; `groups` are the residential groups on that day."""
    rows = np.flatnonzero(count.counted[:, 0] | count.undetermined[:, 0]).tolist()
    codes = _group_codes(count.states, rows, groups)
    features = tuple(_tell(count, row, code) for row, code in zip(rows, codes, strict=True))
    (measured,) = count.measured()
    return Breakdown(measured, features, sum(code is None for code in codes))


def _group_codes(states: States, rows: Sequence[int], groups: States) -> list[str | None]:
    """Return the code of the residential group that each row lies in; a group lies in itself."""
    if states.layer.id == groups.layer.id:
        return [str(states.values["code"][row]) for row in rows]
    held = np.flatnonzero(groups.here[:, 0])
    areas = groups.shapes[groups.shape_of[held]]
    found = find_areas(states.shapes[states.shape_of[rows]], areas)
    return [None if area == OUTSIDE else str(groups.values["code"][held[area]]) for area in found.tolist()]


def _tell(count: Count, row: int, group_code: str | None) -> Judged:
    states, layer = count.states, count.states.layer
    code = count.verdicts.codes[row, 0]
    counted = bool(count.counted[row, 0])
    return Judged(
        layer=layer.id,
        id=int(states.ids[row]),
        name=states.values[layer.title_field][row] if layer.title_field else None,
        state=STATES[code] if counted else "unknown",
        counted=counted,
        reason=count.reason(row, 0),
        length_m=float(states.lengths[row]) if count.measure.by_length else None,
        group_code=group_code,
        evidence=_evidence(states, row),
    )


def _evidence(states: States, row: int) -> Evidence:
    values = {name: states.values[name][row] for name in EVIDENCE}
    told = {field: states.values[source][row] for field, source in _source_fields(states.layer).items()}
    return Evidence(**values, value_sources={field: source for field, source in told.items() if source})
