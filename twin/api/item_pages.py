"""Features as pages for people: a table of many, a list of what one is. Everything stored is escaped."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from twin.api.feature_links import Home, Link
from twin.api.html import Html, anchor, both, definitions, element, join, page, table
from twin.features.properties import Property, properties_of
from twin.vocabulary import YES_NO_UNKNOWN, Language, Layer, Text

LONG = 500
"""Features from which a page is made in a thread: 5 ms for each hundred, in which others would wait."""

_GEOMETRY_LETTERS = 400
_NOTHING = Text(vi="Không có đối tượng nào.", en="There is no feature.")
_NEXT = Text(vi="Trang sau →", en="Next page →")
_SHOWN = Text(vi="đối tượng trên trang này", en="features on this page")
_MATCHED = Text(vi="tất cả", en="in all")
_GEOMETRY = Text(vi="Hình học", en="Geometry")
_ID = Text(vi="Mã", en="Id")
_UNKNOWN = Html('<span class="other">–</span>')


def _label(one: Property) -> Text:
    label, unit = one.field.label, one.field.unit
    return Text(vi=f"{label.vi} ({unit})", en=f"{label.en} ({unit})") if unit else label


@lru_cache(maxsize=2048)
def _words(layer: Layer, name: str, language: Language) -> Mapping[Any, str]:
    """Return the words for the values of a choice, or of a yes or no."""
    field = next(one.field for one in properties_of(layer) if one.name == name)
    if field.kind == "boolean":
        yes, no, _ = YES_NO_UNKNOWN
        return {True: yes.label.in_language(language), False: no.label.in_language(language)}
    return {choice.value: choice.label.in_language(language) for choice in field.choices}


def _value(layer: Layer, name: str, value: Any, language: Language) -> object:
    if value is None:
        return _UNKNOWN
    words = _words(layer, name, language)
    return words.get(value, value) if words else value


def _title(layer: Layer, identifier: int, properties: Mapping[str, Any]) -> str:
    return str(properties.get(layer.title_field or "") or f"{layer.id} {identifier}")


def _shown(layer: Layer, told: Mapping[str, Any]) -> list[Property]:
    """Return the properties that stand in a document: some may have been left out."""
    return [one for one in properties_of(layer) if one.name in told]


@dataclass(frozen=True)
class Framing:
    """What every page of a layer's features needs beside the features."""

    layer: Layer
    home: Home
    links: list[Link]
    language: Language
    base: str

    def page(self, title: Text, body: Html) -> bytes:
        return page(title, body, self.links, self.language, self.base)


def _counted(counts: Mapping[str, int], language: Language) -> str:
    shown = f"{counts['numberReturned']} {_SHOWN.in_language(language)}"
    return (
        f"{shown}, {counts['numberMatched']} {_MATCHED.in_language(language)}"
        if "numberMatched" in counts
        else shown
    )


def _make_page(framing: Framing, features: bytes, counts: Mapping[str, int]) -> bytes:
    told = json.loads(b"[" + features + b"]")
    return framing.page(framing.layer.title, page_body(framing, told, counts))


def page_body(framing: Framing, told: Sequence[Mapping[str, Any]], counts: Mapping[str, int]) -> Html:
    """Return what features, given as GeoJSON, are shown as on their page."""
    layer, language = framing.layer, framing.language
    shown = _shown(layer, told[0]["properties"]) if told else []
    heads = [both(_ID, language), *(both(_label(one), language) for one in shown)]
    rows = (
        [
            anchor(f"{framing.home.address_of(feature)}?f=html", feature["id"]),
            *(_value(layer, one.name, feature["properties"][one.name], language) for one in shown),
        ]
        for feature in told
    )
    following = [
        anchor(link["href"], both(_NEXT, language)) for link in framing.links if link["rel"] == "next"
    ]
    return join(
        [
            element("p", both(layer.description, language)),
            element("p", _counted(counts, language), " ", *following),
            table(heads, rows) if told else element("p", both(_NOTHING, language)),
            element("p", *following),
        ]
    )


async def show_page(framing: Framing, features: bytes, counts: Mapping[str, int]) -> bytes:
    """Return a page of features, given as GeoJSON joined by commas; a long one is made in a thread."""
    if counts["numberReturned"] < LONG:
        return _make_page(framing, features, counts)
    return await asyncio.to_thread(_make_page, framing, features, counts)


def _shape(geometry: Any) -> object:
    if geometry is None:
        return _UNKNOWN
    told = json.dumps(geometry["coordinates"] if "coordinates" in geometry else geometry["geometries"])
    short = told if len(told) <= _GEOMETRY_LETTERS else f"{told[:_GEOMETRY_LETTERS]}…"
    return join([geometry["type"], " ", element("code", short)])


def show_item(framing: Framing, identifier: int, feature: bytes) -> bytes:
    """Return a feature, given as GeoJSON, as a page."""
    told = json.loads(feature)
    name = _title(framing.layer, identifier, told["properties"])
    return framing.page(Text(vi=name, en=name), item_body(framing, told))


def item_body(framing: Framing, told: Mapping[str, Any]) -> Html:
    """Return what a feature, given as GeoJSON, is shown as on its page."""
    layer, language, properties = framing.layer, framing.language, told["properties"]
    pairs: list[tuple[object, object]] = [(both(_ID, language), told["id"])]
    pairs += [
        (both(_label(one), language), _value(layer, one.name, properties[one.name], language))
        for one in _shown(layer, properties)
    ]
    pairs.append((both(_GEOMETRY, language), _shape(told["geometry"])))
    above = element("p", anchor(f"{framing.home.items}?f=html", both(layer.title, language)))
    return join([above, definitions(pairs)])
