"""One self-contained page: pydeck's own bundle, our legend, the features, and not one link outside."""

import html
import json
import tempfile
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from twin.access import User
from twin.errors import UnavailableError
from twin.features.deck.drawing import DrawnLayer, build_deck, draw_layers
from twin.layers import GROUPS
from twin.vocabulary import Field, Text

_PARTS = files("twin.features.deck")
_BUNDLE = ("nbextension", "static", "index.js")


def _bundle() -> str:
    """Return deck.gl as pydeck's wheel carries it, fit to stand inside a script element."""
    found = files("pydeck").joinpath(*_BUNDLE)
    if not found.is_file():
        raise UnavailableError(
            vi="Gói pydeck đã cài không có sẵn deck.gl (nbextension/static/index.js): hãy cài lại pydeck.",
            en="The installed pydeck has no deck.gl in it (nbextension/static/index.js): install pydeck again.",
        )
    return found.read_text(encoding="utf8").replace("</script", "<\\/script")


def _embedded(name: str, content: str) -> str:
    """Return JSON as a script element. A "<" can stand only in texts, where its escape means the same."""
    harmless = content.replace("<", "\\u003c")
    return f'<script type="application/json" id="{html.escape(name)}">{harmless}</script>'


def _words(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}


def _field(field: Field) -> dict[str, Any]:
    choices = {choice.value: _words(choice.label) for choice in field.choices}
    return {"label": _words(field.label), "unit": field.unit, "kind": field.kind, "choices": choices}


def _described(drawn: DrawnLayer) -> dict[str, Any]:
    layer = drawn.layer
    return {
        "id": layer.id,
        "title": _words(layer.title),
        "group": layer.group,
        "visible": drawn.visible,
        "title_field": layer.title_field,
        "count": drawn.survey.rows,
        "fields": {name: _field(layer.by_name[name]) for name in layer.map_fields if name in layer.by_name},
        "legend": [
            {
                "id": drawn.deck_id(number),
                "label": _words(entry.label),
                "symbol": entry.symbol,
                "colour": entry.colour,
                "outline": entry.outline,
                "width": entry.width,
                "opacity": entry.opacity,
            }
            for number, entry in enumerate(drawn.legend)
        ],
    }


def _catalogue(drawn: Sequence[DrawnLayer], title: Text) -> dict[str, Any]:
    notices = [one.provenance.notice for one in drawn if one.provenance.notice]
    sources = sorted(
        {source for one in drawn for source in (*one.provenance.sources, *one.provenance.licences)}
    )
    moments = [one.provenance.exported_at for one in drawn]
    return {
        "title": _words(title),
        "notice": _words(notices[0]) if notices else None,
        "sources": sources,
        "exported_at": max(moments).isoformat(timespec="seconds") if moments else None,
        "groups": [{"id": group.id, "title": _words(group.title)} for group in GROUPS],
        # The list reads from what lies on top to what lies below.
        "layers": [_described(one) for one in reversed(drawn)],
    }


def page_of(drawn: Sequence[DrawnLayer], title: Text) -> str:
    """Return the whole HTML page of these layers."""
    data = [
        _embedded(one.deck_id(number), f'{{"type":"FeatureCollection","features":[{features}]}}')
        for one in drawn
        for number, features in enumerate(one.features)
    ]
    catalogue = json.dumps(_catalogue(drawn, title), ensure_ascii=False)
    return Template((_PARTS / "page.html").read_text(encoding="utf8")).substitute(
        title=html.escape(f"{title.vi} / {title.en}"),
        style=(_PARTS / "page.css").read_text(encoding="utf8"),
        bundle=_bundle(),
        data="\n".join([_embedded("catalogue", catalogue), *data]),
        deck=_embedded("deck", build_deck(drawn, with_data=False).to_json()),  # type: ignore[no-untyped-call]
        script=(_PARTS / "page.js").read_text(encoding="utf8"),
    )


def write_map(
    url: str, user: User, path: Path, layer_ids: Sequence[str] | None, title: Text
) -> list[DrawnLayer]:
    """Write layers (unsaid: all that have features) as one page, and return what it shows.

    The page appears whole or not at all. Raises what `draw_layers` raises, and OSError for the folder.
    """
    drawn = draw_layers(url, user, layer_ids)
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.absolute().parent) as folder:
        half = Path(folder) / path.name
        half.write_text(page_of(drawn, title), encoding="utf8")
        half.replace(path)
    return drawn
