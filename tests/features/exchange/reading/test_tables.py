import csv
import io
import zipfile
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.features.exchange.reading.conftest import Outcome, Reads, read
from twin.errors import BadFileError, BadInputError
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.readers.delimited import open_csv
from twin.features.exchange.readers.headings import find_heading, name_columns
from twin.features.exchange.readers.points import read_coordinate

WARD = (105.78, 21.00, 105.82, 21.03)


def places(outcome: Outcome) -> list[tuple[float, float]]:
    shapes = [shapely.from_wkb(row["geom"]) for row in outcome.clean]
    return [(round(shape.x, 6), round(shape.y, 6)) for shape in shapes]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_separator(read_text: Reads, separator: str) -> None:
    text = "name,lon,lat\r\nGiếng làng,105.8,21.01\r\n".replace(",", separator)
    outcome = read_text(text)
    assert outcome.column("name") == ["Giếng làng"]
    assert places(outcome) == [(105.8, 21.01)]


def test_decimal_commas_between_semicolons(read_text: Reads) -> None:
    outcome = read_text("name;depth_m;lon;lat\nA;12,5;105,8;21,01\nB;3;105,793;21,017\n")
    assert places(outcome) == [(105.8, 21.01), (105.793, 21.017)]
    assert outcome.column("depth_m") == [12.5, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_in_any_form(read_text: Reads, encoding: str) -> None:
    assert read_text("name,lon,lat\nGiếng làng,105.8,21.01\n".encode(encoding)).column("name") == [
        "Giếng làng"
    ]


def test_old_bytes(read_text: Reads) -> None:
    outcome = read_text(b"name,lon,lat\nTP. H\xb5 N\xe9i,105.8,21.01\nH\xb6i D\xad\xacng,105.81,21.01\n")
    assert outcome.column("name") == ["TP. Hà Nội", "Hải Dương"]
    assert outcome.plan.encoding == "TCVN3 (ABC)"


def test_a_row_of_old_bytes_that_is_too_long_goes_whole_to_the_rejects(read_text: Reads) -> None:
    outcome = read_text(
        b"name,lon,lat\nTP. H\xb5 N\xe9i,105.8,21.01\nH\xb6i D\xad\xacng,105.81,21.01,th\xb5nh ph\xe8\n"
    )
    assert outcome.rejects[0]["name"] == "Hải Dương"
    assert outcome.rejects[0]["lat"] == "21.01 | thành phố"
    assert outcome.rejects[0]["reason_en"] == "The row has 4 cells where the heading has 3 columns."
    assert outcome.rejects[0]["row_number"] == 2


def test_titles_above_the_heading(read_text: Reads) -> None:
    outcome = read_text('DANH SÁCH GIẾNG,,\n,,\nTên giếng,Kinh độ,"Vĩ\nđộ"\nA,105.8,21.01\n')
    assert outcome.column("name") == ["A"]
    assert "on line 3" in outcome.said


def test_the_heading_can_be_told(read_text: Reads) -> None:
    text = "bảng,số,một\nname,lon,lat\nA,105.8,21.01\n"
    assert read_text(text, header_row=2).column("name") == ["A"]


def test_row_numbers_count_the_refused_too(read_text: Reads) -> None:
    outcome = read_text("name,lon,lat\nA,105.8,21\nB\nC,105.8,21\nD,1,2,3\nE,105.8,21\n")
    assert outcome.column("row_number") == [1, 3, 5]
    assert [row["row_number"] for row in outcome.rejects] == [2, 4]


def test_cells_with_breaks_and_quotes(read_text: Reads) -> None:
    assert read_text('name,lon,lat\n"Giếng ""cổ""\nđầu làng",105.8,21\n').column("name") == [
        'Giếng "cổ"\nđầu làng'
    ]


def test_what_was_shielded_from_formulas_is_bared(read_text: Reads) -> None:
    assert read_text("name,lon,lat\n'=A1,105.8,21\n'phố,105.8,21\n").column("name") == ["=A1", "'phố"]


@pytest.mark.parametrize("text", ["1,2,3\n4,5,6\n", "\n\n\n", "105.8\n21.0\n"])
def test_a_table_without_a_heading(read_text: Reads, text: str) -> None:
    with pytest.raises(BadFileError, match=r"no line of column names|no format"):
        read_text(text)


def test_a_line_too_long_for_memory(read_text: Reads) -> None:
    with pytest.raises(BadFileError, match="a row is longer than 4194304 bytes"):
        read_text("name,lon,lat\nA,105.8,21\n" + "x" * 9_000_000 + ",105.8,21\n")


def test_a_quotation_mark_that_is_not_closed(read_text: Reads) -> None:
    with pytest.raises(BadFileError, match="a quotation mark is not closed"):
        read_text('name,lon,lat\nA,"105.8,21\n' + "B,105.8,21\n" * 1_200_000)
    outcome = read_text('name,lon,lat\nA,105.8,21\n"B,105.8,21\nC,105.8,21\n')
    assert outcome.column("name") == ["A"]
    assert outcome.rejects[0]["name"] == "B,105.8,21\nC,105.8,21"


def test_a_long_cell_in_a_broken_row(read_text: Reads) -> None:
    outcome = read_text(f"name,lon,lat\nA,105.8,21\n{'x' * 200_000},1\n")
    assert outcome.counts.rejected == 1
    assert len(outcome.rejects[0]["name"]) >= 200_000


def test_a_heading_in_old_bytes_that_look_like_line_breaks(read_text: Reads) -> None:
    outcome = read_text(b"name,lon,lat,th\x85\nH\xb5 N\xe9i,105.8,21,x\nH\xb6i D\xad\xacng,105.8,21,x\n")
    assert outcome.column("name") == ["Hà Nội", "Hải Dương"]


def test_bytes_that_appear_after_the_sample_are_refused_not_lost(read_text: Reads) -> None:
    rows = "".join(f"G{row},105.8,21\n" for row in range(20)).encode()
    outcome = read_text(b"name,lon,lat\n" + rows + b"H\xb5 N\xe9i,105.8,21\n", sample_rows=5, batch_rows=5)
    assert outcome.counts.clean == 20
    assert outcome.rejects[0]["name"] == "Hµ Néi"
    assert "--encoding" in outcome.rejects[0]["reason_en"]


def test_rows_are_counted_where_lines_are_rows(read_text: Reads) -> None:
    assert read_text("name,lon,lat\nA,105.8,21\nB,105.8,21").rows == 2
    assert read_text("name,lon,lat\nA,105.8,21\nB,105.8,21\n").rows == 2
    assert read_text('name,lon,lat\n"A",105.8,21\n').rows is None


def test_failed_formulas_are_refused(read_text: Reads) -> None:
    outcome = read_text("name,lon,lat\n#REF!,105.8,21\n#N/A,105.8,21\n#1,105.8,21\n")
    assert outcome.column("name") == ["#1"]
    assert outcome.reasons["Name (name): “#REF!” is a failed formula of a spreadsheet."] == 1


def test_more_columns_than_any_table_has(read_text: Reads) -> None:
    wide = ",".join(["name", "lon", "lat", *["x"] * 3_000])
    with pytest.raises(BadFileError, match="has 3003 columns"):
        read_text(f"{wide}\n")


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("lon,lat", "105.793,21.017"), ("Kinh độ,Vĩ độ", "105.793,21.017"), ("Longitude (WGS84),Latitude (WGS84)", "105.793,21.017"),
        ("lng,lat", "105°47'34.8\"E,21°1'1.2\"N"), ("x,y", "582236.660,2325039.287"), ("X (m),Y (m)", "2325039.287,582236.660"),
        ("Toạ độ X,Toạ độ Y", "2.325.039.287 ,582.236.660"), ("Easting,Northing", '"582236,660","2325039,287"'),
        ("Tọa độ,note", '"21.017, 105.793",x'), ("gps,note", '"21°1\'1.2""N 105°47\'34.8""E",x'), ("wkt,note", "POINT (105.793 21.017),x"),
        ("geometry,note", "SRID=4326;POINT (105.793 21.017),x"),
    ],
)  # fmt: skip
def test_coordinates_as_offices_write_them(read_text: Reads, heading: str, row: str) -> None:
    if row.startswith("2.325.039"):
        row = "2.325.039,582.237"
    outcome = read_text(f"name,{heading}\nA,{row}\n", expected=WARD, local_crs=5897)
    assert outcome.rejects == []
    assert places(outcome)[0] == pytest.approx((105.793, 21.017), abs=1e-5)


