"""Columns as real files head them: Vietnamese offices, Shapefile's ten letters, OpenStreetMap and Geofabrik."""

import pytest

from twin.features.exchange.readers.mapping import map_columns
from twin.layers import built_in_layers

FILES = {
    "alleys": "Tên ngõ=name; Cấp ngõ=level; Thuộc phố=street; Bề rộng (m)=width_m; Nguồn bề rộng=width_m_source; "
    "Tĩnh không (m)=headroom_m; Độ dốc (%)=slope; Ngõ cụt=dead_end; Tình trạng cải tạo=renovation; "
    "Hệ thống PCCC=fire_system; Chiếu sáng=lighting; Ghi chú=",
    "flood_spots": "STT=; Điểm ngập lụt=name; Ngưỡng mưa=rain_band; Độ sâu ngập (cm)=depth_m; Nguyên nhân=cause; "
    "Tình trạng=status; Cao độ=ground_m; Quyết định=listed_in",
    "congestion_spots": "Vị trí=name; Tuyến đường=road; Khung giờ=peak; Nguyên nhân ùn tắc=cause; Lưu lượng xe=vehicles_h; "
    "TTI=travel_time_index",
    "fire_water": "SỐ HIỆU=name; LOẠI=kind; Dung tích (m3)=capacity_m3; Lưu lượng (l/s)=flow_ls; "
    "Tình trạng hoạt động=status; Ngày kiểm tra=checked_on; Xe chữa cháy tiếp cận được=engine_access",
    "ward": "ma_xa=code; ten_xa=name; DANSO=population; areaKm2=",
    "residential_groups": "Mã TDP=code; Tổ dân phố=name; Số hộ=households; Số nhân khẩu=population; Tổ dân phố văn hóa=culture_title",
    "roads": "osm_id=; fclass=class; name=name; oneway=one_way; maxspeed=speed_limit_kmh; lanes=lanes; width=width_m; "
    "bridge=",
    "buildings": "TEN=name; SO_TANG=levels; CHIEU_CAO=height_m; NAM_XD=; Số người=residents; Chung cư cũ=old_block",
    "land_plots": "SHTHUA=code; KHLOAIDAT=use; DIENTICH=area_m2",
    "enterprises": "Tên doanh nghiệp=name; Ngành nghề kinh doanh=sector; Loại hình DN=kind; Ứng dụng công nghệ số=digital",
    "green_spaces": "Tên vườn hoa=name; Loại=kind; Thiết bị TDTT=fitness_equipment",
    "schools": "Tên trường=name; Cấp học=level; Công lập=public; Đạt chuẩn quốc gia=national_standard",
    "health_facilities": "Tên cơ sở y tế=name; Loại hình=kind",
    "culture_sites": "Tên di tích=name; Loại hình di tích=kind; Cấp xếp hạng=rank",
    "parking_lots": "Tên bãi đỗ xe=name; Sức chứa=spaces; capacity=; Bãi công cộng=public",
    "cameras": "Mã camera=name; Hướng=bearing_deg; Tình trạng=status",
    "drains": "Tên tuyến cống=name; Loại=kind; Đường kính (mm)=diameter_mm; Hiện trạng=condition",
    "order_cases": "Nội dung vi phạm=title; Lĩnh vực=kind; Ngày phát hiện=found_on; Kết quả xử lý=status",
    "waste_points": "Điểm tập kết=name; Loại=kind; Thu gom hàng ngày=collected_daily",
    "water_bodies": "kind=kind; file=",
    "projects": "Tên dự án=name; Kinh phí (triệu đồng)=budget_vnd_m; Khởi công=starts_on; Tiến độ thực hiện=status",
    "citizen_reports": "Lĩnh vực=topic; Nội dung phản ánh=text; Ngày tiếp nhận=received_at; Trạng thái=status",
}


@pytest.mark.parametrize(("layer_id", "header"), FILES.items(), ids=FILES)
def test_columns_of_real_files_find_their_fields(layer_id: str, header: str) -> None:
    expected = dict(column.split("=") for column in header.split("; "))
    mapped = map_columns(list(expected), built_in_layers()[layer_id], {}, taken={}, is_short=False)
    assert {column.column: column.field or "" for column in mapped} == expected
