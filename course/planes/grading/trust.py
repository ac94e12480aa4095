"""What the judge builds from a learner's pickle: classes whose objects hold data and tell no lies."""

from __future__ import annotations

import builtins
import dataclasses
import enum
import functools
import importlib
import sys
import types
import zoneinfo
from collections.abc import Callable
from typing import Any

# Modules, with what lies below them, whose classes hold data.
_DATA = (
    "boto3.exceptions",
    "botocore.exceptions",
    "collections",
    "cycler",
    "datetime",
    "dateutil.relativedelta",
    "dateutil.tz",
    "decimal",
    "fractions",
    "ipaddress",
    "itertools",
    "matplotlib",
    "mpl_toolkits",
    "numpy",
    "pandas",
    "pathlib",
    "planes",
    "random",
    "re",
    "uuid",
    "zoneinfo",
)
# Parts of them that are tools: they start programs, write files, or help tests to agree with everything.
_TOOLS = (
    "collections.abc",
    "matplotlib.animation",
    "matplotlib.backends",
    "matplotlib.dviread",
    "matplotlib.pyplot",
    "matplotlib.sphinxext",
    "matplotlib.testing",
    "matplotlib.tests",
    "matplotlib.texmanager",
    "matplotlib.widgets",
    "numpy.ctypeslib",
    "numpy.f2py",
    "numpy.lib",
    "numpy.testing",
    "pandas._testing",
    "pandas.core.col",
    "pandas.core.computation",
    "pandas.io",
    "pandas.testing",
    "pandas.tests",
    "planes.grading",
    "planes.learning",
)
_BUILTINS = frozenset(
    {
        "bool",
        "bytearray",
        "bytes",
        "complex",
        "dict",
        "float",
        "frozenset",
        "int",
        "list",
        "object",
        "range",
        "set",
        "slice",
        "str",
        "tuple",
        "Ellipsis",
        "NotImplemented",
    }
)
# Functions by which objects are made; what else a figure keeps of functions is only kept.
_MAKERS = frozenset(
    {
        ("builtins", "getattr"),
        (__name__, "get_stand_in"),
        ("copyreg", "_reconstructor"),
        ("copyreg", "__newobj__"),
        ("functools", "partial"),
        ("_codecs", "encode"),
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy._core.multiarray", "scalar"),
        ("numpy.core.multiarray", "_reconstruct"),
        ("numpy.core.multiarray", "scalar"),
        ("numpy._core.numeric", "_frombuffer"),
        ("numpy.ma.core", "_mareconstruct"),
        ("numpy.random._pickle", "__generator_ctor"),
        ("numpy.random._pickle", "__bit_generator_ctor"),
        ("numpy.random._pickle", "__randomstate_ctor"),
        ("re", "_compile"),
        ("pandas", "NA"),
        ("pandas._libs.tslibs.timestamps", "_unpickle_timestamp"),
        ("pandas._libs.tslibs.timedeltas", "_timedelta_unpickle"),
        ("pandas._libs.tslibs.nattype", "_nat_unpickle"),
        ("pandas._libs.internals", "_unpickle_block"),
        ("pandas._libs.arrays", "__pyx_unpickle_NDArrayBacked"),
        ("pandas.core.indexes.base", "_new_Index"),
        ("pandas.core.indexes.datetimes", "_new_DatetimeIndex"),
        ("pandas.core.internals.blocks", "new_block"),
        ("matplotlib.backend_bases", "_key_handler"),
        ("matplotlib.backend_bases", "_mouse_handler"),
        ("matplotlib.cbook", "_exception_printer"),
        ("matplotlib.colors", "_create_empty_object_of_class"),
        ("matplotlib.colors", "_picklable_class_constructor"),
        ("matplotlib.figure", "_restore_to_pylab"),
        ("matplotlib.transforms", "_unpickle"),
    }
)


class RefusedError(Exception):
    """A value of a class that nobody but the learner vouches for."""


@functools.lru_cache(4096)
def find(module: str, name: str) -> Any:
    """Return the class or function that a pickle names.

    Raises:
        RefusedError: its objects could do more than hold data, or it is not what it is called.
    """
    if module == "builtins":
        found = getattr(builtins, name, None)
        if name == "getattr":
            return part_of_a_drawing
        if name in _BUILTINS or (isinstance(found, type) and issubclass(found, BaseException)):
            return found
    elif is_maker(module, name):
        return _look_up(module, name)
    elif _within(module, _DATA) and not _within(module, _TOOLS):
        found = _look_up(module, name)
        if isinstance(found, type) and _is_called(found, module, name) and _holds_data(found):
            return found
        if type(found).__name__ == "ufunc" or _is_of_a_drawing(found):
            return found
    raise RefusedError(f"{module}.{name}" if module != "__main__" else f"a class of your own, {name}")


