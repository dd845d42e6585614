from collections.abc import Callable
from functools import cache
from pathlib import Path

import geopandas
import pytest
from geopandas.geodataframe import GeoDataFrame

from gis_data import WardManifest, build_ward
from gis_data.projection import METRIC_SRID

Frames = Callable[[str], GeoDataFrame]


def read(path: Path) -> GeoDataFrame:
    frame = geopandas.read_parquet(path)  # type: ignore[attr-defined,no-untyped-call]
    assert isinstance(frame, GeoDataFrame)
    return frame


@pytest.fixture(scope="session")
def told() -> list[tuple[str, float]]:
    """What the build said while it ran."""
    return []


@pytest.fixture(scope="session")
def manifest(folder: Path, told: list[tuple[str, float]]) -> WardManifest:
    return build_ward(folder, lambda doing, share: told.append((doing, share)))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ward")


@pytest.fixture(scope="session")
def frames(manifest: WardManifest, folder: Path) -> Frames:
    """A layer as written, in degrees."""
    return cache(lambda layer: read(folder / manifest.layers[layer].current.path))


@pytest.fixture(scope="session")
def history(manifest: WardManifest, folder: Path) -> Frames:
    return cache(lambda layer: read(folder / manifest.layers[layer].history.path))


@pytest.fixture(scope="session")
def metric(frames: Frames) -> Frames:
    """A layer in metres."""
    return cache(lambda layer: frames(layer).to_crs(METRIC_SRID))
