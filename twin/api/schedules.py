"""Reports that are run again and again: listed, added, paused, removed, by whoever may write."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from fastapi import FastAPI, Request
from pydantic import JsonValue

from twin.access import Everything, require
from twin.api.bodies import MERGE_PATCH, read_document
from twin.api.doors import Asked, Asking, add_door
from twin.api.parameters import LARGEST_ID
from twin.api.replies import JSON, Reply, to_json
from twin.api.results import ask_database
from twin.errors import BadInputError
from twin.jobs.schedules import (
    Plan,
    Schedule,
    add_schedule,
    find_schedule,
    list_schedules,
    no_such_schedule,
    pause_schedule,
    read_timetable,
    remove_schedule,
)
from twin.vocabulary import Text

PATH = "/schedules"
TITLE = Text(vi="Báo cáo chạy định kỳ", en="Reports that are run again and again")
_TIMES = ("every", "day", "hour", "minute")
_KNOWN = {"name", "report", "inputs", *_TIMES}


def _told(asking: Asking, one: Schedule) -> dict[str, Any]:
    when = one.timetable.words
    links = [asking.link("self", f"{PATH}/{one.id}", one.name)]
    if one.last_job is not None:
        links.append(asking.link("monitor", f"/jobs/{one.last_job}", asking.say(_LAST)))
    return {
        "id": one.id,
        "name": one.name,
        "report": one.what,
        "inputs": one.inputs,
        **{name: getattr(one, name) for name in _TIMES},
        "when": {"vi": when.vi, "en": when.en},
        "by": one.who,
        "active": one.active,
        "next": one.next_run.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if one.active else None,
        "last_job": None if one.last_job is None else str(one.last_job),
        "links": links,
    }


_LAST = Text(vi="Lần chạy gần nhất", en="The last run")


def _read_number(asking: Asking, text: str) -> int:
    require(asking.user, "write", Everything())
    if not text.isascii() or not text.isdecimal() or int(text) > LARGEST_ID:
        raise no_such_schedule(text)
    return int(text)


async def _read_object(asking: Asking, request: Request, *taken: str) -> dict[str, JsonValue]:
    document = await read_document(request, asking.service.settings.most_body_bytes, taken)
    if not isinstance(document, dict):
        raise BadInputError(vi="Cần một đối tượng JSON.", en="A JSON object is needed.")
    return document


def _read_plan(document: Mapping[str, JsonValue]) -> Plan:
    if unknown := sorted(document.keys() - _KNOWN):
        listed = ", ".join(sorted(_KNOWN))
        raise BadInputError(
            vi=f"«{unknown[0]}» không có ở đây (có: {listed}).",
            en=f"“{unknown[0]}” is not known here (known: {listed}).",
        )
    name, report, inputs = document.get("name"), document.get("report"), document.get("inputs", {})
    if not isinstance(name, str) or not isinstance(report, str) or not isinstance(inputs, dict):
        raise BadInputError(
            vi="Cần «name», «report» là chữ và «inputs» là đối tượng.",
            en="“name” and “report” must be text, “inputs” an object.",
        )
    return Plan(
        name, report, inputs, read_timetable({key: document[key] for key in _TIMES if key in document})
    )


async def schedules(asking: Asked) -> Reply:
    """List what is planned."""
    found = await ask_database(asking, lambda connection: list_schedules(connection, asking.user))
    links = [asking.link("self", PATH, asking.say(TITLE))]
    told = [_told(asking, one) for one in found]
    return asking.reply({"title": asking.say(TITLE), "schedules": told, "links": links})


async def schedule(asking: Asked, scheduleId: str) -> Reply:  # noqa: N803 - as the others
    """Tell one."""
    number = _read_number(asking, scheduleId)
    found = await ask_database(asking, lambda connection: find_schedule(connection, asking.user, number))
    return asking.reply(_told(asking, found))


async def add(asking: Asked, request: Request) -> Reply:
    """Have a report run from now on: `name`, `report`, `inputs`, and when."""
    require(asking.user, "write", Everything())
    plan = _read_plan(await _read_object(asking, request, JSON))
    made = await ask_database(asking, lambda connection: add_schedule(connection, asking.user, plan))
    told = _told(asking, made)
    headers = {"Location": told["links"][0]["href"]}
    return Reply(to_json(told), JSON, status=201, keep="no-store", public=False, headers=headers)


async def change(asking: Asked, request: Request, scheduleId: str) -> Reply:  # noqa: N803 - as the others
    """Pause one, or let it go on: `{"active": false}`."""
    number = _read_number(asking, scheduleId)
    document = await _read_object(asking, request, MERGE_PATCH, JSON)
    active = document.get("active")
    if document.keys() != {"active"} or not isinstance(active, bool):
        raise BadInputError(
            vi='Chỉ đổi được {"active": true hoặc false}.',
            en='Only {"active": true or false} can be changed.',
        )
    found = await ask_database(
        asking, lambda connection: pause_schedule(connection, asking.user, number, active=active)
    )
    return asking.reply(_told(asking, found))


async def remove(asking: Asked, scheduleId: str) -> Reply:  # noqa: N803 - as the others
    """Remove one; what it has run stays."""
    number = _read_number(asking, scheduleId)
    await ask_database(asking, lambda connection: remove_schedule(connection, asking.user, number))
    return Reply(b"", JSON, status=204, keep="no-store", public=False)


def register(app: FastAPI) -> None:
    """Add the doors."""
    one = f"{PATH}/{{scheduleId}}"
    add_door(app, PATH, schedules, tags=["Jobs"], operation_id="getSchedules")
    add_door(app, PATH, add, methods=["POST"], tags=["Jobs"], status_code=201, operation_id="addSchedule")
    add_door(app, one, schedule, tags=["Jobs"], operation_id="getSchedule")
    add_door(app, one, change, methods=["PATCH"], tags=["Jobs"], operation_id="changeSchedule")
    add_door(
        app, one, remove, methods=["DELETE"], tags=["Jobs"], status_code=204, operation_id="removeSchedule"
    )
