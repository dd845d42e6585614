"""The ward, its residential groups, buildings and plots. People are counts, and mostly unknown by building."""

from datetime import date, datetime, time

import numpy as np
import shapely

from gis_data.chance import happens, open_stream
from gis_data.clock import HANOI, REFORM, draw_moment
from gis_data.housing import Building
from gis_data.rows import Fields, Row, survey
from gis_data.town import Town

STOREY_M = 3.4
PEOPLE, LAND, BUILDING = "dan-cu", "dia-chinh", "xay-dung"
GROUND_USES = {
    "school": "dgd",
    "park": "dkv",
    "market": "dch",
    "health": "dyt",
    "hall": "tsc",
    "heritage": "ddt",
}
SHEETS = 0.55
"""Share of blocks whose cadastral sheets are drawn."""


def register_ward(town: Town) -> list[Row]:
    """Return the ward; it shares every vertex of its outline with its groups."""
    whole = shapely.coverage_union_all([group.shape for group in town.groups])
    shape = shapely.MultiPolygon(list(shapely.get_parts(whole)))
    fields: Fields = {"code": town.plan.code, "name": town.plan.name}
    fields |= {"population": town.plan.population, "population_source": "document"}
    since = datetime.combine(REFORM, time(9), HANOI)
    return [Row(shape, fields, valid_from=town.plan.valid_from, since=since)]


def register_groups(town: Town) -> list[Row]:
    """Return the groups; their populations are all known and add up to the ward's."""
    chance = open_stream("register groups")
    since = datetime(2025, 9, 5, 9, tzinfo=HANOI)
    rows = []
    for number, group in enumerate(town.groups, start=1):
        fields: Fields = {"code": f"TDP{number:02d}", "name": f"Tổ dân phố số {number}"}
        fields |= {"households": group.households, "households_source": "document"}
        fields |= {"population": group.residents, "population_source": "document"}
        fields["culture_title"] = happens(chance, 0.78) if happens(chance, 0.94) else None
        fields["digital_support_point"] = happens(chance, 0.3)
        row = Row(group.shape, fields, valid_from=date(2025, 9, 1), since=since)
        if happens(chance, 0.62):
            when = draw_moment(chance, date(2025, 9, 15), date(2026, 8, 28))
            row.note(when, PEOPLE, {"digital_support_point": True})
        rows.append(row)
    return rows


def register_buildings(town: Town) -> list[Row]:
    """Return the buildings: heights mostly worked out from storeys, residents of blocks from their files."""
    chance = open_stream("register buildings")
    return [_register_building(building, chance) for building in town.buildings]


def _register_building(building: Building, chance: np.random.Generator) -> Row:
    row = Row(building.shape, _describe_building(building, chance))
    if building.year >= 2025 and building.house:  # noqa: PLR2004
        when = draw_moment(chance, date(building.year, 1, 6), date(building.year, 9, 18))
        row.valid_from, row.since = when.date(), when
    elif building.house and happens(chance, 0.004):
        when = draw_moment(chance, date(2025, 2, 3), date(2026, 9, 11))
        row.valid_to = when.date()
    _tell_residents(row, building, chance)
    return row


def _describe_building(building: Building, chance: np.random.Generator) -> Fields:
    fields: Fields = {"name": building.name, "use": building.use if happens(chance, 0.96) else "unknown"}
    shares = {"surveyed": 0.55, "estimated": 0.29} if building.house else {"document": 0.92}
    fields |= survey("levels", building.levels, chance, shares)
    if "levels" in fields:
        height = round(building.levels * STOREY_M + float(chance.uniform(0.2, 1.4)), 1)
        fields |= survey("height_m", height, chance, {"estimated": 0.86, "surveyed": 0.07})
    if happens(chance, 0.36 if building.house else 0.7):
        fields["built_year"] = building.year
    if building.kind in ("apartment", "collective"):
        fields["old_block"] = building.kind == "collective"
    return fields


def _tell_residents(row: Row, building: Building, chance: np.random.Generator) -> None:
    counted: Fields = {}
    if building.kind in ("apartment", "collective"):
        counted = survey("residents", building.residents, chance, {"document": 0.6})
    elif building.residents:
        counted = survey("residents", building.residents, chance, {"surveyed": 0.07})
    if not counted:
        return
    source = counted["residents_source"]
    counted |= {"households": building.households, "households_source": source}
    if happens(chance, 0.4):
        row.note(draw_moment(chance, date(2026, 3, 2), date(2026, 9, 18)), PEOPLE, counted)
    else:
        row.fields |= counted


def register_plots(town: Town) -> list[Row]:
    """Return the plots of the sheets that are drawn: those of houses, and of the public grounds."""
    chance = open_stream("register plots")
    drawn = {block.index for block in town.blocks if happens(chance, SHEETS)}
    counts: dict[int, int] = {}
    rows = []
    for building in town.buildings:
        sheet = building.block.index
        if building.house and sheet in drawn:
            counts[sheet] = counts.get(sheet, 0) + 1
            use = "tmd" if building.use in ("commerce", "office", "hotel") else "odt"
            code = f"{sheet + 1}-{counts[sheet]}"
            rows.append(Row(building.house.plot, _describe_plot(code, use, building.house.plot, chance)))
    for number, ground in enumerate(town.grounds, start=1):
        if ground.kind in GROUND_USES:
            code = f"{len(town.blocks) + 1}-{number}"
            rows.append(
                Row(ground.shape, _describe_plot(code, GROUND_USES[ground.kind], ground.shape, chance))
            )
    return rows


def _describe_plot(code: str, use: str, shape: shapely.Polygon, chance: np.random.Generator) -> Fields:
    recorded = round(shape.area * float(chance.normal(1.0, 0.015)), 1)
    fields: Fields = {"code": code, "use": use if happens(chance, 0.97) else "unknown"}
    return fields | survey("area_m2", recorded, chance, {"document": 0.88})
