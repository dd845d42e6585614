"""What an import or an export did, in words."""

from twin.cli.screen import say
from twin.features.exchange.exports import ExportReport
from twin.features.exchange.imports import ImportReport, SeriesReport
from twin.features.exchange.readers.faults import name_field
from twin.vocabulary import SYSTEM_FIELDS, Text


def tell_import(report: ImportReport) -> None:
    """Say what became of the file's rows, and everything that was assumed on the way."""
    _tell_dry_run(dry_run=report.dry_run)
    counts, merged = report.counts, report.merged
    say(
        f"{report.path.name} → {report.layer.title.vi} ({report.layer.id}): đọc {counts.read} dòng trong "
        f"{report.seconds:.1f} giây; mới {merged.new}, đổi {merged.changed}, như cũ {merged.same}, "
        f"bị từ chối {report.rejected}, không còn trong tệp {merged.gone}.",
        f"{counts.read} rows read in {report.seconds:.1f} s; new {merged.new}, changed {merged.changed}, "
        f"same {merged.same}, refused {report.rejected}, gone from the file {merged.gone}.",
    )
    for statement in [*report.plan.statements, *_remarks(report)]:
        say(f"  - {statement.vi}", statement.en)


def _remarks(report: ImportReport) -> list[Text]:
    counts, merged = report.counts, report.merged
    remarks = [
        (counts.repaired, "hình được sửa cho hợp lệ", "geometries were made valid"),
        (counts.flattened, "hình bỏ bớt cao độ", "geometries lost their heights"),
        (counts.outside, "dòng nằm ngoài khu vực mong đợi", "rows lie outside the expected area"),
        (merged.removed, "đối tượng đã xóa (lịch sử còn giữ)", "features were deleted (the history keeps them)"),
        (merged.restored, "đối tượng từng bị xóa nay có lại", "features that had been deleted are back"),
        (merged.edits_kept, "đối tượng có sửa tay từ lần nhập trước: giữ lại, trừ chỗ tệp có số liệu mới",
         "features were edited here since their import: kept, but for what the file newly says"),
    ]  # fmt: skip
    texts = [Text(vi=f"{number} {vi}.", en=f"{number} {en}.") for number, vi, en in remarks if number]
    if merged.gone and not merged.removed:
        texts.append(
            Text(
                vi="Đối tượng không còn trong tệp vẫn được giữ; muốn xóa: --remove-gone.",
                en="Features that are gone from the file stay; to delete them: --remove-gone.",
            )
        )
    return [*_tell_columns(report), *texts, *_tell_rejects(report)]


def _tell_columns(report: ImportReport) -> list[Text]:
    """Say which columns fill no field and why; in a dry run also what each of the others fills."""
    fields = {field.name: field for field in (*SYSTEM_FIELDS, *report.layer.all_fields)}
    filling = [
        Text(
            vi=f"Cột «{column.column}» → {name_field(fields[column.field]).vi}",
            en=f"Column “{column.column}” → {name_field(fields[column.field]).en}",
        )
        for column in report.plan.columns
        if report.dry_run and column.field is not None and column.field != column.column
    ]
    left = [column for column in report.plan.columns if column.field is None]
    vi = ", ".join(f"{column.column} ({column.how.vi})" for column in left)
    en = ", ".join(f"{column.column} ({column.how.en})" for column in left)
    unfilled = [Text(vi=f"Cột không điền trường nào: {vi}.", en=f"Columns that fill no field: {en}.")]
    return [*filling, *(unfilled if left else [])]


def _tell_rejects(report: ImportReport | SeriesReport) -> list[Text]:
    if report.rejects is None:
        return []
    return [
        Text(
            vi=f"Các dòng bị từ chối, kèm lý do: {report.rejects}",
            en=f"The refused rows with their reasons: {report.rejects}",
        )
    ]


def tell_series(report: SeriesReport) -> None:
    """Say what became of a table's values."""
    _tell_dry_run(dry_run=report.dry_run)
    layers = ", ".join(report.layers) or "-"
    say(
        f"{report.path.name} → quan trắc ({layers}): đọc {report.read} dòng; mới {report.new}, đổi {report.changed}, "
        f"như cũ {report.same}, bị từ chối {report.rejected}.",
        f"{report.read} rows read; new {report.new}, changed {report.changed}, same {report.same}, "
        f"refused {report.rejected}.",
    )
    for statement in [*report.statements, *_tell_rejects(report)]:
        say(f"  - {statement.vi}", statement.en)


def tell_export(report: ExportReport) -> None:
    """Say what was written, and what the format could not hold."""
    size = report.bytes / 1e6
    say(
        f"{report.path}: {report.rows} đối tượng, {report.format}, EPSG:{report.crs}, {size:.1f} MB.",
        f"{report.rows} features, {report.format}, EPSG:{report.crs}, {size:.1f} MB.",
    )
    for statement in report.statements:
        say(f"  - {statement.vi}", statement.en)


def _tell_dry_run(*, dry_run: bool) -> None:
    if dry_run:
        say("Chạy thử: không lưu gì.", "A dry run: nothing is stored.")
