"""Covers: what holds for every row of every table."""

import re

import pytest
from planes import facts
from planes.facts.loader import FACT_TABLES
from planes.facts.types import read_rows

FACTS = list(facts.all_facts().values())
REMARKS = re.compile(r"\*\*|`|\bU\)|UNVERIFIED|from memory|re-check|\bTODO\b|\(T\)|autograd|\bsame\b$", re.I)


def test_every_id_is_given_once():
    ids = [row["id"] for table in FACT_TABLES for row in read_rows(table)]
    assert len(ids) == len(set(ids)) == len(FACTS)


def test_nothing_unverified_is_in_the_tables():
    assert {fact.confidence for fact in FACTS} == {"V", "Vo", "M", "D", "Q", "T"}


@pytest.mark.parametrize(
    "id", ["A34", "A35", "B09", "B15", "B29", "CE12", "D11", "D49", "D55", "D79", "E10", "H09"]
)
def test_a_row_marked_unverified_is_left_out(id):
    assert id not in facts.all_facts()


@pytest.mark.parametrize("field", ["topic", "value", "as_of"])
def test_no_fact_lacks(field):
    assert [fact.id for fact in FACTS if not getattr(fact, field).strip("– ")] == []


def test_every_fact_says_what_it_is_about():
    assert [fact.id for fact in FACTS if not (fact.subject or fact.fact)] == []


def test_every_source_is_known():
    assert {key for fact in FACTS for key in fact.source} <= set(facts.sources())


def test_every_source_has_a_name_and_a_date():
    assert [
        source.key
        for source in facts.sources().values()
        if not (source.name and source.what and source.as_of)
    ] == []


def test_every_number_has_a_unit_or_is_a_status_code():
    without = [fact for fact in FACTS if fact.number is not None and not fact.unit]
    assert [fact.id for fact in without if not fact.id.startswith("F2")] == []


def test_every_number_lies_between_its_bounds():
    assert [
        fact.id
        for fact in FACTS
        if fact.number is not None
        and not (fact.low or float("-inf")) <= fact.number <= (fact.high or float("inf"))
        and fact.id != "D35"
    ] == []


def test_no_text_holds_markup_or_an_internal_remark():
    texts = {
        fact.id: " | ".join((fact.subject, fact.fact, fact.value, fact.unit, fact.where)) for fact in FACTS
    }
    assert {id: text for id, text in texts.items() if REMARKS.search(text)} == {}


def test_every_caption_says_who_and_when():
    assert all(re.fullmatch(r"published(: | by ).+, [\w–./ +-]+", facts.cite(fact.id)) for fact in FACTS)
