"""The part of the ward that is asked about, as a shape in metres."""

from collections.abc import Sequence

import shapely
from psycopg import sql
from shapely.geometry.base import BaseGeometry

from twin.analysis.projection import to_metres
from twin.errors import BadInputError, NotFoundError
from twin.layers import built_in_layers
from twin.reporting import Area
from twin.reporting.drawn import read_drawn
from twin.store.database import Connection
from twin.store.tables import feature_table

_GROUPS = "residential_groups"
_WARD = "ward"


def _shapes(connection: Connection, layer: str, codes: Sequence[str] | None) -> dict[str, BaseGeometry]:
    table = feature_table(built_in_layers()[layer])
    name = sql.Identifier(table.schema or "", table.name)
    wanted = sql.SQL(
        "SELECT code, ST_AsBinary(geom) FROM {} WHERE %(codes)s::text[] IS NULL OR code = ANY (%(codes)s)"
    )
    found = connection.execute(
        wanted.format(name), {"codes": None if codes is None else list(codes)}
    ).fetchall()
    shapes: list[BaseGeometry] = list(shapely.from_wkb([shape for _, shape in found]))
    return {code: shape for (code, _), shape in zip(found, shapes, strict=True)}


def _groups(connection: Connection, codes: Sequence[str]) -> BaseGeometry:
    known = _shapes(connection, _GROUPS, codes)
    if missing := [code for code in codes if code not in known]:
        listed, there = ", ".join(missing), ", ".join(sorted(_shapes(connection, _GROUPS, None))[:3])
        raise NotFoundError(
            vi=f"Không có tổ dân phố «{listed}» (mã được ghi như: {there or 'chưa có tổ nào'}).",
            en=f"There is no residential group “{listed}” (codes are such as: {there or 'none yet'}).",
        )
    return shapely.union_all(list(known.values()))


def find_area(connection: Connection, area: Area) -> BaseGeometry | None:
    """Return the area in EPSG:5897; None for the whole ward.

    Raises NotFoundError for a group that is not there, BadInputError for a shape that cannot be read, that has no
    inside, or that lies outside every ward the twin knows.
    """
    if not area.groups and area.shape is None:
        return None
    if area.groups:
        (metric,) = to_metres([_groups(connection, area.groups)])  # type: ignore[arg-type]
    else:
        metric = read_drawn(area.shape or {})
    asked: BaseGeometry = metric.buffer(area.buffer_m) if area.buffer_m else metric
    if asked.area <= 0:
        raise BadInputError(
            vi="Vùng là điểm hoặc đường: hãy cho khoảng mở rộng (m).",
            en="The area is a point or a line: give a buffer (m).",
        )
    wards = _shapes(connection, _WARD, None)
    if wards and not asked.intersects(shapely.union_all(to_metres(list(wards.values())))):  # type: ignore[arg-type]
        raise BadInputError(vi="Vùng nằm ngoài phường.", en="The area lies outside the ward.")
    return asked
