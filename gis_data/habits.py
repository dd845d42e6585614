"""How alleys run in each kind of quarter. Lengths in metres, bends in degrees."""

from dataclasses import dataclass

from gis_data.plan import QuarterKind

Span = tuple[float, float]


@dataclass(frozen=True)
class Habit:
    """What is usual; spans are least and most."""

    free: float
    """Between the corridors of neighbours: room for two rows of houses."""
    spacing: Span
    leg: Span
    """Between two bends."""
    lengths: tuple[Span, ...]
    """Of ngõ, ngách and hẻm; a quarter with fewer spans has fewer levels."""
    widths: tuple[Span, ...]
    bend: float
    """Standard deviation of a bend."""
    sharp: float
    """How often a bend is a corner."""
    loops: float
    """How often an alley that comes upon another way joins it."""
    verge: float
    """Between the carriageway and the nearest wall."""


VILLAGE = Habit(
    free=28,
    spacing=(38, 60),
    leg=(18, 55),
    lengths=((90, 420), (45, 280), (28, 150)),
    widths=((2.1, 5.4), (1.6, 3.8), (1.1, 2.6)),
    bend=11,
    sharp=0.12,
    loops=0.3,
    verge=0.4,
)
ROWS = Habit(
    free=29,
    spacing=(36, 40),
    leg=(60, 200),
    lengths=((80, 400), (60, 200)),
    widths=((5.5, 7.5), (4.5, 6.0)),
    bend=0,
    sharp=0,
    loops=0.9,
    verge=1.2,
)
ESTATE = Habit(
    free=70,
    spacing=(85, 110),
    leg=(100, 300),
    lengths=((80, 400),),
    widths=((6.0, 7.5),),
    bend=0,
    sharp=0,
    loops=1.0,
    verge=2.0,
)
HABITS: dict[QuarterKind, Habit] = {"village": VILLAGE, "rows": ROWS, "estate": ESTATE, "offices": ESTATE}
