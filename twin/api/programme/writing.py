"""Writing the programme's records. Every change names the version that it means: two officers may save at once."""

from typing import Any

from fastapi import FastAPI, Request

from twin.api.bodies import FEATURE_TYPES, PATCH_TYPES, read_key, read_sent
from twin.api.doors import ONLY_JSON, Asked, Asking, add_door
from twin.api.edits import CREATED, NO_CONTENT, OK, answer
from twin.api.history import PAST_PARAMETERS, read_moment, tell_past
from twin.api.programme.addresses import LIST, RECORD, ROOT, register_home
from twin.api.replies import Reply
from twin.features.edit import Target, Written
from twin.features.versions import read_expected
from twin.features.writable import require_writable
from twin.programme.keys import is_keyed
from twin.programme.records import (
    Room,
    add_record,
    change_record,
    delete_record,
    find_past_record,
    find_record,
    find_register,
    restore_record,
)
from twin.vocabulary import Layer


def _room(asking: Asking, name: str) -> Room:
    """Return where the asking user may write. Raises UnauthenticatedError, ForbiddenError."""
    register = find_register(name)
    require_writable(asking.user, register)
    return Room(asking.service.pool, asking.user, register, asking.service.watch.layers)


def _target(request: Request, identifier: int) -> Target:
    sent = request.headers.get("if-match", "").strip()
    return Target(identifier, read_expected(sent) if sent else None, unnamed=not sent)


def _answer(asking: Asking, layer: Layer, written: Written, request: Request, status: int) -> Reply:
    return answer(asking, layer, written, request, status, register_home(asking.base, layer))


async def add(asking: Asked, request: Request, register: str) -> Reply:
    """Add a record. Its key follows from its numbers; the same `Idempotency-Key` adds it once."""
    room = _room(asking, register)
    sent, body = await read_sent(request, asking.service.settings.most_body_bytes, FEATURE_TYPES)
    written = await add_record(room, sent, read_key(request, room.register, sent.crs, body))
    return _answer(asking, room.register, written, request, CREATED)


async def change(asking: Asked, request: Request, register: str, key: str) -> Reply:
    """Change what is sent of a record and leave the rest (RFC 7396). `If-Match` names the version that was seen."""
    room = _room(asking, register)
    identifier = await find_record(room.pool, asking.user, room.register, key)
    sent, _ = await read_sent(request, asking.service.settings.most_body_bytes, PATCH_TYPES)
    written = await change_record(room, _target(request, identifier), sent)
    return _answer(asking, room.register, written, request, OK)


async def delete(asking: Asked, request: Request, register: str, key: str) -> Reply:
    """Delete a record that no other names; its history stays. `If-Match` names the version that was seen."""
    room = _room(asking, register)
    identifier = await find_record(room.pool, asking.user, room.register, key)
    written = await delete_record(room, _target(request, identifier))
    return _answer(asking, room.register, written, request, NO_CONTENT)


async def history(asking: Asked, register: str, key: str) -> Reply:
    """Return every state of a record that was held, newest first, also of one that was deleted."""
    found = find_register(register)
    identifier = await find_past_record(asking.service.pool, asking.user, found, key)
    name = key if is_keyed(found) else str(identifier)
    return await tell_past(asking, found, identifier, f"{ROOT}/{register}/{name}/history")


async def restore(asking: Asked, request: Request, register: str, key: str, moment: str) -> Reply:
    """Write a record back to the state that began at this moment, also one that was deleted."""
    room = _room(asking, register)
    number = read_moment(room.register, moment)
    identifier = await find_past_record(room.pool, asking.user, room.register, key)
    restored = await restore_record(room, _target(request, identifier), number)
    status = CREATED if restored.revived else OK
    return _answer(asking, room.register, restored.written, request, status)


def register(app: FastAPI) -> None:
    """Add the doors."""
    doors: list[tuple[str, str, Any, int, str]] = [
        ("POST", LIST, add, CREATED, "addProgrammeRecord"),
        ("PATCH", RECORD, change, OK, "changeProgrammeRecord"),
        ("DELETE", RECORD, delete, NO_CONTENT, "deleteProgrammeRecord"),
        ("POST", f"{RECORD}/history/{{moment}}/restore", restore, OK, "restoreProgrammeRecord"),
    ]
    for method, path, endpoint, status, name in doors:
        add_door(
            app,
            path,
            endpoint,
            methods=[method],
            status_code=status,
            tags=["Programme"],
            operation_id=name,
        )
    add_door(
        app,
        f"{RECORD}/history",
        history,
        *PAST_PARAMETERS,
        forms=ONLY_JSON,
        tags=["Programme"],
        operation_id="getProgrammeHistory",
    )
