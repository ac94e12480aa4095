"""The gate itself: a tiny valid unit passes; broken in any one way, it is reported."""

import shutil

import pytest
from gate import answers, grading, names, numbers, outputs, structure, tiny
from gate.course import Unit, read


@pytest.fixture(scope="session")
def sound(tmp_path_factory) -> Unit:
    return tiny.build(tmp_path_factory.mktemp("sound") / "course")


@pytest.fixture
def unit(sound, tmp_path) -> Unit:
    shutil.copytree(sound.root, tmp_path / "course")
    return Unit(tmp_path / "course", sound.name)


def edit(path, cell_id, change):
    """Apply `change` to one cell of a stored notebook."""
    cells = read(path)["cells"]
    change(next(cell for cell in cells if cell["id"] == cell_id))
    tiny.write(path, cells)


def rewrite(old, new):
    def change(cell):
        source = "".join(cell["source"])
        assert old in source
        cell["source"] = source.replace(old, new)

    return change


def remark(**values):
    return lambda cell: cell["metadata"]["nbgrader"].update(values)


def fresh(unit: Unit) -> Unit:
    return Unit(unit.root, unit.name)


STATIC = [
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
]


@pytest.mark.parametrize("check", STATIC, ids=lambda check: check.__name__)
def test_the_tiny_unit_passes(unit, check):
    assert check(unit) == []


@pytest.mark.parametrize(
    ("check", "cell", "change", "report"),
    [
        (structure.points_are_100, "ex01-hidden", remark(points=25), "101 in total"),
        (structure.exercises_are_complete, "ex02", remark(grade_id="ex05"), "numbered [1, 2, 3, 5]"),
        (structure.exercises_are_complete, "ex01-visible", remark(grade_id="seen"), "cells are"),
        (structure.exercises_are_complete, "ex03", remark(grade=False), "hand-graded"),
        (structure.cells_are_marked, "ex01-task", remark(locked=False), "metadata"),
        (structure.cells_are_marked, "ex01-hidden", remark(grade=False), "metadata"),
        (structure.cells_are_marked, "ex02", remark(solution=False), "metadata"),
        (structure.cells_are_marked, "ex02", remark(schema_version=2), "schema_version"),
        (structure.points_are_split, "ex01-task", rewrite("(40 points)", "(30 points)"), "30 points"),
        (structure.points_are_split, "ex01-task", rewrite("## Exercise 1", "## Task 1"), "does not begin"),
        (structure.points_are_split, "ex01-visible", remark(points=40), "visible"),
        (structure.tasks_help, "ex01-task", rewrite("Hint 2", "Hint 3"), "Hint 1 and Hint 2"),
        (structure.tasks_help, "ex01-task", rewrite("It is one line.", "…"), "empty"),
        (structure.tasks_help, "ex01-task", rewrite("It is one line.", "Look at the docstring."), "the same"),
        (structure.tasks_help, "ex02-task", rewrite("Example", "Picture"), "worked example"),
        (structure.says_how_to_go_on, "title", rewrite("Learning alone", "Alone"), "first cell does not say"),
        (structure.says_how_to_go_on, "ex01-task", rewrite("Hint 1", "`lessons/01-tiny.ipynb`"), "a link"),
        (structure.says_how_to_go_on, "finish", rewrite("last unit", "last"), "last cell is not"),
        (
            structure.hidden_tests_are_hidden,
            "ex01-hidden",
            rewrite("# Hidden tests run", "# Tests run"),
            "begin",
        ),
        (structure.hidden_tests_are_hidden, "ex01-hidden", rewrite("### BEGIN HIDDEN TESTS", ""), "no tests"),
        (
            structure.hidden_tests_are_hidden,
            "ex01-visible",
            rewrite("expect", "### BEGIN HIDDEN TESTS\nexpect"),
            "visible",
        ),
        (structure.stubs_match, "ex01", rewrite("double(samples)", "double(samples, times)"), "solution's"),
    ],
)
def test_a_broken_source_is_reported(unit, check, cell, change, report):
    edit(unit.source, cell, change)
    assert report in " ".join(check(fresh(unit)))


