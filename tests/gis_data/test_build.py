import ast
import hashlib
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import rasterio

from gis_data import WardManifest
from gis_data.plan import HERE, read_plan
from gis_data.projection import to_degrees, to_metres
from twin.layers import built_in_layers

ILLUSTRATIVE = "minh họa"


def checksums(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_second_build_elsewhere_gives_the_same_bytes(
    manifest: WardManifest, folder: Path, tmp_path: Path
) -> None:
    """Another process, hash seed, zone, language and folder: what a build could lean on by mistake."""
    environment = os.environ | {"PYTHONHASHSEED": "77", "TZ": "America/Lima", "LC_ALL": "C", "LANG": "C"}
    program = f"from pathlib import Path; import gis_data; gis_data.build_ward(Path({str(tmp_path)!r}))"
    subprocess.run([sys.executable, "-c", program], check=True, env=environment, cwd=HERE.parent)
    assert manifest.layers
    assert checksums(tmp_path) == checksums(folder)


def test_the_manifest_lists_every_file_as_it_is(manifest: WardManifest, folder: Path) -> None:
    listed = [manifest.heights, manifest.observations]
    listed += [file for layer in manifest.layers.values() for file in (layer.current, layer.history)]
    listed += manifest.records.values()
    written = checksums(folder)
    assert {file.path: file.sha256 for file in listed} == {
        k: v for k, v in written.items() if k != "manifest.json"
    }
    assert WardManifest.model_validate_json((folder / "manifest.json").read_text("utf-8")) == manifest
    assert set(manifest.layers) == set(built_in_layers())


def test_progress_runs_from_nothing_to_all(manifest: WardManifest, told: list[tuple[str, float]]) -> None:
    assert manifest.illustrative
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert all(" / " in doing for doing, _ in told)


@pytest.mark.parametrize("layer", sorted(built_in_layers()))
def test_every_file_says_that_it_is_illustrative(manifest: WardManifest, folder: Path, layer: str) -> None:
    for file in (manifest.layers[layer].current, manifest.layers[layer].history):
        table = pq.read_table(folder / file.path)
        metadata = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
        assert metadata["illustrative"] == "true"
        assert ILLUSTRATIVE in metadata["notice"]
        assert "OpenStreetMap" in metadata["credits"]
        assert all(ILLUSTRATIVE in source for source in table.column("source").to_pylist())
        assert json.loads(metadata["geo"])["columns"]["geometry"]["crs"]["id"] == {
            "authority": "EPSG",
            "code": 4326,
        }


def test_sources_credit_outline_and_bends() -> None:
    sources = {
        source["id"]: source for source in tomllib.loads((HERE / "sources.toml").read_text())["sources"]
    }
    assert sources["outline"]["licence"] == "MIT"
    assert "OpenStreetMap contributors" in sources["bends"]["credit"]


def test_heights_are_a_five_metre_grid_with_nothing_outside_the_ward(
    manifest: WardManifest, folder: Path
) -> None:
    with rasterio.open(folder / manifest.heights.path) as raster:
        assert (raster.crs.to_epsg(), raster.res, raster.nodata) == (5897, (5.0, 5.0), -9999.0)
        assert ILLUSTRATIVE in raster.tags()["NOTICE"]
        heights = raster.read(1, masked=True)
    assert heights.count() * 25 == pytest.approx(4.17e6, rel=0.02)
    assert 2 < heights.min() < 4  # the river's bed
    assert 7 < heights.max() < 9
    assert 5.5 < float(np.median(heights.compressed())) < 7


def test_metres_and_degrees_agree_with_the_official_point() -> None:
    east, north = to_metres([(105.793, 21.017)])[0]
    assert (round(east, 3), round(north, 3)) == (582236.660, 2325039.287)
    assert to_degrees(to_metres([(105.793, 21.017)])).tolist() == [[105.793, 21.017]]


def test_the_plan_holds_the_ward_of_the_reform() -> None:
    plan = read_plan()
    assert (plan.code, plan.population, plan.valid_from.isoformat()) == ("00175", 77029, "2025-07-01")
    outline = np.array(plan.outline)
    assert outline.min(axis=0).tolist() + outline.max(axis=0).tolist() == [
        105.7822,
        21.0022,
        105.8108,
        21.0262,
    ]


def test_the_generator_knows_the_words_and_the_layers_and_nothing_else_of_the_twin() -> None:
    imported = {
        node.module
        for path in HERE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "twin"
    }
    assert imported == {"twin.vocabulary", "twin.layers", "twin.registers"}
