"""Brings a database to the present: Alembic's revisions, the idempotent SQL, the guards of every layer."""

import logging
from contextlib import redirect_stdout
from importlib.resources import files
from io import StringIO
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from twin.errors import UnavailableError
from twin.registers import registers
from twin.store.database import Connection, alchemy_url, connect
from twin.store.guards import guard
from twin.store.programme import seed_programme
from twin.store.queue import install_queue
from twin.store.registry import read_layers, read_removed_layers

_SQL = files("twin.store") / "sql"
_LOG = logging.getLogger(__name__)
OLDEST_POSTGIS = (3, 3)
_LOCK = 7_418_205_177
"""An advisory lock, so that two servers that start at once migrate one after the other."""


def alembic_config(url: str) -> Config:
    """Return Alembic's configuration for a database; its scripts are inside this package."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = alchemy_url(url)
    return config


def _apply(connection: Connection, file_name: str) -> None:
    connection.execute((_SQL / file_name).read_text(encoding="utf8").encode())


def _require_postgis(connection: Connection) -> None:
    row = connection.execute("SELECT public.postgis_lib_version()").fetchone()
    version = str(row[0]) if row else "0.0"
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_POSTGIS:
        raise UnavailableError(
            vi=f"PostGIS {version} quá cũ: cần từ bản 3.3.",
            en=f"PostGIS {version} is too old: 3.3 or newer is needed.",
        )


def _guard_all(connection: Connection) -> None:
    kept = (read_layers(connection), registers(), read_removed_layers(connection))
    for layer in [layer for some in kept for layer in some.values()]:
        for check in guard(connection, layer):
            _LOG.warning("layer %s: older rows break %s (%s)", layer.id, check.about, check.text)


def _upgrade(url: str) -> None:
    with connect(url) as connection:
        _apply(connection, "010_schemas.sql")
        _require_postgis(connection)
    engine = create_engine(alchemy_url(url))
    try:
        with engine.begin() as alembic_connection:
            config = alembic_config(url)
            config.attributes["connection"] = alembic_connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def migrate(url: str) -> None:
    """Bring the database to the newest revision. Safe to repeat and to run from several programs at once.

    Raises UnavailableError where PostGIS is missing, too old, or does not answer.
    """
    with connect(url, autocommit=True) as lock:
        lock.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        _upgrade(url)
        with connect(url) as connection:
            _apply(connection, "020_history.sql")
            _apply(connection, "030_keys.sql")
            _apply(connection, "040_overviews.sql")
            _apply(connection, "050_api_role.sql")
            _guard_all(connection)
            _apply(connection, "060_programme.sql")
            seed_programme(connection)
            install_queue(connection)
            _apply(connection, "070_jobs.sql")


def write_revision(url: str, message: str) -> Path:
    """Write the revision that leads from the newest one to the layers as declared now, and return its file."""
    _upgrade(url)
    config = alembic_config(url)
    folder = Path(__file__).parent / "migrations/versions"
    number = 1 + len(list(folder.glob("*.py")))
    with redirect_stdout(StringIO()):
        command.revision(config, message=message, autogenerate=True, rev_id=f"{number:04d}")
    return next(folder.glob(f"{number:04d}_*.py"))
