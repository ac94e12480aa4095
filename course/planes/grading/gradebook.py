"""Write what was graded into nbgrader's gradebook, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc
from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload
from traitlets.config import Config

from planes.grading.results import Result


def merge(gradebook: Gradebook, unit: str, results: Iterable[Result], config: Config) -> None:
    """Write results into the gradebook, all in one transaction.

    What a person entered stays. As with nbgrader, a grade changed by hand asks for another look.

    Args:
        gradebook: nbgrader's.
        unit: the unit that was graded.
        results: what came out.
        config: nbgrader's settings, for the penalties of late work.
    """
    session = gradebook.db
    penalties = AssignLatePenalties(config=config)
    penalties.init_plugin()
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
                _penalise(penalties, session, submission, notebook)
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
    notebook.flagged = bool(result.flags or result.withheld)


def _penalise(
    penalties: AssignLatePenalties, session: Any, submission: SubmittedAssignment, notebook: SubmittedNotebook
) -> None:
    """Ask the instructor's plugin what being late costs, as `AssignLatePenalties` does."""
    notebook.late_submission_penalty = None
    late = submission.total_seconds_late
    if late <= 0:
        return
    session.flush()
    session.refresh(notebook)
    penalty = penalties.plugin_inst.late_submission_penalty(submission.student_id, notebook.score, late)
    if penalty is not None:
        notebook.late_submission_penalty = penalties._check_late_penalty(notebook, penalty)
