"""The hot doors of OGC API - Tiles: a tile of one layer, and one of several layers.

They are bare ASGI: parse, `may()`, one statement a layer, bytes out. What they take and answer is described in
`twin.api.description`; what describes the tile sets is in `twin.api.tile_sets`.
"""

import asyncio
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from twin.access import Everything, LayerThing, User, require
from twin.api.bare import Bare
from twin.api.coding import Coding, choose_coding
from twin.api.filters import FILTER_PARAMETERS, read_filter
from twin.api.parameters import BadParameterError, read_past, read_query, read_span
from twin.api.replies import REVALIDATE, TILE, Reply, header_of, is_known, send_bytes
from twin.api.service import Service, city_now, seconds_of_day_left, service_of
from twin.api.tile_cache import KeptTile, pack
from twin.api.tile_shelf import KEPT_SECONDS, Shown
from twin.errors import NotFoundError
from twin.features.catalogue import digest_of, readable, version_of
from twin.features.cql2 import named_in_address
from twin.features.gathering import END_ZOOM, Overview
from twin.features.grids import GRIDS, Grid, Tile
from twin.features.query import Span
from twin.features.tiles import OverviewGoneError, View, is_from_afar, read_tile
from twin.vocabulary import Layer

VIEW_PARAMETERS = ("datetime", "as-of")
LAYER_PARAMETERS = ("v", *VIEW_PARAMETERS, *FILTER_PARAMETERS)
CITY_PARAMETERS = ("collections", *VIEW_PARAMETERS)
FORMS = ("mvt",)
_OF_A_LAYER = frozenset({"f", *LAYER_PARAMETERS})
_BESIDE_FILTERS = frozenset({"f", "v", *VIEW_PARAMETERS})
_OF_THE_CITY = frozenset({"f", *CITY_PARAMETERS})

FOR_GOOD = "max-age=31536000, immutable"

_Call = tuple[Scope, Receive, Send]


def read_grid(name: str) -> Grid:
    """Return a grid by its name. Raises NotFoundError."""
    grid = GRIDS.get(name)
    if grid is None:
        listed = ", ".join(GRIDS)
        raise NotFoundError(
            vi=f"Không có lưới ô «{name}» (có: {listed}).",
            en=f"There is no tile matrix set “{name}” (there are: {listed}).",
        )
    return grid


def _number(scope: Scope, name: str) -> int:
    text = scope["path_params"][name]
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise BadParameterError(name, "phải là số nguyên", "must be a whole number")
    return int(text)


def read_place(scope: Scope) -> Tile:
    """Return the tile that an address names. Raises NotFoundError, BadParameterError."""
    grid = read_grid(scope["path_params"]["tileMatrixSetId"])
    zoom, row, column = (_number(scope, name) for name in ("tileMatrix", "tileRow", "tileCol"))
    tile = Tile(zoom, row, column, grid)
    if not tile.stands:
        raise NotFoundError(vi="Lưới không có ô này.", en="The grid has no such tile.")
    return tile


def _read_view(given: dict[str, str], layers: tuple[Layer, ...], now: datetime) -> View:
    """Return what is to be shown; the day that nobody names is that of the moment that is shown."""
    chosen = read_filter(layers[0], given, _OF_A_LAYER) if len(layers) == 1 else None
    moment = read_past(given.get("as-of"))
    day = (moment or now).date()
    return View(read_span(given.get("datetime")) or Span(day, day), moment, chosen)


@dataclass(frozen=True)
class _Wanted:
    """A tile as somebody asks for it; `stamp` names the state of the layers and the time that it is to show."""

    user: User
    layers: tuple[Layer, ...]
    tile: Tile
    view: View
    explicit: bool
    """Whether the view was asked for; what is shown otherwise changes with the day."""
    stamp: str
    coding: Coding
    overviews: Mapping[str, Overview]

    async def find(self, service: Service) -> KeptTile:
        """Take the tile from memory, or make it."""
        if not service.watch.fresh:
            return await pack(await self._read(service), self.stamp, self.coding)
        names = tuple(layer.id for layer in self.layers)
        key = (names, self.tile, self.view if self.explicit else None, self.coding)
        return service.tiles.find(key, self.stamp) or await service.tiles.make(
            key, self.stamp, lambda: self._read(service)
        )

    async def _read(self, service: Service) -> bytes:
        """Join the layers' tiles: a Mapbox Vector Tile is a row of layers with nothing round it."""
        if self.view.filter is not None:
            (layer,) = self.layers
            return await service.long_reads.in_turn(
                lambda pool: read_tile(pool, self.user, layer, self.tile, self.view)
            )
        return b"".join(await asyncio.gather(*(self._read_layer(service, layer) for layer in self.layers)))

    async def _read_layer(self, service: Service, layer: Layer) -> bytes:
        overview = self.overviews.get(layer.id)
        if self.explicit and overview is None and is_from_afar(layer, self.tile, overview):
            return await service.long_reads.in_turn(
                lambda pool: read_tile(pool, self.user, layer, self.tile, self.view)
            )
        try:
            return await read_tile(service.pool, self.user, layer, self.tile, self.view, overview=overview)
        except OverviewGoneError:
            if overview is not None:
                service.overviews.forget(overview)
            raise


def _narrowing(view: View, given: dict[str, str]) -> str:
    """Name a filter: MapLibre keeps a tile whose tag is that of the one before, from another address too."""
    if view.filter is None:
        return ""
    asked = sorted((name, text) for name, text in given.items() if name not in _BESIDE_FILTERS)
    return "-" + hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:8]


