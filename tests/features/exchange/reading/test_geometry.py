import struct

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import wkt
from shapely.geometry.base import BaseGeometry

from twin.features.exchange.readers.coordinates import Reading
from twin.features.exchange.readers.faults import Faults
from twin.features.exchange.readers.geometry import Cleaned, Cleaner
from twin.features.exchange.readers.wkb import parse_wkb, splice_srid, write_ewkb
from twin.vocabulary import GeometryType

WGS84 = Reading(4326, swapped=False)
SQUARE = "((105.79 21.01, 105.8 21.01, 105.8 21.02, 105.79 21.02, 105.79 21.01))"
ELSEWHERE = "((105.81 21.01, 105.82 21.01, 105.82 21.02, 105.81 21.02, 105.81 21.01))"


def clean(
    *shapes: str | bytes | None, kind: GeometryType = "Polygon", reading: Reading = WGS84
) -> tuple[Cleaned, list[BaseGeometry | None], list[str]]:
    values = [
        shape if isinstance(shape, bytes | None) else shapely.to_wkb(wkt.loads(shape)) for shape in shapes
    ]
    faults = Faults()
    cleaned = Cleaner(kind, reading).clean(parse_wkb(pa.array(values, pa.binary())), faults)
    kept = faults.keep_mask(len(shapes))
    out = [
        shapely.from_wkb(part) if ok else None
        for part, ok in zip(cleaned.ewkb.to_pylist(), kept, strict=True)
    ]
    return cleaned, out, faults.sentences()[1].to_pylist()


def test_what_is_sound_goes_through_as_it_came() -> None:
    cleaned, shapes, faults = clean(f"POLYGON {SQUARE}", f"MULTIPOLYGON ({SQUARE}, {ELSEWHERE})")
    assert faults == []
    assert [shape.geom_type for shape in shapes if shape] == ["Polygon", "MultiPolygon"]
    assert [shapely.get_srid(shape) for shape in shapes] == [4326, 4326]
    assert not cleaned.repaired.any()


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("Point", ["POINT (105.8 21)", "MULTIPOINT (105.8 21, 105.9 21)"], "LINESTRING (105.8 21, 105.9 21)"),
        (
            "LineString",
            ["LINESTRING (105.8 21, 105.9 21)", "MULTILINESTRING ((105.8 21, 105.9 21))"],
            "POINT (105.8 21)",
        ),
        ("Polygon", [f"POLYGON {SQUARE}", f"MULTIPOLYGON ({SQUARE})"], "LINESTRING (105.8 21, 105.9 21)"),
        ("MultiPolygon", [f"POLYGON {SQUARE}", f"MULTIPOLYGON ({SQUARE})"], "POINT (105.8 21)"),
    ],
)
def test_one_piece_or_several_of_the_layers_kind(kind: GeometryType, good: list[str], bad: str) -> None:
    _, shapes, faults = clean(*good, bad, kind=kind)
    assert [shape is not None for shape in shapes] == [True, True, False]
    assert faults[0].startswith("The layer holds ")


def test_a_layer_of_anything_holds_anything() -> None:
    everything = (
        "POINT (105.8 21)",
        f"POLYGON {SQUARE}",
        "GEOMETRYCOLLECTION (POINT (105.8 21), LINESTRING (105.8 21, 105.9 21))",
    )
    _, shapes, faults = clean(*everything, kind="Geometry")
    assert faults == []
    assert all(shapes)


def test_a_multipoint_of_one_is_a_point() -> None:
    _, shapes, _ = clean("MULTIPOINT (105.8 21)", kind="Point")
    assert shapes[0] == shapely.Point(105.8, 21)


def test_the_useful_part_of_a_collection() -> None:
    one = f"GEOMETRYCOLLECTION (POLYGON {SQUARE}, LINESTRING (105.8 21, 105.9 21), POINT (105.8 21))"
    two = f"GEOMETRYCOLLECTION (POLYGON {SQUARE}, GEOMETRYCOLLECTION (POLYGON {ELSEWHERE}))"
    _, shapes, faults = clean(one, two, "GEOMETRYCOLLECTION (POINT (105.8 21))")
    assert [shape.geom_type if shape else None for shape in shapes] == ["Polygon", "MultiPolygon", None]
    assert len(faults) == 1
    _, lines, faults = clean(one, kind="LineString")
    assert (lines, len(faults)) == ([None], 1)


def test_nothing_empty_damaged_or_endless_is_stored() -> None:
    endless = shapely.to_wkb(shapely.Point(105.8, 21)).replace(
        struct.pack("<d", 21.0), struct.pack("<d", float("inf"))
    )
    nowhere = struct.pack("<BII", 1, 2, 2) + struct.pack("<4d", 105.8, 21, float("nan"), 21)
    curve = struct.pack("<BII", 1, 8, 3) + struct.pack("<6d", 105.8, 21, 105.81, 21.01, 105.82, 21)
    _, shapes, faults = clean(None, "POLYGON EMPTY", b"junk", b"", endless, nowhere, curve, kind="Geometry")
    assert shapes == [None] * 7
    assert [fault.split(".")[0] for fault in faults] == [
        "There is no geometry",
        "There is no geometry",
        "The geometry is damaged or of an unsupported kind",
        "The geometry is damaged or of an unsupported kind",
        "A coordinate is not a finite number",
        "A coordinate is not a finite number",
        "The geometry is damaged or of an unsupported kind",
    ]


def test_heights_are_dropped_and_counted() -> None:
    cleaned, shapes, _ = clean(
        "POINT Z (105.8 21 7)", "POINT M (105.8 21 7)", "POINT (105.8 21)", kind="Point"
    )
    assert cleaned.flattened.tolist() == [True, True, False]
    assert [shapely.has_z(shape) or shapely.has_m(shape) for shape in shapes] == [False] * 3


