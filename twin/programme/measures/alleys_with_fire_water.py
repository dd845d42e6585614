"""Alleys with a fire system of their own, or with a working source of fire water in reach."""

from twin.programme.fire_reach import ENGINE, PUMP
from twin.programme.fire_water import FireWater
from twin.programme.measure import Measure
from twin.vocabulary import Text

MEASURE = Measure(
    id="alleys_with_fire_water",
    indicator="II.4.3",
    title=Text(vi="Ngõ có nước chữa cháy, hệ thống PCCC", en="Alleys with fire water or a fire system"),
    layer="alleys",
    rule=Text(
        vi="Ngõ, ngách, hẻm có hệ thống PCCC, hoặc nằm trọn trong bán kính phục vụ của một nguồn nước chữa cháy đang "
        "hoạt động, trên tổng số, theo số lượng và theo chiều dài. Bán kính theo quy chuẩn có hiệu lực ở ngày đo: "
        "cho xe chữa cháy nếu xe tiếp cận được nguồn nước, nếu không thì cho máy bơm di động.",
        en="Alleys with a fire system, or wholly within the service radius of one working source, of all alleys, by "
        "number and by length. The radius is that of the norm in force on the day: an engine's where an engine can "
        "reach the source, a portable pump's otherwise.",
    ),
    judge=FireWater(),
    by_length=True,
    norms=(ENGINE, PUMP),
)
