"""Alleys that have been renovated."""

from twin.programme.by_field import ByField
from twin.programme.measure import Measure
from twin.vocabulary import Text

MEASURE = Measure(
    id="alleys_renovated",
    indicator="II.4.2",
    title=Text(vi="Ngõ, ngách, hẻm đã chỉnh trang, cải tạo", en="Alleys renovated"),
    layer="alleys",
    rule=Text(
        vi="Ngõ, ngách, hẻm đã hoàn thành chỉnh trang, cải tạo trên tổng số, theo số lượng và theo chiều dài.",
        en="Alleys whose renovation is done, of all alleys, by number and by length.",
    ),
    judge=ByField.of_layer("alleys"),
    by_length=True,
)
