"""Files behind updates and reported values: sent as they are, listed, handed out for saving and never as a page."""

from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request

from twin.api.bodies import read_bytes
from twin.api.doors import ONLY_JSON, Asked, Asking, add_door
from twin.api.edits import CREATED, NO_CONTENT
from twin.api.parameters import BadParameterError
from twin.api.programme.addresses import ROOT
from twin.api.programme.questions import described_word
from twin.api.replies import JSON, Reply, to_json
from twin.errors import NotFoundError
from twin.features.query import read_item
from twin.features.writable import require_writable
from twin.programme.evidence import (
    Evidence,
    SentFile,
    keep_evidence,
    list_evidence,
    read_evidence,
    remove_evidence,
)
from twin.programme.media import LARGEST, LONGEST_NAME
from twin.programme.records import LONGEST_ID, find_record, find_register
from twin.programme.screen.record import EvidenceEntry
from twin.vocabulary import Layer

FILES = f"{ROOT}/{{reported:reported}}/{{key}}/evidence"
FILE = f"{FILES}/{{evidenceId}}"


def entry_of(base: str, register: str, found: Evidence) -> EvidenceEntry:
    """Return what a screen needs of a file; `register` by its short name."""
    return EvidenceEntry(
        id=found.id,
        name=found.file_name,
        href=f"{base}/api{ROOT}/{register}/{found.record_id}/evidence/{found.id}",
        type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        created_at=found.created_at.isoformat(),
        created_by=found.created_by,
    )


async def _record(asking: Asking, reported: str, key: str) -> tuple[Layer, int]:
    """Return the register and the id of a record that there is."""
    register = find_register(reported)
    identifier = await find_record(asking.service.pool, asking.user, register, key)
    return register, identifier


async def files(asking: Asked, reported: str, key: str) -> Reply:
    """List the files that stand behind a record."""
    register, identifier = await _record(asking, reported, key)
    await read_item(asking.service.pool, asking.user, register, identifier)
    found = await list_evidence(asking.service.pool, asking.user, register, identifier)
    told = [entry_of(asking.base, reported, one).model_dump(mode="json") for one in found]
    return asking.reply(told)


async def keep(asking: Asked, request: Request, reported: str, key: str) -> Reply:
    """Keep a file behind a record: the body is the file, `name` what it is called. Its bytes say what it is."""
    register = find_register(reported)
    require_writable(asking.user, register)
    name = asking.given.get("name", "")
    if not name.strip():
        raise BadParameterError("name", "phải là tên tệp", "must be the file's name")
    _, identifier = await _record(asking, reported, key)
    content = await read_bytes(request, LARGEST)
    found = await keep_evidence(
        asking.service.pool, asking.user, register, identifier, SentFile(name, content)
    )
    entry = entry_of(asking.base, reported, found)
    headers = {"Location": entry.href}
    return Reply(to_json(entry.model_dump(mode="json")), JSON, status=CREATED, public=False, headers=headers)


async def _found(asking: Asking, reported: str, key: str, evidence_id: str) -> tuple[Layer, Evidence, bytes]:
    """Return a file that stands behind this record. Raises NotFoundError."""
    register, identifier = await _record(asking, reported, key)
    if not (evidence_id.isascii() and evidence_id.isdigit() and len(evidence_id) <= LONGEST_ID):
        raise _no_such_file(evidence_id)
    found, content = await read_evidence(asking.service.pool, asking.user, register, int(evidence_id))
    if found.record_id != identifier:
        raise _no_such_file(evidence_id)
    return register, found, content


def _no_such_file(evidence_id: str) -> NotFoundError:
    shown = evidence_id[:40]
    return NotFoundError(
        vi=f"Không có tệp minh chứng «{shown}».", en=f"There is no file of evidence “{shown}”."
    )


async def content(asking: Asked, reported: str, key: str, evidenceId: str) -> Reply:  # noqa: N803 - as its address says
    """Hand out a file, to be saved; as what its bytes are."""
    _, found, body = await _found(asking, reported, key, evidenceId)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.file_name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    tag = f'"{found.sha256[:32]}"'
    return Reply(body, found.media_type, tag=tag, public=False, headers=headers)


async def remove(asking: Asked, reported: str, key: str, evidenceId: str) -> Reply:  # noqa: N803 - as its address says
    """Take a file from behind a record: it is marked, and kept as proof."""
    require_writable(asking.user, find_register(reported))
    register, found, _ = await _found(asking, reported, key, evidenceId)
    await remove_evidence(asking.service.pool, asking.user, register, found.id)
    return Reply(b"", JSON, status=NO_CONTENT, public=False)


def register(app: FastAPI) -> None:
    """Add the doors."""
    name = described_word("name", "What the file is called.", minLength=1, maxLength=LONGEST_NAME)
    listing: dict[str, Any] = {"operation_id": "getEvidence", "response_model": list[EvidenceEntry]}
    add_door(app, FILES, files, forms=ONLY_JSON, tags=["Programme"], **listing)
    keeping: dict[str, Any] = {"operation_id": "addEvidence", "response_model": EvidenceEntry}
    add_door(
        app,
        FILES,
        keep,
        {**name, "required": True},
        methods=["POST"],
        status_code=CREATED,
        tags=["Programme"],
        **keeping,
    )
    add_door(app, FILE, content, forms=ONLY_JSON, tags=["Programme"], operation_id="getEvidenceFile")
    add_door(
        app,
        FILE,
        remove,
        methods=["DELETE"],
        status_code=NO_CONTENT,
        tags=["Programme"],
        operation_id="removeEvidence",
    )
