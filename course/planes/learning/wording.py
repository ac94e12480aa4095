"""Values, calls and types in words, short enough for one line."""

from __future__ import annotations

import contextlib
import inspect
import itertools
import linecache
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

# With the ten characters that say what a line is about, a line has about a hundred.
_LONGEST = 90
_LONGEST_ERROR = 200
_SMALL, _LONGEST_SMALL = 10, 200  # items, and characters for so few, which then take two lines
_SHORTEST = 20
_NUMBER = 12  # characters of a number where not all numbers have room
_FEW = 32  # with less there is no room to show an end besides the beginning
_BRACKETS: dict[type, Sequence[str]] = {
    list: "[]",
    tuple: "()",
    set: "{}",
    frozenset: ("frozenset({", "})"),
    dict: "{}",
}


def short(value: object, longest: int = _LONGEST) -> str:
    """Return `repr(value)` on one line; where it is longer than `longest`, say how much was left out."""
    text = whole(value)
    if len(text) <= longest:
        return text
    if isinstance(value, float):
        return f"{value:.6g}"
    if type(value) not in _BRACKETS:
        return cut(text, longest)
    left, right = _BRACKETS[type(value)]
    return f"{left}{_fewer_items(value, longest - len(left) - len(right))}{right}"


def short_or_small(value: object) -> str:
    """Return what `short` does, but a container of few short items as a whole."""
    small = type(value) in _BRACKETS and len(value) <= _SMALL  # type: ignore[arg-type]
    return short(value, _LONGEST_SMALL if small and len(whole(value)) <= _LONGEST_SMALL else _LONGEST)


def is_short(value: object) -> bool:
    """Tell whether `short` shows the whole value."""
    return len(whole(value)) <= _LONGEST


def whole(value: object) -> str:
    """Return `repr(value)` on one line, NumPy's numbers as plain ones: 2.0 and not np.float64(2.0)."""
    try:
        with _plain_numbers():
            return " ".join(repr(value).split())
    except Exception:
        return f"<{type(value).__name__} object>"


def cut(text: str, longest: int) -> str:
    """Leave out the middle of a text that is too long, and say how many characters that are."""
    if len(text) <= longest:
        return text
    if longest < _FEW:
        room = max(1, longest - len(f" … {len(text)} more"))
        return f"{text[:room]} … {len(text) - room} more"
    room = longest - len(f" … {len(text)} characters … ")
    tail = room // 4
    head = room - tail
    return f"{text[:head]} … {len(text) - room} characters … {text[len(text) - tail :]}"


def apart(got: object, expected: object, longest: int = _LONGEST) -> tuple[str, str]:
    """Return two values as `short` does, and where that would hide their difference, from there on."""
    texts = whole(got), whole(expected)
    alike = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False))
    same = sum(1 for _ in alike)
    if max(map(len, texts)) <= longest or same < longest // 3:
        return short(got, longest), short(expected, longest)
    start = same - _SHORTEST // 2
    room = longest - len(f"{start} characters … ")
    left, right = (f"{start} characters … {cut(text[start:], room)}" for text in texts)
    return left, right


def call(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """Return the call as a learner would write it; long arguments share the room there is."""
    name = getattr(function, "__name__", type(function).__name__)
    values = [*args, *kwargs.values()]
    rooms = _shared(_LONGEST - len(name), [len(whole(value)) for value in values])
    parts = [short(value, room) for value, room in zip(values, rooms, strict=True)]
    names = [""] * len(args) + [f"{key}=" for key in kwargs]
    return f"{name}({', '.join(map(''.join, zip(names, parts, strict=True)))})"


def _shared(room: int, wanted: Sequence[int]) -> list[int]:
    """Share a number of characters: who wants little gets it, the others get equal parts of the rest."""
    shares = [0] * len(wanted)
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    for count, index in zip(range(len(wanted), 0, -1), order, strict=True):
        shares[index] = max(_SHORTEST, min(wanted[index], room // count))
        room -= shares[index]
    return shares


def _fewer_items(value: Any, longest: int) -> str:
    """Return the first and the last items of a container, and how many are left out between them."""
    count = len(value)
    room = longest - (len(f", … {count} more …, ") if count > 1 else 0)
    head = _while_there_is_room(_items(value, room), room * 3 // 4)
    head = head or _while_there_is_room(_items(value, room), room)
    if not head:
        return f"… {count} item{'s' * (count > 1)} …"
    room -= len(", ".join(head))
    tail = _while_there_is_room(itertools.islice(_items(value, room, last=True), count - len(head)), room)
    left_out = count - len(head) - len(tail)
    return ", ".join([*head, *([f"… {left_out} more …"] if left_out else []), *reversed(tail)])


def _items(value: Any, longest: int, last: bool = False) -> Iterator[str]:
    """Yield the items of a container in words, from its first or from its last."""
    if isinstance(value, dict):
        for key in reversed(value) if last else value:
            name = short(key, longest // 2)
            yield f"{name}: {short(value[key], longest - len(name) - 2)}"
    else:
        items = value if isinstance(value, list | tuple) else list(value)
        for item in reversed(items) if last else items:
            yield short(item, min(longest, _NUMBER) if isinstance(item, float) else longest)


def _while_there_is_room(items: Iterator[str], room: int) -> list[str]:
    kept: list[str] = []
    for item in items:
        room -= len(item)
        if room < 0:
            break
        kept.append(item)
        room -= len(", ")
    return kept


def _plain_numbers() -> contextlib.AbstractContextManager[Any]:
    numpy = sys.modules.get("numpy")
    # NumPy wrote its numbers as plain ones up to this version of itself, also inside of lists.
    return numpy.printoptions(legacy="1.25") if numpy is not None else contextlib.nullcontext()


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


def got(value: object, words: str = "") -> str:
    """Return what came back: the value and, where the value does not say it, its type.

    Args:
        value: what came back.
        words: the value in words, where `short` is not what is wanted.
    """
    if inspect.isgenerator(value):
        return "a generator; list(…) makes a list of it"
    words = words or short(value)
    if value is None or isinstance(value, bool | int | str | list | dict | set):
        return words
    return f"{words} ({kind(value)})"


def raised(error: BaseException) -> str:
    """Return an error and the line of the learner's code that it came from."""
    text = f"the error {type(error).__name__}: {error}" if str(error) else f"the error {type(error).__name__}"
    text = cut(" ".join(text.split()), _LONGEST_ERROR)
    frames = traceback.extract_tb(error.__traceback__)
    # A notebook's cells are registered in linecache under names that are not files.
    for frame in reversed(frames):
        line = linecache.getline(frame.filename, frame.lineno or 0).strip()
        if line and "site-packages" not in frame.filename:
            return f"{text}, at: {cut(line, _LONGEST)}"
    return text