def test_a_part_of_an_exercise_may_have_a_hidden_cell_of_its_own(unit):
    cells = read(unit.source)["cells"]
    place = 1 + next(place for place, cell in enumerate(cells) if cell["id"] == "ex01-hidden")
    part = tiny.test_cell("ex01-hidden-part", tiny.HIDDEN.format(tests="assert True"), 0)
    tiny.write(unit.source, [*cells[:place], part, *cells[place:]])
    assert structure.exercises_are_complete(fresh(unit)) == []
    assert structure.cells_are_marked(fresh(unit)) == []
    edit(unit.source, "ex01-hidden-part", rewrite("# Hidden tests run", "# Tests run"))
    assert "ex01: the hidden-part cell" in " ".join(structure.hidden_tests_are_hidden(fresh(unit)))


@pytest.mark.parametrize(
    ("check", "cell", "change", "report"),
    [
        (
            structure.stubs_match,
            "ex01",
            rewrite("raise NotImplementedError()", "return []"),
            "does not raise",
        ),
        (structure.stubs_match, "ex01", rewrite('"""Return every sample times two."""', ""), "docstring"),
        (
            structure.no_solution_in_release,
            "ex01",
            rewrite("raise", "return [2 * sample for sample in samples]\n    raise"),
            "holds the line",
        ),
        (
            structure.no_solution_in_release,
            "ex02",
            rewrite("raise", "### BEGIN SOLUTION\n    raise"),
            "holds the marker",
        ),
    ],
)
def test_a_broken_release_is_reported(unit, check, cell, change, report):
    edit(unit.release, cell, change)
    assert report in " ".join(check(unit))


@pytest.mark.parametrize(
    ("old", "new", "report"),
    [
        ("# %% wrong: squares", "# %% right: squares", "2 wrong and 3 right"),
        ("# %% right: adds", "# %% wrong: adds", "4 wrong and 1 right"),
        ("# %% wrong: squares", "# %% wrong: changes only the first", "same title"),
        ("[sample + sample for sample in samples]", "[2 * sample for sample in samples]", ""),
    ],
)
def test_too_few_answers_are_reported(unit, old, new, report):
    path = unit.answers / "ex01.py"
    path.write_text(path.read_text().replace(old, new))
    faults = answers.enough_answers(unit)
    assert report in " ".join(faults)
    assert bool(report) == bool(faults)


def test_a_right_answer_copied_from_the_source_is_reported(unit):
    path = unit.answers / "ex01.py"
    path.write_text(path.read_text() + "\n# %% right: the same\n" + tiny.DOUBLE)
    assert "is the source solution" in " ".join(answers.enough_answers(unit))


# Answers that are run


def test_the_tiny_units_answers_score_as_told(unit):
    lost = answers.run_answers(unit)
    assert [answers.answers_score_as_told(lost, exercise) for exercise in unit.exercises] == [[], [], []]
    assert answers.answers_leave_nothing_behind(lost) == []


@pytest.mark.parametrize(
    ("old", "new", "report"),
    [
        (
            "# %% wrong: squares\ndef double(samples):\n    return [sample**2",
            "# %% wrong: fine\ndef double(samples):\n    return [sample*2",
            "loses no points",
        ),
        ("return [sample + sample", "return [sample * sample", "right answer 'adds' loses points"),
        (
            "def double(samples):\n    return [sample**2",
            "expect = print\ndef double(samples):\n    return [sample**2",
            "another exercise",
        ),
    ],
)
def test_an_answer_that_scores_otherwise_is_reported(unit, old, new, report):
    path = unit.answers / "ex01.py"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    faults = answers.answers_score_as_told(answers.run_answers(unit), unit.exercise("ex01"))
    assert report in " ".join(faults)


