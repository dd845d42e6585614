"""Query parameters: read once, refused by name in both languages, and described to the OpenAPI document."""

import math
import re
from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from twin.errors import BadInputError
from twin.features.areas import Area, Box
from twin.features.cql2 import LONGEST_FILTER
from twin.features.crs import CRS84, EVERY_CRS, Crs, find_crs
from twin.features.question import MOST_ITEMS, Span
from twin.features.search import MOST_RESULTS
from twin.features.submission import LOCAL_TIME
from twin.features.words import LONGEST_QUESTION

DEFAULT_LIMIT = 100
LARGEST_ID = 2**63 - 1
_BOX_2D, _BOX_3D = 4, 6
CLOCKS_APART = timedelta(minutes=1)
"""So far a client's clock may be ahead of ours."""


class BadParameterError(BadInputError):
    """A parameter of the request is unknown or has a value that it does not take."""

    def __init__(self, parameter: str, vi: str, en: str) -> None:
        super().__init__(vi=f"Tham số «{parameter}» {vi}.", en=f"The parameter “{parameter}” {en}.")
        self.parameter = parameter


_WHOLE = {"type": "integer", "format": "int64"}
DESCRIBED: Mapping[str, dict[str, Any]] = {
    "f": {"description": "The form of the answer.", "schema": {"type": "string", "enum": ["json"]}},
    "limit": {
        "description": "At most so many features; a larger number is taken as the maximum.",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": DEFAULT_LIMIT},
        "style": "form",
        "explode": False,
    },
    "offset": {
        "description": "Leave out so many features. To read all, follow the links instead.",
        "schema": {**_WHOLE, "minimum": 0, "default": 0},
    },
    "cursor": {
        "description": "Where the page before ended, as its `next` link says.",
        "schema": {**_WHOLE, "minimum": 0},
    },
    "bbox": {
        "description": "Lowest and highest coordinates in the order of `bbox-crs` (with heights, which are not "
        "looked at: six): west, south, east, north in WGS 84 degrees unless another system is named.",
        "schema": {
            "type": "array",
            "items": {"type": "number"},
            "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
        },
        "style": "form",
        "explode": False,
    },
    "bbox-crs": {
        "description": "The coordinate system of `bbox`, by its URI or as `[EPSG:4326]`.",
        "schema": {"type": "string", "format": "uri", "default": CRS84.uri},
    },
    "crs": {
        "description": "The coordinate system of the answer, by its URI or as `[EPSG:4326]`.",
        "schema": {"type": "string", "format": "uri", "default": CRS84.uri},
    },
    "sortby": {
        "description": "Properties to sort by, each with + (or nothing) for up and - for down; what is unknown "
        "comes last. A name that holds a comma stands in double quotes.",
        "schema": {"type": "array", "items": {"type": "string"}},
        "style": "form",
        "explode": False,
    },
    "properties": {
        "description": "Only these properties. A name that holds a comma stands in double quotes.",
        "schema": {"type": "array", "items": {"type": "string"}},
        "style": "form",
        "explode": False,
    },
    "skip-geometry": {
        "description": "Leave the geometry out.",
        "schema": {"type": "boolean", "default": False},
    },
    "resultType": {
        "description": "`hits`: only tell how many features match (`numberMatched`), and show none.",
        "schema": {"type": "string", "enum": ["results", "hits"], "default": "results"},
    },
    "filter": {
        "description": "Only the features of which this CQL2 expression over the queryables is true.",
        "schema": {"type": "string", "maxLength": LONGEST_FILTER},
    },
    "filter-lang": {
        "description": "How `filter` is written.",
        "schema": {"type": "string", "enum": ["cql2-text", "cql2-json"], "default": "cql2-text"},
    },
    "filter-crs": {
        "description": "The coordinate system of the geometries in `filter`, by its URI or as `[EPSG:4326]`.",
        "schema": {"type": "string", "format": "uri", "default": CRS84.uri},
    },
    "datetime": {
        "description": "What is so in the city at this moment or in this interval (RFC 3339; `..` is open).",
        "schema": {"type": "string"},
        "style": "form",
        "explode": False,
    },
    "q": {
        "description": "Words of a name, in any case and with or without marks.",
        "schema": {"type": "string", "maxLength": LONGEST_QUESTION},
    },
    "collections": {
        "description": "Only these layers, by their ids.",
        "schema": {"type": "array", "items": {"type": "string"}},
        "style": "form",
        "explode": False,
    },
    "as-of": {
        "description": "The city as the database held it at this moment (RFC 3339).",
        "schema": {"type": "string"},
    },
    "v": {
        "description": "The layer's version: an answer that bears the present one may be kept for the day.",
        "schema": {"type": "string"},
    },
}


