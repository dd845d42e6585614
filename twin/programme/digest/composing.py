"""Makes one value of the programme's records and of what the map measures; it reads nothing itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from twin.features.submission import LOCAL_TIME
from twin.layers import built_in_layers
from twin.programme.digest.indicators import count_indicators, digest_indicators
from twin.programme.digest.records import Records, Row
from twin.programme.digest.tasks import count_agencies, count_groups, count_tasks, digest_tasks
from twin.programme.digest.value import Digest, IndicatorDigest, ModelDigest, SourceDigest, TaskDigest
from twin.programme.filing import Filing
from twin.programme.measured import Measured
from twin.registers import registers
from twin.vocabulary import Text


def compose(
    records: Records, filing: Filing, day: date, measured: Mapping[str, Measured], *, now: bool
) -> Digest:
    """Return the programme as it stands at the end of a day of the period.

    `now` says that the day is today: then a task's own status and percentage are those of the day; of a past day
    they are what its updates said until then.
    """
    tasks = digest_tasks(records, day, now=now)
    indicators = digest_indicators(records, day, measured)
    return Digest(
        filing=filing,
        as_of=day,
        tasks=tasks,
        indicators=indicators,
        models=tuple(_models(records.models, tasks, indicators)),
        task_counts=count_tasks(tasks),
        groups=count_groups(tasks),
        agencies=count_agencies(tasks, records.agencies),
        annex=count_indicators(one for one in indicators if one.source == "annex"),
        text=count_indicators(one for one in indicators if one.source == "text"),
        updates=sum(task.updates for task in tasks),
        updated_tasks=sum(task.updates > 0 for task in tasks),
        sources=tuple(_sources(records, tasks, measured)),
    )


def _models(
    rows: Iterable[Row], tasks: Sequence[TaskDigest], indicators: Sequence[IndicatorDigest]
) -> Iterator[ModelDigest]:
    for row in sorted(rows, key=lambda row: int(row["no"])):
        number = str(row["no"])
        yield ModelDigest(
            **{name: row[name] for name in ("key", "no", "name", "note", "lead", "status", "percent")},
            tasks=tuple(task.key for task in tasks if number in task.models),
            indicators=tuple(one.key for one in indicators if number in one.models),
        )


def _day_of(moment: datetime | None) -> date | None:
    return None if moment is None else moment.astimezone(LOCAL_TIME).date()


def _last(rows: Sequence[Row]) -> date | None:
    return max((day for row in rows if (day := _day_of(row.get("updated_at")))), default=None)


def _sources(
    records: Records, tasks: Sequence[TaskDigest], measured: Mapping[str, Measured]
) -> Iterator[SourceDigest]:
    """Yield where the facts come from: the registers, what was reported, and each layer that was measured."""
    told = max((task.updated_on for task in tasks if task.updated_on), default=None)
    reported = max((row["as_of"] for row in records.values), default=None)
    days = {
        "tasks": _last(records.tasks),
        "updates": told,
        "indicators": _last(records.indicators),
        "values": reported,
    }
    for name, day in days.items():
        register = registers()[f"programme_{name}"]
        yield SourceDigest(name=register.title, as_of=day, note=_note(records, register.id))
    for layer, day in {found.measure.layer: found.as_of for found in measured.values()}.items():
        title = built_in_layers()[layer].title
        named = Text(vi=f"Lớp bản đồ «{title.vi}»", en=f"Map layer “{title.en}”")
        yield SourceDigest(name=named, as_of=day, note=_note(records, layer))


def _note(records: Records, layer: str) -> Text | None:
    listed = ", ".join(records.layer_sources.get(layer, ()))
    return Text(vi=listed, en=listed) if listed else None
