"""The decision aid agrees with the cases, explains itself, and says when needs contradict one another."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes import choosing, facts
from planes.choosing import Needs, choose
from planes.errors import PlanesError

NEEDS = st.builds(
    Needs,
    kubernetes=st.booleans(),
    hosts_in_one_cluster=st.sampled_from([0, 10, 5000, 5001, 90_000]),
    own_site=st.booleans(),
    gpu=st.booleans(),
    host_agent=st.booleans(),
    docker_socket=st.booleans(),
    windows=st.booleans(),
    own_kernel=st.booleans(),
    interruptible=st.booleans(),
    use_percent=st.floats(0, 100),
    patches_hosts=st.booleans(),
)


@pytest.mark.parametrize("case", facts.cases(), ids=lambda case: case.id)
def test_the_aid_agrees_with_the_case(case):
    assert choosing.agrees(case)


def test_the_tempting_answer_does_not_agree():
    cs05 = next(case for case in facts.cases() if case.id == "CS05")
    assert not choosing.agrees(cs05, choose(Needs(use_percent=90, patches_hosts=True)))


@given(NEEDS)
def test_every_reason_names_facts_that_exist(needs):
    choice = choose(needs)
    assert choice.capacity in choosing.CAPACITIES
    assert all(facts.get(name) for leaf in choice.reasons for name in leaf.facts)


@given(NEEDS)
def test_ecs_is_never_chosen_where_the_kubernetes_api_is_needed(needs):
    assert choose(replace(needs, kubernetes=True)).control_plane == "EKS"


@given(NEEDS)
def test_fargate_is_never_chosen_for_what_it_lacks(needs):
    choice = choose(needs)
    if choice.capacity.startswith("Fargate"):
        assert not (needs.gpu or needs.host_agent or needs.docker_socket or needs.own_site)
        assert not (needs.windows and choice.control_plane == "EKS")
        assert not (needs.windows and choice.capacity == "Fargate Spot")


@given(NEEDS)
def test_managed_hosts_are_never_windows(needs):
    assert not (needs.windows and choose(needs).capacity == "managed hosts")


@given(NEEDS)
def test_a_kernel_of_its_own_is_given_or_said_to_be_missing(needs):
    choice = choose(replace(needs, own_kernel=True))
    assert choice.capacity.startswith("Fargate") or any("kernel" in words for words in choice.unmet)


@given(NEEDS)
def test_work_that_may_be_interrupted_gets_spot_or_is_told_why_not(needs):
    choice = choose(replace(needs, interruptible=True))
    assert any("Spot" in words for words in (choice.capacity, *choice.unmet))


@pytest.mark.parametrize(("kubernetes", "told"), [(True, True), (False, False)])
def test_own_machines_without_windows_are_those_of_eks(kubernetes, told):
    choice = choose(Needs(kubernetes=kubernetes, own_site=True, windows=True))
    assert any("Windows" in words for words in choice.unmet) == told


def test_docker_sock_and_kubernetes_contradict_one_another():
    assert any("docker.sock" in words for words in choose(Needs(kubernetes=True, docker_socket=True)).unmet)


def test_break_even_is_the_published_one():
    assert f"{choosing.break_even_percent():.1f}" in facts.get("CP14").value


@pytest.mark.parametrize("use", [81, 83])
def test_packed_hosts_are_chosen_from_the_break_even_on(use):
    wanted = "EC2" if use > choosing.break_even_percent() else "Fargate"
    assert choose(Needs(use_percent=use, patches_hosts=True)).capacity == wanted


def test_changes_try_every_need_once_and_alone():
    needs = Needs(kubernetes=True, use_percent=70)
    found = choosing.changes(needs)
    assert len(found) == 11
    assert all(one.before != one.after for one in found)
    assert all(choose(replace(needs, **{one.need: one.after})) == one.choice for one in found)


def test_kubernetes_changes_the_control_plane():
    found = {one.need: one.changes for one in choosing.changes(Needs())}
    assert found["kubernetes"] == "control plane"
    assert found["gpu"] == "capacity"
    assert found["windows"] == ""


def test_a_choice_prints_its_reasons_with_their_facts():
    assert "HW: Fargate has no GPU" in str(choose(Needs(gpu=True)))


@pytest.mark.parametrize("wrong", [{"use_percent": 120}, {"hosts_in_one_cluster": -1}])
def test_needs_that_cannot_be_are_refused(wrong):
    with pytest.raises(PlanesError):
        Needs(**wrong)