def test_an_answer_that_changes_what_all_share_is_reported(unit):
    path = unit.answers / "ex01.py"
    mischief = "# %% wrong: squares\nimport planes.learning\nplanes.learning.expect = print\n"
    path.write_text(path.read_text().replace("# %% wrong: squares\n", mischief))
    lost = answers.run_answers(unit)
    assert "ex02-visible: loses its points" in " ".join(answers.answers_leave_nothing_behind(lost))


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (["limit = 3"], ["print(limit)"], True),
        (["print(limit)"], ["limit = 3"], True),
        (["limit = 3"], ["def above(x):\n    return x > limit"], True),
        (["limit = 3"], ["from rules import limit", "print(limit)"], False),
        (["limit = 3"], ["limit = 4", "[one for one in [1] if one > limit]"], False),
        (["def above(x):\n    limit = 3"], ["print(limit)"], False),
        (["def above(x):\n    global limit\n    limit = 3"], ["print(limit)"], True),
        (["class Rule:\n    limit = 3\n    half = limit / 2"], ["limit = 4"], False),
        (["sum = max"], ["sum([1, 2])"], True),
        (["del sum"], ["sum([1, 2])"], True),
        (["sum([1"], ["sum = max"], False),
    ],
)
def test_pieces_meet_in_names(one, other, meet):
    assert names.touches(one, other) == meet


def test_stderr_in_a_test_cell_costs_its_points():
    cells = [tiny.test_cell("ex01-visible", "import sys; print('careful', file=sys.stderr)", 5)]
    assert answers.lost_points(cells, {}) == {"ex01-visible": "stderr: careful\n"}


def test_a_cell_without_points_costs_none():
    assert answers.lost_points([tiny.cell("code", "1 / 0", "demo")], {}) == {}


# Any notebook


@pytest.mark.parametrize(
    ("sources", "report"),
    [
        (["# One\n\n## Two", "### Three", "## Two"], ""),
        (["## Two"], "first-level"),
        (["# One", "# One more"], "not one"),
        (["# One\n\n### Three"], "skips from level 1 to 3"),
        (["# One\n\n```\n# a comment\n```"], ""),
    ],
)
def test_headings(sources, report):
    cells = [tiny.cell("markdown", source, f"part-{number}") for number, source in enumerate(sources)]
    faults = structure.headings_are_in_order("notebook", cells)
    assert report in " ".join(faults) and bool(report) == bool(faults)


@pytest.mark.parametrize(
    "ids", [["a-b", "a-b"], ["3f2a9c1b"], ["3f2a9c1b-1111-2222-3333-444444444444"], ["Ex1"], [""]]
)
def test_ids_that_are_not_readable_or_not_unique_are_reported(ids):
    cells = [tiny.cell("markdown", "# One", one) for one in ids]
    assert structure.ids_are_readable_and_unique("notebook", cells)


def test_a_grade_id_other_than_the_id_is_reported():
    cell = tiny.cell("code", "", "ex01", solution=True) | {"id": "ex02"}
    assert "grade_id" in " ".join(structure.ids_are_readable_and_unique("notebook", [cell]))


@pytest.mark.parametrize(
    ("link", "report"),
    [
        ("[the lesson](../../course/lessons/01-tiny.ipynb)", ""),
        ("[the lesson, part 2](../../course/lessons/01-tiny.ipynb#What)", ""),
        ("[a site](https://example.org/x)", ""),
        ("[below](#What)", ""),
        ("[the lesson](01-lesson.ipynb)", "leads to no file"),
        ("[here](https://example.org/x)", "does not say where"),
        ("```\n[x](nowhere.md)\n```", ""),
    ],
)
def test_links(unit, link, report):
    edit(unit.source, "title", lambda cell: cell.update(source=f"# One\n\n{link}"))
    faults = structure.links_lead_somewhere(unit.source)
    assert report in " ".join(faults) and bool(report) == bool(faults)


ALT = "Figure (diagram): a box holds two smaller boxes."
PNG = {"data": {"image/png": "AAAA", "text/plain": ALT}, "metadata": {"image/png": {"alt": ALT}}}


def shown(data=None, metadata=None, **output):
    cell = tiny.cell("code", "draw()", "draw")
    cell["outputs"] = [
        {"output_type": "display_data", "data": data or {}, "metadata": metadata or {}} | output
    ]
    return [cell]


@pytest.mark.parametrize(
    ("cells", "report"),
    [
        (shown(PNG["data"] | {"text/html": f'<img alt="{ALT}" src="x">'}, PNG["metadata"]), ""),
        (shown(PNG["data"] | {"text/html": f'<img alt="{ALT}" src="x">'}), "in its metadata"),
        (shown(**PNG), "no text/html"),
        (shown({"text/html": '<img src="x">'}), "an <img>"),
        ([tiny.cell("markdown", "# One\n\n![](a.png)", "one")], "in the text"),
        ([tiny.cell("markdown", "# One\n\n![A box with two smaller boxes](a.png)", "one")], ""),
    ],
)
def test_alternative_text(cells, report):
    faults = outputs.figures_have_words("notebook", cells)
    assert report in " ".join(faults) and bool(report) == bool(faults)


