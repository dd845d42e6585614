"""Which features a request is about, by what they are: a filter in CQL2, and properties with a wanted value."""

from collections.abc import Collection, Mapping

from twin.api.parameters import BadParameterError, read_crs
from twin.features.cql2 import Filter, both, named_in_address, read_equal, read_json, read_text
from twin.vocabulary import Layer

FILTER_PARAMETERS = ("filter", "filter-lang", "filter-crs")
_LANGUAGES = {"cql2-text": read_text, "cql2-json": read_json}


def _read_filter(layer: Layer, given: Mapping[str, str]) -> Filter | None:
    language, crs = given.get("filter-lang", "cql2-text"), read_crs(given, "filter-crs")
    if language not in _LANGUAGES:
        listed = ", ".join(_LANGUAGES)
        raise BadParameterError("filter-lang", f"chỉ nhận: {listed}", f"takes only: {listed}")
    # A language or a system without a filter is no fault: a client may name it in every request.
    return _LANGUAGES[language](given["filter"], layer, crs) if "filter" in given else None


def read_filter(layer: Layer, given: Mapping[str, str], others: Collection[str]) -> Filter | None:
    """Return the filter of a request; what is called as one of the `others` is that parameter, not a property.

    Raises BadParameterError and FilterError.
    """
    found = _read_filter(layer, given)
    named = named_in_address(layer)
    wanted = {name: value for name, value in given.items() if name in named and name not in others}
    if not wanted:
        return found
    equal = read_equal(wanted, layer)
    return both(found, equal) if found else equal
