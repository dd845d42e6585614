"""Which form a client is answered in."""

import pytest

from twin.api.negotiation import choose_form
from twin.api.parameters import BadParameterError

FORMS = {"json": "application/geo+json", "csv": "text/csv", "html": "text/html; charset=utf-8"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accepted", "form"),
    [
        ("", "json"),
        ("*/*", "json"),
        (BROWSER, "html"),
        ("application/geo+json", "json"),
        ("application/json", "json"),
        ("text/csv", "csv"),
        ("text/*", "csv"),
        ("text/html;q=0.3, application/geo+json;q=0.9", "json"),
        ("text/html, application/geo+json", "json"),
        ("text/html;q=0, */*", "json"),
        ("text/html;q=broken, text/csv;q=0.1", "csv"),
        ("image/png", "json"),
        (";;,,q=1", "json"),
        ("TEXT/HTML; level=1", "html"),
    ],
)
def test_the_form_is_what_the_client_likes_best(accepted: str, form: str) -> None:
    assert choose_form(None, accepted.encode(), FORMS) == form


def test_f_says_more_than_accept_and_names_what_it_takes() -> None:
    assert choose_form("json", BROWSER.encode(), FORMS) == "json"
    with pytest.raises(BadParameterError, match="json, csv, html"):
        choose_form("pdf", b"", FORMS)
