"""`expect`: call the learner's function once and check what comes back, one idea after the other."""

from __future__ import annotations

import contextlib
import copy
import io
from collections.abc import Callable
from typing import Any, NoReturn

from planes.learning import wording
from planes.learning.comparing import Near, difference, exactly, is_of, within
from planes.learning.verdicts import CodeRaised, NotTried, Unmet, WrongAnswer

_ROOM = 32  # characters each for a long value and for the place in it that is wrong


class Expectation:
    """One call, or one value, and what is expected of it. Each check returns the expectation itself."""

    def __init__(self, title: str, what: str, value: Any = None, error: BaseException | None = None) -> None:
        self._title, self._what = title, what
        self._value, self._error = value, error

    def returns(self, wanted: type | tuple[type, ...], nudge: str = "") -> Expectation:
        """Check the type. `float` accepts every real number, `int` every whole one, NumPy's too."""
        value = self._result(wording.type_name(wanted), nudge)
        if not is_of(value, wanted):
            self._fail(WrongAnswer, wording.got(value), wording.type_name(wanted), nudge)
        return self

    is_a = returns

    def equal(self, expected: Any, nudge: str = "") -> Expectation:
        """Check for equality: plain values, containers of them, arrays, or objects of one type."""
        return self._compare(expected, exactly, "", nudge)

    def close(self, expected: Any, rel: float = 1e-6, abs: float = 0.0, nudge: str = "") -> Expectation:
        """Check numbers, or containers of numbers, within a relative or an absolute tolerance."""
        return self._compare(expected, within(rel, abs), "about ", nudge)

    def raises(self, wanted: type[BaseException], nudge: str = "") -> Expectation:
        """Check that the call raised this error, or a more special one."""
        expected = f"the error {wanted.__name__}"
        if self._error is None:
            self._fail(WrongAnswer, wording.got(self._value), expected, nudge)
        if not issubclass(type(self._error), wanted):
            self._result(expected, nudge)
        return self

    def satisfies(self, holds: Callable[[Any], Any], words: str, nudge: str = "") -> Expectation:
        """Check that `holds(value)` is true; `words` say what that means: "an axis with a log scale"."""
        value = self._result(words, nudge)
        try:
            kept = bool(holds(value))
        except Exception:
            kept = False  # a value so wrong that the question makes no sense of it
        if not kept:  # the words may name any item: a small value is shown as a whole
            self._fail(WrongAnswer, wording.got(value, wording.short_or_small(value)), words, nudge)
        return self

    def _compare(self, expected: Any, near: Near, about: str, nudge: str) -> Expectation:
        value = self._result(about + wording.short(expected), nudge)
        found = difference(expected, value, near)
        if found:
            got, words = wording.apart(value, expected)
            # In a long value the learner needs to be told where to look.
            if found.path and not (wording.is_short(value) and wording.is_short(expected)):
                got, words = wording.short(value, _ROOM), wording.short(expected, _ROOM)
                place = found.path if len(found.path) <= _ROOM else f"…{found.path[-_ROOM:]}"
                at = f", at {place}: "
                here, there = (at + one for one in wording.apart(found.got, found.expected, _ROOM))
                self._fail(WrongAnswer, wording.got(value, got) + here, about + words + there, nudge)
            self._fail(WrongAnswer, wording.got(value, got), about + words, nudge)
        return self

    def _result(self, expected: str, nudge: str) -> Any:
        """Return the value, or fail because the code raised an error in its place."""
        if isinstance(self._error, NotImplementedError):
            self._fail(NotTried, "nothing yet: the line raise NotImplementedError() is still there", expected)
        if self._error is not None:
            self._fail(CodeRaised, wording.raised(self._error), expected, nudge)
        return self._value

    def _fail(self, verdict: type[Unmet], got: str, expected: str, nudge: str = "") -> NoReturn:
        lines = [f"{self._title + ':':<10}{self._what}", f"Got:      {got}", f"Expected: {expected}"]
        if verdict is NotTried:
            nudge = "Replace that line by your answer, run its cell, then run this one again."
        if nudge:
            lines.append(f"Look at:  {nudge}")
        raise verdict("\n".join(lines)) from None

    def _ipython_display_(self) -> None:
        # The last expectation of a cell says that it was met. As displayed data, not as the cell's
        # value: nbgrader reads the value of a test cell as partial credit.
        from IPython.display import display

        display({"text/plain": "As expected."}, raw=True)


def expect(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Expectation:
    """Call a learner's function and return an expectation about the outcome.

    The function gets deep copies, so that it cannot change what the test compares with. What it
    writes to stderr is dropped: nbgrader would take the points of a test cell for it.
    """
    what = wording.call(function, args, kwargs)
    if not callable(function):
        return Expectation("Call", what, error=TypeError(f"{wording.short(function)} is not a function"))
    given = _copy(args), _copy(kwargs)
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            return Expectation("Call", what, value=function(*given[0], **given[1]))
    except (Exception, SystemExit) as error:
        return Expectation("Call", what, error=error)


def expect_value(name: str, value: Any) -> Expectation:
    """Return an expectation about a variable. `None` and `...` count as not tried."""
    if value is None or value is ...:
        return Expectation("Value", name, error=NotImplementedError())
    return Expectation("Value", name, value=value)


def _copy(arguments: Any) -> Any:
    try:
        return copy.deepcopy(arguments)
    except Exception:
        return arguments  # such as a generator or an open client: nothing to compare with later
