"""Lists of the programme's records: asked, told and paged as the features of any layer are."""

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from twin.access import LayerThing, require
from twin.api.bare import Bare
from twin.api.doors import Asked as Asking
from twin.api.doors import add_door
from twin.api.feature_doors import Asked, read_asked
from twin.api.forms import RECORD_FORMS
from twin.api.items import ON_PAGES, answer_page
from twin.api.programme.addresses import LIST, ROOT, register_home
from twin.api.replies import SCHEMA_JSON, Reply, header_of
from twin.api.service import base_url, service_of
from twin.features.catalogue import digest_of
from twin.features.cql2 import named_in_address
from twin.features.schema import form_schema
from twin.programme.records import find_register
from twin.vocabulary import Layer


async def _ask(scope: Scope, register: Layer) -> Asked:
    """Find out who asks what of a register. Raises what `ask_features` does."""
    service = service_of(scope)
    user = await service.askers.of(header_of(scope, b"authorization"))
    require(user, "read", LayerThing(register.id))
    given, form = read_asked(scope, ON_PAGES | named_in_address(register), RECORD_FORMS)
    return Asked(scope, service, user, register, register_home(base_url(scope), register), given, form)


async def serve_list(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer `/programme/{register}`."""
    await answer_page(await _ask(scope, find_register(scope["path_params"]["register"])), receive, send)


async def schema(asking: Asking, register: str) -> Reply:
    """Return the JSON Schema of a register's records: what a form asks, and what a filter may name."""
    found = find_register(register)
    require(asking.user, "read", LayerThing(found.id))
    where = f"{asking.base}/api{ROOT}/schemas/{register}"
    return asking.reply(form_schema(found, where), SCHEMA_JSON, stamp=digest_of(found))


def register(app: FastAPI) -> None:
    """Add the doors."""
    add_door(
        app,
        f"{ROOT}/schemas/{{register:register}}",
        schema,
        forms=("json",),
        tags=["Programme"],
        operation_id="getProgrammeSchema",
    )
    app.router.routes.append(Route(f"/api{LIST}", Bare(serve_list), methods=["GET"], name="records"))
