"""The commands that staff type, run as they run them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
ALLEY: dict[str, object] = {"external_id": "a1", "name": "Ngõ 1", "level": "ngo"}


@pytest.fixture
def twin(database: str, tmp_path: Path) -> Run:
    """Run `twin` in a folder of its own; a traceback is never an answer."""

    def run(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "twin", *arguments],
            cwd=tmp_path,
            env={**os.environ, "TWIN_DATABASE_URL": database, "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr
        assert done.returncode == code, done.stderr
        return done

    return run


@pytest.fixture
def alleys(tmp_path: Path) -> Path:
    return write(tmp_path / "alleys.geojson", [ALLEY, ALLEY | {"external_id": "a2", "width_m": -1}])


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    features = [
        {"type": "Feature", "properties": row,
         "geometry": {"type": "LineString", "coordinates": [[105.79, 21.01 + place / 1000], [105.8, 21.02]]}}
        for place, row in enumerate(rows)
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf8")
    return path


def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(statement.encode()).fetchall()


def test_an_import_is_told_in_both_languages(twin: Run, alleys: Path, database: str) -> None:
    done = twin("import", "alleys", alleys.name, "--source", "Phường", "--licence", "CC0")
    assert "mới 1, đổi 0, như cũ 0, bị từ chối 1" in done.stdout
    assert "new 1, changed 0, same 0, refused 1" in done.stdout
    assert "alleys.rejects.csv" in done.stdout
    assert done.stderr == "", "no progress bar where nobody looks"
    assert ask(database, "SELECT name, source FROM city.alleys") == [("Ngõ 1", "Phường")]
    listed = twin("imports").stdout
    assert "alleys.geojson" in listed
    assert "Phường · CC0" in listed


def test_a_dry_run_says_that_it_is_one(twin: Run, alleys: Path, database: str) -> None:
    assert "A dry run: nothing is stored." in twin("import", "alleys", alleys.name, "--dry-run").stdout
    assert ask(database, "SELECT count(*) FROM city.alleys") == [(0,)]
    assert "There has been no import." in twin("imports").stdout


def test_every_answer_of_reading_can_be_given(twin: Run, tmp_path: Path, database: str) -> None:
    (tmp_path / "a.csv").write_text(
        "Danh sách ngõ\nTT;MA;TEN;LOAI;RONG;X;Y\n"
        "1;N1;Ngõ 1;ngõ;2,5;582236,660;2325039,287\n2;N2;Ngõ 2;ngõ;3,5;582236,660;2325139,287\n",
        encoding="utf8",
    )
    twin(
        "import", "trees", "a.csv", "--new-layer", "--title-vi", "Cây xanh", "--title-en", "Trees", "--crs", "5897",
        "--header-row", "2", "--external-id", "MA", "--decimal", ",", "--rejects", "bỏ.csv",
    )  # fmt: skip
    (place,) = ask(database, "SELECT round(ST_X(geom)::numeric, 5), round(ST_Y(geom)::numeric, 5), external_id "
                             "FROM city_added.trees ORDER BY external_id LIMIT 1")  # fmt: skip
    assert [str(part) for part in place] == ["105.79300", "21.01700", "N1"]


def test_columns_can_be_mapped_and_left_out(twin: Run, tmp_path: Path, database: str) -> None:
    write(tmp_path / "b.geojson", [{"id2": "a1", "tên gọi khác": "Ngõ 1", "bậc": "ngo", "rộng": 4}])
    twin(
        "import", "alleys", "b.geojson", "--map", "tên gọi khác=name", "--map", "bậc=level", "--map", "rộng="
    )
    assert ask(database, "SELECT name, level, width_m FROM city.alleys") == [("Ngõ 1", "ngo", None)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "alleys", "không.gpkg"), "There is no file"),
        (("import", "no_such_layer", "alleys.geojson"), "There is no layer"),
        (("import", "alleys"), "Say the layer and the file"),
        (("import", "alleys", "alleys.geojson", "--map", "name"), "--map takes"),
        (("import", "--osm", "alleys.geojson"), "no OpenStreetMap file"),
        (("import", "--series", "alleys.geojson"), "No column"),
        (("export", "alleys", "a.gpkg", "--bbox", "1,2,3"), "--bbox takes"),
        (("export", "no_such_layer", "a.gpkg"), "There is no layer"),
        (("layers", "remove", "alleys"), "built in"),
        (("layers", "restore", "nothing"), "There is no layer"),
    ],
)
@pytest.mark.usefixtures("alleys")
def test_what_is_refused_is_refused_in_words(twin: Run, arguments: tuple[str, ...], said: str) -> None:
    stderr = twin(*arguments, code=1).stderr
    vietnamese, english = stderr.strip().splitlines()
    assert vietnamese.startswith("Lỗi: ")
    assert said in english


def test_a_layer_goes_out_and_comes_back(twin: Run, alleys: Path, tmp_path: Path) -> None:
    twin("import", "alleys", alleys.name)
    done = twin("export", "alleys", "ra.csv", "--crs", "5897", "--fields", "name", "--labels", "vi")
    assert "1 đối tượng" in done.stdout
    assert (tmp_path / "ra.csv").exists()
    earlier = twin("export", "alleys", "cu.csv", "--as-of", "2001-01-01T00:00:00+07:00")
    assert "0 đối tượng" in earlier.stdout
    twin("export", "alleys", "ra.gpkg")
    back = twin("import", "alleys", "ra.gpkg", "--external-id", "external_id")
    assert "new 0, changed 0, same 1, refused 0" in back.stdout


def test_an_added_layer_is_removed_and_restored(twin: Run, alleys: Path) -> None:
    twin("import", "trial", alleys.name, "--new-layer", "--title-vi", "Lớp thử")
    assert "+ trial" in twin("layers", "list").stdout
    twin("layers", "remove", "trial")
    assert "- trial" in twin("layers", "list").stdout
    assert "There is no layer" in twin("import", "trial", alleys.name, code=1).stderr
    twin("layers", "restore", "trial")
    assert "same 2" in twin("import", "trial", alleys.name).stdout


def test_a_series_names_its_layer_once(twin: Run, alleys: Path, tmp_path: Path, database: str) -> None:
    twin("import", "alleys", alleys.name)
    (tmp_path / "s.csv").write_text("mã;ngày;đo\na1;30/9/2025;12,5\na1;1/10/2025;700\n", encoding="utf8")
    done = twin(
        "import",
        "alleys",
        "--series",
        "s.csv",
        "--measure",
        "rain",
        "--map",
        "mã=external_id",
        "--map",
        "đo=value",
    )
    assert "new 1, changed 0, same 0, refused 1" in done.stdout
    assert ask(database, "SELECT value, unit FROM city_store.observations") == [(12.5, "mm")]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_the_layer_as_it_was(tmp_path: Path, database: str, number: signal.Signals) -> None:
    path = write(tmp_path / "many.geojson", [ALLEY | {"external_id": f"a{place}"} for place in range(2000)])
    environment = {**os.environ, "TWIN_DATABASE_URL": database}
    command = [sys.executable, "-m", "twin", "import", "alleys", str(path)]
    with psycopg.connect(database) as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended('twin import alleys', 0))")
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as program:
            try:
                _wait_for_a_waiter(other)
                program.send_signal(number)
                _, said = program.communicate(timeout=60)
            finally:
                program.kill()
    assert program.returncode == 130
    assert said.splitlines() == [
        "Lỗi: Đã dừng. Không có gì thay đổi.", "Error: Stopped. Nothing was changed.",
    ]  # fmt: skip
    assert ask(database, "SELECT count(*) FROM city.alleys") == [(0,)]


def _wait_for_a_waiter(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Look until the import waits for our lock: it is then in the middle of its transaction."""
    waiting = (
        "SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
        "WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = current_database()"
    )
    while not connection.execute(waiting.encode()).fetchall():
        connection.execute("SELECT pg_sleep(0.05)")
