"""The judge's end of live objects: a test's world or client stays here, the learner's code gets a handle.

The learner's code may read public attributes of what was lent, call it, index it and walk through it. It
never holds the object itself, so it cannot replace a method, a response or a clock under a running test.
Functions of the learner's come the other way: here they are stand-ins that call back.
"""

from __future__ import annotations

import dataclasses
import enum
import io
import itertools
import pickle
import types
from collections.abc import Callable
from typing import Any

from planes.grading import transport

_LIVE = (
    "botocore.client",
    "botocore.paginate",
    "botocore.waiter",
    "planes.clients",
    "planes.clock",
    "planes.control_plane",
    "planes.data_plane",
    "planes.events",
    "planes.registry",
    "planes.world",
)
_CLIENT_NAMES = frozenset({"can_paginate", "get_paginator", "get_waiter"})
# What an answer may use of a world: time, clients, what happened. The rest changes what a test relies on.
_MAY_USE = {
    "World": frozenset(
        {"account", "client", "clock", "epoch", "events", "is_down", "now", "region", "run", "zones"}
    ),
    "Clock": frozenset({"now"}),
    "EventLog": frozenset({"where"}),
}
_FUNCTIONS = (types.FunctionType, types.MethodType)
_MOST_ITEMS = 100_000


class Lender:
    """What one test cell lent, and what the learner's code does with it."""

    def __init__(self, call_back: Callable[[int, bytes], Any]) -> None:
        self._call_back = call_back
        self._lent: list[Any] = []
        self._ids: dict[int, int] = {}
        self.refused = ""

    def pack(self, value: Any) -> bytes:
        """Return a value as bytes; what is live in it stays here."""
        buffer = io.BytesIO()
        _Writer(buffer, self).dump(value)
        return buffer.getvalue()

    def read(self, data: bytes) -> Any:
        """Build what the learner's process sent, with what was lent in its place."""
        return transport.read_suspiciously(data, self._returned)

    def lend(self, value: Any) -> int:
        """Return the number under which a live object is lent. A bound method is a new object every time."""
        if id(value) not in self._ids:
            self._lent.append(value)
            self._ids[id(value)] = len(self._lent) - 1
        return self._ids[id(value)]

    def _returned(self, name: Any) -> Any:
        match name:
            case ("lent", int(number)) if 0 <= number < len(self._lent):
                return self._lent[number]
            case ("own", int(number)):
                return self._stand_in(number)
        raise transport.RefusedError("a handle that nobody gave out")

    def _stand_in(self, number: int) -> Callable[..., Any]:
        def function(*positional: Any, **keywords: Any) -> Any:
            return self._call_back(number, self.pack((positional, keywords)))

        return function

    def use(self, request: dict[str, Any]) -> dict[str, Any]:
        """Do what the learner's code asks of something lent, and return the answer to send."""
        try:
            target = self._returned(("lent", request.get("id")))
            value = self._do(target, str(request.get("what")), *self.read(request["data"]))
            return {"kind": "used", "data": self.pack(value)}
        except transport.RefusedError as refused:
            self.refused = self.refused or str(refused)
            return {"kind": "used", "error": self.pack(AttributeError(f"not while grading: {refused}"))}
        except Exception as error:
            return {"kind": "used", "error": _packed_error(self, error)}

    def _do(self, target: Any, what: str, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        match what, *positional:
            case "get", str(name):
                return _public(target, name)
            case "call", *_:
                return target(*positional, **keywords)
            case "item", key:
                return target[key]
            case "contains", key:
                return key in target
            case ("length",):
                return len(target)
            case ("items",):
                return list(itertools.islice(target, _MOST_ITEMS))
            case ("text",):
                return repr(target)
        raise transport.RefusedError(f"{what} of {type(target).__name__}")


def _public(target: Any, name: str) -> Any:
    """Return a public attribute; of a client its operations only, which leaves out its inner events."""
    kind = type(target)
    if name.startswith("_") or isinstance(target, _FUNCTIONS):
        raise AttributeError(f"{kind.__name__!r} object has no attribute {name!r}")
    if kind.__module__ == "botocore.client":
        if (
            name not in target.meta.method_to_api_mapping
            and name not in _CLIENT_NAMES
            and hasattr(target, name)
        ):
            raise transport.RefusedError(f"{name} of a client")
    elif kind.__module__.startswith("planes.") and name not in _MAY_USE.get(kind.__name__, (name,)):
        if hasattr(target, name):
            raise transport.RefusedError(f"{name} of a {kind.__name__}")
    elif kind.__module__.startswith("botocore.") and name not in ("wait", "paginate", "build_full_result"):
        raise transport.RefusedError(f"{name} of a {kind.__name__}")
    return getattr(target, name)


def _packed_error(lender: Lender, error: Exception) -> bytes:
    response = getattr(error, "response", None)
    if isinstance(response, dict):  # botocore makes the classes of these errors as it goes
        found = {"name": type(error).__name__, "response": response}
        return lender.pack({**found, "operation": str(getattr(error, "operation_name", ""))})
    try:
        data = lender.pack(error)
        lender.read(data)
        return data
    except Exception:
        return lender.pack(RuntimeError(f"{type(error).__name__}: {error}"))


def is_live(value: Any) -> bool:
    """Whether a value is lent rather than copied: it belongs to a running model, or is a test's function."""
    if isinstance(value, types.MethodType):
        return is_live(value.__self__)
    if isinstance(value, types.FunctionType):
        return transport.is_own(value)
    kind = type(value)
    if not kind.__module__.startswith(_LIVE) or isinstance(value, (type, enum.Enum, BaseException, tuple)):
        return False
    parameters = getattr(kind, "__dataclass_params__", None)
    return not (dataclasses.is_dataclass(kind) and parameters is not None and parameters.frozen)


# Most of what is sent: not worth a closer look.
_PLAIN = frozenset({bool, bytes, dict, float, int, list, str, tuple, type(None)})


class _Writer(pickle.Pickler):
    def __init__(self, buffer: io.BytesIO, lender: Lender) -> None:
        super().__init__(buffer, protocol=5)
        self._lender = lender

    def persistent_id(self, value: Any) -> Any:
        if type(value) in _PLAIN:
            return None
        return ("lent", self._lender.lend(value)) if is_live(value) else None
