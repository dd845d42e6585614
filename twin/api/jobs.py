"""OGC API - Processes: what was taken on as a job: listed, followed, its results, dismissed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import FastAPI, Request

from twin.access import Everything, require
from twin.api.doors import ONLY_JSON, Asked, Asking, add_door
from twin.api.outputs import Wanted, answer_as
from twin.api.parameters import BadParameterError, described, read_limit, read_whole
from twin.api.replies import JSON, Reply, to_json
from twin.api.results import PATH as RESULTS_PATH
from twin.api.results import ask_database
from twin.api.working import carry_out, order_of
from twin.city.keeping import read_told
from twin.errors import ResultNotReadyError
from twin.features.submission import LOCAL_TIME
from twin.jobs.job import STATE_WORDS, STATES, Chosen, Job, State, dismiss, find, list_jobs, read_id
from twin.jobs.words import refusal_of
from twin.vocabulary import Text

PATH = "/jobs"
TITLE = Text(vi="Các việc chạy nền", en="Jobs")
_REL = "http://www.opengis.net/def/rel/ogc/1.0"
LANDING_LINK = (f"{_REL}/job-list", PATH, TITLE, JSON)
MOST_LISTED, LISTED = 10_000, 10


def _asked(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


_LISTS: dict[str, Any] = {"style": "form", "explode": False}
PARAMETERS = (
    _asked(
        "type", "Only jobs of this type; all are `process`.", {"type": "array", "items": {"type": "string"}}
    )
    | _LISTS,
    _asked("processID", "Only jobs of these reports.", {"type": "array", "items": {"type": "string"}})
    | _LISTS,
    _asked(
        "status",
        "Only jobs in these states.",
        {"type": "array", "items": {"type": "string", "enum": list(STATES)}},
    )
    | _LISTS,
    described(
        "datetime", description="Only jobs that were asked for at this moment, or within this interval."
    ),
    _asked("minDuration", "Only jobs that have run for at least so many seconds.", {"type": "integer"}),
    _asked("maxDuration", "Only jobs that have run for at most so many seconds.", {"type": "integer"}),
    described(
        "limit",
        description="At most so many jobs.",
        schema={"type": "integer", "minimum": 1, "maximum": MOST_LISTED, "default": LISTED},
    ),
    described("offset"),
)


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _links(asking: Asking, job: Job) -> list[dict[str, str]]:
    path, title = f"{PATH}/{job.id}", asking.say(STATE_WORDS[job.state])
    links = [asking.link("self", path, title), asking.link("up", PATH, asking.say(TITLE))]
    if job.state == "successful":
        links.append(asking.link(f"{_REL}/results", f"{path}/results", asking.say(_RESULTS)))
    if job.result is not None:
        links.append(asking.link("item", f"{RESULTS_PATH}/{job.result}", asking.say(_RESULTS)))
    if job.state == "failed":
        links.append(
            asking.link(
                f"{_REL}/exceptions",
                f"{path}/results",
                asking.say(STATE_WORDS["failed"]),
                "application/problem+json",
            )
        )
    return links


_RESULTS = Text(vi="Kết quả", en="Results")


def status_info(asking: Asking, job: Job) -> dict[str, Any]:
    """Return a job as the standard tells it, and in both languages what is being done."""
    told = {
        "processID": job.what,
        "type": "process",
        "jobID": str(job.id),
        "status": job.state,
        "message": asking.say(job.words),
        "message_vi": job.words.vi,
        "message_en": job.words.en,
        "created": _moment(job.created_at),
        "started": _moment(job.started_at),
        "finished": _moment(job.finished_at),
        "updated": _moment(job.updated_at),
        "progress": job.progress,
        "attempts": job.attempts,
        "result": None if job.result is None else str(job.result),
        "schedule": job.schedule,
        "links": _links(asking, job),
    }
    return {name: value for name, value in told.items() if value is not None}


def _read_list(given: Mapping[str, str], name: str) -> tuple[str, ...] | None:
    return tuple(given[name].split(",")) if name in given else None


def _read_states(given: Mapping[str, str]) -> tuple[State, ...] | None:
    named = _read_list(given, "status")
    if named is None:
        return None
    known: dict[str, State] = {state: state for state in STATES}
    if any(name not in known for name in named):
        listed = ", ".join(STATES)
        raise BadParameterError("status", f"chỉ nhận: {listed}", f"takes only: {listed}")
    return tuple(known[name] for name in named)


def _read_instants(text: str | None) -> tuple[datetime | None, datetime | None]:
    """Return the first and last moment of `datetime`: an instant or an interval; a day is all of it."""
    if text is None:
        return None, None
    first, slash, last = text.partition("/")
    since, until = _instant(first, time.min), _instant(last if slash else first, time.max)
    if (since is None and until is None) or (since and until and since > until):
        raise _bad_time()
    return since, until


def _bad_time() -> BadParameterError:
    examples = "2026-03-31, 2026-03-31T08:00:00Z, 2026-03-01/2026-03-31, ../2026-03-31"
    return BadParameterError("datetime", f"phải có dạng: {examples}", f"must look like: {examples}")


def _instant(text: str, of_day: time) -> datetime | None:
    if text in {"", ".."}:
        return None
    try:
        # A plus sign that was not encoded has become a space on its way.
        moment = datetime.fromisoformat(text.upper().replace(" ", "+"))
    except ValueError:
        raise _bad_time() from None
    if "T" not in text.upper():
        moment = datetime.combine(moment.date(), of_day)
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_TIME)


def _read_chosen(given: Mapping[str, str]) -> Chosen:
    since, until = _read_instants(given.get("datetime"))
    kinds = _read_list(given, "type")
    return Chosen(
        states=() if kinds is not None and "process" not in kinds else _read_states(given),
        reports=_read_list(given, "processID"),
        since=since,
        until=until,
        shortest=read_whole(given, "minDuration", 0, 0) if "minDuration" in given else None,
        longest=read_whole(given, "maxDuration", 0, 0) if "maxDuration" in given else None,
    )


def _read_number(asking: Asking, job_id: str) -> UUID:
    """Return the id, to whoever may run reports. Raises UnauthenticatedError, ForbiddenError, NoSuchJobError."""
    require(asking.user, "run", Everything())
    return read_id(job_id)


async def jobs(asking: Asked) -> Reply:
    """List the asker's jobs, the newest first; an admin's list has everybody's."""
    given = asking.given
    chosen, limit = _read_chosen(given), read_limit(given, MOST_LISTED, LISTED)
    offset = read_whole(given, "offset", 0, 0)
    found = await ask_database(
        asking, lambda connection: list_jobs(connection, asking.user, chosen, limit + 1, offset)
    )
    links = [asking.link("self", PATH, asking.say(TITLE))]
    for rel, there, start in (
        ("next", len(found) > limit, offset + limit),
        ("prev", offset > 0, max(offset - limit, 0)),
    ):
        if there:
            query = urlencode({**given, "limit": str(limit), "offset": str(start)}, safe=",/:")
            links.append(asking.link(rel, f"{PATH}?{query}", rel))
    told = [status_info(asking, job) for job in found[:limit]]
    return asking.reply({"title": asking.say(TITLE), "jobs": told, "links": links})


