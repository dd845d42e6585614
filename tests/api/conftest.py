"""A real server on a real database: a sample of every layer, and a token that may write."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from pydantic import JsonValue, SecretStr

from twin.access import machine_owner
from twin.access.tokens import create_token
from twin.api.app import create_app
from twin.api.connection import Connection
from twin.features.edit import Sent, create_item
from twin.features.submission import FeatureRefusedError, read_feature
from twin.layers import built_in_layers
from twin.settings import Settings
from twin.store.database import connect, open_pool
from twin.store.embedded import private_api_url
from twin.store.registry import add_layer
from twin.vocabulary import Field, GeometryType, Layer, Style, StyleClass, Text

WEST, SOUTH = 105.79, 21.01
SAMPLES = 5
_SHAPES: dict[GeometryType, str] = {
    "Point": "Point",
    "LineString": "LineString",
    "Polygon": "Polygon",
    "MultiPolygon": "Polygon",
    "Geometry": "LineString",
}


def text(words: str) -> Text:
    return Text(vi=words, en=words)


ODD = Layer(
    id="cay_xanh",
    title=Text(vi="Cây xanh", en="Trees"),
    description=Text(vi="Do cán bộ thêm <script>alert(1)</script>", en="Added by <b>staff</b>"),
    group="added",
    geometry="Point",
    run_time=True,
    title_field="Tên cây",
    fields=(
        Field(name="Tên cây", label=text("Tên cây")),
        Field(name="source", label=text("source"), kind="integer", on_map=True),
        Field(name='50% "cao" : m', label=text("cao"), kind="number"),
        Field(name="id", label=text("id")),
        Field(name="geom", label=text("geom"), on_map=True),
        Field(name="x" * 80, label=text("x"), kind="boolean", on_map=True),
        Field(name="x" * 81, label=text("x"), on_map=True),
    ),
    style=Style(
        colour="#999999",
        by='50% "cao" : m',
        classes=(StyleClass(label=text("thấp"), colour="#111111", maximum=5),),
    ),
)
"""A layer as a file of somebody's brings it: its names clash with ours, with SQL's and with the browser's."""

LAYERS: dict[str, Layer] = {**built_in_layers(), ODD.id: ODD}


def shape(layer: Layer, number: int) -> dict[str, Any]:
    """A small shape in the ward, a little further along for each number."""
    x, y, side = WEST + number * 0.0002, SOUTH + number * 0.0001, 0.0001
    kind = _SHAPES[layer.geometry]
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    coordinates: Any = {"Point": ring[0], "LineString": ring[:2], "Polygon": [ring]}[kind]
    return {"type": kind, "coordinates": coordinates}


def value(field: Field, number: int) -> JsonValue:
    least = field.minimum if field.minimum is not None else 0
    most = field.maximum if field.maximum is not None else least + 100
    middle = least + (most - least) * (number + 1) / (SAMPLES + 2)
    values: dict[str, JsonValue] = {
        "text": f"Mẫu {field.name} {number}",
        "integer": round(middle),
        "number": middle,
        "boolean": number % 2 == 0,
        "date": f"2025-0{number + 1}-01",
        "datetime": f"2025-0{number + 1}-01T08:00:00+07:00",
        "choice": field.choices[number % len(field.choices)].value if field.choices else None,
    }
    return values[field.kind]


def sample(layer: Layer, number: int) -> dict[str, Any]:
    """A feature with a value in every field; where values break a rule, one that may be unknown gives way."""
    properties = {field.name: value(field, number) for field in layer.all_fields}
    if layer.title_field:
        properties[layer.title_field] = f"Mẫu {layer.id} số {number}"
    feature: dict[str, Any] = {"type": "Feature", "geometry": shape(layer, number), "properties": properties}
    for _ in range(len(layer.fields)):
        try:
            read_feature(layer, feature)
        except FeatureRefusedError as error:
            for rule in layer.rules:
                named = (*rule.then.fields, *(rule.when.fields if rule.when else ()))
                if any(rule.message == fault.text for fault in error.faults):
                    properties[next(name for name in named if not layer.by_name[name].required)] = None
        else:
            return feature
    raise AssertionError(layer.id)


async def fill(url: str) -> None:
    pool = await open_pool(url, 2)
    for layer in LAYERS.values():
        for number in range(SAMPLES):
            await create_item(pool, machine_owner("mẫu"), layer, Sent(sample(layer, number)))
    await pool.close()


@dataclass(frozen=True)
class City:
    """A database with samples, its two tokens, and the server on it."""

    url: str
    editor: str
    viewer: str


class PostgisLike(Protocol):
    def clone(self, template: str) -> Any: ...


@contextmanager
def sampled(postgis: PostgisLike) -> Iterator[City]:
    with postgis.clone("twin_template") as url:
        with connect(url) as connection:
            add_layer(connection, ODD)
            editor = create_token(connection, "biên tập", ("editor",))
            viewer = create_token(connection, "người xem", ("viewer",))
        asyncio.run(fill(url))
        yield City(url, editor, viewer)


@dataclass(frozen=True)
class Running:
    """A server in a thread: what it serves and where."""

    address: str
    app: FastAPI
    server: uvicorn.Server


@contextmanager
def running(url: str, viewer_folder: Path = Path("/nonexistent"), **settings: Any) -> Iterator[Running]:
    """Run the application as it is run, in a thread of its own."""
    own = SecretStr(private_api_url(url))
    app = create_app(Settings(database_url=own, **settings), viewer_folder=viewer_folder)
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, loop="uvloop", http=Connection, log_level="critical", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    started = threading.Event()
    startup = server.startup

    async def start(sockets: list[socket.socket] | None = None) -> None:
        await startup(sockets)
        started.set()

    server.startup = start  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert started.wait(30)
        assert server.started
        yield Running(f"http://127.0.0.1:{listener.getsockname()[1]}", app, server)
    finally:
        server.should_exit = True
        thread.join(15)
        assert not thread.is_alive()


@contextmanager
def serving(url: str, **settings: Any) -> Iterator[str]:
    """Run the application and yield its address."""
    with running(url, **settings) as run:
        yield run.address


@pytest.fixture(scope="session")
def city(postgis: PostgisLike) -> Iterator[City]:
    """A city that tests read and leave as it is."""
    with sampled(postgis) as made:
        yield made


@pytest.fixture(scope="session")
def address(city: City) -> Iterator[str]:
    with serving(city.url) as where:
        yield where


@pytest.fixture(scope="session")
def reader(address: str) -> Iterator[httpx.Client]:
    """Somebody who is not signed in, where anybody may read."""
    with httpx.Client(base_url=f"{address}/api", timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def changing(postgis: PostgisLike) -> Iterator[City]:
    """A city that the tests of one module change."""
    with sampled(postgis) as made:
        yield made


@pytest.fixture(scope="module")
def changing_address(changing: City) -> Iterator[str]:
    with serving(changing.url) as where:
        yield where


@pytest.fixture(scope="module")
def writer(changing: City, changing_address: str) -> Iterator[httpx.Client]:
    """Somebody whose token may write."""
    headers = {"Authorization": f"Bearer {changing.editor}"}
    with httpx.Client(base_url=f"{changing_address}/api", timeout=20, headers=headers) as client:
        yield client


@pytest.fixture(scope="session")
def closed_address(city: City) -> Iterator[str]:
    """The same city, where nobody reads without a token."""
    with serving(city.url, public_reading=False) as where:
        yield where


@pytest.fixture(scope="session")
def run_server() -> Callable[..., AbstractContextManager[Running]]:
    """Return what runs a server: for tests that need one of their own."""
    return running
