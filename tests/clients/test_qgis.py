"""QGIS (3.22, as Debian 12 has it) reads the layers, filters them, and draws features and tiles."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

SESSION = Path(__file__).with_name("qgis_session.py")
PYTHON = "/usr/bin/python3"
"""QGIS is built for the system's Python."""

Seen = dict[str, Any]


def has_qgis() -> bool:
    done = subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False, env={})
    return done.returncode == 0


pytestmark = pytest.mark.skipif(
    not has_qgis(), reason="chưa có QGIS / QGIS is missing: apt-get install qgis python3-qgis"
)


@pytest.fixture(scope="module")
def seen(address: str, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    home = tmp_path_factory.mktemp("qgis")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "LANG": "C.UTF-8",
    }
    home.chmod(0o700)
    done = subprocess.run(
        [PYTHON, SESSION, f"{address}/api", home / "map"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: Seen = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.parametrize("layer", ["roads", "alleys", "buildings", "cay_xanh"])
def test_it_reads_a_layer_over_many_pages(seen: Seen, layer: str) -> None:
    found = seen[layer]
    assert found["valid"], found["error"]
    assert (found["features"], found["geometries"]) == (5, 5)
    assert found["crs"] in {"OGC:CRS84", "EPSG:4326"}


def test_it_sees_every_field_of_a_run_time_layer(seen: Seen) -> None:
    assert {"Tên cây", '50% "cao" : m', "geom"} <= set(seen["cay_xanh"]["fields"])


def test_it_reads_the_catalogue_as_a_layer(seen: Seen) -> None:
    assert seen["layer-records"]["valid"]
    assert seen["layer-records"]["features"] > 20


def test_it_filters(seen: Seen) -> None:
    assert seen["in_box"] == 1
    assert seen["by_name"] == ["Mẫu roads số 3"]


def test_it_draws_features_and_tiles(seen: Seen) -> None:
    assert seen["drawn"] > 20
    assert seen["tiles_valid"]
    assert seen["tiles_drawn"] > 20
