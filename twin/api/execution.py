"""OGC API - Processes: a report run while its asker waits, or taken on as a job.

Whoever waits is answered from a process of the server's own crew, so that neither its threads nor its event loop are
held; when the asker leaves, or after a minute, that process gives up.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import unquote_to_bytes

from fastapi import FastAPI, Request
from pydantic import JsonValue

from twin.access import Everything, require
from twin.api.bodies import BadHeaderError, read_document
from twin.api.doors import Asked, Asking, add_door
from twin.api.jobs import status_info
from twin.api.outputs import OUTPUT, Wanted, answer_as
from twin.api.parameters import BadParameterError
from twin.api.processes import PATH
from twin.api.replies import JSON, Reply, to_json
from twin.api.results import ask_database
from twin.api.working import carry_out, order_of
from twin.city.files import FORMATS
from twin.city.running import find_report, read_inputs
from twin.errors import BadInputError
from twin.jobs.job import submit

_FORMAT = {
    "name": "format",
    "in": "query",
    "required": False,
    "description": "The form of the answer: the whole result as JSON, its features, its first table, or a document.",
    "schema": {"type": "string", "enum": list(FORMATS), "default": "json"},
}
_KEEP = {
    "name": "keep",
    "in": "query",
    "required": False,
    "description": "Keep the result: `Location` says where it stands.",
    "schema": {"type": "boolean", "default": False},
}
_ANEW = {
    "name": "anew",
    "in": "query",
    "required": False,
    "description": "Run even where a kept result of the same data, norms and code stands, which is answered otherwise.",
    "schema": {"type": "boolean", "default": False},
}
_QUALIFIED = {"value", "mediaType", "encoding", "schema", "format"}
_MOST_PREFER = 200


def _bad(vi: str, en: str) -> BadInputError:
    return BadInputError(vi=vi, en=en)


def _read_form(asking: Asking, document: Mapping[str, JsonValue]) -> str:
    """Return the form that is asked for, by the address or as the standard has it (`outputs.result.format`)."""
    outputs = document.get("outputs", {})
    if not isinstance(outputs, dict) or outputs.keys() - {OUTPUT}:
        raise _bad(f"«outputs» chỉ có «{OUTPUT}».", f"“outputs” has only “{OUTPUT}”.")
    output = outputs.get(OUTPUT, {})
    if not isinstance(output, dict) or output.get("transmissionMode", "value") != "value":
        raise _bad("«transmissionMode» chỉ nhận: value.", "“transmissionMode” takes only: value.")
    named = asking.given.get("format")
    if named is not None:
        if named not in FORMATS:
            listed = ", ".join(FORMATS)
            raise BadParameterError("format", f"phải là một trong: {listed}", f"must be one of: {listed}")
        return named
    format_ = output.get("format", {})
    wanted = format_.get("mediaType", JSON) if isinstance(format_, dict) else None
    for ending, form in FORMATS.items():
        if form.media_type.partition(";")[0] == wanted:
            return ending
    raise _bad(f"Không trả lời được dạng «{wanted}».", f"There is no answer as “{wanted}”.")


def _read_wanted(asking: Asking, document: Mapping[str, JsonValue]) -> Wanted:
    response = document.get("response", "raw")
    if response not in {"raw", "document"}:
        raise _bad("«response» là raw hoặc document.", "“response” is raw or document.")
    return Wanted(_read_form(asking, document), "raw" if response == "raw" else "document")


def _by_reference(href: JsonValue) -> JsonValue:
    """Return what an address holds in itself; none is fetched, for that would let anybody ask in our name."""
    scheme, _, rest = href.partition(":") if isinstance(href, str) else ("", "", "")
    head, comma, body = rest.partition(",")
    if scheme.lower() != "data" or not comma:
        raise _bad(
            "Điều kiện gửi bằng địa chỉ (href) chỉ nhận địa chỉ «data:».",
            "An input by reference (href) is taken only as a “data:” address.",
        )
    try:
        packed = unquote_to_bytes(body)
        told: JsonValue = json.loads(base64.b64decode(packed) if head.endswith(";base64") else packed)
    except ValueError:
        raise _bad("Địa chỉ «data:» không chứa JSON.", "The “data:” address does not hold JSON.") from None
    return told


def _plain(value: JsonValue) -> JsonValue:
    """Return an input without what the standard wraps round it."""
    if isinstance(value, dict) and "href" in value and "value" not in value:
        return _by_reference(value["href"])
    if isinstance(value, dict) and "value" in value and not value.keys() - _QUALIFIED:
        return value["value"]
    return value


async def _read_request(asking: Asking, request: Request) -> tuple[dict[str, JsonValue], Wanted]:
    document = await read_document(request, asking.service.settings.most_body_bytes, (JSON,))
    given = document.get("inputs", {}) if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(given, dict):
        raise _bad(
            'Cần một đối tượng JSON: {"inputs": {...}}.', 'A JSON object is needed: {"inputs": {...}}.'
        )
    return {name: _plain(value) for name, value in given.items()}, _read_wanted(asking, document)


def _is_to_be_a_job(request: Request) -> bool:
    """Read the preference (RFC 7240). Raises BadHeaderError for one that nobody would write."""
    told = ",".join(request.headers.getlist("prefer"))
    if len(told) > _MOST_PREFER:
        raise BadHeaderError("Prefer", "quá dài", "is too long")
    return any(one.strip().partition(";")[0].strip().lower() == "respond-async" for one in told.split(","))


async def execute(asking: Asked, request: Request, processId: str) -> Reply:  # noqa: N803 - OGC's name
    """Run a report: `{"inputs": {...}}`, every input may be left out. With `Prefer: respond-async` as a job.

    Where a kept result was made by the same code from the same data and norms, it is answered at once: `kept` says so.
    """
    require(asking.user, "run", Everything())
    report = find_report(processId)
    given, wanted = await _read_request(asking, request)
    read_inputs(report, given)
    if _is_to_be_a_job(request):
        job = await ask_database(
            asking, lambda connection: submit(connection, asking.user, report.id, given, wanted.to_json())
        )
        where = asking.link("monitor", f"/jobs/{job.id}", str(job.id))["href"]
        headers = {"Location": where, "Preference-Applied": "respond-async"}
        body = to_json(status_info(asking, job))
        return Reply(body, JSON, status=201, keep="no-store", public=False, headers=headers)
    order = replace(
        order_of(asking, "report", wanted.form),
        report=report.id,
        inputs=given,
        keep=_said(asking, "keep"),
        anew=_said(asking, "anew"),
    )
    outcome = await carry_out(asking, request, order)
    reply = answer_as(wanted, outcome.body, outcome.media_type, outcome.file_name)
    if outcome.kept:
        where = asking.link("item", f"/results/{outcome.kept}", outcome.kept)["href"]
        reply.raw_headers.append((b"location", where.encode()))
    return reply


def _said(asking: Asking, name: str) -> bool:
    return asking.choice(name, ("false", "true")) == "true"


def register(app: FastAPI) -> None:
    """Add the door."""
    path = f"{PATH}/{{processId}}/execution"
    add_door(
        app, path, execute, _FORMAT, _KEEP, _ANEW, methods=["POST"], tags=["Reports"], operation_id="execute"
    )
