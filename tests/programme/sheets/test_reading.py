"""What a sheet is understood to say: forms of percentages, days and statuses, titles, groups, and faults in words."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.errors import BadFileError, BadInputError
from twin.features.exchange.options import ReadOptions
from twin.programme.sheets import Plan, SheetOptions, SheetRow, read_sheet
from twin.programme.soundness import Known

Read = Callable[..., Plan]
Write = Callable[..., Path]
HEADING = [
    "TT",
    "Nhiệm vụ",
    "Trạng thái",
    "Tiến độ (%)",
    "Kết quả thực hiện",
    "Ngày báo cáo",
    "Đơn vị báo cáo",
]
LINE: list[Any] = [1, "Xử lý điểm ngập úng", "Đang thực hiện", "70%", "Đã nạo vét", "25/09/2026", "UBND"]


def line(**changed: Any) -> list[Any]:
    """A line in which all is well, but for what is changed; fields are named as in a plan."""
    places = ("said", "name", "status", "percent", "text", "reported_on", "agency")
    return [changed.get(place, cell) for place, cell in zip(places, LINE, strict=True)]


def one(plan: Plan) -> SheetRow:
    (row,) = plan.rows
    return row


def test_a_sheet_as_agencies_send_it(read: Read) -> None:
    plan = read(
        [
            ["ỦY BAN NHÂN DÂN PHƯỜNG YÊN HÒA", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            ["BÁO CÁO TIẾN ĐỘ QUÝ III/2026"],
            [],
            HEADING,
            ["III", "NHÓM NHIỆM VỤ CỦA ỦY BAN NHÂN DÂN PHƯỜNG"],
            line(),
            [2, "Tang cuong PCCC", "Đang triển khai", 0.7, None, date(2026, 9, 24), "Công an phường"],
            [],
            [13, None, "Hoàn thành", 1, "Xong", "24/9/2026", "UBND phường"],
            ["", "Tổng cộng"],
            ["Người lập biểu", None, None, None, None, None, None],
        ],
        formats={"D7": "0%", "D9": "0.0%"},
    )
    assert [row.decision for row in plan.rows] == [
        "nothing",
        "certain",
        "certain",
        "ask",
        "nothing",
        "nothing",
    ]
    first, second, third = plan.rows[1:4]
    assert (first.named, first.report.percent, first.report.reported_on) == ("III.8", 70, date(2026, 9, 25))
    assert (first.report.status, first.report.text, first.report.agency) == (
        "in_progress",
        "Đã nạo vét",
        "UBND",
    )
    assert (second.named, second.report.percent, second.report.text) == ("III.13", 70, None)
    assert (third.named, third.candidates[0].key, third.report.percent) == (None, "III.13", 100)
    assert all(row.faults == () for row in plan.rows)
    assert "dòng 4" in plan.statements[0].vi
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


def test_a_heading_of_two_lines_under_merged_cells(read: Read) -> None:
    plan = read(
        [
            ["TT", "Nhiệm vụ", "Chủ trì", "Tiến độ", None, "Ghi chú"],
            [None, None, None, "Tình trạng", "% hoàn thành", None],
            ["I. NHÓM NHIỆM VỤ XÂY DỰNG ĐẢNG (09 nhiệm vụ)"],
            [4, "Nâng cao chất lượng sinh hoạt chi bộ tổ dân phố", "Ban XDĐ", "Đang thực hiện", 0.3, None],
            [5, None, "Ban XDĐ", "Đang thực hiện", 0.5, "Chờ hướng dẫn"],
        ],
        SheetOptions(reported_on=date(2026, 9, 30)),
        formats={"E4": "0%", "E5": "0%"},
    )
    assert [row.decision for row in plan.rows] == ["nothing", "nothing", "certain", "ask"]
    told = [(row.number, row.report.status, row.report.percent) for row in plan.rows[2:]]
    assert told == [(3, "in_progress", 30), (4, "in_progress", 50)]
    assert (plan.rows[3].candidates[0].key, plan.rows[3].report.text) == ("I.5", "Chờ hướng dẫn")


PERCENTS: dict[str, tuple[list[Any], dict[str, str], list[float | None]]] = {
    "with a sign": (["70%", "7,5 %", "100%"], {}, [70, 7.5, 100]),
    "bare": ([70, "7,5", 100], {}, [70, 7.5, 100]),
    "parts of one": (["0,7", 1, 0, "0.25"], {}, [70, 100, 0, 25]),
    "as Excel shows them": ([0.7, 1, 0.125], {"D2": "0%", "D3": "0%", "D4": "0.0%"}, [70, 100, 12.5]),
    "a sign that scales nothing": ([70, 7.5], {"D2": '0"%"', "D3": r"0\%"}, [70, 7.5]),
    "either, beside larger": (["0,7", 70], {}, [None, 70]),
    "a lone one": ([1, 0], {}, [None, 0]),
    "a lone one with a sign": (["1%", 0], {}, [1, 0]),
    "Excel's among bare ones": ([0.7, 70], {"D2": "0%"}, [70, 70]),
    "words for nothing": (["-", "chưa có số liệu", "", 50], {}, [None, None, None, 50]),
}


@pytest.mark.parametrize("case", PERCENTS)
def test_a_percentage_has_one_meaning_or_is_a_fault(read: Read, case: str) -> None:
    cells, formats, expected = PERCENTS[case]
    plan = read([HEADING, *(line(percent=cell) for cell in cells)], formats=formats)
    assert [row.report.percent for row in plan.rows] == expected
    doubtful = [row for row in plan.rows if row.faults and "có thể là" in row.faults[0].vi]
    assert len(doubtful) == (1 if case in {"either, beside larger", "a lone one"} else 0)


STATUSES = {
    "Chưa thực hiện": "not_started",
    "chua trien khai": "not_started",
    "ĐANG TRIỂN KHAI": "in_progress",
    "Đang thực hiện": "in_progress",
    "in_progress": "in_progress",
    "Đã hoàn thành": "done",
    "Tạm dừng": "paused",
    "": None,
    "-": None,
}


@pytest.mark.parametrize("typed", STATUSES)
def test_statuses_are_known_by_their_usual_words(read: Read, typed: str) -> None:
    row = one(read([HEADING, line(status=typed, percent=None)]))
    assert (row.report.status, row.faults) == (STATUSES[typed], ())


def test_a_status_among_the_percentages_is_a_status(read: Read) -> None:
    heading = ["Nhiệm vụ", "Tiến độ", "Ngày báo cáo"]
    plan = read(
        [
            heading,
            ["Xử lý điểm ngập úng", "Đang thực hiện", "25/9/2026"],
            ["Tăng cường PCCC", "70%", "25/9/2026"],
            ["Phát triển thể thao cơ sở", "Hoàn thành", "25/9/2026"],
        ]
    )
    told = [(row.report.status, row.report.percent) for row in plan.rows]
    assert told == [("in_progress", None), (None, 70), ("done", None)]
    assert all(row.decision == "certain" and not row.faults for row in plan.rows)


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "percent 140": ({"percent": "140%"}, "140"),
    "percent below nothing": ({"percent": -5}, "-5"),
    "percent that is no number": ({"percent": "gần xong"}, "gần xong"),
    "unknown status": ({"status": "Sắp xong"}, "Sắp xong"),
    "a day to come": ({"reported_on": "02/10/2026"}, "02/10/2026"),
    "a day long past": ({"reported_on": "25/09/1926"}, "25/09/1926"),
    "no such day": ({"reported_on": "31/02/2026"}, "31/02/2026"),
    "a period": ({"reported_on": "Quý III/2026"}, "Quý III/2026"),
    "no day": ({"reported_on": None}, "ngày báo cáo"),
    "an unknown agency": ({"agency": "Sở Xây dựng"}, "Sở Xây dựng"),
    "done, yet not whole": ({"status": "Hoàn thành", "percent": 70}, "100%"),
    "a task with nothing but a value": (
        {"status": None, "percent": None, "text": None, "value": 3},
        "giá trị",
    ),
    "an indicator without a value": ({"name": "Tỷ lệ bao phủ BHYT"}, "giá trị"),
    "a value that cannot be read": ({"name": "Tỷ lệ bao phủ BHYT", "value": "rất cao"}, "rất cao"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_what_cannot_be_is_a_fault_of_its_row_in_words(read: Read, case: str) -> None:
    changed, said = FAULTS[case]
    value = changed.get("value")
    row, whole = read([[*HEADING, "Giá trị"], [*line(**changed), value], [*line(), None]]).rows[:2]
    assert len(row.faults) == 1
    assert said in row.faults[0].vi
    assert row.faults[0].en
    assert whole.faults == ()


def test_another_agencys_task_is_asked_and_a_departments_is_not(read: Read) -> None:
    agencies = ["MTTQ", "HĐND", "Phòng KT-HTĐT", "UBND", "CAP", "Ban Quản lý dự án"]
    plan = read([HEADING, *(line(agency=agency, text=agency) for agency in agencies)])
    flagged = {
        row.report.agency
        for row in plan.rows
        if any("thực hiện, không phải" in one.vi for one in row.cautions)
    }
    assert flagged == {"MTTQ", "HĐND"}
    mine = one(read([HEADING, line(agency=None)], SheetOptions(agency="MTTQ")))
    assert (mine.decision, mine.named) == ("ask", "III.8")


def test_the_same_row_twice_is_a_fault_and_two_that_differ_are_asked(read: Read) -> None:
    plan = read([HEADING, line(), line(), line(percent="80%"), line(reported_on="26/09/2026")])
    assert [row.decision for row in plan.rows] == ["ask", "certain", "ask", "certain"]
    assert [len(row.faults) for row in plan.rows] == [0, 1, 0, 0]
    assert "dòng 1" in plan.rows[1].faults[0].vi
    assert "Dòng 1" in plan.rows[2].cautions[0].vi


def test_a_row_without_a_name_is_asked_with_the_one_above(read: Read) -> None:
    plan = read([HEADING, line(), line(said=None, name=None, text="Bổ sung")])
    below = plan.rows[1]
    assert (below.decision, below.named, [one.key for one in below.candidates]) == ("ask", None, ["III.8"])


def test_an_indicators_sheet_keeps_values_as_they_were_written(read: Read) -> None:
    plan = read(
        [
            ["TT", "Chỉ tiêu phát triển", "Đơn vị", "Thực hiện", "Ghi chú"],
            ["", "Về các công trình, dự án"],
            [2, "Chỉnh trang, cải tạo đồng bộ các ngõ, ngách, hẻm", "%", "52,4", None],
            ["II.2.4", "", "%", "giảm 0,12", "theo báo cáo y tế"],
            ["II.2.11", None, "", "Đạt", None],
            [5, "Tỷ lệ bao phủ BHYT", "%", 0.976, None],
        ],
        SheetOptions(reported_on=date(2026, 9, 30)),
        formats={"D6": "0.0%"},
    )
    assert [row.report.value for row in plan.rows[1:]] == ["52,4", "giảm 0,12", "Đạt", "97.6%"]
    assert [row.named for row in plan.rows[1:]] == ["II.4.2", "II.2.4", "II.2.11", "II.2.5"]
    assert {row.decision for row in plan.rows[1:]} == {"certain"}
    assert plan.rows[2].report.text == "theo báo cáo y tế"


def test_a_part_of_one_in_per_cent_is_asked(read: Read) -> None:
    heading = ["Chỉ tiêu", "Thực hiện", "Ngày"]
    row = one(read([heading, ["Tỷ lệ bao phủ BHYT", "0,97", "30/9/2026"]]))
    assert (row.decision, row.named) == ("ask", "II.2.5")
    assert "0,97%" in row.cautions[0].vi


TEXT = "TT;Nhiệm vụ;Tiến độ;Kết quả thực hiện;Ngày báo cáo\n1;Xử lý điểm ngập úng;70%;Đã nạo vét cống ngõ 99;25/09/2026\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16"])
def test_csv_comes_in_by_the_same_door(tmp_path: Path, known: Known, encoding: str) -> None:
    path = tmp_path / "tien-do.csv"
    path.write_bytes(TEXT.encode(encoding))
    row = one(read_sheet(path, known))
    assert (row.named, row.report.percent, row.report.text) == ("III.8", 70, "Đã nạo vét cống ngõ 99")


def test_a_row_that_is_wider_than_the_heading_is_told_whole(tmp_path: Path, known: Known) -> None:
    path = tmp_path / "tien-do.csv"
    path.write_text(TEXT + "2;Tăng cường PCCC;50%;Đã kiểm tra; tập huấn;25/09/2026\n", "utf-8")
    wide = read_sheet(path, known).rows[1]
    assert "Tăng cường PCCC" in (wide.name or "")
    assert len(wide.faults) > 0


def test_columns_may_be_named_and_the_heading_placed(read: Read) -> None:
    said = ReadOptions(mapping={"Việc": "name", "KQ": "percent"}, header_row=2)
    plan = read(
        [["a", "b", "c"], ["Việc", "KQ", "Ngày"], ["III.8", "70%", "25/9/2026"]], SheetOptions(read=said)
    )
    assert (one(plan).named, one(plan).report.percent) == ("III.8", 70)


REFUSED: dict[str, tuple[list[list[Any]], str]] = {
    "no names": ([["Ngày", "Tiến độ"], ["25/9/2026", "70%"]], "names the tasks"),
    "no progress": ([["Nhiệm vụ", "Ngày"], ["III.8", "25/9/2026"]], "reports progress"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_sheet_that_says_nothing_is_refused_in_words(read: Read, case: str) -> None:
    lines, said = REFUSED[case]
    with pytest.raises(BadInputError, match=said):
        read(lines)


def test_files_that_are_no_sheets_are_refused(tmp_path: Path, known: Known, write: Write) -> None:
    features = tmp_path / "ngap.geojson"
    features.write_text('{"type": "FeatureCollection", "features": []}')
    broken = tmp_path / "hong.xlsx"
    broken.write_bytes(write([HEADING, line()]).read_bytes()[:2000])
    long = write([HEADING, *(line() for _ in range(5_001))], name="dai.xlsx")
    for path in (features, broken, long, tmp_path / "khong-co.xlsx"):
        with pytest.raises(BadFileError):
            read_sheet(path, known)


CELLS = st.one_of(
    st.none(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.dates(),
    st.booleans(),
    st.sampled_from(
        [*LINE, "III.13", "Nhiệm vụ 3", "140%", "0,7", "Hoàn thành", "=1+1", "#REF!", "31/2/2026"]
    ),
    st.text(max_size=20),
)


@given(lines=st.lists(st.lists(CELLS, min_size=1, max_size=8), max_size=6))
def test_any_cells_give_a_plan_in_which_nothing_is_both_sure_and_doubtful(
    tmp_path_factory: pytest.TempPathFactory, known: Known, lines: list[list[Any]]
) -> None:
    path = tmp_path_factory.mktemp("bang") / "tien-do.csv"
    cells = [
        [str(cell if cell is not None else "").replace('"', "") for cell in row] for row in (HEADING, *lines)
    ]
    path.write_text(
        "\n".join(";".join(f'"{cell}"' for cell in row) for row in cells), "utf-8", errors="replace"
    )
    try:
        plan = read_sheet(path, known)
    except BadInputError as refusal:
        said = refusal.text.vi
    else:
        said = plan.file_name
        for row in plan.rows:
            assert row.decision != "certain" or (row.named is not None and not row.cautions)
            assert row.report.percent is None or row.faults or 0 <= row.report.percent <= 100
    assert said
