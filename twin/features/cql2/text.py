"""CQL2 Text read into the syntax tree.

By binding strength rather than rule by rule: the grammar's rules for truth values, numbers, texts and arrays all
begin alike, and which is meant shows only later. Whether the operands fit is for `checking`.
"""

from collections.abc import Callable
from datetime import date, datetime

from twin.features.cql2 import scalars
from twin.features.cql2.faults import FilterError
from twin.features.cql2.tokens import Cursor, Token
from twin.features.cql2.tree import (
    ARRAYS,
    CALLED,
    COMPARISONS,
    DEEPEST,
    GEOMETRIES,
    KEYWORDS,
    OPEN,
    Array,
    Call,
    Interval,
    Literal,
    Name,
    Node,
    call,
    depth_over,
    too_deep,
)
from twin.features.cql2.wkt import read_box, read_geometry

_ANYTHING, _OR, _AND, _NOT, _COMPARED, _SUM, _PRODUCT, _POWER, _SIGNED = range(9)
_BINDING = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys((*COMPARISONS, "like", "between", "in", "is", "not"), _COMPARED),
    **dict.fromkeys("+-", _SUM),
    **dict.fromkeys(("*", "/", "%", "div"), _PRODUCT),
    "^": _POWER,
}
_ONCE = frozenset({_COMPARED, _POWER})
"""`a = b = c` and `a ^ b ^ c` have no meaning that everybody shares; the grammar does not allow them."""


def read_tree(text: str) -> Node:
    """Return the tree of a filter in CQL2 Text. Raises FilterError, whatever the text."""
    return _Reader(text).whole()


