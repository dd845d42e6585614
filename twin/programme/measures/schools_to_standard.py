"""Public schools that meet the national standard."""

from twin.programme.by_field import ByField
from twin.programme.measure import Among, Measure
from twin.vocabulary import Text

MEASURE = Measure(
    id="schools_to_standard",
    indicator="II.2.3",
    title=Text(vi="Trường công lập đạt chuẩn quốc gia", en="Public schools that meet the national standard"),
    layer="schools",
    rule=Text(
        vi="Trường công lập đạt chuẩn quốc gia trên tổng số trường công lập. Trường chưa rõ có công lập hay không "
        "thì không tính, và nêu riêng.",
        en="Public schools that meet the national standard, of all public schools. A school of which it is not known "
        "whether it is public is not counted, and said apart.",
    ),
    judge=ByField.of_layer("schools"),
    among=Among("public", inside=(True,), outside=(False,)),
)
