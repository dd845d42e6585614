"""Which system a file's coordinates are in, and whether x and y stand the wrong way round.

What is told wins, then what the file declares, then what the numbers allow: every answer is tried on a sample
and must land the rows in Vietnam. A declaration that the numbers contradict is put aside and said so. Where
several VN-2000 zones would do and nothing decides, the question is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from twin.errors import BadInputError
from twin.features.exchange.options import Bounds, ReadOptions
from twin.features.exchange.readers.systems import (
    HANOI1972,
    VIETNAM,
    VN2000,
    VN2000_TM3,
    VN2000_UTM,
    WEB_MERCATOR,
    WGS84,
    WGS84_UTM,
    Numbers,
    describe,
    identify,
    inside,
    is_known,
    is_metric,
    share_inside,
    widen,
)
from twin.vocabulary import Text

_MOST = 0.5
"""Share of the sample that must land in Vietnam for a stated system to be believed."""
_ALL = 1.0
_LARGEST_DEGREES = 360.0


@dataclass(frozen=True, slots=True)
class Reading:
    """How coordinates are read: an EPSG code, whether x and y change places, and what to say of it."""

    code: int
    swapped: bool
    statements: tuple[Text, ...] = ()

    def order(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        """Return easting (or longitude) before northing."""
        return (y, x) if self.swapped else (x, y)


def decide_reading(declared: str | None, x: Numbers, y: Numbers, options: ReadOptions) -> Reading:
    """Decide from a sample of coordinates as they stand in the file.

    Raises `BadInputError` where no system lands them in Vietnam, or several would and nothing decides; with
    `anywhere`, where no system is stated.
    """
    finite = np.isfinite(x) & np.isfinite(y) & ((x != 0) | (y != 0))
    x, y = x[finite], y[finite]
    if options.anywhere:
        return _read_stated(declared, options)
    if options.crs is not None:
        return _read_told(options.crs, x, y)
    code = identify(declared) if declared else None
    if not x.size:
        return Reading(code or WGS84, swapped=False)
    if code is None:
        return _guess(x, y, options, _unrecognised(declared))
    return _believe(code, x, y) or _guess(x, y, options, _contradicted(code), datum=code)


def _read_stated(declared: str | None, options: ReadOptions) -> Reading:
    """Read in the stated system, wherever that lands the rows."""
    code = options.crs or (identify(declared) if declared else None)
    if code is None:
        raise BadInputError(
            vi="Tệp không ghi hệ tọa độ; với --anywhere phải nói bằng --crs.",
            en="The file states no coordinate system; with --anywhere it must be stated with --crs.",
        )
    _require_known(code)
    return Reading(code, swapped=False)


def _require_known(code: int) -> None:
    if not is_known(code):
        raise BadInputError(
            vi=f"Không có hệ tọa độ EPSG:{code}. Ở Hà Nội thường là 5897 (VN-2000) hoặc 4326 (WGS 84).",
            en=f"There is no coordinate system EPSG:{code}. In Hà Nội it is usually 5897 (VN-2000) or 4326 (WGS 84).",
        )


def _read_told(code: int, x: Numbers, y: Numbers) -> Reading:
    _require_known(code)
    reading = _believe(code, x, y) if x.size else Reading(code, swapped=False)
    if reading is None:
        raise _lands_nowhere(f"EPSG:{code}", x, y)
    return reading


def _believe(code: int, x: Numbers, y: Numbers) -> Reading | None:
    """Read in a stated system as it is, or turned round where all rows then land and none did before."""
    straight = share_inside(VIETNAM, code, x, y)
    if straight >= _MOST or (straight > 0 and not _is_other_unit(code, x)):
        return Reading(code, swapped=False)
    if straight == 0 and share_inside(VIETNAM, code, y, x) == _ALL:
        return Reading(code, swapped=True, statements=(_turned(x.size, code),))
    return None


def _is_other_unit(code: int, x: Numbers) -> bool:
    """Tell whether degrees stand where metres are stated, or metres where degrees are."""
    degrees = bool((np.abs(x) <= _LARGEST_DEGREES).mean() >= _MOST)
    return degrees == is_metric(code)


def _guess(x: Numbers, y: Numbers, options: ReadOptions, why: Text | None, *, datum: int = WGS84) -> Reading:
    """Read by the numbers alone; `datum` is the stated system, whose datum holds for degrees."""
    said = (why,) if why else ()
    if np.abs(x).max() <= _LARGEST_DEGREES and np.abs(y).max() <= _LARGEST_DEGREES:
        return _guess_degrees(x, y, said, VN2000 if datum in {*VN2000_TM3, *VN2000_UTM, VN2000} else WGS84)
    return _guess_metres(x, y, options, said)


def _guess_degrees(x: Numbers, y: Numbers, said: tuple[Text, ...], code: int) -> Reading:
    reading = _believe(code, x, y)
    if reading is None:
        raise _lands_nowhere("WGS 84", x, y)
    assumed = Text(
        vi=f"Tọa độ là độ nên được đọc theo EPSG:{code}; nếu là {_other(code)} thì lệch khoảng 200 m, hãy nói bằng --crs.",
        en=f"The coordinates are degrees and are read as EPSG:{code}; were they {_other(code)}, they would be "
        "about 200 m off: say so with --crs.",
    )
    return Reading(code, reading.swapped, (*said, assumed, *reading.statements))


def _other(code: int) -> str:
    return "VN-2000 (EPSG:4756)" if code == WGS84 else "WGS 84 (EPSG:4326)"


def _guess_metres(x: Numbers, y: Numbers, options: ReadOptions, said: tuple[Text, ...]) -> Reading:
    """Try the systems that are told apart by their numbers, then the TM-3 zones, in both orders."""
    distinct = _landing((WEB_MERCATOR, *HANOI1972), x, y, VIETNAM)
    if distinct:
        return _settle(distinct[0], x.size, said)
    expected = widen(options.expected, _NEARBY) if options.expected else VIETNAM
    fitting = _landing(VN2000_TM3, x, y, expected)
    local = [found for found in fitting if options.expected and found[0] == options.local_crs]
    if len(local or fitting) == 1:
        return _settle((local or fitting)[0], x.size, said)
    if (
        not fitting
        and not _landing((*VN2000_UTM, *WGS84_UTM), x, y, VIETNAM)
        and not _landing(VN2000_TM3, x, y, VIETNAM)
    ):
        raise _lands_nowhere("VN-2000", x, y)
    raise _ask_zone(fitting or _landing((*VN2000_TM3, *VN2000_UTM, *WGS84_UTM), x, y, VIETNAM), x, y)


def _landing(codes: Iterable[int], x: Numbers, y: Numbers, bounds: Bounds) -> list[tuple[int, bool]]:
    """Return the (code, swapped) that land nearly all of a sample within bounds."""
    orders = ((code, swapped) for code in codes for swapped in (False, True))
    return [
        (code, swapped)
        for code, swapped in orders
        if share_inside(bounds, code, *((y, x) if swapped else (x, y))) >= _NEARLY_ALL
    ]


_NEARLY_ALL = 0.9
_NEARBY = 0.02
"""Degrees, about 2 km, by which rows may miss the bounds; the next zone is 26 km away."""


def _settle(found: tuple[int, bool], rows: int, said: tuple[Text, ...]) -> Reading:
    code, swapped = found
    assumed = Text(
        vi=f"Tọa độ là mét và rơi đúng chỗ khi đọc theo EPSG:{code}; nếu tệp dùng hệ khác, hãy nói bằng --crs.",
        en=f"The coordinates are metres and land where they should as EPSG:{code}; if it is another system, "
        "say so with --crs.",
    )
    turned = (_turned(rows, code),) if swapped else ()
    return Reading(code, swapped, (*said, assumed, *turned))


def _turned(rows: int, code: int) -> Text:
    vi, en = (
        ("X là hướng bắc, Y là hướng đông", "X is north and Y is east")
        if is_metric(code)
        else (
            "vĩ độ đứng trước kinh độ",
            "latitude comes before longitude",
        )
    )
    return Text(
        vi=f"Tọa độ bị đổi chỗ ở toàn bộ {rows} dòng xem thử ({vi}); đã đổi lại.",
        en=f"Coordinates stand the wrong way round in all {rows} rows looked at ({en}); turned back.",
    )


def _unrecognised(declared: str | None) -> Text | None:
    if declared is None:
        return Text(vi="Tệp không ghi hệ tọa độ.", en="The file states no coordinate system.")
    name = describe(declared)
    return Text(
        vi=f"Không nhận ra hệ tọa độ mà tệp ghi (“{name}”).",
        en=f"The stated coordinate system (“{name}”) is not recognised.",
    )


def _contradicted(code: int) -> Text:
    return Text(
        vi=f"Tệp ghi hệ tọa độ EPSG:{code} nhưng các con số không phải vậy; bỏ qua lời ghi đó.",
        en=f"The file states EPSG:{code}, but its numbers are something else; the statement is put aside.",
    )


def _lands_nowhere(system: str, x: Numbers, y: Numbers) -> BadInputError:
    sample = f"{x[0]:.10g}, {y[0]:.10g}"
    return BadInputError(
        vi=f"Đọc theo {system} thì các tọa độ (ví dụ {sample}) không rơi vào Việt Nam. Hãy nói hệ tọa độ bằng --crs "
        "(5897, 4756, 3405, 9209, 4326, ...).",
        en=f"Read as {system}, the coordinates (such as {sample}) do not land in Vietnam. State their system with "
        "--crs (5897, 4756, 3405, 9209, 4326, ...).",
    )


def _ask_zone(fitting: list[tuple[int, bool]], x: Numbers, y: Numbers) -> BadInputError:
    codes = ", ".join(str(code) for code in dict.fromkeys(code for code, _ in fitting))
    sample = f"{x[0]:.10g}, {y[0]:.10g}"
    return BadInputError(
        vi=f"Tọa độ (ví dụ {sample}) là mét nhưng không rõ múi nào: các hệ sau đều rơi vào vùng có thể: {codes}. "
        "Hãy chọn bằng --crs (Hà Nội: 5897).",
        en=f"The coordinates (such as {sample}) are metres of an unknown zone: each of these lands where it could "
        f"be: {codes}. Choose with --crs (Hà Nội: 5897).",
    )


def outside_reason(lon: float, lat: float) -> Text:
    """Return why a row that does not land in Vietnam is refused, and what it looks like."""
    turned = bool(inside(VIETNAM, np.array([lat]), np.array([lon]))[0])
    vi, en = (
        ("; có vẻ kinh độ và vĩ độ bị đổi chỗ", "; longitude and latitude look exchanged")
        if turned
        else ("", "")
    )
    return Text(
        vi=f"Rơi ngoài Việt Nam (kinh độ {lon:.6g}, vĩ độ {lat:.6g}){vi}.",
        en=f"Lands outside Vietnam (longitude {lon:.6g}, latitude {lat:.6g}){en}.",
    )
