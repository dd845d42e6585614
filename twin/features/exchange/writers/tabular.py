"""Features as rows of a plain table: coordinates as two columns of numbers, or as WKT."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import shapely

from twin.features.exchange.batches import ARROW_TYPES
from twin.features.exchange.formulas import shield
from twin.features.exchange.outgoing import Outgoing
from twin.vocabulary import Field, Text

LONGITUDE = Field(name="lon", label=Text(vi="Kinh độ", en="Longitude"), kind="number", unit="°")
LATITUDE = Field(name="lat", label=Text(vi="Vĩ độ", en="Latitude"), kind="number", unit="°")
# In Vietnamese surveying X points north and Y east: the words say which is meant.
EASTING = Field(name="easting", label=Text(vi="Tọa độ Đông (Y)", en="Easting"), kind="number", unit="m")
NORTHING = Field(name="northing", label=Text(vi="Tọa độ Bắc (X)", en="Northing"), kind="number", unit="m")
WKT = Field(name="WKT", label=Text(vi="Hình học (WKT)", en="Geometry (WKT)"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table: what it is called, what it means and what it holds."""

    name: str
    field: Field
    kind: str


class FeatureTable:
    """The features of an export as rows without a geometry column."""

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing
        pair = (LONGITUDE, LATITUDE) if outgoing.provenance.crs.is_geographic else (EASTING, NORTHING)
        self._places: tuple[Field, ...] = pair if outgoing.only_points else (WKT,)
        if not outgoing.selection.options.geometry:
            self._places = ()
        own = [Column(c.name, c.field, outgoing.selection.kind_of(c)) for c in outgoing.columns]
        self.columns = (*own, *(Column(outgoing.free_name(f.name), f, f.kind) for f in self._places))

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(column.name, ARROW_TYPES[column.kind]) for column in self.columns])

    def _coordinates(self, shapes: pa.Array) -> list[pa.Array]:
        geometries = shapely.from_wkb(shapes.to_numpy(zero_copy_only=False))
        if self._places == (WKT,):
            return [
                pa.array(shapely.to_wkt(geometries, rounding_precision=self._outgoing.digits), pa.string())
            ]
        points = np.round(shapely.get_coordinates(geometries), self._outgoing.digits)
        return [pa.array(points[:, 0]), pa.array(points[:, 1])]

    def rows(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Turn batches of features into batches of rows that no spreadsheet takes for formulas."""
        schema = self.schema
        for batch in batches:
            own = len(self._outgoing.columns)
            values = [
                shield(value) if column.kind == "text" else value
                for column, value in zip(self.columns, batch.columns[:own], strict=False)
            ]
            places = [one for shapes in batch.columns[own:] for one in self._coordinates(shapes)]
            yield pa.RecordBatch.from_arrays([*values, *places], schema=schema)
