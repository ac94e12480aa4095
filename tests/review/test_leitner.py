"""Leitner's boxes: a card rises with right answers, falls with a wrong one, and comes back in time."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from planes.review.leitner import DAYS, Card, due, moved, unseen

DAY = date(2026, 11, 23)
cards = st.builds(
    Card,
    box=st.integers(1, len(DAYS)),
    due=st.dates(DAY - timedelta(days=30), DAY + timedelta(days=30)),
    asked=st.integers(1, 50),
    right=st.integers(0, 50),
)


def test_a_new_question_answered_well_goes_to_the_second_box():
    assert moved(None, True, DAY) == Card(2, date(2026, 11, 25), 1, 1)


def test_a_new_question_answered_badly_stays_in_the_first_box():
    assert moved(None, False, DAY) == Card(1, date(2026, 11, 24), 1, 0)


def test_right_answers_lead_to_the_last_box_by_the_published_sizes():
    card, rests = None, []
    for _ in range(6):
        card = moved(card, True, DAY)
        rests.append((card.due - DAY).days)
    assert rests == [2, 5, 8, 14, 14, 14]


@given(cards)
def test_a_wrong_answer_leads_back_to_the_first_box_from_everywhere(card):
    assert moved(card, False, DAY).box == 1


@given(cards, st.booleans())
def test_an_answer_counts_once_and_the_card_rests_at_least_a_day(card, right):
    after = moved(card, right, DAY)
    assert (after.asked, after.right) == (card.asked + 1, card.right + right)
    assert after.due > DAY


@given(st.dictionaries(st.text(min_size=1), cards))
def test_due_are_those_whose_day_has_come_longest_waiting_first(known):
    names = due(known, DAY)
    assert set(names) == {name for name, card in known.items() if card.due <= DAY}
    assert [known[name].due for name in names] == sorted(known[name].due for name in names)


def test_what_was_never_asked_keeps_its_order():
    assert unseen({"b": Card(1, DAY, 1, 0)}, ["c", "b", "a"]) == ["c", "a"]
