"""`%planes` in a notebook: check, hint, solution, progress."""

from __future__ import annotations

from typing import Any

from planes.errors import PlanesError

USAGE = "%planes check [UNIT] | %planes hint N [UNIT] | %planes solution N [UNIT] [--yes] | %planes progress"


def load_ipython_extension(shell: Any) -> None:
    """Register the magic: `%load_ext planes`."""
    shell.register_magic_function(planes_magic, "line", "planes")


def planes_magic(line: str) -> None:
    """Check your work, see a hint or a solution, see your progress.

    Usage: see `USAGE`. A check reads the notebook's file: save it first.
    """
    _let_load_again()
    try:
        _dispatch(line.split())
    except PlanesError as error:
        print(error)


def _let_load_again() -> None:
    """Let `%load_ext planes` in the same cell stay silent when that cell runs again."""
    from IPython import get_ipython

    if (shell := get_ipython()) is not None:
        shell.extension_manager.loaded.discard("planes")


def _dispatch(words: list[str]) -> None:
    from planes.grading import learner
    from planes.grading.check import check_unit, find_notebook

    command, *rest = words or [""]
    if command == "check":
        learner.show_check(check_unit(find_notebook(rest[0] if rest else "")))
    elif command == "progress":
        learner.show_progress()
    elif command in ("hint", "solution") and rest and rest[0].isdigit():
        number, confirmed = int(rest[0]), "--yes" in rest
        names = [word for word in rest[1:] if not word.startswith("-")]
        notebook = find_notebook(names[0] if names else "")
        if command == "hint":
            print(learner.hint(notebook.stem, number, notebook.parent))
        else:
            print(learner.solution(notebook.stem, number, notebook.parent, lambda: confirmed or _ask(number)))
    else:
        raise PlanesError(f"Usage: {USAGE}")


def _ask(number: int) -> bool:
    try:
        return input(f"Open the solution of exercise {number}? Type yes: ").strip().lower() == "yes"
    except (EOFError, RuntimeError, NotImplementedError):  # where nobody can be asked
        print(f"To open it: %planes solution {number} --yes")
        return False
