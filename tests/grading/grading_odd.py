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


def _everywhere(key: str, value: Any) -> Change:
    def change(notebook: Notebook) -> None:
        notebook.metadata[key] = value
        for cell in notebook.cells:
            cell.metadata[key] = value

    return change


def _big_outputs(notebook: Notebook) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            text = "x" * 400_000
            cell.outputs = [{"output_type": "stream", "name": "stdout", "text": [text, text]}]


def _odd_ids(notebook: Notebook) -> None:
    for index, cell in enumerate(notebook.cells):
        cell["id"] = ("\u202e\u0000" + "\U0001f600" * 300, "../../x", "", "e\u0301x01", 7)[index % 5]


def _odd_attachments(notebook: Notebook) -> None:
    demo.find(notebook, "ex07").attachments = {
        "a.png": {"image/png": "aGVsbG8="},
        "b": 5,
        "../c": {"x": ["y"]},
    }


def _other_program(notebook: Notebook) -> None:
    """As saved by a program that keeps no cell ids, or makes its own."""
    notebook.nbformat_minor = 2
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": {"name": ".venv", "display_name": ".venv (3.11)"}, "colab": {}}
    )
    for number, cell in enumerate(notebook.cells):
        cell.pop("id", None)
        cell.metadata.update(id=f"aB{number}", vscode={"languageId": "python"})
        cell["source"] = cell.source.replace("\n", "\r\n").splitlines(keepends=True)


def _own_kinds(notebook: Notebook) -> None:
    """Right values of classes of the learner's own, and from other libraries."""
    for name, source in {
        "ex01": "import numpy as np\ndef median_ms(values):\n    return np.median(values)",
        "ex02": "import math\nclass Hosts(int): pass\n"
        "def hosts_needed(tasks, per_host): return Hosts(math.ceil(tasks / per_host))",
        "ex03": "class Manifest(dict): pass\nmanifest = Manifest(kind='Deployment', replicas=3)",
        "ex05": "import matplotlib.pyplot as plt\ndef startup_plot(times):\n"
        "    figure, axes = plt.subplots(layout='constrained')\n    axes.semilogy(times)\n"
        "    plt.show()\n    return figure",
        "ex06": "class Size:\n    def __call__(self, mib):\n        if mib <= 0: raise ValueError('no')\n"
        "        return mib * 1024\ncheck_size = Size()",
    }.items():
        demo.find(notebook, name).source = source


def _commands(notebook: Notebook) -> None:
    for name, before in {
        "ex01": "!ls",
        "ex02": "%%capture out",
        "ex03": "%time sum([1])",
        "ex06": "%who",
    }.items():
        cell = demo.find(notebook, name)
        cell.source = f"{before}\n{cell.source}"


def _many(kind: str) -> Change:
    """Thousands of cells that claim to be the instructor's."""

    def change(notebook: Notebook) -> None:
        cell = demo.find(notebook, "ex01")
        cell.source = "median_ms = abs"
        for number in range(5000):
            new = copy.deepcopy(cell)
            if kind == "unknown":
                new.metadata.nbgrader.update(grade_id=f"own{number}", grade=True, points=100)
            notebook.cells.append(new)

    return change


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
    "three-thousand-own-cells": _own_cells(3000),
    "megabytes-of-stored-output": _big_outputs,
    "widgets-state": _everywhere(
        "widgets", {"application/vnd.jupyter.widget-state+json": {"state": {"a" * 50: "b" * 50_000}}}
    ),
    "metadata-bomb": _everywhere("planes", {f"key{number}": [[]] * 50 for number in range(500)}),
    "deep-metadata": _everywhere("planes", json.loads("[" * 200 + "]" * 200)),
    "odd-cell-ids": _odd_ids,
    "odd-attachments": _odd_attachments,
    "points-are-no-number": _set("ex01-hidden", points=float("nan")),
    "endless-points": _set("ex02-hidden", points=float("inf")),
    "kernel-with-a-path": lambda notebook: notebook.metadata.update(
        kernelspec={"name": "../../../tmp/x", "display_name": "x\n<script>", "env": {"PATH": "/tmp"}}
    ),
    "nbgrader-metadata-is-a-list": lambda notebook: demo.find(notebook, "ex01-task").metadata.update(
        nbgrader=[1, 2]
    ),
    "skip-tag-on-right-answer": _tag("ex01-visible"),
    "saved-by-another-program": _other_program,
    "values-of-own-kinds": _own_kinds,
    "commands-left-in": _commands,
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
    "copies-of-the-answer": _many("known"),
    "points-for-own-cells": _many("unknown"),
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
        "no-characters-in-a-name": text.replace(
            '"name": "python3"', '"name": "\\udc80[/red]\\u001b[2J<script>"'
        ),
        "endless-number": text.replace('"schema_version": 3', f'"schema_version": {"9" * 5000}', 1),
    }.get(name)


