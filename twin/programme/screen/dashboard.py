"""What the first screen of the programme needs: its words and names, and the whole of it on a day."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from twin.errors import BadInputError
from twin.features.catalogue import field_entry
from twin.features.properties import properties_of
from twin.overlays import overlays
from twin.programme.agencies import Agency, Directory
from twin.programme.digest import Digest
from twin.programme.digest.records import Row
from twin.programme.gaps import PARTS
from twin.programme.overlay import PLACES, SHADES
from twin.programme.records import SHORT_NAMES
from twin.programme.screen.overlay import WORKS
from twin.programme.screen.value import (
    AgencyEntry,
    Dashboard,
    GroupsLayer,
    LinkEntry,
    Part,
    PlacesLayer,
    Programme,
    RegisterEntry,
    StateCounts,
    StateEntry,
    StatusEntry,
)
from twin.programme.subjects import STATE_OF_STATUS
from twin.registers import registers
from twin.vocabulary import STATES, Text

TITLE = Text(vi="Chương trình hành động", en="The action programme")


@cache
def parts() -> tuple[Part, ...]:
    """Return the seven parts of the '6 rõ'."""
    return tuple(Part(id=part.id, label=part.label) for part in PARTS)


def _states() -> Iterator[StateEntry]:
    """Yield the states in the words and colours of the overlay."""
    overlay = overlays()[PLACES]
    labels = {choice.value: choice.label for choice in overlay.by_name["state"].choices}
    colours = {value: one.colour for one in overlay.style.classes for value in one.values}
    for state in STATES:
        yield StateEntry(value=state, label=labels[state], colour=colours.get(state, overlay.style.colour))


def _statuses() -> Iterator[StatusEntry]:
    for choice in registers()["programme_tasks"].by_name["status"].choices:
        state = STATE_OF_STATUS.get(choice.value, "unknown")
        yield StatusEntry(value=choice.value, label=choice.label, state=state)


def describe_programme(counts: Mapping[str, int], links: Iterable[LinkEntry]) -> Programme:
    """Return the words and names; `counts` are the records of each register by its short name."""
    return Programme(
        title=TITLE,
        places=PlacesLayer(
            layer=PLACES,
            subject="subject",
            kind="kind",
            role="role",
            state="state",
            moved_on="moved_on",
            of_layer="layer",
            of_feature="feature_id",
            area="area",
            works=WORKS,
        ),
        groups=GroupsLayer(layer=SHADES, subject="subject"),
        states=tuple(_states()),
        statuses=tuple(_statuses()),
        registers={
            name: RegisterEntry(
                title=register.title,
                title_field=register.title_field,
                count=counts[name],
                fields=tuple(field_entry(known) for known in properties_of(register)),
            )
            for name, register in SHORT_NAMES.items()
        },
        links=tuple(links),
    )


class Leads:
    """Which agencies are meant by the names that the programme writes."""

    def __init__(self, agencies: Iterable[Row]) -> None:
        self._directory = Directory(Agency.from_row(row) for row in agencies)

    def of(self, written: str | None) -> tuple[Agency, ...]:
        """Return the agencies of a list; none for one that cannot be read, which doors refuse and files may bring."""
        try:
            return self._directory.split(written or "")
        except BadInputError:
            return ()

    def slugs(self, written: str | None) -> tuple[str, ...]:
        return tuple(agency.slug for agency in self.of(written))


def list_agencies(digest: Digest, agencies: Iterable[Row]) -> tuple[AgencyEntry, ...]:
    """Return every agency with what it answers for."""
    rows = list(agencies)
    leads = Leads(rows)
    led = {task.key: leads.slugs(task.lead) for task in digest.tasks}
    helped = {task.key: leads.slugs(task.coordinators) for task in digest.tasks}
    told = {one.key: leads.slugs(one.lead) for one in digest.indicators}

    def naming(found: Mapping[str, tuple[str, ...]], slug: str) -> tuple[str, ...]:
        return tuple(key for key, slugs in found.items() if slug in slugs)

    return tuple(
        AgencyEntry(
            key=row["key"],
            name=row["name"],
            short_name=row["short_name"],
            tasks=naming(led, row["key"]),
            helps=naming(helped, row["key"]),
            indicators=naming(told, row["key"]),
        )
        for row in rows
    )


def make_dashboard(digest: Digest, agencies: Iterable[Row], states: Mapping[str, StateCounts]) -> Dashboard:
    """Put the digest together with how the places stand."""
    return Dashboard(
        digest=digest, parts=parts(), states=dict(states), agencies=list_agencies(digest, agencies)
    )
