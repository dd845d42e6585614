"""OGC API - Styles: every document is found by its links, and MapLibre itself takes it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.test_routes import SERVED as LAYERS

SPECIFICATION = (
    Path(__file__).parents[2] / "viewer/node_modules/@maplibre/maplibre-gl-style-spec/dist/index.mjs"
)
VALIDATE = f"""import {{validateStyleMin, latest}} from {json.dumps(SPECIFICATION.as_uri())};
    const styles = JSON.parse(await new Response(process.stdin).text());
    const faults = styles.flatMap((style) => validateStyleMin(style, latest).map((one) => style.name + ": " + one.message));
    console.log(JSON.stringify(faults))"""


def sheets(reader: httpx.Client, path: str = "/styles") -> dict[str, dict[str, Any]]:
    """Return the documents that a list of styles leads to, by the styles' ids."""
    found = {}
    for style in reader.get(path).json()["styles"]:
        (link,) = (link for link in style["links"] if link["rel"] == "stylesheet")
        answer = reader.get(link["href"])
        assert answer.headers["content-type"] == link["type"]
        found[style["id"]] = answer.json()
    return found


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="the viewer's packages are not installed")
def test_maplibre_takes_every_style(reader: httpx.Client) -> None:
    node = Path(sys.executable).with_name("node")
    done = subprocess.run(
        [str(node), "--input-type=module", "--eval", VALIDATE],
        input=json.dumps(list(sheets(reader).values())),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert json.loads(done.stdout) == []


def test_there_is_a_style_of_all_layers_and_one_of_each(reader: httpx.Client) -> None:
    listed = reader.get("/styles").json()
    assert [style["id"] for style in listed["styles"]] == ["twin", *LAYERS]
    assert listed["default"] == "twin"
    found = sheets(reader)
    assert set(found["twin"]["sources"]) == set(LAYERS)
    for layer in LAYERS:
        assert set(found[layer]["sources"]) == {layer}
        assert sheets(reader, f"/collections/{layer}/styles") == {layer: found[layer]}
        assert reader.get(f"/collections/{layer}/style").json() == found[layer]


def test_a_style_needs_nothing_from_elsewhere(reader: httpx.Client) -> None:
    here = str(reader.base_url).removesuffix("/api/")
    for document in sheets(reader).values():
        assert not {"glyphs", "sprite"} & set(document)
        for source in document["sources"].values():
            (tiles,) = source["tiles"]
            answer = reader.get(tiles.format(z=16, y=28854, x=52026))
            assert tiles.startswith(here)
            assert answer.status_code == 200
            assert source["minzoom"] <= 8 <= source["maxzoom"]
        assert json.dumps(document).count("http") == len(document["sources"])


def test_metadata_tell_what_a_style_reads(reader: httpx.Client) -> None:
    for style in reader.get("/styles").json()["styles"]:
        (link,) = (link for link in style["links"] if link["rel"] == "describedby")
        told = reader.get(link["href"]).json()
        assert told["id"] == style["id"]
        assert [layer["id"] for layer in told["layers"]] == (
            LAYERS if style["id"] == "twin" else [style["id"]]
        )
        assert told["stylesheets"][0]["native"] is True
        for layer in told["layers"]:
            sample = reader.get(layer["sampleData"]["href"]).json()["features"][0]
            assert {one["id"] for one in layer["attributes"]} <= set(sample["properties"])


@pytest.mark.parametrize(
    "path",
    ["/styles/nope", "/styles/nope/metadata", "/collections/nope/styles", "/styles/Twin", "/styles/%00"],
)
def test_a_style_that_is_not_there_is_not_found(reader: httpx.Client, path: str) -> None:
    answer = reader.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_styles_are_for_those_who_may_read(closed_address: str, city: Any) -> None:
    with httpx.Client(base_url=f"{closed_address}/api") as client:
        for path in (
            "/styles",
            "/styles/twin",
            "/styles/roads",
            "/styles/roads/metadata",
            "/collections/roads/styles",
        ):
            assert client.get(path).status_code == 401
            known = client.get(path, headers={"Authorization": f"Bearer {city.viewer}"})
            assert known.status_code == 200
