"""Whether an alley has fire water: a system of its own, or a working source with the whole alley in reach.

Half an alley without water is no alley with water, so that the farthest point of the alley must be within the
service radius of one source. The radius is the norm's on the day: an engine's where the source has engine access, a
portable pump's otherwise. Where access is unknown the smaller radius counts surely, and what lies between the two is
unknown; so is what only a source would reach of which nobody knows whether it works.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from twin.analysis.reach import Pairs, pair_within
from twin.norms import Norm
from twin.programme.measure import CODE, Codes, Scene
from twin.programme.states import States

ALLEYS, SOURCES = "alleys", "fire_water"
ENGINE, PUMP = "fire_radius_engine", "fire_radius_pump"
_UNKNOWN = (None, "unknown")


@dataclass(frozen=True)
class Reached:
    """Which alleys have fire water on which days, and what it was worked out from. Arrays are made when needed."""

    scene: Scene

    @property
    def alleys(self) -> States:
        return self.scene.states[ALLEYS]

    @property
    def sources(self) -> States:
        return self.scene.states[SOURCES]

    @cached_property
    def system_known(self) -> NDArray[np.bool_]:
        return np.array(
            [value not in _UNKNOWN for value in self.alleys.values["fire_system"]], dtype=np.bool_
        )

    @cached_property
    def has_system(self) -> NDArray[np.bool_]:
        absent = np.array([value == "none" for value in self.alleys.values["fire_system"]], dtype=np.bool_)
        return self.system_known & ~absent

    @cached_property
    def norms(self) -> tuple[tuple[Norm | None, Norm | None], ...]:
        """Of each day, the radius of an engine and that of a pump."""
        days = range(len(self.scene.moments))
        return tuple((self.scene.norm(ENGINE, day), self.scene.norm(PUMP, day)) for day in days)

    @cached_property
    def working(self) -> NDArray[np.bool_]:
        return np.array([value == "working" for value in self.sources.values["status"]], dtype=np.bool_)

    @cached_property
    def may_work(self) -> NDArray[np.bool_]:
        return np.array([value != "faulty" for value in self.sources.values["status"]], dtype=np.bool_)

    @cached_property
    def access(self) -> NDArray[np.object_]:
        """Of each source 'yes', 'no' or 'unknown'."""
        return np.array(
            [value or "unknown" for value in self.sources.values["engine_access"]], dtype=np.object_
        )

    def radii(self, day: int) -> tuple[float, float]:
        """Return the metres of an engine and of a pump; not a number, with which nothing compares, without a norm."""
        engine, pump = self.norms[day]
        return (engine.value if engine else np.nan, pump.value if pump else np.nan)

    def sure_radius(self, day: int) -> NDArray[np.float64]:
        """Return the metres that each source surely reaches, if it works."""
        return self._by_access(day, min(self.radii(day)))

    def surely(self, day: int) -> NDArray[np.bool_]:
        """Say of each pair whether a working source surely reaches the whole alley."""
        return self._within(np.where(self.working, self.sure_radius(day), np.nan), day)

    def perhaps(self, day: int) -> NDArray[np.bool_]:
        """Say of each pair whether the source may reach the whole alley, for all that is known."""
        radius = self._by_access(day, max(self.radii(day)))
        return self._within(np.where(self.may_work, radius, np.nan), day)

    def _by_access(self, day: int, unknown: float) -> NDArray[np.float64]:
        engine, pump = self.radii(day)
        return np.select([self.access == "yes", self.access == "no"], [engine, pump], unknown)

    def _within(self, radius: NDArray[np.float64], day: int) -> NDArray[np.bool_]:
        radius = np.where(self.sources.here[:, day], radius, np.nan)
        within: NDArray[np.bool_] = self.pairs.farthest <= radius[self.pairs.source]
        return within

    @cached_property
    def pairs(self) -> Pairs:
        """Distinct alleys and states of sources, within the largest radius of any day."""
        known = [norm.value for norms in self.norms for norm in norms if norm]
        sources = self.sources.shapes[self.sources.shape_of]
        return pair_within(self.alleys.shapes, sources, max(known, default=0.0))

    @cached_property
    def codes(self) -> Codes:
        # Day by day: all of them at once would take a cell of memory for each pair and day.
        days = [self._codes_of(day) for day in range(len(self.scene.moments))]
        return np.column_stack(days)

    def _codes_of(self, day: int) -> Codes:
        surely, perhaps = self._any(self.surely(day)), self._any(self.perhaps(day))
        done = surely | self.has_system
        unknown = perhaps | ~self.system_known | self.is_blind(day)
        codes = np.where(done, CODE["done"], np.where(unknown, CODE["unknown"], CODE["not_yet"]))
        return codes.astype(np.uint8)

    def is_blind(self, day: int) -> bool:
        """Say whether nothing can be said of any source: none was recorded by then, or there was no norm."""
        return not self.sources.recorded[day] or None in self.norms[day]

    def _any(self, holds: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Say of each state of an alley whether any of its pairs holds."""
        found = np.zeros(len(self.alleys.shapes), dtype=np.bool_)
        found[self.pairs.thing[holds]] = True
        return found[self.alleys.shape_of]