async def status(asking: Asked, jobID: str) -> Reply:  # noqa: N803 - OGC's name
    """Tell how far a job is."""
    number = _read_number(asking, jobID)
    job = await ask_database(asking, lambda connection: find(connection, asking.user, number))
    return asking.reply(status_info(asking, job))


async def dismissed(asking: Asked, jobID: str) -> Reply:  # noqa: N803 - OGC's name
    """Stop a job that waits or runs; let go of the result of one that is done."""
    number = _read_number(asking, jobID)
    job = await ask_database(asking, lambda connection: dismiss(connection, asking.user, number))
    return asking.reply(status_info(asking, job))


def _not_ready(job: Job) -> ResultNotReadyError:
    state = STATE_WORDS[job.state]
    return ResultNotReadyError(vi=f"Chưa có kết quả: {state.vi}.", en=f"There is no result: {state.en}.")


async def results(asking: Asked, request: Request, jobID: str) -> Reply:  # noqa: N803 - OGC's name
    """Answer with what a job found, in the form that was asked for with it; of one that failed, with why."""
    number = _read_number(asking, jobID)
    job = await ask_database(asking, lambda connection: find(connection, asking.user, number))
    if job.error is not None:
        raise refusal_of(job.error)
    if job.result is None:
        raise _not_ready(job)
    wanted, result = Wanted.of(job.asked), job.result
    if wanted.form == "json":
        told = await ask_database(asking, lambda connection: read_told(connection, asking.user, result))
        return answer_as(wanted, to_json(told), JSON, "")
    order = replace(order_of(asking, "kept", wanted.form), result=str(result))
    outcome = await carry_out(asking, request, order)
    return answer_as(wanted, outcome.body, outcome.media_type, outcome.file_name)


def register(app: FastAPI) -> None:
    """Add the doors."""
    one = f"{PATH}/{{jobID}}"
    add_door(app, PATH, jobs, *PARAMETERS, tags=["Jobs"], operation_id="getJobs")
    add_door(app, one, status, tags=["Jobs"], operation_id="getStatus")
    add_door(app, one, dismissed, methods=["DELETE"], tags=["Jobs"], operation_id="dismiss")
    add_door(app, f"{one}/results", results, forms=ONLY_JSON, tags=["Jobs"], operation_id="getResult")
