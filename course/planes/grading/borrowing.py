"""The learner's end of live objects: handles on what a test lent, and functions that the judge calls back."""

from __future__ import annotations

import io
import pickle
import socket
import types
from collections.abc import Callable, Iterator
from typing import Any

from planes.grading import transport


class Handle:
    """Stands for an object that stays with the judge. Code uses it as if it were the object."""

    def __init__(self, borrower: Borrower, number: int) -> None:
        object.__setattr__(self, "_handle", (borrower, number))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"no attribute {name!r}")
        borrower, number = self._handle
        return borrower.errors if name == "exceptions" else borrower.use("get", number, name)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{name!r} cannot be set")

    def __call__(self, *positional: Any, **keywords: Any) -> Any:
        """Have the judge call it."""
        borrower, number = self._handle
        return borrower.use("call", number, *positional, **keywords)

    def __getitem__(self, key: Any) -> Any:
        borrower, number = self._handle
        return borrower.use("item", number, key)

    def __contains__(self, key: Any) -> bool:
        borrower, number = self._handle
        return bool(borrower.use("contains", number, key))

    def __len__(self) -> int:
        borrower, number = self._handle
        return int(borrower.use("length", number))

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Any]:
        borrower, number = self._handle
        return iter(borrower.use("items", number))

    def __repr__(self) -> str:
        borrower, number = self._handle
        return str(borrower.use("text", number))

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Handle) and self._handle == other._handle

    def __hash__(self) -> int:
        return hash(self._handle[1])


class _Errors:
    """A client's `exceptions`: one class for each error code, the same every time."""

    def __init__(self) -> None:
        self._known: dict[str, type[Exception]] = {}

    def __getattr__(self, name: str) -> type[Exception]:
        from botocore.exceptions import ClientError

        if name.startswith("_"):
            raise AttributeError(name)
        if name == "ClientError":
            return ClientError
        return self._known.setdefault(name, type(name, (ClientError,), {}))


class Borrower:
    """The line to the judge while a test calls the learner's code."""

    def __init__(self, sock: socket.socket, answer: Callable[[tuple[Any, ...]], dict[str, Any]]) -> None:
        self._sock, self._answer = sock, answer
        self._own: list[Callable[..., Any]] = []
        self.errors = _Errors()
        self.calls = 0  # how many calls of the judge's are under way

    def serve(self) -> None:
        """Answer one request that is waiting."""
        self._reply(pickle.loads(transport.receive(self._sock)))

    def _reply(self, numbered: tuple[str, tuple[Any, ...]]) -> None:
        number, request = numbered
        self.calls += 1
        try:
            answer = self._answer(request)
        finally:
            self.calls -= 1
        transport.send(self._sock, {**answer, "number": number})

    def use(self, what: str, number: int, *positional: Any, **keywords: Any) -> Any:
        """Have the judge do something with what it lent. It may call back before it answers."""
        if not self.calls:
            raise RuntimeError("what a test hands to a function can be used during that call only")
        request = {"kind": "use", "what": what, "id": number, "data": self.pack((positional, keywords))}
        transport.send(self._sock, request)
        while True:
            answer = pickle.loads(transport.receive(self._sock))
            if isinstance(answer, dict):
                break
            self._reply(answer)
        if "error" in answer:
            raise self._error(self.read(answer["error"]))
        return self.read(answer["data"])

    def _error(self, found: Any) -> BaseException:
        if isinstance(found, dict):
            kind: Any = getattr(self.errors, found["name"])
            error: BaseException = kind(found["response"], found["operation"])
            return error
        assert isinstance(found, BaseException)
        return found

    def own(self, number: int) -> Callable[..., Any]:
        """Return the function of the learner's that the judge knows under a number."""
        return self._own[number]

    def pack(self, value: Any) -> bytes:
        """Return a value as bytes: handles as what they stand for, functions to be called back."""
        buffer = io.BytesIO()
        _Writer(buffer, self).dump(value)
        return buffer.getvalue()

    def read(self, data: bytes) -> Any:
        """Build what the judge sent, with handles on what it lent."""
        return _Reader(io.BytesIO(data), self).load()

    def name(self, value: Any) -> Any:
        """Return what stands for a value on the line, if it is not to be copied."""
        if type(value) is Handle:
            return "lent", value._handle[1]
        if isinstance(value, (types.FunctionType, types.MethodType)) and transport.is_own(value):
            self._own.append(value)
            return "own", len(self._own) - 1
        return None


class _Writer(transport.Writer):
    def __init__(self, buffer: io.BytesIO, borrower: Borrower) -> None:
        super().__init__(buffer, protocol=5)
        self._borrower = borrower

    def persistent_id(self, value: Any) -> Any:
        return self._borrower.name(value)


class _Reader(pickle.Unpickler):
    def __init__(self, buffer: io.BytesIO, borrower: Borrower) -> None:
        super().__init__(buffer)
        self._borrower = borrower

    def persistent_load(self, name: Any) -> Any:
        kind, number = name
        return Handle(self._borrower, number) if kind == "lent" else self._borrower.own(number)
