"""The same work as GeoPandas does it: a file into PostGIS, a table out to a file.

python benchmarks/geopandas_peer.py in URL FILE TABLE
python benchmarks/geopandas_peer.py out URL SCHEMA.TABLE FILE
"""

import sys
from pathlib import Path

import geopandas
import sqlalchemy


def bring_in(url: str, path: str, table: str) -> None:
    frame = geopandas.read_file(path, use_arrow=True)
    engine = sqlalchemy.create_engine(url)
    frame.to_postgis(table, engine, if_exists="replace", index=False)
    engine.dispose()


def write_out(url: str, table: str, path: str) -> None:
    engine = sqlalchemy.create_engine(url)
    frame = geopandas.read_postgis(f"SELECT * FROM {table}", engine, geom_col="geom")  # noqa: S608 - our own table
    if Path(path).suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path, driver="GeoJSON", use_arrow=True)
    engine.dispose()


if __name__ == "__main__":
    {"in": bring_in, "out": write_out}[sys.argv[1]](*sys.argv[2:])
