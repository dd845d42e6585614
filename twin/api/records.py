"""OGC API - Records: the layers as a catalogue that can be searched, a record each.

The catalogue is the collection `layer-records`; no layer can be called so, since a layer's id has no hyphen.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI

from twin.api.doors import Asked, Asking, Endpoint, Face, add_door
from twin.api.parameters import (
    BadParameterError,
    described,
    read_areas,
    read_crs,
    read_limit,
    read_span,
    read_whole,
)
from twin.api.record_pages import show_record, show_records
from twin.api.replies import GEOJSON, TILE, Reply
from twin.features.catalogue import DEMONSTRATION, joined, version_of
from twin.features.crs import CRS84
from twin.features.records import Record, RecordQuestion
from twin.features.style import tile_zooms
from twin.store.registry import unknown_layer
from twin.vocabulary import Layer, Text

CATALOGUE = "layer-records"
PATH = f"/collections/{CATALOGUE}"
TITLE = Text(vi="Danh mục dữ liệu", en="Catalogue of the data")
DESCRIPTION = Text(
    vi="Mỗi lớp là một bản ghi: nội dung, nguồn, giấy phép, ngày cập nhật, và đã biết được bao nhiêu.",
    en="Each layer is a record: what it is, its source, its licence, its date, and how much of it is known.",
)
STYLE_JSON = "application/vnd.mapbox.style+json"
_NAMES = {"schema": {"type": "array", "items": {"type": "string"}}, "style": "form", "explode": False}
_ONLY_CRS84 = {"schema": {"type": "string", "format": "uri", "enum": [CRS84.uri], "default": CRS84.uri}}
PARAMETERS = (
    described("q", description="Words in their order, in what a record says; commas between several such."),
    described("bbox"),
    described("datetime"),
    described("limit"),
    described("offset"),
    described("crs", **_ONLY_CRS84),
    described("bbox-crs", **_ONLY_CRS84),
    {"name": "type", "in": "query", "required": False, "description": "Kinds of resources.", **_NAMES},
    {"name": "ids", "in": "query", "required": False, "description": "Only these records.", **_NAMES},
    {
        "name": "externalIds",
        "in": "query",
        "required": False,
        "description": "Only records that another catalogue calls so; there are none.",
        **_NAMES,
    },
)


def _require_crs84(given: Mapping[str, str], name: str) -> None:
    if read_crs(given, name) is not CRS84:
        raise BadParameterError(name, f"ở đây chỉ nhận: {CRS84.uri}", f"takes here only: {CRS84.uri}")


def _names(given: Mapping[str, str], name: str) -> frozenset[str] | None:
    return frozenset(part.strip() for part in given[name].split(",")) if name in given else None


def read_records_question(given: Mapping[str, str]) -> RecordQuestion:
    """Return which records are asked for. Raises BadParameterError."""
    for name in ("crs", "bbox-crs"):
        _require_crs84(given, name)
    phrases = RecordQuestion.phrases_of(given.get("q", ""))
    if "q" in given and not phrases:
        raise BadParameterError("q", "không có chữ nào", "has no word in it")
    return RecordQuestion(
        phrases=phrases,
        areas=read_areas(given),
        span=read_span(given.get("datetime")),
        kinds=_names(given, "type"),
        ids=_names(given, "ids"),
        external_ids=_names(given, "externalIds"),
    )


async def _record(asking: Asking, layer: Layer) -> Record:
    service = asking.service
    return Record(
        layer,
        await service.summaries.of(asking.user, layer),
        await service.counting.of(asking.user, layer),
        service.watch.facts.get(DEMONSTRATION) is True,
    )


def _links_of(asking: Asking, layer: Layer) -> list[dict[str, Any]]:
    path, title = f"/collections/{layer.id}", asking.say(layer.title)
    return [
        asking.link("self", f"{PATH}/items/{layer.id}", title, GEOJSON),
        asking.link("collection", PATH, asking.say(TITLE)),
        asking.link("about", path, title),
        asking.link("items", f"{path}/items", title, GEOJSON),
        asking.link("item", f"{path}/items?f=csv", f"{title} (CSV)", "text/csv"),
        asking.link("http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", f"{path}/tiles", title),
        asking.link("style", f"{path}/style", title, STYLE_JSON),
        asking.link("describedby", f"{path}/schema", title, "application/schema+json"),
    ]


def _templates_of(asking: Asking, layer: Layer) -> list[dict[str, Any]]:
    least, most = tile_zooms(layer)
    path = f"/api/collections/{layer.id}/tiles/WebMercatorQuad/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    zooms = {"type": "integer", "minimum": least, "maximum": most}
    return [
        {
            "rel": "item",
            "type": TILE,
            "title": asking.say(Text(vi="Ô bản đồ", en="Tiles")),
            "uriTemplate": f"{asking.base}{path}",
            "variables": {
                "tileMatrix": zooms,
                "tileRow": {"type": "integer", "minimum": 0},
                "tileCol": {"type": "integer", "minimum": 0},
            },
        }
    ]


def _document(asking: Asking, record: Record) -> dict[str, Any]:
    return {
        **record.as_feature(asking.language),
        "links": _links_of(asking, record.layer),
        "linkTemplates": _templates_of(asking, record.layer),
    }


async def record_collection(asking: Asking) -> dict[str, Any]:
    """Describe the catalogue as one of the collections."""
    boxes = [(await asking.service.summaries.of(asking.user, layer)).box for layer in asking.layers()]
    whole = joined([box for box in boxes if box is not None])
    sides = (
        None
        if whole is None
        else [round(side, 6) for side in (whole.west, whole.south, whole.east, whole.north)]
    )
    return {
        "id": CATALOGUE,
        "type": "Collection",
        "title": asking.say(TITLE),
        "description": asking.say(DESCRIPTION),
        "itemType": "record",
        "conformsTo": ["http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-collection"],
        "crs": [CRS84.uri],
        "storageCrs": CRS84.uri,
        **({} if sides is None else {"extent": {"spatial": {"bbox": [sides], "crs": CRS84.uri}}}),
        "links": [
            asking.link("self", PATH, asking.say(TITLE)),
            asking.link("items", f"{PATH}/items", asking.say(TITLE), GEOJSON),
            asking.link("items", f"{PATH}/items?f=html", asking.say(TITLE), "text/html"),
        ],
    }


def _stamp(asking: Asking) -> str:
    return version_of(asking.layers(), asking.service.watch)


async def catalogue(asking: Asked) -> Reply:
    """Describe the catalogue of the layers."""
    return asking.reply(await record_collection(asking), stamp=_stamp(asking))


def _page_links(asking: Asking, offset: int, limit: int, matched: int) -> list[dict[str, str]]:
    def link(rel: str, start: int, title: Text) -> dict[str, str]:
        kept = {name: value for name, value in asking.given.items() if name not in {"f", "offset"}}
        given = kept | ({"offset": str(start)} if start else {})
        query = f"?{urlencode(given, safe=',/:')}" if given else ""
        return asking.link(rel, f"{PATH}/items{query}", asking.say(title), GEOJSON)

    links = [link("self", offset, TITLE), asking.link("collection", PATH, asking.say(TITLE))]
    if offset + limit < matched:
        links.append(link("next", offset + limit, Text(vi="Trang sau", en="Next page")))
    if offset > 0:
        links.append(link("prev", max(0, offset - limit), Text(vi="Trang trước", en="Previous page")))
    return links


def _in_crs84(reply: Reply) -> Reply:
    reply.raw_headers.append((b"content-crs", f"<{CRS84.uri}>".encode()))
    return reply


async def records(asking: Asked) -> Reply:
    """Search the catalogue: by words, place, time, kind and id."""
    question = read_records_question(asking.given)
    limit, offset = read_limit(asking.given), read_whole(asking.given, "offset", 0, 0)
    found = [one for layer in asking.layers() if (one := await _record(asking, layer)).fits(question)]
    shown = found[offset : offset + limit]
    document = {
        "type": "FeatureCollection",
        "features": [_document(asking, record) for record in shown],
        "numberMatched": len(found),
        "numberReturned": len(shown),
        "timeStamp": asking.moment(),
        "links": _page_links(asking, offset, limit, len(found)),
    }
    face = Face(
        TITLE,
        lambda: show_records(shown, asking.base, asking.language, DESCRIPTION, asking.given.get("q", "")),
    )
    return _in_crs84(asking.reply(document, GEOJSON, face=face))


async def record(asking: Asked, recordId: str) -> Reply:  # noqa: N803 - OGC's name
    """Tell one record: a layer, and how much of it is known."""
    _require_crs84(asking.given, "crs")
    if recordId not in {layer.id for layer in asking.layers()}:
        raise unknown_layer(recordId)
    found = await _record(asking, asking.layer(recordId))
    document = _document(asking, found)
    face = Face(found.layer.title, lambda: show_record(found, document, asking.language))
    # A large layer's figures may be of an earlier version than the layer is: they are told by what they say.
    counted = found.completeness.digest if found.completeness else "uncounted"
    stamp = f"{asking.service.stamp(found.layer)}-{counted}"
    return _in_crs84(asking.reply(document, GEOJSON, stamp=stamp, face=face))


def _add_first(app: FastAPI, path: str, endpoint: Endpoint, *parameters: dict[str, Any], name: str) -> None:
    """Add a door before those of any collection, whose paths fit it too."""
    add_door(app, path, endpoint, *parameters, tags=["Records"], operation_id=name)
    app.router.routes.insert(0, app.router.routes.pop())


def register(app: FastAPI) -> None:
    """Add the doors; last of all, so that they are found first."""
    _add_first(app, PATH, catalogue, name="getRecordCatalogue")
    _add_first(app, f"{PATH}/items", records, *PARAMETERS, name="getRecords")
    _add_first(app, f"{PATH}/items/{{recordId}}", record, described("crs", **_ONLY_CRS84), name="getRecord")
