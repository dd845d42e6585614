"""Tables of Markdown, as the generated documents have them."""

from twin.vocabulary import Text


def both(text: Text) -> str:
    """Return words in both languages; once where they are the same."""
    return text.vi if text.vi == text.en else f"{text.vi} · {text.en}"


def row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def table(*head: str) -> list[str]:
    """Return the first two lines of a table."""
    return [row(*head), row(*("---" for _ in head))]
