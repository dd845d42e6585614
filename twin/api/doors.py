"""Doors that are not hot: how they are added to the application, and what each of them is asked."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from starlette.types import Scope

from twin.access import Everything, User, require
from twin.api.parameters import described, read_query
from twin.api.problems import language_of
from twin.api.replies import JSON, Reply, is_known, to_json
from twin.api.service import Service, base_url, service_of
from twin.features.catalogue import readable
from twin.vocabulary import Language, Layer, Text

Endpoint = Callable[..., Coroutine[Any, Any, Reply]]


@dataclass(frozen=True)
class Asking:
    """One request at a door that is not hot: who asks, in which language, with which parameters."""

    service: Service
    user: User
    base: str
    language: Language
    given: dict[str, str]
    scope: Scope

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
        return self.reply(None, stamp=stamp) if is_known(self.scope, self._tag(stamp)) else None

    def _tag(self, stamp: str) -> str | None:
        return self.service.tag(f"{stamp}-{self.language}")

    def reply(self, document: object, media_type: str = JSON, *, stamp: str | None = None) -> Reply:
        """Answer with a document that stands on the stamp and on the reader's language."""
        tag = None if stamp is None else self._tag(stamp)
        public = self.service.all_public and not self.user.signed_in
        return Reply(to_json(document), media_type, tag=tag, public=public, varies=("Accept-Language",))

    def link(self, rel: str, path: str, title: str, media_type: str = JSON) -> dict[str, str]:
        """Return a link of the OGC standards; `path` begins under `/api`."""
        return {"rel": rel, "href": f"{self.base}/api{path}", "type": media_type, "title": title}


async def ask(request: Request) -> Asking:
    """Find out who asks what. Raises BadParameterError for a parameter that the door does not describe."""
    extra = request.scope["route"].openapi_extra or {}
    allowed = frozenset(one["name"] for one in extra.get("parameters", ()))
    service = service_of(request.scope)
    return Asking(
        service=service,
        user=await service.askers.of(request.headers.get("authorization", "").encode("latin-1")),
        base=base_url(request.scope),
        language=language_of(request.headers.get("accept-language", "")),
        given=read_query(request.scope["query_string"], allowed),
        scope=request.scope,
    )


Asked = Annotated[Asking, Depends(ask)]


def add_door(app: FastAPI, path: str, endpoint: Endpoint, *parameters: dict[str, Any], **route: Any) -> None:
    """Add a door that takes these query parameters (and `f`) and no others; they are described with it."""
    extra = {"parameters": [described("f"), *parameters]}
    app.add_api_route(f"/api{path}", endpoint, openapi_extra=extra, **{"response_model": None, **route})
