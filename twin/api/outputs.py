"""How a result is answered with, as OGC API - Processes has it: bare, or as the outputs of a document."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import JsonValue

from twin.api.replies import JSON, Reply, to_json

OUTPUT = "result"
"""What the one output of every process is called."""


@dataclass(frozen=True)
class Wanted:
    """How an answer is wanted: in which form, bare or in a document of outputs."""

    form: str
    response: Literal["raw", "document"]

    def to_json(self) -> dict[str, JsonValue]:
        return {"form": self.form, "response": self.response}

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Wanted":
        """Return what `to_json` wrote down; what a schedule asks says nothing."""
        return cls(told.get("form", "json"), told.get("response", "raw"))


def answer_as(wanted: Wanted, body: bytes, media_type: str, file_name: str) -> Reply:
    """Return what was worked out: bare, or as the outputs of a document."""
    if wanted.response == "raw":
        headers = (
            {} if wanted.form == "json" else {"Content-Disposition": f'attachment; filename="{file_name}"'}
        )
        return Reply(body, media_type, keep="no-store", public=False, headers=headers)
    bare = media_type.partition(";")[0]
    if bare.endswith("json"):
        # The bytes are JSON already and may be many: they are not read only to be written again.
        head = to_json({"mediaType": bare})[:-1] + b',"value":'
        told = b'{"' + OUTPUT.encode() + b'":' + head + body + b"}}"
        return Reply(told, JSON, keep="no-store", public=False)
    value = {"value": base64.b64encode(body).decode(), "mediaType": bare, "encoding": "base64"}
    return Reply(to_json({OUTPUT: value}), JSON, keep="no-store", public=False)
