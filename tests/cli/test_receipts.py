"""What an import says of itself, before and after."""

from pathlib import Path

import pytest

from twin.access import machine_owner
from twin.cli.receipts import tell_import
from twin.features.exchange.imports import ImportOptions
from twin.features.exchange.loading import import_file
from twin.features.exchange.options import ReadOptions

SOURCES = """Mã số;Tên;Loại;Ghi chú;X;Y
TN-1;Trụ nước 1;Trụ nước;gần chợ;2325039,29;582236,66
"""


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_dry_run_tells_where_every_column_goes(
    dry_run: bool, database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "nuoc.csv"
    path.write_text(SOURCES, encoding="utf8")
    options = ImportOptions(ReadOptions(crs=5897), dry_run=dry_run)
    tell_import(import_file(database, machine_owner("an"), "fire_water", path, options))
    said = capsys.readouterr().out
    assert "Ghi chú (không khớp trường nào), X (cột tọa độ), Y (cột tọa độ)." in said
    assert "Ghi chú (like no field), X (a column of coordinates), Y (a column of coordinates)." in said
    for filled in ("«Mã số» → Mã ở nguồn (external_id)", "Column “Loại” → Kind (kind)"):
        assert (filled in said) is dry_run
