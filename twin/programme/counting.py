"""From judged states to numbers, for all days at once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from twin.programme.measure import CODE, Measure, Reason, Scene, Verdicts
from twin.programme.measured import (
    BEFORE_RECORDS,
    NOTHING_KNOWN,
    NOTHING_THERE,
    Measured,
    Official,
    Tally,
)
from twin.programme.states import States
from twin.vocabulary import STATES, Text

_PER_METRE = 1_000_000
"""Lengths are added as whole micrometres: the sum is then the same in whatever order, and for one day or many."""


@dataclass(frozen=True)
class Count:
    """A measure's verdicts on a scene, and what they come to."""

    measure: Measure
    scene: Scene
    official: tuple[Official, ...]
    """For each day."""

    @property
    def states(self) -> States:
        return self.scene.states[self.measure.layer]

    @cached_property
    def verdicts(self) -> Verdicts:
        return self.measure.judge.judge(self.scene)

    @cached_property
    def belonging(self) -> NDArray[np.object_]:
        among = self.measure.among
        if among is None:
            return np.full(len(self.states), "inside", dtype=np.object_)
        values = self.states.values[among.field]
        return np.array([among.belonging(value) for value in values], dtype=np.object_)

    @cached_property
    def counted(self) -> NDArray[np.bool_]:
        """States by day."""
        found: NDArray[np.bool_] = self.states.here & (self.belonging == "inside")[:, None]
        return found

    @cached_property
    def undetermined(self) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self.states.here & (self.belonging == "undetermined")[:, None]
        return found

    def reason(self, row: int, day: int) -> Reason:
        """Say why a state is judged as it is, or which fact would settle whether it is counted."""
        if self.measure.among and self.undetermined[row, day]:
            return self.measure.among.why_undetermined(self.states, row)
        return self.verdicts.explain(row, day)

    def measured(self) -> tuple[Measured, ...]:
        """Return what the indicator comes to on each day."""
        numbers, metres = self._numbers(), self._metres()
        undetermined = self.undetermined.sum(axis=0).tolist()
        told = (self.counted & self.verdicts.told).sum(axis=0).tolist()
        return tuple(
            Measured(
                measure=self.measure,
                as_of=day,
                number=number,
                length_m=metres[place] if metres else None,
                undetermined=undetermined[place],
                known_share=told[place] / number.all if number.all else None,
                official=self.official[place],
                norms=tuple(
                    norm for name in self.measure.norms if (norm := self.scene.norm(name, place)) is not None
                ),
                silence=self._silence(number, place),
            )
            for place, (day, number) in enumerate(zip(self.scene.moments.days, numbers, strict=True))
        )

    def _in_state(self) -> list[NDArray[np.bool_]]:
        return [self.counted & (self.verdicts.codes == CODE[state]) for state in STATES]

    def _numbers(self) -> list[Tally]:
        columns = [holds.sum(axis=0).tolist() for holds in self._in_state()]
        return [Tally.of(dict(zip(STATES, counts, strict=True))) for counts in zip(*columns, strict=True)]

    def _metres(self) -> list[Tally]:
        if not self.measure.by_length:
            return []
        lengths = np.rint(self.states.lengths * _PER_METRE).astype(np.int64)
        columns = [(lengths @ holds).tolist() for holds in self._in_state()]
        days = zip(*columns, strict=True)
        return [Tally.of(dict(zip(STATES, totals, strict=True)), _PER_METRE) for totals in days]

    def _silence(self, number: Tally, day: int) -> Text | None:
        if number.value is not None:
            return None
        if not self.states.recorded[day]:
            return BEFORE_RECORDS
        return NOTHING_KNOWN if number.all else NOTHING_THERE
