"""Doors that are not hot: how they are added to the application, and what each of them is asked.

Each answers in JSON for programs and, where it says so, as a page for people: by `f`, else by Accept.
"""

import json
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends, FastAPI, Request
from starlette.types import Scope

from twin.access import Everything, User, require
from twin.api.document_page import show_document, title_of
from twin.api.html import HTML, PAGE_HEADERS, Html, page
from twin.api.negotiation import choose_form
from twin.api.parameters import BadParameterError, described, read_query
from twin.api.problems import language_of
from twin.api.replies import GEOJSON, JSON, SCHEMA_JSON, Reply, is_known, to_json
from twin.api.service import Service, base_url, service_of
from twin.documents.formats import FORMATS
from twin.features.catalogue import readable
from twin.vocabulary import Language, Layer, Text

Endpoint = Callable[..., Coroutine[Any, Any, Reply]]
Form = tuple[str, ...]

ONLY_JSON: Form = ("json",)
JSON_OR_PAGE: Form = ("json", "html")
HTML_TYPE = HTML.partition(";")[0]
_MEDIA_TYPES = {
    "json": (JSON, GEOJSON, SCHEMA_JSON),
    "openapi31": (),
    "html": (HTML_TYPE, "application/xhtml+xml"),
    "geojson": (),
    "csv": ("text/csv",),
    "gpkg": ("application/geopackage+sqlite3",),
    **{made.ending: (made.media_type,) for made in FORMATS.values()},
}


@dataclass(frozen=True)
class Face:
    """How a document looks in a browser. The body is made only where it is asked for."""

    title: Text
    body: Callable[[], Html]


@dataclass(frozen=True)
class Asking:
    """One request at a door that is not hot: who asks, in which language and form, with which parameters."""

    service: Service
    user: User
    base: str
    language: Language
    given: dict[str, str]
    scope: Scope
    forms: Form = ONLY_JSON
    form: str = "json"

    def layer(self, layer_id: str) -> Layer:
        return self.service.readable_layer(self.user, layer_id)

    def layers(self) -> tuple[Layer, ...]:
        """Return the layers that the user may read. Raises UnauthenticatedError, ForbiddenError for none at all."""
        require(self.user, "read", Everything())
        return readable(self.service.watch.layers, self.user)

    def say(self, text: Text) -> str:
        return text.in_language(self.language)

    def unchanged(self, stamp: str) -> Reply | None:
        """Answer a client that already holds what stands on the stamp, before any of it is made."""
        tag = self.tag(stamp)
        return self._reply(b"", JSON, tag) if is_known(self.scope, tag) else None

    def choice(self, name: str, known: tuple[str, ...]) -> str:
        """Return one of the values that a parameter takes, the first where it is not given. Raises BadParameterError."""
        asked = self.given.get(name, known[0])
        if asked not in known:
            listed = ", ".join(known)
            raise BadParameterError(name, f"chỉ nhận: {listed}", f"takes only: {listed}")
        return asked

    def tag(self, stamp: str) -> str | None:
        """Return the ETag of an answer that stands on this, in this form and language."""
        return self.service.tag(
            "-".join([stamp, self.language, *([] if self.form == "json" else [self.form])])
        )

    def reply(
        self, document: object, media_type: str = JSON, *, stamp: str | None = None, face: Face | None = None
    ) -> Reply:
        """Answer with a document that stands on the stamp and on the reader's language: as JSON, or as a page."""
        tag = None if stamp is None else self.tag(stamp)
        if len(self.forms) == 1:
            return self._reply(to_json(document), media_type, tag)
        if self.form == "html":
            return self._page(document, media_type, tag, face)
        link = self._alternate("html", HTML_TYPE)
        if isinstance(document, dict) and "links" in document:
            document = {**document, "links": [*document["links"], link]}
        return self._with_page(self._reply(to_json(document), media_type, tag), link)

    def reply_written(self, body: bytes, *, stamp: str | None, face: Face | None = None) -> Reply:
        """Answer as `reply` does with a document that was written as JSON before."""
        tag = None if stamp is None else self.tag(stamp)
        if self.form == "html":
            return self._page(json.loads(body), JSON, tag, face)
        reply = self._reply(body, JSON, tag)
        return reply if len(self.forms) == 1 else self._with_page(reply, self._alternate("html", HTML_TYPE))

    @staticmethod
    def _with_page(reply: Reply, link: dict[str, str]) -> Reply:
        header = f'<{link["href"]}>; rel="alternate"; type="{HTML_TYPE}"'
        reply.raw_headers.append((b"link", header.encode("latin-1")))
        return reply

    def _page(self, document: object, media_type: str, tag: str | None, face: Face | None) -> Reply:
        chosen = face or Face(title_of(document), lambda: show_document(document, self.language))
        told = document.get("links") if isinstance(document, dict) else None
        links = [*(told or ()), self._alternate("json", media_type)]
        body = page(chosen.title, chosen.body(), links, self.language, self.base)
        reply = self._reply(body, HTML, tag)
        reply.raw_headers += [
            (name.lower().encode(), value.encode("latin-1")) for name, value in PAGE_HEADERS.items()
        ]
        return reply

    def _reply(self, body: bytes, media_type: str, tag: str | None) -> Reply:
        public = self.service.all_public and not self.user.signed_in
        varies = ["Accept-Language", *(["Accept"] if len(self.forms) > 1 else [])]
        return Reply(body, media_type, tag=tag, public=public, varies=varies)

    def _alternate(self, form: str, media_type: str) -> dict[str, str]:
        """Return the link to the same thing in another form."""
        path = self.scope["path"].removeprefix(self.scope.get("root_path", ""))
        query = urlencode({**self.given, "f": form}, safe=",/:")
        name = {"html": "HTML", "json": "JSON"}[form]
        href = f"{self.base}{quote(path)}?{query}"
        return {"rel": "alternate", "href": href, "type": media_type, "title": name}

    @staticmethod
    def moment() -> str:
        """Return this moment as the OGC standards write it."""
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def link(self, rel: str, path: str, title: str, media_type: str = JSON) -> dict[str, str]:
        """Return a link of the OGC standards; `path` begins under `/api`."""
        return {"rel": rel, "href": f"{self.base}/api{path}", "type": media_type, "title": title}