class _Reader(Cursor):
    _levels = 0

    def whole(self) -> Node:
        found = self._expression(_ANYTHING)
        if self.next.kind != "end":
            self.refuse("hết biểu thức hoặc một phép toán", "the end or an operator")
        return found

    def _expression(self, above: int) -> Node:
        """Read as far as operators bind more strongly than `above`."""
        self._levels += 1
        if self._levels > DEEPEST:
            raise too_deep(self.next.place)
        left, last = self._operand(), None
        while (binding := _BINDING.get(self.next.lowered, _ANYTHING)) > above:
            if binding == last and binding in _ONCE:
                self.refuse("dấu ngoặc quanh phép toán trước", "parentheses round the operation before")
            left, last = self._operation(left, binding), binding
        self._levels -= 1
        return left

    def _operation(self, left: Node, binding: int) -> Node:
        if binding in {_OR, _AND}:
            return self._chain(left, binding)
        if binding != _COMPARED or self.next.lowered in COMPARISONS:
            sign = self.take()
            return call(sign.lowered, left, self._expression(binding), place=sign.place)
        return self._predicate(left)

    def _chain(self, left: Node, binding: int) -> Node:
        place, word = self.next.place, self.next.lowered
        parts = [left]
        while self.skip(word):
            parts.append(self._expression(binding))
        return call(word, *parts, place=place)

    def _predicate(self, left: Node) -> Node:
        """Read on after `a` in `a LIKE b`, `a BETWEEN b AND c`, `a IN (...)`, `a IS NULL`, and with NOT."""
        place = self.next.place
        if self.skip("is"):
            negated = self.skip("not")
            self.require("null")
            return _negate(call("isNull", left, place=place), negated)
        negated = self.skip("not")
        if self.skip("like"):
            found = call("like", left, self._expression(_COMPARED), place=place)
        elif self.skip("between"):
            low = self._expression(_COMPARED)
            self.require("and")
            found = call("between", left, low, self._expression(_COMPARED), place=place)
        elif self.skip("in"):
            found = call("in", left, self._array(), place=place)
        else:
            self.refuse("LIKE, BETWEEN hoặc IN", "LIKE, BETWEEN or IN")
        return _negate(found, negated)

    def _operand(self) -> Node:
        token = self.next
        if token.kind == "number":
            return Literal(scalars.read_number(self.take().content, token.place), place=token.place)
        if token.kind in {"text", "quoted"}:
            make = Literal if token.kind == "text" else Name
            return make(self.take().content, place=token.place)
        if token.kind == "word":
            return self._word()
        if self.skip("("):
            return self._parenthesis(token.place)
        if self.skip("-", "+"):
            return self._signed(token)
        return self.refuse("một giá trị hoặc tên thuộc tính", "a value or the name of a property")

    def _signed(self, sign: Token) -> Node:
        operand = self._expression(_SIGNED)
        number = isinstance(operand, Literal) and type(operand.value) in {int, float}
        if sign.content == "+":
            if not number:
                raise FilterError(
                    sign.place, "dấu + chỉ đứng trước số", "a sign + stands only before a number"
                )
            return operand
        if number and isinstance(operand, Literal) and isinstance(operand.value, int | float):
            return Literal(-operand.value, place=sign.place)
        return call("*", Literal(-1, place=sign.place), operand, place=sign.place)

    def _parenthesis(self, place: int) -> Node:
        """Read on after `(`: an expression in parentheses, or an array."""
        if self.skip(")"):
            return Array((), place=place)
        first = self._expression(_ANYTHING)
        if self.skip(")"):
            return first
        items = [first]
        while self.skip(","):
            items.append(self._expression(_ANYTHING))
        self.require(")")
        return Array(tuple(items), place=place, depth=depth_over(items, place))

    def _list(self) -> tuple[Node, ...]:
        """Read values in parentheses, with commas between them."""
        self.require("(")
        items: list[Node] = []
        while not self.skip(")"):
            if items:
                self.require(",")
            items.append(self._expression(_ANYTHING))
        return tuple(items)

    def _array(self) -> Array:
        place = self.next.place
        items = self._list()
        return Array(items, place=place, depth=depth_over(items, place))

    def _array_operand(self) -> Node:
        """Read an operand of an array function: there, parentheses round one value make an array of it."""
        wrapped, place = self.next.lowered == "(", self.next.place
        found = self._expression(_ANYTHING)
        if wrapped and not isinstance(found, Array):
            return Array((found,), place=place, depth=depth_over((found,), place))
        return found

    def _word(self) -> Node:
        word = self.take()
        if word.lowered in {"true", "false"}:
            return Literal(word.lowered == "true", place=word.place)
        if word.lowered == "not":
            return call("not", self._expression(_NOT), place=word.place)
        if word.lowered in KEYWORDS:
            raise FilterError(
                word.place,
                f"«{word.content}» là từ khóa; nếu là tên thuộc tính, đặt trong dấu nháy kép",
                f"“{word.content}” is a keyword; where it is a property's name, put it in double quotes",
            )
        if self._opens_geometry(word):
            return read_geometry(self, word)
        return self._called(word) if self.next.lowered == "(" else Name(word.content, place=word.place)

    def _opens_geometry(self, word: Token) -> bool:
        if word.lowered not in GEOMETRIES:
            return False
        return self.next.lowered == "(" or (self.next.lowered == "z" and self.next_but_one.lowered == "(")

    def _called(self, word: Token) -> Node:
        """Read on after the name of what is written like a function."""
        if word.lowered in _INSTANTS:
            self.require("(")
            written = self.text()
            self.require(")")
            return Literal(_INSTANTS[word.lowered](written.content, written.place), place=word.place)
        if word.lowered == "interval":
            return self._interval(word.place)
        if word.lowered == "bbox":
            return read_box(self, word.place)
        name = CALLED.get(word.lowered, word.content)
        if name in ARRAYS:
            return call(name, *self._array_operands(), place=word.place)
        return call(name, *self._list(), place=word.place)

    def _array_operands(self) -> tuple[Node, Node]:
        self.require("(")
        left = self._array_operand()
        self.require(",")
        right = self._array_operand()
        self.require(")")
        return left, right

    def _interval(self, place: int) -> Interval:
        self.require("(")
        start = self._end()
        self.require(",")
        end = self._end()
        self.require(")")
        return Interval(start, end, place=place, depth=depth_over((start, end), place))

    def _end(self) -> Node | None:
        """Read one end of an interval: a day, a moment, `..`, or an expression."""
        if self.next.kind != "text":
            return self._expression(_ANYTHING)
        written = self.take()
        if written.content == OPEN:
            return None
        return Literal(scalars.read_instant(written.content, written.place), place=written.place)


_INSTANTS: dict[str, Callable[[str, int], date | datetime]] = {
    "date": scalars.read_day,
    "timestamp": scalars.read_moment,
}


def _negate(found: Call, negated: bool) -> Call:
    return call("not", found, place=found.place) if negated else found
