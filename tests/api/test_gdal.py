"""A heavy real client reads the service: GDAL's OAPIF driver."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from twin.features.crs import EVERY_CRS, Crs
from twin.overlays import served_layers

pytestmark = pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="GDAL's ogrinfo is not installed")


def run(*command: str) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout


def test_it_finds_every_layer(address: str) -> None:
    told = run("ogrinfo", "-q", f"OAPIF:{address}/api")
    found = {line.split()[1] for line in told.splitlines() if line[:1].isdigit()}
    assert found == {*served_layers(), "cay_xanh", "layer-records"}


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


def test_it_filters_by_what_a_field_says(address: str) -> None:
    told = run("ogrinfo", "-q", "-where", "name = 'Mẫu roads số 3'", f"OAPIF:{address}/api", "roads")
    assert told.count("OGRFeature(") == 1
    assert "Mẫu roads số 3" in told


def test_it_knows_the_kinds_of_fields(address: str) -> None:
    told = run("ogrinfo", "-so", f"OAPIF:{address}/api", "alleys")
    for kind in ("width_m: Real", "passing_bays: Integer", "renovated_on: Date", "updated_at: DateTime"):
        assert kind in told


READ = """
import sys, pyogrio
_, source, layer, options, out = sys.argv
import json
pyogrio.read_dataframe(source, layer=layer, **json.loads(options)).to_pickle(out)
"""


def read(address: str, layer: str, folder: Path, **options: str) -> Any:
    """Read a layer with the GDAL that pyogrio brings (3.12): in a process of its own, since it waits without yielding."""
    out = folder / "read.pickle"
    run(sys.executable, "-c", READ, f"OAPIF:{address}/api", layer, json.dumps(options), str(out))
    return pd.read_pickle(out)  # noqa: S301 - what we have just written


@pytest.mark.parametrize("crs", EVERY_CRS, ids=lambda crs: crs.curie)
def test_a_newer_gdal_reads_every_coordinate_system(address: str, crs: Crs, tmp_path: Path) -> None:
    stored = read(address, "buildings", tmp_path)
    told = read(address, "buildings", tmp_path, CRS=crs.uri)
    assert told.crs.to_epsg() in {crs.srid, None}
    back = told.to_crs(stored.crs)
    assert len(back) == len(stored) == 5
    assert back.geometry.geom_equals_exact(stored.geometry, 1e-6).all()


def test_a_newer_gdal_reads_a_layer_with_odd_names(address: str, tmp_path: Path) -> None:
    told = read(address, "cay_xanh", tmp_path, where="\"Tên cây\" = 'Mẫu cay_xanh số 2'")
    assert told["Tên cây"].tolist() == ["Mẫu cay_xanh số 2"]
    assert {'50% "cao" : m', "id", "geom", "twin_source"} <= set(told.columns)
