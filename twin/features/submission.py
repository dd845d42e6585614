"""A GeoJSON feature as somebody sent it, held against the layer's declaration and told in words what is wrong.

The database holds the same with its CHECKs, whoever writes; here every fault of a feature is named at once,
with the field's own title, before anything is asked of the database.
"""

import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from pydantic import JsonValue

from twin.errors import BadInputError, RuleBrokenError
from twin.features.crs import CRS84, Crs
from twin.features.properties import Property, properties_of
from twin.features.shapes import NotAShapeError, bears_shape, read_shape
from twin.vocabulary import Comparison, Field, Layer, Rule, Scalar, Text

LOCAL_TIME = timezone(timedelta(hours=7))
"""A moment without an offset was written on a clock of the city."""

LARGEST_INTEGER = 2**63 - 1
LARGEST_NUMBER = sys.float_info.max
LONGEST_TEXT = 100_000
Value = Scalar | date | datetime | None


@dataclass(frozen=True)
class Fault:
    """What is wrong, and with which property ("geometry" for the shape)."""

    name: str
    text: Text


class FeatureRefusedError(RuleBrokenError):
    """The feature breaks what its layer declares; `faults` has every reason."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(
            vi=" ".join(fault.text.vi for fault in faults), en=" ".join(fault.text.en for fault in faults)
        )
        self.faults = faults


@dataclass(frozen=True)
class Submission:
    """Values by column, ready for the database, and the shape (EWKB in EPSG:4326) where one `is_placed`.

    A record of a register may be placed nowhere: `geometry` is None then.
    """

    values: Mapping[str, Value]
    geometry: bytes | None
    is_placed: bool = True


class _NotAValueError(ValueError):
    """Carries the sentence about one value."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(vi=vi, en=en)


def _text(field: Field, sent: JsonValue) -> str | None:
    if not isinstance(sent, str):
        raise _NotAValueError("phải là chữ", "must be text")
    if len(sent) > LONGEST_TEXT:
        raise _NotAValueError(f"dài quá {LONGEST_TEXT} ký tự", f"is longer than {LONGEST_TEXT} letters")
    if "\x00" in sent or any(unicodedata.category(letter) == "Cs" for letter in sent):
        raise _NotAValueError("có ký tự không ghi được", "has a letter that cannot be stored")
    written = unicodedata.normalize("NFC", sent)
    return None if field.required and not written.strip() else written


def _integer(_field: Field, sent: JsonValue) -> int:
    whole = isinstance(sent, float) and sent.is_integer()
    if isinstance(sent, bool) or not (isinstance(sent, int) or whole):
        raise _NotAValueError("phải là số nguyên", "must be a whole number")
    number = int(sent)  # type: ignore[arg-type]  # an int or a whole float, as just found
    if abs(number) > LARGEST_INTEGER:
        raise _NotAValueError("quá lớn", "is too large")
    return number


def _number(_field: Field, sent: JsonValue) -> float:
    if isinstance(sent, bool) or not isinstance(sent, int | float):
        raise _NotAValueError("phải là số", "must be a number")
    # Compared, since a whole number may be larger than any float; NaN is within nothing.
    if not abs(sent) <= LARGEST_NUMBER:
        raise _NotAValueError("quá lớn", "is too large")
    return float(sent)


def _boolean(_field: Field, sent: JsonValue) -> bool:
    if not isinstance(sent, bool):
        raise _NotAValueError("phải là đúng hoặc sai (true, false)", "must be true or false")
    return sent


def _date(_field: Field, sent: JsonValue) -> date:
    try:
        return date.fromisoformat(sent if isinstance(sent, str) else "")
    except ValueError:
        raise _NotAValueError("phải là ngày dạng 2026-03-31", "must be a day such as 2026-03-31") from None


def _moment(_field: Field, sent: JsonValue) -> datetime:
    try:
        moment = datetime.fromisoformat(sent if isinstance(sent, str) else "")
    except ValueError:
        example = "2026-03-31T08:00:00+07:00"
        raise _NotAValueError(
            f"phải là thời điểm dạng {example}", f"must be a moment such as {example}"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_TIME)


