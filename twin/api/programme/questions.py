"""What the programme's doors are asked: days, periods, subjects."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from twin.api.parameters import BadParameterError
from twin.programme.moments import today

EARLIEST = date(2000, 1, 1)
"""Nothing of a ward's programme is older."""
_DAY = {"type": "string", "format": "date"}


def described_day(name: str, description: str) -> dict[str, Any]:
    """Return the OpenAPI object of a parameter that is a day."""
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": f"{description} A day as 2026-03-31.",
        "schema": _DAY,
    }


def described_word(name: str, description: str, **schema: Any) -> dict[str, Any]:
    """Return the OpenAPI object of a parameter that is a word."""
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": {"type": "string", **schema},
    }


def read_day(given: Mapping[str, str], name: str) -> date | None:
    """Return a day that has come. Raises BadParameterError."""
    text = given.get(name)
    if text is None:
        return None
    example = "2026-03-31"
    try:
        day = date.fromisoformat(text if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) else "")
    except ValueError:
        raise BadParameterError(
            name, f"phải là ngày, như {example}", f"must be a day, as {example}"
        ) from None
    if not EARLIEST <= day <= today():
        raise BadParameterError(
            name,
            f"phải từ ngày {EARLIEST:%d/%m/%Y} đến hôm nay",
            f"must lie between {EARLIEST.isoformat()} and today",
        )
    return day
