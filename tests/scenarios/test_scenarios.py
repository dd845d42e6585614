"""Every what-if on every report of the demonstration ward: it answers and names what is supposed; the layers stay as they are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely

from tests.conftest import WARD, Postgis, Ward
from tests.reports.asking import run
from twin.access import machine_owner
from twin.city.files import format_of
from twin.city.papers import Ward as Of
from twin.city.telling import tell
from twin.errors import BadInputError, NotFoundError
from twin.layers import built_in_layers
from twin.reports import reports
from twin.scenarios import scenarios
from twin.store.database import connect

USER = machine_owner("thử")
POINTS = {"type": "MultiPoint", "coordinates": [[105.795, 21.014], [105.797, 21.013]]}
CORNER = (105.795, 21.013)
BOX: dict[str, Any] = {
    "type": "Polygon",
    "coordinates": [
        [[105.795, 21.013], [105.796, 21.013], [105.796, 21.014], [105.795, 21.014], [105.795, 21.013]]
    ],
}
ALONG = {"type": "LineString", "coordinates": [[105.7929, 21.0050], [105.795, 21.007]]}
STEPS: dict[str, dict[str, Any]] = {
    "closed_street": {"shape": BOX},
    "new_fire_water": {
        "sources": [{"at": POINTS, "engine_access": "yes"}, {"at": POINTS, "kind": "hydrant"}]
    },
    "new_green_space": {"shape": BOX, "fitness_equipment": "yes"},
    "rain": {"depth_mm": 100, "hours": 2, "drainage_mm_h": 10},
    "renewed_alleys": {"streets": ["trung kính"], "fire_system": "tank"},
    "widened_alleys": {"streets": ["Trung Kính"], "width_m": 4, "headroom_m": 5},
}
EVERY = [{"scenario": name, "inputs": inputs} for name, inputs in STEPS.items()]


def test_every_scenario_of_the_shelf_is_tried_here_and_says_what_it_asks() -> None:
    assert set(STEPS) == set(scenarios())
    for scenario in scenarios().values():
        assert scenario.question.vi.endswith("?")
        assert scenario.question.en.endswith("?")
        schema = scenario.inputs.model_json_schema()
        for one in (schema, *schema.get("$defs", {}).values()):
            assert all(field["title_vi"] and field["title_en"] for field in one["properties"].values())


@pytest.fixture(scope="module")
def hamlet(postgis: Postgis, ward_folder: Path) -> Iterator[Ward]:
    """The demonstration ward with one building in twenty, so that every report is quick."""
    with postgis.clone(WARD) as url:
        with connect(url, autocommit=True) as connection:
            connection.execute("ALTER TABLE city.buildings DISABLE TRIGGER USER")
            connection.execute("DELETE FROM city.buildings WHERE id % 20 > 0")
        yield Ward(url, ward_folder)


@pytest.fixture(scope="module")
def corner(ward: Ward) -> dict[str, Any]:
    """One residential group near where things are supposed: reports of a part are quick."""
    with connect(ward.url) as connection:
        row = connection.execute(
            "SELECT code FROM city.residential_groups ORDER BY geom <-> ST_SetSRID(ST_Point(%s, %s), 4326) LIMIT 1",
            CORNER,
        ).fetchone()
    assert row is not None
    return {"groups": [row[0]]}


@pytest.mark.parametrize("step", EVERY, ids=list(STEPS))
@pytest.mark.parametrize("report", reports())
def test_every_report_runs_on_it(
    hamlet: Ward, corner: dict[str, Any], report: str, step: dict[str, Any]
) -> None:
    result = run(hamlet, report, what_if=[step], area=corner)
    told = tell(result)
    assert told["figures"]
    assert [one.vi for one in result.supposed]
    assert told["notes"][0] == {  # type: ignore[index]
        "vi": f"Giả định: {result.supposed[0].vi}.",
        "en": f"What if: {result.supposed[0].en}.",
    }


def held(ward: Ward) -> dict[str, Any]:
    """Return the rows, versions and history of every layer, as the database counts them."""
    with connect(ward.url) as connection:
        versions = connection.execute(
            "SELECT layer, version FROM city_store.layer_versions ORDER BY 1"
        ).fetchall()
        rows = {
            layer: connection.execute(
                f"SELECT count(*), max(updated_at) FROM city.{layer}".encode()
            ).fetchone()
            for layer in built_in_layers()
        }
    return {"versions": versions, **rows}


def test_nothing_is_written_and_the_result_is_its_own(ward: Ward) -> None:
    before = held(ward)
    plain = run(ward, "fire_coverage", open_streets=True)
    supposed, again = (run(ward, "fire_coverage", what_if=EVERY, open_streets=True) for _ in range(2))
    assert held(ward) == before
    assert plain.key != supposed.key
    assert supposed.key == again.key
    assert tell(supposed)["figures"] == tell(again)["figures"]
    assert tell(run(ward, "fire_coverage", open_streets=True))["figures"] == tell(plain)["figures"]


def test_the_paper_says_in_its_title_what_is_supposed(ward: Ward) -> None:
    import io

    from docx import Document

    result = run(ward, "rain_activation", what_if=[EVERY[0], EVERY[-1]])
    paper = format_of("docx").write(result, Of("Phường thử", shapely.box(105.78, 21.0, 105.82, 21.03)))
    lines = [line.text for line in Document(io.BytesIO(paper)).paragraphs]
    title = next(line for line in lines if "giả định" in line)
    assert all(one.vi in title for one in result.supposed)
    assert any(line.endswith(f"Giả định: {result.supposed[1].vi}.") for line in lines)


POINT = {"type": "Point", "coordinates": [105.795, 21.014]}
FAR = {"type": "Point", "coordinates": [106.7, 10.8]}
FAR_BOX = {"type": "Polygon", "coordinates": [[[106, 10], [106.1, 10], [106.1, 10.1], [106, 10]]]}
KNOT = {"type": "Polygon", "coordinates": [[[105.795, 21.013], [105.796, 21.014], [105.796, 21.013], [105.795, 21.014], [105.795, 21.013]]]}  # fmt: skip
LAKE = {"type": "Polygon", "coordinates": [[[105.79501, 21.01301], [105.795011, 21.01301], [105.795011, 21.013011], [105.79501, 21.01301]]]}  # fmt: skip


@pytest.mark.parametrize(
    ("scenario", "inputs"),
    [
        ("no_such_scenario", {}),
        ("rain", {}),
        ("rain", {"depth_mm": -1}),
        ("rain", {"depth_mm": 10_000}),
        ("rain", {"depth_mm": "nhiều"}),
        ("rain", {"depth_mm": 10, "hours": 0}),
        ("rain", {"depth_mm": 10, "no_such_input": 1}),
        ("rain", {"depth_mm": "\x00"}),
        ("new_fire_water", {"sources": []}),
        ("new_fire_water", {"sources": [{"at": FAR}]}),
        ("new_fire_water", {"sources": [{"at": BOX}]}),
        ("new_fire_water", {"sources": [{"at": {"type": "Nothing"}}]}),
        ("new_fire_water", {"sources": [{"at": {"type": "Point", "coordinates": []}}]}),
        ("new_fire_water", {"sources": [{"at": {"type": "Point", "coordinates": [21.014, 105.795]}}]}),
        ("new_fire_water", {"sources": [{"at": POINT, "kind": "well"}]}),
        ("new_fire_water", {"sources": [{"at": POINT, "capacity_m3": 0}]}),
        ("widened_alleys", {"width_m": 4}),
        ("widened_alleys", {"width_m": 4, "alleys": [987_654_321]}),
        ("widened_alleys", {"width_m": 4, "alleys": [-1]}),
        ("widened_alleys", {"width_m": 4, "streets": ["Không Có"]}),
        ("widened_alleys", {"width_m": 4, "groups": ["không có"]}),
        ("widened_alleys", {"width_m": 0, "streets": ["Trung Kính"]}),
        ("widened_alleys", {"streets": ["Trung Kính"]}),
        ("renewed_alleys", {}),
        ("renewed_alleys", {"alleys": [1.5]}),
        ("renewed_alleys", {"streets": ["Trung Kính"], "fire_system": "bucket"}),
        ("closed_street", {}),
        ("closed_street", {"roads": [987_654_321]}),
        ("closed_street", {"alleys": [987_654_321]}),
        ("closed_street", {"names": ["Không Có"]}),
        ("closed_street", {"shape": POINT}),
        ("closed_street", {"shape": LAKE}),
        ("closed_street", {"shape": KNOT}),
        ("closed_street", {"shape": FAR_BOX}),
        ("new_green_space", {}),
        ("new_green_space", {"shape": ALONG}),
        ("new_green_space", {"shape": BOX, "name": ""}),
        ("new_green_space", {"shape": FAR_BOX}),
    ],
)
def test_nonsense_is_refused_in_both_languages(ward: Ward, scenario: str, inputs: dict[str, Any]) -> None:
    with pytest.raises((BadInputError, NotFoundError)) as refused:
        run(ward, "rain_activation", what_if=[{"scenario": scenario, "inputs": inputs}])
    assert refused.value.text.vi != refused.value.text.en
    assert "không hợp lệ" not in refused.value.text.vi


def test_what_two_steps_set_differently_is_told(ward: Ward) -> None:
    wide, wider = ({"streets": ["Trung Kính"], "width_m": width} for width in (4, 6))
    steps = [{"scenario": "widened_alleys", "inputs": one} for one in (wide, wider)]
    rain = [{"scenario": "rain", "inputs": {"depth_mm": depth}} for depth in (50, 100)]
    told = run(ward, "rain_activation", what_if=[*steps, *rain])
    notes = " ".join(note.en for note in told.answer.notes)
    assert "features are set differently by two steps; the later one counts" in notes
    assert "takes the place of the earlier one" in notes
    quiet = run(ward, "rain_activation", what_if=[steps[1], steps[0], rain[0]])
    assert "the later one counts" not in " ".join(note.en for note in quiet.answer.notes)
