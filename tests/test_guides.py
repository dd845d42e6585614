"""The guides, done as they are written: the same files, the same commands, the same answers."""

import re
import runpy
import shlex
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import osmium
import psycopg
import pytest
from affine import Affine
from osmium.osm.mutable import Node, Way

from tests.rasters.files import write_file
from tests.test_docs import GUIDES, OPERATOR, Fence, declared, fences, find, lines_of
from tests.test_house import ROOT
from twin.store.database import connect
from twin.store.migrate import migrate
from twin.store.registry import add_layer

MENDED = ("nuoc.rejects.csv", "Đang sửa", "Hỏng")
"""What the guide asks the reader to do in Excel before the file goes in again."""
WARD = """
INSERT INTO city.ward (code, name, geom) VALUES ('00175', 'Yên Hòa',
  'SRID=4326;POLYGON((105.7822 21.0022, 105.8108 21.0022, 105.8108 21.0262, 105.7822 21.0262, 105.7822 21.0022))')
"""
ALLEY = [(105.7950, 21.0150), (105.7960, 21.0155)]


def write_osm(path: Path) -> None:
    """Write the extract that the guide takes as given: one alley."""
    with osmium.SimpleWriter(str(path)) as writer:
        for number, place in enumerate(ALLEY, start=1):
            writer.add_node(Node(id=number, version=1, location=place))
        tags = {"highway": "residential", "name": "Ngõ 999 Trung Kính"}
        writer.add_way(Way(id=10, version=1, nodes=[1, 2], tags=tags))


def write_ground(path: Path) -> None:
    """Write the terrain that the guide takes as given: a slope under the whole ward, in squares of 20 m."""
    heights = np.add.outer(np.arange(160) * 0.01, np.zeros(180)) + 5
    write_file(path, heights, transform=Affine(20, 0, 580_900, 0, -20, 2_326_400))


def run(line: str) -> None:
    """Run one command of a guide in this process."""
    words = shlex.split(line)
    assert words[0] == ".venv/bin/twin"
    name, old, new = MENDED
    if name in words:
        Path(name).write_text(Path(name).read_text(encoding="utf8").replace(old, new), encoding="utf8")
    command, left = find(words[1:])
    assert not command.main(left, standalone_mode=False)


def refused() -> str:
    return "".join(path.read_text(encoding="utf8") for path in Path().glob("*.rejects*.csv"))


def assert_said(written: Fence, said: str) -> None:
    """Hold a block of answers to what was said; `…` stands for anything."""
    for line in written.content.splitlines():
        wanted = ".*?".join(re.escape(part) for part in line.removeprefix("  - ").split("…"))
        assert re.search(wanted, said), f"{line}\nis not in\n{said}"


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str) -> Iterator[str]:
    """Stand in an empty folder with a ward that holds nothing; what commands do to signals is undone."""
    with psycopg.connect(database) as connection:
        connection.execute(WARD)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWIN_DATABASE_URL", database)
    handler = signal.getsignal(signal.SIGTERM)
    yield database
    signal.signal(signal.SIGTERM, handler)


def follow(document: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[Fence, str]]:
    """Make the files that a document shows, run its commands, and give each block of answers with what was said."""
    said = ""
    for fence in fences(document):
        if fence.name:
            Path(fence.name).write_text(fence.content, encoding="utf8")
        elif fence.kind == "sh":
            for line in lines_of(fence.content):
                run(line)
            said = capsys.readouterr().out + refused()
        elif fence.kind == "text":
            yield fence, said


def test_the_guides_answers_are_those_that_come(city: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The commands are the same in both guides, so they are run once and both are held against the answers."""
    write_osm(Path("khu_vuc.osm.pbf"))
    write_ground(Path("terrain.tif"))
    english = [fence for fence in fences(GUIDES["en"]) if fence.kind == "text"]
    for (vietnamese, said), other in zip(follow(GUIDES["vi"], capsys), english, strict=True):
        assert_said(vietnamese, said)
        assert_said(other, said)
    with psycopg.connect(city) as connection:
        found = connection.execute("SELECT external_id, status FROM city.fire_water ORDER BY 1").fetchall()
        alleys = connection.execute("SELECT name FROM city.alleys").fetchall()
    assert found == [("TN-201", "working"), ("TN-202", "faulty"), ("TN-203", "faulty"), ("TN-204", None)]
    assert alleys == [("Ngõ 999 Trung Kính",)]
    assert Path("ban_do.html").stat().st_size > 1_000_000
    assert Path("trung_kinh.csv-metadata.json").exists()


@pytest.mark.usefixtures("city")
def test_the_reports_that_the_first_page_shows_are_answered() -> None:
    blocks = (fence.content for fence in fences(ROOT / "README.md") if fence.kind == "sh")
    (shown,) = (block for block in blocks if "twin reports" in block)
    for line in lines_of(shown):
        run(line.partition("  # ")[0])
    assert Path("vuon_hoa.pdf").read_bytes().startswith(b"%PDF-")
    assert Path("truoc.xlsx").stat().st_size > 0 < Path("sau.xlsx").stat().st_size


def test_the_layer_that_is_shown_takes_the_file_that_is_shown(
    city: str, capsys: pytest.CaptureFixture[str]
) -> None:
    document = ROOT / "docs/adding-a-layer.md"
    [layer] = declared(document)
    with connect(city) as connection:
        # Under another id: one day somebody does what the document says.
        add_layer(connection, layer.model_copy(update={"id": "shown", "run_time": True}))
    table, imported, answer = (
        next(fence for fence in fences(document) if wanted in fence.kind + fence.content)
        for wanted in ("csv", "twin import", "text")
    )
    Path(table.name).write_text(table.content, encoding="utf8")
    run(imported.content.strip().replace(layer.id, "shown"))
    assert_said(answer, capsys.readouterr().out)


def programs() -> list[str]:
    return [fence.content for fence in fences(OPERATOR) if fence.kind == "python"]


def do(program: str) -> None:
    Path("program.py").write_text(program, encoding="utf8")
    runpy.run_path("program.py")


def test_tokens_are_made_and_revoked_as_the_operators_guide_says(
    city: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make, revoke = (program for program in programs() if "token" in program)
    do(make)
    assert capsys.readouterr().out.startswith("twin_")
    roles = "SELECT roles FROM city_store.tokens WHERE revoked_at IS NULL"
    with psycopg.connect(city) as connection:
        assert connection.execute(roles).fetchall() == [(["editor"],)]
    do(revoke)
    with psycopg.connect(city) as connection:
        assert connection.execute(roles).fetchall() == []


def test_a_backup_made_as_the_operators_guide_says_can_be_restored(
    city: str, empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = "SELECT (SELECT count(*) FROM city.flood_spots), (SELECT depth_m FROM city_history.flood_spots)"
    with psycopg.connect(city) as connection:
        connection.execute(
            "INSERT INTO city.flood_spots (name, depth_m, geom) VALUES ('A', 0.2, 'SRID=4326;POINT(105.79 21.01)')"
        )
        connection.commit()
        connection.execute("UPDATE city.flood_spots SET depth_m = 0.3")
    save, restore = (program for program in programs() if "pg_" in program)
    do(save)
    monkeypatch.setenv("TWIN_DATABASE_URL", empty_database)
    do(restore)
    migrate(empty_database)
    with psycopg.connect(empty_database) as connection:
        assert connection.execute(held).fetchone() == (1, 0.2)
