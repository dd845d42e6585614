"""The documents, held to the code: links, commands, settings, labels, refusals, and what is generated."""

import ast
import re
import shlex
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup

from docs.reports import REPORTS_TARGET, write_reports
from docs.tables import TARGET, write_layers
from tests.test_house import ROOT, tracked
from twin.cli import build_app
from twin.layers import GROUPS, built_in_layers
from twin.settings import Settings
from twin.vocabulary import Layer

DOCUMENTS = tracked("*.md")
GUIDES = {language: ROOT / f"docs/guide/{language}.md" for language in ("vi", "en")}
OPERATOR = ROOT / "docs/operator.md"
Command = TyperCommand | TyperGroup
FENCE = re.compile(r"^```(\w*)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
INLINE = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(
    r"^(?:[A-Z_]+=\S+ )*(?:\.venv/bin/(?:python -m )?|docker compose exec api python -m )?twin (?=[a-z])"
)

every_document = pytest.mark.parametrize(
    "path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix()
)


class Fence(NamedTuple):
    """A fenced block: its language, the file that it shows, and what stands in it."""

    kind: str
    name: str
    content: str


def fences(path: Path) -> list[Fence]:
    return [Fence(kind, name, text) for kind, name, text in FENCE.findall(path.read_text(encoding="utf8"))]


def prose(path: Path) -> str:
    return FENCE.sub("", path.read_text(encoding="utf8"))


def headings(path: Path) -> list[tuple[int, str]]:
    return [(len(marks), title) for marks, title in re.findall(r"^(#+) (.+)$", prose(path), re.MULTILINE)]


def anchor_of(title: str) -> str:
    """Make of a heading what GitHub makes of it."""
    kept = (letter for letter in title.lower() if letter in " -_" or unicodedata.category(letter)[0] in "LNM")
    return "".join(kept).replace(" ", "-")


@every_document
def test_links_lead_somewhere(path: Path) -> None:
    for link in LINK.findall(prose(path)):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), link
        if anchor:
            assert anchor in {anchor_of(title) for _, title in headings(target)}, link


def lines_of(script: str) -> Iterator[str]:
    """Give the commands of a block, those on several lines as one."""
    yield from filter(None, (line.strip() for line in script.replace("\\\n", " ").splitlines()))


def commands(path: Path) -> Iterator[list[str]]:
    """Give every `twin` command that a document names, in blocks and in its sentences, as arguments."""
    blocks = (line for fence in fences(path) if fence.kind == "sh" for line in lines_of(fence.content))
    for text in (*blocks, *INLINE.findall(prose(path))):
        if COMMAND.match(text):
            yield shlex.split(COMMAND.sub("", text), comments=True)


def find(arguments: list[str]) -> tuple[Command, list[str]]:
    """Return the command that arguments call, and the arguments that are left for it."""
    command = whole()
    while isinstance(command, TyperGroup) and arguments:
        inner = command.commands[arguments[0]]
        assert isinstance(inner, Command)
        command, arguments = inner, arguments[1:]
    return command, arguments


def whole() -> Command:
    command = typer.main.get_command(build_app())
    assert isinstance(command, Command)
    return command


def options_of(command: Command) -> set[str]:
    named = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    inner = command.commands.values() if isinstance(command, TyperGroup) else ()
    return named.union(*(options_of(each) for each in inner if isinstance(each, Command)))


@every_document
def test_commands_and_their_options_are_those_that_there_are(path: Path) -> None:
    for arguments in commands(path):
        command, left = find(arguments)
        assert not isinstance(command, TyperGroup), arguments
        stated = {word.partition("=")[0] for word in left if word.startswith("--")}
        assert stated <= options_of(command), arguments


@pytest.mark.parametrize("path", [*GUIDES.values(), OPERATOR], ids=lambda path: path.stem)
def test_options_named_alone_are_some_commands(path: Path) -> None:
    known = options_of(whole())
    named = {text.split()[0] for text in INLINE.findall(prose(path)) if text.startswith("--")}
    assert named <= known


def test_the_guides_show_the_commands() -> None:
    shown = {find(arguments)[0].name for arguments in commands(GUIDES["en"])}
    assert {"import", "export", "map", "imports", "remove", "restore", "list"} <= shown


