"""In the learner's kernel: look up names and call functions for the judge, who holds the tests."""

from __future__ import annotations

import contextlib
import io
import linecache
import pickle
import socket
import traceback
import types
from collections.abc import Callable
from typing import Any

from planes.grading import in_place, transport


def serve(sock: socket.socket, names: dict[str, Any]) -> None:
    """Answer one request that is waiting on the socket."""
    request = pickle.loads(transport.receive(sock))
    match request[0]:
        case "call":
            answer = _call(names, *request[1:])
        case "run":
            answer = in_place.run(names, request[1])
        case _:
            answer = _look_up(names, request[1])
    transport.send(sock, answer)


def _look_up(names: dict[str, Any], name: str) -> dict[str, Any]:
    if name not in names:
        return {"kind": "missing"}
    value = names[name]
    if isinstance(value, types.ModuleType):
        return {"kind": "module", "name": value.__name__}
    if callable(value):
        return {"kind": "callable", "name": str(getattr(value, "__name__", name))}
    return {"kind": "value", **_packed(value)}


def _call(names: dict[str, Any], name: str, arguments: bytes) -> dict[str, Any]:
    positional, keywords = pickle.loads(arguments)
    before = [_fingerprint(argument) for argument in positional]
    out, err = io.StringIO(), io.StringIO()
    try:
        function: Callable[..., Any] = names[name]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            value = function(*positional, **keywords)
        answer: dict[str, Any] = {"kind": "value", **_packed(value)}
    except (Exception, SystemExit, KeyboardInterrupt) as error:
        answer = {"kind": "error", **_described(error)}
    changed = {
        index: pickle.dumps(argument)
        for index, argument in enumerate(positional)
        if before[index] is not None and _fingerprint(argument) != before[index]
    }
    return {**answer, "stdout": out.getvalue()[:100_000], "changed": changed}


def _fingerprint(argument: Any) -> bytes | None:
    """Return what shows whether a call changed an argument; None for what has no changeable content."""
    if not isinstance(argument, (list, dict, set, bytearray)) and type(argument).__name__ != "ndarray":
        return None
    try:
        return pickle.dumps(argument)
    except Exception:
        return None


def _packed(value: Any) -> dict[str, Any]:
    shown = type(value).__name__
    try:
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
