"""Check a learner's own notebook: visible and hidden tests, in the sandbox, into a private record."""

from __future__ import annotations

import atexit
import datetime
import os
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from planes.errors import PlanesError
from planes.grading.record import Record
from planes.grading.unit import Unit, grade_id, is_test
from planes.grading.verdicts import Outcome, errors, judge
from planes.workspace import learner_folder


def find_notebook(unit: str = "", folder: Path | None = None) -> Path:
    """Return the learner's notebook of a unit, or the only one here.

    What is in this folder comes first, then the assignments of the course that the folder lies in.

    Raises:
        PlanesError: there is none, or more than one, or no such unit.
    """
    folder = folder or Path.cwd()
    known = set(known_units())
    if Path(unit).suffix == ".ipynb" and (folder / unit).is_file():
        return folder / unit
    unit = f"{int(unit):02d}" if unit.isdecimal() else unit.rstrip("-")
    if not any(_means(unit, name) for name in known):
        raise PlanesError(f"{unit!r} is no unit and no notebook here. Units: {', '.join(sorted(known))}.")
    found = _assignments(folder, known, unit)
    if not found and (course := learner_folder(folder)):
        found = _assignments(course / "assignments", known, unit)
    if len(found) == 1:
        return found[0]
    words = f"there are {', '.join(path.stem for path in found)}" if found else "there is none"
    raise PlanesError(
        f"Which notebook? In {folder} {words}. Say `planes check UNIT`; units: {', '.join(sorted(known))}."
    )


def _assignments(folder: Path, known: set[str], unit: str) -> list[Path]:
    """Return the assignments in a folder and its units' folders. A lesson of the same name is none."""
    if not folder.is_dir():
        return []
    places = [folder, *sorted(path for path in folder.iterdir() if path.is_dir() and path.name in known)]
    return [
        path
        for place in places
        for path in sorted(place.glob("*.ipynb"))
        if path.stem in known and path.parent.name != "lessons" and _means(unit, path.stem)
    ]


def _means(unit: str, name: str) -> bool:
    return not unit or name == unit or name.startswith(f"{unit}-")


def source_folder() -> Path:
    """Return where the instructor notebooks are: in the repository, or shipped with the package.

    Raises:
        PlanesError: nowhere.
    """
    import planes

    package = Path(planes.__file__).parent
    here = [Path.cwd(), *Path.cwd().parents]
    for folder in (
        *(place / "source" for place in here),
        package.parents[1] / "source",
        package / "_course" / "source",
    ):
        if any(folder.glob("*/*.ipynb")):
            return folder
    raise PlanesError(
        "The course's tests are not installed here. Install the course again, or work in its folder."
    )


def known_units() -> list[str]:
    """Return the names of the units that can be checked."""
    return sorted(path.stem for path in source_folder().glob("*/*.ipynb") if path.stem == path.parent.name)


def load_unit(name: str) -> Unit:
    """Return a unit's instructor notebook."""
    return Unit(source_folder() / name / f"{name}.ipynb")


def check_unit(path: Path) -> Outcome:
    """Check one notebook and keep the best points in the record beside it.

    Raises:
        PlanesError: the notebook cannot be read at all.
    """
    unit, saved = load_unit(path.stem), _time_of_saving(path)
    if sys.platform == "linux":
        _warm_checker(unit)  # it imports while this process goes on
    from planes.grading.repair import UnusableError, repair

    try:
        found = repair(path.parent, unit)
    except UnusableError as error:
        raise PlanesError(f"{path.name} cannot be checked: {error}") from None
    notebook = _execute(found.notebook, unit, path.parent)
    outcome = Outcome(
        unit.name, [judge(exercise, notebook) for exercise in unit.exercises], found.repairs, saved
    )
    _remember(outcome, path.parent)
    return outcome


