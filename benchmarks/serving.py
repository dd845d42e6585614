"""Serving a ward and a city: ours, tipg, pygeoapi, martin, pg_tileserv and the database alone, in one run.

    python benchmarks/serving.py [--seconds N] [--rounds N] [--folder DIR] [--only WORK ...] [--city] [--write]

Every server has the same tables, the same number of workers and eight connections; of the rounds the median counts.
Ours runs as it is started for use: policy, history, logs and metrics are on. `--write` puts the table into README.md.
"""

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import peers
import psycopg
from city import BUILDINGS, CENTRE, SPREAD, WARD, write_city
from load import Rate, load_database, load_server, require_programs
from programs import compile_modules
from tables import describe_machine, put_into_readme
from whole import read_pages, stream, take_tiles

from twin.features.tiles import Tile
from twin.layers import built_in_layers
from twin.store.embedded import PrivateServer
from twin.store.migrate import migrate

HERE = Path(__file__).parent
WARD_BUILDINGS = 60_000
MANY = 400
"""Different requests of each work."""
BOX = 0.003
"""Degrees, half of a box's side: some 600 m, in which a dense ward has thousands of buildings."""


@dataclass(frozen=True)
class Size:
    """A place to measure: how many buildings, spread how far."""

    name: str
    buildings: int
    spread: tuple[float, float]

    def places(self) -> Iterator[tuple[float, float]]:
        """Yield places where buildings stand, the same ones each time."""
        chance = random.Random(175)
        for _ in range(MANY):
            yield tuple(
                chance.gauss(middle, share / 1.5) for middle, share in zip(CENTRE, self.spread, strict=True)
            )

    def boxes(self) -> list[str]:
        return [f"{x - BOX:.6f},{y - BOX:.6f},{x + BOX:.6f},{y + BOX:.6f}" for x, y in self.places()]

    def tiles(self, *zooms: int) -> list[Tile]:
        return [Tile.at(zooms[number % len(zooms)], x, y) for number, (x, y) in enumerate(self.places())]


WARD_SIZE = Size("60,000 buildings (a dense ward)", WARD_BUILDINGS, WARD)
CITY_SIZE = Size("2.4 million buildings (the city)", BUILDINGS, SPREAD)

_ITEMS = {
    "twin": "/api/collections/buildings/items",
    "tipg": "/collections/city.buildings/items",
    "pygeoapi": "/collections/buildings/items",
}
_TILES = {
    "twin": "/api/collections/buildings/tiles/WebMercatorQuad/{z}/{y}/{x}",
    "tipg": "/collections/city.buildings/tiles/WebMercatorQuad/{z}/{x}/{y}",
    "martin": "/buildings/{z}/{x}/{y}",
    "pg_tileserv": "/city.buildings/{z}/{x}/{y}.pbf",
}


_UNCACHED = "tiles z14-16, nothing cached"


@dataclass(frozen=True)
class Work:
    """One kind of request: what each server is asked, and how ours is to stand beside each of them."""

    name: str
    paths: dict[str, list[str]]
    at_least: dict[str, float]
    statements: list[str] | None = None
    """What the database alone runs; None: what ours was heard to ask of it."""
    settings: tuple[tuple[str, str], ...] = ()
    """Settings of ours for this work."""
    unchanged: bool = False
    """Whether the client holds already what it asks for."""
    warm_seconds: int = 2
    """How long ours is asked before it is measured: until both workers hold what they are to have in memory."""
    beside: str | None = None
    """Another work of ours whose rate stands beside as `uncached`."""


def _paths(folders: dict[str, str], query: Callable[[str], list[str]]) -> dict[str, list[str]]:
    return {name: [f"{folder}{rest}" for rest in query(name)] for name, folder in folders.items()}


def _form(name: str) -> str:
    return "&f=json" if name == "pygeoapi" else "&f=geojson" if name == "tipg" else ""


def _in_boxes(size: Size, limit: int) -> dict[str, list[str]]:
    return _paths(_ITEMS, lambda name: [f"?bbox={box}&limit={limit}{_form(name)}" for box in size.boxes()])


