"""What-if through the API: which scenarios there are, with which inputs, and the ones that are saved by name."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from fastapi import FastAPI, Request
from pydantic import JsonValue

from twin.access import Everything, require
from twin.api.bodies import read_document
from twin.api.doors import ONLY_JSON, Asked, Asking, add_door
from twin.api.processes import both, describe_inputs
from twin.api.replies import JSON, Reply, to_json
from twin.city.asking import hold_inputs
from twin.city.saved import (
    Draft,
    Expected,
    Saved,
    change,
    find_saved,
    history_of,
    list_saved,
    remove,
    restore,
    save,
)
from twin.city.supposing import find_scenario
from twin.errors import BadInputError, NotFoundError
from twin.features.statement import database_away
from twin.features.versions import no_version_named, read_expected
from twin.reporting.whatif import Scenario
from twin.scenarios import scenarios
from twin.store.database import Connection, connect
from twin.vocabulary import Text

PATH = "/scenarios"
SAVED = f"{PATH}/saved"
ONE = f"{SAVED}/{{savedId}}"
TITLE = Text(vi="Kịch bản giả định", en="What-if scenarios")
_SAVED_TITLE = Text(vi="Kịch bản đã lưu", en="Saved what-ifs")
_LONGEST_VERSION = 9
_VERSION = "1.0.0"
_Found = TypeVar("_Found")


def _summary(asking: Asking, scenario: Scenario) -> dict[str, Any]:
    title = asking.say(scenario.title)
    return {
        "id": scenario.id,
        "title": title,
        "description": asking.say(scenario.question),
        "words": {"title": both(scenario.title), "description": both(scenario.question)},
        "links": [asking.link("self", f"{PATH}/{scenario.id}", title)],
    }


async def shelf(asking: Asked) -> Reply:
    """List the scenarios that a what-if may be made of."""
    require(asking.user, "read", Everything())
    links = [
        asking.link("self", PATH, asking.say(TITLE)),
        asking.link("related", SAVED, asking.say(_SAVED_TITLE)),
    ]
    listed = [_summary(asking, scenario) for scenario in scenarios().values()]
    return asking.reply({"scenarios": listed, "links": links}, stamp=_VERSION)


async def scenario(asking: Asked, scenarioId: str) -> Reply:  # noqa: N803 - as OGC writes its own
    """Describe a scenario: its inputs with their bounds."""
    require(asking.user, "read", Everything())
    found = find_scenario(scenarioId)
    document = {**_summary(asking, found), "inputs": describe_inputs(found.inputs)}
    return asking.reply(document, stamp=_VERSION)


def _tell(asking: Asking, saved: Saved) -> dict[str, JsonValue]:
    return {
        "id": str(saved.id),
        "version": saved.version,
        "name": saved.name,
        "note": saved.note,
        "what_if": [step.model_dump(mode="json") for step in saved.steps],
        "removed": saved.removed,
        "written_at": saved.written_at.isoformat(),
        "written_by": saved.written_by,
        "links": [{**asking.link("self", f"{SAVED}/{saved.id}", saved.name)}],
    }


async def _ask(asking: Asking, do: Callable[[Connection], _Found]) -> _Found:
    def in_thread() -> _Found:
        try:
            with connect(asking.service.database_url, autocommit=True) as connection:
                return do(connection)
        except psycopg.OperationalError as error:
            raise database_away() from error

    return await asyncio.to_thread(in_thread)


def _answer(asking: Asking, saved: Saved, status: int = 200) -> Reply:
    headers = {"Location": f"{asking.base}/api{SAVED}/{saved.id}"} if status == 201 else {}  # noqa: PLR2004 - created
    body = to_json(_tell(asking, saved))
    return Reply(body, JSON, status=status, tag=f'"{saved.version}"', public=False, headers=headers)


async def listed(asking: Asked) -> Reply:
    """List the saved what-ifs, by name."""
    found = await _ask(asking, lambda connection: list_saved(connection, asking.user))
    links = [asking.link("self", SAVED, asking.say(_SAVED_TITLE))]
    document = {"scenarios": [_tell(asking, one) for one in found], "links": links}
    return Reply(to_json(document), JSON, public=False)


async def read(asking: Asked, savedId: str) -> Reply:  # noqa: N803
    """Return a saved what-if, by its id or its name; its ETag is its version."""
    return _answer(
        asking, await _ask(asking, lambda connection: find_saved(connection, asking.user, savedId))
    )


async def _read_draft(asking: Asking, request: Request) -> Draft:
    document = await read_document(request, asking.service.settings.most_body_bytes, (JSON,))
    if not isinstance(document, dict):
        raise BadInputError(
            vi='Cần một đối tượng JSON: {"name": ..., "what_if": [...]}.',
            en='A JSON object is needed: {"name": ..., "what_if": [...]}.',
        )
    return hold_inputs(Draft, document)


def _expected(request: Request) -> Expected:
    sent = request.headers.get("if-match", "").strip()
    if not sent:
        raise no_version_named()
    return read_expected(sent)


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotFoundError(
            vi=f"Không có kịch bản đã lưu «{written[:60]}».",
            en=f"There is no saved what-if “{written[:60]}”.",
        ) from None


def _version(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) <= _LONGEST_VERSION):
        raise NotFoundError(
            vi=f"Không có phiên bản «{written[:60]}».", en=f"There is no version “{written[:60]}”."
        )
    return int(written)


async def create(asking: Asked, request: Request) -> Reply:
    """Save a what-if. Steps may be saved ones' (`{"saved": name}`): so they are copied and combined."""
    draft = await _read_draft(asking, request)
    return _answer(asking, await _ask(asking, lambda connection: save(connection, asking.user, draft)), 201)


