"""Which names a piece of a notebook reads from others and which it binds, told from the compiled code."""

from __future__ import annotations

import dis
from collections.abc import Iterable
from types import CodeType

_READS = {"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"}
_BINDS = {"STORE_NAME", "DELETE_NAME"}
_BINDS_FOR_ALL = {"STORE_GLOBAL", "DELETE_GLOBAL"}


def plain(code: str) -> str:
    """Return a cell's code without IPython's commands."""
    return "\n".join(line for line in code.splitlines() if not line.startswith(("%", "!")))


def touches(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether one of two pieces, each given as its cells, reads a name that the other one binds."""
    reads, binds = names(one)
    other_reads, other_binds = names(other)
    return bool(reads & other_binds or other_reads & binds)


def names(cells: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the names that cells read without having bound them, built-in ones too, and those they bind."""
    reads: set[str] = set()
    binds: set[str] = set()
    for cell in cells:
        try:
            code = compile(plain(cell), "<cell>", "exec", dont_inherit=True)
        except SyntaxError:
            continue  # it runs nothing
        _collect(code, reads, binds, binds)
    return reads, binds


def _collect(code: CodeType, reads: set[str], binds: set[str], own: set[str]) -> None:
    """Add what `code` reads and binds; a class has names of its `own`, those of a cell are for all."""
    for step in dis.get_instructions(code):
        if isinstance(step.argval, CodeType):
            _collect(step.argval, reads, binds, set())
        elif step.opname in _READS and step.argval not in binds | own:
            reads.add(step.argval)
        elif step.opname in _BINDS:
            own.add(step.argval)
        elif step.opname in _BINDS_FOR_ALL:
            binds.add(step.argval)