def _by_id(size: Size) -> dict[str, list[str]]:
    chance = random.Random(2030)
    numbers = [chance.randrange(1, size.buildings) for _ in range(MANY)]
    return _paths(_ITEMS, lambda name: [f"/{number}{_form(name).replace('&', '?')}" for number in numbers])


def _filtered(size: Size) -> dict[str, list[str]]:
    def query(name: str) -> list[str]:
        # pygeoapi takes the older CQL.
        intersects, language = (
            ("INTERSECTS", "cql-text") if name == "pygeoapi" else ("S_INTERSECTS", "cql2-text")
        )
        corners = ((-1, 0), (0, -1), (1, 0), (0, 1), (-1, 0))
        rings = [
            ",".join(f"{x + across * BOX:.6f} {y + up * BOX:.6f}" for across, up in corners)
            for x, y in size.places()
        ]
        wanted = [quote(f"levels >= 4 AND {intersects}(geom,POLYGON(({ring})))") for ring in rings]
        return [f"?filter={words}&filter-lang={language}&limit=100{_form(name)}" for words in wanted]

    return _paths(_ITEMS, query)


def _tile_paths(size: Size, *zooms: int) -> dict[str, list[str]]:
    return {
        name: [pattern.format(z=tile.zoom, x=tile.column, y=tile.row) for tile in size.tiles(*zooms)]
        for name, pattern in _TILES.items()
    }


def _plain_tiles(size: Size, *zooms: int) -> list[str]:
    """Write the simplest statement that makes the same tiles: the stored rows, clipped and encoded."""
    carried = ", ".join(built_in_layers()["buildings"].map_fields)
    return [
        f"SELECT ST_AsMVT(drawn, 'buildings', 4096, 'geom', 'id') FROM (SELECT id, {carried}, "  # noqa: S608 - our numbers
        f"ST_AsMVTGeom(ST_Transform(geom, 3857), ST_TileEnvelope({t.zoom}, {t.column}, {t.row}), 4096, 64, true) AS geom "
        f"FROM city.buildings WHERE geom && ST_MakeEnvelope({t.reach.west}, {t.reach.south}, {t.reach.east}, "
        f"{t.reach.north}, 4326)) AS drawn"
        for t in size.tiles(*zooms)[:100]
    ]


def works(size: Size) -> list[Work]:
    """Return what is measured at a size, with what was asked for it."""
    uncached = (("tile_cache_mib", "0"),)
    ours = {"twin": _tile_paths(size, 14, 15, 16)["twin"]}
    return [
        Work("items in a box, limit 100", _in_boxes(size, 100), {"tipg": 5, "database": 0.55}),
        Work("items in a box, limit 1000", _in_boxes(size, 1000), {"tipg": 9, "database": 0.9}),
        Work("one item by id", _by_id(size), {"tipg": 6}),
        Work("CQL2 attribute and spatial filter, limit 100", _filtered(size), {"tipg": 3}),
        Work(
            _UNCACHED, _tile_paths(size, 14, 15, 16),
            {"database": 0.9, "tipg": 1, "martin": 1},
            statements=_plain_tiles(size, 14, 15, 16), settings=uncached,
        ),
        Work("the same tiles from memory", ours, {"uncached": 25}, warm_seconds=40, beside=_UNCACHED),
        Work("the same tiles, answered 304", ours, {"uncached": 60}, unchanged=True, beside=_UNCACHED),
    ]  # fmt: skip


