"""A whole collection as one stream."""

import json
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager

import httpx
import pytest
import zstandard

from tests.api.conftest import LAYERS, City, Running
from twin.api import downloads
from twin.api.connection import Connection
from twin.features.streaming import APPLICATION
from twin.store.database import connect
from twin.store.locks import wait_until

MANY = 60_000
PLAIN = {"Accept-Encoding": "identity"}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_download_holds_what_the_pages_hold(reader: httpx.Client, layer: str) -> None:
    answer = reader.get(f"/collections/{layer}/download", headers={"Accept-Encoding": "identity"})
    assert answer.headers["content-disposition"] == f'attachment; filename="{layer}.geojson"'
    assert "content-length" not in answer.headers
    found = sorted(answer.json()["features"], key=lambda one: one["id"])
    assert found == reader.get(f"/collections/{layer}/items").json()["features"]
    told = reader.get(f"/collections/{layer}/download?f=jsonfg&crs=[EPSG:5897]").json()
    page = reader.get(f"/collections/{layer}/items?f=jsonfg&crs=[EPSG:5897]").json()
    assert sorted(told["features"], key=lambda one: one["id"]) == page["features"]
    assert told["conformsTo"] == page["conformsTo"]


def test_a_download_takes_the_questions_of_a_page(reader: httpx.Client) -> None:
    asked = {"bbox": "105,20,106,22", "sortby": "-id", "properties": "name", "skip-geometry": "true"}
    found = reader.get("/collections/roads/download", params=asked).json()["features"]
    assert [one["id"] for one in found] == [5, 4, 3, 2, 1]
    assert found[0].keys() == {"type", "id", "geometry", "properties"}
    assert (found[0]["geometry"], set(found[0]["properties"])) == (None, {"name"})
    assert reader.get("/collections/roads/download?bbox=0,0,1,1").json()["features"] == []
    assert reader.get("/collections/roads/download?as-of=2001-01-01T00:00:00Z").json()["features"] == []
    assert len(reader.get("/collections/roads/download?q=mau").json()["features"]) == 5


@pytest.mark.parametrize(
    ("name", "value"), [("limit", "1"), ("f", "html"), ("cursor", "x"), ("sortby", "no")]
)
def test_what_a_download_does_not_take_is_refused(reader: httpx.Client, name: str, value: str) -> None:
    answer = reader.get("/collections/roads/download", params={name: value})
    assert (answer.status_code, answer.json()["parameter"]) == (400, name)


def test_a_download_that_is_known_is_not_sent_again(reader: httpx.Client) -> None:
    url = "/collections/roads/download"
    tag = reader.get(url).headers["etag"]
    assert reader.get(url, headers={"If-None-Match": tag}).status_code == 304
    head = reader.head(url)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)


def test_a_download_is_packed_where_that_costs_little(reader: httpx.Client) -> None:
    url = f"{reader.base_url}collections/roads/download"
    with httpx.Client() as client, client.stream("GET", url, headers={"Accept-Encoding": "zstd"}) as answer:
        assert answer.headers["content-encoding"] == "zstd"
        packed = b"".join(answer.iter_raw())
    unpacked = zstandard.ZstdDecompressor().decompressobj().decompress(packed)
    assert len(json.loads(unpacked)["features"]) == 5
    plain = reader.get("/collections/roads/download", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers


@pytest.fixture(scope="module")
def crowded(changing: City) -> City:
    """A city with so many cameras that no socket holds them all."""
    with connect(changing.url) as connection:
        connection.execute(
            "INSERT INTO city.cameras (name, source, geom)"
            " SELECT repeat('x', 2000), 'nhiều', ST_SetSRID(ST_MakePoint(105.8, 21), 4326)"
            " FROM generate_series(1, %s)",
            (MANY,),
        )
    return changing


def under_way(url: str) -> int:
    with connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s",
            (APPLICATION,),
        ).fetchone()
        assert row is not None
        return int(row[0])


def test_a_client_that_leaves_frees_the_database(
    crowded: City, run_server: Callable[..., AbstractContextManager[Running]]
) -> None:
    with run_server(crowded.url) as run, httpx.Client(base_url=f"{run.address}/api", timeout=20) as client:
        with client.stream("GET", "/collections/cameras/download", headers=PLAIN) as answer:
            chunks = answer.iter_raw()  # left to itself, it would close the connection
            next(chunks)
            assert under_way(crowded.url) > 0
        assert wait_until(lambda: under_way(crowded.url) == 0, 20)
        whole = client.get("/collections/cameras/download", headers={"Accept-Encoding": "identity"})
        assert len(whole.json()["features"]) >= MANY


def test_more_downloads_than_there_is_room_for_are_asked_to_come_again(
    crowded: City, run_server: Callable[..., AbstractContextManager[Running]]
) -> None:
    with run_server(crowded.url) as run:
        clients = [httpx.Client(base_url=f"{run.address}/api", timeout=20) for _ in range(downloads.AT_ONCE)]
        streams = [client.stream("GET", "/collections/cameras/download", headers=PLAIN) for client in clients]
        answers = [stream.__enter__() for stream in streams]
        chunks = [answer.iter_raw() for answer in answers]
        assert all(next(one) for one in chunks)
        refused = httpx.get(f"{run.address}/api/collections/cameras/download", timeout=20)
        assert (refused.status_code, refused.headers["retry-after"].isdigit()) == (503, True)
        assert httpx.get(f"{run.address}/api/collections/cameras/items", timeout=20).status_code == 200
        for stream, client in zip(streams, clients, strict=True):
            stream.__exit__(None, None, None)
            client.close()
        url = f"{run.address}/api/collections/roads/download"
        assert wait_until(lambda: httpx.get(url, timeout=20).status_code == 200, 20)


def test_a_client_that_takes_nothing_is_left_and_sees_that_it_has_not_all(
    crowded: City,
    run_server: Callable[..., AbstractContextManager[Running]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(downloads, "STALLED_SECONDS", 0.3)
    with (
        run_server(crowded.url) as run,
        httpx.Client(base_url=f"{run.address}/api", timeout=20) as client,
        client.stream("GET", "/collections/cameras/download", headers=PLAIN) as answer,
    ):
        chunks = answer.iter_raw()
        next(chunks)
        assert wait_until(lambda: under_way(crowded.url) == 0, 20)
        with pytest.raises(httpx.RemoteProtocolError):
            list(chunks)


def test_a_client_that_takes_nothing_of_a_page_is_left(
    crowded: City,
    run_server: Callable[..., AbstractContextManager[Running]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Connection, "take_seconds", 0.3)
    with run_server(crowded.url) as run:
        url = httpx.URL(run.address)
        with socket.create_connection((url.host, url.port), timeout=20) as client:
            client.sendall(b"GET /api/collections/cameras/items?limit=10000 HTTP/1.1\r\nHost: x\r\n\r\n")
            assert client.recv(8) == b"HTTP/1.1"
            assert wait_until(lambda: not run.server.server_state.connections, 20)
