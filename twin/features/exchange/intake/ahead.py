"""Reading in one thread while the database writes in another."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")
_WAITING = 2
"""Batches made before they are asked for: more would only hold memory."""
_LOOK = 0.1


class _End:
    """What comes after the last item: how the reading ended."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


@contextmanager
def read_ahead(items: Iterator[Item]) -> Iterator[Iterator[Item]]:
    """Run an iterator in a thread of its own, a little ahead of whoever consumes it.

    What it raises is raised where it is consumed. When the block ends, the thread has ended too.
    """
    made: queue.Queue[Item | _End] = queue.Queue(_WAITING)
    over = threading.Event()
    thread = threading.Thread(target=_fill, args=(items, made, over), name="read ahead")
    thread.start()
    try:
        yield _take(made)
    finally:
        over.set()
        thread.join()


def _fill(items: Iterator[Item], made: "queue.Queue[Item | _End]", over: threading.Event) -> None:
    end = _End(None)
    try:
        for item in items:
            if not _put(made, item, over):
                break
    except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits for the items
        end = _End(error)
    _put(made, end, over)


def _put(made: "queue.Queue[Item | _End]", item: Item | _End, over: threading.Event) -> bool:
    while not over.is_set():
        try:
            made.put(item, timeout=_LOOK)
        except queue.Full:
            continue
        return True
    return False


def _take(made: "queue.Queue[Item | _End]") -> Iterator[Item]:
    while not isinstance(item := made.get(), _End):
        yield item
    if item.error is not None:
        raise item.error