@dataclass
class Bench:
    """One place's server and tables, and whoever serves them."""

    server: PrivateServer
    folder: Path
    python: Path
    seconds: int
    rounds: int

    def start(self, name: str, settings: dict[str, str]) -> AbstractContextManager[peers.Running] | None:
        """Return the running server of that name, or None where this machine has no such program."""
        # tipg takes no socket; so the others are given the port, and ours, as pgbench, what it is started with.
        parts = urlsplit(self.server.url)
        url = parts._replace(
            netloc=f"{parts.username}:{parts.password}@127.0.0.1:{self.server.port}", query=""
        ).geturl()
        made = {
            "twin": lambda: peers.ours(self.server.url, **settings),
            "tipg": lambda: peers.tipg(self.python, url),
            "pygeoapi": lambda: peers.pygeoapi(self.python, url, self.folder),
            "martin": lambda: peers.martin(url),
            "pg_tileserv": lambda: peers.pg_tileserv(url),
        }[name]()
        return None if made is None else peers.running(made, self.folder)

    def measure(self, work: Work) -> dict[str, Rate]:
        """Measure every server and the database alone, in turn, and return each one's median."""
        found: dict[str, list[Rate]] = {}
        statements = work.statements or self._heard(work)
        for number in range(self.rounds):
            for name, paths in work.paths.items():
                if (started := self.start(name, dict(work.settings))) is None:
                    continue
                with started as running:
                    tag = require_features(running.base, paths[0])
                    load_server(running.base, paths, work.warm_seconds if name == "twin" else 2)
                    known = {"If-None-Match": tag} if work.unchanged else {}
                    rate = load_server(running.base, paths, self.seconds, known)
                    found.setdefault(name, []).append(rate)
                    print(f"{work.name}, round {number + 1}: {name} {found[name][-1]}", flush=True)
            if "database" in work.at_least:
                rate = load_database(self.server.url, statements, self.seconds)
                found.setdefault("database", []).append(rate)
                print(f"{work.name}, round {number + 1}: database {rate}", flush=True)
        return {name: _median(rates) for name, rates in found.items()}

    def measure_whole(self, size: Size) -> list[str]:
        """Take the whole collection, and a city's low zooms, and say in lines what that took."""
        ours, theirs = self.start("twin", {"tile_cache_mib": "0"}), self.start("tipg", {})
        if ours is None or theirs is None:
            return []
        with ours as running:
            whole = stream(f"{running.base}/api/collections/buildings/download?f=geojson", running.pid)
            far = _tile_paths(size, 10, 11, 12, 13)["twin"]
            # What a city looks like from afar is worked out once after an import: then it is there for everybody.
            once = take_tiles(running.base, far[:1])
            low = take_tiles(running.base, far)
        lines = [
            (
                f"- The whole collection as one stream: {whole.features:,} features in {whole.seconds:.1f} s, the first byte "
                f"after {whole.first * 1000:.0f} ms (asked: under 50), the largest process {whole.memory_mib:.0f} MiB "
                "(asked: under 150 MB)."
            ),
        ]
        if size is CITY_SIZE:
            lines.append(
                f"- Tiles z10-13, one after the other, nothing cached: {low.p99_ms:.0f} ms at the 99th percentile of "
                f"{low.count} (asked: under 100), the largest {low.largest / 1000:.0f} kB (asked: under 500); their "
                f"cells were made in {once.p99_ms / 1000:.0f} s, once after the import."
            )
        else:
            with theirs as running:
                seconds = read_pages(f"{running.base}{_ITEMS['tipg']}", size.buildings)
            lines.append(
                f"- The same from tipg, page by page: {seconds:.1f} s, {seconds / whole.seconds:.1f} times ours (asked: 8)."
            )
        return lines

    def _heard(self, work: Work) -> list[str]:
        """Let the server's log tell which statements ours runs for these requests, with their values in them."""
        if "database" not in work.at_least:
            return []
        begin = self.server.log.stat().st_size
        with psycopg.connect(self.server.administrator_url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET log_min_duration_statement = 0")
            connection.execute("SELECT pg_reload_conf()")
            started = self.start("twin", dict(work.settings))
            if started is not None:
                with started as running:
                    for path in work.paths["twin"][:100]:
                        require_features(running.base, path)
            connection.execute("ALTER SYSTEM RESET log_min_duration_statement")
            connection.execute("SELECT pg_reload_conf()")
        with self.server.log.open(encoding="utf8") as log:
            log.seek(begin)
            return list(heard_statements(log.read()))


def heard_statements(log: str) -> Iterator[str]:
    """Yield the statements on features that a server's log tells of, their parameters put in.

    pgbench takes text, in which bytes are twice as long: they are left as the text that they were made from.
    """
    pattern = r"execute [^:]*: (?P<said>.*?string_agg.*?)\n[^\n]*DETAIL:\s+[Pp]arameters: (?P<given>[^\n]*)"
    for found in re.finditer(pattern, log, re.DOTALL):
        values = dict(re.findall(r"(\$\d+) = ('(?:[^']|'')*'|NULL)", found["given"]))
        text = re.sub(r"\$\d+", lambda place, values=values: values.get(place[0], place[0]), found["said"])
        yield " ".join(
            re.sub(r"convert_to\((.*?), 'UTF8'\)", r"(\1)", text, count=1, flags=re.DOTALL).split()
        )


def require_features(base: str, path: str) -> str:
    """Return an answer's ETag; raise where the server does not answer well: a refusal would be quick."""
    with urllib.request.urlopen(f"{base}{path}", timeout=60) as answer:  # noqa: S310 - our own loopback address
        body = answer.read()
        if answer.headers.get_content_type().endswith("json") and "Feature" not in json.loads(body)["type"]:
            raise SystemExit(f"{base}{path} answered {body[:200]!r}")
        return str(answer.headers.get("ETag", ""))


def _median(rates: list[Rate]) -> Rate:
    fields = ("per_second", "median_ms", "p99_ms", "mean_bytes")
    return Rate(*(statistics.median(getattr(rate, name) for rate in rates) for name in fields))


def table(size: Size, found: dict[str, tuple[Work, dict[str, Rate]]]) -> str:
    names = ["twin", "database", "tipg", "pygeoapi", "martin", "pg_tileserv"]
    lines = [f"**{size.name}**, answers a second:", "", f"| work | {' | '.join(names)} | asked and reached |"]
    lines.append(f"| --- |{' --- |' * (len(names) + 1)}")
    for work, rates in found.values():
        cells = [f"{rates[name].per_second:,.0f}" if name in rates else "–" for name in names]
        judged = [
            f"{share:g} x {name}: {rates['twin'].per_second / rates[name].per_second:.2f} "
            f"({'yes' if rates['twin'].per_second >= share * rates[name].per_second else '**no**'})"
            for name, share in work.at_least.items()
            if name in rates
        ]
        lines.append(f"| {work.name} | {' | '.join(cells)} | {'; '.join(judged)} |")
    return "\n".join(lines)


def load_place(server: PrivateServer, size: Size, folder: Path) -> None:
    """Fill the server with the place's buildings, through our own import."""
    city = write_city(folder / size.name.split()[0].replace(",", ""), size.buildings, size.spread)
    command = [sys.executable, "-m", "twin", "import", "buildings", str(city), "--external-id", "external_id"]
    environment = {**os.environ, "TWIN_DATABASE_URL": server.url}
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE) city.buildings")


