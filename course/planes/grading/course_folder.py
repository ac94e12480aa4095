"""The instructor's course folder: nbgrader's settings, folders and gradebook."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader

from planes.errors import PlanesError
from planes.grading.quiet import quiet, silent_log
from planes.grading.unit import Unit


@dataclass(frozen=True)
class CourseFolder:
    """Where everything of a course lies, as nbgrader's settings say."""

    config: Config
    directory: CourseDirectory

    @classmethod
    def find(cls, folder: Path | None = None) -> CourseFolder:
        """Read the settings in `folder`, or the current one.

        Raises:
            PlanesError: it is no course folder.
        """
        folder = (folder or Path.cwd()).resolve()
        # nbgrader starts `alembic` by name when it makes a gradebook: let it find the one beside this Python.
        os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        config = Config()
        config.CourseDirectory.root = str(folder)
        if (folder / "nbgrader_config.py").is_file():
            config.merge(PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config())
        found = cls(config, CourseDirectory(config=config))
        if not found.path("source").is_dir():
            raise PlanesError(
                f"{folder} is not a course folder: it has no {found.directory.source_directory}/. "
                "Change to the folder with nbgrader_config.py, source/ and submitted/."
            )
        return found

    @property
    def root(self) -> Path:
        """The course folder itself."""
        return Path(self.directory.root)

    def path(self, step: str) -> Path:
        """Return the folder of one of nbgrader's steps: source, submitted, autograded, …"""
        return self.root / str(getattr(self.directory, f"{step}_directory"))

    def of(self, step: str, student: str, unit: str) -> Path:
        """Return the folder of one submission at one step."""
        return Path(self.directory.format_path(str(self.path(step)), student, unit))

    def unit(self, name: str) -> Unit:
        """Return a unit's instructor notebook."""
        known = sorted(path.name for path in self.path("source").iterdir() if path.is_dir())
        if name not in known:
            raise PlanesError(
                f"There is no unit {name!r} in source/. There are: {', '.join(known) or 'none'}."
            )
        return Unit(self.path("source") / name / f"{name}.ipynb")

    def students(self, unit: str) -> list[str]:
        """Return who handed in something for a unit."""
        folder = self.path("submitted")
        return sorted(path.parent.name for path in folder.glob(f"*/{unit}") if path.is_dir())

    @contextlib.contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        """Open the gradebook."""
        with Gradebook(self.directory.db_url, self.directory.course_id) as gradebook:
            try:
                yield gradebook
            finally:
                gradebook.close()

    def ensure_assignment(self, unit: Unit) -> None:
        """Make the unit known to the gradebook, as `nbgrader generate_assignment` does, where it is not.

        Raises:
            PlanesError: the gradebook knows it with other cells or points, and has grades for those.
        """
        self._make_gradebook()
        with self.gradebook() as gradebook:
            try:
                known = gradebook.find_notebook(unit.name, unit.name)
            except MissingEntry:
                known = None
            if known is not None and {cell.name: cell.max_score for cell in known.grade_cells} == unit.points:
                return
            if known is not None and gradebook.assignment_submissions(unit.name):
                raise PlanesError(
                    f"The gradebook knows {unit.name} with other cells or points than source/ has now. "
                    f"Run `nbgrader generate_assignment {unit.name} --force`, then grade again."
                )
        with tempfile.TemporaryDirectory() as scratch:
            config = Config(self.config)
            config.CourseDirectory.release_directory = scratch
            config.CourseDirectory.assignment_id = unit.name
            config.GenerateAssignment.create_assignment = True
            directory = CourseDirectory(config=config)
            with quiet():
                GenerateAssignment(coursedir=directory, config=config, log=silent_log()).start()

    def _make_gradebook(self) -> None:
        """Make a gradebook file whole or not at all: nbgrader takes several steps."""
        url = self.directory.db_url
        path = Path(url.removeprefix("sqlite:///"))
        if not url.startswith("sqlite:///") or path.exists():
            return
        part = path.with_name(f".{path.name}.{os.getpid()}")
        with Gradebook(f"sqlite:///{part}", self.directory.course_id) as gradebook:
            gradebook.engine.dispose()
        part.replace(path)
