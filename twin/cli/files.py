"""Commands that bring files in and write them out."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from twin.access import User, machine_owner
from twin.cli.progress import progress_bar, until_interrupted
from twin.errors import BadInputError
from twin.settings import Settings
from twin.vocabulary import Text

if TYPE_CHECKING:
    from twin.features.exchange.imports import ImportOptions, Progress, SeriesOptions
    from twin.features.exchange.options import Bounds

COMMANDS = typer.Typer()

LayerId = Annotated[str | None, typer.Argument(help="Mã lớp / Layer id.")]
File = Annotated[Path | None, typer.Argument(help="Tệp cần nhập / The file.")]
Osm = Annotated[
    Path | None, typer.Option(help="Tệp OpenStreetMap (.osm.pbf, .osm): nhập mọi lớp / all layers.")
]
Layers = Annotated[str | None, typer.Option(help="Với --osm: chỉ các lớp này / Only these layers (a,b).")]
Series = Annotated[
    Path | None, typer.Option(help="Bảng quan trắc theo thời gian / A table of measured values.")
]
Measure = Annotated[str | None, typer.Option(help="Với --series: đại lượng / The measure (rain, speed...).")]
Unit = Annotated[str | None, typer.Option(help="Với --series: đơn vị / The unit.")]
Minimum = Annotated[float | None, typer.Option(help="Với --series: trị nhỏ nhất tin được / Least value.")]
Maximum = Annotated[float | None, typer.Option(help="Với --series: trị lớn nhất tin được / Largest value.")]
Source = Annotated[str | None, typer.Option(help="Nguồn dữ liệu / Who made the data.")]
Licence = Annotated[str | None, typer.Option(help="Giấy phép / Licence.")]
Sheet = Annotated[
    str | None, typer.Option(help="Trang tính hoặc lớp trong tệp / Sheet or layer in the file.")
]
Crs = Annotated[int | None, typer.Option(help="Mã EPSG của tọa độ trong tệp / EPSG code of the file.")]
Anywhere = Annotated[
    bool, typer.Option("--anywhere", help="Dữ liệu có thể nằm ngoài Việt Nam / Rows may lie outside Vietnam.")
]
Encoding = Annotated[str | None, typer.Option(help="Bảng mã: unicode, tcvn3, vni, viqr, cp1258 / Encoding.")]
Mapping = Annotated[list[str] | None, typer.Option("--map", help="CỘT=trường / COLUMN=field.")]
ExternalId = Annotated[str | None, typer.Option(help="Cột mã nhận biết / Column that identifies a row.")]
Key = Annotated[list[str] | None, typer.Option(help="Trường làm khóa / Field that identifies a row.")]
Decimal = Annotated[Literal[",", "."] | None, typer.Option(help="Dấu thập phân / Decimal mark.")]
HeaderRow = Annotated[int | None, typer.Option(min=1, help="Dòng tên cột / Line of the column names.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Chạy thử, không lưu / Try, store nothing.")]
RemoveGone = Annotated[
    bool, typer.Option("--remove-gone", help="Xóa đối tượng không còn trong tệp / Delete what the file lost.")
]
EmptyErases = Annotated[
    bool, typer.Option("--empty-erases", help="Ô trống xóa giá trị đang có / Empty cells erase known values.")
]
NewLayer = Annotated[bool, typer.Option("--new-layer", help="Tạo lớp mới từ tệp / Make the layer.")]
TitleVi = Annotated[str | None, typer.Option(help="Tên lớp mới / Title of the new layer.")]
TitleEn = Annotated[str | None, typer.Option(help="Tên tiếng Anh / Title in English.")]
Rejects = Annotated[Path | None, typer.Option(help="Tệp ghi các dòng bị từ chối / File of refused rows.")]


@COMMANDS.command(name="import")
def bring_in(  # noqa: PLR0913, PLR0917 - every option is one that reading or loading may ask for
    layer: LayerId = None, file: File = None, osm: Osm = None, layers: Layers = None, series: Series = None,
    measure: Measure = None, unit: Unit = None, minimum: Minimum = None, maximum: Maximum = None,
    source: Source = None, licence: Licence = None, sheet: Sheet = None, crs: Crs = None, encoding: Encoding = None,
    mapping: Mapping = None, external_id: ExternalId = None, key: Key = None, decimal: Decimal = None,
    header_row: HeaderRow = None, dry_run: DryRun = False, remove_gone: RemoveGone = False,
    empty_erases: EmptyErases = False, new_layer: NewLayer = False, title_vi: TitleVi = None,
    title_en: TitleEn = None, rejects: Rejects = None, anywhere: Anywhere = False,
) -> None:  # fmt: skip
    """Nhập tệp vào một lớp; hoặc --osm, --series. / Import a file into a layer; or --osm, --series."""
    from twin.features.exchange.imports import ImportOptions, SeriesOptions
    from twin.features.exchange.options import ReadOptions

    read = ReadOptions(
        sheet=sheet, crs=crs, encoding=encoding, mapping=_pairs(mapping or []), external_id=external_id,
        key=tuple(key or ()), decimal=decimal, header_row=header_row, local_crs=Settings().metric_srid,
        anywhere=anywhere,
    )  # fmt: skip
    title = _title(layer, title_vi, title_en) if new_layer else None
    options = ImportOptions(read, source, licence, dry_run, remove_gone, empty_erases, title, rejects)
    if series is not None:
        stated = SeriesOptions(
            read, layer, measure, unit, minimum, maximum, source, licence, dry_run, rejects
        )
        _bring_series(series, stated)
    elif osm is not None:
        _bring_osm(osm, _names(layers), options)
    elif layer is not None and file is not None:
        _bring_file(layer, file, options)
    else:
        raise _what_to_import()


def _bring_file(layer: str, file: Path, options: "ImportOptions") -> None:
    from twin.cli.receipts import tell_import
    from twin.features.exchange.loading import import_file

    with _at_work(Settings()) as (url, user, tell):
        report = import_file(url, user, layer, file, options, tell)
    tell_import(report)


def _bring_osm(file: Path, layers: tuple[str, ...], options: "ImportOptions") -> None:
    from twin.cli.receipts import tell_import
    from twin.features.exchange.osm import import_osm

    with _at_work(Settings()) as (url, user, tell):
        reports = import_osm(url, user, file, layers, options, tell)
    for report in reports:
        tell_import(report)


def _bring_series(file: Path, options: "SeriesOptions") -> None:
    from twin.cli.receipts import tell_series
    from twin.features.exchange.series import import_series

    with _at_work(Settings()) as (url, user, tell):
        report = import_series(url, user, file, options, tell)
    tell_series(report)


Target = Annotated[
    Path, typer.Argument(help="Tệp đích: .gpkg .geojson .zip .csv .xlsx .kml .fgb .parquet / Target.")
]
TargetCrs = Annotated[int, typer.Option(help="Mã EPSG của tọa độ / EPSG code of the coordinates.")]
Box = Annotated[str | None, typer.Option(help="Tây,nam,đông,bắc / West,south,east,north (WGS 84).")]
Day = Annotated[
    datetime | None, typer.Option("--at", formats=["%Y-%m-%d"], help="Có hiệu lực ngày / Valid on.")
]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%dT%H:%M:%S%z"], help="Như lưu lúc đó / As it was held then."),
]
Fields = Annotated[str | None, typer.Option(help="Chỉ các trường này / Only these fields (a,b).")]
Labels = Annotated[Literal["vi", "en"] | None, typer.Option(help="Ghi mã chọn bằng chữ / Choices in words.")]
Digits = Annotated[int | None, typer.Option(min=0, max=15, help="Số chữ số thập phân / Decimal places.")]
LegacyCrs = Annotated[
    bool, typer.Option("--legacy-crs", help="GeoJSON ngoài WGS 84 / GeoJSON in another CRS.")
]


@COMMANDS.command(name="export")
def write_out(  # noqa: PLR0913, PLR0917 - the options of an export
    layer: Annotated[str, typer.Argument(help="Mã lớp / Layer id.")], file: Target, crs: TargetCrs = 4326,
    bbox: Box = None, at: Day = None, fields: Fields = None, labels: Labels = None, digits: Digits = None,
    legacy_crs: LegacyCrs = False, as_of: AsOf = None,
) -> None:  # fmt: skip
    """Xuất một lớp ra tệp. / Export a layer to a file."""
    from twin.cli.receipts import tell_export
    from twin.features.exchange.exports import ExportOptions
    from twin.features.exchange.writing import export_file

    day = at.date() if at else None
    chosen = _names(fields) if fields else None
    options = ExportOptions(crs, _bounds(bbox), day, chosen, labels, digits, legacy_crs, held_at=as_of)
    with _at_work(Settings()) as (url, user, tell):
        report = export_file(
            url, user, layer, file, options, lambda done, total: tell(WRITING_OUT, done, total)
        )
    tell_export(report)


WRITING_OUT = Text(vi="Ghi tệp", en="Writing the file")


@contextmanager
def _at_work(settings: Settings) -> "Iterator[tuple[str, User, Progress]]":
    """Lend the database, the person at the keyboard and a progress bar; Ctrl-C leaves everything as it was."""
    from twin.store.embedded import open_database

    stopped = until_interrupted("Đã dừng. Không có gì thay đổi.", "Stopped. Nothing was changed.")
    with stopped, open_database(settings) as url, progress_bar() as tell:
        yield url, machine_owner(getpass.getuser()), tell


def _names(listed: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (listed or "").split(",") if name.strip())


def _pairs(stated: list[str]) -> dict[str, str]:
    pairs = dict(pair.rpartition("=")[::2] for pair in stated)
    if "" in pairs:
        raise BadInputError(
            vi="--map cần dạng CỘT=trường, ví dụ --map BE_RONG=width_m.",
            en="--map takes COLUMN=field, such as --map BE_RONG=width_m.",
        )
    return pairs


def _bounds(stated: str | None) -> "Bounds | None":
    if stated is None:
        return None
    try:
        west, south, east, north = (float(part) for part in stated.split(","))
    except ValueError as error:
        raise BadInputError(
            vi="--bbox cần bốn số: tây,nam,đông,bắc.", en="--bbox takes four numbers: west,south,east,north."
        ) from error
    return west, south, east, north


def _title(layer: str | None, vi: str | None, en: str | None) -> Text:
    return Text(vi=vi or en or layer or "?", en=en or vi or layer or "?")


def _what_to_import() -> BadInputError:
    return BadInputError(
        vi="Hãy nói lớp và tệp: 'twin import LỚP TỆP', hoặc --osm TỆP, hoặc --series TỆP.",
        en="Say the layer and the file: 'twin import LAYER FILE', or --osm FILE, or --series FILE.",
    )
