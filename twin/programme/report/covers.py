"""Who issues the report: the People's Committee in the form of the State, or the Party committee in the Party's."""

from collections.abc import Callable, Mapping
from datetime import date

from twin.documents.document import Issuer
from twin.documents.form import party_committee, people_s_committee
from twin.errors import BadInputError
from twin.programme.report.writing import Cover

ISSUERS: Mapping[str, Callable[[str], Issuer]] = {"people": people_s_committee, "party": party_committee}


def cover_of(ward: str, issuer: str, dated: date) -> Cover:
    """Return who issues a report on which day. Raises BadInputError for an issuer that there is not."""
    if issuer not in ISSUERS:
        listed = ", ".join(ISSUERS)
        raise BadInputError(
            vi=f"Không có cơ quan ban hành «{issuer}» (có: {listed}).",
            en=f"There is no issuer “{issuer}” (known: {listed}).",
        )
    return Cover(issuer=ISSUERS[issuer](ward), dated=dated)
