"""A heavy real client reads the service: GDAL's OAPIF driver."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from twin.layers import built_in_layers

pytestmark = pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="GDAL's ogrinfo is not installed")


def run(*command: str) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout


def test_it_finds_every_layer(address: str) -> None:
    told = run("ogrinfo", "-q", f"OAPIF:{address}/api")
    found = {line.split()[1] for line in told.splitlines() if line[:1].isdigit()}
    assert found == {*built_in_layers(), "cay_xanh", "layer-records"}


def test_it_reads_a_layer_to_the_end_over_many_pages(address: str, tmp_path: Path) -> None:
    out = tmp_path / "roads.geojson"
    source = f"OAPIF:{address}/api"
    run("ogr2ogr", "-f", "GeoJSON", str(out), source, "roads", "-oo", "PAGE_SIZE=2")
    features = json.loads(out.read_text())["features"]
    assert [feature["properties"]["name"] for feature in features] == [f"Mẫu roads số {n}" for n in range(5)]


def test_it_filters_by_a_box(address: str) -> None:
    told = run(
        "ogrinfo", "-q", "-spat", "105.789", "21.009", "105.7901", "21.01005", f"OAPIF:{address}/api", "roads"
    )
    assert told.count("OGRFeature(") == 1
