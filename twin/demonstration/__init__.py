"""The demonstration ward: built once, loaded once, marked as such in the database.

Its files come in by the doors that every file takes. Only then is its past written, which nobody else may do:
the imports that brought it say so (`wrote_past`).
"""

import contextlib
from collections.abc import Callable
from pathlib import Path

from gis_data import WardManifest, build_ward
from twin.access import machine_owner
from twin.demonstration.past import allow_past, write_past
from twin.demonstration.records import is_untouched, load_records
from twin.errors import ConflictError
from twin.features.exchange.imports import ImportOptions
from twin.features.exchange.loading import import_file
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.series import import_series
from twin.layers import built_in_layers
from twin.overlays import overlays
from twin.programme.overlay import refresh
from twin.rasters.grounds import Said, import_terrain
from twin.registers import registers
from twin.store.database import connect
from twin.vocabulary import Layer

USER = machine_owner("demonstration")
MARK = "demonstration"
"""Set before the first row comes in: from then on everything says that it is illustrative."""
LOADED = "demonstration_loaded"
"""Set after the last one."""
Report = Callable[[str, str], None]


def load_demonstration(url: str, folder: Path, report: Report) -> None:
    """Build the ward's files in `folder` and load them, unless the database already holds them.

    A load that was cut short goes on where it stopped. `report` takes a sentence in Vietnamese and in English
    for every step that takes a while. Raises ConflictError where the database holds a city of its own.
    """
    facts = _facts(url)
    if LOADED in facts:
        return
    if MARK not in facts:
        _claim(url)
    manifest = build_ward(folder, lambda doing, share: _tell(report, doing, share))
    for number, layer in enumerate(built_in_layers().values(), start=1):
        report(
            f"Nạp lớp {number}/{len(manifest.layers)}: {layer.title.vi}",
            f"Loading layer {number}/{len(manifest.layers)}: {layer.title.en}",
        )
        _load_layer(url, layer, folder, manifest)
    report("Nạp tiến độ của chương trình", "Loading the programme's progress")
    load_records(url, USER, folder, manifest)
    report("Nạp quan trắc theo thời gian", "Loading the observations")
    import_series(url, USER, folder / manifest.observations.path)
    report("Nạp địa hình", "Loading the terrain")
    _load_terrain(url, folder, manifest)
    report("Dựng lớp phủ của chương trình", "Making the programme's overlays")
    with connect(url, autocommit=True) as connection:
        refresh(connection)
    _state(url, LOADED)


def _tell(report: Report, doing: str, share: float) -> None:
    vi, _, en = doing.partition(" / ")
    report(f"{share:4.0%}  {vi}", f"{share:4.0%}  {en or vi}")


def _facts(url: str) -> set[str]:
    with connect(url) as connection:
        return {row[0] for row in connection.execute("SELECT key FROM city_store.facts WHERE value = 'true'")}


def _state(url: str, fact: str) -> None:
    with connect(url) as connection:
        connection.execute("INSERT INTO city_store.facts (key, value) VALUES (%s, 'true')", (fact,))


def _claim(url: str) -> None:
    """Mark the database as a demonstration's, which never mixes with a real city."""
    with connect(url) as connection:
        changed = connection.execute(
            "SELECT layer FROM city_store.layer_versions WHERE version > 0 AND layer <> ALL (%s) LIMIT 1",
            (sorted({*registers(), *overlays()}),),  # every database begins with the programme in it
        ).fetchone()
        is_free = changed is None and is_untouched(connection)
    if not is_free:
        raise ConflictError(
            vi="Cơ sở dữ liệu này đã có dữ liệu riêng: không nạp phường minh họa vào. Hãy chạy 'twin serve'.",
            en="This database holds data of its own: the demonstration is not loaded into it. Run 'twin serve'.",
        )
    _state(url, MARK)


def _load_layer(url: str, layer: Layer, folder: Path, manifest: WardManifest) -> None:
    files = manifest.layers[layer.id]
    options = ImportOptions(
        read=ReadOptions(external_id="external_id"), source=manifest.notice.vi, licence=manifest.licence
    )
    if files.current.rows:
        import_file(url, USER, layer.id, folder / files.current.path, options)
    with connect(url) as connection:
        allow_past(connection)
        write_past(connection, layer, folder / files.history.path, manifest.recorded_from, USER.name)
        connection.execute("UPDATE city_store.imports SET wrote_past = true WHERE layer = %s", (layer.id,))


def _load_terrain(url: str, folder: Path, manifest: WardManifest) -> None:
    said = Said(
        source=manifest.notice.vi, licence=manifest.licence, measured_on=manifest.recorded_from.date()
    )
    # A load that was cut short goes on where it stopped: the terrain may be there already.
    with contextlib.suppress(ConflictError):
        import_terrain(url, USER, folder / manifest.heights.path, said, kept_at=manifest.recorded_from)
