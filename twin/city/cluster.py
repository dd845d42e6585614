"""Work shared out among the workers of a Dask scheduler (`TWIN_DASK`), ward by ward.

Where nobody answers, or no worker is left, the rest is done here: the numbers are the same, and the log says so.
What would be wrong instead of slow is refused in words: workers that run other code, a part that kills its workers.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from twin.analysis.parts import Found, Part, Parted, Told, Whole
from twin.analysis.projection import Shapes
from twin.city.code import code_version
from twin.errors import BadInputError, UnavailableError
from twin.settings import Settings
from twin.vocabulary import Text

if TYPE_CHECKING:
    from distributed import Client, Future

Progress = Callable[[float, Text], None]
_LOG = logging.getLogger(__name__)
_ANSWER_S, _JOIN_S, _ALONE_S = 5.0, 10.0, 10.0
"""Seconds to wait for the scheduler's answer, for the first worker, and for a new one once all have gone."""
_LOOK_S = 0.5
_AHEAD = 3
"""Parts given out for each thread: one that is done, one that is on its way, one that waits."""


class _GoneError(Exception):
    """The scheduler, or the last worker, is away."""


@dataclass
class Cluster:
    """The workers of one scheduler, such as `tcp://10.0.0.5:8786`; no connection is held between two pieces of work."""

    address: str
    join_s: float = _JOIN_S
    alone_s: float = _ALONE_S

    def share_out(
        self, work: Parted[Whole, Part, Found, Told], whole: Whole, areas: Shapes, progress: Progress
    ) -> Told:
        """Do the work part by part on the workers, and what they leave undone here.

        Raises UnavailableError where the workers run other code, or a part killed every worker that took it.
        """
        parts = work.split(whole, areas)
        if len(parts) < 2:  # noqa: PLR2004 - nothing to share
            return work.alone(whole)
        found: dict[int, Found] = {}
        try:
            self._give_out(work.solve, parts, found, progress)
        except _GoneError as error:
            self._complain(str(error), len(parts) - len(found))
        for number, part in enumerate(parts):
            if number not in found:
                progress(number / len(parts), _words(number, len(parts)))
                found[number] = work.solve(part)
        return work.join(whole, [found[number] for number in range(len(parts))])

    def _complain(self, why: str, left: int) -> None:
        _LOG.warning("TWIN_DASK %s: %s; %d parts are done here instead", self.address, why, left)

    def _give_out(
        self,
        solve: Callable[[Part], Found],
        parts: Sequence[Part],
        found: dict[int, Found],
        progress: Progress,
    ) -> None:
        """Fill `found`. Raises _GoneError where nobody is left to ask."""
        with _connect(self.address) as client:
            threads = _meet(client, self.join_s)
            waiting, pending = list(reversed(range(len(parts)))), dict[Any, int]()
            while waiting or pending:
                while waiting and len(pending) < _AHEAD * threads:
                    number = waiting.pop()
                    pending[client.submit(solve, parts[number], pure=False)] = number
                for future in self._wait(client, pending):
                    found[pending.pop(future)] = _take(future)
                progress(len(found) / len(parts), _words(len(found), len(parts)))

    def _wait(self, client: "Client", pending: "dict[Future[Any], int]") -> "list[Future[Any]]":
        """Return what is done. Raises _GoneError where no worker has been there for a while."""
        from distributed import wait

        until = time.monotonic() + self.alone_s
        while True:
            with suppress(TimeoutError), client.as_current():
                return list(wait(list(pending), timeout=_LOOK_S, return_when="FIRST_COMPLETED").done)
            if _count_threads(client):
                until = time.monotonic() + self.alone_s
            elif time.monotonic() > until:
                raise _GoneError("no worker is left")


def cluster_of(settings: Settings) -> Cluster | None:
    """Return the cluster that the settings name; None where this process does all."""
    return Cluster(settings.dask) if settings.dask else None


def _words(done: int, parts: int) -> Text:
    return Text(vi=f"Xong {done}/{parts} phần", en=f"{done} of {parts} parts done")


@contextmanager
def _connect(address: str) -> "Iterator[Client]":
    """Lend a connection. What breaks in it is a _GoneError."""
    try:
        from distributed import Client
        from distributed.comm import CommClosedError
    except ImportError:
        raise UnavailableError(
            vi="TWIN_DASK đã đặt nhưng chưa cài gói «distributed» (uv sync --group dask).",
            en="TWIN_DASK is set, but the package “distributed” is not installed (uv sync --group dask).",
        ) from None
    try:
        client: Client = Client(address, timeout=_ANSWER_S, set_as_default=False, heartbeat_interval=1000)
    except (OSError, TimeoutError) as error:
        raise _GoneError("nobody answers") from error
    except ValueError:
        raise _bad_address(address) from None
    try:
        yield client
    except (CancelledError, CommClosedError, OSError) as error:
        raise _GoneError("the scheduler has gone") from error
    finally:
        client.close(timeout=_ANSWER_S)


def _bad_address(address: str) -> BadInputError:
    return BadInputError(
        vi=f"TWIN_DASK «{address}» không phải địa chỉ: cần dạng tcp://máy:cổng.",
        en=f"TWIN_DASK “{address}” is no address: it must be like tcp://host:port.",
    )


def _meet(client: "Client", seconds: float) -> int:
    """Wait for a worker and return how many threads there are. Raises _GoneError and UnavailableError."""
    try:
        client.wait_for_workers(1, timeout=seconds)
    except TimeoutError as error:
        raise _GoneError("no worker is there") from error
    if _read_versions(client) != {code_version()}:
        raise UnavailableError(
            vi="Các máy trong TWIN_DASK chạy bản chương trình khác máy này: hãy cài cùng một bản.",
            en="The workers of TWIN_DASK run another version of the twin than this machine: install the same one.",
        )
    return max(_count_threads(client), 1)


def _read_versions(client: "Client") -> set[str]:
    try:
        return set(client.run(code_version).values())
    except ImportError:
        return set()  # a worker has no twin at all


def _count_threads(client: "Client") -> int:
    return sum(client.nthreads().values())


def _take(future: "Future[Any]") -> Any:
    """Return what a worker found. Raises UnavailableError for a part that killed every worker that took it."""
    from distributed import KilledWorker

    try:
        return future.result()
    except KilledWorker:
        raise UnavailableError(
            vi="Một phần việc làm sập mọi máy đã nhận nó (thường do thiếu bộ nhớ): hãy cho mỗi máy thêm bộ nhớ.",
            en="One part of the work killed every worker that took it (mostly for want of memory): give each more memory.",
        ) from None
