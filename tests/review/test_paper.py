"""The paper of a learner: the same for the same name, fair between names, and stable as the bank grows."""

import re
from collections import Counter

import pytest
from gate.course import lessons, read, text
from planes import review
from planes.errors import PlanesError
from planes.review import papers


def ids(name):
    return [sheet.question.id for sheet in review.paper(name)]


def test_a_paper_has_a_question_from_each_unit_and_two_from_two_more():
    for number in range(50):
        units = [sheet.question.unit for sheet in review.paper(f"learner {number}")]
        assert units[:8] == list(review.UNITS)
        assert len(units) == 10 and units[8] != units[9]
        assert len(set(ids(f"learner {number}"))) == 10


def test_capitals_and_spaces_of_a_name_do_not_matter():
    assert review.paper("Ada  Lovelace ") == review.paper("ada lovelace")


def test_other_names_have_other_papers():
    assert len({tuple(ids(f"learner {number}")) for number in range(100)}) == 100


@pytest.mark.parametrize("name", ["", "  ", "ab", "---", None, 4711])
def test_what_is_no_name_is_refused_with_the_reason(name):
    assert not review.is_name(name)
    with pytest.raises(PlanesError, match="which questions are yours"):
        review.paper(name)


def test_every_question_is_drawn_for_somebody_but_those_that_the_lesson_solves():
    drawn = Counter(id for number in range(400) for id in ids(f"learner {number}"))
    assert set(drawn) == {one.id for one in review.questions() if not one.shown}


def test_the_questions_that_the_lesson_solves_are_marked():
    (lesson,) = (path for path in lessons() if path.name.startswith("09"))
    code = "\n".join(text(cell) for cell in read(lesson)["cells"] if cell["cell_type"] == "code")
    solved = {review.demo().draw().question.id, *re.findall(r'review\.question\("(.+?)"\)', code)}
    assert {one.id for one in review.questions() if one.shown} == solved


def test_the_question_to_defend_is_a_choice_between_designs():
    lasts = [review.sheet(f"learner {number}", 10).question for number in range(400)]
    assert all(one.design for one in lasts)
    assert {one.id for one in lasts} == {one.id for one in review.questions() if one.design}


def test_a_question_taken_out_changes_only_the_papers_that_had_it(monkeypatch):
    before = {number: ids(f"learner {number}") for number in range(60)}
    gone = review.questions()[0].id
    bank = review.questions()[1:]
    monkeypatch.setattr(papers, "questions", lambda: bank)
    for number, had in before.items():
        assert gone in had or ids(f"learner {number}") == had


@pytest.mark.parametrize("given", ["b", "B", " b ", "b)", "b."])
def test_a_letter_may_be_written_in_several_ways(given):
    sheet = next(sheet for sheet in review.paper("learner 1") if sheet.best == "b")
    assert review.is_letter(given) and sheet.is_best(given)


@pytest.mark.parametrize("given", ["", "e", "ab", 2, None, ["a"], "option a"])
def test_what_is_no_letter_is_never_right(given):
    assert not review.is_letter(given)
    assert not review.paper("learner 1")[0].is_best(given)


def test_printing_a_question_does_not_say_which_option_is_best(capsys):
    review.show("learner 1", 3)
    shown = capsys.readouterr().out
    sheet = review.sheet("learner 1", 3)
    assert all(option.why not in " ".join(shown.split()) for option in sheet.options)


def test_looking_at_a_question_does_not_say_which_option_is_best():
    for sheet in review.paper("learner 1"):
        for look in (repr(sheet), repr(sheet.question), repr(sheet.question.options)):
            assert "best=" not in look
            assert all(option.why not in look for option in sheet.options)
        assert all(option.text not in repr(sheet.question) for option in sheet.options)


def test_before_a_name_is_given_showing_says_what_is_missing(capsys):
    def learner():
        raise NotImplementedError

    review.show(learner, 3)
    assert "write learner() in exercise 1" in capsys.readouterr().out
    review.show(lambda: "", 3)
    assert "is no name" in capsys.readouterr().out
    review.show(lambda: "learner 1", 3)
    assert "Question 3" in capsys.readouterr().out


def test_hints_point_at_the_lesson_and_rule_out_a_wrong_option():
    for sheet in review.paper("learner 1"):
        assert f"lesson {sheet.question.unit}" in sheet.where()
        assert not sheet.ruled_out().startswith(f"It is not {sheet.best}")
        assert sum(f"“{option.text}”" in sheet.ruled_out() for option in sheet.options) == 1
    assert review.sheet("learner 1", 3).where() in review.hint("learner 1", 3)


@pytest.mark.parametrize("number", [0, 11, "1"])
def test_a_question_that_is_not_on_the_paper_is_named(number):
    with pytest.raises(PlanesError, match="1 to 10"):
        review.sheet("learner 1", number)