def _version_3() -> str:
    old = nbformat.convert(nbformat.from_dict(demo.submission()), 3)
    return json.dumps(old)


RAW_FULL = (
    "byte-order-mark",
    "utf-16",
    "latin-1",
    "malformed-cells",
    "version-3",
    "no-characters-in-a-name",
    "endless-number",
)
RAW_ZERO = (
    "invalid-json",
    "empty",
    "not-a-notebook",
    "a-list",
    "deep-json",
    "binary",
    "newer-format",
)


def _renamed(folder: Path) -> None:
    (folder / f"{demo.UNIT}.ipynb").rename(folder / "demo (2) final.ipynb")


def _name_in_another_code(folder: Path) -> None:
    (folder / f"{demo.UNIT}.ipynb").rename(folder / "caf\udce9 [red] <b>.ipynb")


def _two_in_another_code(folder: Path) -> None:
    _name_in_another_code(folder)
    (folder / "\udcff.ipynb").write_text("{}")


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


def _crowded(folder: Path) -> None:
    for number in range(10_000):
        (folder / f"{number}.txt").touch()
    for name in ("new\nline", "-rf", "a" * 250, "\u202etxt", "%s{0}$(id)"):
        (folder / name).write_text("x")


def _deep_folder(folder: Path) -> None:
    here = folder
    for _ in range(200):
        here = here / "deeper"
        here.mkdir()
    (here / "end.txt").touch()


def _second_names(folder: Path) -> None:
    os.link(folder.parents[2] / "nbgrader_config.py", folder / "settings.py")
    (folder / "others").symlink_to(folder.parents[1])


def _closed(folder: Path) -> None:
    (folder / "closed").mkdir()
    (folder / "closed" / "a.txt").touch()
    (folder / "closed").chmod(0)
    (folder / "b.txt").touch()
    (folder / "b.txt").chmod(0)
    folder.chmod(0o555)


def _sparse(folder: Path) -> None:
    with (folder / "sparse.bin").open("wb") as file:
        file.truncate(1 << 40)


def _second_name_of_the_solution(folder: Path) -> None:
    (folder / f"{demo.UNIT}.ipynb").unlink()
    os.link(folder.parents[2] / "source" / demo.UNIT / f"{demo.UNIT}.ipynb", folder / f"{demo.UNIT}.ipynb")


def _linked_folder(folder: Path) -> None:
    (folder / f"{demo.UNIT}.ipynb").unlink()
    (folder / "work").symlink_to(folder.parents[2] / "source" / demo.UNIT)


FOLDERS_FULL: dict[str, Callable[[Path], Any]] = {
    "renamed-notebook": _renamed,
    "name-in-another-code": _name_in_another_code,
    "pipes-and-links": _pipe,
    "planted-modules-in-folder": _planted,
    "odd-timestamp": _timestamp,
    "ten-thousand-files": _crowded,
    "very-deep-folder": _deep_folder,
    "second-names-of-files": _second_names,
    "closed-and-read-only": _closed,
    "sparse-terabyte": _sparse,
}
FOLDERS_ZERO: dict[str, Callable[[Path], Any]] = {
    "two-candidates": _two_candidates,
    "two-names-in-another-code": _two_in_another_code,
    "directory-as-notebook": _directory,
    "pipe-as-notebook": _pipe_notebook,
    "link-to-the-solution": _linked_notebook,
    "second-name-of-the-solution": _second_name_of_the_solution,
    "link-to-the-folder-of-the-solution": _linked_folder,
    "empty-folder": lambda folder: (folder / f"{demo.UNIT}.ipynb").unlink(),
}


def attacks(folder: Path) -> dict[str, tuple[int, str]]:
    """The attacks in files of percent cells: by name, the exercise attacked and its answer cell's text."""
    found = [attacks_on(path) for path in sorted(folder.glob("*.txt"))]
    return {name: (int(number), source) for one in found for name, (number, source) in one.items()}


def attacks_on(path: Path) -> dict[str, tuple[str, str]]:
    """The attacks in one file."""
    found = {}
    for part in path.read_text().split("# %% ")[1:]:
        head, _, source = part.partition("\n")
        name, exercise = head.split()
        found[name] = (exercise, source.rstrip())
    return found
