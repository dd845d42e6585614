"""The forms that features are answered in, by the names that `f` takes."""

from collections.abc import Mapping
from dataclasses import dataclass

from twin.api.html import HTML
from twin.api.negotiation import choose_form
from twin.api.replies import GEOJSON

JSON_FG = "application/fg+json"
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Form:
    """One form: how a file of it ends, and whether a browser is to save it instead of showing it."""

    name: str
    title: str
    media_type: str
    suffix: str
    saved: bool = True
    other_types: tuple[str, ...] = ()
    """Other names by which clients ask for it."""

    @property
    def bare_type(self) -> str:
        return self.media_type.partition(";")[0]


_TEXTS = (
    Form("json", "GeoJSON", GEOJSON, "geojson", saved=False, other_types=("application/json",)),
    Form(
        "jsonfg",
        "JSON-FG",
        JSON_FG,
        "fg.json",
        saved=False,
        other_types=("application/vnd.ogc.fg+json",),
    ),
    Form("csv", "CSV", CSV, "csv"),
)
_PAGE = Form("html", "HTML", HTML, "html", saved=False, other_types=("application/xhtml+xml",))
_FILES = (
    Form("fgb", "FlatGeobuf", "application/flatgeobuf", "fgb", other_types=("application/vnd.flatgeobuf",)),
    Form(
        "parquet",
        "GeoParquet",
        "application/vnd.apache.parquet",
        "parquet",
        other_types=("application/parquet",),
    ),
    Form("gpkg", "GeoPackage", "application/geopackage+sqlite3", "gpkg"),
)


def _by_name(*forms: Form) -> dict[str, Form]:
    return {form.name: form for form in forms}


ITEM_FORMS: Mapping[str, Form] = _by_name(*_TEXTS, _PAGE)
PAGE_FORMS: Mapping[str, Form] = _by_name(*_TEXTS, _PAGE, *_FILES)
DOWNLOAD_FORMS: Mapping[str, Form] = _by_name(*_TEXTS, *_FILES)
_XLSX = Form("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
RECORD_FORMS: Mapping[str, Form] = _by_name(
    *(form for form in (*_TEXTS, _PAGE, *_FILES) if form.name not in {"jsonfg", "fgb"}), _XLSX
)
"""Records of a register, which are read more often than drawn."""
FILES = frozenset(form.name for form in (*_FILES, _XLSX))
"""Forms that are written to a file before they are sent."""


def form_names(forms: Mapping[str, Form]) -> tuple[str, ...]:
    """Return what `f` takes: `geojson` is another name of `json`."""
    return (*forms, "geojson")


def wanted_form(forms: Mapping[str, Form], asked: str | None, accepted: bytes) -> Form:
    """Return the form to answer in. Raises BadParameterError, and NotAcceptableError where none is accepted."""
    if asked is None and accepted in {b"", b"*/*"}:
        return forms["json"]
    offered = {name: (form.media_type, *form.other_types) for name, form in forms.items()}
    name = "json" if asked == "geojson" else asked
    return forms[choose_form(name, accepted, offered, or_refuse=True)]
