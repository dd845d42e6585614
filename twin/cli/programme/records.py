"""Commands for the records of the programme: listed, shown, added and changed."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from twin.cli.screen import say, show
from twin.vocabulary import Layer

COMMANDS = typer.Typer()

Register = Annotated[
    str, typer.Argument(help="tasks, indicators, models, agencies, updates, targets, values, places.")
]
Key = Annotated[str, typer.Argument(help="Mã / Key: III.8, II.4.2, M.7, ubnd.")]
Values = Annotated[list[str], typer.Argument(help="trường=giá trị / field=value.")]
AsJson = Annotated[bool, typer.Option("--json", help="In ra JSON / As JSON.")]
MOST = "10000"


@COMMANDS.command(name="list")
def list_records(  # noqa: PLR0913, PLR0917 - all that a list may be asked
    register: Register = "tasks",
    condition: Annotated[str | None, typer.Option("--filter", help="Điều kiện CQL2 / A CQL2 filter.")] = None,
    words: Annotated[str | None, typer.Option("--q", help="Từ cần tìm / Words to look for.")] = None,
    sort: Annotated[
        str | None, typer.Option("--sort", help="Trường để xếp (-: giảm) / Fields to sort by.")
    ] = None,
    late: Annotated[
        bool, typer.Option("--late", help="Chỉ việc đang cảnh báo / Only tasks that warn.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Liệt kê các bản ghi. / List records."""
    from twin.api.questions import read_question
    from twin.cli.programme.work import on_pool
    from twin.features.query import read_page
    from twin.programme.records import find_register

    known = find_register(register)
    asked = {"filter": condition, "q": words, "sortby": sort, "limit": MOST}
    question = read_question(known, {name: value for name, value in asked.items() if value is not None})
    page = on_pool(lambda pool, user, _layers: read_page(pool, user, known, question))
    features = json.loads(b"[" + page.features + b"]")
    if late:
        keys = _late_keys()
        features = [one for one in features if one["properties"]["external_id"] in keys]
    if as_json:
        show(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False))
        return
    for feature in features:
        show(_line(known, feature))
    say(f"{len(features)} bản ghi.", f"{len(features)} records.")


def _late_keys() -> frozenset[str]:
    from twin.cli.programme.figures import read_tasks

    return frozenset(task.key for task in read_tasks() if task.warnings)


_SHOWN = ("lead", "period", "status", "percent", "target", "reported_on", "as_of", "value", "year", "layer")


def _line(register: Layer, feature: dict[str, Any]) -> str:
    from twin.cli.programme.work import told

    values = feature["properties"]
    key = values["external_id"] or feature["id"]
    name = values.get(register.title_field or "") or values.get("task") or values.get("indicator") or ""
    more = [told(values[one]) for one in _SHOWN if one in register.by_name and values[one] is not None]
    return f"{key!s:8}  {name}  [{' · '.join(more)}]" if more else f"{key!s:8}  {name}"


@COMMANDS.command(name="show")
def show_record(key: Key, as_json: AsJson = False) -> None:
    """Xem một nhiệm vụ, chỉ tiêu, mô hình, cơ quan. / Show a task, an indicator, a model, an agency."""
    from twin.cli.programme.figures import tell_standing
    from twin.cli.programme.work import on_pool, register_of, told
    from twin.features.properties import properties_of
    from twin.features.query import read_item
    from twin.programme.records import find_record

    known = register_of(key)

    async def read(pool: Any, user: Any, _layers: Any) -> dict[str, Any]:
        item = await read_item(pool, user, known, await find_record(pool, user, known, key))
        found: dict[str, Any] = json.loads(item.feature)
        return found

    feature = on_pool(read)
    if as_json:
        show(json.dumps(feature, ensure_ascii=False))
        return
    for one in properties_of(known):
        if not one.read_only and feature["properties"][one.name] is not None:
            show(f"{one.field.label.vi} / {one.field.label.en}: {told(feature['properties'][one.name])}")
    tell_standing(known, key)


@COMMANDS.command(name="set")
def change(key: Key, values: Values) -> None:
    """Sửa một bản ghi. / Change a record: twin programme set III.8 percent=40 officer="Phó Chủ tịch UBND"."""
    from twin.cli.programme.work import on_pool, read_values, register_of, room_of
    from twin.features.edit import Sent, Target
    from twin.features.query import read_item
    from twin.features.versions import read_expected
    from twin.programme.records import change_record, find_record

    known = register_of(key)
    given = read_values(known, values)

    async def write(pool: Any, user: Any, layers: Any) -> None:
        identifier = await find_record(pool, user, known, key)
        seen = await read_item(pool, user, known, identifier)
        target = Target(identifier, read_expected(seen.tag))
        await change_record(room_of(pool, user, known, layers), target, Sent({"properties": given}))

    on_pool(write)
    say(f"Đã sửa «{key}».", f"“{key}” is changed.")


@COMMANDS.command(name="add")
def add(
    register: Register,
    values: Values,
    file: Annotated[
        list[Path] | None, typer.Option(help="Tệp minh chứng của updates, values / Files of evidence.")
    ] = None,
) -> None:
    """Thêm một bản ghi. / Add a record: twin programme add updates task=III.8 reported_on=2026-03-31 percent=40."""
    from twin.cli.programme.work import on_pool, read_values, room_of
    from twin.features.edit import Sent
    from twin.programme.evidence import SentFile, keep_evidence
    from twin.programme.records import add_record, find_register

    known = find_register(register)
    sent = Sent({"type": "Feature", "geometry": None, "properties": read_values(known, values)})
    files = [SentFile(path.name, path.read_bytes()) for path in file or ()]

    async def write(pool: Any, user: Any, layers: Any) -> int:
        written = await add_record(room_of(pool, user, known, layers), sent)
        for one in files:
            await keep_evidence(pool, user, known, written.id, one)
        return written.id

    number = on_pool(write)
    say(
        f"Đã thêm bản ghi {number} vào «{known.title.vi}».",
        f"Record {number} is added to “{known.title.en}”.",
    )


@COMMANDS.command(name="delete")
def delete(register: Register, key: Key) -> None:
    """Xóa một bản ghi; lịch sử vẫn còn. / Delete a record; its history stays."""
    from twin.cli.programme.work import on_pool, room_of
    from twin.features.edit import Target
    from twin.programme.records import delete_record, find_record, find_register

    known = find_register(register)

    async def write(pool: Any, user: Any, layers: Any) -> None:
        identifier = await find_record(pool, user, known, key)
        await delete_record(room_of(pool, user, known, layers), Target(identifier))

    on_pool(write)
    say(f"Đã xóa «{key}» khỏi «{known.title.vi}».", f"“{key}” is deleted from “{known.title.en}”.")