def run(size: Size, asked: argparse.Namespace, kept: Path) -> str:
    with tempfile.TemporaryDirectory(prefix="twin-bench-", dir=asked.folder) as name:
        folder = Path(name)
        with PrivateServer(folder / "home") as server:
            migrate(server.url)
            load_place(server, size, kept)
            bench = Bench(server, folder, peers.fetch_peers(kept / "peers"), asked.seconds, asked.rounds)
            chosen = [
                work for work in works(size) if not asked.only or work.name.startswith(tuple(asked.only))
            ]
            found = {work.name: (work, bench.measure(work)) for work in chosen}
            said = [] if asked.only else bench.measure_whole(size)
    for work, rates in found.values():
        if work.beside in found:
            rates["uncached"] = found[work.beside][1]["twin"]
    return "\n".join([table(size, found), "", *said])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=5, help="for each server and work")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="for places, servers and peers (5 GB)")
    parser.add_argument("--only", action="append", help="a work whose name begins so")
    parser.add_argument("--city", action="store_true", help="measure the city too, not only the ward")
    parser.add_argument("--write", action="store_true", help="put the tables into README.md")
    asked = parser.parse_args()
    require_programs()
    compile_modules(HERE, HERE.parent / "twin")
    kept = asked.folder or Path(tempfile.gettempdir()) / "twin-benchmarks"
    kept.mkdir(parents=True, exist_ok=True)
    sizes = (WARD_SIZE, CITY_SIZE) if asked.city else (WARD_SIZE,)
    text = "\n\n".join([f"{describe_machine('pgbench')}.", *(run(size, asked, kept) for size in sizes)])
    print(text)
    if asked.write:
        put_into_readme("serving", text)


if __name__ == "__main__":
    main()