async def replace(asking: Asked, request: Request, savedId: str) -> Reply:  # noqa: N803
    """Write a saved what-if anew. `If-Match` names the version that was seen."""
    number, expected = _id(savedId), _expected(request)
    draft = await _read_draft(asking, request)
    written = await _ask(asking, lambda connection: change(connection, asking.user, number, expected, draft))
    return _answer(asking, written)


async def delete(asking: Asked, request: Request, savedId: str) -> Reply:  # noqa: N803
    """Remove a saved what-if; its history stays, and it can be brought back. `If-Match` names the version."""
    number, expected = _id(savedId), _expected(request)
    await _ask(asking, lambda connection: remove(connection, asking.user, number, expected))
    return Reply(b"", JSON, status=204, public=False)


async def history(asking: Asked, savedId: str) -> Reply:  # noqa: N803
    """Return every version of a saved what-if, newest first, also of a removed one."""
    versions = await _ask(asking, lambda connection: history_of(connection, asking.user, _id(savedId)))
    return Reply(to_json({"versions": [_tell(asking, one) for one in versions]}), JSON, public=False)


async def bring_back(asking: Asked, savedId: str, version: str) -> Reply:  # noqa: N803
    """Bring back a version of a saved what-if, also of a removed one."""
    number, wanted = _id(savedId), _version(version)
    return _answer(
        asking, await _ask(asking, lambda connection: restore(connection, asking.user, number, wanted))
    )


def register(app: FastAPI) -> None:
    """Add the doors. What is saved is found before it is taken for a scenario of the shelf."""
    doors: list[tuple[str, str, Any, int, str]] = [
        ("GET", SAVED, listed, 200, "getSavedScenarios"),
        ("POST", SAVED, create, 201, "saveScenario"),
        ("GET", ONE, read, 200, "getSavedScenario"),
        ("PUT", ONE, replace, 200, "replaceSavedScenario"),
        ("DELETE", ONE, delete, 204, "removeSavedScenario"),
        ("GET", f"{ONE}/history", history, 200, "getSavedScenarioHistory"),
        ("POST", f"{ONE}/history/{{version}}/restore", bring_back, 200, "restoreSavedScenario"),
    ]
    for method, path, endpoint, status, name in doors:
        add_door(
            app,
            path,
            endpoint,
            forms=ONLY_JSON,
            methods=[method],
            status_code=status,
            tags=["Reports"],
            operation_id=name,
        )
    add_door(app, PATH, shelf, tags=["Reports"], operation_id="getScenarios")
    add_door(app, f"{PATH}/{{scenarioId}}", scenario, tags=["Reports"], operation_id="getScenario")