def _choice(field: Field, sent: JsonValue) -> str:
    values = [choice.value for choice in field.choices]
    if not isinstance(sent, str) or sent not in values:
        listed = ", ".join(values)
        raise _NotAValueError(f"phải là một trong: {listed}", f"must be one of: {listed}")
    return sent


_READERS: Mapping[str, Callable[[Field, JsonValue], Value]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _moment,
    "choice": _choice,
}


def _require_bounds(field: Field, value: Value) -> None:
    if not isinstance(value, int | float):
        return
    unit = f" {field.unit}" if field.unit else ""
    if field.minimum is not None and value < field.minimum:
        least = f"{field.minimum:g}{unit}"
        raise _NotAValueError(f"không được dưới {least}", f"must be at least {least}")
    if field.maximum is not None and value > field.maximum:
        most = f"{field.maximum:g}{unit}"
        raise _NotAValueError(f"không được trên {most}", f"must be at most {most}")


def _read_value(field: Field, sent: JsonValue) -> Value:
    value = None if sent is None else _READERS[field.kind](field, sent)
    if value is None and field.required:
        raise _NotAValueError("không được để trống", "must not be empty")
    _require_bounds(field, value)
    return value


def _fault(known: Property, problem: _NotAValueError) -> Fault:
    label = known.field.label
    text = Text(vi=f"«{label.vi}» {problem.text.vi}.", en=f"“{label.en}” ({known.name}) {problem.text.en}.")
    return Fault(known.name, text)


def _read_properties(layer: Layer, sent: Mapping[str, JsonValue], faults: list[Fault]) -> dict[str, Value]:
    known = {one.name: one for one in properties_of(layer)}
    for name in sorted(sent.keys() - known.keys()):
        text = Text(
            vi=f"Lớp «{layer.id}» không có trường «{name}».",
            en=f"The layer “{layer.id}” has no field “{name}”.",
        )
        faults.append(Fault(name, text))
    values: dict[str, Value] = {}
    for name, one in known.items():
        # Whoever sends a feature back as it was read also sends what the store keeps by itself.
        if name not in sent or one.read_only:
            continue
        try:
            values[one.column] = _read_value(one.field, sent[name])
        except _NotAValueError as problem:
            faults.append(_fault(one, problem))
    return values


def _read_geometry(
    layer: Layer, feature: Mapping[str, JsonValue], crs: Crs, faults: list[Fault]
) -> bytes | None:
    try:
        return read_shape(layer, feature, crs)
    except NotAShapeError as problem:
        faults.append(Fault("geometry", problem.text))
        return None


def _alike(value: Any, beside: Any) -> Any:
    """Write a day so that it compares with a moment, or with a day that a rule gives as text."""
    if isinstance(beside, str | tuple) and isinstance(value, date):
        return value.isoformat()
    if isinstance(beside, datetime) and isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, datetime.min.time(), tzinfo=LOCAL_TIME)
    return value


def _holds(comparison: Comparison, values: Mapping[str, Any]) -> bool | None:
    """Tell whether a comparison is true, false, or (None) neither, since a side is unknown; as SQL does."""
    left = values.get(comparison.field)
    right = values.get(comparison.other_field) if comparison.other_field else comparison.value
    match comparison.operator:
        case "known":
            return left is not None
        case "unknown":
            return left is None
    if left is None or right is None:
        return None
    left, right = _alike(left, right), _alike(right, left)
    listed = right if isinstance(right, tuple) else (right,)
    tests: dict[str, Callable[[], bool]] = {
        "=": lambda: left == right,
        "<>": lambda: left != right,
        "<": lambda: left < right,
        "<=": lambda: left <= right,
        ">": lambda: left > right,
        ">=": lambda: left >= right,
        "in": lambda: left in listed,
    }
    return bool(tests[comparison.operator]())


def _is_broken(rule: Rule, values: Mapping[str, Any]) -> bool:
    if rule.when is not None and _holds(rule.when, values) is not True:
        return False
    return _holds(rule.then, values) is False


