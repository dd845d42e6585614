"""The report on the programme to file: the dashboard's numbers as DOCX, PDF and XLSX."""

from typing import Any

from fastapi import FastAPI

from twin.access import LayerThing, require
from twin.api.doors import Asked, add_door
from twin.api.programme.addresses import ROOT
from twin.api.programme.board import Board, board_of, everything
from twin.api.programme.figures import AS_OF, PERIOD, read_period
from twin.api.replies import Reply
from twin.documents.formats import FORMATS
from twin.overlays import overlays
from twin.programme.moments import today
from twin.programme.overlay import PLACES, SHADES
from twin.programme.report import City, Order, ReportFile, make_report
from twin.programme.report.covers import ISSUERS, cover_of
from twin.registers import registers
from twin.store.database import Connection

_ISSUER = {
    "name": "issuer",
    "in": "query",
    "required": False,
    "description": "Who issues the report: the People's Committee (form of the State) or the Party committee.",
    "schema": {"type": "string", "enum": list(ISSUERS), "default": "people"},
}


async def report(asking: Asked) -> Reply:
    """Write the report: the numbers are those of the dashboard of the same period and day."""
    service, board = asking.service, board_of(asking.scope)
    for one in registers():
        require(asking.user, "export", LayerThing(one))
    filing, day = read_period(asking)
    issuer = asking.choice("issuer", tuple(ISSUERS))
    await service.derivations.current(*overlays().values())
    settings = service.settings
    order = Order(
        filing,
        asking.form,
        City(settings.ward_code, settings.metric_srid),
        cover_of(settings.ward_name, issuer, today()),
        day,
    )

    def write(connection: Connection) -> ReportFile:
        return make_report(connection, asking.user, order)

    name = (filing.id, day.isoformat(), issuer, asking.form)
    own = Board.stamp(service, (*everything(), PLACES, SHADES))
    stamp = None if own is None else "-".join((own, *name))
    if stamp is not None and (unchanged := asking.unchanged(stamp)):
        return unchanged
    made = await board.file(service, asking.user, name, stamp, write)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    tag = None if stamp is None else asking.tag(stamp)
    return Reply(made.content, made.media_type, tag=tag, public=False, headers=headers, varies=["Accept"])


def register(app: FastAPI) -> None:
    """Add the door."""
    described: dict[str, Any] = {"tags": ["Programme"], "operation_id": "getReport"}
    add_door(app, f"{ROOT}/report", report, PERIOD, AS_OF, _ISSUER, forms=tuple(FORMATS), **described)
