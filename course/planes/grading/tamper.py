"""Read a learner's code for what has no place in an answer: tools to look at, or change, the tests.

The reading decides nothing about a test that the judge runs in its own process; it is the reason
given for "check by hand", and the condition for a test that must run inside the learner's kernel.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator

from planes.grading.unit import parse

_MODULES = {
    "IPython": "uses IPython's internals",
    "ipykernel": "uses the kernel's internals",
    "jupyter_client": "uses Jupyter's internals",
    "nbgrader": "uses the grader",
    "nbclient": "uses the grader",
    "planes.grading": "uses the grader",
    "ctypes": "reaches into memory",
    "gc": "searches memory for objects",
    "builtins": "changes or reads the built-in functions",
    "importlib": "changes how modules are loaded",
    "imp": "changes how modules are loaded",
    "inspect": "inspects other code",
    "traceback": "walks call frames",
    "tracemalloc": "searches memory for objects",
    "faulthandler": "changes what happens in a crash",
    "atexit": "leaves code behind for later",
    "unittest.mock": "replaces other code",
    "multiprocessing": "starts processes",
    "subprocess": "starts programs",
    "pty": "starts programs",
    "pdb": "uses a debugger",
    "code": "runs code from text",
    "marshal": "builds code objects",
    "socket": "uses the network",
}
_HARMLESS = {("IPython.display", None), ("inspect", "signature"), ("inspect", "getdoc")}
_CALLS = {
    "exec": "runs code from text",
    "eval": "runs code from text",
    "compile": "runs code from text",
    "__import__": "imports in a roundabout way",
    "globals": "reads or changes all names at once",
    "vars": "reads or changes all names at once",
    "locals": "reads or changes all names at once",
    "get_ipython": "uses IPython's internals",
    "breakpoint": "uses a debugger",
    "setattr": "changes other objects",
    "delattr": "changes other objects",
}
_ATTRIBUTES = {
    "_getframe": "walks call frames",
    "_current_frames": "walks call frames",
    "f_back": "walks call frames",
    "f_locals": "walks call frames",
    "f_globals": "walks call frames",
    "tb_frame": "walks call frames",
    "gi_frame": "walks call frames",
    "cr_frame": "walks call frames",
    "settrace": "traces other code",
    "setprofile": "traces other code",
    "modules": "changes loaded modules",
    "meta_path": "changes how modules are loaded",
    "__globals__": "reaches into functions",
    "__code__": "reaches into functions",
    "__closure__": "reaches into functions",
    "__subclasses__": "searches memory for objects",
    "__builtins__": "changes or reads the built-in functions",
    "__self__": "reaches into functions",
    "__mro__": "reaches into classes",
    "__bases__": "reaches into classes",
    "get_objects": "searches memory for objects",
    "get_referrers": "searches memory for objects",
    "_exit": "ends the process",
    "abort": "ends the process",
    "kill": "sends signals",
    "fork": "starts processes",
    "system": "starts programs",
    "popen": "starts programs",
    "execv": "starts programs",
    "execve": "starts programs",
    "displayhook": "changes how results are shown",
    "excepthook": "changes how errors are shown",
    "input_transformers_post": "rewrites later cells",
    "input_transformers_cleanup": "rewrites later cells",
    "ast_transformers": "rewrites later cells",
    "history_manager": "reads the cells' history",
    "set_custom_exc": "hides errors",
    "showtraceback": "hides errors",
    "run_cell": "changes how cells are run",
}
_NAMES = {
    "In": "reads the cells' history",
    "Out": "reads the cells' history",
    "_ih": "reads the cells' history",
    "_oh": "reads the cells' history",
    "_i": "reads the cells' history",
    "_ii": "reads the cells' history",
    "_iii": "reads the cells' history",
    "_dh": "reads the cells' history",
    "__builtins__": "changes or reads the built-in functions",
}
_BUILTIN_FUNCTIONS = frozenset(
    {
        "abs",
        "all",
        "any",
        "bool",
        "callable",
        "dict",
        "float",
        "hasattr",
        "int",
        "isinstance",
        "issubclass",
        "iter",
        "len",
        "list",
        "max",
        "min",
        "next",
        "print",
        "repr",
        "round",
        "set",
        "sorted",
        "str",
        "sum",
        "tuple",
        "type",
        "zip",
        "AssertionError",
        "Exception",
        "open",
        "getattr",
    }
)
_SETTINGS = frozenset({"rcParams", "environ", "options"})
_TEST_TOOLS = frozenset({"expect", "expect_value", "assert_equal", "display"})


def suspicions(source: str, allowed: str = "") -> list[str]:
    """Return what in a cell has no place in an answer, each in a few words with its line.

    Args:
        source: the cell.
        allowed: the instructor's own answer: what it does too is no suspicion.
    """
    expected = _expected(allowed)
    tree = parse(without_commands(source))
    found = [f"line {line}: {words}" for words, line in _findings(tree) if words not in expected]
    if any(
        line.lstrip().startswith(("%", "!", "get_ipython")) for line in source.splitlines()
    ) and not allowed.count("%"):
        found += [f"uses IPython's commands: {line.strip()[:40]}" for line in _commands(source)]
    return list(dict.fromkeys(found))


@functools.cache
def _expected(allowed: str) -> frozenset[str]:
    return frozenset(words for words, _ in _findings(parse(allowed)))


_HARMLESS_COMMANDS = re.compile(
    r"%(matplotlib|config|precision|pylab|whos?|pip|ls|pwd|conda)\b|%%?(time|timeit|capture)\b"
    r"|!(ls|pwd|date|whoami|pip|python3? --version)\b[^;&|`$<>]*$"
)


def without_commands(source: str) -> str:
    """Return a cell without IPython's commands, which are judged by their own list."""
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.split("\n"))


