"""Points from which household waste is collected within the day.

The indicator speaks of waste by weight, which no layer holds: the share of points stands in for it, and says so.
"""

from twin.programme.by_field import ByField
from twin.programme.measure import Among, Measure
from twin.vocabulary import Text

MEASURE = Measure(
    id="waste_collected_daily",
    indicator="II.2.9",
    title=Text(vi="Điểm rác sinh hoạt được thu gom trong ngày", en="Household-waste points collected daily"),
    layer="waste_points",
    rule=Text(
        vi="Điểm rác sinh hoạt được thu gom trong ngày trên tổng số điểm (theo số điểm, không theo khối lượng rác). "
        "Không tính điểm rác tự phát vì không phải nơi thu gom, và điểm tái chế, rác cồng kềnh, rác nguy hại vì "
        "được thu gom theo lịch riêng.",
        en="Household-waste points collected within the day, of all such points (by number, not by weight). "
        "Illegal dumps are no collection points, and recycling, bulky and hazardous waste is collected at times of "
        "its own: they are not counted.",
    ),
    judge=ByField.of_layer("waste_points"),
    among=Among("kind", outside=("illegal", "recycling", "bulky", "hazardous")),
)
