"""OGC's own conformance suites (CITE), from Maven Central, find no failure."""

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

SUITES = {"ets-ogcapi-features10": "1.9", "ets-ogcapi-tiles10": "1.2"}
OLDEST_JAVA = 17
TILE = {"tilematrix": 16, "mintilerow": 28854, "maxtilerow": 28854, "mintilecol": 52026, "maxtilecol": 52026}
"""A tile that holds something of every layer."""


def missing() -> str | None:
    """Return what is missing to run the suites."""
    java = shutil.which("java")
    if java is None or shutil.which("mvn") is None:
        what = "Java" if java is None else "Maven"
        return f"chưa có {what} / {what} is missing: apt-get install openjdk-17-jre-headless maven"
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < OLDEST_JAVA:
        return f"cần Java {OLDEST_JAVA} / Java {OLDEST_JAVA} is needed, this is: {told.splitlines()[0]}"
    return None


reason = missing()
pytestmark = pytest.mark.skipif(reason is not None, reason=str(reason))


def fetch(suite: str, folder: Path) -> Path:
    """Fetch a suite with all that it needs in one file, and return where it is."""
    artifact = f"org.opengis.cite:{suite}:{SUITES[suite]}:jar:aio"
    common = ["mvn", "--batch-mode", "--quiet", "-Dstyle.color=never"]
    plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.6.0"
    for goal in (
        [f"{plugin}:get", f"-Dartifact={artifact}", "-Dtransitive=false"],
        [f"{plugin}:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={folder}"],
    ):
        done = subprocess.run(
            [*common, *goal], capture_output=True, text=True, timeout=600, check=False, cwd=folder
        )
        if done.returncode != 0:
            said = next((line for line in done.stdout.splitlines() if "[ERROR]" in line), done.stdout)
            pytest.fail(
                f"không tải được {artifact} từ Maven Central / {artifact} cannot be fetched: {said}",
                pytrace=False,
            )
    return folder / f"{suite}-{SUITES[suite]}-aio.jar"


def write_arguments(path: Path, address: str) -> None:
    tiles = f"{address}/api/collections/roads/tiles/WebMercatorQuad/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    given = {
        "iut": f"{address}/api",
        "noofcollections": -1,
        "tilematrixsetdefinitionuri": "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad",
        "urltemplatefortiles": tiles,
        **TILE,
    }
    root = ET.Element("properties", version="1.0")
    for key, value in given.items():
        ET.SubElement(root, "entry", key=key).text = str(value)
    ET.ElementTree(root).write(path, encoding="UTF-8", xml_declaration=True)


def failures(results: ET.Element) -> list[str]:
    """Return each test that failed, and why."""
    said = []
    for method in results.iter("test-method"):
        if method.get("status") == "FAIL":
            message = (method.findtext(".//message") or "").strip()
            said.append(f"{method.get('signature', '').partition('(')[0]}: {message}")
    return said


@pytest.mark.parametrize("suite", SUITES)
def test_ogcs_suite_finds_no_failure(suite: str, address: str, tmp_path: Path) -> None:
    jar = fetch(suite, tmp_path)
    arguments, out = tmp_path / "arguments.xml", tmp_path / "results"
    out.mkdir()
    write_arguments(arguments, address)
    done = subprocess.run(
        ["java", f"-Duser.home={tmp_path}", "-jar", jar, "-o", out, arguments],
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
        cwd=tmp_path,
    )
    found = next(out.rglob("testng-results.xml"), None)
    assert found is not None, done.stdout + done.stderr
    results = ET.parse(found).getroot()  # noqa: S314 - what the suite has just written
    assert int(results.attrib["passed"]) > 0, done.stdout
    assert failures(results) == []
