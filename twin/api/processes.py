"""OGC API - Processes for the reports: what can be asked, with which inputs, and the answer.

A report runs while its asker waits, in a thread, a few at a time. Nothing of the standard is declared as conformant
until jobs can be followed.
"""

import asyncio
from typing import Any

import psycopg
from fastapi import FastAPI, Request
from pydantic import JsonValue

from twin.access import Everything, require
from twin.api.bodies import read_document
from twin.api.doors import Asked, Asking, add_door
from twin.api.parameters import BadParameterError
from twin.api.replies import JSON, Reply
from twin.city.files import FORMATS, Format
from twin.city.running import Result, find_report, read_inputs, run_report
from twin.city.telling import tell
from twin.city.ward import read_ward
from twin.errors import BadInputError
from twin.features.statement import database_away
from twin.reporting import Report
from twin.reports import reports
from twin.store.database import connect
from twin.vocabulary import Frozen, Text

PATH = "/processes"
TITLE = Text(vi="Báo cáo không gian", en="Spatial reports")
LANDING_LINK = ("http://www.opengis.net/def/rel/ogc/1.0/processes", PATH, TITLE, JSON)
_VERSION = "1.0.0"
_FORMAT = {
    "name": "format",
    "in": "query",
    "required": False,
    "description": "The form of the answer: the whole result as JSON, its features, its first table, or a document.",
    "schema": {"type": "string", "enum": list(FORMATS), "default": "json"},
}


def _both(text: Text) -> dict[str, str]:
    """Return words for a page that changes its language without asking again."""
    return {"vi": text.vi, "en": text.en}


def _summary(asking: Asking, report: Report) -> dict[str, Any]:
    path = f"{PATH}/{report.id}"
    return {
        "id": report.id,
        "title": asking.say(report.title),
        "description": asking.say(report.question),
        "words": {"title": _both(report.title), "description": _both(report.question)},
        "version": _VERSION,
        "jobControlOptions": ["sync-execute"],
        "outputTransmission": ["value"],
        "links": [asking.link("self", path, asking.say(report.title))],
    }


async def processes(asking: Asked) -> Reply:
    """List the reports."""
    require(asking.user, "read", Everything())
    listed = [_summary(asking, report) for report in reports().values()]
    return asking.reply(
        {"processes": listed, "links": [asking.link("self", PATH, asking.say(TITLE))]}, stamp=_VERSION
    )


def _input(name: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    return {
        "title": str(schema.get("title", name)),
        "minOccurs": int(required),
        "maxOccurs": 1,
        "schema": {key: value for key, value in schema.items() if key != "title"},
    }


def describe_inputs(declared: type[Frozen]) -> dict[str, Any]:
    """Return a declaration's inputs by name, as OGC API - Processes describes them."""
    schema = declared.model_json_schema()
    needed = set(schema.get("required", ()))
    return {
        name: _input(
            name,
            {**one, "$defs": schema.get("$defs", {})} if "$ref" in str(one) else one,
            required=name in needed,
        )
        for name, one in schema["properties"].items()
    }


async def process(asking: Asked, processId: str) -> Reply:  # noqa: N803 - OGC's name
    """Describe a report: its inputs with their bounds, and what it answers."""
    require(asking.user, "read", Everything())
    report = find_report(processId)
    inputs = describe_inputs(report.inputs)
    execute = asking.link(
        "http://www.opengis.net/def/rel/ogc/1.0/execute", f"{PATH}/{report.id}/execution", "Execute"
    )
    summary = _summary(asking, report)
    document = {
        **summary,
        "inputs": inputs,
        "outputs": {"result": {"title": asking.say(report.title), "schema": {"type": "object"}}},
        "links": [*summary["links"], execute],
    }
    return asking.reply(document, stamp=_VERSION)


def _wanted_format(asking: Asking, document: dict[str, JsonValue]) -> Format:
    """Return the form that is asked for, by the address or as the standard has it (`outputs.result.format`)."""
    named = asking.given.get("format")
    if named is not None:
        if named not in FORMATS:
            listed = ", ".join(FORMATS)
            raise BadParameterError("format", f"phải là một trong: {listed}", f"must be one of: {listed}")
        return FORMATS[named]
    wanted: Any = document.get("outputs") or {}
    for step in ("result", "format", "mediaType"):
        wanted = wanted.get(step) if isinstance(wanted, dict) else None
        if wanted is None:
            return FORMATS["json"]
    found = next((one for one in FORMATS.values() if one.media_type.partition(";")[0] == wanted), None)
    if found is None:
        raise BadInputError(
            vi=f"Không trả lời được dạng «{wanted}».", en=f"There is no answer as “{wanted}”."
        )
    return found


def _run(
    asking: Asking, report: Report, inputs: dict[str, JsonValue], form: Format
) -> tuple[Result, bytes | None]:
    settings = asking.service.settings
    try:
        with connect(asking.service.database_url, autocommit=True) as connection:
            result = run_report(connection, asking.user, report, read_inputs(report, inputs))
            ward = read_ward(connection, settings.ward_code, settings.ward_name)
    except psycopg.OperationalError as error:
        raise database_away() from error
    return result, None if form.ending == "json" else form.write(result, ward)


async def execute(asking: Asked, request: Request, processId: str) -> Reply:  # noqa: N803 - OGC's name
    """Run a report and answer with its result: `{"inputs": {...}}`, every input may be left out."""
    require(asking.user, "read", Everything())
    report = find_report(processId)
    document = await read_document(request, asking.service.settings.most_body_bytes, (JSON,))
    given = document.get("inputs", {}) if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(given, dict):
        raise BadInputError(
            vi='Cần một đối tượng JSON: {"inputs": {...}}.', en='A JSON object is needed: {"inputs": {...}}.'
        )
    form = _wanted_format(asking, document)
    async with asking.service.runs:
        result, body = await asyncio.to_thread(_run, asking, report, given, form)
    if body is None:
        return asking.reply(tell(result))
    name = f'attachment; filename="{report.id}-{result.data_as_of:%Y%m%d}.{form.ending}"'
    return Reply(body, form.media_type, keep="no-store", public=False, headers={"Content-Disposition": name})


def register(app: FastAPI) -> None:
    """Add the doors."""
    add_door(app, PATH, processes, tags=["Reports"], operation_id="getProcesses")
    add_door(app, f"{PATH}/{{processId}}", process, tags=["Reports"], operation_id="getProcess")
    path = f"{PATH}/{{processId}}/execution"
    add_door(app, path, execute, _FORMAT, methods=["POST"], tags=["Reports"], operation_id="execute")
