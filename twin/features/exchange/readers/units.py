"""Units met beside numbers, and what they are worth in one another."""

from dataclasses import dataclass

from twin.features.exchange.folding import fold


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of some dimension; `factor` turns a value into the dimension's first unit."""

    dimension: str
    factor: float


_TABLE: dict[str, dict[str, float]] = {
    "length": {
        "m": 1,
        "met": 1,
        "mm": 1e-3,
        "mili met": 1e-3,
        "cm": 1e-2,
        "dm": 0.1,
        "km": 1e3,
        "kilomet": 1e3,
    },
    "area": {"m2": 1, "met vuong": 1, "ha": 1e4, "hecta": 1e4, "km2": 1e6},
    "volume": {"m3": 1, "met khoi": 1, "khoi": 1, "l": 1e-3, "lit": 1e-3},
    "flow": {"l/s": 1, "lit/s": 1, "lit/giay": 1, "m3/s": 1e3, "m3/h": 1 / 3.6},
    "speed": {"km/h": 1, "kmh": 1, "kph": 1, "km/gio": 1, "m/s": 3.6},
    "time": {"h": 1, "gio": 1, "tieng": 1, "phut": 1 / 60, "min": 1 / 60, "ngay": 24},
    "share": {"%": 1, "phan tram": 1},
    "angle": {"°": 1, "do": 1, "deg": 1},
    "rain": {"mm/h": 1, "mm/gio": 1},
}
_COUNT_WORDS = "nguoi ho khau can tang lan cai chiec xe cho diem tru be nam lan/nam vu"
_COUNTS = frozenset(_COUNT_WORDS.split())
"""What a bare number may count; said after it, it changes nothing."""
_UNITS = {name: Unit(kind, factor) for kind, units in _TABLE.items() for name, factor in units.items()}


def find_unit(name: str) -> Unit | None:
    """Return the unit of a name in either language, marks and case ignored."""
    return _UNITS.get(name.strip() if name.strip() in _UNITS else fold(name))


def is_length(name: str | None) -> bool:
    """Tell whether a name is that of a unit of length."""
    unit = None if name is None else find_unit(name)
    return unit is not None and unit.dimension == "length"


def factor_between(written: str, wanted: str | None) -> float | None:
    """Return what to multiply by to turn a number with one unit into the other; None where it cannot be."""
    if wanted is None:
        return 1.0 if fold(written) in _COUNTS else None
    if fold(written) == fold(wanted) and fold(written):
        return 1.0
    source, target = find_unit(written), find_unit(wanted)
    if source is None or target is None or source.dimension != target.dimension:
        return None
    return source.factor / target.factor