def test_a_repair_that_changes_nothing_to_see_is_made_and_counted() -> None:
    spike = "POLYGON ((105.79 21.01, 105.8 21.01, 105.8 21.02, 105.8 21.025, 105.8 21.02, 105.79 21.02, 105.79 21.01))"
    touching = "POLYGON ((105.79 21.01, 105.8 21.01, 105.8 21.02, 105.795 21.01, 105.79 21.02, 105.79 21.01))"
    cleaned, shapes, faults = clean(spike, touching, f"POLYGON {SQUARE}")
    assert faults == []
    assert cleaned.repaired.tolist() == [True, True, False]
    assert all(shapely.is_valid(shape) for shape in shapes)


def test_a_repair_that_would_change_the_shape_is_refused() -> None:
    bow_tie = "POLYGON ((105.79 21.01, 105.8 21.02, 105.8 21.01, 105.79 21.02, 105.79 21.01))"
    overlapping = f"MULTIPOLYGON ({SQUARE}, ((105.795 21.01, 105.81 21.01, 105.81 21.02, 105.795 21.02, 105.795 21.01)))"
    cleaned, shapes, faults = clean(bow_tie, overlapping)
    assert shapes == [None, None]
    assert not cleaned.repaired.any()
    assert faults[0] == "The geometry is invalid (Self-intersection) and mending it would change its shape."


def test_a_line_of_one_place_is_no_line() -> None:
    _, shapes, faults = clean("LINESTRING (105.8 21, 105.8 21)", kind="LineString")
    assert (shapes, len(faults)) == ([None], 1)


def test_a_ring_that_misses_its_last_point_is_closed_and_counted() -> None:
    corners = [105.79, 21.01, 105.8, 21.01, 105.8, 21.02, 105.79, 21.02]
    unclosed = struct.pack("<BII", 1, 3, 1) + struct.pack("<I", 4) + struct.pack("<8d", *corners)
    cleaned, shapes, faults = clean(unclosed, f"POLYGON {SQUARE}")
    assert faults == []
    assert cleaned.repaired.tolist() == [True, False]
    assert shapes[0] is not None
    assert shapes[0].equals(wkt.loads(f"POLYGON {SQUARE}"))


def test_outside_vietnam_is_refused_with_its_place() -> None:
    _, shapes, faults = clean("POINT (0 0)", "POINT (21 105.8)", "POINT (105.8 21)", kind="Point")
    assert [shape is not None for shape in shapes] == [False, False, True]
    assert faults[0] == "Lands outside Vietnam (longitude 0, latitude 0)."
    assert faults[1].endswith("longitude and latitude look exchanged.")
    _, _, faults = clean("LINESTRING (105.8 21, 130 21)", kind="LineString")
    assert "longitude 130" in faults[0]


def test_outside_the_expected_bounds_is_counted() -> None:
    values = pa.array([shapely.to_wkb(shapely.Point(lon, 21.0)) for lon in (105.8, 107.0)])
    cleaned = Cleaner("Point", WGS84, expected=(105.7, 20.9, 105.9, 21.1)).clean(parse_wkb(values), Faults())
    assert cleaned.outside.tolist() == [False, True]


def test_metres_and_exchanged_coordinates_are_brought_home() -> None:
    _, shapes, faults = clean(
        "POINT (2325039.287 582236.660)", kind="Point", reading=Reading(5897, swapped=True)
    )
    assert faults == []
    assert shapes[0] is not None
    assert shapely.get_coordinates(shapes[0])[0] == pytest.approx([105.793, 21.017], abs=1e-8)


def test_odd_rows_do_not_disturb_their_neighbours() -> None:
    _, shapes, faults = clean(f"POLYGON {SQUARE}", None, "POINT (105.8 21)", f"POLYGON {ELSEWHERE}")
    assert [shape is not None for shape in shapes] == [True, False, False, True]
    assert len(faults) == 2


@pytest.mark.parametrize("big_endian", [False, True])
def test_splicing_gives_what_writing_gives(big_endian: bool) -> None:
    shapes = np.array(
        [wkt.loads(f"MULTIPOLYGON ({SQUARE}, {ELSEWHERE})"), shapely.Point(105.8, 21)], dtype=object
    )
    wkb = pa.array(shapely.to_wkb(shapes, byte_order=0 if big_endian else 1))
    spliced = splice_srid(wkb)
    assert (spliced is None) == big_endian
    assert big_endian or (spliced is not None and spliced.equals(write_ewkb(shapes)))
    sliced = splice_srid(wkb.slice(1))
    assert big_endian or (sliced is not None and sliced.equals(write_ewkb(shapes[1:])))


@pytest.mark.parametrize("shape", ["POINT Z (105.8 21 1)", None])
def test_splicing_leaves_alone_what_is_unusual(shape: str | None) -> None:
    values = [None if shape is None else shapely.to_wkb(wkt.loads(shape), output_dimension=3)]
    assert splice_srid(pa.array(values, pa.binary())) is None
    assert splice_srid(pa.array([], pa.binary())) is None


@given(parts=st.lists(st.binary(max_size=60)))
def test_any_bytes_are_parsed_or_refused(parts: list[bytes]) -> None:
    values = pa.array(parts, pa.binary())
    parsed = parse_wkb(values)
    assert len(parsed.shapes) == len(parsed.closed) == len(parts)
    faults = Faults()
    cleaned = Cleaner("Geometry", WGS84).clean(parsed, faults)
    kept = cleaned.ewkb.filter(pa.array(faults.keep_mask(len(parts))))
    assert all(shapely.is_valid(shapely.from_wkb(part)) for part in kept.to_pylist())
