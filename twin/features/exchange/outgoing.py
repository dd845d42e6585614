"""An export under way: its columns, and its features as Arrow batches in the asked CRS."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyproj
import shapely

from twin.errors import BadInputError
from twin.features.exchange.batches import ARROW_TYPES, GEOMETRY
from twin.features.exchange.intake.ahead import read_ahead
from twin.features.exchange.options import Bounds
from twin.features.exchange.provenance import Provenance, Survey
from twin.features.exchange.selection import ExportColumn, Selection, render
from twin.features.exchange.snapshot import Snapshot
from twin.store.tables import SRID


@dataclass
class Outgoing:
    """What the writers of all formats are given."""

    selection: Selection
    survey: Survey
    provenance: Provenance
    snapshot: Snapshot
    tell: Callable[[int], None]

    @property
    def crs(self) -> int:
        return self.selection.options.crs

    @property
    def bounds(self) -> Bounds | None:
        """Return a box in the asked CRS that all features lie in; a little wider than they, where it is not 4326."""
        if self.crs == SRID or self.survey.bounds is None:
            return self.survey.bounds
        west, south, east, north = _transformer(self.crs).transform_bounds(*self.survey.bounds)
        return west, south, east, north

    @property
    def columns(self) -> tuple[ExportColumn, ...]:
        return self.selection.columns

    @property
    def digits(self) -> int:
        """Decimal places of coordinates in formats that are text."""
        options = self.selection.options
        return options.geographic_digits if self.provenance.crs.is_geographic else options.projected_digits

    @property
    def only_points(self) -> bool:
        """Whether two columns of numbers can hold every geometry."""
        return self.selection.layer.geometry == "Point" and self.survey.types <= {"POINT"}

    def free_name(self, wanted: str) -> str:
        """Return a column name that no column has, not even in another case."""
        taken = {column.name.casefold() for column in self.columns}
        while wanted.casefold() in taken:
            wanted = f"twin_{wanted}"
        return wanted

    def schema(self, names: dict[str, str] | None = None, geometry: str = GEOMETRY) -> pa.Schema:
        """Return the schema of `batches`: the columns (renamed where `names` says so), then the geometry as WKB.

        Without the geometry where the export leaves it out.
        Labels go with the columns under the keys by which GDAL knows aliases and comments.
        """
        fields = []
        said = Counter(column.field.label.vi for column in self.columns)
        for column in self.columns:
            label, unit = column.field.label, column.field.unit
            alias = f"{label.vi} ({unit})" if unit else label.vi
            known = {
                # GeoPackage takes no two columns with one alias.
                "GDAL:OGR:alternative_name": f"{alias} [{column.name}]" if said[label.vi] > 1 else alias,
                "GDAL:OGR:comment": f"{label.en} ({unit})" if unit else label.en,
            }
            name = (names or {}).get(column.name, column.name)
            fields.append(pa.field(name, ARROW_TYPES[self.selection.kind_of(column)], metadata=known))
        shape = [pa.field(geometry, pa.binary())] if self.selection.options.geometry else []
        return pa.schema([*fields, *shape])

    @contextmanager
    def batches(self, schema: pa.Schema | None = None) -> Iterator[Iterator[pa.RecordBatch]]:
        """Stream the features once, in order of id, and tell the progress.

        The next batch is read from the database while the last one is written.
        """
        wanted = schema or self.schema()
        with (
            self.snapshot.batches(render(self.selection.records())) as reader,
            read_ahead(self._made(reader, wanted)) as made,
        ):
            yield self._told(made)

    def _made(self, reader: pa.RecordBatchReader, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        for batch in reader:
            columns = list(batch.columns)
            if self.selection.options.geometry:
                columns[-1] = self._projected(columns[-1])
            yield pa.RecordBatch.from_arrays(columns, schema=schema)

    def _told(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        done = 0
        for batch in batches:
            yield batch
            done += batch.num_rows
            self.tell(done)

    def _projected(self, shapes: pa.Array) -> pa.Array:
        return shapes if self.crs == SRID else project(shapes, self.crs)


def _transformer(crs: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(SRID, crs, always_xy=True)


def project(shapes: pa.Array, crs: int) -> pa.Array:
    """Move WKB geometries from EPSG:4326 to another CRS, x (east, longitude) before y.

    Raises BadInputError where a coordinate has no place in that CRS.
    """
    geometries = shapely.from_wkb(shapes.to_numpy(zero_copy_only=False))
    points = shapely.get_coordinates(geometries)
    x, y = _transformer(crs).transform(points[:, 0], points[:, 1])
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise BadInputError(
            vi=f"Có đối tượng nằm ngoài vùng dùng được của EPSG:{crs}: hãy chọn hệ tọa độ khác.",
            en=f"Some features lie outside of what EPSG:{crs} can hold: choose another coordinate system.",
        )
    moved = shapely.set_coordinates(geometries, np.column_stack([x, y]))
    return pa.array(shapely.to_wkb(moved), pa.binary())
