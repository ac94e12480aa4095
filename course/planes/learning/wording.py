"""Values, calls and types in words, short enough for one line."""

from __future__ import annotations

import inspect
import linecache
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_LONGEST = 120


def short(value: object, longest: int = _LONGEST) -> str:
    """Return `repr(value)` on one line, its middle left out where it is longer than `longest`."""
    try:
        text = " ".join(repr(value).split())
    except Exception:
        text = f"<{type(value).__name__} object>"
    if len(text) <= longest:
        return text
    head, tail = longest * 3 // 4, longest // 4 - 3
    return f"{text[:head]} … {text[-tail:]}"


def is_short(value: object) -> bool:
    """Tell whether `short` shows the whole value."""
    return " … " not in short(value)


def call(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """Return the call as a learner would write it."""
    name = getattr(function, "__name__", type(function).__name__)
    room = max(20, _LONGEST // max(1, len(args) + len(kwargs)))
    parts = [short(value, room) for value in args]
    parts += [f"{key}={short(value, room)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(parts)})"


def kind(value: object) -> str:
    """Return the type of a value with its article: "a list", "an int", "None"."""
    return "None" if value is None else type_name(type(value))


def type_name(wanted: type | tuple[type, ...]) -> str:
    """Return a type, or several, in words: "a float", "a list or a tuple"."""
    if isinstance(wanted, tuple):
        return " or ".join(type_name(one) for one in wanted)
    if wanted is type(None):
        return "None"
    article = "an" if wanted.__name__[0].lower() in "aeiou" else "a"
    return f"{article} {wanted.__name__}"


def got(value: object) -> str:
    """Return what came back: the value and, where the value does not say it, its type."""
    if inspect.isgenerator(value):
        return "a generator; list(…) makes a list of it"
    if value is None or isinstance(value, bool | int | str | list | dict | set):
        return short(value)
    return f"{short(value)} ({kind(value)})"


def raised(error: BaseException) -> str:
    """Return an error and the line of the learner's code that it came from."""
    text = f"the error {type(error).__name__}: {error}" if str(error) else f"the error {type(error).__name__}"
    frames = traceback.extract_tb(error.__traceback__)
    # A notebook's cells are registered in linecache under names that are not files.
    for frame in reversed(frames):
        line = linecache.getline(frame.filename, frame.lineno or 0).strip()
        if line and "site-packages" not in frame.filename:
            return f"{' '.join(text.split())}, at: {line}"
    return " ".join(text.split())
