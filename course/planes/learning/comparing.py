"""Comparing what came back with what was expected, by rules the answer cannot bend.

The value under test is a learner's: an object of their own class may say that it equals anything.
So types are settled first, and only the expected value's own type, or the bare built-in type,
is asked what is equal.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

Near = Callable[[Any, Any], bool]
_PLAIN = (str, bytes, int, float, complex, bool, type(None))


class Difference(NamedTuple):
    """The first place where two values differ: its path, such as `[2]['name']`, and what is there."""

    path: str
    expected: Any
    got: Any


def exactly(expected: Any, got: Any) -> bool:
    """Compare two numbers; NaN equals NaN."""
    return bool(expected == got or (expected != expected and got != got))


def within(rel: float, abs_: float) -> Near:
    """Return a comparison of numbers with relative tolerance `rel` and absolute tolerance `abs_`."""

    def near(expected: Any, got: Any) -> bool:
        if isinstance(expected, complex) or isinstance(got, complex):
            return abs(expected - got) <= max(rel * abs(expected), abs_)
        return exactly(expected, got) or math.isclose(expected, got, rel_tol=rel, abs_tol=abs_)

    return near


def is_of(value: object, wanted: type | tuple[type, ...]) -> bool:
    """Tell whether a value has a type, as a teacher would mean it.

    `float` is any real number, `int` any whole number, `bool` a truth value, NumPy's included; a
    truth value is no number. Looks at the type itself, not at what the object says its class is.
    """
    if isinstance(wanted, tuple):
        return any(is_of(value, one) for one in wanted)
    if wanted is bool:
        return _is_truth(value)
    if wanted in (int, float, complex):
        number = _number(value)
        allowed = {int: (int,), float: (int, float), complex: (int, float, complex)}[wanted]
        return number is not None and isinstance(number, allowed)
    return issubclass(type(value), wanted)


def difference(expected: Any, got: Any, near: Near = exactly, path: str = "") -> Difference | None:
    """Return the first difference between two values, or None where there is none.

    Args:
        expected: what the author of the test wrote.
        got: the learner's value; of any type, also one that pretends.
        near: compares two plain numbers.
        path: where inside the whole value these two stand.
    """
    here = Difference(path, expected, got)
    if isinstance(expected, bool) or _is_truth(expected):
        return None if _is_truth(got) and bool(expected) == bool(got) else here
    number = _number(expected)
    if number is not None:
        other = _number(got)
        return None if other is not None and near(number, other) else here
    if isinstance(expected, str):
        return None if issubclass(type(got), str) and str.__eq__(expected, got) is True else here
    if isinstance(expected, bytes):
        return None if issubclass(type(got), bytes) and bytes.__eq__(expected, got) is True else here
    for base, compare in _CONTAINERS.items():
        if isinstance(expected, base):
            return compare(expected, got, near, path) if issubclass(type(got), base) else here
    return None if _same_object(expected, got, near) else here


def _sequences(base: type) -> Callable[[Any, Any, Near, str], Difference | None]:
    def compare(expected: Any, got: Any, near: Near, path: str) -> Difference | None:
        left, right = list(base.__iter__(expected)), list(base.__iter__(got))  # type: ignore[attr-defined]
        for index, (one, other) in enumerate(zip(left, right, strict=False)):
            found = difference(one, other, near, f"{path}[{index}]")
            if found:
                return found
        return None if len(left) == len(right) else Difference(path, expected, got)

    return compare


def _sets(base: type) -> Callable[[Any, Any, Near, str], Difference | None]:
    def compare(expected: Any, got: Any, near: Near, path: str) -> Difference | None:
        left, right = list(base.__iter__(expected)), list(base.__iter__(got))  # type: ignore[attr-defined]
        same = len(left) == len(right) and all(_find(one, right, near) is not None for one in left)
        return None if same else Difference(path, expected, got)

    return compare


def _dicts(expected: Any, got: Any, near: Near, path: str) -> Difference | None:
    left, right = dict.items(expected), list(dict.items(got))
    keys = [key for key, _ in right]
    for key, value in left:
        index = _find(key, keys, near)
        if index is None:
            return Difference(path, expected, got)
        found = difference(value, right[index][1], near, f"{path}[{key!r}]")
        if found:
            return found
    return None if len(left) == len(right) else Difference(path, expected, got)


_CONTAINERS: dict[type, Callable[[Any, Any, Near, str], Difference | None]] = {
    list: _sequences(list),
    tuple: _sequences(tuple),
    dict: _dicts,
    set: _sets(set),
    frozenset: _sets(frozenset),
}


def _find(wanted: Any, among: list[Any], near: Near) -> int | None:
    """Return where `wanted` stands in a list; quick for plain values, careful for the rest."""
    if type(wanted) in _PLAIN and all(type(one) in _PLAIN for one in among) and wanted in among:
        return among.index(wanted)
    return next((i for i, one in enumerate(among) if difference(wanted, one, near) is None), None)


def _same_object(expected: Any, got: Any, near: Near) -> bool:
    """Compare values that are neither plain nor containers: same type, and that type's own equality."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(expected, numpy.ndarray):
        return type(got) is type(expected) and _same_array(expected, got, near)
    if type(got) is not type(expected):
        return False
    equals = getattr(type(expected), "equals", None)  # pandas: == would compare cell by cell
    if equals is not None:
        return bool(equals(expected, got))
    equal: Any = type(expected).__eq__
    return equal(expected, got) is True


def _same_array(expected: Any, got: Any, near: Near) -> bool:
    if expected.shape != got.shape:
        return False
    pairs: Iterable[tuple[Any, Any]] = zip(expected.ravel().tolist(), got.ravel().tolist(), strict=True)
    return all(difference(one, other, near) is None for one, other in pairs)


def _is_truth(value: object) -> bool:
    numpy = sys.modules.get("numpy")
    return type(value) is bool or (numpy is not None and type(value) is numpy.bool_)


def _number(value: object) -> int | float | complex | None:
    """Return a number as Python's own, None for anything else. Truth values are no numbers."""
    if _is_truth(value):
        return None
    for base, bare in ((int, int.__int__), (float, float.__float__), (complex, complex.__complex__)):
        if issubclass(type(value), base):
            return bare(value)  # type: ignore[arg-type]
    numpy = sys.modules.get("numpy")
    # Only NumPy's own scalar types: a subclass could bend `item`.
    if numpy is not None and issubclass(type(value), numpy.number) and type(value).__module__ == "numpy":
        return value.item()  # type: ignore[attr-defined]
    return None
