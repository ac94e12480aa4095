"""Between nbgrader's gradebook and the private ones of the workers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    Base,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.utils import parse_utc
from sqlalchemy import Select, create_engine, select, text
from sqlalchemy.orm import selectinload

from planes.grading.results import Result

LEARNER = "learner"


def empty_gradebook(path: Path, like: Gradebook) -> Gradebook:
    """Make a gradebook file. nbgrader would start `alembic` for its version; `like` knows it already."""
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    version = like.db.execute(text("SELECT version_num FROM alembic_version")).scalar()
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})
    engine.dispose()
    return Gradebook(f"sqlite:///{path}", like.course_id)


def copy_assignment(source: Gradebook, target: Gradebook, unit: str) -> None:
    """Copy what a gradebook knows of a unit, and none of its grades, into an empty one."""
    known = source.find_assignment(unit)
    notebook = source.find_notebook(unit, unit)
    copied = Assignment(name=unit, duedate=known.duedate, course_id=target.course_id)
    new = Notebook(name=unit, kernelspec=notebook.kernelspec, assignment=copied)
    for cell in notebook.source_cells:
        SourceCell(
            name=cell.name,
            cell_type=cell.cell_type,
            locked=cell.locked,
            source=cell.source,
            checksum=cell.checksum,
            notebook=new,
        )
    for kind, cells in ((GradeCell, notebook.grade_cells), (TaskCell, notebook.task_cells)):
        for cell in cells:
            kind(name=cell.name, max_score=cell.max_score, cell_type=cell.cell_type, notebook=new)
    for cell in notebook.solution_cells:
        SolutionCell(name=cell.name, notebook=new)
    target.db.add(copied)
    target.db.commit()


def read_submission(gradebook: Gradebook, unit: str, result: Result) -> None:
    """Take what nbgrader wrote for the private gradebook's one learner into a result."""
    notebook = gradebook.find_submission_notebook(unit, unit, LEARNER)
    result.scores = {grade.name: grade.auto_score for grade in notebook.grades}
    result.comments = {comment.name: comment.auto_comment for comment in notebook.comments}
    result.late_penalty = notebook.late_submission_penalty


def merge(gradebook: Gradebook, unit: str, results: Iterable[Result]) -> None:
    """Write results into the gradebook, all in one transaction.

    What a person entered stays. As with nbgrader, a grade changed by hand asks for another look.
    """
    session = gradebook.db
    try:
        assignment = gradebook.find_assignment(unit)
        cells = {cell.id: cell.name for cell in session.scalars(_cells_of(assignment))}
        existing = {found.student_id: found for found in session.scalars(_submissions_of(assignment))}
        students = set(session.scalars(select(Student.id)))
        with session.no_autoflush:
            for result in results:
                if result.student not in students:
                    session.add(Student(id=result.student))
                submission = existing.get(result.student) or _new_submission(
                    gradebook, assignment, result.student
                )
                if result.timestamp:
                    submission.timestamp = parse_utc(result.timestamp)
                notebook = next(found for found in submission.notebooks if found.notebook.name == unit)
                _fill(notebook, result, cells)
        session.commit()
    except BaseException:
        session.rollback()
        raise


def _cells_of(assignment: Assignment) -> Select[Any]:
    ids = [notebook.id for notebook in assignment.notebooks]
    return select(BaseCell).where(BaseCell.notebook_id.in_(ids))


def _submissions_of(assignment: Assignment) -> Select[Any]:
    deep = selectinload(SubmittedAssignment.notebooks)
    return (
        select(SubmittedAssignment)
        .where(SubmittedAssignment.assignment_id == assignment.id)
        .options(deep.selectinload(SubmittedNotebook.grades), deep.selectinload(SubmittedNotebook.comments))
    )


def _new_submission(gradebook: Gradebook, assignment: Assignment, student: str) -> SubmittedAssignment:
    """Make the rows that nbgrader makes for a new submission, without its commit."""
    submission = SubmittedAssignment(assignment=assignment, student_id=student)
    for notebook in assignment.notebooks:
        submitted = SubmittedNotebook(notebook=notebook, assignment=submission)
        for cell in (*notebook.grade_cells, *notebook.task_cells):
            Grade(cell_id=cell.id, notebook=submitted)
        for cell in (*notebook.solution_cells, *notebook.task_cells):
            Comment(cell_id=cell.id, notebook=submitted)
    gradebook.db.add(submission)
    return submission


def _fill(notebook: SubmittedNotebook, result: Result, cells: dict[str, str]) -> None:
    for grade in notebook.grades:
        name = cells[grade.cell_id]
        grade.auto_score = result.scores.get(name, 0.0)
        by_hand = name in result.withheld or grade.auto_score is None
        grade.needs_manual_grade = by_hand or grade.manual_score is not None
    for comment in notebook.comments:
        comment.auto_comment = result.comments.get(cells[comment.cell_id])
    notebook.late_submission_penalty = result.late_penalty
    notebook.flagged = bool(result.flags or result.withheld)
