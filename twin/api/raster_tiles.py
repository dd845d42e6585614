"""The hot door of rasters: one tile as a picture. Bare ASGI; what it takes and answers is described beside the others."""

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from twin.access import RasterThing, may
from twin.api.bare import Bare
from twin.api.parameters import read_query
from twin.api.raster_telling import PATH, PNG
from twin.api.replies import Reply, header_of, is_known, send_bytes
from twin.api.service import service_of
from twin.api.tiles import FOR_GOOD, read_place

_NOTHING = frozenset({"f"})


async def serve_raster_tile(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer `/rasters/{rasterId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}.png`.

    A raster never changes, so that a client that knows a tile knows it for good.
    """
    service = service_of(scope)
    user = await service.askers.of(header_of(scope, b"authorization"))
    read_query(scope["query_string"], _NOTHING, ("png",))
    kept = await service.rasters.find(user, scope["path_params"]["rasterId"])
    tile = read_place(scope)
    public = may(service.askers.anonymous, "read", RasterThing(kept.id))
    head = Reply(b"", PNG, tag=f'"{kept.row.sha256[:24]}"', keep=FOR_GOOD, public=public)
    if is_known(scope, head.tag):
        await head(scope, receive, send)
        return
    drawn = await service.rasters.draw(kept, tile)
    await send_bytes(send, 200 if drawn.body else 204, head.raw_headers, drawn.body)


def register(app: FastAPI) -> None:
    """Add the door before all others."""
    path = f"/api{PATH}/{{rasterId}}/tiles/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}.png"
    app.router.routes.insert(0, Route(path, Bare(serve_raster_tile), methods=["GET"], name="raster-tile"))
