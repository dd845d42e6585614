"""Judging by one field of the feature itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from twin.layers import built_in_layers
from twin.programme.measure import CODE, Missing, Reason, Scene, Verdicts
from twin.programme.states import States
from twin.vocabulary import STATES, Field, Progress, Text


@dataclass(frozen=True)
class ByField:
    """A field tells the state: the layer's own progress, unless another one is given."""

    layer: str
    progress: Progress

    by_place = False

    @classmethod
    def of_layer(cls, layer: str) -> "ByField":
        progress = built_in_layers()[layer].progress
        if progress is None:
            raise ValueError(f"the layer {layer} says of no field that it tells the state")
        return cls(layer, progress)

    @property
    def reads(self) -> Mapping[str, tuple[str, ...]]:
        return {self.layer: (self.progress.field,)}

    def judge(self, scene: Scene) -> Verdicts:
        states = scene.states[self.layer]
        values = states.values[self.progress.field]
        codes = {value: CODE[self.progress.state_of(value)] for value in set(values)}
        judged = np.array([codes[value] for value in values], dtype=np.uint8)[:, None]

        def explain(row: int, _day: int) -> Reason:
            return _explain(states, row, states.layer.by_name[self.progress.field], int(judged[row, 0]))

        return Verdicts(judged, judged != CODE["unknown"], explain)


def _explain(states: States, row: int, field: Field, code: int) -> Reason:
    if STATES[code] == "unknown":
        fact = Missing(field.label, states.layer.id, int(states.ids[row]), field.name)
        return Reason(
            Text(vi=f"Chưa rõ: {field.label.vi}.", en=f"Not known: {field.label.en}."), missing=(fact,)
        )
    value = say_value(field, states.values[field.name][row])
    return Reason(Text(vi=f"{field.label.vi}: {value.vi}.", en=f"{field.label.en}: {value.en}."))


def say_value(field: Field, value: Any) -> Text:
    """Return a field's value as a person reads it."""
    if value is True:
        return Text(vi="Có", en="Yes")
    if value is False:
        return Text(vi="Không", en="No")
    known = next((choice.label for choice in field.choices if choice.value == value), None)
    return known or Text(vi=str(value), en=str(value))
