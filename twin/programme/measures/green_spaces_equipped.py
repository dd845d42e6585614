"""Green spaces and playgrounds with fitness equipment."""

from twin.programme.by_field import ByField
from twin.programme.measure import Measure
from twin.vocabulary import Text

MEASURE = Measure(
    id="green_spaces_equipped",
    indicator="II.4.1",
    title=Text(
        vi="Vườn hoa, điểm vui chơi có thiết bị thể dục thể thao",
        en="Green spaces and playgrounds with fitness equipment",
    ),
    layer="green_spaces",
    rule=Text(
        vi="Số vườn hoa, cây xanh, điểm vui chơi có thiết bị thể dục thể thao trên tổng số của lớp bản đồ.",
        en="Green spaces and playgrounds that have fitness equipment, of all that the layer holds.",
    ),
    judge=ByField.of_layer("green_spaces"),
)
