"""Where exported data come from and how far to trust them: what every file says of itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pyproj

from twin.access import User
from twin.errors import BadInputError
from twin.features.exchange.selection import Selection, render
from twin.store.database import Connection
from twin.vocabulary import Layer, Text

DEMONSTRATION = Text(
    vi="Dữ liệu trình diễn, chỉ để minh họa, không phải số liệu thật.",
    en="Demonstration data, illustrative: these are not real figures.",
)
MOST_SOURCES = 20
UNSAID = Text(vi="chưa ghi", en="not stated")


@dataclass(frozen=True, slots=True)
class Survey:
    """What the chosen features are, before they are read."""

    rows: int
    types: frozenset[str]
    """Geometry types as PostGIS names them: POINT, MULTIPOLYGON."""
    bounds: tuple[float, float, float, float] | None
    """West, south, east, north in EPSG:4326; None where nothing stands anywhere."""
    imports: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Everything that a file says of itself."""

    layer: Layer
    rows: int
    crs: pyproj.CRS
    sources: tuple[str, ...]
    licences: tuple[str, ...]
    exported_at: datetime
    exported_by: str
    demonstration: bool
    held_at: datetime | None = None
    """The moment of record time that the features were asked for; None: the present."""

    @property
    def crs_name(self) -> str:
        return f"EPSG:{self.crs.to_epsg()} ({self.crs.name})"

    @property
    def notice(self) -> Text | None:
        return DEMONSTRATION if self.demonstration else None

    def lines(self) -> Iterator[tuple[str, Text, Text]]:
        """Yield key, label and value of all that is said, in both languages."""

        def alike(words: str) -> Text:
            return Text(vi=words, en=words)

        def listed(words: tuple[str, ...]) -> Text:
            return alike("; ".join(words)) if words else UNSAID

        yield "title", Text(vi="Lớp", en="Layer"), self.layer.title
        yield "description", Text(vi="Mô tả", en="Description"), self.layer.description
        if self.notice:
            yield "notice", Text(vi="Lưu ý", en="Notice"), self.notice
        yield "layer", Text(vi="Mã lớp", en="Layer id"), alike(self.layer.id)
        yield "features", Text(vi="Số đối tượng", en="Features"), alike(str(self.rows))
        yield "crs", Text(vi="Hệ tọa độ", en="Coordinate system"), alike(self.crs_name)
        yield "source", Text(vi="Nguồn", en="Source"), listed(self.sources)
        yield "licence", Text(vi="Giấy phép", en="Licence"), listed(self.licences)
        if self.held_at is not None:
            moment = alike(self.held_at.isoformat())
            yield "as_of", Text(vi="Như hệ thống lưu lúc", en="As the twin held it at"), moment
        yield (
            "exported_at",
            Text(vi="Xuất lúc", en="Exported at"),
            alike(self.exported_at.isoformat(timespec="seconds")),
        )
        yield "exported_by", Text(vi="Người xuất", en="Exported by"), alike(self.exported_by)

    def pairs(self) -> dict[str, str]:
        """Return it flat, Vietnamese first; where the English differs it stands under `<key>_en`."""
        flat: dict[str, str] = {}
        for key, _, value in self.lines():
            flat[key] = value.vi
            if value.en != value.vi:
                flat[f"{key}_en"] = value.en
        return flat

    def document(self) -> str:
        """Return it as a page of plain text, Vietnamese above English."""
        vi = [f"{label.vi}: {value.vi}" for _, label, value in self.lines()]
        en = [f"{label.en}: {value.en}" for _, label, value in self.lines()]
        return "\n".join([*vi, "", *en, ""])


def find_crs(code: int) -> pyproj.CRS:
    """Return the coordinate system of an EPSG code; raises BadInputError where there is none for maps."""
    refusal = BadInputError(
        vi=f"Không có hệ tọa độ phẳng hay địa lý nào mang mã EPSG:{code}.",
        en=f"There is no geographic or projected coordinate system EPSG:{code}.",
    )
    try:
        crs = pyproj.CRS.from_epsg(code)
    except pyproj.exceptions.CRSError as error:
        raise refusal from error
    if not (crs.is_geographic or crs.is_projected):
        raise refusal
    return crs


def survey(connection: Connection, selection: Selection) -> Survey:
    """Count the chosen features and find their types, their imports and their extent."""
    rows = connection.execute(render(selection.survey()).encode()).fetchall()
    placed = [row for row in rows if row[0] is not None]
    west, south, east, north = ([row[place] for row in placed] for place in range(3, 7))
    return Survey(
        rows=sum(row[2] for row in rows),
        types=frozenset(row[0] for row in placed),
        bounds=(min(west), min(south), max(east), max(north)) if placed else None,
        imports=tuple(sorted({row[1] for row in rows if row[1] is not None})),
    )


def is_demonstration(connection: Connection) -> bool:
    """Tell whether the database says that what it holds is made up."""
    row = connection.execute("SELECT value FROM city_store.facts WHERE key = 'demonstration'").fetchone()
    return row is not None and row[0] is True


def trace(connection: Connection, selection: Selection, found: Survey, user: User) -> Provenance:
    """Find out where the chosen features come from: from themselves and from their imports' records."""
    records = connection.execute(
        "SELECT DISTINCT source, licence FROM city_store.imports WHERE id = ANY(%s)", (list(found.imports),)
    ).fetchall()
    said = [row[0] for row in connection.execute(render(selection.sources(MOST_SOURCES)).encode())]
    sources = sorted({*said, *(source for source, _ in records if source)})
    return Provenance(
        layer=selection.layer,
        rows=found.rows,
        crs=find_crs(selection.options.crs),
        sources=tuple(sources[:MOST_SOURCES]) + (("…",) if len(said) == MOST_SOURCES else ()),
        licences=tuple(sorted({licence for _, licence in records if licence})),
        exported_at=datetime.now(UTC),
        exported_by=user.name,
        demonstration=is_demonstration(connection),
        held_at=selection.options.held_at,
    )