def _commands(source: str) -> Iterator[str]:
    for line in source.splitlines():
        bare = line.strip()
        if bare.startswith(("!", "%")) and not _HARMLESS_COMMANDS.match(bare):
            yield bare


def _findings(tree: ast.AST) -> Iterator[tuple[str, int]]:
    imported = _imported_names(tree)
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        match node:
            case ast.Import() | ast.ImportFrom():
                yield from ((words, line) for words in _import_findings(node))
            case ast.Call(func=ast.Name(id=name)) if name in _CALLS:
                yield _CALLS[name], line
            case ast.Attribute(attr=name) if name in _ATTRIBUTES and not _is_own(node):
                yield _ATTRIBUTES[name], line
            case ast.Name(id=name) if name in _NAMES and isinstance(node.ctx, ast.Load):
                yield _NAMES[name], line
            case ast.Constant(value=str(text)) if text in _ATTRIBUTES and (text.startswith(("_", "f_"))):
                yield _ATTRIBUTES[text], line
            case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
                if _root(node) in imported and not _is_setting(node):
                    yield f"changes {_root(node)}", line
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                if name in _TEST_TOOLS:
                    yield f"replaces {name}", line
        if isinstance(node, ast.Module):
            yield from _top_level_findings(node)


def _top_level_findings(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Find built-in functions, and the tests' tools, that get another meaning for every later cell."""
    for node in tree.body:
        names: set[str] = set()
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names = {node.name}
        elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            names = {
                part.id
                for part in ast.walk(node)
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
            }
        for name in sorted(names & (_BUILTIN_FUNCTIONS | _TEST_TOOLS)):
            yield f"replaces {name}", node.lineno


def _is_own(node: ast.Attribute) -> bool:
    """Whether an attribute of that name belongs to the learner's own object: `self.system`."""
    return isinstance(node.value, ast.Name) and node.value.id == "self"


def _is_setting(node: ast.AST) -> bool:
    """Whether an ordinary setting is changed: `plt.rcParams[...]`, `os.environ[...]`."""
    return any(isinstance(part, ast.Attribute) and part.attr in _SETTINGS for part in ast.walk(node))


def _root(node: ast.AST) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _imported_names(tree: ast.AST) -> set[str]:
    """Return names of modules and of what was imported from the tests' own tools."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
    return found - {"environ", "rcParams"}


def _import_findings(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        pairs = [(node.module or "", alias.name) for alias in node.names]
    else:
        pairs = [(alias.name, "") for alias in node.names]
    for module, name in pairs:
        if (module, None) in _HARMLESS or (module, name) in _HARMLESS:
            continue
        for suspicious, words in _MODULES.items():
            if f"{module}.{name}.".startswith(f"{suspicious}.") or module.startswith(f"{suspicious}."):
                yield words
