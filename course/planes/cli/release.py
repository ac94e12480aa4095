"""Make the learner's notebooks from the instructor's: nbgrader generates, then the result is made stable."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from planes.errors import PlanesError

_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_SKIPPED = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")


def release(
    unit: Annotated[str | None, typer.Argument(help="A unit: name or number. Default: all.")] = None,
    course: Annotated[Path, typer.Option(help="The course root, with source/ and release/.")] = Path(),
) -> None:
    """Make the learner's notebooks under release/ from the instructor's under source/."""
    if not (course / "source").is_dir():
        raise PlanesError(f"{course.resolve()} has no folder source/. Run this in the course's repository.")
    chosen = [name for name in unit_names(course) if unit in (None, name, name[:2])]
    for name in chosen or [str(unit)]:
        typer.echo(f"release/{name} from source/{name}")
        generate(course, name, course / "release")


def unit_names(root: Path) -> list[str]:
    """Return the names of all units that have a source, in order."""
    return sorted(folder.name for folder in (root / "source").glob("[0-9][0-9]-*") if folder.is_dir())


def generate(root: Path, unit: str, into: Path) -> Path:
    """Generate one unit's release version with nbgrader and normalise it.

    Nothing under `root` is written: nbgrader works in a temporary course with a gradebook of its own.

    Args:
        root: the course root, with `source/` and `nbgrader_config.py`.
        unit: such as `01-virtualization`.
        into: folder that will hold a folder named after the unit.

    Returns:
        The folder written: `into / unit`.

    Raises:
        PlanesError: no such unit, or nbgrader refused it; the message has nbgrader's own words.
    """
    if unit not in unit_names(root):
        known = ", ".join(unit_names(root)) or "none"
        raise PlanesError(f"There is no unit {unit!r} under {root / 'source'}. Units: {known}.")
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        shutil.copytree(root / "source" / unit, course / "source" / unit, ignore=_SKIPPED)
        shutil.copy(root / "nbgrader_config.py", course)
        _run_nbgrader(course, unit)
        target = into / unit
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(course / "release" / unit, target)
    for notebook in target.rglob("*.ipynb"):
        notebook.write_text(normalised(notebook.read_text("utf-8")), "utf-8", newline="\n")
    return target


def normalised(text: str) -> str:
    """Return a notebook's JSON with everything taken out that differs from machine to machine."""
    notebook: dict[str, Any] = json.loads(text)
    notebook["metadata"] = {"kernelspec": _KERNEL, "language_info": {"name": "python"}}
    for cell in notebook["cells"]:
        kept = {key: value for key, value in cell["metadata"].items() if key in ("nbgrader", "tags")}
        for key in ("deletable", "editable"):
            if key in cell["metadata"]:
                kept[key] = cell["metadata"][key]
        cell["metadata"] = kept
        if cell["cell_type"] == "code":
            cell["execution_count"], cell["outputs"] = None, []
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def load_config(course: Path) -> Any:
    """Return the settings in a course's `nbgrader_config.py`."""
    from traitlets.config.loader import PyFileConfigLoader

    return PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()


def _run_nbgrader(course: Path, unit: str) -> None:
    from nbgrader.apps.api import NbGraderAPI

    logging.getLogger("traitlets").setLevel(logging.ERROR)
    result = NbGraderAPI(config=load_config(course)).generate_assignment(unit, force=True, create=True)
    if not result["success"]:
        raise PlanesError(f"nbgrader could not make the release version of {unit}:\n{result['log']}")
