"""Tiles kept in memory: the bytes are bounded, and what many ask for is made once."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from twin.api.coding import choose_coding, encode
from twin.api.tile_cache import ENTRY_BYTES, Key, TileCache
from twin.features.grids import Tile


def key(column: int) -> Key:
    return (("roads",), Tile(10, 1, column), None, "identity")


def giving(body: bytes) -> Callable[[], Awaitable[bytes]]:
    async def read() -> bytes:
        return body

    return read


def test_the_least_used_go_first_when_the_bytes_run_out() -> None:
    async def scene() -> None:
        cache = TileCache(most_bytes=3 * (100 + ENTRY_BYTES))
        for column in range(3):
            await cache.make(key(column), "1", giving(bytes(100)))
        assert cache.find(key(0), "1")
        await cache.make(key(3), "1", giving(bytes(100)))
        assert [cache.find(key(column), "1") is not None for column in range(4)] == [True, False, True, True]
        assert cache.bytes_kept == 3 * (100 + ENTRY_BYTES)

    asyncio.run(scene())


def test_a_tile_of_an_older_state_is_not_found_and_is_replaced() -> None:
    async def scene() -> None:
        cache = TileCache(2**20)
        await cache.make(key(0), "1", giving(b"old"))
        assert cache.find(key(0), "2") is None
        await cache.make(key(0), "2", giving(b"new"))
        kept = cache.find(key(0), "2")
        assert kept is not None
        assert (kept.body, len(cache), cache.bytes_kept) == (b"new", 1, 3 + ENTRY_BYTES)

    asyncio.run(scene())


def test_what_many_ask_for_at_once_is_made_once() -> None:
    async def scene() -> None:
        cache, begun, may_end = TileCache(2**20), 0, asyncio.Event()

        async def read() -> bytes:
            nonlocal begun
            begun += 1
            await may_end.wait()
            return b"tile"

        asking = [asyncio.create_task(cache.make(key(0), "1", read)) for _ in range(20)]
        await asyncio.sleep(0)
        asking[0].cancel()
        may_end.set()
        made = await asyncio.gather(*asking, return_exceptions=True)
        assert begun == 1
        assert isinstance(made[0], asyncio.CancelledError)
        assert {tile.body for tile in made[1:] if not isinstance(tile, BaseException)} == {b"tile"}

    asyncio.run(scene())


def test_a_tile_that_failed_is_tried_anew() -> None:
    async def scene() -> None:
        cache = TileCache(2**20)

        async def fail() -> bytes:
            raise LookupError

        with pytest.raises(LookupError):
            await cache.make(key(0), "1", fail)
        assert (await cache.make(key(0), "1", giving(b"tile"))).body == b"tile"

    asyncio.run(scene())


@given(st.binary(max_size=200_000))
def test_a_coding_loses_nothing(body: bytes) -> None:
    async def scene() -> None:
        assert await encode(body, "identity") == body
        assert zlib.decompress(await encode(body, "gzip"), 16 + zlib.MAX_WBITS) == body
        assert (
            zstandard.ZstdDecompressor().decompress(await encode(body, "zstd"), max_output_size=300_000)
            == body
        )

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (b"gzip, deflate, br, zstd", "zstd"), (b"gzip, deflate", "gzip"), (b"", "identity"), (b"br", "identity"), (b"*", "zstd"),
        (b"*;q=0", "identity"), (b"zstd;q=0, gzip;q=0.5", "gzip"), (b"GZIP;Q=1", "gzip"), (b"gzip;q=x", "identity"), (b"\xff", "identity"),
    ],
)  # fmt: skip
def test_the_best_coding_that_is_taken_is_chosen(accepted: bytes, coding: str) -> None:
    assert choose_coding(accepted) == coding
