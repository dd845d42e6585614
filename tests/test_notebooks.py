"""Every notebook runs from its first cell to its last on a small city, and is kept without outputs."""

import ast
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psycopg
import pytest
from affine import Affine
from pydeck.bindings.deck import Deck
from rasterio.warp import transform

from tests.rasters.files import write_file
from twin.access import machine_owner
from twin.rasters.grounds import Said, import_terrain

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
CITY = """
INSERT INTO city.alleys (name, level, width_m, geom) VALUES
  ('Ngõ hẹp', 'ngo', 1.6, 'SRID=4326;LINESTRING(105.790 21.0130, 105.794 21.0130)'),
  ('Ngõ rộng', 'ngo', 5.5, 'SRID=4326;LINESTRING(105.790 21.0115, 105.794 21.0115)'),
  ('Ngõ chưa đo', 'ngach', NULL, 'SRID=4326;LINESTRING(105.790 21.0100, 105.794 21.0100)');
INSERT INTO city.fire_water (name, kind, status, geom) VALUES
  ('Trụ hỏng', 'hydrant', 'faulty', 'SRID=4326;POINT(105.792 21.0131)'),
  ('Bể tốt', 'tank', 'working', 'SRID=4326;POINT(105.792 21.0140)');
INSERT INTO city.congestion_spots (id, name, free_flow_kmh, geom) OVERRIDING SYSTEM VALUE VALUES
  (1, 'Phố tắc', 40, 'SRID=4326;LINESTRING(105.790 21.0130, 105.794 21.0130)'),
  (2, 'Phố chưa đo', NULL, 'SRID=4326;LINESTRING(105.790 21.0115, 105.794 21.0115)');
INSERT INTO city.ward (code, name, geom) VALUES ('1', 'Phường',
  'SRID=4326;MULTIPOLYGON(((105.788 21.008, 105.796 21.008, 105.796 21.016, 105.788 21.016, 105.788 21.008)))');
INSERT INTO city.roads (name, class, geom) VALUES
  ('Phố cao', 'primary', 'SRID=4326;LINESTRING(105.789 21.015, 105.795 21.015)');
INSERT INTO city.buildings (name, residents, geom) VALUES
  ('Nhà trũng', 4, 'SRID=4326;POLYGON((105.7919 21.0114, 105.7921 21.0114, 105.7921 21.0116, 105.7919 21.0116, 105.7919 21.0114))');
INSERT INTO city_store.observations (layer, feature_id, measure, observed_at, value, unit)
  SELECT 'congestion_spots', 1, 'speed', at, CASE WHEN at < '2026-09-17+07' THEN 20 ELSE 25 END
    + extract(day FROM at) % 3 / 10, 'km/h'
  FROM generate_series('2026-09-03+07', '2026-09-30 23:45+07', interval '15 minutes') AS at;
"""


def code_cells(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def run(path: Path) -> tuple[dict[str, Any], list[Any]]:
    """Run the cells in one namespace, as a kernel does; return it and what each cell would show."""
    names: dict[str, Any] = {"__name__": "__main__"}
    shown = []
    for number, cell in enumerate(code_cells(path)):
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        where = f"{path.name}[{number}]"
        exec(compile(tree, where, "exec"), names)  # noqa: S102 - our own notebook
        if isinstance(last, ast.Expr):
            shown.append(eval(compile(ast.Expression(last.value), where, "eval"), names))  # noqa: S307 - our own notebook
    return names, shown


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_its_outputs(path: Path) -> None:
    assert [cell["outputs"] for cell in code_cells(path)] == [[]] * len(code_cells(path))
    assert {cell["execution_count"] for cell in code_cells(path)} == {None}


def import_hollow(database: str, folder: Path) -> None:
    """Give the city flat ground 6 m high, with a hollow a metre deep round the middle of the wide alley."""
    (east,), (north,) = transform("EPSG:4326", "EPSG:5897", [105.792], [21.0115])
    place = np.add.outer((np.arange(300) - 150.0) ** 2, (np.arange(300) - 150.0) ** 2)
    heights = 6 - np.exp(-place / 2 / 10**2)
    corner = Affine(5, 0, round(east) - 750, 0, -5, round(north) + 750)
    import_terrain(
        database, machine_owner("thử"), write_file(folder / "ground.tif", heights, transform=corner), Said()
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_to_its_end(
    path: Path, database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with psycopg.connect(database) as connection:
        connection.execute(CITY.encode())
    import_hollow(database, tmp_path)
    monkeypatch.setenv("TWIN_DATABASE_URL", database)
    names, shown = run(path)
    assert isinstance(shown[-1], Deck)
    if path.stem == "narrow_alleys":
        (found,) = names["nearest"].itertuples()
        assert (found.name_left, found.name_source) == ("Ngõ hẹp", "Bể tốt")
        assert found.distance_m == pytest.approx(110.7, abs=0.5)
        assert {row.alleys for row in shown[0].itertuples()} == {1}
    if path.stem == "flood":
        ladder = names["ladder"]
        assert list(ladder["buildings_wet"]) == [1] * len(ladder)
        assert list(ladder["people_wet"]) == [4] * len(ladder)
        assert ladder["alleys_wet_m"].is_monotonic_increasing
        assert set(ladder["streets_wet_m"]) == {0}
        water = names["water"]
        assert water["rain"] == pytest.approx(water["stored"] + water["drained"] + water["left"], abs=2)
    if path.stem == "congestion":
        stretches = {row.name: row.index for row in names["stretches"].itertuples(index=False)}
        assert stretches["Phố tắc"] == pytest.approx(40 / 22.5, rel=0.02)
        assert stretches["Phố chưa đo"] is None or pd.isna(stretches["Phố chưa đo"])
        better = names["change"].iloc[0]
        assert better["difference"] == pytest.approx(40 / 25.1 - 40 / 20.1, rel=0.02)
        assert better["high"] < 0
    if path.stem == "programme_progress":
        renovated = names["measured"]["II.4.2"].number
        assert (renovated.all, renovated.unknown, renovated.value) == (3, 3, None)
