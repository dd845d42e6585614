"""What an answer cannot know because nothing was written, or nothing was written for long."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from operator import itemgetter

from twin.city.city import LiveCity
from twin.features.submission import LOCAL_TIME
from twin.reporting import Answer, Gap
from twin.vocabulary import Layer, Text

STALE = timedelta(days=365)
"""Ours: a register into which nobody wrote for so long may tell of things as they were."""
SILENT = timedelta(days=31)
"""Ours: a sensor that was still for so long before the end of what was asked about has stopped."""


def leave_unknown(answer: Answer, silent: list[Layer]) -> Answer:
    """Leave every figure unknown where a layer that it needs was never written: nothing recorded is not none there."""
    if not silent:
        return answer
    figures = tuple(replace(one, value=None, at_most=None, note=None) for one in answer.figures)
    tables = tuple(replace(one, rows=(), ids=()) for one in answer.tables)
    gaps = tuple(map(_never_written, silent))
    return Answer(figures, tables, notes=answer.notes, gaps=(*gaps, *answer.gaps))


def find_age(city: LiveCity, silent: Collection[Layer]) -> Iterator[Gap]:
    """Yield what was read and was never written (but for those that are told already), or not for long before the day."""
    told, old = {layer.id for layer in silent}, list[tuple[Layer, date]]()
    for name in sorted(set(city.read) - told):
        layer, last = city.declared(name), city.last_written(name)
        if last is None:
            yield _never_written(layer)
        elif city.day - (day := last.astimezone(LOCAL_TIME).date()) > STALE:
            old.append((layer, day))
    if old:
        yield _old(sorted(old, key=itemgetter(1)))
    yield from _silent_series(city)


def _old(layers: list[tuple[Layer, date]]) -> Gap:
    """Name in one sentence the layers that may be out of date, each with the day on which it was last written."""
    vi = ", ".join(f"«{layer.title.vi}» ({day:%d/%m/%Y})" for layer, day in layers)
    en = ", ".join(f"“{layer.title.en}” ({day.isoformat()})" for layer, day in layers)
    return Gap(
        Text(
            vi=f"lớp đã {STALE.days} ngày không ai ghi, có thể đã cũ (ghi lần cuối): {vi}",
            en=f"layers in which nobody wrote for {STALE.days} days, which may be out of date (last written): {en}",
        ),
        len(layers),
        layers[0][0].id if len(layers) == 1 else None,
    )


def _never_written(layer: Layer) -> Gap:
    return Gap(
        Text(
            vi=f"lớp «{layer.title.vi}»: chưa ghi gì đến ngày đó",
            en=f"“{layer.title.en}”: nothing written by that day",
        ),
        None,
        layer.id,
    )


def _silent_series(city: LiveCity) -> Iterator[Gap]:
    for name, series in sorted(city.series.items()):
        newest = series.newest
        if newest is None or series.until - newest <= SILENT:
            continue
        title, when = city.declared(name).title, newest.astimezone(LOCAL_TIME)
        days = (series.until - newest).days
        yield Gap(
            Text(
                vi=f"quan trắc «{title.vi}» dừng lúc {when:%H:%M ngày %d/%m/%Y}, {days} ngày trước khi hết khoảng được hỏi",
                en=f"the observations of “{title.en}” stop at {when:%Y-%m-%d %H:%M}, {days} days before the end of what was asked",
            ),
            None,
            name,
        )