def _time_of_saving(path: Path) -> str:
    try:
        then = datetime.datetime.fromtimestamp(path.stat().st_mtime)
    except OSError:
        return ""
    today = then.date() == datetime.date.today()
    return f"{then:%H:%M:%S}" if today else f"{then:%H:%M:%S on %Y-%m-%d}"


def _execute(notebook: NotebookNode, unit: Unit, folder: Path) -> NotebookNode:
    from planes.grading.quiet import quiet

    if sys.platform == "linux":
        with quiet():
            return _warm_checker(unit).run(notebook, unit, folder)
    # It is the learner's own code on the learner's own machine: an ordinary kernel will do.
    from nbgrader.preprocessors import Execute

    with quiet():
        done, _ = Execute(timeout=60).preprocess(notebook, {"metadata": {"path": str(folder)}})
    return done


class _Checker:
    """A warm parent that stays for the next check in the same process."""

    def __init__(self) -> None:
        from planes.grading.support import why_no_sandbox
        from planes.grading.warm import WarmParent

        self.sandboxed = not why_no_sandbox()
        self.warm = WarmParent()
        self.in_place: dict[str, frozenset[str]] = {}

    def start(self, unit: Unit) -> None:
        self.warm.start()
        self.warm.also_import(unit.modules)
        self.owner = os.getpid()

    def run(self, notebook: NotebookNode, unit: Unit, folder: Path) -> NotebookNode:
        self.warm.wait_until_ready()
        if unit.fingerprint not in self.in_place:
            self.in_place[unit.fingerprint] = self._in_place(unit)
        return self._run(notebook, unit, folder, self.in_place[unit.fingerprint])

    def _in_place(self, unit: Unit) -> frozenset[str]:
        """Return the tests that the judge cannot decide; the instructor's answers tell."""
        from planes.grading.kept import keep_in_place, kept_in_place

        kept = kept_in_place(unit)
        if kept is None:
            notebook = nbformat.read(unit.path, as_version=4)
            done = self._run(notebook, unit, unit.path.parent, frozenset())
            failed = {grade_id(cell) for cell in done.cells if is_test(cell) and errors(cell)}
            kept = tuple(
                test for one in unit.exercises if failed.intersection(one.tests) for test in one.tests
            )
            keep_in_place(unit, kept)
        return frozenset(kept)

    def _run(
        self, notebook: NotebookNode, unit: Unit, folder: Path, in_place: frozenset[str]
    ) -> NotebookNode:
        from planes.grading.brief import Brief, Findings
        from planes.grading.execute import Execution
        from planes.grading.files import copy_plain_files
        from planes.grading.sandbox import Place

        own, work = str(folder.resolve()), tempfile.mkdtemp(dir=self.warm.folder)
        try:
            copy_plain_files(unit.path.parent, Path(work), skip=("*.ipynb",))
            hidden = (str(source_folder()),)
            place = Place(folders=(own, work), hidden=hidden, slot=1) if self.sandboxed else None
            judge_place = Place(folders=(work,), hidden=hidden, slot=2) if self.sandboxed else None
            brief = Brief(
                unit,
                in_place,
                self.warm.socket_path,
                place,
                judge_place,
                own if place is None else work,
                work,
            )
            Execution(notebook, brief, Findings(), timeout=60).run()
            return notebook
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def stop(self) -> None:
        if os.getpid() == self.owner:
            self.warm.stop()


_checkers: list[_Checker] = []


def _warm_checker(unit: Unit) -> _Checker:
    if not _checkers:
        checker = _Checker()
        checker.start(unit)
        atexit.register(checker.stop)
        _checkers.append(checker)
    return _checkers[0]


def _remember(outcome: Outcome, folder: Path) -> None:
    record = Record.load(folder)
    unit = record.unit(outcome.unit)
    for found in outcome.verdicts:
        name = found.exercise.id
        unit.max_points[name] = found.exercise.points
        unit.verdicts[name] = found.verdict
        unit.points[name] = max(found.points, unit.points.get(name, 0.0))
    record.save()