def described(name: str, **instead: Any) -> dict[str, Any]:
    """Return the OpenAPI object of a query parameter."""
    return {"name": name, "in": "query", "required": False, **DESCRIBED.get(name, {}), **instead}


ONLY_JSON = ("json", "geojson")


def read_query(query: bytes, allowed: frozenset[str], forms: Collection[str] = ONLY_JSON) -> dict[str, str]:
    """Return the parameters by name. Raises BadParameterError for an unknown or repeated one, or another form."""
    if not query:
        return {}
    try:
        pairs = parse_qsl(query.decode("utf8"), keep_blank_values=True, errors="strict", max_num_fields=50)
    except (UnicodeDecodeError, ValueError):
        raise BadInputError(
            vi="Phần sau dấu hỏi của địa chỉ không đọc được.",
            en="The part of the address after “?” cannot be read.",
        ) from None
    given: dict[str, str] = {}
    for name, value in pairs:
        if name not in allowed:
            listed = ", ".join(sorted(allowed)) or "–"
            raise BadParameterError(
                name, f"không có ở đây (có: {listed})", f"is not known here (known: {listed})"
            )
        if name in given:
            raise BadParameterError(name, "được ghi hai lần", "stands twice")
        if "\x00" in value:
            raise BadParameterError(name, "có ký tự không đọc được", "has a letter that cannot be read")
        given[name] = value
    if "f" in given and given["f"] not in forms:
        raise BadParameterError("f", f"chỉ nhận: {', '.join(forms)}", f"takes only: {', '.join(forms)}")
    return given


def read_whole(given: Mapping[str, str], name: str, least: int, default: int) -> int:
    """Return a whole number of at least `least`."""
    text = given.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"[+-]?\d{1,19}", text, re.ASCII) or not least <= int(text) <= LARGEST_ID:
        raise BadParameterError(name, f"phải là số nguyên từ {least}", f"must be a whole number from {least}")
    return int(text)


def read_limit(given: Mapping[str, str], most: int = MOST_ITEMS, default: int = DEFAULT_LIMIT) -> int:
    """Return the limit; one over the most is not an error but the most."""
    return min(read_whole(given, "limit", 1, default), most)


def read_search_limit(given: Mapping[str, str]) -> int:
    return read_limit(given, MOST_RESULTS, 10)


def read_crs(given: Mapping[str, str], name: str) -> Crs:
    """Return the coordinate system that a parameter names; CRS84 where it is not given."""
    if name not in given:
        return CRS84
    if (found := find_crs(given[name])) is None:
        known = ", ".join(crs.uri for crs in EVERY_CRS)
        raise BadParameterError(name, f"chỉ nhận: {known}", f"takes only: {known}")
    return found


