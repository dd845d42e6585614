"""OpenStreetMap into the layers that declare what they take of it."""

import bz2
from pathlib import Path
from typing import Any

import osmium
import pytest

from tests.features.exchange.loading.conftest import City, read_csv
from twin.access import User
from twin.errors import BadFileError, BadInputError, ForbiddenError
from twin.features.exchange.imports import ImportOptions, ImportReport, Merged
from twin.features.exchange.osm import import_osm
from twin.layers import built_in_layers

Members = list[tuple[str, int, str]]
SQUARE, HOLE = (1, 2, 3, 4, 1), (5, 6, 7, 8, 5)
NODES = {
    1: (105.790, 21.010), 2: (105.791, 21.010), 3: (105.791, 21.011), 4: (105.790, 21.011),
    5: (105.7902, 21.0102), 6: (105.7906, 21.0102), 7: (105.7906, 21.0106), 8: (105.7902, 21.0106),
}  # fmt: skip


class Plan:
    """A small map, written as XML or PBF."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._things: list[tuple[str, dict[str, Any]]] = []

    def node(self, number: int, place: tuple[float, float], **tags: str) -> None:
        self._things.append(("node", {"id": number, "location": place, "tags": tags}))

    def way(self, number: int, nodes: tuple[int, ...], **tags: str) -> None:
        self._things.append(("way", {"id": number, "nodes": nodes, "tags": tags}))

    def relation(self, number: int, members: Members, **tags: str) -> None:
        letters = [(kind[0], ref, role) for kind, ref, role in members]
        self._things.append(("relation", {"id": number, "members": letters, "tags": tags}))

    def write(self) -> Path:
        self.path.unlink(missing_ok=True)
        with osmium.SimpleWriter(str(self.path)) as writer:
            for kind in ("node", "way", "relation"):
                for _, thing in filter(lambda each: each[0] == kind, self._things):
                    made = getattr(osmium.osm.mutable, kind.capitalize())(version=1, **thing)
                    getattr(writer, f"add_{kind}")(made)
        return self.path


@pytest.fixture(params=["m.osm", "m.osm.pbf"])
def plan(request: pytest.FixtureRequest, tmp_path: Path) -> Plan:
    drawn = Plan(tmp_path / str(request.param))
    for number, place in NODES.items():
        drawn.node(number, place)
    return drawn


def bring(city: City, path: Path, *layers: str, **options: Any) -> dict[str, ImportReport]:
    reports = import_osm(city.url, city.user, path, layers, ImportOptions(**options))
    return {report.layer.id: report for report in reports}


def test_each_object_goes_to_its_layers(city: City, plan: Plan) -> None:
    plan.way(20, (1, 2, 3), highway="residential", name="Tú Mỡ", maxspeed="50")
    plan.way(21, (1, 2), highway="service", name="Ngõ 130 Trung Kính", width="2.5 m")
    plan.way(22, HOLE, building="yes", **{"building:levels": "5"})
    plan.node(30, (105.792, 21.012), amenity="kindergarten", name="Mầm non Yên Hòa")
    plan.node(31, (105.793, 21.012), shop="no such thing")
    reports = bring(city, plan.write())
    assert {layer: report.merged.new for layer, report in reports.items()} == {
        "alleys": 1, "buildings": 1, "roads": 1, "schools": 1,
    }  # fmt: skip
    assert city.one("SELECT external_id, name, speed_limit_kmh FROM city.roads") == ("way/20", "Tú Mỡ", 50)
    assert city.one("SELECT external_id, name, level, width_m FROM city.alleys") == (
        "way/21", "Ngõ 130 Trung Kính", "ngo", 2.5,
    )  # fmt: skip
    assert city.one("SELECT external_id, levels, ST_GeometryType(geom) FROM city.buildings") == (
        "way/22", 5.0, "ST_Polygon",
    )  # fmt: skip
    assert city.one("SELECT external_id, ST_AsText(geom) FROM city.schools") == (
        "node/30",
        "POINT(105.792 21.012)",
    )


def test_a_multipolygon_keeps_its_island(city: City, plan: Plan) -> None:
    plan.way(22, SQUARE)
    plan.way(23, HOLE)
    members = [("way", 22, "outer"), ("way", 23, "inner")]
    plan.relation(40, members, type="multipolygon", natural="water", water="lake", name="Hồ Yên Hòa")
    assert bring(city, plan.write())["water_bodies"].merged == Merged(new=1)
    assert city.one("SELECT external_id, name, ST_NumInteriorRings(geom) FROM city.water_bodies") == (
        "relation/40", "Hồ Yên Hòa", 1,
    )  # fmt: skip


def test_an_area_becomes_a_point_inside_it_where_the_layer_draws_points(city: City, plan: Plan) -> None:
    plan.way(22, SQUARE, amenity="school", name="Tiểu học Yên Hòa")
    assert bring(city, plan.write(), "schools")["schools"].merged == Merged(new=1)
    assert city.one("SELECT external_id, ST_Within(geom, ST_MakeEnvelope(105.79, 21.01, 105.791, 21.011, 4326)) "
                    "FROM city.schools") == ("way/22", True)  # fmt: skip


def test_a_tag_that_cannot_be_read_loses_no_street(city: City, plan: Plan) -> None:
    plan.way(20, (1, 2, 3), highway="residential", width="rộng", maxspeed="VN:urban", lanes="2")
    report = bring(city, plan.write())["roads"]
    assert (report.merged, report.rejects) == (Merged(new=1), None)
    assert city.one("SELECT width_m, speed_limit_kmh, lanes FROM city.roads") == (None, None, 2)
    said = " ".join(statement.en for statement in report.plan.statements)
    assert "“rộng”" in said
    assert "“VN:urban”" in said


def test_a_required_value_that_is_missing_refuses_the_row(city: City, plan: Plan) -> None:
    plan.node(30, (105.792, 21.012), amenity="kindergarten", name="Mầm non Yên Hòa")
    plan.node(31, (105.793, 21.012), amenity="kindergarten")
    report = bring(city, plan.write())["schools"]
    assert (report.merged.new, report.rejected) == (1, 1)
    assert report.rejects is not None
    assert report.rejects.name.endswith(".schools.rejects.csv")
    assert read_csv(report.rejects)[0]["external_id"] == "node/31"


def test_what_a_layer_cannot_draw_is_counted(city: City, plan: Plan) -> None:
    plan.way(20, (1, 2, 3), highway="residential")
    plan.way(21, (1, 999), highway="residential")
    plan.node(30, (105.792, 21.012), building="yes")
    plan.way(22, HOLE, building="yes")
    plan.way(23, (1, 3, 2, 4, 1), building="yes")
    plan.relation(41, [("way", 998, "outer")], type="multipolygon", building="yes")
    plan.relation(42, [("way", 22, "part")], type="building", building="yes")
    reports = bring(city, plan.write())
    buildings = " ".join(statement.en for statement in reports["buildings"].plan.statements)
    assert reports["buildings"].merged == Merged(new=1)
    assert "1 objects are mere points" in buildings
    assert "2 objects have broken shapes" in buildings
    assert "1 are relations of other kinds" in buildings
    assert "1 objects have broken shapes" in " ".join(each.en for each in reports["roads"].plan.statements)


def test_the_same_map_again_changes_nothing(city: City, plan: Plan) -> None:
    plan.way(20, (1, 2, 3), highway="residential")
    plan.way(22, HOLE, building="yes")
    path = plan.write()
    bring(city, path)
    assert {layer: report.merged for layer, report in bring(city, path).items()} == {
        "buildings": Merged(same=1), "roads": Merged(same=1),
    }  # fmt: skip


def test_a_later_map_tells_what_is_gone(city: City, plan: Plan) -> None:
    plan.way(20, (1, 2, 3), highway="residential")
    plan.way(24, (2, 4), highway="residential")
    bring(city, plan.write())
    smaller = Plan(plan.path.with_name(f"later-{plan.path.name}"))
    for number, place in NODES.items():
        smaller.node(number, place)
    smaller.way(20, (1, 2, 3), highway="residential", lanes="2")
    assert bring(city, smaller.write())["roads"].merged == Merged(changed=1, gone=1)


def test_only_the_named_layers_are_filled(city: City, plan: Plan) -> None:
    plan.way(20, (1, 2, 3), highway="residential")
    plan.way(22, HOLE, building="yes")
    assert list(bring(city, plan.write(), "roads")) == ["roads"]
    assert city.one("SELECT count(*) FROM city.buildings") == 0


def test_the_import_says_where_it_came_from(city: City, plan: Plan) -> None:
    plan.way(20, (1, 2, 3), highway="residential")
    bring(city, plan.write())
    assert city.one("SELECT layer, file_name, source, licence FROM city_store.imports") == (
        "roads", plan.path.name, "OpenStreetMap contributors", "ODbL 1.0",
    )  # fmt: skip


def test_a_dry_run_stores_nothing(city: City, plan: Plan) -> None:
    plan.way(20, (1, 2, 3), highway="residential")
    report = bring(city, plan.write(), dry_run=True)["roads"]
    assert (report.merged, report.import_id) == (Merged(new=1), None)
    assert city.one("SELECT count(*) FROM city.roads") == 0


def test_one_layer_that_fails_stores_none(city: City, plan: Plan) -> None:
    """The whole map is one transaction: what comes after a layer can still take it back."""
    plan.way(20, (1, 2, 3), highway="residential")
    plan.node(30, (105.792, 21.012), amenity="kindergarten", name="Mầm non Yên Hòa")
    city.execute("ALTER TABLE city.schools ADD CHECK (false)")
    with pytest.raises(Exception, match="check constraint"):
        bring(city, plan.write())
    assert city.one("SELECT count(*) FROM city.roads") == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.osm", b""),
        ("x.osm", b"<osm><node id='1' lat='21' lon="),
        ("x.osm", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><osm version="0.6">&b;</osm>'),
        ("x.osm", b"PK\x03\x04 not xml"),
        ("x.osm.pbf", b"\x00\x00\x00\x0d\x0a\x09OSMHeader" + bytes(100)),
        ("x.osm.pbf", b"id,name\n1,a\n"),
        ("x.osm.bz2", bz2.compress(b"<osm version='0.6'/>")),
        ("x.gpkg", b"whatever"),
    ],
)
def test_what_is_no_openstreetmap_file_is_refused(city: City, name: str, content: bytes) -> None:
    path = city.folder / name
    path.write_bytes(content)
    with pytest.raises(BadFileError, match=name):
        bring(city, path)
    assert city.rows("SELECT * FROM city_store.imports") == []


def test_a_layer_that_takes_nothing_is_refused(city: City, plan: Plan) -> None:
    assert not built_in_layers()["ward"].osm
    with pytest.raises(BadInputError, match="ward"):
        bring(city, plan.write(), "ward")


def test_a_viewer_brings_no_map(city: City, plan: Plan) -> None:
    plan.way(20, (1, 2, 3), highway="residential")
    with pytest.raises(ForbiddenError):
        import_osm(city.url, User("xem", frozenset({"viewer"})), plan.write())
