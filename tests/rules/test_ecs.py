"""Covers: deployment bounds (GV05), circuit breaker (GV06), capacity providers (GV07, GV08)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes.errors import PlanesError
from planes.rules import ecs

COUNTS = st.integers(0, 5000)
FARGATE_AND_SPOT = [
    {"capacityProvider": "FARGATE", "base": 2, "weight": 1},
    {"capacityProvider": "FARGATE_SPOT", "weight": 3},
]


@pytest.mark.parametrize(
    ("given_values", "bounds"),
    [
        ((10, 50, 200), (5, 20)),
        ((3, 50, 125), (2, 3)),
        ((4, 50, 100), (2, 4)),
        ((2, 75, 100), (2, 2)),
        ((7, 50, 150), (4, 10)),
        ((5, 66, 133), (4, 6)),
        ((0, 100, 200), (0, 0)),
    ],
)
def test_the_published_deployment_bounds(given_values, bounds):
    assert ecs.deployment_bounds(*given_values) == bounds


def test_the_arguments_of_the_bounds_have_their_names():
    assert ecs.deployment_bounds(desired=4, minimum_healthy_percent=50, maximum_percent=200) == (2, 8)


@given(COUNTS, st.integers(0, 100), st.integers(100, 200))
def test_the_bounds_enclose_the_desired_count(desired, minimum, maximum):
    lower, upper = ecs.deployment_bounds(desired, minimum, maximum)
    assert 0 <= lower <= desired <= upper


@given(COUNTS, st.integers(0, 200))
def test_the_lower_bound_is_rounded_up_and_the_upper_one_down(desired, percent):
    lower, upper = ecs.deployment_bounds(desired, percent, percent)
    assert upper * 100 <= desired * percent <= lower * 100
    assert lower - upper in (0, 1)


def test_a_negative_desired_count_is_refused():
    with pytest.raises(PlanesError, match="0 or more, not -1"):
        ecs.deployment_bounds(-1, 50, 200)


@pytest.mark.parametrize(
    ("desired", "threshold"),
    [(0, 3), (1, 3), (5, 3), (6, 3), (7, 4), (10, 5), (25, 13), (100, 50), (400, 200), (800, 200)],
)
def test_the_default_threshold_is_half_between_3_and_200(desired, threshold):
    assert ecs.circuit_breaker_threshold(desired) == threshold


def test_an_unbounded_percentage_has_no_limits():
    assert ecs.circuit_breaker_threshold(800, type="UNBOUNDED_PERCENT", value=50) == 400
    assert ecs.circuit_breaker_threshold(2, type="UNBOUNDED_PERCENT", value=50) == 1


def test_a_count_is_the_threshold_itself():
    assert ecs.circuit_breaker_threshold(800, type="COUNT", value=5) == 5


@given(COUNTS, st.integers(1, 100))
def test_the_bounded_threshold_is_the_unbounded_one_within_its_limits(desired, percent):
    unbounded = ecs.circuit_breaker_threshold(desired, "UNBOUNDED_PERCENT", percent)
    assert ecs.circuit_breaker_threshold(desired, value=percent) == min(max(unbounded, 3), 200)


def test_an_unknown_threshold_type_names_the_known_ones():
    with pytest.raises(
        PlanesError, match="'PERCENT' is not one of BOUNDED_PERCENT, UNBOUNDED_PERCENT, COUNT"
    ):
        ecs.circuit_breaker_threshold(4, type="PERCENT")


@pytest.mark.parametrize(
    ("count", "split"), [(0, (0, 0)), (1, (1, 0)), (2, (2, 0)), (6, (3, 3)), (10, (4, 6))]
)
def test_the_base_is_filled_first_then_the_weights_share(count, split):
    assert tuple(ecs.split_by_capacity_provider(count, FARGATE_AND_SPOT).values()) == split


def test_a_provider_without_weight_gets_no_more_than_its_base():
    strategy = [{"capacityProvider": "A", "base": 3}, {"capacityProvider": "B", "weight": 1}]
    assert ecs.split_by_capacity_provider(10, strategy) == {"A": 3, "B": 7}


@st.composite
def strategies(draw):
    weights = draw(st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
    strategy = [{"capacityProvider": f"P{i}", "weight": weight} for i, weight in enumerate(weights)]
    draw(st.sampled_from(strategy))["base"] = draw(st.integers(0, 50))
    return strategy


@given(COUNTS, strategies())
def test_a_split_loses_no_task(count, strategy):
    split = ecs.split_by_capacity_provider(count, strategy)
    assert sum(split.values()) == count
    assert list(split) == [item["capacityProvider"] for item in strategy]


@given(COUNTS, strategies())
def test_a_split_follows_the_weights_to_within_a_task(count, strategy):
    split = ecs.split_by_capacity_provider(count, strategy)
    total = sum(item["weight"] for item in strategy)
    base = {item["capacityProvider"]: min(count, item.get("base", 0)) for item in strategy}
    left = count - sum(base.values())
    for item in strategy:
        name = item["capacityProvider"]
        assert abs(split[name] - base[name] - left * item["weight"] / total) < 1


@pytest.mark.parametrize(
    ("strategy", "message"),
    [
        ([], "one or more capacity providers"),
        ([{"weight": 1}], "one or more capacity providers"),
        ([{"capacityProvider": "A", "weight": 1}, {"capacityProvider": "A", "weight": 1}], "each once"),
        ([{"capacityProvider": "A", "weight": 1001}], "weight of A is 0 to 1,000, not 1001"),
        ([{"capacityProvider": "A", "weight": 1, "base": 100001}], "base of A is 0 to 100,000, not 100001"),
        ([{"capacityProvider": "A", "weight": -1}], "weight of A is 0 to 1,000, not -1"),
        ([{"capacityProvider": "A", "weight": 0}], "needs a weight above 0"),
        (
            [{"capacityProvider": "A", "weight": 1, "base": 1}, {"capacityProvider": "B", "base": 1}],
            "Only one capacity provider",
        ),
        ([{"capacityProvider": f"P{i}", "weight": 1} for i in range(21)], "at most 20"),
    ],
)
def test_a_strategy_against_the_rules_is_refused(strategy, message):
    with pytest.raises(PlanesError, match=message):
        ecs.split_by_capacity_provider(4, strategy)


def test_a_negative_number_of_tasks_is_refused():
    with pytest.raises(PlanesError, match="not -1"):
        ecs.split_by_capacity_provider(-1, FARGATE_AND_SPOT)


@pytest.mark.parametrize(
    ("needed", "running", "percent"), [(0, 0, 100), (3, 0, 200), (5, 4, 125), (4, 4, 100)]
)
def test_the_published_reservations(needed, running, percent):
    assert ecs.capacity_provider_reservation(needed, running) == percent


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_the_reservation_is_above_100_only_while_instances_are_missing(needed, running):
    assert (ecs.capacity_provider_reservation(needed, running) > 100) == (needed > running)


def test_a_negative_number_of_instances_is_refused():
    with pytest.raises(PlanesError, match="0 or more"):
        ecs.capacity_provider_reservation(-1, 2)
