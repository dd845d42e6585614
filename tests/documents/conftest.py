"""One document with everything that a document can have, and with what people would rather not have sent."""

from datetime import date

import pytest
from shapely import LineString, Point, box

from twin.documents.document import (
    Annex,
    Column,
    Document,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Row,
    Source,
    Table,
)
from twin.documents.form import people_s_committee
from twin.documents.map.drawing import MapFeature, MapSheet, classify, draw_map
from twin.layers import built_in_layers

HOSTILE = (
    '=HYPERLINK("http://example.invalid/";"Bấm vào đây")',
    "<script>alert(1)</script><img src=http://example.invalid/x.png>&amp;",
    "điều\x00khiển\x1b[31m và nửa ký tự \ud800",
    "Từdàikhôngdấucách" * 20,
    "#N/A",
    "url(file:///etc/passwd) ](http://example.invalid/)",
    "@import 'http://example.invalid/x.css'",
)
WARD = box(105.7822, 21.0022, 105.8108, 21.0262)
DAY = date(2027, 1, 5)


def long_table(rows: int = 90) -> Table:
    return Table(
        title="Tiến độ nhiệm vụ theo cơ quan",
        sheet="Nhiệm vụ",
        band=0,
        columns=(
            Column(title="Cơ quan"),
            Column(title="Mã", kind="code", width=1),
            Column(title="Nhiệm vụ", width=5),
            Column(title="Số điểm", kind="integer", width=1.2),
            Column(title="Tiến độ", kind="percent", width=1.2),
            Column(title="Chiều dài (m)", kind="number", width=1.5, digits=2),
            Column(title="Hạn", kind="date", width=1.5),
        ),
        rows=tuple(
            Row(
                cells=(
                    "Ủy ban nhân dân phường" if place < rows / 2 else "Ban Xây dựng Đảng",
                    f"III.{place}",
                    f"Chỉnh trang, cải tạo đồng bộ ngõ {place} phố Trung Kính",
                    1000 + place,
                    place * 1.25 if place % 7 else None,
                    1234.5 + place / 4,
                    date(2026, 1 + place % 12, 1 + place % 28),
                )
            )
            for place in range(rows)
        ),
    )


def hostile_table() -> Table:
    return Table(
        title="=1+1: *bảng* [lạ]/\\?:",
        columns=(Column(title="@cột", width=1), Column(title="Giá trị", kind="number", digits=3)),
        rows=(*(Row(cells=(text, len(text))) for text in HOSTILE), Row(cells=("Tổng", None), strong=True)),
    )


def sketch() -> Picture:
    layers = built_in_layers()
    streets = [
        MapFeature(LineString([(105.79, 21.005), (105.80, 21.02)]), {"class": "primary", "name": "Phố"})
    ]
    alleys = [
        MapFeature(LineString([(105.785, 21.010), (105.788, 21.013)]), {"width_m": 1.5}),
        MapFeature(LineString([(105.79, 21.015), (105.80, 21.012)]), {"width_m": 3.6}, "Ngõ 1 <Trung Kính>"),
        MapFeature(LineString([(105.792, 21.02), (105.797, 21.018)]), {}),
    ]
    spots = [MapFeature(Point(105.795, 21.010), {"rain_band": "lt50", "status": "open"}, "Hoa Bằng")]
    return draw_map(
        MapSheet(
            layers=(
                classify(layers["roads"], streets),
                classify(layers["alleys"], alleys),
                classify(layers["flood_spots"], spots),
            ),
            outline=WARD,
            caption="Bản đồ: Ngõ, ngách, hẻm theo bề rộng",
            sources=("Nguồn: dữ liệu minh họa của dự án.",),
            dated=DAY,
        )
    )


@pytest.fixture(scope="session")
def report() -> Document:
    return Document(
        issuer=people_s_committee("Yên Hòa"),
        kind="Báo cáo",
        code="BC",
        subject="Kết quả thực hiện Chương trình hành động quý IV năm 2026",
        dated=DAY,
        signer="Nguyễn Văn Ợ",
        blocks=(
            Heading(text="I. KẾT QUẢ CHUNG"),
            Paragraph(text="Phường triển khai 49 nhiệm vụ; số liệu tính đến ngày 31/12/2026.\nDòng thứ hai."),
            Heading(text="1. Nhiệm vụ chậm", level=2),
            Listing(items=("III.7 Giải quyết điểm ùn tắc giao thông: chậm 12 ngày", HOSTILE[1])),
            hostile_table(),
            sketch(),
            Paragraph(text="Số liệu chưa rõ không được tính là bằng không.", note=True),
        ),
        annexes=(
            Annex(title="Tiến độ nhiệm vụ", blocks=(long_table(),)),
            Annex(title="Ghi chú", blocks=(Paragraph(text=HOSTILE[3]),), lying=False),
        ),
        sources=(
            Source(name="Lớp «Ngõ, ngách, hẻm»", as_of=date(2026, 12, 31)),
            Source(name="Sổ tay", as_of=None),
        ),
        recipients=("Thường trực Đảng ủy", "Thường trực HĐND phường"),
    )
