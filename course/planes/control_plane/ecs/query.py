"""The cluster query language of memberOf constraints and list filters.

Grammar: expressions `subject operator [argument]`, combined by and/&&, or/||, not/! and parentheses.
Source: ECSDG cluster-query-language.md. That `and` binds tighter than `or` is not published, but usual.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from planes.control_plane.ecs.errors import invalid

Facts = Mapping[str, object]
"""What is known of an instance, by subject. A subject may have several values (a set of strings)."""

Query = Callable[[Facts], bool]

_TOKEN = re.compile(
    r"\s*(?:(?P<list>\[[^\]]*\])|(?P<sign>&&|\|\||==|!=|>=|<=|=~|!~|>|<|\(|\)|!exists|!in\b|!)"
    r"|'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\"|(?P<word>[^\s()\[\]&|=<>!~]+))"
)
_OPERATORS = {
    "==": "equals", "!=": "not_equals", ">": "greater_than", ">=": "greater_than_equal", "<": "less_than",
    "<=": "less_than_equal", "!exists": "not_exists", "!in": "not_in", "=~": "matches", "!~": "not_matches",
}  # fmt: skip
_NEGATIVE = {"not_equals": "equals", "not_exists": "exists", "not_in": "in", "not_matches": "matches"}
_KNOWN = {*_OPERATORS.values(), "exists", "in"}
_SUBJECTS = {
    "agentConnected",
    "agentVersion",
    "ec2InstanceId",
    "registeredAt",
    "runningTasksCount",
    "task:group",
}


@lru_cache(maxsize=256)
def parse(expression: str) -> Query:
    """Return a test for instances.

    Raises:
        EcsError: InvalidParameterException if the expression is not in the language.
    """
    return _Parser(expression).parse()


class _Parser:
    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._tokens = self._split()
        self._next = 0

    def _fault(self, why: str) -> Exception:
        return invalid(f"Invalid expression: {self._expression!r}: {why}.")

    def _split(self) -> list[tuple[str, str]]:
        tokens, position, text = [], 0, self._expression.strip()
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                raise self._fault(f"cannot read {text[position:]!r}")
            kind = match.lastgroup or ""
            tokens.append(("value" if kind in ("single", "double") else kind, match.group(kind)))
            position = match.end()
        return tokens

    def parse(self) -> Query:
        query = self._any()
        if self._next < len(self._tokens):
            raise self._fault(f"unexpected {self._tokens[self._next][1]!r}")
        return query

    def _take(self, *texts: str) -> bool:
        if self._next < len(self._tokens) and self._tokens[self._next] in (
            (kind, text) for kind in ("word", "sign") for text in texts
        ):
            self._next += 1
            return True
        return False

    def _pop(self, *kinds: str) -> str:
        if self._next >= len(self._tokens):
            raise self._fault("it ends too early")
        kind, text = self._tokens[self._next]
        if kind not in kinds:
            raise self._fault(f"unexpected {text!r}")
        self._next += 1
        return text

    def _any(self) -> Query:
        parts = [self._all()]
        while self._take("or", "||"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else lambda facts: any(part(facts) for part in parts)

    def _all(self) -> Query:
        parts = [self._one()]
        while self._take("and", "&&"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda facts: all(part(facts) for part in parts)

    def _one(self) -> Query:
        if self._take("not", "!"):
            inner = self._one()
            return lambda facts: not inner(facts)
        if self._take("("):
            inner = self._any()
            if not self._take(")"):
                raise self._fault("a parenthesis is not closed")
            return inner
        return self._comparison()

    def _comparison(self) -> Query:
        subject = self._pop("word")
        if not subject.startswith("attribute:") and subject not in _SUBJECTS:
            raise self._fault(f"{subject!r} is not a subject")
        sign = self._pop("word", "sign")
        operator = _OPERATORS.get(sign, sign)
        if operator not in _KNOWN:
            raise self._fault(f"{sign!r} is not an operator")
        positive = _NEGATIVE.get(operator, operator)
        test = self._test(positive)
        negated = positive != operator
        return lambda facts: _holds(facts.get(subject), test) != negated

    def _test(self, operator: str) -> Callable[[str], bool]:
        if operator == "exists":
            return lambda value: True
        if operator == "in":
            options = [item.strip().strip("'\"") for item in self._pop("list")[1:-1].split(",")]
            return lambda value: value in options
        argument = self._pop("word", "value")
        if operator == "matches":
            try:
                pattern = re.compile(argument)
            except re.error:
                raise self._fault(f"{argument!r} is not a regular expression") from None
            return lambda value: pattern.fullmatch(value) is not None
        if operator == "equals":
            return lambda value: value == argument
        return lambda value: _compare(_order(value), operator, _order(argument))


def _holds(value: object, test: Callable[[str], bool]) -> bool:
    """Return whether a subject passes; a subject that is not there passes nothing."""
    if value is None:
        return False
    if isinstance(value, set | frozenset | list | tuple):
        return any(test(item) for item in value)
    return test(value) if isinstance(value, str) else test(str(value).lower())


def _order(text: str) -> list[tuple[int, str]]:
    """Return a key that orders numbers, versions and dates: parts of digits compare as numbers."""
    return [
        (int(part), "") if part.isdigit() else (-1, part) for part in re.findall(r"\d+|[^\d.:T+-]+", text)
    ]


def _compare(left: list[tuple[int, str]], operator: str, right: list[tuple[int, str]]) -> bool:
    if operator.startswith("greater"):
        return left > right or (operator.endswith("equal") and left == right)
    return left < right or (operator.endswith("equal") and left == right)
