"""Read a learner's code for what is unusual where a test runs beside it, in the learner's own kernel."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from planes.grading.in_place import DECIDING
from planes.grading.tamper import without_commands
from planes.grading.unit import parse

_COMPARING = DECIDING | {
    "__copy__",
    "__deepcopy__",
    "__del__",
    "__format__",
    "__hash__",
    "__mro_entries__",
    "__prepare__",
    "__reduce__",
    "__reduce_ex__",
    "__subclasscheck__",
}
# What an answer imports. Where a test runs in the learner's own kernel, the rest is for a person to see.
_ORDINARY_MODULES = frozenset(
    """
    __future__ abc base64 bisect boto3 calendar cmath collections contextlib copy csv dataclasses datetime
    decimal enum fractions functools hashlib heapq io ipaddress itertools json logging math matplotlib numbers
    numpy os pandas pathlib planes pprint random re statistics string sys textwrap time typing uuid
    warnings yaml
    """.split()  # noqa: SIM905 - a list of words
)
_ASKED = ("get_", "has_", "is_", "find")  # how the methods begin that a test asks, of a figure for instance
_ORDINARY_SPECIALS = frozenset(
    "__call__ __class__ __doc__ __init__ __iter__ __len__ __name__ __next__ __repr__ __str__".split()  # noqa: SIM905
)


def unusual(source: str, allowed: str = "") -> list[str]:
    """Return what a cell does that is no tool of an attack, but can be one where a test runs beside it.

    Args:
        source: the cell.
        allowed: the instructor's own answer: what it does too is not unusual.
    """
    expected = set(_unusual(parse(allowed))) if allowed else set()
    found = _unusual(parse(without_commands(source)))
    return [words for words in dict.fromkeys(found) if words not in expected]


def _unusual(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from (_foreign(alias.name) for alias in node.names if _foreign(alias.name))
            case ast.ImportFrom(module=str(name)) if _foreign(name):
                yield _foreign(name)
            case ast.Call(func=ast.Name(id="getattr"), args=[_, name, *_]) if not isinstance(
                name, ast.Constant
            ):
                yield "looks up names that it makes up"
            case ast.Attribute(attr=name, ctx=ast.Store()) if name.startswith(_ASKED):
                yield f"replaces {name} of something"
            case ast.Attribute(attr=name) if name.startswith("__") and name.endswith("__"):
                if name not in _ORDINARY_SPECIALS:
                    yield f"uses {name}"


def _foreign(module: str) -> str:
    package, *parts = module.split(".")
    ordinary = package in _ORDINARY_MODULES or module in ("botocore.exceptions", "IPython.display")
    return "" if ordinary and "testing" not in parts else f"imports {module}"


def comparison_methods(source: str) -> list[str]:
    """Return the special methods a cell defines that decide how its objects compare."""
    names = [node.name for node in ast.walk(parse(source)) if isinstance(node, ast.FunctionDef)]
    names += [
        node.id
        for node in ast.walk(parse(source))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return sorted(_COMPARING.intersection(names))
