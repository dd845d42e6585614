"""Writes the programme as it was decided into its registers, once: from then on the registers are edited."""

from collections.abc import Iterable, Iterator, Mapping

from psycopg.types.json import Jsonb
from sqlalchemy import insert

from twin.registers import registers
from twin.store.database import Connection, act_as, compile_sql
from twin.store.tables import column_name, feature_table
from twin.vocabulary import Layer

WRITER = "programme"
"""In whose name the programme's own words are written."""
ANNEX, TEXT = "annex", "text"
"""Where an indicator stands in the programme: the 36 of annex 1, or only the words of its body."""
_SEEDED = "programme_seeded"
_BODY = {
    "section": "Nhiệm vụ chủ yếu (phần lời)",
    "section_no": "T",
    "group": "Chỉ tiêu chỉ có trong phần lời",
    "group_no": "1",
}
Row = Mapping[str, str | None]


def seed_programme(connection: Connection) -> None:
    """Fill the registers of a database that has never had the programme; what was edited since is left alone."""
    marked = connection.execute(
        "INSERT INTO city_store.facts (key, value) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (_SEEDED, Jsonb(obj=True)),
    )
    if marked.rowcount == 0:
        return
    act_as(connection, WRITER)
    for name, source, rows in _records():
        for row in rows:
            _write(connection, registers()[name], source, row)


def _records() -> Iterator[tuple[str, str, Iterable[Row]]]:
    from gis_data import programme

    yield "programme_agencies", ANNEX, programme.read_agencies()
    yield "programme_models", ANNEX, programme.read_models()
    yield "programme_tasks", ANNEX, programme.read_tasks()
    yield "programme_indicators", ANNEX, programme.read_indicators()
    texts = programme.read_text_targets()
    yield (
        "programme_indicators",
        TEXT,
        ({**_BODY, "no": row["key"][2:], **row, "note": row["where"]} for row in texts),
    )
    yield "programme_places", ANNEX, programme.read_rows("places")


def _write(connection: Connection, register: Layer, source: str, row: Row) -> None:
    """Write one record: of an empty cell nothing is known."""
    values = {
        column_name(field.name): _value(field.kind, row[field.name])
        for field in register.all_fields
        if row.get(field.name)
    }
    statement = insert(feature_table(register)).values(**values, external_id=row.get("key"), source=source)
    text, given = compile_sql(statement)
    connection.execute(text.encode(), given)


def _value(kind: str, text: str | None) -> str | int | None:
    return int(text) if kind == "integer" and text else text
