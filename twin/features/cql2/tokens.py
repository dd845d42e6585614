"""CQL2 Text cut into tokens."""

import re
from typing import Literal, NamedTuple, NoReturn

from twin.features.cql2.faults import FilterError, shorten
from twin.features.cql2.scalars import read_number, require_storable
from twin.features.cql2.tree import LONGEST

TokenKind = Literal["number", "text", "quoted", "word", "sign", "end"]


class Token(NamedTuple):
    """One token; `content` is what it says, with quotes and escapes resolved."""

    kind: TokenKind
    content: str
    place: int
    lowered: str
    """The word or sign in lower case; empty for a literal, which is never a keyword."""


# The letters of the standard's rules `identifierStart` and `identifierPart`.
_START = (
    ":_A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1ffe\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = rf"{_START}.0-9\u0300-\u036f\u203f-\u2040"
_TOKEN = re.compile(
    rf"""\s*(?:(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |'(?P<text>(?:''|\\'|[^'])*)'
    |"(?P<quoted>(?:""|[^"])+)"
    |(?P<word>[{_START}][{_PART}]*)
    |(?P<sign><>|<=|>=|[-+*/%^=<>(),]))""",
    re.VERBOSE,
)
_ESCAPED = re.compile(r"''|\\'")


def _content(kind: str, text: str) -> str:
    if kind == "text":
        return _ESCAPED.sub("'", text)
    return text.replace('""', '"') if kind == "quoted" else text


def _refuse(text: str, place: int) -> FilterError:
    if text[place] in "'\"":
        return FilterError(place + 1, "thiếu dấu nháy đóng", "the closing quote is missing")
    return FilterError(
        place + 1,
        f"ký tự «{text[place]}» không đúng chỗ",
        f"the character “{text[place]}” does not belong here",
    )


def split(text: str) -> list[Token]:
    """Return the tokens of a filter and, last, one that ends it. Raises FilterError."""
    if len(text) > LONGEST:
        raise FilterError(LONGEST + 1, f"dài quá {LONGEST} ký tự", f"is longer than {LONGEST} characters")
    require_storable(text, 1)
    tokens, at = [], 0
    while found := _TOKEN.match(text, at):
        kind = str(found.lastgroup)
        written = found[kind]
        lowered = written.lower() if kind in {"sign", "word"} else ""
        # Where the token begins, with its quote.
        place = found.start(kind) + (kind not in {"text", "quoted"})
        tokens.append(Token(kind, _content(kind, written), place, lowered))  # type: ignore[arg-type]
        at = found.end()
    if rest := text[at:].lstrip():
        raise _refuse(text, len(text) - len(rest))
    return [*tokens, Token("end", "", len(text) + 1, "")]


def told(token: Token) -> tuple[str, str]:
    """Return how a sentence calls a token, in Vietnamese and English."""
    if token.kind == "end":
        return "hết biểu thức", "the end"
    return f"«{shorten(token.content)}»", f"“{shorten(token.content)}”"


class Cursor:
    """Goes through the tokens of one filter."""

    def __init__(self, text: str) -> None:
        self._tokens = split(text)
        self._at = 0
        self.next = self._tokens[0]

    @property
    def next_but_one(self) -> Token:
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    def take(self) -> Token:
        token = self.next
        if token.kind != "end":
            self._at += 1
            self.next = self._tokens[self._at]
        return token

    def skip(self, *wanted: str) -> bool:
        """Go past the next token if it is one of these words or signs."""
        found = self.next.lowered in wanted
        if found:
            self.take()
        return found

    def require(self, wanted: str) -> None:
        if not self.skip(wanted):
            self.refuse(f"«{wanted.upper()}»", f"“{wanted.upper()}”")

    def refuse(self, vi: str, en: str) -> NoReturn:
        """Say what should stand here instead of the next token."""
        found_vi, found_en = told(self.next)
        raise FilterError(
            self.next.place, f"cần {vi}, nhưng gặp {found_vi}", f"expected {en} but found {found_en}"
        )

    def number(self) -> float:
        """Go past a number with its sign, as a coordinate is written."""
        negative = self.next.content == "-"
        self.skip("+", "-")
        if self.next.kind != "number":
            self.refuse("một số", "a number")
        token = self.take()
        value = float(read_number(token.content, token.place))
        return -value if negative else value

    def text(self) -> Token:
        """Go past a text in single quotes."""
        if self.next.kind != "text":
            self.refuse("văn bản trong dấu nháy đơn", "a text in single quotes")
        return self.take()
