"""The keys of the programme's records: how people, and other records, name a task, an indicator, a model, an agency."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from twin.features.exchange.folding import fold
from twin.features.submission import Fault
from twin.vocabulary import Layer, Text

KEY = "external_id"
"""The system field that holds a record's key."""
BODY_TEXT = "T"
"""The section of the indicators that only the programme's body text gives: they are counted without groups."""
LONGEST = 80
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBERS = {
    "programme_tasks": ("group", "no"),
    "programme_indicators": ("section_no", "group_no", "no"),
    "programme_models": ("no",),
}
AGENCIES = "programme_agencies"
_KEYED: frozenset[str] = frozenset({*_NUMBERS, AGENCIES})


def is_keyed(register: Layer) -> bool:
    """Tell whether records of the register are named by key, and not by id."""
    return register.id in _KEYED


def key_of(register: Layer, values: Mapping[str, Any]) -> str | None:
    """Return the key that follows from a record's own numbers, or an agency's name; None while they are missing."""
    if register.id == AGENCIES:
        name = values.get("name")
        return fold(name).replace(" ", "-")[:LONGEST].strip("-") or None if isinstance(name, str) else None
    numbers = [_whole(values.get(name)) for name in _NUMBERS.get(register.id, ())]
    if not numbers or any(number is None or number == "" for number in numbers):
        return None
    return _JOINED[register.id](numbers)


def _whole(number: Any) -> Any:
    """Return a whole number as JSON may write it (1.0) as the one that is stored."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _of_indicator(numbers: list[Any]) -> str:
    section, group, number = numbers
    return f"{BODY_TEXT}.{number}" if section == BODY_TEXT else f"{section}.{group}.{number}"


_JOINED: Mapping[str, Callable[[list[Any]], str]] = {
    "programme_tasks": lambda numbers: f"{numbers[0]}.{numbers[1]}",
    "programme_indicators": _of_indicator,
    "programme_models": lambda numbers: f"M.{numbers[0]}",
}


def find_key_faults(register: Layer, values: Mapping[str, Any], held: str | None) -> list[Fault]:
    """Return what is wrong with a record's key: it follows from its numbers, and stays; `held` is the one it has."""
    if not is_keyed(register):
        return []
    key, own = values.get(KEY), key_of(register, values)
    expected = _agency_key(key, held) if register.id == AGENCIES else own
    if held is not None and expected is not None and expected != held:
        return [
            _fault(
                f"các bản ghi khác gọi bản ghi này là “{held}”, nên số của nó không đổi được.",
                f"other records name this one “{held}”: its numbers stay.",
            )
        ]
    if expected is None and register.id == AGENCIES:
        vi = "chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối."
        return [_fault(vi, "takes lower-case letters without marks, digits and hyphens.")]
    if expected is not None and key != expected:
        return [_fault(f"phải là “{expected}”.", f"must be “{expected}”.")]
    return []


def _agency_key(key: object, held: str | None) -> str | None:
    if held is not None:
        return held
    return key if isinstance(key, str) and len(key) <= LONGEST and _SLUG.fullmatch(key) else None


def _fault(vi: str, en: str) -> Fault:
    return Fault(KEY, Text(vi=f"«Mã»: {vi}", en=f"“Key” ({KEY}): {en}"))
