"""Commands that tell how the programme stands, measure its indicators and write its report."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twin.cli.screen import say, show, step
from twin.vocabulary import Layer, Text

if TYPE_CHECKING:
    from twin.programme.digest.value import MeasuredShare, MeasuredValue, TaskDigest

COMMANDS = typer.Typer()
Day = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Tính đến ngày / As of.")]
Period = Annotated[
    str | None, typer.Option(help="Kỳ: 2026-Q3, 2026, 2028-review, 2030-summary / The period.")
]
REPORT = Text(vi="Lập báo cáo", en="Writing the report")
MEASURING = Text(vi="Đo chỉ tiêu từ các lớp", en="Measuring indicators from the layers")


def read_tasks() -> tuple["TaskDigest", ...]:
    """Return every task as it stands today."""
    from twin.access import User
    from twin.cli.programme.work import on_connection
    from twin.programme.digest.reading import gather, parameters_of, questions, require_reading
    from twin.programme.digest.tasks import digest_tasks
    from twin.programme.filing import filing_on
    from twin.programme.moments import today
    from twin.store.database import Connection

    def read(connection: Connection, user: User) -> tuple["TaskDigest", ...]:
        require_reading(user)
        given = parameters_of(filing_on(today()), today())
        answers = {
            name: connection.execute(asked.text, {**asked.constants, **given}).fetchall()
            for name, asked in questions().items()
        }
        return digest_tasks(gather(answers), today(), now=True)

    return on_connection(read)


def tell_standing(register: Layer, key: str) -> None:
    """Say what a task warns of and lacks, or what the map says of an indicator."""
    if register.id == "programme_tasks":
        task = next((one for one in read_tasks() if one.key == key), None)
        for warning in () if task is None else task.warnings:
            say(f"! {warning.text.vi}", warning.text.en)
        _tell_gaps(() if task is None else task.gaps)
    elif register.id == "programme_indicators":
        from twin.programme.measures import measures

        if key in measures():
            _tell_measured(key, None)


def _tell_gaps(gaps: tuple[str, ...]) -> None:
    from twin.programme.gaps import PARTS

    lacking = [part.label for part in PARTS if part.id in gaps]
    if lacking:
        say(
            f"Chưa rõ ({len(lacking)}/{len(PARTS)}): {', '.join(label.vi for label in lacking)}",
            f"Lacking: {', '.join(label.en for label in lacking)}",
        )


def _day(given: datetime | None) -> date | None:
    return None if given is None else given.date()


def _share(share: "MeasuredShare") -> str:
    from twin.cli.programme.work import told

    counts = f"{told(share.done)}/{told(share.all)}"
    unknown = f", ? {told(share.unknown)} (≤ {told(share.at_most)}%)" if share.unknown else ""
    return f"{told(share.value)}% ({counts}{unknown})"


def _tell_measured(key: str | None, day: date | None) -> None:
    from twin.cli.programme.work import on_connection
    from twin.programme.digest.indicators import digest_measured
    from twin.programme.measuring import measure_at

    wanted = None if key is None else [key]
    with step(MEASURING):
        found = on_connection(lambda connection, user: measure_at(connection, user, day, wanted))
    for indicator, one in found.items():
        told: MeasuredValue = digest_measured(one)
        length = "" if told.length_m is None else f"; m: {_share(told.length_m)}"
        title = one.measure.title
        show(f"{indicator}  {title.vi} / {title.en} ({told.as_of:%d/%m/%Y}): {_share(told.number)}{length}")
        if told.silence is not None:
            say(f"  {told.silence.vi}", told.silence.en)


@COMMANDS.command(name="measure")
def measure(
    key: Annotated[
        str | None, typer.Argument(help="Chỉ tiêu; bỏ trống: tất cả / Indicator; all without.")
    ] = None,
    as_of: Day = None,
) -> None:
    """Đo chỉ tiêu từ các lớp bản đồ. / Measure indicators from the map's layers."""
    _tell_measured(key, _day(as_of))


@COMMANDS.command(name="report")
def report(
    out: Annotated[Path, typer.Argument(help="Tệp đích: .docx .pdf .xlsx / Target.")],
    period: Period = None,
    as_of: Day = None,
    issuer: Annotated[str, typer.Option(help="people: UBND; party: Đảng ủy / Who issues it.")] = "people",
) -> None:
    """Lập báo cáo chương trình ra tệp. / Write the programme's report to a file."""
    from twin.access import User
    from twin.cli.programme.work import on_connection
    from twin.programme.filing import filing_on, read_filing
    from twin.programme.moments import today
    from twin.programme.overlay import refresh
    from twin.programme.report import City, Order, ReportFile, make_report
    from twin.programme.report.covers import cover_of
    from twin.settings import Settings
    from twin.store.database import Connection

    settings, day = Settings(), _day(as_of)
    filing = read_filing(period) if period else filing_on(day or today())
    cover = cover_of(settings.ward_name, issuer, today())
    order = Order(filing, out.suffix, City(settings.ward_code, settings.metric_srid), cover, day)

    def write(connection: Connection, user: User) -> ReportFile:
        refresh(connection)
        return make_report(connection, user, order)

    with step(REPORT):
        made = on_connection(write)
    out.write_bytes(made.content)
    say(f"Đã ghi {out}.", f"Written to {out}.")
