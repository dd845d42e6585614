"""Holding what was sent to its declaration, and saying every fault of it in both languages."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import JsonValue, ValidationError

from twin.errors import BadInputError
from twin.vocabulary import Frozen

_Asked = TypeVar("_Asked", bound=Frozen)

_FAULTS = {
    "extra_forbidden": "không có ở đây",
    "missing": "không được để trống",
    "greater_than": "phải lớn hơn {gt:g}",
    "greater_than_equal": "không được dưới {ge:g}",
    "less_than": "phải nhỏ hơn {lt:g}",
    "less_than_equal": "không được trên {le:g}",
    "finite_number": "phải là số hữu hạn",
    "float_parsing": "phải là số",
    "float_type": "phải là số",
    "int_parsing": "phải là số nguyên",
    "int_type": "phải là số nguyên",
    "int_from_float": "phải là số nguyên",
    "bool_parsing": "phải là true hoặc false",
    "bool_type": "phải là true hoặc false",
    "string_type": "phải là chữ",
    "string_too_short": "phải có ít nhất {min_length} chữ cái",
    "string_too_long": "không được dài quá {max_length} chữ cái",
    "too_short": "phải có ít nhất {min_length}",
    "too_long": "không được có quá {max_length}",
    "dict_type": "phải là một đối tượng JSON",
    "model_type": "phải là một đối tượng JSON",
    "tuple_type": "phải là một danh sách",
    "literal_error": "phải là một trong: {expected}",
    "date_from_datetime_parsing": "phải là ngày dạng 2026-03-31",
    "date_parsing": "phải là ngày dạng 2026-03-31",
    "date_type": "phải là ngày dạng 2026-03-31",
}
"""What each kind of pydantic's faults is called."""


def hold_inputs(declared: type[_Asked], given: Mapping[str, JsonValue]) -> _Asked:
    """Hold what was sent to a declaration. Raises BadInputError that names every fault."""
    if "\\u0000" in json.dumps(given):
        raise BadInputError(
            vi="Điều kiện tính có ký tự không ghi được.", en="The inputs have a letter that cannot be stored."
        )
    try:
        return declared.model_validate(given)
    except ValidationError as error:
        faults = [(".".join(map(str, fault["loc"])) or "inputs", fault) for fault in error.errors()]
        raise BadInputError(
            vi=" ".join(f"«{name}» {_in_words(fault)}." for name, fault in faults),
            en=" ".join(f"“{name}”: {fault['msg']}." for name, fault in faults),
        ) from None


def _in_words(fault: Any) -> str:
    told = {name: _either(value) for name, value in fault.get("ctx", {}).items()}
    return _FAULTS.get(fault["type"], "không hợp lệ").format(**told)


def _either(value: Any) -> Any:
    """Return pydantic's list of what is expected with a Vietnamese 'or'."""
    return value.replace(" or ", " hoặc ") if isinstance(value, str) else value
