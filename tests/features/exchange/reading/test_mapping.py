import pyarrow as pa
import pytest

from tests.features.exchange.reading.conftest import WELLS
from twin.errors import BadInputError
from twin.features.exchange.batches import Identity, MappedColumn
from twin.features.exchange.folding import fold, fold_name
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.readers.identity import choose_identity, mark_identity
from twin.features.exchange.readers.mapping import map_columns
from twin.features.exchange.shortening import shorten
from twin.vocabulary import Text


def targets(
    *columns: str, said: dict[str, str] | None = None, is_short: bool = False
) -> dict[str, str | None]:
    mapped = map_columns(columns, WELLS, said or {}, taken={}, is_short=is_short)
    assert [column.column for column in mapped] == list(columns)
    return {column.column: column.field for column in mapped}


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("name", "name"), ("NAME", "name"), ("Tên giếng", "name"), ("TEN_GIENG", "name"), ("TenGieng", "name"),
        ("ten-goi", "name"), ("Tên gọi", "name"),
    ],
)  # fmt: skip
def test_the_same_name_in_other_dress(column: str, field: str) -> None:
    assert targets(column) == {column: field}


@pytest.mark.parametrize(
    "column", ["depth_m", "Chiều sâu", "Chiều sâu (m)", "CHIEU SAU [mét]", "chieusau", "Sâu", "sau"]
)
def test_a_unit_in_brackets_is_passed_over(column: str) -> None:
    assert targets("name", column)[column] == "depth_m"


def test_what_goes_nowhere_is_listed_with_the_reason() -> None:
    mapped = map_columns(["name", "màu", "updated_by", "Tên"], WELLS, {}, taken={}, is_short=False)
    assert {column.column: column.how.en for column in mapped if column.field is None} == {
        "màu": "like no field",
        "updated_by": "stamped by the twin itself",
        "Tên": "field name is filled by column “name”",
    }


def test_the_better_name_wins() -> None:
    assert targets("Tên gọi", "name") == {"Tên gọi": None, "name": "name"}


def test_what_a_person_says_comes_first() -> None:
    said = {"A": "name", "name": "code", "B": ""}
    assert targets("A", "name", "B", said=said) == {"A": "name", "name": "code", "B": None}


def test_columns_that_serve_otherwise_are_not_mapped() -> None:
    mapped = map_columns(["name", "open"], WELLS, {}, taken={"open": Text(vi="x", en="x")}, is_short=False)
    assert [column.field for column in mapped] == ["name", None]


def test_a_shapefiles_ten_letters_are_completed() -> None:
    short = shorten([field.name for field in WELLS.all_fields])
    assert targets(*short.values(), is_short=True) == {short[name]: name for name in short}
    assert targets("name", "ten_gieng", "so_nguoi_d", is_short=True)["so_nguoi_d"] == "users"
    assert targets("name", "so_nguoi_d", is_short=False)["so_nguoi_d"] is None


def test_system_fields_that_a_file_may_fill() -> None:
    assert targets("name", "external_id", "source", "Có từ ngày", "valid_to", "import_id") == {
        "name": "name",
        "external_id": "external_id",
        "source": "source",
        "Có từ ngày": "valid_from",
        "valid_to": "valid_to",
        "import_id": None,
    }


def test_a_required_field_that_nothing_fills() -> None:
    with pytest.raises(BadInputError, match=r"Name \(name\)\. Columns not used: màu") as raised:
        targets("màu")
    assert "--map" in raised.value.text.vi


@pytest.mark.parametrize("said", [{"nowhere": "name"}, {"name": "nothing"}])
def test_a_mapping_of_what_is_not_there(said: dict[str, str]) -> None:
    with pytest.raises(BadInputError, match="has no"):
        targets("name", said=said)


def test_folding() -> None:
    assert fold("  Bề_rộng (m) ") == "be rong m"
    assert fold("ĐƯỜNG Hoà Bình") == fold("đường Hòa Bình") == "duong hoa binh"
    assert fold("km/h") == "km/h"
    assert fold_name("TÊN ĐƯỜNG") == fold_name("TenDuong") == "tenduong"


def identity(columns: dict[str, list[object]], *fields: str | None, **options: object) -> Identity:
    sample = {name: pa.array(values) for name, values in columns.items()}
    how = Text(vi="x", en="x")
    mapped = [
        MappedColumn(name, field, how) for name, field in zip(columns, [*fields, *[None] * 9], strict=False)
    ]
    return choose_identity(sample, mapped, ReadOptions(**options))  # type: ignore[arg-type]


IDS: list[object] = [436, 17, 99]


def test_a_column_that_says_so_identifies() -> None:
    assert identity({"external_id": ["a", "a", None]}, "external_id") == Identity("column", ("external_id",))
    assert identity({"x": [1, 1, 1]}, external_id="x") == Identity("column", ("x",))
    assert identity({"x": [1, 1, 1]}, "name", key=("name",)) == Identity("key", ("name",))


@pytest.mark.parametrize("name", ["osm_id", "id", "ID", "Mã", "Mã định danh", "GlobalID"])
def test_a_column_that_usually_identifies(name: str) -> None:
    assert identity({name: IDS}) == Identity("column", (name,))


@pytest.mark.parametrize("values", [[1, 2, 3], [0, 1, 2], ["1", "2", "3"], [7, 7, 8], [7, None, 8], []])
def test_a_count_of_rows_or_a_gap_identifies_nothing(values: list[object]) -> None:
    assert identity({"id": values}) == Identity("none")


def test_a_code_that_fills_a_field_identifies_by_the_field() -> None:
    assert identity({"ma_xa": IDS}, "code") == Identity("key", ("code",))
    assert identity({"code": IDS}, "code") == Identity("key", ("code",))


def test_the_surest_name_wins() -> None:
    assert identity({"id": IDS, "osm_id": IDS}) == Identity("column", ("osm_id",))


def test_what_identifies_counts_as_used() -> None:
    mapped = (MappedColumn("osm_id", None, Text(vi="x", en="x")),)
    assert mark_identity(mapped, Identity("column", ("osm_id",)))[0].field == "external_id"


def test_an_identity_that_is_not_there() -> None:
    with pytest.raises(BadInputError, match="no column “x”"):
        identity({"id": IDS}, external_id="x")
    with pytest.raises(BadInputError, match="fills the key: depth_m"):
        identity({"id": IDS}, "name", key=("name", "depth_m"))
