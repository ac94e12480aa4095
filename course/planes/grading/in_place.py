"""Test cells that can only run inside the learner's kernel, and a probe of what they rely on there."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from typing import Any

# Modules whose content, and whose classes' content, a test may rely on.
_PROBED = ("planes", "matplotlib.figure", "matplotlib.axes", "unittest", "copy", "inspect", "math", "json")
_PROBED_SHALLOW = ("builtins", "numpy", "sys", "io", "contextlib", "statistics")
_CHANGING = frozenset(
    {
        "last_type",
        "last_value",
        "last_traceback",
        "last_exc",
        "displayhook",
        "excepthook",
        "stdout",
        "stderr",
        "ps1",
        "ps2",
        "ps3",
        "_",
        "__warningregistry__",
        "display",
        "get_ipython",
    }
)

# Special methods by which an object can answer a test's question as it likes.
DECIDING = frozenset(
    {
        "__eq__",
        "__ne__",
        "__lt__",
        "__le__",
        "__gt__",
        "__ge__",
        "__contains__",
        "__instancecheck__",
        "__class__",
        "__getattribute__",
        "__getattr__",
        "__array_ufunc__",
        "__array_function__",
        "__bool__",
    }
)

_before: dict[tuple[str, str], int] = {}


def remember() -> None:
    """Take down what the probed modules contain, before any of the learner's code runs."""
    _before.clear()
    _before.update(_content())


def patched() -> list[str]:
    """Return the names that no longer mean what they meant."""
    now = dict(_content())
    return sorted(
        f"{owner}.{name}" for (owner, name), was in _before.items() if now.get((owner, name)) != was
    )


def self_judging() -> list[str]:
    """Return the learner's classes that decide themselves what they equal, however they were made."""
    found = set()
    for kind in _all_classes(object):
        for name in DECIDING & set(vars(kind)):
            if _is_own(kind, vars(kind)[name]) and not _is_data(kind, name):
                found.add(f"{kind.__name__}.{name}")
    return sorted(found)


def _is_own(kind: type, method: Any) -> bool:
    """Whether a special method was written in a notebook, or belongs to a class that was."""
    names = getattr(method, "__globals__", None)
    if isinstance(names, dict):
        return names.get("__name__") == "__main__"
    return kind.__module__ == "__main__"


def _all_classes(top: type) -> Iterator[type]:
    waiting: list[type] = [top]
    seen: set[int] = set()
    while waiting:
        found: list[type] = type.__subclasses__(waiting.pop())
        for kind in found:
            if id(kind) not in seen:
                seen.add(id(kind))
                waiting.append(kind)
                yield kind


def _is_data(kind: type, name: str) -> bool:
    """Whether a comparison is the one that `dataclass` or `namedtuple` writes: field by field."""
    code = getattr(vars(kind)[name], "__code__", None)
    return hasattr(kind, "__dataclass_fields__") and code is not None and code.co_filename == "<string>"


def run(names: dict[str, Any], source: str) -> dict[str, Any]:
    """Run a test cell past IPython's transformers and hooks, and report what was patched before or after."""
    from planes.grading.judge import Court

    found = patched()
    court = Court()
    court.names = names
    answer = court.run(source, []) if not found else {"outputs": []}
    return {"outputs": answer["outputs"], "patched": sorted({*found, *patched()}), "judging": self_judging()}


def _content() -> Iterator[tuple[tuple[str, str], int]]:
    for title, module in list(sys.modules.items()):
        deep = title in _PROBED or title.startswith("planes.")
        if not isinstance(module, types.ModuleType) or not (deep or title in _PROBED_SHALLOW):
            continue
        for name, value in list(vars(module).items()):
            if name in _CHANGING or isinstance(value, types.ModuleType):
                continue
            if _is_fixed(value):
                yield (title, name), id(value)
            if deep and isinstance(value, type) and value.__module__ == title:
                for attribute, part in list(vars(value).items()):
                    if _is_fixed(part):
                        yield (f"{title}.{name}", attribute), id(part)


def _is_fixed(value: Any) -> bool:
    """Whether code, which nothing but a patch replaces, rather than data, which programs change."""
    return callable(value) or isinstance(value, (property, classmethod, staticmethod))
