"""The demonstration ward as files in a folder."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from gis_data.clock import START, TODAY
from gis_data.files import write_heights, write_history, write_layer, write_observations, write_records
from gis_data.observations import observe
from gis_data.plan import read_plan
from gis_data.progress import keep_programme
from gis_data.registers import REGISTERS
from gis_data.rows import Row
from gis_data.sources import Source, read_sources
from gis_data.town import Town, build_town
from twin.layers import built_in_layers
from twin.registers import registers
from twin.vocabulary import Frozen, Layer, Text

Progress = Callable[[str, float], None]
"""Takes what is being done, in both languages, and the share that is done (0 to 1)."""

MANIFEST = "manifest.json"
PREFIX = "MH"
"""Of external ids, for 'minh họa': nobody takes them for a real register's."""


class WardFile(Frozen):
    """One file: its path in the folder, what it holds, and how many rows or cells."""

    path: str
    sha256: str
    rows: int


class LayerFiles(Frozen):
    """A layer's file, and all entries of the rows that changed or were recorded after the start."""

    current: WardFile
    history: WardFile


class WardManifest(Frozen):
    """What stands in the folder. Rows without a history were recorded at `recorded_from`."""

    illustrative: bool
    notice: Text
    licence: str
    sources: tuple[Source, ...]
    code: str
    name: str
    recorded_from: datetime
    recorded_to: datetime
    layers: dict[str, LayerFiles]
    records: dict[str, WardFile]
    """By register of the programme: all entries that were ever recorded."""
    heights: WardFile
    observations: WardFile


def build_ward(out: Path, progress: Progress | None = None) -> WardManifest:
    """Write the demonstration ward into a folder, the same bytes each time, and return what is there.

    The manifest is written last: a folder with one is whole. Raises OSError where the folder cannot be
    written.
    """
    tell = progress or (lambda _doing, _share: None)
    for folder in ("history", "programme"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    (out / MANIFEST).unlink(missing_ok=True)
    tell("Dựng đường, ngõ, nhà / Laying streets, alleys and houses", 0.0)
    town = build_town(read_plan())
    tell("Lập sổ theo dõi / Writing the registers", 0.5)
    rows = keep_registers(town)
    layers = {}
    for number, layer in enumerate(built_in_layers().values()):
        tell(f"Ghi lớp {layer.title.vi} / Writing {layer.title.en}", 0.6 + 0.3 * number / len(rows))
        layers[layer.id] = _write_layer(layer, rows[layer.id], out)
    tell("Ghi tiến độ chương trình / Writing the programme's progress", 0.9)
    records = _write_progress(rows, out)
    tell("Ghi cao độ và quan trắc / Writing heights and observations", 0.92)
    write_heights(town.terrain, out / "heights.tif")
    observed = write_observations(observe(rows), out / "observations.csv")
    manifest = _describe(town, Files(layers, records), out, observed)
    (out / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", "utf-8")
    tell("Xong / Done", 1.0)
    return manifest


def keep_registers(town: Town) -> dict[str, list[Row]]:
    """Return the rows of every layer, numbered; those that were taken out again are among them.

    A layer that nobody keeps a register of has none: it can be added before the demonstration knows of it.
    """
    rows = {layer: REGISTERS[layer](town) if layer in REGISTERS else [] for layer in built_in_layers()}
    for layer, listed in rows.items():
        _number(layer, listed)
    return rows


def _write_layer(layer: Layer, rows: list[Row], out: Path) -> LayerFiles:
    name = f"{layer.id}.parquet"
    count = write_layer(layer, rows, out / name)
    told = write_history(layer, rows, out / "history" / name)
    return LayerFiles(current=_sign(out, name, count), history=_sign(out, f"history/{name}", told))


def _write_progress(rows: dict[str, list[Row]], out: Path) -> dict[str, WardFile]:
    """Write what was reported of the programme; its tasks keep their keys, all else is numbered."""
    written = {}
    for register, listed in keep_programme(rows).items():
        _number(register, [row for row in listed if not row.external_id])
        path = f"programme/{register}.parquet"
        written[register] = _sign(out, path, write_records(registers()[register], listed, out / path))
    return written


def _number(name: str, rows: list[Row]) -> None:
    for number, row in enumerate(rows, start=1):
        row.external_id = f"{PREFIX}-{name}-{number:05d}"


def _sign(out: Path, name: str, rows: int) -> WardFile:
    return WardFile(path=name, sha256=hashlib.sha256((out / name).read_bytes()).hexdigest(), rows=rows)


class Files(NamedTuple):
    """What was written of the layers and of the programme's registers."""

    layers: dict[str, LayerFiles]
    records: dict[str, WardFile]


def _describe(town: Town, files: Files, out: Path, observed: int) -> WardManifest:
    sources = read_sources()
    return WardManifest(
        illustrative=True,
        notice=sources.notice,
        licence=sources.licence,
        sources=sources.sources,
        code=town.plan.code,
        name=town.plan.name,
        recorded_from=START,
        recorded_to=TODAY,
        layers=files.layers,
        records=files.records,
        heights=_sign(out, "heights.tif", town.terrain.heights.size),
        observations=_sign(out, "observations.csv", observed),
    )
