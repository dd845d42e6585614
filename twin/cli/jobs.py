"""Commands for what is worked out outside requests: the worker, its jobs, what is run again and again."""

import getpass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twin.cli.reports import read_given
from twin.cli.screen import say, show
from twin.settings import Settings

if TYPE_CHECKING:
    from twin.access import User
    from twin.jobs.job import Job
    from twin.jobs.schedules import Schedule

COMMANDS = typer.Typer()
SCHEDULE = typer.Typer(
    help="Báo cáo chạy định kỳ. / Reports that are run again and again.", no_args_is_help=True
)
COMMANDS.add_typer(SCHEDULE, name="schedule")

At = Annotated[
    int | None, typer.Option(min=1, max=16, help="Số việc cùng lúc / Jobs at once (TWIN_JOBS_AT_ONCE, 2).")
]
Number = Annotated[int, typer.Argument(help="Số của lịch / Number of the schedule.")]


@COMMANDS.command()
def worker(
    at_once: At = None, beside: Annotated[int | None, typer.Option("--beside", hidden=True)] = None
) -> None:
    """Chạy các việc đang chờ, đến khi dừng. / Do the jobs that wait, until it is stopped."""
    import asyncio

    from twin.api.logs import configure_logs
    from twin.jobs.beside import end_with_parent
    from twin.jobs.worker import Worker, run_until_asked_to_stop
    from twin.store.embedded import open_database

    settings = Settings()
    configure_logs(settings)
    if beside is not None:  # the server prepares, and this one ends with it
        end_with_parent(beside)
    with open_database(settings) as url:
        made = Worker(url, at_once or settings.jobs_at_once, settings.jobs_nice, prepares=beside is None)
        asyncio.run(run_until_asked_to_stop(made))


def _me() -> "User":
    from twin.access import machine_owner

    return machine_owner(getpass.getuser())


def _line(job: "Job") -> str:
    progress = "" if job.progress is None else f" {job.progress}%"
    moment = f"{job.created_at.astimezone():%d/%m/%Y %H:%M}"
    return f"{job.id}  {moment}  {job.what}  {job.state}{progress}  {job.who or '-'}"


@COMMANDS.command(name="jobs")
def list_all(limit: Annotated[int, typer.Option(min=1, max=1000, help="Nhiều nhất / At most.")] = 20) -> None:
    """Liệt kê các việc, mới nhất trước. / List the jobs, the newest first."""
    from twin.jobs.job import Chosen, list_jobs
    from twin.store.database import connect
    from twin.store.embedded import open_database

    with open_database(Settings()) as url, connect(url, autocommit=True) as connection:
        found = list_jobs(connection, _me(), Chosen(), limit)
    if not found:
        say("Chưa có việc nào.", "There are no jobs.")
    show(*map(_line, found))


@COMMANDS.command(name="job")
def show_one(
    job: Annotated[str, typer.Argument(help="Mã việc / Id of the job.")],
    cancel: Annotated[bool, typer.Option("--cancel", help="Dừng việc này / Dismiss it.")] = False,
) -> None:
    """Xem hoặc dừng một việc. / See a job, or dismiss it."""
    from twin.jobs.job import dismiss, find, read_id
    from twin.store.database import connect
    from twin.store.embedded import open_database

    number = read_id(job)
    with open_database(Settings()) as url, connect(url, autocommit=True) as connection:
        found = (dismiss if cancel else find)(connection, _me(), number)
    show(_line(found), f"  {found.words.vi} / {found.words.en}")
    if found.result is not None:
        say(f"  Kết quả: {found.result}", f"Result: {found.result}")


def _schedule_line(one: "Schedule") -> str:
    when = one.timetable.words
    due = f"{one.next_run.astimezone():%d/%m/%Y %H:%M}" if one.active else "tạm dừng / paused"
    return f"{one.id}  {one.name}  {one.what}  {when.vi} / {when.en}  → {due}"


def _on_schedules(do: Any) -> Any:
    from twin.store.database import connect
    from twin.store.embedded import open_database

    with open_database(Settings()) as url, connect(url) as connection:
        return do(connection, _me())


@SCHEDULE.command(name="list")
def list_planned() -> None:
    """Liệt kê. / List them."""
    from twin.jobs.schedules import list_schedules

    found = _on_schedules(list_schedules)
    if not found:
        say("Chưa có báo cáo định kỳ.", "No report is scheduled.")
    show(*map(_schedule_line, found))


@SCHEDULE.command(name="add")
def add(  # noqa: PLR0913, PLR0917 - what a schedule is made of
    report: Annotated[str, typer.Argument(help="Mã báo cáo / Report id (twin reports).")],
    name: Annotated[str, typer.Option(help="Tên / Name.")],
    every: Annotated[str, typer.Option(help="day | week | month | quarter.")],
    day: Annotated[
        int, typer.Option(help="Ngày thứ mấy trong kỳ / Day within it, from 1 (1 = thứ hai / Monday).")
    ] = 1,
    at: Annotated[str, typer.Option(help="Giờ Việt Nam / Time in Vietnam.")] = "06:00",
    inputs: Annotated[str | None, typer.Option(help="JSON, hoặc @tệp / JSON, or @file.")] = None,
    given: Annotated[list[str] | None, typer.Option("--set", help="tên=giá trị / name=value.")] = None,
) -> None:
    """Cho một báo cáo chạy định kỳ. / Have a report run again and again."""
    from twin.jobs.schedules import Plan, add_schedule, read_timetable

    hour, _, minute = at.partition(":")
    timetable = read_timetable({"every": every, "day": day, "hour": hour, "minute": minute or "0"})
    plan = Plan(name, report, read_given(inputs, given or []), timetable)
    show(_schedule_line(_on_schedules(lambda connection, user: add_schedule(connection, user, plan))))


@SCHEDULE.command(name="pause")
def pause(
    number: Number, resume: Annotated[bool, typer.Option("--resume", help="Chạy lại / Go on.")] = False
) -> None:
    """Tạm dừng một lịch, hoặc cho chạy lại. / Pause one, or let it go on."""
    from twin.jobs.schedules import pause_schedule

    show(
        _schedule_line(
            _on_schedules(lambda connection, user: pause_schedule(connection, user, number, active=resume))
        )
    )


@SCHEDULE.command(name="remove")
def remove(number: Number) -> None:
    """Bỏ một lịch. / Remove one."""
    from twin.jobs.schedules import remove_schedule

    _on_schedules(lambda connection, user: remove_schedule(connection, user, number))
    say(f"Đã bỏ lịch {number}.", f"Schedule {number} was removed.")