def test_wkb_in_hex(read_text: Reads) -> None:
    text = f"name,geom\nA,{shapely.Point(105.8, 21).wkb_hex}\nB,xyz\n"
    outcome = read_text(text)
    assert places(outcome) == [(105.8, 21.0)]
    assert list(outcome.reasons) == ["The geometry is damaged or of an unsupported kind."]


def test_rows_without_coordinates_are_refused_one_by_one(read_text: Reads) -> None:
    outcome = read_text("name,lon,lat\nA,105.8,21\nB,,\nC,-,-\nD,abc,21\nE,0,0\n")
    assert outcome.column("name") == ["A"]
    assert list(outcome.reasons.items()) == [
        ("There is no geometry.", 2),
        ("A coordinate is missing or cannot be read.", 1),
        ("Lands outside Vietnam (longitude 0, latitude 0).", 1),
    ]


def test_coordinate_columns_can_be_told(read_text: Reads) -> None:
    text = "name,a,b\nA,105.8,21\n"
    assert places(read_text(text, mapping={"a": "lon", "b": "lat"})) == [(105.8, 21.0)]
    with pytest.raises(BadInputError, match="no columns of coordinates"):
        read_text(text)


def test_degrees() -> None:
    assert read_coordinate("105°47'34.8\"", None) == pytest.approx(105.793)
    assert read_coordinate("21° 01′ 01,2″ B", None) == pytest.approx(21.017)
    assert read_coordinate("21°N", None) == 21
    assert read_coordinate("một", None) is None


