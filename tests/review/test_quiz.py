"""The quiz: due first, an answer counts once, and the record keeps all that it held."""

import json
from datetime import date

import pytest
from planes import review
from planes.errors import PlanesError
from planes.grading.record import FILE_NAME, Record
from planes.plots import review as draw
from planes.review import Card, Quiz, record

DAY = date(2026, 11, 23)
FIRST = review.questions()[0].id


def quiz(cards=None):
    return Quiz(cards or {}, today=lambda: DAY)


def test_what_is_due_is_asked_before_what_is_new(capsys):
    one = quiz({"auto-mode-patching": Card(2, DAY, 1, 1)})
    assert one.draw().question.id == "auto-mode-patching"


def test_new_questions_come_from_one_unit_after_the_other():
    units = [review.question(id).unit for id in quiz().waiting()[:8]]
    assert units == list(review.UNITS)


def test_one_unit_can_be_asked_alone():
    assert {review.question(id).unit for id in quiz().waiting("05")} == {"05"}
    with pytest.raises(PlanesError, match="Units: 01"):
        quiz().waiting("5")


def test_a_right_answer_is_confirmed_and_all_options_are_explained(capsys):
    one = quiz()
    one.ask()
    sheet = one.sheet
    one.answer(sheet.best.upper())
    shown = " ".join(capsys.readouterr().out.split())
    assert "Right:" in shown and "Box 2 of 5" in shown
    assert all(option.why in shown for option in sheet.options)


def test_a_wrong_answer_names_the_best_one(capsys):
    one = quiz()
    one.ask()
    best = one.sheet.best
    one.answer("abcd".replace(best, "")[0])
    assert f"the best one is {best}." in capsys.readouterr().out
    assert one.cards[FIRST].box == 1


def test_an_answer_that_is_no_letter_costs_nothing():
    one = quiz()
    one.ask()
    with pytest.raises(PlanesError, match="no answer"):
        one.answer("e")
    assert one.cards == {} and one.sheet is not None


def test_a_question_counts_once():
    one = quiz()
    one.ask()
    one.answer("a")
    with pytest.raises(PlanesError, match="no open question"):
        one.answer("a")


def test_when_nothing_is_due_the_next_day_is_named(capsys):
    cards = {one.id: Card(3, date(2026, 11, 27), 1, 1) for one in review.questions()}
    quiz(cards).ask()
    assert "2026-11-27" in capsys.readouterr().out


def test_the_made_up_learner_is_the_same_every_time():
    assert review.demo().cards == review.demo().cards


def test_cards_are_kept_beside_what_the_record_held(tmp_path):
    before = Record.load(tmp_path)
    before.unit("01-virtualization").points["ex01"] = 8.0
    before.rest["theirs"] = {"of": "a later version"}
    before.save()
    one = review.mine(tmp_path)
    one.ask()
    one.answer("a")
    data = json.loads((tmp_path / FILE_NAME).read_text("utf-8"))
    assert data["units"]["01-virtualization"]["points"] == {"ex01": 8.0}
    assert data["theirs"] == {"of": "a later version"}
    assert review.mine(tmp_path).cards == one.cards != {}


def test_checking_an_assignment_keeps_the_cards(tmp_path):
    record.keep(tmp_path, FIRST, Card(2, DAY, 1, 1))
    checked = Record.load(tmp_path)
    checked.unit("02-planes").points["ex01"] = 5.0
    checked.save()
    assert record.load(tmp_path) == {FIRST: Card(2, DAY, 1, 1)}


def test_the_record_lies_in_the_courses_folder(tmp_path):
    (tmp_path / ".planes").mkdir()
    (tmp_path / ".planes" / "manifest.json").write_text("{}")
    (tmp_path / "lessons").mkdir()
    record.keep(tmp_path / "lessons", FIRST, Card(2, DAY, 1, 1))
    assert (tmp_path / FILE_NAME).is_file()


def test_looking_at_the_quiz_writes_nothing(tmp_path):
    review.mine(tmp_path).ask()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text", ["{", '{"units": {}, "review": {"x": {"box": 9}}}', '{"units": {}, "review": 1}']
)
def test_a_record_that_cannot_be_read_is_left_as_it_is(tmp_path, text):
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(PlanesError, match="left as it is"):
        review.mine(tmp_path)
    with pytest.raises(PlanesError):
        record.keep(tmp_path, FIRST, Card(2, DAY, 1, 1))
    assert (tmp_path / FILE_NAME).read_text() == text


def test_a_question_that_left_the_bank_stays_in_the_record_and_is_not_asked(tmp_path):
    record.keep(tmp_path, "gone", Card(1, DAY, 1, 0))
    assert "gone" not in review.mine(tmp_path).waiting()
    record.keep(tmp_path, FIRST, Card(2, DAY, 1, 1))
    assert "gone" in record.load(tmp_path)


def test_the_panel_asks_checks_and_goes_on():
    one = quiz()
    panel = review.panel(one)
    panel.check.click()
    assert "Choose a letter" in panel.verdict.value
    panel.choice.value = one.sheet.best
    panel.check.click()
    assert "Right:" in panel.verdict.value and panel.check.disabled
    panel.next.click()
    assert panel.verdict.value == "" and not panel.check.disabled
    panel.unit.value = "05"
    assert "unit 05" in panel.text.value


def test_the_panel_says_in_words_what_it_is():
    bundle, _ = review.panel(quiz())._repr_mimebundle_()
    assert "review.ask()" in bundle["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_the_figures_say_what_they_show():
    assert "box 3 on day 2, box 1 on day 7" in draw.travel([True, True, False]).alt
    words = draw.standing(quiz({FIRST: Card(4, DAY, 3, 3)})).alt
    assert "1 are due today" in words and "unit 01: 1" in words
