"""Alembic's environment: compares the system tables and the built-in layers with the database."""

from typing import Any

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, create_engine

from twin.store import jobs as _jobs  # noqa: F401 - its tables are compared too
from twin.store import rasters as _rasters  # noqa: F401 - its tables are compared too
from twin.store import results as _results  # noqa: F401 - as above
from twin.store import scenarios as _scenarios  # noqa: F401 - as above
from twin.store.tables import CITY, HISTORY, STORE, declare_built_in_tables

OURS = (CITY, HISTORY, STORE)
RUN_TIME_HISTORY = "added_"
CACHES = "overview"


def _include_name(name: str | None, kind: str, parents: Any) -> bool:
    if kind == "schema":
        return name in OURS
    if kind == "table":
        apart = {HISTORY: RUN_TIME_HISTORY, STORE: CACHES}.get(str(parents.get("schema_name")))
        return apart is None or not (name or "").startswith(apart)
    # Search indexes are expressions, kept in step by the guards.
    return not (kind == "index" and (name or "").startswith("sx_"))


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=declare_built_in_tables(),
        include_schemas=True,
        include_name=_include_name,
        include_object=alembic_helpers.include_object,
        process_revision_directives=alembic_helpers.writer,
        render_item=alembic_helpers.render_item,
        version_table_schema=STORE,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    engine = create_engine(context.config.attributes["url"])
    with engine.begin() as opened:
        _run(opened)
    engine.dispose()
