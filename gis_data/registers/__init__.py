"""What the registers of the ward say: one function a layer, which knows less than the town itself."""

from collections.abc import Callable

from gis_data.registers.drainage import register_drains, register_water_bodies
from gis_data.registers.dwellings import register_buildings, register_groups, register_plots, register_ward
from gis_data.registers.economy import register_enterprises, register_projects
from gis_data.registers.fire import register_fire_water
from gis_data.registers.floods import register_flood_spots
from gis_data.registers.network import register_alleys, register_roads
from gis_data.registers.order import register_cases, register_reports, register_waste_points
from gis_data.registers.society import (
    register_culture,
    register_green_spaces,
    register_health,
    register_schools,
)
from gis_data.registers.traffic import register_cameras, register_congestion, register_parking
from gis_data.rows import Row
from gis_data.town import Town

REGISTERS: dict[str, Callable[[Town], list[Row]]] = {
    "alleys": register_alleys,
    "buildings": register_buildings,
    "cameras": register_cameras,
    "citizen_reports": register_reports,
    "congestion_spots": register_congestion,
    "culture_sites": register_culture,
    "drains": register_drains,
    "enterprises": register_enterprises,
    "fire_water": register_fire_water,
    "flood_spots": register_flood_spots,
    "green_spaces": register_green_spaces,
    "health_facilities": register_health,
    "land_plots": register_plots,
    "order_cases": register_cases,
    "parking_lots": register_parking,
    "projects": register_projects,
    "residential_groups": register_groups,
    "roads": register_roads,
    "schools": register_schools,
    "ward": register_ward,
    "waste_points": register_waste_points,
    "water_bodies": register_water_bodies,
}
