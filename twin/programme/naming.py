"""Which tasks, indicators and models name a record: by its key, by a model's number, by the words for an agency."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from twin.errors import BadInputError
from twin.programme.agencies import Agency, Directory
from twin.programme.subjects import keys_in
from twin.vocabulary import Layer

if TYPE_CHECKING:
    from twin.programme.soundness import Known

_AGENCY_FIELDS = ("lead", "coordinators")


def find_naming(register: Layer, row: Mapping[str, Any], known: "Known") -> list[str]:
    """Return the keys of the tasks, indicators and models that name a record; `row` has its `id` and its `key`."""
    if register.id == "programme_tasks":
        return [key for key, one in known.indicators.items() if row["key"] in keys_in(one["tasks"])]
    if register.id == "programme_models":
        records = (*known.tasks.items(), *known.indicators.items())
        return [key for key, one in records if str(row["no"]) in keys_in(one["models"])]
    if register.id == "programme_agencies":
        return find_orphans(known, [one for one in known.agencies if one["id"] != row["id"]])
    return []


def find_orphans(known: "Known", agencies: list[Mapping[str, Any]]) -> list[str]:
    """Return the keys of records whose words for an agency would be understood no more with these agencies only."""
    before = known.directory()
    after = Directory(Agency.from_row(row) for row in agencies)
    found = (key for key, words in _agency_words(known) if _reads(before, words) and not _reads(after, words))
    return list(dict.fromkeys(found))


def _agency_words(known: "Known") -> Iterator[tuple[str, str]]:
    for records in (known.tasks, known.indicators, known.models):
        for key, record in records.items():
            for name in _AGENCY_FIELDS:
                if words := record.get(name):
                    yield key, words


def _reads(directory: Directory, words: str) -> bool:
    try:
        directory.split(words)
    except BadInputError:
        return False
    return True


def say_some(keys: list[str], most: int = 5) -> str:
    """Return the first of many keys, for a sentence."""
    return ", ".join(keys[:most]) + (f", … ({len(keys)})" if len(keys) > most else "")
