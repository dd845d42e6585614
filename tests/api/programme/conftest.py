"""Somebody who may write, where only the programme stands as it was decided; and the demonstration ward, to be read."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.conftest import PostgisLike, serving
from tests.conftest import Ward
from twin.access.tokens import create_token
from twin.store.database import connect

Document = dict[str, Any]


def record(properties: Document, **more: Any) -> Document:
    return {"type": "Feature", "geometry": None, "properties": properties, **more}


def add(client: httpx.Client, register: str, properties: Document, **headers: str) -> httpx.Response:
    return client.post(f"/{register}", json=record(properties), headers=headers)


def change(client: httpx.Client, path: str, properties: Document, tag: str | None = None) -> httpx.Response:
    tag = tag or client.get(path).headers["etag"]
    return client.patch(path, json={"properties": properties}, headers={"If-Match": tag})


def refused(answer: httpx.Response, status: int = 400) -> Document:
    told: Document = answer.json()
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["detail_vi"] != told["detail_en"]
    return told


@pytest.fixture(scope="module")
def url(postgis: PostgisLike) -> Iterator[str]:
    with postgis.clone("twin_template") as made:
        yield made


def _client(address: str, token: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"{address}/api/programme", timeout=60, headers=headers)


@pytest.fixture(scope="module")
def officer(url: str) -> Iterator[httpx.Client]:
    """Somebody whose token may write, and a city that holds only the programme as it was decided."""
    with connect(url) as connection:
        token = create_token(connection, "cán bộ", ("editor",))
    with serving(url) as address, _client(address, token) as client:
        yield client


@pytest.fixture(scope="session")
def ward_reader(ward: Ward) -> Iterator[httpx.Client]:
    """Somebody who is not signed in, in the demonstration ward: two years of weekly updates."""
    with (
        serving(ward.url) as address,
        httpx.Client(base_url=f"{address}/api/programme", timeout=60) as client,
    ):
        yield client


@pytest.fixture
def ward_officer(changing_ward: Ward) -> Iterator[httpx.Client]:
    """Somebody who may write in a demonstration ward of the test's own."""
    with connect(changing_ward.url) as connection:
        token = create_token(connection, "cán bộ", ("editor",))
    with serving(changing_ward.url) as address, _client(address, token) as client:
        yield client
