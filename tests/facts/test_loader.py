"""Covers: one fact by id, its number, its caption; what happens with an unknown id."""

import pytest
from planes import facts
from planes.errors import PlanesError


def test_a_fact_has_its_value_unit_source_date_and_confidence():
    fact = facts.get("B10")
    assert (fact.value, fact.number, fact.unit) == ("2.3", 2.3, "ms")
    assert (fact.source, fact.as_of, fact.confidence) == (("SOSP17",), "2017", "V")


def test_an_upper_bound_counts_as_the_number():
    assert facts.number("B02") == facts.get("B02").high == 125


def test_a_part_of_a_statement_has_an_id_of_its_own():
    assert facts.number("CE10.standard") == 0.10
    assert facts.number("CE10.extended") == 0.60


def test_a_primary_source_is_cited_as_published():
    assert facts.cite("B02") == "published: Firecracker SPECIFICATION.md, 2026-08-21"


def test_a_computed_fact_is_cited_as_published():
    assert facts.cite("CP10").startswith("published: computed from published rows")


def test_a_third_party_is_cited_as_published_by_it():
    assert facts.cite("B14") == "published by The Morning Paper on LightVM (third party), 2017-11"


def test_an_unknown_id_names_those_close_to_it():
    with pytest.raises(PlanesError, match=r"There is no fact 'b02x'.*B02"):
        facts.get("b02x")


def test_the_number_of_a_text_names_its_parts():
    with pytest.raises(PlanesError, match=r"CE10 is a text.*CE10\.standard, CE10\.extended"):
        facts.number("CE10")


def test_search_finds_by_text_whatever_the_case():
    assert "B16" in [fact.id for fact in facts.search("SLACKER")]


def test_the_mapping_of_facts_cannot_be_changed():
    with pytest.raises(TypeError):
        facts.all_facts()["B02"] = facts.get("B03")
