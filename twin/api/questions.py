"""Reading what the doors of a layer's features are asked: which, in which order, told how."""

import csv
from collections.abc import Mapping

from twin.api.filters import FILTER_PARAMETERS, read_filter
from twin.api.forms import Form
from twin.api.parameters import (
    BadParameterError,
    read_areas,
    read_crs,
    read_limit,
    read_past,
    read_span,
    read_whole,
)
from twin.features.cursors import read_cursor
from twin.features.properties import Property, properties_of
from twin.features.question import Order, Place, Question, RowForm, Telling
from twin.features.words import LONGEST_QUESTION, words_of
from twin.vocabulary import Layer

CHOICE_PARAMETERS = ("bbox", "bbox-crs", "datetime", *FILTER_PARAMETERS, "q", "as-of")
"""What says which features are meant."""

TELLING_PARAMETERS = ("crs", "properties", "skip-geometry")
"""What says how a feature is told."""

PAGE_PARAMETERS = (
    *CHOICE_PARAMETERS,
    *TELLING_PARAMETERS,
    "sortby",
    "limit",
    "offset",
    "cursor",
    "resultType",
)
ITEM_PARAMETERS = (*TELLING_PARAMETERS, "as-of")
DOWNLOAD_PARAMETERS = (*CHOICE_PARAMETERS, *TELLING_PARAMETERS, "sortby")
_ROW_FORMS: Mapping[str, RowForm] = {"jsonfg": "jsonfg", "csv": "csv"}
_MOST_KEYS = 8


def _names(given: Mapping[str, str], name: str) -> list[str]:
    """Return the names of a list; one that holds a comma stands in double quotes."""
    try:
        listed = next(csv.reader([given[name]], strict=True))
    except (csv.Error, StopIteration):
        listed = []
    if not listed or not all(one.strip() for one in listed):
        raise BadParameterError(
            name, "phải là tên các thuộc tính, cách nhau bằng dấu phẩy", "must be names of properties"
        )
    return listed


def _unknown(layer: Layer, name: str, asked: str) -> BadParameterError:
    known = ", ".join(one.name for one in properties_of(layer))
    return BadParameterError(
        name, f"không nhận «{asked}» (có: {known})", f"does not take “{asked}” (known: {known})"
    )


def _by_name(layer: Layer) -> dict[str, Property]:
    return {one.name: one for one in properties_of(layer)}


def _read_key(layer: Layer, asked: str) -> Order:
    known, descending = _by_name(layer), asked.startswith("-")
    # A plus sign that was not encoded has become a space on its way.
    name = asked[1:] if asked[0] in "+- " else asked
    if name in known:
        return Order(known[name].column, descending)
    if name == "id":
        return Order("id", descending)
    raise _unknown(layer, "sortby", name)


def read_order(layer: Layer, given: Mapping[str, str]) -> tuple[Order, ...]:
    """Return the keys of `sortby`. Raises BadParameterError for what the layer does not have."""
    if "sortby" not in given:
        return ()
    keys = tuple(_read_key(layer, asked) for asked in _names(given, "sortby"))
    if len({key.column for key in keys}) < len(keys) or len(keys) > _MOST_KEYS:
        raise BadParameterError(
            "sortby",
            f"nhận tối đa {_MOST_KEYS} thuộc tính, mỗi thuộc tính một lần",
            f"takes at most {_MOST_KEYS} properties, each once",
        )
    return keys


def _read_columns(layer: Layer, given: Mapping[str, str]) -> frozenset[str] | None:
    if "properties" not in given:
        return None
    known = _by_name(layer)
    asked = _names(given, "properties")
    if missing := next((name for name in asked if name not in known), None):
        raise _unknown(layer, "properties", missing)
    return frozenset(known[name].column for name in asked)


def _read_flag(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name, "false")
    if text not in {"true", "false"}:
        raise BadParameterError(name, "phải là true hoặc false", "must be true or false")
    return text == "true"


def read_telling(layer: Layer, given: Mapping[str, str], form: Form, *, exact: bool = False) -> Telling:
    """Return how features are to be told. Raises BadParameterError."""
    return Telling(
        form=_ROW_FORMS.get(form.name, "json"),
        crs=read_crs(given, "crs"),
        columns=_read_columns(layer, given),
        geometry=not _read_flag(given, "skip-geometry"),
        exact=exact,
    )


def _read_place(layer: Layer, order: tuple[Order, ...], given: Mapping[str, str]) -> Place | None:
    if "cursor" not in given:
        return None
    if "offset" in given:
        raise BadParameterError("offset", "không đi cùng cursor", "does not go together with cursor")
    if (place := read_cursor(layer, order, given["cursor"])) is None:
        raise BadParameterError(
            "cursor",
            "không dùng được ở đây: hãy theo liên kết next của trang trước",
            "is of no use here: follow the link `next` of the page before",
        )
    return place


def _read_words(given: Mapping[str, str]) -> tuple[str, ...]:
    if "q" not in given:
        return ()
    words = words_of(given["q"])
    if not words or len(given["q"]) > LONGEST_QUESTION:
        raise BadParameterError(
            "q", f"phải có từ 1 đến {LONGEST_QUESTION} ký tự", f"must be of 1 to {LONGEST_QUESTION} letters"
        )
    return words


def asks_only_hits(given: Mapping[str, str], form: Form) -> bool:
    """Tell whether only the number of features is asked for. Raises BadParameterError."""
    kind = given.get("resultType", "results")
    if kind not in {"results", "hits"}:
        raise BadParameterError("resultType", "phải là results hoặc hits", "must be results or hits")
    if kind == "hits" and form.name not in {"json", "jsonfg"}:
        raise BadParameterError("resultType", "chỉ đếm trong JSON", "counts only in JSON")
    return kind == "hits"


def read_question(layer: Layer, given: Mapping[str, str]) -> Question:
    """Return which features are asked for. Raises BadParameterError and FilterError."""
    order = read_order(layer, given)
    return Question(
        limit=read_limit(given),
        areas=read_areas(given),
        span=read_span(given.get("datetime")),
        filter=read_filter(layer, given, PAGE_PARAMETERS),
        words=_read_words(given),
        held_at=read_past(given.get("as-of")),
        order=order,
        after=_read_place(layer, order, given),
        offset=read_whole(given, "offset", 0, 0),
    )
