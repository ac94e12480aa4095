"""The bank of questions: complete, balanced, sourced, and in agreement with the tables of facts."""

import re
from collections import Counter

import pytest
from gate.course import lessons, read, text
from planes import facts
from planes.review import UNITS, Sheet, questions
from planes.review.bank import raw

BANK = questions()
GRADED = {"V", "M", "D"}
_QUANTITY = re.compile(r"(?<![\w.-])(\d+(?:,\d{3})*(?:\.\d+)?)")
# Up to ten a reader counts by hand, as in the lessons.
_COUNTED_BY_HAND = 10


def words(one):
    return [one.ask, *(part for option in one.options for part in (option.text, option.why))]


def numbers(line):
    return {float(number.replace(",", "")) for number in _QUANTITY.findall(line)}


def test_every_unit_has_nine_questions_or_more():
    counts = Counter(one.unit for one in BANK)
    assert set(counts) == set(UNITS)
    assert min(counts.values()) >= 9
    assert len(BANK) >= 72


def test_every_question_has_four_options_of_which_one_is_best():
    faults = [one.id for one in BANK if [option.best for option in one.options].count(True) != 1]
    assert faults + [one.id for one in BANK if len(one.options) != 4] == []


def test_every_option_is_explained():
    assert [option.text for one in BANK for option in one.options if len(option.why.split()) < 3] == []


def test_no_two_questions_and_no_two_options_are_the_same():
    assert max(Counter(one.id for one in BANK).values()) == 1
    assert max(Counter(one.ask for one in BANK).values()) == 1
    assert [one.id for one in BANK if len({option.text.lower() for option in one.options}) != 4] == []


def test_no_option_is_about_the_other_options():
    shortcut = re.compile(r"\b(all|none|both|any) of (the above|these|them)\b|\b[a-d] and [a-d]\b", re.I)
    assert [option.text for one in BANK for option in one.options if shortcut.search(option.text)] == []


def test_sources_are_facts_of_a_confidence_that_may_be_graded():
    assert [one.id for one in BANK if not one.sources] == []
    cited = {(one.id, name): facts.get(name).confidence for one in BANK for name in one.sources}
    assert {place: confidence for place, confidence in cited.items() if confidence not in GRADED} == {}


def test_numbers_put_in_from_facts_are_facts_that_the_question_cites():
    faults = []
    for row in raw():
        used = set(re.findall(r"\{([A-Z]+\d+[\w.]*)\}", str(row)))
        cited = set(row["sources"])
        faults += [f"{row['id']}: {name}" for name in used if not {name, name.partition(".")[0]} & cited]
    assert faults == []


def test_every_number_is_of_a_cited_fact_or_worked_out():
    loose = {}
    for one in BANK:
        cited = [facts.get(name) for name in one.sources]
        known = {fact.number for fact in cited} | set(one.worked) | numbers(one.ask)
        known |= set().union(*(numbers(f"{fact.subject} {fact.fact} {fact.value}") for fact in cited))
        found = {number for line in words(one) for number in numbers(line)} - known
        loose[one.id] = {number for number in found if number > _COUNTED_BY_HAND}
    assert {id: found for id, found in loose.items() if found} == {}


def test_no_text_has_a_place_left_empty_and_no_line_runs_on():
    lines = [line for one in BANK for line in words(one)]
    assert [line for line in lines if "{" in line or "  " in line or len(line) > 340] == []


def test_the_best_option_is_neither_the_longest_nor_the_shortest_as_a_rule():
    longest = shortest = 0
    for one in BANK:
        best = next(len(option.text) for option in one.options if option.best)
        others = [len(option.text) for option in one.options if not option.best]
        longest += best > max(others)
        shortest += best < min(others)
    # By chance it would be a quarter each.
    assert longest / len(BANK) < 0.33
    assert shortest / len(BANK) < 0.33


def test_the_best_option_stands_everywhere_equally_often():
    places = Counter(Sheet.of(one, f"learner {number}").best for one in BANK for number in range(20))
    assert all(0.22 < places[letter] / places.total() < 0.28 for letter in "abcd")


@pytest.mark.parametrize("path", [path for path in lessons() if path.name[:2] in UNITS], ids=lambda p: p.stem)
def test_a_section_is_a_heading_of_its_lesson(path):
    prose = "\n".join(text(cell) for cell in read(path)["cells"] if cell["cell_type"] == "markdown")
    headings = set(re.findall(r"^#{2,3} (.+)$", prose, re.M))
    assert {one.section for one in BANK if one.unit == path.name[:2]} - headings == set()
