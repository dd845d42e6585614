"""Commands that keep running: the demonstration, and the server of a twin of one's own."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Annotated, Never

import typer

from twin.cli.screen import say, show, step
from twin.errors import ConflictError
from twin.settings import Settings
from twin.vocabulary import Text

COMMANDS = typer.Typer()

Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Cổng / Port (TWIN_PORT, 8000).")]
Host = Annotated[str | None, typer.Option(help="Địa chỉ / Address (TWIN_HOST, 127.0.0.1).")]
Workers = Annotated[
    int | None, typer.Option(min=1, max=64, help="Số tiến trình / Processes (TWIN_WORKERS, 1).")
]

NEXT = Text(
    vi="Mở địa chỉ trên trong trình duyệt. Nhập tệp của mình (ở cửa sổ lệnh khác): "
    "'.venv/bin/twin import alleys TỆP'. Dừng: Ctrl-C. Chạy lại: 'make demo'.",
    en="Open the address in a browser. Import a file of yours (in another terminal): "
    "'.venv/bin/twin import alleys FILE'. Stop: Ctrl-C. Run again: 'make demo'.",
)
CONNECTING = Text(vi="Mở cơ sở dữ liệu", en="Opening the database")
MIGRATING = Text(vi="Cập nhật cấu trúc dữ liệu", en="Bringing the tables up to date")
LOADING = Text(vi="Nạp phường minh họa", en="Loading the demonstration ward")


class _AskedToEndError(BaseException):
    """SIGTERM arrived: leave as after Ctrl-C, through every `finally`."""


def _ask_to_end(_number: int, _frame: FrameType | None) -> Never:
    raise _AskedToEndError


@contextlib.contextmanager
def _until_asked_to_end() -> Iterator[None]:
    signal.signal(signal.SIGTERM, _ask_to_end)
    with contextlib.suppress(KeyboardInterrupt, _AskedToEndError):
        yield
    say("Đã dừng.", "Stopped.")


@contextlib.contextmanager
def _alone_in(home: Path, address: str) -> Iterator[None]:
    """Hold the folder for one server. Raises ConflictError with the address of the one that holds it."""
    from twin.store.locks import try_lock

    path = home / "locks" / "serving"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        if not try_lock(file):
            other = path.read_text()
            raise ConflictError(
                vi=f"Bản song sinh trong {home.absolute()} đang chạy rồi: {other}",
                en=f"The twin in {home.absolute()} is already running: {other}",
            )
        file.truncate(0)
        file.write(f"{address} (pid {os.getpid()})".encode())
        file.flush()
        yield


def _settings(**given: object) -> Settings:
    return Settings.model_validate(
        Settings().model_dump() | {key: value for key, value in given.items() if value}
    )


def _migrate(url: str) -> None:
    from twin.store.migrate import migrate

    with step(MIGRATING):
        migrate(url)


def _show_first_token(url: str) -> None:
    from twin.access.tokens import create_first_token
    from twin.store.database import connect

    with connect(url) as connection:
        if token := create_first_token(connection):
            # Inside the transaction: a token that could not be shown was never made.
            say("Mã để ghi dữ liệu, chỉ hiện một lần này:", "Token for writing, shown only this once:")
            show(f"  {token}")


def _announce(address: str) -> None:
    show("", f"  Bản đồ / Map   {address}/", f"  API            {address}/api/")
    show("", NEXT.vi, NEXT.en, "")


def _run(settings: Settings, *, demonstration: bool) -> None:
    from twin.demonstration import load_demonstration
    from twin.jobs.beside import worker_beside
    from twin.store.embedded import api_url, open_database
    from twin.web_server import reserve_port, serve

    address = f"http://{settings.host}:{settings.port}"
    with _until_asked_to_end(), contextlib.ExitStack() as stack:
        if settings.database_url is None:
            stack.enter_context(_alone_in(settings.home, address))
        reserved = stack.enter_context(reserve_port(settings.host, settings.port))
        with step(CONNECTING):
            url = stack.enter_context(open_database(settings, create=True, revive=True))
        _migrate(url)
        if demonstration:
            with step(LOADING):
                load_demonstration(url, settings.home / "demonstration", say)
        _show_first_token(url)
        if settings.with_worker:
            stack.enter_context(worker_beside(url))
        serve(settings, api_url(settings, url), reserved, lambda: _announce(address))


@COMMANDS.command()
def demo(port: Port = None, host: Host = None) -> None:
    """Chạy phường minh họa trên máy này. / Run the demonstration ward on this machine."""
    _run(_settings(port=port, host=host), demonstration=True)


@COMMANDS.command()
def serve(port: Port = None, host: Host = None, workers: Workers = None) -> None:
    """Chạy máy chủ với dữ liệu của mình. / Run the server on data of your own."""
    _run(_settings(port=port, host=host, workers=workers), demonstration=False)
