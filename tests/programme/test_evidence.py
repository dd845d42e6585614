"""Evidence behind an update: kept as what it is, listed, handed out again, removed and still kept."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
from pydantic import JsonValue

from twin.access import User, anonymous, machine_owner
from twin.errors import ForbiddenError, NotFoundError, TwinError, UnauthenticatedError, UnsupportedMediaError
from twin.features.edit import Sent, Target, create_item, delete_item
from twin.programme.evidence import SentFile, keep_evidence, list_evidence, read_evidence, remove_evidence
from twin.registers import registers
from twin.store.database import Pool, connect, open_pool

UPDATES, VALUES = registers()["programme_updates"], registers()["programme_values"]
OFFICER = User("can-bo", frozenset({"editor"}))
VIEWER = User("nguoi-xem", frozenset({"viewer"}))
PDF = b"%PDF-1.7\n%%EOF\n"
REPORT = SentFile("Biên bản ngõ 99.pdf", PDF)
Answer = TypeVar("Answer")


def ask(url: str, question: Callable[[Pool], Awaitable[Answer]]) -> Answer:
    async def run() -> Answer:
        pool = await open_pool(url, 4, least=4)
        try:
            return await question(pool)
        finally:
            await pool.close()

    return asyncio.run(run())


async def report(pool: Pool) -> int:
    told = {"task": "III.8", "reported_on": "2026-09-25", "text": "Đã nạo vét cống"}
    document: JsonValue = {"type": "Feature", "geometry": None, "properties": dict(told)}
    return (await create_item(pool, machine_owner("test"), UPDATES, Sent(document))).id


def test_a_file_is_kept_listed_and_handed_out_as_what_it_is(database: str) -> None:
    async def story(pool: Pool) -> None:
        record = await report(pool)
        kept = await keep_evidence(pool, OFFICER, UPDATES, record, REPORT)
        assert (kept.file_name, kept.media_type, kept.size) == (REPORT.name, "application/pdf", len(PDF))
        assert (kept.created_by, kept.removed_at) == ("can-bo", None)
        assert kept.sha256 == hashlib.sha256(PDF).hexdigest()
        assert await list_evidence(pool, VIEWER, UPDATES, record) == [kept]
        assert await read_evidence(pool, VIEWER, UPDATES, kept.id) == (kept, PDF)
        assert await list_evidence(pool, VIEWER, VALUES, record) == []

    ask(database, story)


def test_the_same_file_is_kept_once_also_when_it_is_sent_twice_at_once(database: str) -> None:
    async def story(pool: Pool) -> None:
        record = await report(pool)
        sent = [keep_evidence(pool, OFFICER, UPDATES, record, REPORT) for _ in range(4)]
        assert len({kept.id for kept in await asyncio.gather(*sent)}) == 1
        renamed = await keep_evidence(pool, OFFICER, UPDATES, record, SentFile("ban-sao.pdf", PDF))
        assert [one.id for one in await list_evidence(pool, VIEWER, UPDATES, record)][-1] == renamed.id

    ask(database, story)


def test_a_removed_file_is_marked_and_kept(database: str) -> None:
    async def story(pool: Pool) -> None:
        record = await report(pool)
        kept = await keep_evidence(pool, OFFICER, UPDATES, record, REPORT)
        removed = await remove_evidence(pool, User("lanh-dao", frozenset({"editor"})), UPDATES, kept.id)
        assert (removed.removed_by, removed.removed_at is not None) == ("lanh-dao", True)
        assert await list_evidence(pool, VIEWER, UPDATES, record) == []
        assert await list_evidence(pool, VIEWER, UPDATES, record, with_removed=True) == [removed]
        assert await read_evidence(pool, VIEWER, UPDATES, kept.id) == (removed, PDF)
        with pytest.raises(NotFoundError):
            await remove_evidence(pool, OFFICER, UPDATES, kept.id)
        assert (await keep_evidence(pool, OFFICER, UPDATES, record, REPORT)).id != kept.id

    ask(database, story)


def test_files_outlive_the_record_that_they_stand_behind(database: str) -> None:
    async def story(pool: Pool) -> None:
        record = await report(pool)
        kept = await keep_evidence(pool, OFFICER, UPDATES, record, REPORT)
        await delete_item(pool, OFFICER, UPDATES, Target(record))
        assert await list_evidence(pool, VIEWER, UPDATES, record) == [kept]

    ask(database, story)


Refused = Callable[[Pool, int], Awaitable[object]]
REFUSED: dict[str, tuple[Refused, type[TwinError]]] = {
    "a viewer keeps": (
        lambda pool, record: keep_evidence(pool, VIEWER, UPDATES, record, REPORT),
        ForbiddenError,
    ),
    "nobody keeps": (
        lambda pool, record: keep_evidence(pool, anonymous(public_reading=True), UPDATES, record, REPORT),
        UnauthenticatedError,
    ),
    "nobody reads": (
        lambda pool, record: list_evidence(pool, anonymous(public_reading=False), UPDATES, record),
        UnauthenticatedError,
    ),
    "a viewer removes": (lambda pool, _: remove_evidence(pool, VIEWER, UPDATES, 1), ForbiddenError),
    "no such record": (
        lambda pool, record: keep_evidence(pool, OFFICER, UPDATES, record + 1, REPORT),
        NotFoundError,
    ),
    "no such register's record": (
        lambda pool, record: keep_evidence(pool, OFFICER, VALUES, record, REPORT),
        NotFoundError,
    ),
    "no such file": (lambda pool, _: read_evidence(pool, VIEWER, UPDATES, 10**18), NotFoundError),
    "a page in a PDF's name": (
        lambda pool, record: keep_evidence(pool, OFFICER, UPDATES, record, SentFile("a.pdf", b"<html>")),
        UnsupportedMediaError,
    ),
}


@pytest.mark.parametrize(("asked", "refusal"), REFUSED.values(), ids=list(REFUSED))
def test_what_may_not_be_is_refused_and_nothing_is_stored(
    database: str, asked: Refused, refusal: type[TwinError]
) -> None:
    async def story(pool: Pool) -> None:
        record = await report(pool)
        with pytest.raises(refusal):
            await asked(pool, record)

    ask(database, story)
    with connect(database) as connection:
        assert connection.execute("SELECT FROM city_store.evidence").fetchone() is None