def broken_rules(layer: Layer, values: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the layer's rules that a whole feature breaks; `values` are by property name."""
    for rule in layer.rules:
        if _is_broken(rule, values):
            yield Fault(rule.then.field, rule.message)
    since, until = values.get("valid_from"), values.get("valid_to")
    if since is not None and until is not None and since >= until:
        text = Text(
            vi="«Có từ ngày» phải trước «Đến trước ngày».", en="“Valid from” must be before “Valid to”."
        )
        yield Fault("valid_from", text)


def _no_object(name: str) -> BadInputError:
    return BadInputError(vi=f"«{name}» phải là một đối tượng JSON.", en=f"“{name}” must be a JSON object.")


def _given_properties(feature: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    properties = feature.get("properties")
    if properties is None:
        return {}
    if not isinstance(properties, dict):
        raise _no_object("properties")
    return properties


def _require_feature(sent: JsonValue) -> Mapping[str, JsonValue]:
    if not isinstance(sent, dict) or sent.get("type") != "Feature":
        raise BadInputError(vi="Cần một đối tượng GeoJSON kiểu Feature.", en="One GeoJSON Feature is needed.")
    return sent


def _require_patch(sent: JsonValue) -> Mapping[str, JsonValue]:
    """Return a merge patch: it has the members that change and no others, so that `type` may be left out."""
    known = ("type", "id", "geometry", "place", "properties")
    if not isinstance(sent, dict) or sent.get("type", "Feature") != "Feature" or not sent.keys() & set(known):
        raise BadInputError(
            vi="Cần một đối tượng JSON có «properties» hoặc «geometry» (JSON Merge Patch).",
            en="A JSON object with “properties” or “geometry” is needed (JSON Merge Patch).",
        )
    return sent


def _require_own_id(feature: Mapping[str, JsonValue], identifier: int) -> None:
    """Refuse a feature that says that it is another one."""
    if "id" in feature and str(feature["id"]) != str(identifier):
        text = Text(
            vi=f"«id» trong nội dung khác với địa chỉ ({identifier}).",
            en=f"“id” is not that of the address ({identifier}).",
        )
        raise FeatureRefusedError([Fault("id", text)])


def read_feature(
    layer: Layer, sent: JsonValue, crs: Crs = CRS84, *, identifier: int | None = None
) -> Submission:
    """Read a whole feature whose coordinates are in `crs`: what is not said is unknown.

    Raises BadInputError for what is no GeoJSON feature, FeatureRefusedError with every fault of one, and for
    one that says that it is not `identifier`.
    """
    feature = _require_feature(sent)
    given = _given_properties(feature)
    if identifier is not None:
        _require_own_id(feature, identifier)
    written = [one for one in properties_of(layer) if not one.read_only]
    faults: list[Fault] = []
    whole: dict[str, JsonValue] = {one.name: None for one in written}
    values = _read_properties(layer, {**whole, **given}, faults)
    geometry = _read_geometry(layer, feature, crs, faults)
    if not faults:
        faults += broken_rules(layer, {one.name: values[one.column] for one in written})
    if faults:
        raise FeatureRefusedError(faults)
    return Submission(values, geometry)


def read_patch(
    layer: Layer,
    sent: JsonValue,
    held: Mapping[str, Value],
    crs: Crs = CRS84,
    *,
    identifier: int | None = None,
) -> Submission:
    """Read the part of a feature that is to change (RFC 7396); `held` has the present values by column.

    Raises as `read_feature` does; the rules are held against the feature as it will be.
    """
    feature = _require_patch(sent)
    given = _given_properties(feature)
    if identifier is not None:
        _require_own_id(feature, identifier)
    if "properties" in feature and feature["properties"] is None:
        given = {one.name: None for one in properties_of(layer)}
    faults: list[Fault] = []
    values = _read_properties(layer, given, faults)
    is_placed = bears_shape(feature)
    geometry = _read_geometry(layer, feature, crs, faults) if is_placed else None
    if not faults:
        after = {**held, **values}
        faults += broken_rules(layer, {one.name: after.get(one.column) for one in properties_of(layer)})
    if faults:
        raise FeatureRefusedError(faults)
    return Submission(values, geometry, is_placed)
