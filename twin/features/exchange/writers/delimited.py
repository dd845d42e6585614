"""CSV that Excel opens with Vietnamese intact, and beside it what its columns mean (W3C CSV on the Web)."""

import codecs
import json
from pathlib import Path
from typing import Any

import pyarrow.csv

from twin.features.exchange.outgoing import Outgoing
from twin.features.exchange.writers.tabular import Column, FeatureTable
from twin.vocabulary import Text

_DATATYPES = {
    "integer": "integer",
    "number": "double",
    "boolean": "boolean",
    "date": "date",
    "datetime": "dateTimeStamp",
}


def sidecar_of(path: Path) -> Path:
    """Return where CSV on the Web looks for what a CSV file means."""
    return path.with_name(f"{path.name}-metadata.json")


def _column(column: Column) -> dict[str, Any]:
    field = column.field
    said: dict[str, Any] = {
        "name": column.name,
        "titles": {"vi": field.label.vi, "en": field.label.en},
        "datatype": _DATATYPES.get(column.kind, "string"),
        "required": field.required,
    }
    if field.unit:
        said["schema:unitText"] = field.unit
    if field.choices and column.kind == "choice":
        said["schema:valueReference"] = [
            {"schema:value": choice.value, "vi": choice.label.vi, "en": choice.label.en}
            for choice in field.choices
        ]
    return said


def _meaning(outgoing: Outgoing, table: FeatureTable, path: Path) -> dict[str, Any]:
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "vi"}],
        "url": path.name,
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ","},
        "notes": [outgoing.provenance.pairs()],
        "tableSchema": {"columns": [_column(column) for column in table.columns]},
    }


def write_csv(outgoing: Outgoing, path: Path) -> tuple[Text, ...]:
    """Write UTF-8 with its mark, commas, decimal points; unknown is nothing at all between two commas."""
    table = FeatureTable(outgoing)
    with path.open("wb") as target, outgoing.batches() as batches:
        target.write(codecs.BOM_UTF8)
        with pyarrow.csv.CSVWriter(target, table.schema) as writer:
            for batch in table.rows(batches):
                writer.write_batch(batch)
    meaning = json.dumps(_meaning(outgoing, table, path), ensure_ascii=False, indent=1)
    sidecar_of(path).write_text(meaning, encoding="utf8")
    return ()