def _within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def _look_up(module: str, name: str) -> Any:
    try:
        # What is not loaded here no test has a use for.
        return functools.reduce(
            getattr, name.split("."), sys.modules.get(module) or importlib.import_module(module)
        )
    except (ImportError, AttributeError):
        return None


def _is_called(found: type, module: str, name: str) -> bool:
    """Whether a class bears this name itself: modules also hold what they import, such as `subprocess`."""
    return found.__module__ == module and found.__qualname__ == name


def _holds_data(found: type) -> bool:
    package = found.__module__.partition(".")[0]
    if package == "planes":
        return dataclasses.is_dataclass(found) or issubclass(found, (tuple, enum.Enum, BaseException))
    if package == "numpy":
        import numpy

        plain = (numpy.ndarray, numpy.generic, numpy.dtype, BaseException)
        data = _within(found.__module__, ("numpy.ma", "numpy.random", "numpy.polynomial", "numpy.dtypes"))
        return (issubclass(found, plain) and not issubclass(found, numpy.memmap)) or data
    return True


def is_maker(module: str, name: str) -> bool:
    """Whether a pickle may call the function of this name to make an object."""
    return (module, name) in _MAKERS or (
        name.startswith("__pyx_unpickle_") and _within(module, ("numpy", "pandas"))
    )


def may_make(kind: type) -> bool:
    """Whether a pickle may call this class to make an object. One of the course's only without `__init__`."""
    return not kind.__module__.startswith("planes.") or issubclass(kind, (enum.Enum, BaseException))


def check_state(target: Any, state: Any) -> None:
    """Refuse to fill an object so that it answers in another way than its class does.

    Raises:
        RefusedError: a method, or the name that a class gives itself, would be replaced.
    """
    if isinstance(target, functools.partial):
        function = state[0] if isinstance(state, tuple) and state else None
        if not _is_of_a_drawing(function):
            raise RefusedError("a function with some of its arguments")
    if isinstance(target, (type, types.FunctionType, types.MethodType, types.ModuleType)):
        raise RefusedError(f"a changed {type(target).__name__}")
    parts = state if isinstance(state, tuple) and len(state) == 2 else (state,)
    for part in parts:
        for name in part if isinstance(part, dict) else ():
            if isinstance(name, str) and _is_replaced(type(target), name, part[name]):
                raise RefusedError(f"a {type(target).__name__} whose {name} was replaced")


def _is_replaced(kind: type, name: str, value: Any) -> bool:
    held = getattr(kind, name, None)
    if not callable(held):
        return name == "name" and isinstance(held, str)
    # Wrappers take over the methods of what they wrap, colour bars those by which their axes are moved; how
    # coordinates are shown is free.
    asked = name.startswith(("get_", "has_", "is_", "find"))
    free = kind.__module__ == "matplotlib.transforms" or name.startswith("format_")
    return not free and (asked or not _is_of_a_drawing(value))


def part_of_a_drawing(owner: Any, name: str) -> Any:
    """What a pickled figure needs of `getattr`: the methods of its own parts, such as an axis' formatter.

    And the members of enumerations: early releases of Python 3.11 (3.11.2 is Debian's) pickle them by it.
    """
    found = getattr(owner, name)
    if isinstance(owner, enum.EnumMeta) and isinstance(found, owner):
        return found
    if _is_of_a_drawing(found) or (type(owner) is list and name == "remove"):
        return found
    if found == zoneinfo.ZoneInfo._unpickle:  # type: ignore[attr-defined]
        return found
    raise RefusedError(f"{name} of {type(owner).__name__}")


def _is_of_a_drawing(function: Any) -> bool:
    """Whether a function belongs to the drawing library, or stands for one that a figure keeps."""
    owner = getattr(function, "__self__", None)
    module = str(getattr(type(owner) if owner is not None else function, "__module__", ""))
    kinds: tuple[type, ...] = (types.FunctionType, types.MethodType)
    return isinstance(function, kinds) and (
        _within(module, ("matplotlib", "mpl_toolkits")) or function is stand_in
    )


def stand_in(*positional: Any, **keywords: Any) -> str:
    """Take the place of a small function of the learner's inside a figure, such as a label's formatter."""
    return ""


def get_stand_in() -> Callable[..., str]:
    """Return that function: what a pickle of ours calls for it."""
    return stand_in
