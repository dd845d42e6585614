"""The database goes away and comes back: a sentence meanwhile, and no trace of it afterwards."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

from twin.api.app import create_app
from twin.errors import UnavailableError
from twin.settings import Settings
from twin.store.database import connect

PATIENCE = 20.0
PATHS = [
    "/collections", "/collections/roads/items", "/collections/roads/items/1", "/catalogue", "/search?q=so",
    "/collections/roads/tiles/WebMercatorQuad/16/28854/52026", "/collections/roads/items/1/history",
]  # fmt: skip


@contextmanager
def away(postgis: Any, url: str) -> Iterator[None]:
    """Let nobody into one database, and throw out who is in it."""
    name = str(conninfo_to_dict(url)["dbname"])
    postgis.execute("ALTER DATABASE {name} ALLOW_CONNECTIONS false", name=name)
    literal = sql.Literal(name).as_string()
    postgis.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {literal}")
    try:
        yield
    finally:
        postgis.execute("ALTER DATABASE {name} ALLOW_CONNECTIONS true", name=name)


def wait_for(client: httpx.Client, path: str, status: int) -> httpx.Response:
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = client.get(path)
        if answer.status_code == status or time.monotonic() > deadline:
            return answer


def test_a_lost_database_is_said_and_a_found_one_served(
    postgis: Any, changing: Any, writer: httpx.Client
) -> None:
    tags = {path: wait_for(writer, path, 200).headers.get("etag") for path in PATHS}
    with away(postgis, changing.url):
        for path in PATHS:
            answer = wait_for(writer, path, 503)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), path
            assert answer.json()["detail_vi"].startswith("Cơ sở dữ liệu đang không trả lời")
            assert changing.url not in answer.text
            assert writer.get(path, headers={"If-None-Match": tags[path] or "x"}).status_code == 503
        sent = writer.patch(
            "/collections/roads/items/1", json={"type": "Feature", "properties": {"name": "x"}}
        )
        assert sent.status_code == 503
    for path in PATHS:
        assert wait_for(writer, path, 200).status_code == 200, path
    assert wait_for(writer, "/collections/roads/items/1", 200).json()["properties"]["name"] != "x"


def test_connections_that_died_unnoticed_are_replaced(
    postgis: Any, changing: Any, writer: httpx.Client
) -> None:
    """Nobody sees that the database was started anew between two requests."""
    for _ in range(3):
        assert wait_for(writer, "/collections/roads/items", 200).status_code == 200
        name = sql.Literal(conninfo_to_dict(changing.url)["dbname"]).as_string()
        postgis.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {name}")
        assert writer.get("/collections/roads/items").status_code == 200


def test_what_happened_while_nobody_listened_is_known(
    postgis: Any, changing: Any, writer: httpx.Client
) -> None:
    url = "/collections/schools/items"
    before = wait_for(writer, url, 200).json()["numberReturned"]
    with away(postgis, changing.url):
        assert wait_for(writer, url, 503).status_code == 503
    with connect(changing.url) as connection:
        connection.execute("DELETE FROM city.schools WHERE id = 1")
    assert wait_for(writer, url, 200).json()["numberReturned"] == before - 1


async def start(app: FastAPI) -> None:
    async with app.router.lifespan_context(app):
        pass


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (None, "TWIN_DATABASE_URL"),
        ("postgresql://twin:secret@127.0.0.1:9/nowhere", "cannot be reached"),
    ],
)
def test_a_start_without_a_database_is_refused_in_a_sentence(url: str | None, words: str) -> None:
    app = create_app(Settings(database_url=SecretStr(url) if url else None))
    with pytest.raises(UnavailableError, match=words) as refused:
        asyncio.run(start(app))
    assert "secret" not in str(refused.value)


def test_a_database_without_our_tables_is_named(empty_database: str) -> None:
    app = create_app(Settings(database_url=SecretStr(empty_database)))
    with pytest.raises(UnavailableError, match="twin migrate"):
        asyncio.run(start(app))


def test_the_server_is_told_a_sentence_and_no_traceback() -> None:
    """What uvicorn writes is the message of `lifespan.startup.failed`."""
    app = create_app(Settings(database_url=None))
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "lifespan.startup"}

    async def send(message: Any) -> None:
        told.append(message)

    with pytest.raises(UnavailableError):
        asyncio.run(app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send))
    assert [message["type"] for message in told] == ["lifespan.startup.failed"]
    assert "TWIN_DATABASE_URL" in told[0]["message"]
    assert "Traceback" not in told[0]["message"]


def test_a_statement_that_fails_is_not_the_readers_fault(changing: Any, writer: httpx.Client) -> None:
    with psycopg.connect(changing.url, autocommit=True) as connection:
        connection.execute("ALTER TABLE city.waste_points RENAME TO gone")
        try:
            answer = writer.get("/collections/waste_points/items")
        finally:
            connection.execute("ALTER TABLE city.gone RENAME TO waste_points")
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:twin:internal")
    assert "gone" not in answer.text
    assert "Traceback" not in answer.text
