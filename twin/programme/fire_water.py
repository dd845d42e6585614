"""The judge of alleys with fire water, and why it judges so."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from twin.analysis.reach import Nearest, find_nearest
from twin.norms import Norm
from twin.programme.by_field import say_value
from twin.programme.fire_reach import ALLEYS, ENGINE, PUMP, SOURCES, Reached
from twin.programme.measure import CODE, Missing, Reason, Scene, Through, Verdicts
from twin.vocabulary import Text

_NO_SOURCES = Text(
    vi="danh sách nguồn nước chữa cháy (ngày này chưa ghi vào hệ thống)",
    en="the list of fire-water sources (not recorded by that day)",
)
_NO_NORM = Text(vi="bán kính phục vụ theo quy chuẩn ở ngày này", en="the norm's service radius on this day")


@dataclass(frozen=True)
class FireWater:
    """Reads the alleys' own systems and the sources round them."""

    by_place = True

    @property
    def reads(self) -> Mapping[str, tuple[str, ...]]:
        return {ALLEYS: ("fire_system",), SOURCES: ("name", "status", "engine_access")}

    def judge(self, scene: Scene) -> Verdicts:
        reached = Reached(scene)
        days = [_Day(reached, day) for day in range(len(scene.moments))]
        return Verdicts(reached.codes, reached.system_known[:, None], lambda row, day: days[day].explain(row))