def test_a_figure_of_the_course_has_its_words():
    from planes.plots.figure import canvas, finish

    figure, axes = canvas()
    axes.plot([1, 2])
    data, metadata = finish(figure, alt="A line rises from 1 to 2.", truth="modelled")._repr_mimebundle_()
    assert outputs.figures_have_words("notebook", shown(data, metadata)) == []


def test_errors_and_stderr_are_reported():
    error = shown(output_type="error", ename="ValueError")
    assert "ValueError" in outputs.nothing_went_wrong("notebook", error)[0]
    stderr = shown(output_type="stream", name="stderr", text=["careful"])
    assert "careful" in outputs.nothing_went_wrong("notebook", stderr)[0]


def test_an_error_that_is_part_of_the_lesson_is_not_reported():
    error = shown(output_type="error", ename="ValueError")
    error[0]["metadata"]["tags"] = ["raises-exception"]
    assert outputs.nothing_went_wrong("notebook", error) == []


def test_a_lesson_that_was_not_run_from_the_top_is_reported():
    cells = [tiny.cell("code", "1", "one"), tiny.cell("code", "2", "two")]
    cells[0]["execution_count"], cells[1]["execution_count"] = 2, 1
    assert "run it from the top" in outputs.every_code_cell_was_run("notebook", cells)[0]


def lesson(prose, code="1 + 1", output="2", tags=()):
    cells = [tiny.cell("markdown", prose, "prose"), tiny.cell("code", code, "sum")]
    cells[0]["metadata"]["tags"] = list(tags)
    cells[1]["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": output}, "metadata": {}}]
    return cells


@pytest.mark.parametrize(
    ("cells", "reported"),
    [
        (lesson("It takes at most 125 ms."), False),
        (lesson("It takes 98,765 ms."), True),
        (lesson("It takes 98,765 ms.", output="98765"), False),
        (lesson("It takes 98,765 ms.", code="limit = 98765"), False),
        (lesson("It takes 98,765 ms.", tags=["worked"]), False),
        (lesson("It costs 98.765 % more."), True),
        (lesson("It costs $98765 a month."), True),
        (lesson("There are 3 layers and 98765 reasons."), False),
        (lesson("Set `timeout=98765 s`."), False),
        (lesson("Version 98765.ms is a name."), False),
    ],
)
def test_a_number_from_nowhere_is_reported(cells, reported):
    assert bool(numbers.numbers_come_from_somewhere("notebook", cells)) == reported


# Through nbgrader


@pytest.mark.slow
def test_the_tiny_unit_passes_through_nbgrader(unit, tmp_path):
    graded = grading.grade(unit, tmp_path / "class")
    assert grading.source_earns_full_marks(graded) == []
    assert grading.untouched_earns_zero(graded) == []
    assert grading.release_is_generated(graded) == []


@pytest.mark.slow
def test_a_unit_broken_for_nbgrader_is_reported(unit, tmp_path):
    edit(unit.source, "ex01", rewrite("2 * sample", "3 * sample"))
    edit(
        unit.source,
        "ex02-visible",
        lambda cell: cell.update(source="import sys; print('!', file=sys.stderr)"),
    )
    edit(unit.source, "ex02-hidden", lambda cell: cell.update(source="assert True"))
    edit(unit.source, "imports", rewrite("import expect", "import expect\ndouble([1])"))
    graded = grading.grade(fresh(unit), tmp_path / "class")
    source = " ".join(grading.source_earns_full_marks(graded))
    assert "ex01-visible: the source earns 0.0 of 16" in source
    assert "ex02-visible: writes to stderr" in source
    untouched = " ".join(grading.untouched_earns_zero(graded))
    assert "ex02-hidden: untouched, it earns 24" in untouched
    assert "imports: raises NameError before anything was answered" in untouched
    assert "is not what source/ gives" in " ".join(grading.release_is_generated(graded))
