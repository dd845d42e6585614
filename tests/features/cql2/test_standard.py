"""The standard's own set: its GeoPackage as run-time layers, its predicates as text and as JSON, its counts."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.conftest import serving
from tests.conftest import TEMPLATE, Postgis
from tests.features.cql2.conftest import count_in
from tests.features.cql2.writing import to_json
from twin.access import machine_owner
from twin.features.cql2 import document, read_json, read_text, text
from twin.features.exchange.imports import ImportOptions
from twin.features.exchange.loading import import_file
from twin.features.exchange.options import ReadOptions
from twin.store.database import Connection, connect
from twin.vocabulary import Layer, Text

COLLECTIONS = (
    "ne_110m_admin_0_countries",
    "ne_110m_populated_places_simple",
    "ne_110m_rivers_lake_centerlines",
)


@dataclass(frozen=True)
class World:
    url: str
    connection: Connection
    layers: Mapping[str, Layer]

    def count(self, predicate: Mapping[str, Any], encoding: str) -> int:
        layer = self.layers[predicate["collection"]]
        if encoding == "text":
            asked = read_text(predicate["filter"], layer)
        else:
            asked = read_json(json.dumps(to_json(text.read_tree(predicate["filter"]))), layer)
        return count_in(self.connection, layer, asked)


@pytest.fixture(scope="module")
def world(postgis: Postgis, standard: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    file = Path(shutil.copyfile(standard / "ne110m4cql2.gpkg", folder / "world.gpkg"))
    with postgis.clone(TEMPLATE) as url:
        layers = {}
        for name in COLLECTIONS:
            options = ImportOptions(ReadOptions(sheet=name, anywhere=True), new_layer=Text(vi=name, en=name))
            report = import_file(url, machine_owner("an"), name, file, options)
            assert report.rejected == 0
            layers[name] = report.layer
        with connect(url) as connection:
            yield World(url, connection, layers)


@pytest.mark.parametrize("encoding", ["text", "json"])
def test_every_predicate_of_the_standard_counts_what_it_should(
    world: World, standard: Path, encoding: str
) -> None:
    predicates = json.loads((standard / "ats_expected_counts.json").read_text(encoding="utf8"))
    assert len(predicates) == 351
    counted = {one["id"]: world.count(one, encoding) for one in predicates}
    assert counted == {one["id"]: one["expected"] for one in predicates}


def test_the_door_counts_the_same(world: World, standard: Path) -> None:
    predicates = json.loads((standard / "ats_expected_counts.json").read_text(encoding="utf8"))
    with serving(world.url) as address, httpx.Client(base_url=f"{address}/api", timeout=20) as client:
        counted = {}
        for one in predicates:
            items = f"/collections/{one['collection']}/items"
            asked = {"filter": one["filter"], "resultType": "hits"}
            counted[one["id"]] = client.get(items, params=asked).json().get("numberMatched")
            asked["filter"], asked["filter-lang"] = (
                json.dumps(to_json(text.read_tree(one["filter"]))),
                "cql2-json",
            )
            assert client.get(items, params=asked).json().get("numberMatched") == counted[one["id"]]
    assert counted == {one["id"]: one["expected"] for one in predicates}


def test_the_predicates_share_statements(world: World, standard: Path) -> None:
    predicates = json.loads((standard / "ats_expected_counts.json").read_text(encoding="utf8"))
    shapes = Counter(read_text(one["filter"], world.layers[one["collection"]]).shape for one in predicates)
    assert len(shapes) < 300
    assert shapes.most_common(1)[0][1] > 5


def examples(folder: Path) -> Iterator[tuple[Path, Path]]:
    for written in sorted((folder / "schema" / "examples" / "text").glob("*.txt")):
        yield written, folder / "schema" / "examples" / "json" / f"{written.stem.split('-alt')[0]}.json"


def test_every_example_is_the_same_tree_in_both_encodings(standard: Path) -> None:
    pairs = list(examples(standard))
    assert len(pairs) == 120
    trees = {
        as_text.name: (
            text.read_tree(as_text.read_text(encoding="utf8")),
            document.read_tree(as_json.read_text(encoding="utf8")),
        )
        for as_text, as_json in pairs
    }
    assert [name for name, (left, right) in trees.items() if left != right] == []
