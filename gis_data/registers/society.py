"""What people share: green spaces, schools, health, heritage and culture."""

from datetime import date

import numpy as np
import shapely
from shapely import Point as Spot

from gis_data.addresses import nearest_way, tell_way
from gis_data.chance import happens, open_stream, pick
from gis_data.clock import draw_moment
from gis_data.housing import Building
from gis_data.registers.traffic import SMALL_LOTS
from gis_data.rows import Fields, Row, middle_of
from gis_data.town import Town
from gis_data.words import read_words

CULTURE = "van-hoa"
PLAYGROUNDS = 22
SCHOOL_LEVELS = {
    "Mầm non": "preschool",
    "Tiểu học": "primary",
    "cơ sở": "lower_secondary",
    "phổ thông": "upper_secondary",
}
PRIVATE_SCHOOLS = 16
HEALTH = {"pharmacy": 34, "dental": 14, "clinic": 12, "traditional": 4, "laboratory": 3, "polyclinic": 2}
HEALTH_TITLES = {
    "pharmacy": "Nhà thuốc",
    "dental": "Nha khoa",
    "clinic": "Phòng khám chuyên khoa",
    "traditional": "Phòng chẩn trị y học cổ truyền",
    "laboratory": "Phòng xét nghiệm",
    "polyclinic": "Phòng khám đa khoa",
}
SHARED_HOUSES = 24
"""Groups that have a house of their own to meet in."""


def register_green_spaces(town: Town) -> list[Row]:
    """Return parks and gardens of the plan, and small playgrounds among the houses."""
    chance = open_stream("register green")
    rows = []
    for ground in town.grounds_of("park"):
        kind = "park" if ground.name.startswith("Công viên") else "garden"
        rows.append(Row(ground.shape, {"name": ground.name, "kind": kind}))
    for opening in town.openings[SMALL_LOTS : SMALL_LOTS + PLAYGROUNDS]:
        way, _ = nearest_way(town.ways, middle_of(opening))
        kind = pick(chance, {"playground": 0.7, "sports_ground": 0.2, "green": 0.1})
        title = {"playground": "Sân chơi", "sports_ground": "Sân thể thao", "green": "Điểm cây xanh"}[kind]
        rows.append(Row(opening, {"name": f"{title} {tell_way(way)}", "kind": kind}))
    for row in rows:
        row.fields["fitness_equipment"] = pick(chance, {"yes": 0.35, "no": 0.5, "unknown": 0.15})
        if row.fields["fitness_equipment"] != "yes" and happens(chance, 0.45):
            row.note(
                draw_moment(chance, date(2025, 9, 1), date(2026, 9, 18)),
                CULTURE,
                {"fitness_equipment": "yes"},
            )
    return rows


def register_schools(town: Town) -> list[Row]:
    """Return the public schools on their grounds, and private ones in houses."""
    chance = open_stream("register schools")
    rows = []
    for ground in town.grounds_of("school"):
        level = next(level for word, level in SCHOOL_LEVELS.items() if word in ground.name)
        fields: Fields = {"name": ground.name, "level": level, "public": True}
        if happens(chance, 0.9):
            fields["national_standard"] = happens(chance, 0.6)
        rows.append(Row(Spot(middle_of(ground.shape)), fields))
    for number, building in enumerate(_choose_houses(town, chance, PRIVATE_SCHOOLS)):
        name = f"Mầm non tư thục {read_words().brands[number * 2]}"
        fields = {"name": name, "level": "preschool", "public": False}
        rows.append(Row(Spot(middle_of(building.shape)), fields))
    return rows


def _choose_houses(town: Town, chance: np.random.Generator, count: int) -> list[Building]:
    shops = [b for b in town.buildings if b.house and b.use in ("mixed", "commerce")]
    return [shops[n] for n in chance.permutation(len(shops))[:count]]


def register_health(town: Town) -> list[Row]:
    """Return the public station, the hospital, and private practices in shop houses."""
    chance = open_stream("register health")
    rows = []
    for ground in town.grounds_of("health"):
        kind = "hospital" if "Bệnh viện" in ground.name else "health_station"
        rows.append(Row(Spot(middle_of(ground.shape)), {"name": ground.name, "kind": kind}))
    kinds = [kind for kind, count in HEALTH.items() for _ in range(count)]
    brands = read_words().brands
    for number, (kind, building) in enumerate(
        zip(kinds, _choose_houses(town, chance, len(kinds)), strict=True)
    ):
        street = building.house.way.street if building.house else None
        name = f"{HEALTH_TITLES[kind]} {brands[number % len(brands)]} {street or ''}".strip()
        rows.append(Row(Spot(middle_of(building.shape)), {"name": name, "kind": kind}))
    return rows


def register_culture(town: Town) -> list[Row]:
    """Return the named heritage, the ward's hall, and the houses where groups meet."""
    chance = open_stream("register culture")
    rows = []
    for ground in town.grounds_of("heritage"):
        kind = "communal_house" if ground.name.startswith("Đình") else "temple"
        rows.append(
            Row(Spot(middle_of(ground.shape)), {"name": ground.name, "kind": kind, "rank": "unknown"})
        )
    for hall in town.grounds_of("hall"):
        if "văn hóa" in hall.name:
            fields: Fields = {"name": hall.name, "kind": "culture_house", "rank": "none"}
            rows.append(Row(Spot(middle_of(hall.shape)), fields))
    pond = next(ground for ground in town.grounds_of("lake") if "làng Cót" in ground.name)
    beside = shapely.get_coordinates(pond.shape.buffer(5.0).exterior)[0]
    rows.append(Row(Spot(beside), {"name": "Làng Cót (không gian làng cổ)", "kind": "historic_site"}))
    for number in sorted(chance.permutation(len(town.groups))[:SHARED_HOUSES].tolist()):
        homes = [town.buildings[n] for n in town.groups[number].buildings if town.buildings[n].house]
        building = homes[int(chance.integers(len(homes)))] if homes else None
        place = middle_of(building.shape if building else town.groups[number].shape)
        fields = {
            "name": f"Nhà sinh hoạt cộng đồng tổ dân phố số {number + 1}",
            "kind": "community_house",
        }
        rows.append(Row(Spot(place), fields))
    return rows