def _read_sides(text: str) -> tuple[float, float, float, float]:
    """Return the lowest and the highest two coordinates as they stand; heights are left out."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == _BOX_3D:
        numbers = [*numbers[0:2], *numbers[3:5]]
    if len(numbers) != _BOX_2D or not all(map(math.isfinite, numbers)):
        raise BadParameterError(
            "bbox",
            "phải là 4 số (hoặc 6 số, kèm độ cao): tây,nam,đông,bắc, theo thứ tự trục của bbox-crs",
            "must be 4 numbers (or 6, with heights): west,south,east,north, in the axis order of bbox-crs",
        )
    low_x, low_y, high_x, high_y = numbers
    return low_x, low_y, high_x, high_y


def read_areas(given: Mapping[str, str]) -> tuple[Area, ...]:
    """Return the areas of `bbox` in the system of `bbox-crs`: two where it crosses the 180th meridian."""
    crs = read_crs(given, "bbox-crs")
    # A system without a box is no fault: a client may name it in every request. Its value is held all the same.
    if "bbox" not in given:
        return ()
    west, south, east, north = _read_sides(given["bbox"])
    if crs.latitude_first:
        west, south, east, north = south, west, north, east
    if crs.geographic and not (max(abs(west), abs(east)) <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004
        raise BadParameterError(
            "bbox",
            "phải là độ, nam không lớn hơn bắc",
            "must be degrees, with south not over north",
        )
    if not crs.geographic and not (west <= east and south <= north):
        raise BadParameterError(
            "bbox", "phải có tây ≤ đông, nam ≤ bắc", "must have west not over east, south not over north"
        )
    box = Box(west, south, east, north)
    return tuple(crs.area(part) for part in (box.halves() if crs.geographic else (box,)))


def _bad_time() -> BadParameterError:
    examples = "2026-03-31, 2026-03-31T08:00:00Z, 2025-01-01/2025-12-31, ../2025-12-31"
    return BadParameterError("datetime", f"phải có dạng: {examples}", f"must look like: {examples}")


def _read_day(text: str) -> date:
    """Return the day in the city on which a moment falls."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}[Tt ].+", text, re.ASCII):
            raise _bad_time()
        moment = datetime.fromisoformat(text.upper())
        return (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_TIME)).astimezone(LOCAL_TIME).date()
    except (ValueError, OverflowError):
        raise _bad_time() from None


def _read_moment(text: str | None) -> datetime | None:
    """Return a moment (RFC 3339; a time without a zone is the city's)."""
    if text is None:
        return None
    example = "2026-03-31T08:00:00Z"
    refused = BadParameterError(
        "as-of", f"phải là thời điểm, như {example}", f"must be a moment, as {example}"
    )
    # A plus sign that was not encoded has become a space on its way.
    asked = re.sub(r" (\d{2}:\d{2})$", r"+\1", text.upper())
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:.+", asked, re.ASCII):
        raise refused
    try:
        moment = datetime.fromisoformat(asked)
        return (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_TIME)).astimezone(LOCAL_TIME)
    except (ValueError, OverflowError):
        raise refused from None


def read_past(text: str | None) -> datetime | None:
    """Return the moment of `as-of`; one that is still to come has nothing to tell. Raises BadParameterError."""
    moment = _read_moment(text)
    if moment is not None and moment > datetime.now(LOCAL_TIME) + CLOCKS_APART:
        raise BadParameterError("as-of", "phải là thời điểm đã qua", "must be a moment that has passed")
    return moment


def _read_end(text: str, start: date | None) -> date | None:
    """Return the last day of an interval: open, a moment, or so long after its start (`P1Y2M3DT4H`)."""
    if text in {"", ".."}:
        return None
    if not text.startswith("P"):
        return _read_day(text)
    length = re.fullmatch(
        r"P(?=.)(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?=.)[\dHMS.]+)?",
        text,
        re.ASCII,
    )
    if length is None or start is None:
        raise _bad_time()
    years, months, weeks, days = (int(part or 0) for part in length.groups())
    month = start.month - 1 + months
    try:
        year, month = start.year + years + month // 12, month % 12 + 1
        day = min(start.day, monthrange(year, month)[1])
        return date(year, month, day) + timedelta(weeks=weeks, days=days)
    except (ValueError, OverflowError):
        raise _bad_time() from None


def read_span(text: str | None) -> Span | None:
    """Return the days of a `datetime` parameter: an instant, or an interval that may be open at an end."""
    if text is None:
        return None
    parts = text.split("/")
    if len(parts) == 1:
        day = _read_day(text)
        return Span(day, day)
    if len(parts) > 2:  # noqa: PLR2004
        raise _bad_time()
    start = None if parts[0] in {"", ".."} else _read_day(parts[0])
    end = _read_end(parts[1], start)
    span = Span(start or date.min, end or date.max)
    if (start is None and end is None) or span.start > span.end:
        raise _bad_time()
    return span
