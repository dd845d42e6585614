"""Makes a city of building footprints, the same bytes for the same number, to move in and out.

    python benchmarks/city.py FOLDER [BUILDINGS]

The size of Hà Nội: 2.4 million polygons of 5 to 9 points in EPSG:4326, in rows along alleys that turn every
way, thick in the middle and thin at the edge, in no spatial order. Most attributes are missing, as they are
in real files. Nothing here is a real building.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyogrio
import shapely

BUILDINGS = 2_400_000
SEED = 175
BLOCK = 80
"""Buildings of one block: two rows of forty along an alley."""
CHUNK = 1_000
"""Blocks made at a time."""
CENTRE = (105.84, 21.02)
SPREAD = (0.11, 0.10)
"""Of a city; a dense ward of 60,000 buildings is a twelfth of it each way."""
WARD = (0.009, 0.008)
METRE = (1 / 103_900, 1 / 110_700)
"""Degrees of longitude and latitude to the metre at 21° N."""
USES = np.array(["house", "apartment", "office", "commerce", "education", "industry"])

Floats = npt.NDArray[np.float64]

# Corners in shares of width and depth: a rectangle, an L, and a U. Padded by repeating the last corner.
SHAPES: tuple[Floats, ...] = (
    np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float),
    np.array([(0, 0), (1, 0), (1, 0.6), (0.55, 0.6), (0.55, 1), (0, 1)], float),
    np.array([(0, 0), (1, 0), (1, 1), (0.7, 1), (0.7, 0.7), (0.3, 0.7), (0.3, 1), (0, 1)], float),
)


def _corners(random: np.random.Generator, blocks: int, spread: tuple[float, float]) -> tuple[Floats, Floats]:
    """Return each building's corner on the map and its turn, as cosine and sine."""
    centre = random.normal(CENTRE, spread, (blocks, 2))
    turn = random.uniform(0, 2 * np.pi, blocks)
    place = np.arange(BLOCK)
    along, side = (place // 2 - 20) * 8.5, np.where(place % 2, 1.5, -21.5)
    cosine, sine = np.cos(turn)[:, None], np.sin(turn)[:, None]
    x = centre[:, :1] + (along * cosine - side * sine) * METRE[0]
    y = centre[:, 1:] + (along * sine + side * cosine) * METRE[1]
    turns = np.repeat(np.stack([cosine[:, 0], sine[:, 0]], axis=1), BLOCK, axis=0)
    return np.stack([x.ravel(), y.ravel()], axis=1), turns


def _footprints(
    random: np.random.Generator, blocks: int, spread: tuple[float, float]
) -> npt.NDArray[np.object_]:
    corners, turns = _corners(random, blocks, spread)
    count = len(corners)
    size = np.stack([random.uniform(3.5, 8, count), random.uniform(8, 20, count)], axis=1)
    kinds = random.choice(3, count, p=[0.6, 0.25, 0.15])
    footprints = np.empty(count, dtype=object)
    for kind, shape in enumerate(SHAPES):
        chosen = kinds == kind
        local = shape[None] * size[chosen][:, None]
        cosine, sine = turns[chosen][:, 0, None], turns[chosen][:, 1, None]
        x = corners[chosen][:, 0, None] + (local[..., 0] * cosine - local[..., 1] * sine) * METRE[0]
        y = corners[chosen][:, 1, None] + (local[..., 0] * sine + local[..., 1] * cosine) * METRE[1]
        footprints[chosen] = shapely.polygons(np.round(np.stack([x, y], axis=-1), 8))
    return footprints


def _some(random: np.random.Generator, count: int, share: float) -> npt.NDArray[np.bool_]:
    return random.random(count) < share


def _known(values: npt.NDArray[np.generic], mask: npt.NDArray[np.bool_]) -> pa.Array:
    return pa.array(values, mask=~mask)


def _attributes(random: np.random.Generator, first: int, count: int) -> dict[str, pa.Array]:
    numbers = np.arange(first, first + count)
    levels = 1 + random.binomial(12, 0.22, count)
    surveyed = _some(random, count, 0.3)
    return {
        "external_id": pa.array([f"HN-{number:07d}" for number in numbers]),
        "name": _known(np.char.add("Nhà số ", (numbers % 997).astype(str)), _some(random, count, 0.05)),
        "use": _known(
            random.choice(USES, count, p=[0.8, 0.05, 0.04, 0.08, 0.01, 0.02]), _some(random, count, 0.6)
        ),
        "levels": _known(levels, _some(random, count, 0.7)),
        "height_m": _known(np.round(levels * 3.3 + random.random(count), 1), surveyed),
        "built_year": _known(random.integers(1955, 2025, count), _some(random, count, 0.2)),
        "households": _known(random.integers(0, 4, count), surveyed),
        "residents": _known(random.integers(0, 14, count), surveyed),
    }


SCHEMA = pa.schema(
    [
        ("external_id", pa.string()),
        ("name", pa.string()),
        ("use", pa.string()),
        ("levels", pa.int64()),
        ("height_m", pa.float64()),
        ("built_year", pa.int64()),
        ("households", pa.int64()),
        ("residents", pa.int64()),
        pa.field("geometry", pa.binary(), metadata={b"ARROW:extension:name": b"geoarrow.wkb"}),
    ]
)


def make_batches(
    buildings: int, seed: int = SEED, spread: tuple[float, float] = SPREAD
) -> Iterator[pa.RecordBatch]:
    """Yield the city's buildings, the same ones for the same numbers, as `SCHEMA` with WKB in EPSG:4326."""
    random = np.random.default_rng(seed)
    for first in range(0, buildings, CHUNK * BLOCK):
        footprints = _footprints(random, CHUNK, spread)
        columns = _attributes(random, first + 1, len(footprints))
        columns["geometry"] = pa.array(shapely.to_wkb(footprints), pa.binary())
        yield pa.RecordBatch.from_arrays(list(columns.values()), schema=SCHEMA).slice(0, buildings - first)


def write_city(folder: Path, buildings: int = BUILDINGS, spread: tuple[float, float] = SPREAD) -> Path:
    """Write `buildings_<number>.gpkg` into the folder, unless it stands there already."""
    path = folder / f"buildings_{buildings}.gpkg"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # GeoPackage writes down when it was made: always the same moment, for the same bytes.
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2026-01-01T00:00:00.000Z"})
        half = path.with_suffix(".half.gpkg")
        half.unlink(missing_ok=True)
        pyogrio.write_arrow(
            pa.RecordBatchReader.from_batches(SCHEMA, make_batches(buildings, spread=spread)),
            half,
            layer="buildings",
            driver="GPKG",
            geometry_name="geometry",
            geometry_type="Polygon",
            crs="EPSG:4326",
        )
        half.rename(path)
    return path


if __name__ == "__main__":
    folder, *number = sys.argv[1:]
    print(write_city(Path(folder), *map(int, number)))
