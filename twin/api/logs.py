"""The log: one line an event, as text for people or as JSON for programs, with the request that it belongs to.

No header, no query and no body is ever written: tokens travel in them.
"""

import json
import logging
import re
import secrets
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

from twin.settings import Settings

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
REQUESTS = logging.getLogger("twin.requests")
_GIVEN = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
_OWN = ("method", "path", "route", "status", "ms")


def request_id_of(given: bytes) -> str:
    """Return the id that a request brings along, where it can stand in a log, or a new one."""
    return given.decode("ascii") if _GIVEN.fullmatch(given) else secrets.token_hex(8)


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := REQUEST_ID.get():
            said["request_id"] = request_id
        said |= {name: getattr(record, name) for name in _OWN if hasattr(record, name)}
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        request_id = REQUEST_ID.get()
        # A line end in a path would make one event look like two.
        said = f"{record.levelname}: {record.getMessage()}".replace("\r", "\\r").replace("\n", "\\n")
        told = f"{said} [{request_id}]" if request_id else said
        return f"{told}\n{self.formatException(record.exc_info)}" if record.exc_info else told


def configure_logs(settings: Settings) -> None:
    """Write this process's log to stderr, as the settings say."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if settings.log_format == "json" else _Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    REQUESTS.setLevel(logging.INFO if settings.log_requests else logging.WARNING)
