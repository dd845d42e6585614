"""Tiles that were made before, kept in memory as long as what they show has not changed."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from twin.api.coding import SMALLEST, Coding, encode
from twin.features.grids import Tile
from twin.features.tiles import View

ENTRY_BYTES = 400
"""What an entry costs beside its body."""

Key = tuple[tuple[str, ...], Tile, View | None, Coding]
"""Layers, place, the time that was asked for (None: today), and how it is sent."""


@dataclass(frozen=True)
class KeptTile:
    """A tile's body, in the coding in which it is sent. `stamp` names the state of the layer that it shows."""

    stamp: str
    body: bytes
    coding: Coding


class TileCache:
    """The least recently used go first when the bytes run out. A tile that many ask for is made once."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Key, KeptTile] = OrderedDict()
        self._being_made: dict[tuple[Key, str], asyncio.Task[KeptTile]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def bytes_kept(self) -> int:
        return self._bytes

    def find(self, key: Key, stamp: str) -> KeptTile | None:
        """Return the tile if it is kept and still shows the layer as it is."""
        kept = self._kept.get(key)
        if kept is None or kept.stamp != stamp:
            return None
        self._kept.move_to_end(key)
        return kept

    async def make(self, key: Key, stamp: str, read: Callable[[], Awaitable[bytes]]) -> KeptTile:
        """Read a tile, encode it and keep it; whoever asks for it meanwhile waits for the same."""
        named = (key, stamp)
        task = self._being_made.get(named)
        if task is None:
            task = asyncio.create_task(self._make(key, stamp, read))
            self._being_made[named] = task
            task.add_done_callback(lambda _done: self._being_made.pop(named, None))
        # One who asked may leave; the others still want it.
        return await asyncio.shield(task)

    async def _make(self, key: Key, stamp: str, read: Callable[[], Awaitable[bytes]]) -> KeptTile:
        made = await pack(await read(), stamp, key[-1])
        self._keep(key, made)
        return made

    def _keep(self, key: Key, made: KeptTile) -> None:
        old = self._kept.pop(key, None)
        if old is not None:
            self._bytes -= len(old.body) + ENTRY_BYTES
        self._kept[key] = made
        self._bytes += len(made.body) + ENTRY_BYTES
        while self._bytes > self._most_bytes:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= len(gone.body) + ENTRY_BYTES


async def pack(body: bytes, stamp: str, coding: Coding) -> KeptTile:
    """Encode a tile's body where that gains anything."""
    used: Coding = coding if len(body) >= SMALLEST else "identity"
    return KeptTile(stamp, await encode(body, used), used)