def test_every_setting_is_in_the_operators_table_with_its_default() -> None:
    rows = dict(
        re.findall(r"^\| `(TWIN_\w+)` \| (.+?) \|", OPERATOR.read_text(encoding="utf8"), re.MULTILINE)
    )
    assert rows == {
        f"TWIN_{name.upper()}": "unset" if field.default is None else f"`{_shown(field.default)}`"
        for name, field in Settings.model_fields.items()
    }


def _shown(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)


@every_document
def test_no_document_names_a_variable_that_nobody_reads(path: Path) -> None:
    others = "".join(
        (ROOT / name).read_text(encoding="utf8") for name in ("docker-compose.yml", "viewer/vite.config.ts")
    )
    read = {f"TWIN_{name.upper()}" for name in Settings.model_fields} | set(
        re.findall(r"TWIN_[A-Z_]+", others)
    )
    assert set(re.findall(r"\bTWIN_[A-Z_]+\b", path.read_text(encoding="utf8"))) <= read


def test_the_list_of_layers_says_what_the_layers_say() -> None:
    """`python -m docs.tables` writes it anew."""
    assert TARGET.read_text(encoding="utf8") == write_layers()


def test_the_list_of_reports_says_what_the_reports_say() -> None:
    """`python -m docs.tables` writes it anew."""
    assert REPORTS_TARGET.read_text(encoding="utf8") == write_reports()


def test_both_guides_have_the_same_parts_and_show_the_same() -> None:
    vi, en = (headings(path) for path in GUIDES.values())
    assert [level for level, _ in vi] == [level for level, _ in en]
    shown_vi, shown_en = (fences(path) for path in GUIDES.values())
    assert [fence for fence in shown_vi if fence.kind != "text"] == [
        fence for fence in shown_en if fence.kind != "text"
    ]
    assert [fence.kind for fence in shown_vi] == [fence.kind for fence in shown_en]


@pytest.mark.parametrize("language", GUIDES)
def test_labels_in_the_guides_are_those_on_the_screen(language: str) -> None:
    """What the guides set in bold or italics stands on the screen in these very words."""
    sources = [
        *(ROOT / f"viewer/src/text/{known}.ts" for known in GUIDES),
        ROOT / "twin/vocabulary.py",
        *tracked("twin/layers/*.py"),
    ]
    screen = "\n".join(path.read_text(encoding="utf8") for path in sources)
    labels = re.findall(r"(?<!\*)\*{1,2}([^*|]+?)\*{1,2}(?!\*)", prose(GUIDES[language]))
    assert labels
    assert [label for label in labels if " ".join(label.split()) not in screen] == []


def sentences() -> set[str]:
    """Return every piece of text that the code holds."""
    trees = (ast.parse(path.read_text(encoding="utf8")) for path in tracked("twin/*.py", "setup/*.py"))
    constants = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def test_the_refusals_in_the_operators_guide_are_the_codes_own() -> None:
    table = OPERATOR.read_text(encoding="utf8").partition("## When it refuses")[2].partition("\n## ")[0]
    quoted = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    assert len(quoted) > 20
    known = sentences()
    pieces = [piece.strip(" :().;,") for sentence in quoted for piece in sentence.split("…")]
    assert [piece for piece in pieces if not any(piece in text for text in known)] == []


def declared(path: Path) -> list[Layer]:
    """Run the layers that a document shows."""
    found = []
    for fence in fences(path):
        if fence.kind == "python" and "LAYER = Layer(" in fence.content:
            names: dict[str, object] = {}
            exec(compile(fence.content, path.name, "exec"), names)  # noqa: S102 - our own documents
            assert isinstance(names["LAYER"], Layer)
            found.append(names["LAYER"])
    return found


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if declared(path)], ids=lambda path: path.name)
def test_a_layer_that_is_shown_would_fit_on_the_shelf(path: Path) -> None:
    for layer in declared(path):
        others = [other for other in built_in_layers().values() if other.id != layer.id]
        assert layer.group in {group.id for group in GROUPS}
        assert layer.order not in {other.order for other in others}
