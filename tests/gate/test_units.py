"""The content gate over every unit and lesson found in the folders."""

import pytest
from gate import answers, grading, numbers, outputs, structure
from gate.course import ROOT, lessons, read, units

UNITS = units()
NOTEBOOKS = [path for unit in UNITS for path in (unit.source, unit.release)] + lessons()
LESSONS = lessons()


def where(path) -> str:
    return path.relative_to(ROOT).as_posix()


def together(group, unit, *values):
    """Parameters of tests that look at one expensive result: they have to meet in one of xdist's workers."""
    names = [getattr(value, "name", str(value)) for value in (unit, *values)]
    return pytest.param(unit, *values, id="-".join(names), marks=pytest.mark.xdist_group(f"{group}-{unit}"))


GRADED = [together("graded", unit) for unit in UNITS]
ANSWERED = [together("answers", unit) for unit in UNITS]
EXERCISES = [
    together("answers", unit, exercise)
    for unit in UNITS
    for exercise in unit.exercises
    if not exercise.by_hand
]

of_units = pytest.mark.parametrize("unit", UNITS, ids=str)
of_notebooks = pytest.mark.parametrize("path", NOTEBOOKS, ids=where)
of_lessons = pytest.mark.parametrize("path", LESSONS, ids=where)


@of_units
@pytest.mark.parametrize(
    "check",
    [
        structure.points_are_100,
        structure.exercises_are_complete,
        structure.cells_are_marked,
        structure.points_are_split,
        structure.tasks_help,
        structure.says_how_to_go_on,
        structure.hidden_tests_are_hidden,
        structure.stubs_match,
        structure.no_solution_in_release,
        answers.enough_answers,
    ],
    ids=lambda check: check.__name__,
)
def test_unit(unit, check):
    assert check(unit) == []


@of_units
def test_unit_has_eight_to_ten_exercises(unit):
    assert 8 <= len(unit.exercises) <= 10


@pytest.fixture(scope="module")
def graded(request, tmp_path_factory):
    return grading.grade(request.param, tmp_path_factory.mktemp(request.param.name))


@pytest.mark.slow
@pytest.mark.parametrize("graded", GRADED, indirect=True, scope="module")
@pytest.mark.parametrize(
    "check",
    [grading.source_earns_full_marks, grading.untouched_earns_zero, grading.release_is_generated],
    ids=lambda c: c.__name__,
)
def test_unit_through_nbgrader(graded, check):
    assert check(graded) == []


@pytest.fixture(scope="module")
def lost(request):
    return answers.run_answers(request.param)


@pytest.mark.parametrize(("lost", "exercise"), EXERCISES, indirect=["lost"], scope="module")
def test_answers_score_as_told(lost, exercise):
    assert answers.answers_score_as_told(lost, exercise) == []


@pytest.mark.parametrize("lost", ANSWERED, indirect=True, scope="module")
def test_answers_leave_nothing_behind(lost):
    assert answers.answers_leave_nothing_behind(lost) == []


@of_notebooks
@pytest.mark.parametrize(
    "check",
    [structure.ids_are_readable_and_unique, structure.headings_are_in_order],
    ids=lambda c: c.__name__,
)
def test_notebook(path, check):
    assert check(where(path), read(path)["cells"]) == []


@of_notebooks
def test_links_lead_somewhere(path):
    assert structure.links_lead_somewhere(path) == []


@of_notebooks
@pytest.mark.parametrize(
    "check", [outputs.figures_have_words, outputs.nothing_went_wrong], ids=lambda c: c.__name__
)
def test_stored_outputs(path, check):
    assert check(where(path), read(path)["cells"]) == []


@of_lessons
def test_lesson_is_stored_as_run(path):
    assert outputs.every_code_cell_was_run(where(path), read(path)["cells"]) == []


@of_lessons
def test_numbers_of_a_lesson_come_from_somewhere(path):
    assert numbers.numbers_come_from_somewhere(where(path), read(path)["cells"]) == []
