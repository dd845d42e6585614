"""The servers that are measured: ours, and those of others on the same tables, each with as many workers.

tipg and pygeoapi come from PyPI into a folder of their own; martin and pg_tileserv are measured where a build of
theirs is on the PATH (`cargo install martin`, `go install github.com/CrunchyData/pg_tileserv@latest`).
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

WORKERS = 2
PACKAGES = (
    "tipg==1.6.1",
    "pygeoapi==0.21.0",
    "psycopg2-binary",
    "gunicorn",
    "uvicorn",
    "uvloop",
    "httptools",
)
_PATIENCE = 90.0


@dataclass(frozen=True)
class Server:
    """A program that serves; `{port}` in its words is filled in."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    ready: str = "/"


@dataclass(frozen=True)
class Running:
    """A server that answers, and its program."""

    base: str
    pid: int


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, program: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and program.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own loopback address
                answer.read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{address} does not answer; it said: {log.read_text()[-2000:]}")


@contextmanager
def running(server: Server, folder: Path) -> Iterator[Running]:
    """Run a server until the block ends."""
    port, log = _free_port(), folder / f"{server.name}.log"
    command = [part.format(port=port) for part in server.command]
    said = {name: value.format(port=port) for name, value in server.environment.items()}
    with log.open("wb") as file:
        program = subprocess.Popen(
            command, env={**os.environ, **said}, stdout=file, stderr=file, start_new_session=True
        )
        try:
            _wait(f"http://127.0.0.1:{port}{server.ready}", program, log)
            yield Running(f"http://127.0.0.1:{port}", program.pid)
        finally:
            program.terminate()
            program.wait(20)


def ours(url: str, **settings: str) -> Server:
    """Return the twin as it is started for use. A setting is given without its prefix."""
    command = (sys.executable, "-m", "twin", "serve", "--port", "{port}", "--workers", str(WORKERS))
    named = {f"TWIN_{name.upper()}": value for name, value in settings.items()}
    logs = {"TWIN_LOG_REQUESTS": "true", "TWIN_LOG_FORMAT": "json"}
    return Server("twin", command, {"TWIN_DATABASE_URL": url, **logs, **named}, "/api/")


def fetch_peers(folder: Path) -> Path:
    """Install the peers of PyPI into a folder, unless they stand there, and return their Python."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PACKAGES], check=True)
    return python


def tipg(python: Path, url: str) -> Server:
    command = (str(python), "-m", "uvicorn", "tipg.main:app", "--port", "{port}", "--workers", str(WORKERS))
    settings = {"DATABASE_URL": url, "TIPG_DB_SCHEMAS": '["city"]', "TIPG_CATALOG_TTL": "3600"}
    more = ("--loop", "uvloop", "--http", "httptools", "--log-level", "warning")
    return Server("tipg", (*command, *more), settings, "/healthz")


def _pygeoapi_settings(url: str, folder: Path) -> Path:
    parts = urlsplit(url)
    provider = {
        "type": "feature",
        "name": "PostgreSQL",
        "data": {
            "host": parts.hostname,
            "port": parts.port,
            "dbname": parts.path.strip("/"),
            "user": parts.username,
            "password": parts.password,
            "search_path": ["city", "public"],
        },
        "id_field": "id",
        "table": "buildings",
        "geom_field": "geom",
    }
    words = {"en": "benchmark"}
    document = {
        "server": {
            "bind": {"host": "127.0.0.1", "port": 5000},
            "url": "http://127.0.0.1:5000",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "language": "en-US",
            "limits": {"default_items": 10, "max_items": 10_000},
            "map": {"url": "http://127.0.0.1/{z}/{x}/{y}.png", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": words, "description": words, "keywords": {"en": ["benchmark"]},
                "terms_of_service": "none", "url": "http://127.0.0.1",
            },
            "license": {"name": "none", "url": "http://127.0.0.1"},
            "provider": {"name": "none", "url": "http://127.0.0.1"},
            "contact": {"name": "none", "email": "none", "url": "http://127.0.0.1"},
        },
        "resources": {
            "buildings": {
                "type": "collection", "title": words, "description": words, "keywords": {"en": ["benchmark"]},
                "links": [], "providers": [provider],
                "extents": {"spatial": {"bbox": [-180, -90, 180, 90]}},
            }
        },
    }  # fmt: skip
    path = folder / "pygeoapi.json"
    path.write_text(json.dumps(document), encoding="utf8")
    return path


def pygeoapi(python: Path, url: str, folder: Path) -> Server:
    settings, described = _pygeoapi_settings(url, folder), folder / "pygeoapi-openapi.json"
    environment = {"PYGEOAPI_CONFIG": str(settings), "PYGEOAPI_OPENAPI": str(described)}
    program = str(python.parent / "pygeoapi")
    generate = [
        program,
        "openapi",
        "generate",
        str(settings),
        "--output-file",
        str(described),
        "--format",
        "json",
    ]
    subprocess.run(generate, env={**os.environ, **environment}, check=True, capture_output=True)
    command = (str(python), "-m", "gunicorn", "pygeoapi.flask_app:APP", "-b", "127.0.0.1:{port}")
    return Server("pygeoapi", (*command, "-w", str(WORKERS)), environment, "/conformance")


def martin(url: str) -> Server | None:
    program = shutil.which("martin")
    if program is None:
        return None
    command = (
        program,
        "--workers",
        str(WORKERS),
        "--listen-addresses",
        "127.0.0.1:{port}",
        "--cache-size",
        "0",
    )
    return Server("martin", (*command, url), {}, "/health")


def pg_tileserv(url: str) -> Server | None:
    program = shutil.which("pg_tileserv")
    if program is None:
        return None
    environment = {
        "DATABASE_URL": url,
        "TS_HTTPPORT": "{port}",
        "TS_HTTPHOST": "127.0.0.1",
        "GOMAXPROCS": str(WORKERS),
    }
    return Server("pg_tileserv", (program,), environment, "/index.json")
