"""Whether an alley has fire water: a system of its own, or a working source with the whole alley in reach.

Half an alley without water is no alley with water, so that the farthest point of the alley must be within the
service radius of one source. The radius is the norm's on the day: an engine's where the source has engine access, a
portable pump's otherwise. Where access is unknown the smaller radius counts surely, and what lies between the two is
unknown; so is what only a source would reach of which nobody knows whether it works.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from twin.analysis.moments import any_of
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
    def radii(self) -> NDArray[np.float64]:
        """Metres by norm and day; where none was in force, not a number, with which nothing compares."""
        return np.array([[norm.value if norm else np.nan for norm in norms] for norms in self.norms]).T

    @cached_property
    def working(self) -> NDArray[np.bool_]:
        return np.array([value == "working" for value in self.sources.values["status"]], dtype=np.bool_)

    @cached_property
    def may_work(self) -> NDArray[np.bool_]:
        return np.array([value != "faulty" for value in self.sources.values["status"]], dtype=np.bool_)

    @cached_property
    def access(self) -> NDArray[np.object_]:
        return np.array(
            [value or "unknown" for value in self.sources.values["engine_access"]], dtype=np.object_
        )

    @cached_property
    def sure_radius(self) -> NDArray[np.float64]:
        """Metres that each source surely reaches, by day."""
        engine, pump = self.radii
        by_access = {"yes": engine, "no": pump, "unknown": np.minimum(engine, pump)}
        return self._by_source(by_access)

    @cached_property
    def most_radius(self) -> NDArray[np.float64]:
        """Metres that each source may reach, by day."""
        engine, pump = self.radii
        by_access = {"yes": engine, "no": pump, "unknown": np.maximum(engine, pump)}
        return self._by_source(by_access)

    def _by_source(self, by_access: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        rows = [by_access[value] for value in self.access]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(self.scene.moments))

    @cached_property
    def pairs(self) -> Pairs:
        """Distinct alleys and states of sources, within the largest radius of any day."""
        known = self.radii[~np.isnan(self.radii)]
        widest = float(known.max()) if known.size else 0.0
        return pair_within(self.alleys.shapes, self.sources.shapes[self.sources.shape_of], widest)

    @cached_property
    def reached(self) -> NDArray[np.bool_]:
        """Pairs by day: a working source surely reaches the whole alley."""
        source = self.pairs.source
        within = self.pairs.farthest[:, None] <= self.sure_radius[source]
        found: NDArray[np.bool_] = within & self.working[source, None] & self.sources.here[source]
        return found

    @cached_property
    def maybe_reached(self) -> NDArray[np.bool_]:
        source = self.pairs.source
        within = self.pairs.farthest[:, None] <= self.most_radius[source]
        found: NDArray[np.bool_] = within & self.may_work[source, None] & self.sources.here[source]
        return found

    @cached_property
    def codes(self) -> Codes:
        shapes = len(self.alleys.shapes)
        surely = any_of(self.pairs.thing, self.reached, shapes)[self.alleys.shape_of]
        perhaps = any_of(self.pairs.thing, self.maybe_reached, shapes)[self.alleys.shape_of]
        perhaps |= ~self.system_known[:, None] | np.isnan(self.radii).any(axis=0)
        done = surely | self.has_system[:, None]
        codes = np.where(done, CODE["done"], np.where(perhaps, CODE["unknown"], CODE["not_yet"]))
        return codes.astype(np.uint8)