def _forms_of(parameters: Iterable[dict[str, Any]]) -> Form:
    return next((tuple(one["schema"]["enum"]) for one in parameters if one["name"] == "f"), ONLY_JSON)


async def ask(request: Request) -> Asking:
    """Find out who asks what. Raises BadParameterError for a parameter that the door does not describe."""
    parameters = (request.scope["route"].openapi_extra or {}).get("parameters", ())
    forms = _forms_of(parameters)
    service = service_of(request.scope)
    given = read_query(request.scope["query_string"], frozenset(one["name"] for one in parameters), forms)
    offered = {form: _MEDIA_TYPES[form] for form in forms}
    return Asking(
        service=service,
        user=await service.askers.of(request.headers.get("authorization", "").encode("latin-1")),
        base=base_url(request.scope),
        language=language_of(request.headers.get("accept-language", "")),
        given=given,
        scope=request.scope,
        forms=forms,
        form=choose_form(given.get("f"), request.headers.get("accept", "").encode("latin-1"), offered),
    )


Asked = Annotated[Asking, Depends(ask)]


def add_door(
    app: FastAPI,
    path: str,
    endpoint: Endpoint,
    *parameters: dict[str, Any],
    forms: Form = JSON_OR_PAGE,
    **route: Any,
) -> None:
    """Add a door that takes these query parameters (and `f`) and no others; they are described with it."""
    chosen = forms if route.get("methods", ["GET"]) == ["GET"] else ONLY_JSON
    form = described("f", schema={"type": "string", "enum": list(chosen)})
    extra = {"parameters": [form, *parameters]}
    app.add_api_route(f"/api{path}", endpoint, openapi_extra=extra, **{"response_model": None, **route})
