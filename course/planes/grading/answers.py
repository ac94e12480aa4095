"""In the learner's kernel: look up names and call functions for the judge, who holds the tests."""

from __future__ import annotations

import contextlib
import io
import linecache
import socket
import traceback
import types
from collections.abc import Callable
from typing import Any

from planes.grading import in_place, transport
from planes.grading.borrowing import Borrower


def line(sock: socket.socket, names: dict[str, Any]) -> Borrower:
    """Return this end of the line to the judge, which finds the learner's work in `names`."""

    def answer(request: tuple[Any, ...]) -> dict[str, Any]:
        match request:
            case ("call", name, data):
                return _call(lambda: names[name], borrower, data)
            case ("back", number, data):
                return _call(lambda: borrower.own(number), borrower, data)
            case ("run", source):
                return in_place.run(names, source)
        return _look_up(names, request[1])

    borrower = Borrower(sock, answer)
    return borrower


def _look_up(names: dict[str, Any], name: str) -> dict[str, Any]:
    if name not in names:
        return {"kind": "missing"}
    value = names[name]
    if isinstance(value, types.ModuleType):
        return {"kind": "module", "name": value.__name__}
    if callable(value):
        return {"kind": "callable", "name": str(getattr(value, "__name__", name))}
    return {"kind": "value", **_packed(value)}


def _call(find: Callable[[], Callable[..., Any]], borrower: Borrower, arguments: bytes) -> dict[str, Any]:
    positional, keywords = borrower.read(arguments)
    # Who gets a drawing draws: it is sent back in any case, and need not be looked at twice.
    before = [None if _is_drawing(argument) else _fingerprint(argument) for argument in positional]
    out, err = io.StringIO(), io.StringIO()
    try:
        function = find()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            value = function(*positional, **keywords)
        answer: dict[str, Any] = {"kind": "value", **_packed(value, borrower)}
    except BaseException as error:  # also classes of the learner's own: the judge waits for an answer
        answer = {"kind": "error", **_described(error)}
    after = [_fingerprint(argument) for argument in positional]
    changed = {index: now for index, now in enumerate(after) if now is not None and now != before[index]}
    return {**answer, "stdout": out.getvalue()[:100_000], "changed": changed}


def _fingerprint(argument: Any) -> bytes | None:
    """Return what an argument holds, to show whether a call changed it; None for what cannot change."""
    kind = type(argument)
    plain = isinstance(argument, (list, dict, set, bytearray)) or kind.__name__ == "ndarray"
    if not plain and not _is_drawing(argument):
        return None
    try:
        return transport.pack(argument)
    except Exception:
        return None


def _is_drawing(value: Any) -> bool:
    return type(value).__module__.startswith("matplotlib.")


def _packed(value: Any, borrower: Borrower | None = None) -> dict[str, Any]:
    """Return a value as bytes. Functions in it are to be called back, but for those that a figure keeps."""
    shown = type(value).__name__
    try:
        if borrower and not _is_drawing(value):
            return {"data": borrower.pack(value), "type": shown}
        if isinstance(value, types.FunctionType):
            return {"data": None, "type": shown}
        return {"data": transport.pack(value), "type": shown}
    except Exception:
        return {"data": None, "type": shown}


def _described(error: BaseException) -> dict[str, Any]:
    """Describe an error so that one of the same kind can be raised elsewhere."""
    return {
        "data": _packed(error)["data"],
        "classes": [kind.__name__ for kind in type(error).__mro__],
        "text": str(error)[:2000],
        "line": _line(error),
    }


def _line(error: BaseException) -> str:
    """Return the line of the learner's own code that an error came from."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)[1:]):
        line = linecache.getline(frame.filename, frame.lineno or 0).strip()
        if line and "site-packages" not in frame.filename:
            return line[:200]
    return ""
