"""Makes the file of a report: reads, measures, draws and writes in one call, for doors and commands alike."""

from dataclasses import dataclass
from datetime import date

from twin.access import LayerThing, User, require
from twin.documents.document import Paragraph, Picture
from twin.documents.formats import format_of
from twin.errors import NotFoundError
from twin.programme.digest.reading import read_digest
from twin.programme.filing import Filing
from twin.programme.report.picture import City, draw_places
from twin.programme.report.writing import Cover, report_of
from twin.registers import registers
from twin.store.database import Connection


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be reported on, up to which day (None: the period's last, or today), and as which kind of file."""

    filing: Filing
    ending: str
    city: City
    cover: Cover
    day: date | None = None
    subjects: tuple[tuple[str, str], ...] = ()
    """Keys and names of what gets a map of its own, beside the one of all tasks."""


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file to hand on."""

    name: str
    media_type: str
    content: bytes


def _maps(connection: Connection, user: User, order: Order) -> list[Picture | Paragraph]:
    try:
        return [draw_places(connection, user, order.city, subject) for subject in (None, *order.subjects)]
    except NotFoundError as missing:
        return [Paragraph(text=missing.text.vi)]


def make_report(connection: Connection, user: User, order: Order) -> ReportFile:
    """Return the report as a file. The overlays are drawn as they stand: refresh them before.

    Takes seconds of a processor. Raises BadInputError for a period that has not begun or a format that there is
    not, UnauthenticatedError, ForbiddenError, and UnavailableError where fonts or libraries are missing.
    """
    chosen = format_of(order.ending)
    for register in registers():
        require(user, "export", LayerThing(register))
    digest = read_digest(connection, user, order.filing, order.day)
    maps = [] if chosen.ending == "xlsx" else _maps(connection, user, order)
    return ReportFile(
        name=f"bao-cao-chuong-trinh-{order.filing.id.lower()}.{chosen.ending}",
        media_type=chosen.media_type,
        content=chosen.write(report_of(digest, order.cover, maps)),
    )
