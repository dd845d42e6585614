"""What the doors of a layer's features share: who asks whom for which form, and the answer's head and tail."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.types import Scope

from twin.access import User
from twin.api.feature_links import Home, Link, collection_home, link_header
from twin.api.forms import Form, form_names, wanted_form
from twin.api.html import PAGE_HEADERS
from twin.api.item_pages import Framing
from twin.api.parameters import read_query
from twin.api.problems import language_of
from twin.api.replies import Reply, header_of, to_json
from twin.api.service import Service, base_url, service_of
from twin.features.cql2 import named_in_address
from twin.features.crs import CRS84
from twin.features.question import Telling
from twin.vocabulary import Language, Layer

JSON_FG_CLASSES = (
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/core",
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/types-schemas",
)


@dataclass(frozen=True)
class Asked:
    """One request at these doors."""

    scope: Scope
    service: Service
    user: User
    layer: Layer
    home: Home
    given: dict[str, str]
    form: Form

    @property
    def language(self) -> Language:
        return language_of(header_of(self.scope, b"accept-language").decode("latin-1"))

    def framing(self, links: list[Link]) -> Framing:
        return Framing(self.layer, self.home, links, self.language, base_url(self.scope))

    def file_name(self, identifier: int | None = None, *, always: bool = False) -> str:
        """Return the name to save the answer under; none for forms that a browser shows."""
        name = self.layer.id if identifier is None else f"{self.layer.id}-{identifier}"
        return name if self.form.saved or always else ""

    def variant(self, telling: Telling) -> str:
        """Return what sets this form of an answer apart from the others, as it stands in its ETag."""
        parts = [] if self.form.name == "json" else [self.form.name]
        parts += [self.language] if self.form.name == "html" else []
        parts += [] if telling.crs is CRS84 else [telling.crs.curie.strip("[]")]
        return "".join(f"-{part}" for part in parts)

    def reply(
        self, body: bytes, telling: Telling, tag: str | None, *, name: str = "", links: Iterable[Link] = ()
    ) -> Reply:
        """Return an answer in the form that is asked for; with a name it is a file for a browser to save."""
        headers = {"Content-Crs": f"<{telling.crs.uri}>"}
        if name:
            headers["Content-Disposition"] = f'attachment; filename="{name}.{self.form.suffix}"'
        if self.form.saved and (told := link_header(links, "self", "next", "alternate")):
            headers["Link"] = told
        varies = ["Accept"]
        if self.form.name == "html":
            headers.update(PAGE_HEADERS)
            varies.append("Accept-Language")
        public = self.service.is_public(self.layer)
        return Reply(body, self.form.media_type, tag=tag, public=public, headers=headers, varies=varies)


async def ask_features(
    scope: Scope, allowed: frozenset[str], forms: Mapping[str, Form], *, by_property: bool = False
) -> Asked:
    """Find out who asks what; `by_property`: what a feature has may be asked for by its name.

    Raises UnauthenticatedError, ForbiddenError, NotFoundError, BadParameterError, NotAcceptableError.
    """
    service = service_of(scope)
    user = await service.askers.of(header_of(scope, b"authorization"))
    layer = service.readable_layer(user, scope["path_params"]["collectionId"])
    await service.derivations.current(layer)
    home = collection_home(base_url(scope), layer)
    named = named_in_address(layer) if by_property else frozenset()
    given, form = read_asked(scope, allowed | named, forms)
    return Asked(scope, service, user, layer, home, given, form)


def read_asked(
    scope: Scope, allowed: frozenset[str], forms: Mapping[str, Form]
) -> tuple[dict[str, str], Form]:
    """Return the parameters and the form of an answer. Raises BadParameterError, NotAcceptableError."""
    given = read_query(scope["query_string"], allowed, form_names(forms))
    return given, wanted_form(forms, given.get("f"), header_of(scope, b"accept"))


def json_head(layer: Layer, telling: Telling) -> bytes:
    """Return what stands before the features of a collection."""
    if telling.form == "json":
        return b'{"type":"FeatureCollection","features":['
    return b'{"type":"FeatureCollection",' + to_json(json_fg(layer, telling))[1:-1] + b',"features":['


def json_fg(layer: Layer, telling: Telling) -> dict[str, Any]:
    """Return what JSON-FG says of a whole document."""
    return {"conformsTo": JSON_FG_CLASSES, "featureType": layer.id, "coordRefSys": telling.crs.uri}


def json_tail(links: list[Link], counts: dict[str, int]) -> bytes:
    """Return what follows the features: links, counts, the moment."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return b"]," + to_json({"links": links, **counts, "timeStamp": now})[1:]
