"""What is to be said beside the numbers of a flood: what was assumed, and what is not known."""

from collections.abc import Iterator

import numpy as np

from twin.analysis.water.exposure import UNKNOWN
from twin.reporting import Gap
from twin.reporting.people import gaps_of_homes
from twin.reporting.saying import gaps_of, say
from twin.reports.flood_exposure.drawings import comma
from twin.reports.flood_exposure.measuring import BANK_M, Measured
from twin.vocabulary import Text


def notes_of(found: Measured) -> Iterator[Text]:
    """Say which rain was followed, how, and what was assumed."""
    rain = found.rain
    mm, hours, drains = (
        comma(one) for one in (rain.depth_mm, rain.hours, float(np.mean(rain.drainage_mm_h)))
    )
    yield say(
        f"Trận mưa đã tính: {mm} mm trong {hours} giờ, cống tiêu {drains} mm/giờ.",
        f"The rain that was followed: {rain.depth_mm:g} mm in {rain.hours:g} h, "
        f"drains take {np.mean(rain.drainage_mm_h):.3g} mm/h.",
    )
    if found.from_scenario:
        yield say(
            "Mưa lấy từ giả định; lượng mưa, thời gian và tiêu thoát nhập ở báo cáo này không dùng đến.",
            "The rain is the what-if's; the rain, hours and drainage entered for this report are not used.",
        )
    yield _METHODS[found.asked.method]
    if found.waters_ha:
        yield say(
            f"Lòng sông, hồ và bờ trong {BANK_M:g} m ({comma(found.waters_ha)} ha) không tính là ngập.",
            f"The beds of rivers and lakes, and their banks within {BANK_M:g} m ({found.waters_ha:g} ha), do not count as flooded.",
        )
    yield say(
        "Độ sâu là nước trên mặt đất ở chân tường, dọc đường, quanh điểm; nền nhà cao hơn mặt đất bao nhiêu thì chưa ghi. "
        "Nước chảy tới rìa vùng biết cao độ được coi là thoát ra ngoài. Cống chỉ được tính bằng một mức tiêu chung.",
        "Depths are of water on the ground: at walls, along ways, round points; how much higher floors are is not recorded. "
        "Water that comes to the edge of the known ground is taken to run off. Drains are one capacity everywhere.",
    )
    yield say(
        "Các mức độ sâu do dự án tự chia; ngưỡng ô tô và xe cứu hộ theo nghiên cứu (TRID 1412184), không phải quy định.",
        "Classes of depth are the project's own; limits of cars and emergency vehicles are from research (TRID 1412184).",
    )


_METHODS = {
    "filling": say(
        "Nước đọng lại khi mọi dòng đã chảy hết (Fill-Spill-Merge): không tính chỗ nước chảy xiết rồi rút đi.",
        "The water that stands when all has run down (Fill-Spill-Merge): what runs by and is gone is not seen.",
    ),
    "dynamic": say(
        "Theo nước chảy theo thời gian (phương trình quán tính cục bộ); độ sâu lớn nhất trong lúc đó.",
        "The water followed in time (local-inertial equations); the greatest depth on the way.",
    ),
}


def gaps_found(found: Measured) -> tuple[Gap, ...]:
    """Say what the answer cannot know."""
    ways = found.ways
    return (
        *gaps_of("ward", (round(found.unknown_ha), "ha trong phường chưa biết cao độ mặt đất", "ha of the ward of unknown height")),
        *gaps_of("buildings", (int((found.homes.classes == UNKNOWN).sum()), "nhà chưa rõ ngập bao nhiêu", "buildings of unknown depth")),
        *gaps_of("roads", (round(float(ways.metres[:, -1].sum())), "m đường, ngõ chưa rõ ngập bao nhiêu", "m of streets and alleys of unknown depth")),
        *gaps_of("flood_spots", (found.spots.agreement.unknown, "điểm trong danh mục chưa rõ ngưỡng mưa hoặc độ sâu", "listed spots of unknown band or depth")),
        *gaps_of_homes(found.homes.frame),
    )  # fmt: skip
