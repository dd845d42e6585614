"""OGC API - Processes for the reports: what can be asked, and with which inputs."""

from typing import Any

from fastapi import FastAPI

from twin.access import Everything, require
from twin.api.doors import Asked, Asking, add_door
from twin.api.outputs import OUTPUT
from twin.api.parameters import described, read_limit
from twin.api.replies import JSON, Reply
from twin.city.files import FORMATS
from twin.city.running import find_report
from twin.reporting import Report
from twin.reports import reports
from twin.vocabulary import Frozen, Text

PATH = "/processes"
TITLE = Text(vi="Báo cáo không gian", en="Spatial reports")
LANDING_LINK = ("http://www.opengis.net/def/rel/ogc/1.0/processes", PATH, TITLE, JSON)
_VERSION = "1.0.0"
MOST_LISTED = 10_000
_LIMIT = described(
    "limit",
    description="At most so many reports.",
    schema={"type": "integer", "minimum": 1, "maximum": MOST_LISTED, "default": MOST_LISTED},
)


def both(text: Text) -> dict[str, str]:
    """Return words for a page that changes its language without asking again."""
    return {"vi": text.vi, "en": text.en}


def _summary(asking: Asking, report: Report) -> dict[str, Any]:
    path = f"{PATH}/{report.id}"
    return {
        "id": report.id,
        "title": asking.say(report.title),
        "description": asking.say(report.question),
        "words": {"title": both(report.title), "description": both(report.question)},
        "version": _VERSION,
        "jobControlOptions": ["sync-execute", "async-execute", "dismiss"],
        "outputTransmission": ["value"],
        "links": [asking.link("self", path, asking.say(report.title))],
    }


async def processes(asking: Asked) -> Reply:
    """List the reports."""
    require(asking.user, "read", Everything())
    limit = read_limit(asking.given, MOST_LISTED, MOST_LISTED)
    listed = [_summary(asking, report) for report in [*reports().values()][:limit]]
    return asking.reply(
        {"processes": listed, "links": [asking.link("self", PATH, asking.say(TITLE))]}, stamp=_VERSION
    )


_JSON_LIKE = {form.media_type.partition(";")[0] for form in FORMATS.values() if "json" in form.media_type}
_OUTPUT_SCHEMA = {
    "oneOf": [
        {"type": "object", "contentMediaType": kind}
        if kind in _JSON_LIKE
        else {"type": "string", "contentEncoding": "binary", "contentMediaType": kind}
        for kind in dict.fromkeys(form.media_type.partition(";")[0] for form in FORMATS.values())
    ]
}
"""Every form in which a result can be asked for."""


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
        "outputs": {OUTPUT: {"title": asking.say(report.title), "schema": _OUTPUT_SCHEMA}},
        "links": [*summary["links"], execute],
    }
    return asking.reply(document, stamp=_VERSION)


def register(app: FastAPI) -> None:
    """Add the doors."""
    add_door(app, PATH, processes, _LIMIT, tags=["Reports"], operation_id="getProcesses")
    add_door(app, f"{PATH}/{{processId}}", process, tags=["Reports"], operation_id="getProcess")