def _stamp(service: Service, layers: tuple[Layer, ...], view: View) -> str:
    span = f"{view.span.start:%Y%m%d}" + (
        f"{view.span.end:%Y%m%d}" if view.span.end != view.span.start else ""
    )
    if view.as_of is not None:
        declared = ".".join(digest_of(layer) for layer in layers)
        known = "settled" if view.is_settled else version_of(layers, service.watch)
        return f"{declared}-{view.as_of.timestamp():.6f}-{span}-{known}"
    state = service.stamp(layers[0]) if len(layers) == 1 else version_of(layers, service.watch)
    return f"{state}-{span}"


async def _find_overviews(  # noqa: PLR0913, PLR0917 - whose, of what, where and when
    service: Service, user: User, layers: tuple[Layer, ...], tile: Tile, view: View, day: date
) -> dict[str, Overview]:
    """Return the kept overviews that a tile is drawn from."""
    if tile.level >= END_ZOOM or view.filter is not None:
        return {}
    today, kept = view == View(Span(day, day)), service.overviews
    found = [
        (layer, await (kept.of(user, layer, day) if today else kept.at(user, layer, view, day)))
        for layer in layers
    ]
    return {layer.id: overview for layer, overview in found if overview is not None}


def _older(
    service: Service, layers: tuple[Layer, ...], overviews: Mapping[str, Overview], view: View, day: date
) -> str:
    """Name the overviews that are older than their layers; empty where none is."""
    found = ((layer, overviews[layer.id]) for layer in layers if layer.id in overviews)
    newest = service.overviews.is_newest
    return ".".join(one.state for layer, one in found if not newest(layer, one, view, day))


async def _know_version(service: Service, layer: Layer, asked: str) -> bool:
    """Tell whether the client named the layer's present version; a newer one than is known is looked up."""
    number = asked.partition("-")[0]
    counted = re.fullmatch(r"\d{1,18}", number, re.ASCII)
    if counted and int(number) > service.watch.version_of(layer):
        await service.watch.look_up(service.pool, layer)
    return asked in {service.stamp(layer), str(service.watch.version_of(layer))}


def _keep(view: View, tag: str | None, now: datetime, *, current: bool) -> str:
    if tag is None:
        return REVALIDATE
    if view.as_of is not None:
        return FOR_GOOD if view.is_settled else REVALIDATE
    return f"max-age={max(1, seconds_of_day_left(now) - int(KEPT_SECONDS))}" if current else REVALIDATE


async def _answer(call: _Call, user: User, layers: tuple[Layer, ...], given: dict[str, str]) -> None:
    scope, receive, send = call
    service, now = service_of(scope), city_now()
    await service.derivations.current(*layers)
    tile, view = read_place(scope), _read_view(given, layers, now)
    version = given.get("v")
    current = version is not None and await _know_version(service, layers[0], version)
    explicit = view.filter is not None or not given.keys().isdisjoint(VIEW_PARAMETERS)
    overviews = await _find_overviews(service, user, layers, tile, view, now.date())
    older = _older(service, layers, overviews, view, now.date())
    stamp = _stamp(service, layers, view) + _narrowing(view, given) + (f"-{older}" if older else "")
    tag = service.tag(stamp)
    public = all(service.is_public(layer) for layer in layers)
    keep = REVALIDATE if older else _keep(view, tag, now, current=current)
    head = Reply(b"", TILE, tag=tag, keep=keep, public=public)
    if is_known(scope, tag):
        await head(scope, receive, send)
        return
    coding = choose_coding(header_of(scope, b"accept-encoding"))
    kept = await _Wanted(user, layers, tile, view, explicit, stamp, coding, overviews).find(service)
    headers = head.raw_headers
    if kept.coding != "identity":
        headers.append((b"content-encoding", kept.coding.encode()))
    if public and tag is not None and not older and not user.signed_in:
        service.shelf.put(scope, coding, kept, headers, Shown(layers, seconds_of_day_left(now)))
    await send_bytes(send, 200 if kept.body else 204, headers, kept.body)


async def serve_layer_tile(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer `/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}`."""
    service = service_of(scope)
    user = await service.askers.of(header_of(scope, b"authorization"))
    layer = service.readable_layer(user, scope["path_params"]["collectionId"])
    given = read_query(scope["query_string"], _OF_A_LAYER | named_in_address(layer), FORMS)
    await _answer((scope, receive, send), user, (layer,), given)


def _read_layers(service: Service, user: User, text: str | None) -> tuple[Layer, ...]:
    """Return the layers that `collections` names, each once; all that the user may read where it is not given.

    What is derived has to be named: it shows the same things once more.
    """
    if text is None:
        require(user, "read", Everything())
        return tuple(layer for layer in readable(service.watch.layers, user) if not layer.derived)
    names = dict.fromkeys(text.split(","))
    for name in names:
        require(user, "read", LayerThing(name))
    unknown = next((name for name in names if name not in service.watch.layers), None)
    if unknown is not None:
        raise BadParameterError("collections", f"có lớp lạ: «{unknown}»", f"names no layer: “{unknown}”")
    return tuple(service.readable_layer(user, name) for name in names)


async def serve_city_tile(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer `/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}`, with several layers in one tile."""
    service = service_of(scope)
    user = await service.askers.of(header_of(scope, b"authorization"))
    given = read_query(scope["query_string"], _OF_THE_CITY, FORMS)
    layers = _read_layers(service, user, given.get("collections"))
    await _answer((scope, receive, send), user, layers, given)


def register(app: FastAPI) -> None:
    """Add the hot doors before all others."""
    place = "{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"
    one = f"/api/collections/{{collectionId}}/tiles/{place}"
    app.router.routes[:0] = [
        Route(one, Bare(serve_layer_tile), methods=["GET"], name="tile"),
        Route(f"/api/tiles/{place}", Bare(serve_city_tile), methods=["GET"], name="city-tile"),
    ]
