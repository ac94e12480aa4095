"""Odd and hostile notebooks and folders, made from a right one: repaired, or given no point."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grading_demo as demo
import nbformat

Notebook = nbformat.NotebookNode
Change = Callable[[Notebook], Any]
FULL = 90.0


def _drop(*names: str) -> Change:
    def change(notebook: Notebook) -> None:
        notebook.cells = [cell for cell in notebook.cells if demo.find_id(cell) not in names]

    return change


def _copy_test(notebook: Notebook) -> None:
    cell = demo.find(notebook, "ex01-visible")
    notebook.cells.append(copy.deepcopy(cell))


def _copy_answer(notebook: Notebook) -> None:
    cell = copy.deepcopy(demo.find(notebook, "ex01"))
    demo.find(notebook, "ex01").source = "def median_ms(values):\n    return 0.0"
    notebook.cells.insert(notebook.cells.index(demo.find(notebook, "ex01")) + 1, cell)


def _copy_stub_after(notebook: Notebook) -> None:
    cell = copy.deepcopy(demo.find(notebook, "ex01"))
    cell.source = demo.stub(1)
    notebook.cells.insert(notebook.cells.index(demo.find(notebook, "ex01")) + 1, cell)


def _lose_metadata(notebook: Notebook) -> None:
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})


def _lose_one_answer_id(notebook: Notebook) -> None:
    cell = demo.find(notebook, "ex02")
    cell.metadata = nbformat.from_dict({})
    cell.id = "another"


def _set(name: str, **changes: Any) -> Change:
    def change(notebook: Notebook) -> None:
        demo.find(notebook, name).metadata.nbgrader.update(changes)

    return change


def _source(name: str, source: str) -> Change:
    def change(notebook: Notebook) -> None:
        demo.find(notebook, name).source = source

    return change


def _reverse(notebook: Notebook) -> None:
    notebook.cells = notebook.cells[::-1]


def _as_markdown(notebook: Notebook) -> None:
    cell = demo.find(notebook, "ex01")
    cell.cell_type = "markdown"
    cell.pop("outputs"), cell.pop("execution_count")


def _stray_outputs(notebook: Notebook) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [
                {"output_type": "error", "ename": "E", "evalue": "", "traceback": []},
                {"nonsense": 1},
            ]
            cell.execution_count = "three"


def _tag(name: str) -> Change:
    def change(notebook: Notebook) -> None:
        demo.find(notebook, name).metadata["tags"] = ["skip-execution"]

    return change


def _wrong_with_tag(notebook: Notebook) -> None:
    _source("ex01", "def median_ms(values):\n    return 0.0")(notebook)
    for name in ("ex01-visible", "ex01-hidden"):
        _tag(name)(notebook)


def _own_cells(count: int) -> Change:
    def change(notebook: Notebook) -> None:
        notebook.cells[1:1] = [
            nbformat.v4.new_code_cell(f"own_{number} = {number}") for number in range(count)
        ]

    return change


def _noisy(notebook: Notebook) -> None:
    cell = demo.find(notebook, "ex01")
    cell.source = "import sys, warnings\n" + cell.source.replace(
        "    ordered", '    print("working", file=sys.stderr)\n    warnings.warn("careful")\n    ordered', 1
    )


# Right work in an odd state: full marks after repair (or without).
REPAIRED: dict[str, Change] = {
    "copied-test": _copy_test,
    "copied-answer": _copy_answer,
    "copied-stub-after-the-answer": _copy_stub_after,
    "test-deleted": _drop("ex01-visible"),
    "hidden-test-deleted": _drop("ex02-hidden"),
    "all-tests-deleted": _drop(*(f"ex{n:02}-{kind}" for n in range(1, 7) for kind in ("visible", "hidden"))),
    "task-deleted": _drop("ex03-task"),
    "setup-deleted": lambda notebook: notebook.cells.pop(1),
    "answer-without-id": _lose_one_answer_id,
    "all-metadata-lost": _lose_metadata,
    "renamed-grade-id": _set("ex02", grade_id="exercise-2"),
    "renamed-test-id": _set("ex02-hidden", grade_id="mine"),
    "wrong-points": _set("ex01-hidden", points=1000),
    "points-as-text": _set("ex01-hidden", points="many"),
    "old-schema": _set("ex01", schema_version=1),
    "future-schema": _set("ex01", schema_version=99),
    "no-schema": lambda notebook: demo.find(notebook, "ex01").metadata.nbgrader.pop("schema_version"),
    "test-marked-as-solution": _set("ex01-hidden", solution=True, locked=False),
    "test-weakened": _source("ex01-visible", "assert True"),
    "setup-of-test-edited": _source("ex02-visible", "raise RuntimeError"),
    "cells-reversed": _reverse,
    "answer-as-markdown": _as_markdown,
    "stray-outputs": _stray_outputs,
    "wrong-kernel": lambda notebook: notebook.metadata.update(
        kernelspec={"name": "conda-env-x-py", "display_name": "x"}
    ),
    "no-kernel": lambda notebook: notebook.metadata.clear(),
    "many-own-cells": _own_cells(60),
    "duplicate-cell-ids": lambda notebook: [
        cell.update(id="same") for cell in notebook.cells if demo.find_id(cell)
    ],
    "stderr-from-right-code": _noisy,
    "skip-tag-on-right-answer": _tag("ex01-visible"),
}

# Tampering in the notebook itself: exercise 1 earns nothing, the others keep their points.
TAMPERED: dict[str, Change] = {
    "wrong-with-skip-tags": _wrong_with_tag,
    "wrong-with-weak-test": lambda n: (
        _source("ex01", "median_ms = abs")(n),
        _source("ex01-visible", "assert 1")(n),
    ),
    "wrong-without-tests": lambda n: (
        _source("ex01", "median_ms = abs")(n),
        _drop("ex01-visible", "ex01-hidden")(n),
    ),
    "wrong-with-points": lambda n: (
        _source("ex01", "median_ms = abs")(n),
        _set("ex02-hidden", points=500)(n),
    ),
    "answer-deleted": _drop("ex01"),
}


def raw(name: str) -> str | bytes | None:
    """A file that is odd below the level of notebooks; None where the folder is what is odd."""
    text = json.dumps(demo.submission())
    return {
        "byte-order-mark": b"\xef\xbb\xbf" + text.encode(),
        "utf-16": text.encode("utf-16"),
        "latin-1": text.replace("It starts faster.", "C'est d\u00e9j\u00e0 plus rapide.").encode(
            "latin-1", "replace"
        ),
        "invalid-json": text[: len(text) // 2],
        "empty": b"",
        "not-a-notebook": '{"cells": 5}',
        "a-list": "[1, 2]",
        "deep-json": "[" * 200_000,
        "binary": os.urandom(2000),
        "newer-format": json.dumps({**json.loads(text), "nbformat": 9}),
        "malformed-cells": json.dumps(
            {**json.loads(text), "cells": [*json.loads(text)["cells"], 5, {"cell_type": "x"}]}
        ),
        "version-3": _version_3(),
    }.get(name)


def _version_3() -> str:
    old = nbformat.convert(nbformat.from_dict(demo.submission()), 3)
    return json.dumps(old)


RAW_FULL = ("byte-order-mark", "utf-16", "latin-1", "malformed-cells", "version-3")
RAW_ZERO = ("invalid-json", "empty", "not-a-notebook", "a-list", "deep-json", "binary", "newer-format")


def _renamed(folder: Path) -> None:
    (folder / f"{demo.UNIT}.ipynb").rename(folder / "demo (2) final.ipynb")


def _two_candidates(folder: Path) -> None:
    _renamed(folder)
    (folder / "other.ipynb").write_bytes((folder / "demo (2) final.ipynb").read_bytes())


def _directory(folder: Path) -> None:
    (folder / f"{demo.UNIT}.ipynb").unlink()
    (folder / f"{demo.UNIT}.ipynb").mkdir()


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "broken").symlink_to("nowhere")
    (folder / "loop").symlink_to(".")
    (folder / "passwd").symlink_to("/etc/passwd")


def _pipe_notebook(folder: Path) -> None:
    (folder / f"{demo.UNIT}.ipynb").unlink()
    os.mkfifo(folder / f"{demo.UNIT}.ipynb")


def _linked_notebook(folder: Path) -> None:
    (folder / f"{demo.UNIT}.ipynb").unlink()
    (folder / f"{demo.UNIT}.ipynb").symlink_to(
        folder.parents[2] / "source" / demo.UNIT / f"{demo.UNIT}.ipynb"
    )


def _planted(folder: Path) -> None:
    for name in ("planes", "ipykernel_launcher", "sitecustomize", "ipykernel", "json"):
        (folder / f"{name}.py").write_text("raise SystemExit(0)")
    (folder / "times.csv").write_text("changed")


def _timestamp(folder: Path) -> None:
    (folder / "timestamp.txt").write_text("yesterday, I think \x00")


FOLDERS_FULL: dict[str, Callable[[Path], Any]] = {
    "renamed-notebook": _renamed,
    "pipes-and-links": _pipe,
    "planted-modules-in-folder": _planted,
    "odd-timestamp": _timestamp,
}
FOLDERS_ZERO: dict[str, Callable[[Path], Any]] = {
    "two-candidates": _two_candidates,
    "directory-as-notebook": _directory,
    "pipe-as-notebook": _pipe_notebook,
    "link-to-the-solution": _linked_notebook,
    "empty-folder": lambda folder: (folder / f"{demo.UNIT}.ipynb").unlink(),
}


def attacks(folder: Path) -> dict[str, tuple[int, str]]:
    """The attacks in files of percent cells: by name, the exercise attacked and its answer cell's text."""
    found = {}
    for path in sorted(folder.glob("*.txt")):
        for part in path.read_text().split("# %% ")[1:]:
            head, _, source = part.partition("\n")
            name, number = head.split()
            found[name] = (int(number), source.rstrip())
    return found
