"""The web server: a port that is reserved before the long work, and uvicorn as it is meant to run here."""

import ctypes
import os
import signal
import socket
from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import uvicorn
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from twin.analysis.water.preparing import preparing_aside
from twin.errors import UnavailableError
from twin.settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_GRACE_SECONDS = 2
"""How long open requests may go on after the server was asked to stop; event streams never end by themselves."""
_PR_SET_PDEATHSIG = 1
_METERS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def reserve_port(host: str, port: int) -> socket.socket:
    """Bind the address without listening: whoever comes is refused until the server is ready.

    Raises UnavailableError when the address cannot be had.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        reserved = socket.socket(family, kind, protocol)
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind(address)
    except OSError as error:
        raise UnavailableError(
            vi=f"Không mở được cổng {port} trên {host} ({error.strerror}). "
            f"Hãy tắt chương trình đang dùng cổng đó, hoặc chọn cổng khác: TWIN_PORT={port + 1}.",
            en=f"Port {port} on {host} cannot be opened ({error.strerror}). "
            f"Stop the program that uses it, or choose another: TWIN_PORT={port + 1}.",
        ) from error
    return reserved


def create_worker_app() -> "ASGIApp":
    """Make the application in a worker process, which is to end with its parent however that ends."""
    from twin.api.app import create_app
    from twin.api.logs import configure_logs

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGTERM), 0, 0, 0)
    settings = Settings()
    configure_logs(settings)
    return create_app(settings)


class _Workers(Multiprocess):
    """Replaces a worker that has died, also while the database is away and the new one cannot start at first."""

    _once_up = False

    def keep_subprocess_alive(self) -> None:
        patience = self.config.timeout_worker_healthcheck
        for place, process in enumerate(self.processes):
            if process.is_alive(timeout=patience):
                self._once_up = self._once_up or process.is_ready(timeout=patience)
                continue
            process.kill()
            process.join()
            if process.pid is not None:
                mark_process_dead(process.pid)  # type: ignore[no-untyped-call]
            if process.exitcode == STARTUP_FAILURE and not self._once_up:
                # None has ever come up: the next would fail as this one did.
                self.should_exit.set()
                return
            self.processes[place] = Process(self.config, self.sockets)
            self.processes[place].start()


class _Server(uvicorn.Server):
    """Says when it takes requests."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._say_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._say_started()


def serve(
    settings: Settings, database_url: str, reserved: socket.socket, started: Callable[[], None]
) -> None:
    """Serve until SIGINT or SIGTERM; call `started` when requests are taken.

    Raises UnavailableError when the application does not come up.
    """
    from twin.api.logs import configure_logs

    # Workers are new processes: they read their settings from the environment, as any server does.
    os.environ["TWIN_DATABASE_URL"] = database_url
    configure_logs(settings)
    with preparing_aside():
        _serve(settings, reserved, started)


def _serve(settings: Settings, reserved: socket.socket, started: Callable[[], None]) -> None:
    from twin.api.connection import Connection

    config = uvicorn.Config(
        "twin.web_server:create_worker_app" if settings.workers > 1 else "twin.api.app:create_app",
        factory=True,
        workers=settings.workers,
        loop="uvloop",
        http=Connection,
        log_config=None,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    if settings.workers > 1:
        with TemporaryDirectory(prefix="twin-meters-") as folder:
            os.environ[_METERS_FOLDER] = folder
            reserved.listen(config.backlog)
            started()
            _Workers(config, sockets=[reserved]).run()
        return
    server = _Server(config, started)
    server.run(sockets=[reserved])
    if not server.started:
        raise UnavailableError(
            vi="Máy chủ web không khởi động được; lý do ở trên.",
            en="The web server did not start; the reason is above.",
        )
