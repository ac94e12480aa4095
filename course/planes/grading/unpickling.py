"""Build a value from a pickle that a learner's process sent, and do nothing else that the pickle asks for."""

from __future__ import annotations

import io
import pickle
import zoneinfo
from collections.abc import Callable
from typing import Any, ClassVar

from planes.grading import trust
from planes.grading.trust import RefusedError


class _NotPlainError(Exception):
    """More than numbers, text and their containers."""


class _Plain(pickle.Unpickler):
    """Reads what needs no class and no handle, which is nearly everything, at full speed."""

    def find_class(self, module: str, name: str) -> Any:
        raise _NotPlainError

    def persistent_load(self, name: Any) -> Any:
        raise _NotPlainError


_InPython: Any = pickle._Unpickler  # the one whose steps can be looked at


class _Careful(_InPython):
    """Looks at every step by which a pickle makes or changes an object."""

    dispatch: ClassVar[dict[int, Callable[..., None]]] = dict(_InPython.dispatch)

    def __init__(self, data: bytes, returned: Callable[[Any], Any] | None) -> None:
        super().__init__(io.BytesIO(data))
        self._returned = returned
        self._makers: list[Any] = [zoneinfo.ZoneInfo._unpickle]  # type: ignore[attr-defined]
        self._not_ours: list[Any] = []  # what handles stand for: kept, so that no other object has its id

    def find_class(self, module: str, name: str) -> Any:
        found = trust.find(module, name)
        if trust.is_maker(module, name):
            self._makers.append(found)
        return found

    def persistent_load(self, name: Any) -> Any:
        if self._returned is None:
            raise RefusedError("a handle that nobody gave out")
        self._not_ours.append(self._returned(name))
        return self._not_ours[-1]

    def load_reduce(self) -> None:
        maker = self.stack[-2]
        known = trust.may_make(maker) if isinstance(maker, type) else maker in self._makers
        if not known:
            raise RefusedError("a call in place of a value")
        super().load_reduce()

    def load_build(self) -> None:
        self._check_target(self.stack[-2])
        trust.check_state(self.stack[-2], self.stack[-1])
        super().load_build()

    def _check_target(self, target: Any) -> None:
        if any(target is one for one in self._not_ours):
            raise RefusedError("a change of what was lent")


def _steps_to_check() -> None:
    dispatch = _Careful.dispatch
    dispatch[pickle.REDUCE[0]] = _Careful.load_reduce
    dispatch[pickle.BUILD[0]] = _Careful.load_build
    for code, depth in ((pickle.APPEND, 2), (pickle.SETITEM, 3), *((code, 0) for code in _TO_MARK)):
        dispatch[code[0]] = _checked(dispatch[code[0]], depth)
    for code in (pickle.INST, pickle.OBJ, pickle.EXT1, pickle.EXT2, pickle.EXT4):  # of no pickle today
        dispatch[code[0]] = _refused


_TO_MARK = (pickle.APPENDS, pickle.SETITEMS, pickle.ADDITEMS)


def _checked(step: Callable[[Any], None], depth: int) -> Callable[[Any], None]:
    """Return a step that fills a container, for containers of the pickle's own only."""

    def checked(self: _Careful) -> None:
        self._check_target(self.stack[-depth] if depth else self.metastack[-1][-1])
        step(self)

    return checked


def _refused(self: _Careful) -> None:
    raise RefusedError("a pickle of an old kind")


_steps_to_check()


def read_suspiciously(data: bytes, returned: Callable[[Any], Any] | None = None) -> Any:
    """Build a value from a learner's pickle, if it is made of trusted classes only.

    Args:
        data: the pickle.
        returned: finds what a handle in it stands for; without it, handles are refused.

    Raises:
        RefusedError: it is not, or it is no pickle at all.
    """
    try:
        try:
            return _Plain(io.BytesIO(data)).load()
        except _NotPlainError:
            return _Careful(data, returned).load()
    except RefusedError:
        raise
    except Exception as error:
        raise RefusedError(f"something that cannot be read back ({type(error).__name__})") from None
