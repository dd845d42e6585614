"""Whose twin it is, for papers and maps."""

import shapely

from twin.city.papers import Ward
from twin.layers import built_in_layers
from twin.store.database import Connection
from twin.store.tables import feature_table

_WARD = "ward"


def read_ward(connection: Connection, code: str, name: str) -> Ward:
    """Return the ward with its outline in WGS 84, or without one where the twin does not know it."""
    table = feature_table(built_in_layers()[_WARD])
    row = connection.execute(
        f"SELECT ST_AsBinary(geom) FROM {table.fullname} WHERE code = %s ORDER BY id LIMIT 1".encode(),  # noqa: S608 - our table
        (code,),
    ).fetchone()
    return Ward(name, None if row is None else shapely.from_wkb(row[0]))
