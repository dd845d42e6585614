"""Floods, jams, alleys, fire water, waste and order in the streets."""

from twin.dashboard.section import LayerFigure, Section
from twin.vocabulary import Text

SECTION = Section(
    id="city",
    order=2,
    title=Text(vi="Đô thị", en="The city"),
    indicators=("II.4.1", "II.4.2", "II.4.3", "II.2.9"),
    figures=(
        LayerFigure(
            id="flood_spots",
            title=Text(vi="Điểm ngập chưa xử lý xong", en="Flooding spots not yet resolved"),
            layer="flood_spots",
            field="status",
            values=("open", "monitored", "in_works"),
            better="down",
        ),
        LayerFigure(
            id="congestion_spots",
            title=Text(vi="Điểm ùn tắc chưa xử lý xong", en="Congestion spots not yet resolved"),
            layer="congestion_spots",
            field="status",
            values=("open", "monitored", "in_works"),
            better="down",
        ),
        LayerFigure(
            id="alleys_renewed",
            title=Text(vi="Ngõ, ngách đã chỉnh trang", en="Alleys renewed"),
            layer="alleys",
            field="renovation",
            values=("done",),
            better="up",
        ),
        LayerFigure(
            id="fire_water",
            title=Text(vi="Nguồn nước chữa cháy hoạt động tốt", en="Working fire-water sources"),
            layer="fire_water",
            field="status",
            values=("working",),
            better="up",
        ),
        LayerFigure(
            id="fire_water_faulty",
            title=Text(vi="Nguồn nước chữa cháy hỏng", en="Faulty fire-water sources"),
            layer="fire_water",
            field="status",
            values=("faulty",),
            better="down",
        ),
        LayerFigure(
            id="order_cases",
            title=Text(vi="Vụ việc trật tự đô thị đang xử lý", en="Open urban-order cases"),
            layer="order_cases",
            field="status",
            values=("found", "in_progress"),
            better="down",
        ),
        LayerFigure(
            id="citizen_reports",
            title=Text(vi="Phản ánh chưa giải quyết", en="Citizen reports not yet settled"),
            layer="citizen_reports",
            field="status",
            values=("received", "in_progress"),
            better="down",
        ),
    ),
)
