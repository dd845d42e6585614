"""House numbers and the names of alleys, as Hà Nội gives them.

Houses are numbered along a street from its northern or eastern end, in an alley from where it leaves its
street: odd on the left, even on the right (the rule of Decision 05/2006/QĐ-BXD). An alley bears the number
of the house beside which it leaves: Ngõ 130 Trung Kính, in it Ngách 130/25, in that Hẻm 130/25/4.
"""

from gis_data.ways import Way

FRONTAGE = 4.6
"""Metres of street to a house number on one side."""
CORNER_HOUSE = 12.0
"""The corner houses bear the numbers of the wider way, so an alley's own begin this far in."""
LEFT, RIGHT = 1, -1
TITLES = {"ngo": "Ngõ", "ngach": "Ngách", "hem": "Hẻm"}
LEVELS = ("ngo", "ngach", "hem")


def first_house(way: Way) -> float:
    """Return the station at which a way's numbers begin."""
    return CORNER_HOUSE + (way.parent.half_corridor if way.parent else 0.0)


def number_at(way: Way, station: float, side: int) -> int:
    """Return the house number at a station, odd on the left."""
    place = max(int((station - first_house(way)) / FRONTAGE), 0)
    return 2 * place + (1 if side == LEFT else 2)


def place_of(way: Way, number: int) -> tuple[float, int]:
    """Return the station and the side of a house number."""
    side = LEFT if number % 2 else RIGHT
    return first_house(way) + ((number - 1) // 2 + 0.5) * FRONTAGE, side


def title_alley(street: str, path: tuple[int, ...]) -> str:
    """Name an alley by its path of house numbers: 'Ngõ 130 Trung Kính', 'Ngách 130/25'."""
    title = f"{TITLES[LEVELS[min(len(path), 3) - 1]]} {'/'.join(map(str, path))}"
    return f"{title} {street}" if len(path) == 1 else title
