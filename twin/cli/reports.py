"""Commands that ask the city a question: what can be asked, and the answer as a file."""

import getpass
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twin.cli.scenarios import read_what_if
from twin.cli.screen import say, show, step
from twin.errors import BadInputError, UnavailableError
from twin.settings import Settings

if TYPE_CHECKING:
    from twin.reporting import Answer

COMMANDS = typer.Typer()


def read_given(text: str | None, given: list[str]) -> dict[str, Any]:
    """Return the inputs of a JSON text or file, with single ones as `name=value` on top."""
    inputs: dict[str, Any] = {}
    if text is not None:
        written = Path(text[1:]).read_text(encoding="utf8") if text.startswith("@") else text
        try:
            inputs = json.loads(written)
        except json.JSONDecodeError as error:
            raise BadInputError(
                vi=f"--inputs không phải JSON: {error.msg}.", en=f"--inputs is not JSON: {error.msg}."
            ) from None
    if not isinstance(inputs, dict):
        raise BadInputError(vi="--inputs phải là một đối tượng JSON.", en="--inputs must be a JSON object.")
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            raise BadInputError(vi=f"«{one}» phải viết tên=giá trị.", en=f"“{one}” must be name=value.")
        try:
            inputs[name] = json.loads(value)
        except json.JSONDecodeError:
            inputs[name] = value
    return inputs


@COMMANDS.command(name="reports")
def list_reports() -> None:
    """Liệt kê các báo cáo. / List the reports."""
    from twin.reports import reports

    width = max(map(len, reports()))
    for report in reports().values():
        show(f"{report.id:{width}}  {report.title.vi} / {report.title.en}")


def _number(value: float | str | None) -> str:
    """Return a number to read: whole numbers as they are, others to two places."""
    if value is None:
        return "chưa rõ / unknown"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else value


def _lines(answer: "Answer") -> Iterator[str]:
    """Yield the numbers with how much they may be at most, and what nobody knows."""
    for one in answer.figures:
        most = "" if one.at_most is None else f" (nhiều nhất / at most {_number(one.at_most)})"
        unit = f" {one.unit}" if one.unit and one.value is not None else ""
        yield f"  {one.label.vi} / {one.label.en}: {_number(one.value)}{unit}{most}"
    for gap in answer.gaps:
        count = "" if gap.count is None else f"{gap.count:,} "
        yield f"  ? {count}{gap.what.vi} / {count}{gap.what.en}"


@COMMANDS.command(name="report")
def run(  # noqa: PLR0913, PLR0917 - what a report is asked, and what becomes of the answer
    report: Annotated[str, typer.Argument(help="Mã báo cáo / Report id (twin reports).")],
    inputs: Annotated[str | None, typer.Option(help="JSON, hoặc @tệp / JSON, or @file.")] = None,
    given: Annotated[list[str] | None, typer.Option("--set", help="tên=giá trị / name=value.")] = None,
    what_if: Annotated[
        list[str] | None,
        typer.Option("--what-if", help="Giả định: tên đã lưu, JSON, @tệp / A saved name, JSON, @file."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Tệp .json .geojson .csv .xlsx .pdf .docx .gpkg .html / File.")
    ] = None,
    keep: Annotated[
        str | None, typer.Option(help="Lưu kết quả dưới tên này / Keep the result under this name.")
    ] = None,
) -> None:
    """Chạy một báo cáo không gian. / Run a spatial report."""
    from twin.access import machine_owner
    from twin.city.cluster import cluster_of
    from twin.city.files import format_of
    from twin.city.keeping import keep_result, read_name
    from twin.city.running import find_report, read_inputs, run_report
    from twin.city.ward import read_ward
    from twin.store.database import connect
    from twin.store.embedded import open_database

    known, settings = find_report(report), Settings()
    told = read_given(inputs, given or [])
    if what_if:
        told["what_if"] = [*told.get("what_if", ()), *read_what_if(what_if)]
    asked = read_inputs(known, told)
    written, name = None if out is None else format_of(out.suffix), read_name(keep)
    with step(known.title), open_database(settings) as url, connect(url, autocommit=True) as connection:
        user = machine_owner(getpass.getuser())
        result = run_report(connection, user, known, asked, cluster=cluster_of(settings))
        ward = read_ward(connection, settings.ward_code, settings.ward_name)
        if name is not None:
            kept = keep_result(connection, user, result, name=name)
            say(f"Đã lưu kết quả {kept}.", f"Kept as {kept}.")
    show_answer(result.answer)
    if out is not None and written is not None:
        write_file(out, written.write(result, ward))


def show_answer(answer: "Answer") -> None:
    """Show the numbers of an answer, and what it cannot know."""
    for line in _lines(answer):
        show(line)


def write_file(path: Path, content: bytes) -> None:
    """Write a file and say so. Raises UnavailableError where it cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UnavailableError(
            vi=f"Không ghi được {path}: {error.strerror}.", en=f"{path} cannot be written: {error.strerror}."
        ) from error
    say(f"Đã ghi {path}.", f"Written to {path}.")
