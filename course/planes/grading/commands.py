"""The commands for grading: `planes grade`, `planes report`, `planes check`, `planes progress`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planes.errors import PlanesError

if TYPE_CHECKING:
    from planes.grading.results import Result

NEEDS_PERSON, INTERRUPTED = 3, 130


def register(app: typer.Typer) -> None:
    """Add the commands to the `planes` command."""
    for command in (grade, report, check, progress, image):
        app.command()(command)


def grade(
    unit: Annotated[str, typer.Argument(help="The unit, such as 01-virtualization.")],
    jobs: Annotated[
        int, typer.Option(min=0, help="Submissions graded at the same time; 0: one per core.")
    ] = 0,
    student: Annotated[list[str] | None, typer.Option(help="Only this learner; may be repeated.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue an interrupted run.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON, no table.")] = False,
    timeout: Annotated[int, typer.Option(min=0, help="Seconds for one cell; 0: as nbgrader is set.")] = 0,
    scheduler: Annotated[str, typer.Option(help="A Dask scheduler, such as tcp://host:8786.")] = "",
    trust_submissions: Annotated[
        bool,
        typer.Option("--trust-submissions", help="Run submissions without a sandbox, with your own rights."),
    ] = False,
) -> None:
    """Grade what was handed in for a unit: sandboxed, in parallel, into nbgrader's gradebook.

    Ends with 3 where a person has to look: zeros, and work to be checked by hand.
    """
    from planes.grading.support import give_to_owner, how_to_run

    how = _complain(lambda: how_to_run(trust_submissions))
    if how.container:
        if scheduler:
            _complain(_no_network)
        raise typer.Exit(how.container.run(sys.argv[1:]))
    try:
        results = _complain(
            lambda: _grade(unit, jobs, student or [], resume, as_json, timeout, scheduler, how.sandboxed)
        )
    finally:
        give_to_owner(Path.cwd())
    raise typer.Exit(NEEDS_PERSON if any(result.needs_person for result in results) else 0)


def _grade(
    unit: str,
    jobs: int,
    students: list[str],
    resume: bool,
    as_json: bool,
    timeout: int,
    scheduler: str,
    sandboxed: bool,
) -> list[Result]:
    from planes.grading.warm import warm_scratch

    with warm_scratch(wanted=sys.platform == "linux") as (warm, scratch):
        # nbgrader takes a second to import: the warm parent does its own importing meanwhile.
        from planes.grading.batch import Batch
        from planes.grading.course_folder import CourseFolder
        from planes.grading.display import Display

        course = CourseFolder.find()
        found = course.unit(unit)
        if timeout:
            course.config.Execute.timeout = timeout
        with Display(found, quiet=as_json) as display:
            batch = Batch(course, found, jobs, students, resume, sandboxed, scheduler, display.watcher())
            try:
                results = batch.run(warm, scratch)
            except KeyboardInterrupt:
                display.interrupted(len(batch.finished))
                raise typer.Exit(INTERRUPTED) from None
    if as_json:
        typer.echo(
            json.dumps([{**asdict(result), "score": result.score} for result in results], ensure_ascii=False)
        )
    else:
        display.summary(results)
    return results


def report(
    unit: Annotated[str, typer.Argument(help="The unit, such as 01-virtualization.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The page to write.")] = None,
) -> None:
    """Write a self-contained page about how a class did on a unit."""
    from planes.grading.course_folder import CourseFolder
    from planes.grading.report import write_report

    def write() -> Path:
        course = CourseFolder.find()
        return write_report(course, course.unit(unit), output)

    typer.echo(f"Report: {_complain(write)}")


def check(
    unit: Annotated[str, typer.Argument(help="The unit; without it, the only one in this folder.")] = "",
) -> None:
    """Check your own notebook: points and the first failing expectation of every exercise.

    Ends with 1 while something is missing.
    """
    from planes.grading.check import check_unit, find_notebook
    from planes.grading.learner import show_check

    outcome = _complain(lambda: check_unit(find_notebook(unit)))
    show_check(outcome)
    raise typer.Exit(0 if outcome.complete else 1)


def image(
    base: Annotated[str, typer.Option(help="An image with Python to build on.")] = "",
) -> None:
    """Build the container image that `planes grade` needs on macOS and Windows, with Podman or Docker.

    It holds this version of the course and the versions of all packages that are installed here.
    """
    from planes.grading.container import BASE, build

    raise typer.Exit(_complain(lambda: build(base or BASE)))


def progress() -> None:
    """Show the units, your points and what is next."""
    from planes.grading.learner import show_progress

    _complain(show_progress)


def _no_network() -> None:
    raise PlanesError("A Dask scheduler is not reached from the grader's container. Leave out --scheduler.")


def _complain(work: Callable[[], Any]) -> Any:
    """Do the work; say what a wrong use was in one paragraph, without a traceback."""
    try:
        return work()
    except PlanesError as error:
        typer.secho(str(error), err=True, fg="red")
        raise typer.Exit(2) from None
