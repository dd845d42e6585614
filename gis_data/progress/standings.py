"""How far the map says that a task or an indicator has come: counts of the registers at a moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from gis_data.progress.past import Past
from gis_data.rows import Fields

Registers = Mapping[str, Past]
LATER = timedelta(days=45)
"""Works are inspected so long after they began."""
WEIGHTS = {"proposed": 0, "preparing": 10, "in_works": 50, "paused": 50, "done": 100}
BEGUN = ("in_works", "paused", "done")


@dataclass(frozen=True)
class Standing:
    """How many are done and under way of all that count, in words too."""

    done: int
    under_way: int
    all: int
    text: str

    @property
    def percent(self) -> int | None:
        """The share that is done; None where nothing counts."""
        return 100 * self.done // self.all if self.all else None


def _count(fields: list[Fields], name: str, *values: object) -> int:
    return sum(one.get(name) in values for one in fields)


def _flooding(registers: Registers, moment: datetime) -> Standing:
    spots = registers["flood_spots"].at(moment)
    done, works = _count(spots, "status", "resolved"), _count(spots, "status", "in_works")
    text = f"Đã xử lý xong {done}/{len(spots)} điểm ngập; {works} điểm đang thi công."
    return Standing(done, works, len(spots), text)


def _congestion(registers: Registers, moment: datetime) -> Standing:
    spots = registers["congestion_spots"].at(moment)
    done, works = _count(spots, "status", "resolved"), _count(spots, "status", "in_works")
    text = f"Đã giải quyết {done}/{len(spots)} điểm ùn tắc; {works} điểm đang xử lý."
    return Standing(done, works, len(spots), text)


def _order(registers: Registers, moment: datetime) -> Standing:
    cases = [one for one in registers["order_cases"].at(moment) if one["kind"] in ("construction", "land")]
    done, open_ = _count(cases, "status", "closed"), _count(cases, "status", "in_progress", "sanctioned")
    text = f"Đã kết thúc {done}/{len(cases)} vụ việc về xây dựng và đất đai; {open_} vụ đang xử lý."
    return Standing(done, open_, len(cases), text)


def _waste(registers: Registers, moment: datetime) -> Standing:
    standing = _count(registers["waste_points"].at(moment), "kind", "illegal")
    cleared = _count(registers["waste_points"].removed_by(moment), "kind", "illegal")
    text = f"Đã xóa {cleared}/{cleared + standing} điểm rác tự phát."
    return Standing(cleared, 0, cleared + standing, text)


def _fire(registers: Registers, moment: datetime) -> Standing:
    alleys = registers["alleys"].at(moment)
    done = _count(alleys, "fire_system", "tank", "hydrant", "wall_box", "several")
    works = sum(one["task"] == "III.13" and one["status"] == "in_works" for one in _works(registers, moment))
    text = f"{done}/{len(alleys)} ngõ, ngách, hẻm có thiết bị chữa cháy; {works} công trình đang thi công."
    return Standing(done, works, len(alleys), text)


def _green(registers: Registers, moment: datetime) -> Standing:
    spaces = registers["green_spaces"].at(moment)
    done = _count(spaces, "fitness_equipment", "yes")
    text = f"{done}/{len(spaces)} vườn hoa, sân chơi đã lắp thiết bị thể dục thể thao."
    return Standing(done, 0, len(spaces), text)


def _works(registers: Registers, moment: datetime) -> list[Fields]:
    return [one for one in registers["projects"].at(moment) if one.get("status") != "cancelled"]


def _inspected(registers: Registers, moment: datetime) -> Standing:
    begun = [one for one in _works(registers, moment) if one["status"] in BEGUN]
    seen = [one for one in _works(registers, moment - LATER) if one["status"] in BEGUN]
    done = min(len(seen), len(begun))
    text = f"Đã giám sát {done}/{len(begun)} công trình đã hoặc đang thi công."
    return Standing(done, len(begun) - done, len(begun), text)


def _served_by_works(task: str, planned: int) -> Callable[[Registers, datetime], Standing]:
    """Tell a task by the works that serve it, of which so many are planned at least."""

    def tell(registers: Registers, moment: datetime) -> Standing:
        works = [str(one["status"]) for one in _works(registers, moment) if one.get("task") == task]
        done = sum(WEIGHTS[status] for status in works)
        finished, going = works.count("done"), works.count("in_works")
        all_works = max(len(works), planned)
        text = f"{finished}/{all_works} công trình hoàn thành; {going} công trình đang thi công."
        return Standing(done, going, 100 * all_works, text)

    return tell


TASKS: dict[str, Callable[[Registers, datetime], Standing]] = {
    "flood_spots": _flooding,
    "congestion_spots": _congestion,
    "order_cases": _order,
    "waste_points": _waste,
    "alleys": _fire,
    "green_spaces": _green,
    "projects": _inspected,
    "culture_sites": _served_by_works("III.14", 3),
    "heritage": _served_by_works("III.15", 3),
}
"""By the word that `progress.toml` calls each by."""


@dataclass(frozen=True)
class Share:
    """A share of a register's rows: those whose field has one of the values, of those that `counts` lets count."""

    layer: str
    field: str
    values: tuple[object, ...]
    counts: tuple[str, object] | None = None

    def percent(self, registers: Registers, moment: datetime) -> float | None:
        """Return the share in percent to one digit, None where nothing counts."""
        rows = registers[self.layer].at(moment)
        if self.counts is not None:
            rows = [one for one in rows if one.get(self.counts[0]) == self.counts[1]]
        return round(100 * _count(rows, self.field, *self.values) / len(rows), 1) if rows else None


INDICATORS = {
    "green_spaces": Share("green_spaces", "fitness_equipment", ("yes",)),
    "alleys_renovated": Share("alleys", "renovation", ("done",)),
    "alleys_fire": Share("alleys", "fire_system", ("tank", "hydrant", "wall_box", "several")),
    "culture_groups": Share("residential_groups", "culture_title", (True,)),
    "digital_groups": Share("residential_groups", "digital_support_point", (True,)),
    "schools": Share("schools", "national_standard", (True,), counts=("public", True)),
    "waste_points": Share("waste_points", "collected_daily", (True,)),
    "enterprises": Share("enterprises", "digital", ("yes",)),
}