cells = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=8)
)


@given(rows=tables, separator=st.sampled_from(",;\t|"))
def test_any_table_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], separator: str
) -> None:
    heading = [f"cột {letter}" for letter in "abcde"[: len(rows[0]) if rows else 2]]
    text = io.StringIO()
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([heading, *rows])
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    source = open_csv(path, "a.csv", ReadOptions())
    assert source.layout.separator == separator
    batches = list(source.batches(3))
    assert [list(row.values()) for batch in batches for row in batch.table.to_pylist()] == rows
    assert all(len(batch.numbers) <= 3 for batch in batches)


def test_headings() -> None:
    assert find_heading([["Danh sách", ""], ["", ""], ["Tên", "Số"], ["A", "1"]]) == 2
    assert find_heading([["1", "2"], ["3", "4"]]) is None
    assert find_heading([]) is None
    assert name_columns(["Mưa", "mưa", "", "Mưa\n(mm)"]) == ["Mưa", "mưa_2", "column_3", "Mưa (mm)"]


def workbook(
    path: Path, *rows: Any, title: str = "Giếng", more: dict[str, list[list[Any]]] | None = None
) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for name, others in (more or {}).items():
        other = book.create_sheet(name)
        for row in others:
            other.append(row)
    book.save(path)
    return path


HEADING = ["name", "depth_m", "users", "open", "dug_on", "seen_at", "lon", "lat"]