@dataclass(frozen=True)
class _Day:
    """What there is to say of one day."""

    reached: Reached
    day: int

    def explain(self, row: int) -> Reason:
        if self.reached.has_system[row]:
            return self._by_system(row)
        code = int(self.reached.codes[row, self.day])
        if code == CODE["done"]:
            return self._in_reach(row)
        return self._unknown(row) if code == CODE["unknown"] else self._out_of_reach(row)

    def _by_system(self, row: int) -> Reason:
        alleys = self.reached.alleys
        field = alleys.layer.by_name["fire_system"]
        system = say_value(field, alleys.values["fire_system"][row])
        return Reason(Text(vi=f"{field.label.vi}: {system.vi}.", en=f"{field.label.en}: {system.en}."))

    def _in_reach(self, row: int) -> Reason:
        source, farthest = self._closest(row, self._surely)
        norm = self._norm_of(source)
        metres = self._sure_radius[source]
        through = self._through(source, farthest)
        return Reason(
            Text(
                vi=f"Cả ngõ nằm trong bán kính {metres:g} m của nguồn nước đang hoạt động «{through.name}»: "
                f"điểm xa nhất cách {_vi(farthest)} m.",
                en=f"The whole alley lies within {metres:g} m of the working source “{through.name}”: "
                f"its farthest point is {farthest:.1f} m away.",
            ),
            norms=(norm,) if norm else (),
            through=through,
        )

    def _out_of_reach(self, row: int) -> Reason:
        nearest = self._nearest_working(row)
        if nearest is None:
            return Reason(
                Text(
                    vi="Ngõ không có hệ thống PCCC và không có nguồn nước nào đang hoạt động.",
                    en="The alley has no fire system, and no source is working.",
                )
            )
        source, distance, farthest = nearest
        norm = self._norm_of(source)
        metres = self._sure_radius[source]
        through = self._through(source, farthest)
        return Reason(
            Text(
                vi="Ngõ không có hệ thống PCCC và không nằm trọn trong bán kính của nguồn nước nào. Nguồn đang hoạt "
                f"động gần nhất «{through.name}» (bán kính {metres:g} m) cách {_vi(distance)} m, "
                f"điểm xa nhất của ngõ cách {_vi(farthest)} m.",
                en="The alley has no fire system and does not lie whole within the radius of any source. The nearest "
                f"working one, “{through.name}” (radius {metres:g} m), is {distance:.1f} m away, and {farthest:.1f} m "
                "from the alley's farthest point.",
            ),
            norms=(norm,) if norm else (),
            through=through,
        )

    def _unknown(self, row: int) -> Reason:
        missing = (*self._missing_system(row), *self._missing_ground(), *self._missing_of_source(row))
        return Reason(
            Text(
                vi="Chưa rõ: " + "; ".join(fact.label.vi for fact in missing) + ".",
                en="Not known: " + "; ".join(fact.label.en for fact in missing) + ".",
            ),
            missing=missing,
            norms=tuple(norm for norm in self.reached.norms[self.day] if norm),
        )

    def _missing_system(self, row: int) -> tuple[Missing, ...]:
        if self.reached.system_known[row]:
            return ()
        alleys = self.reached.alleys
        label = alleys.layer.by_name["fire_system"].label
        return (Missing(label, ALLEYS, int(alleys.ids[row]), "fire_system"),)

    def _missing_ground(self) -> tuple[Missing, ...]:
        """Name what nothing can be said without: a list of sources, a norm."""
        facts = []
        if not self.reached.sources.recorded[self.day]:
            facts.append(Missing(_NO_SOURCES, SOURCES))
        norms = zip((ENGINE, PUMP), self.reached.norms[self.day], strict=True)
        facts += [Missing(_NO_NORM, norm=name) for name, norm in norms if norm is None][:1]
        return tuple(facts)

    def _missing_of_source(self, row: int) -> tuple[Missing, ...]:
        """Name what is not known of the closest source that may reach the alley."""
        if not self._perhaps[self._pairs_of(row)].any():
            return ()
        source, farthest = self._closest(row, self._perhaps)
        facts = [] if self.reached.working[source] else ["status"]
        if farthest > self._sure_radius[source]:
            facts.append("engine_access")
        return tuple(self._missing_fact(source, fact, farthest) for fact in facts)

    def _missing_fact(self, source: int, name: str, farthest: float) -> Missing:
        sources = self.reached.sources
        label, title = sources.layer.by_name[name].label, self._name(source)
        return Missing(
            Text(
                vi=f"«{title}»: {label.vi} (điểm xa nhất của ngõ cách {_vi(farthest)} m)",
                en=f"“{title}”: {label.en} (the alley's farthest point is {farthest:.1f} m away)",
            ),
            SOURCES,
            int(sources.ids[source]),
            name,
        )

    def _pairs_of(self, row: int) -> slice:
        return self.reached.pairs.of(int(self.reached.alleys.shape_of[row]))

    def _closest(self, row: int, holds: NDArray[np.bool_]) -> tuple[int, float]:
        """Return the source with the least farthest distance of those for which it holds; there is one."""
        pairs, mine = self.reached.pairs, self._pairs_of(row)
        farthest = np.where(holds[mine], pairs.farthest[mine], np.inf)
        best = int(np.argmin(farthest))
        return int(pairs.source[mine][best]), float(farthest[best])

    @cached_property
    def _surely(self) -> NDArray[np.bool_]:
        return self.reached.surely(self.day)

    @cached_property
    def _perhaps(self) -> NDArray[np.bool_]:
        return self.reached.perhaps(self.day)

    @cached_property
    def _sure_radius(self) -> NDArray[np.float64]:
        return self.reached.sure_radius(self.day)

    @cached_property
    def _working_now(self) -> NDArray[np.intp]:
        found: NDArray[np.intp] = np.flatnonzero(
            self.reached.working & self.reached.sources.here[:, self.day]
        )
        return found

    @cached_property
    def _nearest(self) -> Nearest:
        sources = self.reached.sources
        return find_nearest(self.reached.alleys.shapes, sources.shapes[sources.shape_of[self._working_now]])

    def _nearest_working(self, row: int) -> tuple[int, float, float] | None:
        shape = self.reached.alleys.shape_of[row]
        found = int(self._nearest.source[shape])
        if found < 0:
            return None
        distances = float(self._nearest.distance[shape]), float(self._nearest.farthest[shape])
        return int(self._working_now[found]), *distances

    def _norm_of(self, source: int) -> Norm | None:
        engine, pump = self.reached.norms[self.day]
        if self.reached.access[source] == "yes":
            return engine
        return pump

    def _name(self, source: int) -> str:
        return str(self.reached.sources.values["name"][source])

    def _through(self, source: int, farthest: float) -> Through:
        return Through(SOURCES, int(self.reached.sources.ids[source]), self._name(source), farthest)


def _vi(metres: float) -> str:
    return f"{metres:.1f}".replace(".", ",")
