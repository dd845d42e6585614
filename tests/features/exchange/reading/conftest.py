"""A small layer with a field of every kind, and files written for the occasion."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from shapely.geometry.base import BaseGeometry

from twin.features.exchange.batches import Counts
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.reading import CleanSource, read_clean
from twin.vocabulary import UNKNOWN, Choice, Comparison, Field, Layer, Rule, Style, Text


def _label(words: str) -> Text:
    return Text(vi=words, en=words)


WELLS = Layer(
    id="wells",
    title=_label("Giếng"),
    description=_label("Giếng"),
    group="focus",
    geometry="Point",
    fields=(
        Field(name="code", label=Text(vi="Mã giếng", en="Well code"), digits=5),
        Field(name="name", label=Text(vi="Tên giếng", en="Name"), required=True, aliases=("ten", "ten goi")),
        Field(
            name="kind",
            label=Text(vi="Loại", en="Kind"),
            kind="choice",
            choices=(
                Choice(value="dug", label=Text(vi="Giếng đào", en="Dug")),
                Choice(value="drilled", label=Text(vi="Giếng khoan", en="Drilled"), aliases=("khoan",)),
                UNKNOWN,
            ),
        ),
        Field(
            name="depth_m",
            label=Text(vi="Chiều sâu", en="Depth"),
            kind="number",
            unit="m",
            minimum=0.5,
            maximum=200,
            aliases=("sau",),
        ),
        Field(name="users", label=Text(vi="Số người dùng", en="Users"), kind="integer", minimum=0),
        Field(name="open", label=Text(vi="Đang dùng", en="In use"), kind="boolean"),
        Field(name="dug_on", label=Text(vi="Ngày đào", en="Dug on"), kind="date"),
        Field(name="seen_at", label=Text(vi="Lúc kiểm tra", en="Seen at"), kind="datetime"),
        Field(name="sealed_on", label=Text(vi="Ngày lấp", en="Sealed on"), kind="date"),
    ),
    rules=(
        Rule(
            id="sealed_after_dug",
            message=Text(vi="Lấp sau khi đào.", en="It is sealed after it is dug."),
            then=Comparison(field="sealed_on", operator=">=", other_field="dug_on"),
        ),
    ),
    style=Style(colour="#1971c2"),
    title_field="name",
)


def shaped(layer: Layer, geometry: str) -> Layer:
    return layer.model_copy(update={"geometry": geometry})


@pytest.fixture
def wells() -> Layer:
    return WELLS


class Outcome:
    """All that reading a file gave."""

    def __init__(self, source: CleanSource) -> None:
        self.plan = source.plan
        self.rows = source.rows
        batches = list(source)
        self.counts = sum((batch.counts for batch in batches), Counts())
        self.clean: list[dict[str, Any]] = [row for batch in batches for row in batch.table.to_pylist()]
        self.rejects: list[dict[str, Any]] = [row for batch in batches for row in batch.rejects.to_pylist()]
        self.schemas = {batch.table.schema for batch in batches}
        assert self.counts.read == self.counts.clean + self.counts.rejected
        assert (self.counts.clean, self.counts.rejected) == (len(self.clean), len(self.rejects))
        assert self.schemas <= {source.schema}

    @property
    def reasons(self) -> Counter[str]:
        return Counter(row["reason_en"] for row in self.rejects)

    @property
    def said(self) -> str:
        return " ".join(statement.en for statement in self.plan.statements)

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.clean]


def read(path: Path, layer: Layer = WELLS, **options: Any) -> Outcome:
    with read_clean(path, layer, ReadOptions(**options)) as source:
        return Outcome(source)


Reads = Callable[..., Outcome]


@pytest.fixture
def read_text(tmp_path: Path) -> Reads:
    """Write a text as a file and read it."""

    def run(text: str | bytes, layer: Layer = WELLS, *, name: str = "wells.csv", **options: Any) -> Outcome:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(path, layer, **options)

    return run


def make_frame(shapes: Sequence[BaseGeometry | None], crs: int = 4326, **columns: Sequence[object]) -> Any:
    """Return a GeoDataFrame: the files of the tests are written by the programs that people use."""
    from geopandas.geodataframe import GeoDataFrame

    return GeoDataFrame(dict(columns), geometry=list(shapes), crs=crs)


def strings(*values: str | None) -> pa.Array:
    return pa.array(values, pa.string())
