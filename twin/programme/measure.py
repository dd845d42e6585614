"""What it takes to measure an indicator from the layers: one value of `Measure` in a file of `measures/`.

A measure says which features count and how each is judged on each day. The numbers, the lists behind them and their
course over the years follow from that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from twin.layers import built_in_layers
from twin.norms import Norm, find_norm
from twin.programme.moments import Moments
from twin.programme.states import States
from twin.vocabulary import STATES, Layer, Scalar, State, Text

Codes = NDArray[np.uint8]
"""Numbers of `STATES`: a row for each state of the layer, a column for each day (or one for all days)."""
CODE: Mapping[State, int] = {state: number for number, state in enumerate(STATES)}

Belonging = Literal["inside", "outside", "undetermined"]


@dataclass(frozen=True)
class Missing:
    """A fact that nobody has recorded, and where it would stand: a field of a feature, or a norm."""

    label: Text
    layer: str | None = None
    feature_id: int | None = None
    field: str | None = None
    norm: str | None = None


@dataclass(frozen=True)
class Through:
    """Another feature that decides, and how far (metres) the judged one's farthest point is from it."""

    layer: str
    feature_id: int
    name: str
    distance_m: float


@dataclass(frozen=True)
class Reason:
    """Why a feature is judged as it is."""

    why: Text
    missing: tuple[Missing, ...] = ()
    norms: tuple[Norm, ...] = ()
    through: Through | None = None


@dataclass(frozen=True)
class Verdicts:
    """How each state of the layer is judged. `told`: whether the field that decides is known."""

    codes: Codes
    told: NDArray[np.bool_]
    explain: Callable[[int, int], Reason]
    """Takes the number of a state and of a day."""


@dataclass(frozen=True)
class Scene:
    """The layers that a measure reads, and the days: a norm is the one in force on the day, or on `norm_as_of`."""

    states: Mapping[str, States]
    moments: Moments
    norm_as_of: date | None = None

    def norm(self, norm_id: str, day: int) -> Norm | None:
        return find_norm(norm_id, self.norm_as_of or self.moments.days[day])


class Judge(Protocol):
    """How the features of a layer are judged."""

    @property
    def reads(self) -> Mapping[str, tuple[str, ...]]:
        """Fields that are read, by layer."""
        ...

    @property
    def by_place(self) -> bool:
        """Whether shapes matter."""
        ...

    def judge(self, scene: Scene) -> Verdicts: ...


@dataclass(frozen=True)
class Among:
    """Which features of the layer are counted at all, by one field.

    With `inside` None whatever is not outside belongs, and so do features of which the field is unknown; otherwise
    those are undetermined: they are not counted, and it is said how many they are.
    """

    field: str
    outside: tuple[Scalar, ...]
    inside: tuple[Scalar, ...] | None = None

    def belonging(self, value: Scalar | None) -> Belonging:
        if value in self.outside:
            return "outside"
        return "inside" if self.inside is None or value in self.inside else "undetermined"

    def why_undetermined(self, states: States, row: int) -> Reason:
        label = states.layer.by_name[self.field].label
        why = Text(vi=f"Chưa tính: chưa rõ «{label.vi}».", en=f"Not counted: “{label.en}” is not known.")
        return Reason(why, (Missing(label, states.layer.id, int(states.ids[row]), self.field),))


@dataclass(frozen=True)
class Measure:
    """How one indicator of the programme is measured. `rule` says in words what counts and how it is judged."""

    id: str
    indicator: str
    title: Text
    layer: str
    rule: Text
    judge: Judge
    among: Among | None = None
    by_length: bool = False
    norms: tuple[str, ...] = ()

    @property
    def counted(self) -> Layer:
        return built_in_layers()[self.layer]

    @property
    def reads(self) -> dict[str, tuple[str, ...]]:
        """Fields that are read, by layer."""
        found = {layer: tuple(fields) for layer, fields in self.judge.reads.items()}
        if self.among:
            found[self.layer] = (*found[self.layer], self.among.field)
        return found
