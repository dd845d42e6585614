"""The viewer knows no layer, field or colour: those come from the API, so a new layer needs no viewer code."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from twin.overlays import served_layers
from twin.registers import registers
from twin.vocabulary import SYSTEM_FIELDS

SOURCE = Path(__file__).parents[2] / "viewer/src"
THEME = SOURCE / "app/theme.ts"
WORDS = SOURCE / "text"
"""Sentences for people, which may well speak of a ward."""

KEPT = {**served_layers(), **registers()}
LAYERS = frozenset(KEPT)
FIELDS = frozenset(field.name for layer in KEPT.values() for field in (*layer.all_fields, *SYSTEM_FIELDS))
OF_THE_WEB = frozenset({"source", "status", "text", "name", "title", "use", "level", "class", "kind", "task"})
"""Field names that are also words of MapLibre, ARIA, TypeScript, the catalogue or the programme: they are looked for
as properties of a feature only."""

COMMENT = re.compile(r"/\*.*?\*/|(?<![:\w])//[^\n]*", re.DOTALL)
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
PROPERTY = re.compile(r"^  ([a-z_]\w*)\??:", re.MULTILINE)
SAID = SOURCE / "api/schema.gen.ts"
OF_THE_API = frozenset(PROPERTY.findall(SAID.read_text(encoding="utf8")))
"""What the API's own answers are made of. As a word of an answer it may stand in the code; as a string it may not:
that a field of the city is called so is for the API to say."""
OF_THE_VIEWER = OF_THE_WEB | {"models", "tasks", "subject", "note", "target", "unknown", "no", "group"}
"""Strings that are the viewer's own: kinds of what the programme has, names of its sentences, roles of ARIA."""
LITERAL = re.compile(r"[\"'`]([A-Za-z_]\w*)[\"'`]")
OF_A_FEATURE = re.compile(r"properties\s*\??\.?\s*(?:\.|\[\s*[\"'`])\s*([A-Za-z_]\w*)")
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b|\b(?:rgb|hsl|hwb|oklch|lab)a?\(")
CONTRACT = frozenset({"layer", "feature_id", "title", "subtitle"})
"""Properties of a search hit, which is no feature of the city."""


def sources(*endings: str) -> list[Path]:
    found = [path for path in SOURCE.rglob("*") if path.suffix in endings and ".test." not in path.name]
    assert found
    return sorted(found)


def code_of(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf8"))


def words_of(path: Path) -> Iterator[str]:
    yield from WORD.findall(code_of(path))


@pytest.mark.parametrize("path", sources(".ts", ".tsx"), ids=lambda path: path.name)
def test_no_layer_or_field_stands_in_viewer_code(path: Path) -> None:
    if path.parent != WORDS and path != SAID:
        assert set(words_of(path)) & (LAYERS | FIELDS - OF_THE_WEB - OF_THE_API) == set()
        assert set(LITERAL.findall(code_of(path))) & FIELDS - OF_THE_VIEWER == set()
    assert set(OF_A_FEATURE.findall(code_of(path))) - CONTRACT == set()


@pytest.mark.parametrize("path", sources(".ts", ".tsx", ".css"), ids=lambda path: path.name)
def test_colours_stand_in_the_theme_only(path: Path) -> None:
    if path != THEME:
        assert COLOUR.findall(code_of(path)) == []


def test_what_is_looked_for_would_be_found(tmp_path: Path) -> None:
    guilty = tmp_path / "guilty.ts"
    guilty.write_text(
        'const a = "flood_spots"; // roads\nf.properties.name; f.properties?.["kind"]; "#ff0000", "moved_on"'
    )
    assert set(words_of(guilty)) & LAYERS == {"flood_spots"}
    assert set(LITERAL.findall(code_of(guilty))) & FIELDS - OF_THE_VIEWER == {"moved_on"}
    assert OF_A_FEATURE.findall(code_of(guilty)) == ["name", "kind"]
    assert COLOUR.findall(code_of(guilty)) == ["#ff0000"]
    assert COLOUR.findall(THEME.read_text(encoding="utf8"))
