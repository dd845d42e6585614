"""What a process is told to do and what it answers, and how both go over a socket: JSON, then bytes."""

import asyncio
import json
import socket
import struct
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

from twin.access import User
from twin.errors import TwinError
from twin.jobs.words import error_of, refusal_of

_SIZES = struct.Struct("!IQ")


@dataclass(frozen=True)
class Order:
    """One thing to do.

    `prepare`: be ready for what takes long at first; `job`: run one that is kept; `report`: run one and answer; `kept`:
    answer with what was found before.
    """

    task: Literal["prepare", "job", "report", "kept"]
    url: str = ""
    job: str = ""
    result: str = ""
    attempt: int = 0
    report: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)
    form: str = "json"
    ward: tuple[str, str] = ("", "")
    user: str = ""
    roles: tuple[str, ...] = ()
    signed_in: bool = True
    keep: bool = False
    """Whether what a report finds is kept, and for how many days."""
    days: int = 30
    anew: bool = False
    """Whether it is run even where a kept result of the same data stands."""

    @property
    def asker(self) -> User:
        return User(self.user, frozenset(self.roles), self.signed_in)  # type: ignore[arg-type] # they were roles when sent

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        return cls(**{**told, "ward": tuple(told["ward"]), "roles": tuple(told["roles"])})


@dataclass(frozen=True)
class Outcome:
    """What came of an order: bytes of a media type under a file name, or a refusal in words."""

    body: bytes = b""
    media_type: str = ""
    file_name: str = ""
    kept: str = ""
    """The id of the kept result, where there is one."""
    error: str | None = None
    vi: str = ""
    en: str = ""

    @classmethod
    def refused(cls, error: TwinError) -> Self:
        """Return a refusal, by the name of its nearest class that everybody knows."""
        told = error_of(error)
        return cls(error=str(told["kind"]), vi=error.text.vi, en=error.text.en)

    @property
    def refusal(self) -> TwinError | None:
        if self.error is None:
            return None
        return refusal_of({"kind": self.error, "vi": self.vi, "en": self.en})


def _pack(told: dict[str, Any], body: bytes) -> bytes:
    head = json.dumps(told).encode()
    return _SIZES.pack(len(head), len(body)) + head + body


def pack_order(order: Order) -> bytes:
    """Return an order as it goes over the socket."""
    return _pack(asdict(order), b"")


async def read_outcome(reader: asyncio.StreamReader) -> Outcome:
    """Return the answer. Raises asyncio.IncompleteReadError where the process ended before it."""
    head_size, body_size = _SIZES.unpack(await reader.readexactly(_SIZES.size))
    head = json.loads(await reader.readexactly(head_size))
    return Outcome(body=await reader.readexactly(body_size), **head)


def read_order(line: socket.socket) -> Order | None:
    """Return the next order; None where nobody will give one any more."""
    sizes = _read(line, _SIZES.size)
    if len(sizes) < _SIZES.size:
        return None
    head = _read(line, _SIZES.unpack(sizes)[0])
    return Order.of(json.loads(head))


def _read(line: socket.socket, size: int) -> bytes:
    read = bytearray()
    while len(read) < size and (part := line.recv(size - len(read))):
        read += part
    return bytes(read)


def answer(line: socket.socket, outcome: Outcome) -> None:
    """Send what came of an order."""
    told = asdict(outcome)
    line.sendall(_pack({name: value for name, value in told.items() if name != "body"}, outcome.body))
