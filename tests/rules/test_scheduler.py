"""Covers: scores (GV11, GV12), filters and the totals of the scheduler."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes.errors import PlanesError
from planes.rules.kubernetes import (
    balanced_allocation_score,
    filter_node,
    least_allocated_score,
    schedule,
)

GOLDEN = [
    ((500, 1024, 1930, 6903), 79, 94),
    ((1000, 4096, 1930, 6903), 44, 96),
    ((1500, 512, 3920, 14162), 78, 82),
]
WHOLE = st.integers(0, 10**6)
USES = st.dictionaries(st.sampled_from(["cpu", "memory", "gpu"]), st.tuples(WHOLE, WHOLE), min_size=1)


def both(values):
    return {"cpu": values[0], "memory": values[1]}, {"cpu": values[2], "memory": values[3]}


def quantities(values):
    return {"cpu": f"{values[0]}m", "memory": f"{values[1]}Mi"}, {
        "cpu": f"{values[2]}m",
        "memory": f"{values[3]}Mi",
    }


@pytest.mark.parametrize("amounts", [both, quantities])
@pytest.mark.parametrize(("values", "least", "balanced"), GOLDEN)
def test_the_published_scores(amounts, values, least, balanced):
    requested, allocatable = amounts(values)
    assert least_allocated_score(requested, allocatable) == least
    assert balanced_allocation_score(requested, allocatable) == balanced


@pytest.mark.parametrize(
    ("values", "least", "balanced"),
    [
        ((3000, 5000, 4000, 10000), 37, 87),
        ((3000, 5000, 6000, 10000), 50, 100),
        ((0, 0, 4000, 10000), 100, 100),
        ((4000, 10000, 4000, 10000), 0, 100),
        ((6000, 0, 4000, 10000), 50, 50),
        ((6000, 5000, 4000, 10000), 25, 75),
        ((3000, 5000, 0, 10000), 50, 100),
        ((3000, 5000, 0, 0), 0, 100),
    ],
)
def test_scores_of_full_overfull_and_empty_nodes(values, least, balanced):
    assert least_allocated_score(*both(values)) == least
    assert balanced_allocation_score(*both(values)) == balanced


def test_each_resource_is_rounded_down_before_the_mean_is():
    assert least_allocated_score({"cpu": 1, "memory": 1}, {"cpu": 3, "memory": 3}) == 66
    assert least_allocated_score({"cpu": 1, "memory": 0}, {"cpu": 1000, "memory": 1}) == 99


def test_a_resource_nobody_requests_is_left_out_of_the_scores():
    assert least_allocated_score({"cpu": 1, "memory": 1}, {"cpu": 2, "memory": 2, "pods": 110}) == 50


def test_three_resources_deviate_by_the_standard_deviation():
    requested = {"cpu": 1, "memory": 2, "gpu": 3}
    assert balanced_allocation_score(requested, dict.fromkeys(requested, 10)) == 91


def test_one_resource_cannot_be_out_of_balance():
    assert balanced_allocation_score({"cpu": 1}, {"cpu": 3}) == 100


@given(USES)
def test_scores_lie_between_0_and_100(uses):
    requested = {name: use[0] for name, use in uses.items()}
    allocatable = {name: use[1] for name, use in uses.items()}
    assert 0 <= least_allocated_score(requested, allocatable) <= 100
    assert 0 <= balanced_allocation_score(requested, allocatable) <= 100


@given(WHOLE, WHOLE, st.integers(1, 10**6), st.integers(1, 100))
def test_more_requested_never_scores_higher(requested, memory, there, more):
    allocatable = {"cpu": there, "memory": there}
    less = least_allocated_score({"cpu": requested, "memory": memory}, allocatable)
    assert least_allocated_score({"cpu": requested + more, "memory": memory}, allocatable) <= less


@given(
    st.integers(0, 1000), st.integers(1, 1000), st.integers(0, 1000), st.integers(1, 1000), st.integers(1, 50)
)
def test_the_unit_of_the_numbers_does_not_matter(cpu, cpus, memory, memories, factor):
    small = {"cpu": cpu, "memory": memory}, {"cpu": cpus, "memory": memories}
    large = {"cpu": cpu * factor, "memory": memory}, {"cpu": cpus * factor, "memory": memories}
    assert least_allocated_score(*small) == least_allocated_score(*large)
    assert balanced_allocation_score(*small) == balanced_allocation_score(*large)


@pytest.mark.parametrize("score", [least_allocated_score, balanced_allocation_score])
@pytest.mark.parametrize("amount", [-1, "-1"])
def test_a_negative_amount_has_no_score(score, amount):
    with pytest.raises(PlanesError, match="0 or more"):
        score({"cpu": amount}, {"cpu": 1})


def pod(cpu=None, memory=None, **more):
    requests = {name: value for name, value in (("cpu", cpu), ("memory", memory)) if value is not None}
    return {"containers": [{"requests": requests}], **more}


def node(name="n", cpu="2", memory="8Gi", pods="29", **more):
    return {"name": name, "allocatable": {"cpu": cpu, "memory": memory, "pods": pods}, **more}


AVOID = {"key": "spot", "value": "yes", "effect": "PreferNoSchedule"}
REPEL = {"key": "gpu", "value": "yes", "effect": "NoSchedule"}


def test_a_total_adds_the_scores_with_their_weights():
    requested = {"cpu": "500m", "memory": "1Gi"}
    allocatable = {"cpu": "2", "memory": "8Gi"}
    least, balanced = (
        least_allocated_score(requested, allocatable),
        balanced_allocation_score(requested, allocatable),
    )
    assert schedule(pod("500m", "1Gi"), [node()]) == {"n": least + balanced + 3 * 100}


def test_an_emptier_node_scores_higher():
    scores = schedule(
        pod("100m", "128Mi"),
        [node("empty"), node("used", pods=10) | {"pods": [[{"cpu": "1", "memory": "4Gi"}]]}],
    )
    assert scores["empty"] > scores["used"]


def test_a_missing_request_counts_with_defaults_for_free_capacity_and_not_for_balance():
    least = least_allocated_score({"cpu": "100m", "memory": "200Mi"}, {"cpu": "2", "memory": "8Gi"})
    assert schedule(pod(), [node()]) == {"n": least + 0 + 300}


def test_an_explicit_zero_does_not_count_with_defaults():
    assert schedule(pod("0", "0"), [node()]) == {"n": 100 + 0 + 300}


def test_pods_on_the_node_without_requests_count_with_defaults_for_free_capacity_only():
    least = least_allocated_score({"cpu": "600m", "memory": "1224Mi"}, {"cpu": "2", "memory": "8Gi"})
    balanced = balanced_allocation_score({"cpu": "500m", "memory": "1Gi"}, {"cpu": "2", "memory": "8Gi"})
    assert schedule(pod("500m", "1Gi"), [node() | {"pods": [[{}]]}]) == {"n": least + balanced + 300}


def test_defaults_count_for_each_container():
    least = least_allocated_score({"cpu": "200m", "memory": "400Mi"}, {"cpu": "2", "memory": "8Gi"})
    assert schedule({"containers": [{}, {}]}, [node()]) == {"n": least + 300}


def test_taints_to_avoid_are_compared_among_feasible_nodes():
    one, two = [AVOID], [AVOID, AVOID | {"key": "old"}]
    full = node("full", cpu="0", taints=[AVOID, AVOID, AVOID])
    plain = schedule(pod("1", "1Gi"), [node("n")])["n"]
    scores = schedule(pod("1", "1Gi"), [node("none"), node("one", taints=one), node("two", taints=two), full])
    assert scores == {"none": plain, "one": plain - 150, "two": plain - 300}


def test_a_third_of_the_taints_is_rounded_down_before_it_is_reversed():
    three = [AVOID | {"key": str(number)} for number in range(3)]
    scores = schedule(pod("1", "1Gi"), [node("one", taints=three[:1]), node("three", taints=three)])
    assert scores["one"] - scores["three"] == 3 * (100 - 33)


@pytest.mark.parametrize(
    "toleration",
    [
        {"key": "spot", "value": "yes"},
        {"key": "spot", "operator": "Equal", "value": "yes", "effect": "PreferNoSchedule"},
        {"key": "spot", "operator": "Exists"},
        {"operator": "Exists"},
    ],
)
def test_a_tolerated_taint_is_not_avoided(toleration):
    nodes = [node("a"), node("b", taints=[AVOID])]
    scores = schedule(pod("1", "1Gi", tolerations=[toleration]), nodes)
    assert scores["a"] == scores["b"]


@pytest.mark.parametrize(
    "toleration",
    [
        {"key": "spot", "value": "no"},
        {"key": "other", "operator": "Exists"},
        {"key": "spot", "operator": "Exists", "effect": "NoSchedule"},
        {"key": "spot"},
    ],
)
def test_another_toleration_does_not_help(toleration):
    nodes = [node("a"), node("b", taints=[AVOID])]
    scores = schedule(pod("1", "1Gi", tolerations=[toleration]), nodes)
    assert scores["a"] > scores["b"]


@pytest.mark.parametrize("effect", ["NoSchedule", "NoExecute"])
def test_a_taint_repels_a_pod_that_does_not_tolerate_it(effect):
    tainted = node(taints=[REPEL | {"effect": effect}])
    assert filter_node(pod("1"), tainted) == ["node(s) had untolerated taint {gpu: yes}"]
    assert filter_node(pod("1", tolerations=[{"key": "gpu", "operator": "Exists"}]), tainted) == []


def test_every_repelling_taint_must_be_tolerated():
    tainted = node(taints=[REPEL, {"key": "x", "effect": "NoExecute"}])
    assert filter_node(pod("1", tolerations=[{"key": "gpu", "value": "yes"}]), tainted) == [
        "node(s) had untolerated taint {x: }"
    ]


def test_a_node_selector_needs_every_label():
    wanted = pod("1", nodeSelector={"disk": "ssd", "zone": "a"})
    assert filter_node(wanted, node(labels={"disk": "ssd", "zone": "a", "x": "y"})) == []
    assert filter_node(wanted, node(labels={"disk": "ssd"})) == [
        "node(s) didn't match Pod's node affinity/selector"
    ]


def test_a_pod_that_just_fits_is_feasible():
    used = node(cpu="2") | {"pods": [[{"cpu": "1500m"}]]}
    assert filter_node(pod("500m"), used) == []
    assert filter_node(pod("501m"), used) == ["Insufficient cpu"]


def test_every_lacking_resource_is_named():
    assert filter_node(pod("3", "9Gi"), node()) == ["Insufficient cpu", "Insufficient memory"]


def test_a_pod_without_requests_fits_an_overcommitted_node():
    assert filter_node(pod(), node(cpu="1") | {"pods": [[{"cpu": "2"}]]}) == []


def test_a_node_takes_no_more_pods_than_it_may():
    assert filter_node(pod(), node(pods="2") | {"pods": [[{}]]}) == []
    assert filter_node(pod(), node(pods="2") | {"pods": [[{}], [{}]]}) == ["Too many pods"]


def test_a_node_that_does_not_say_how_many_pods_it_takes_takes_none():
    silent = {"name": "n", "allocatable": {"cpu": "2", "memory": "8Gi"}}
    assert filter_node(pod(), silent) == ["Too many pods"]


def test_an_extended_resource_must_be_there():
    wanted = {"containers": [{"requests": {"nvidia.com/gpu": "1"}}]}
    assert filter_node(wanted, node()) == ["Insufficient nvidia.com/gpu"]


def test_an_init_container_that_does_not_fit_keeps_the_pod_off():
    wanted = pod("1") | {"initContainers": [{"requests": {"cpu": "4"}}]}
    assert filter_node(wanted, node()) == ["Insufficient cpu"]


def test_without_a_feasible_node_nothing_is_returned():
    assert schedule(pod("64"), [node("a"), node("b")]) == {}
    assert schedule(pod("1"), []) == {}


@st.composite
def clusters(draw):
    requests = st.fixed_dictionaries(
        {}, optional={"cpu": st.sampled_from(["0", "250m", "1"]), "memory": st.sampled_from(["64Mi", "2Gi"])}
    )
    there = st.lists(st.lists(requests, min_size=1, max_size=2), max_size=4)
    taints = st.lists(st.sampled_from([AVOID, REPEL]), max_size=2)
    return [
        {
            "name": f"n{i}",
            "allocatable": {"cpu": "2", "memory": "4Gi", "pods": "4"},
            "pods": draw(there),
            "taints": draw(taints),
        }
        for i in range(draw(st.integers(0, 5)))
    ]


PODS = st.builds(pod, st.sampled_from([None, "0", "500m", "3"]), st.sampled_from([None, "1Gi"]))


@given(PODS, clusters())
def test_exactly_the_nodes_that_pass_every_filter_are_scored(wanted, nodes):
    assert list(schedule(wanted, nodes)) == [node["name"] for node in nodes if not filter_node(wanted, node)]


@given(PODS, clusters())
def test_totals_lie_within_their_weights(wanted, nodes):
    assert all(0 <= score <= 500 for score in schedule(wanted, nodes).values())


@given(PODS, clusters())
def test_the_order_of_nodes_does_not_change_a_score(wanted, nodes):
    assert schedule(wanted, nodes[::-1]) == schedule(wanted, nodes)
