"""A street closed to whatever drives: works, a market, a fallen tree. People and hoses still pass."""

from shapely.geometry.base import BaseGeometry

from twin.errors import BadInputError, NotFoundError
from twin.reporting import City, asked
from twin.reporting.choosing import fold_name
from twin.reporting.closing import Closed, close_whole, close_within, tell_parted
from twin.reporting.drawn import GeoJson, read_drawn, require_near
from twin.reporting.saying import say
from twin.reporting.whatif import Changes, Scenario
from twin.vocabulary import Frozen

_ACROSS = 3.0
"""What a drawn line merely crosses is shorter than so many times its width, and stays open."""


class Asked(Frozen):
    """Which streets and alleys; with a shape only the part of them that lies in it, or of all where none is named."""

    roads: tuple[int, ...] = asked(
        "Đường phố (mã số)", "Streets (ids)", (), max_length=10_000, picks=("roads", "id")
    )
    alleys: tuple[int, ...] = asked(
        "Ngõ (mã số)", "Alleys (ids)", (), max_length=10_000, picks=("alleys", "id")
    )
    names: tuple[str, ...] = asked("Đường phố (tên)", "Streets (names)", (), max_length=100)
    shape: GeoJson | None = asked(
        "Đoạn đóng: đường hoặc vùng vẽ trên bản đồ",
        "The part: a line or area drawn on the map",
        None,
        draws=("line", "area"),
    )
    beside_m: float = asked(
        "Bề rộng mỗi bên đường vẽ (m)",
        "Either side of the drawn line (m)",
        8.0,
        gt=0,
        le=100,
        allow_inf_nan=False,
    )


def _run(city: City, inputs: Asked) -> Changes:
    named = {"roads": {*inputs.roads, *_find_names(city, inputs.names)}, "alleys": set(inputs.alleys)}
    if inputs.shape is not None:
        closed = _close_drawn(city, inputs, named)
    elif any(named.values()):
        closed = {layer: close_whole(city, layer, ids) for layer, ids in named.items() if ids}
    else:
        raise BadInputError(
            vi="Hãy chọn đường, ngõ, hoặc vẽ đoạn đóng.", en="Choose streets or alleys, or draw the part."
        )
    counts = {layer: one.count for layer, one in closed.items()}
    metres = sum(one.metres for one in closed.values())
    if not any(counts.values()):
        raise BadInputError(
            vi="Hình vẽ không chạm đường hay ngõ nào đã chọn.",
            en="The shape touches none of the streets or alleys that are meant.",
        )
    said = say(
        f"đóng {counts.get('roads', 0)} đường, {counts.get('alleys', 0)} ngõ ({metres:.0f} m)",
        f"closed: {counts.get('roads', 0)} streets, {counts.get('alleys', 0)} alleys ({metres:.0f} m)",
    )
    note = say(
        "Xe không qua được đoạn đóng; người đi bộ và vòi chữa cháy vẫn qua.",
        "Nothing drives through what is closed; people and hoses still pass.",
    )
    return Changes(
        said, tuple(one.change for one in closed.values()), notes=(note, *tell_parted(closed.values()))
    )


def _close_drawn(city: City, inputs: Asked, named: dict[str, set[int]]) -> dict[str, Closed]:
    shape = read_drawn(inputs.shape or {}, 1, 2)
    require_near(city, shape)
    anything = not any(named.values())
    area, least = shape, 0.0
    if shape.area == 0:
        area = _widen(shape, inputs.beside_m)
        least = _ACROSS * inputs.beside_m if anything else 0.0
    return {
        layer: close_within(city, layer, area, None if anything else ids, least)
        for layer, ids in named.items()
        if anything or ids
    }


def _widen(line: BaseGeometry, beside: float) -> BaseGeometry:
    widened: BaseGeometry = line.buffer(beside, cap_style="flat")
    return widened


def _find_names(city: City, names: tuple[str, ...]) -> set[int]:
    if not names:
        return set()
    roads = city.frame("roads", "name", whole=True)
    folded = roads["name"].map(fold_name)
    if missing := [name for name in names if not (folded == fold_name(name)).any()]:
        raise NotFoundError(
            vi=f"Không có đường «{missing[0][:60]}».", en=f"There is no street “{missing[0][:60]}”."
        )
    return set(roads.index[folded.isin([fold_name(name) for name in names])].tolist())


SCENARIO = Scenario(
    id="closed_street",
    title=say("Đóng đường", "Closed street"),
    question=say(
        "Nếu xe không qua được những đường, ngõ này thì sao?",
        "What if nothing could drive through these streets and alleys?",
    ),
    inputs=Asked,
    run=_run,
)