def test_cells_keep_their_kinds(tmp_path: Path) -> None:
    moment = datetime(2025, 3, 5, 14, 30)  # noqa: DTZ001 - a sheet's times have no zone
    path = workbook(
        tmp_path / "a.xlsx",
        ["DANH SÁCH"],
        HEADING,
        ["A", 74.516, 12, True, date(2025, 3, 5), moment, 105.8, 21.01],
        [None, None, None, None, None, None, None, None],
        ["B", None, "#N/A", None, "05/03/2025", None, 105.81, 21],
    )
    outcome = read(path)
    assert outcome.rejects == []
    first, second = outcome.clean
    assert (first["depth_m"], first["users"], first["open"]) == (74.516, 12, True)
    assert first["dug_on"] == second["dug_on"] == date(2025, 3, 5)
    assert first["seen_at"] == datetime(2025, 3, 5, 7, 30, tzinfo=UTC)
    assert (second["depth_m"], second["users"], second["row_number"]) == (None, None, 2)
    assert (outcome.rows, outcome.plan.sheet) == (2, "Giếng")


def test_a_programs_dot_is_no_evidence_of_a_persons(tmp_path: Path) -> None:
    rows = [["name", "users", "lon", "lat"], ["A", 3.0, 105.8, 21], ["B", "74.516", 105.8, 21]]
    assert read(workbook(tmp_path / "a.xlsx", *rows)).column("users") == [3, 74516]
    fractions = [
        ["name", "depth_m", "lon", "lat"],
        ["A", 3.25, 105.8, 21],
        ["B", "0,5", 105.8, 21],
        ["C", "3.500", 105.8, 21],
    ]
    refused = read(workbook(tmp_path / "b.xlsx", *fractions))
    assert refused.column("depth_m") == [3.25, 0.5]
    assert len(refused.rejects) == 1


def test_numbers_in_a_text_column_stay_as_they_look(tmp_path: Path) -> None:
    rows = [
        ["name", "lon", "lat"],
        ["A", 105.8, 21],
        [12, 105.8, 21],
        [12.5, 105.8, 21],
        [time(7, 30), 105.8, 21],
    ]
    assert read(workbook(tmp_path / "a.xlsx", *rows)).column("name") == ["A", "12", "12.5", "07:30:00"]


def test_the_sheet_with_rows_is_read_and_several_are_asked_about(tmp_path: Path) -> None:
    rows = [["name", "lon", "lat"], ["A", 105.8, 21]]
    assert read(workbook(tmp_path / "a.xlsx", *rows, more={"Sheet2": []})).column("name") == ["A"]
    both = workbook(tmp_path / "b.xlsx", *rows, more={"Khác": [["name", "lon", "lat"], ["B", 105.8, 21]]})
    with pytest.raises(BadInputError, match="“Giếng”, “Khác”"):
        read(both)
    assert read(both, sheet="Khác").column("name") == ["B"]
    with pytest.raises(BadInputError, match="no layer “Sai”"):
        read(both, sheet="Sai")


def test_a_row_wider_than_the_heading_is_refused_whole(tmp_path: Path) -> None:
    rows = [["name", "lon", "lat"], *([f"G{i}", 105.8, 21] for i in range(40)), ["Z", 105.8, 21, "thừa"]]
    outcome = read(workbook(tmp_path / "a.xlsx", *rows))
    assert outcome.counts.clean == 40
    assert (outcome.rejects[0]["row_number"], outcome.rejects[0]["lat"]) == (41, "21 | thừa")


def test_a_sheet_that_lies_about_its_size(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["name", "lon", "lat"], ["A", 105.8, 21])
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = members[sheet].replace(b'<dimension ref="A1:C2"', b'<dimension ref="A1"')
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert read(path).column("name") == ["A"]


def test_an_empty_sheet(tmp_path: Path) -> None:
    with pytest.raises(BadFileError, match="no line of column names"):
        read(workbook(tmp_path / "a.xlsx"))
