"""What a process knows of the city without asking."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from twin.features.watch import Change, Lost, News, Resync, Watch
from twin.layers import built_in_layers
from twin.store.database import connect, open_pool
from twin.store.registry import add_layer, remove_layer, restore_layer

PATIENCE = 15
POINT = "SRID=4326;POINT(105.79 21.01)"
TREES = built_in_layers()["cameras"].model_copy(update={"id": "trees", "run_time": True})


async def heard(queue: asyncio.Queue[News]) -> News:
    async with asyncio.timeout(PATIENCE):
        return await queue.get()


def watching(url: str, scene: Callable[[Watch, asyncio.Queue[News]], Awaitable[None]]) -> None:
    async def run() -> None:
        watch, queue = Watch(url), asyncio.Queue[News]()
        async with watch.watching():
            assert watch.fresh
            with watch.listening(queue.put_nowait):
                await scene(watch, queue)
        assert not watch.fresh

    asyncio.run(run())


def add_camera(url: str) -> None:
    with connect(url) as connection:
        connection.execute("INSERT INTO city.cameras (name, geom) VALUES ('x', %s)", (POINT,))


def test_a_change_raises_the_version_of_its_layer_alone(database: str) -> None:
    layers = built_in_layers()

    async def scene(watch: Watch, queue: asyncio.Queue[News]) -> None:
        before = dict(watch.versions)
        add_camera(database)
        news = await heard(queue)
        assert isinstance(news, Change)
        assert (news.layer, news.version) == ("cameras", before["cameras"] + 1)
        assert watch.versions == before | {"cameras": before["cameras"] + 1}
        assert watch.version_of(layers["cameras"]) == news.version

    watching(database, scene)


def test_layers_of_staff_come_and_go(database: str) -> None:
    async def scene(watch: Watch, queue: asyncio.Queue[News]) -> None:
        built_in = dict(watch.layers)
        for change, there in ((add_layer, True), (remove_layer, False), (restore_layer, True)):
            with connect(database) as connection:
                change(connection, TREES if change is add_layer else TREES.id)  # type: ignore[arg-type]
            assert isinstance(await heard(queue), Resync)
            assert (TREES.id in watch.layers) is there
        assert all(watch.layers[name] is layer for name, layer in built_in.items())

    watching(database, scene)


def test_a_layer_that_stayed_as_it_was_stays_the_same_object(database: str) -> None:
    with connect(database) as connection:
        add_layer(connection, TREES)

    async def scene(watch: Watch, queue: asyncio.Queue[News]) -> None:
        before = watch.layers[TREES.id]
        with connect(database) as connection:
            add_layer(connection, TREES.model_copy(update={"id": "others"}))
        await heard(queue)
        assert watch.layers[TREES.id] is before

    watching(database, scene)


def test_a_declaration_that_cannot_be_read_hides_one_layer_and_stops_nothing(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    with connect(database) as connection:
        add_layer(connection, TREES)
        connection.execute(
            "INSERT INTO city_store.layers (id, declaration) VALUES ('later', '{\"of\": \"a later version\"}')"
        )

    async def scene(watch: Watch, _queue: asyncio.Queue[News]) -> None:
        assert TREES.id in watch.layers
        assert "later" not in watch.layers

    watching(database, scene)
    assert "a run-time layer cannot be read" in caplog.text


def test_a_lost_connection_is_noticed_and_what_was_missed_is_read(postgis: Any, database: str) -> None:
    name = str(conninfo_to_dict(database)["dbname"])
    literal = sql.Literal(name).as_string()

    async def scene(watch: Watch, queue: asyncio.Queue[News]) -> None:
        before = watch.versions["cameras"]
        postgis.execute("ALTER DATABASE {name} ALLOW_CONNECTIONS false", name=name)
        postgis.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {literal}")
        assert isinstance(await heard(queue), Lost)
        assert not watch.fresh
        postgis.execute("ALTER DATABASE {name} ALLOW_CONNECTIONS true", name=name)
        add_camera(database)
        assert isinstance(await heard(queue), Resync)
        assert watch.fresh
        assert watch.versions["cameras"] == before + 1

    watching(database, scene)


def test_a_version_that_was_heard_of_elsewhere_is_looked_up(database: str) -> None:
    async def scene(watch: Watch, _queue: asyncio.Queue[News]) -> None:
        pool = await open_pool(database, 1)
        cameras = watch.layers["cameras"]
        watch.versions["cameras"] = -1
        await watch.look_up(pool, cameras)
        assert watch.version_of(cameras) == 0
        watch.raise_version("cameras", 7)
        await watch.look_up(pool, cameras)
        assert watch.version_of(cameras) == 7
        await pool.close()

    watching(database, scene)


def test_a_database_that_does_not_answer_is_not_watched() -> None:
    async def run() -> None:
        async with Watch("postgresql://nobody@127.0.0.1:9/nowhere").watching():
            raise AssertionError

    with pytest.raises(psycopg.OperationalError):
        asyncio.run(run())
