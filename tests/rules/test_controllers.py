"""Covers: rolling update fence posts (GV10), the HorizontalPodAutoscaler (GV09), crash loops (GV13)."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from planes.errors import PlanesError
from planes.rules.kubernetes import crash_loop_backoff, desired_replicas, resolve_fenceposts

PERCENT = st.integers(0, 100).map(lambda percent: f"{percent}%")


@pytest.mark.parametrize(("replicas", "most", "least"), [(10, 13, 8), (4, 5, 3), (1, 2, 1)])
def test_a_quarter_each_gives_the_published_bounds(replicas, most, least):
    surge, unavailable = resolve_fenceposts("25%", "25%", replicas)
    assert (replicas + surge, replicas - unavailable) == (most, least)


@pytest.mark.parametrize(
    ("max_surge", "max_unavailable", "desired", "posts"),
    [
        ("0%", "1%", 2, (0, 1)),
        ("0%", "1%", 1, (0, 1)),
        ("1%", "25%", 2, (1, 0)),
        ("1%", "0%", 2, (1, 0)),
        (0, 0, 10, (0, 1)),
        (3, 2, 10, (3, 2)),
        (3, "20%", 0, (3, 0)),
        (None, None, 4, (0, 1)),
        ("150%", 0, 3, (5, 0)),
    ],
)
def test_fence_posts_of_a_rolling_update(max_surge, max_unavailable, desired, posts):
    assert resolve_fenceposts(max_surge, max_unavailable, desired) == posts


def test_the_arguments_of_the_fence_posts_have_their_names():
    assert resolve_fenceposts(max_surge=1, max_unavailable="50%", desired=3) == (1, 1)


@given(PERCENT, PERCENT, st.integers(0, 5000))
def test_a_rolling_update_can_always_move(max_surge, max_unavailable, desired):
    surge, unavailable = resolve_fenceposts(max_surge, max_unavailable, desired)
    assert surge + unavailable > 0


@given(st.integers(1, 100), st.integers(1, 5000))
def test_the_surge_is_rounded_up_and_the_unavailable_pods_down(percent, desired):
    surge, unavailable = resolve_fenceposts(f"{percent}%", f"{percent}%", desired)
    assert (surge, unavailable) == (math.ceil(percent * desired / 100), math.floor(percent * desired / 100))


@pytest.mark.parametrize("value", ["25", "a%", "%", "2.5%", "25 %", -1, "-5%", 1.5, True])
def test_what_is_no_number_of_pods_is_refused(value):
    with pytest.raises(PlanesError, match=r"percentage|whole number"):
        resolve_fenceposts(value, 1, 10)


def test_negative_replicas_are_refused():
    with pytest.raises(PlanesError, match="not -1"):
        resolve_fenceposts(1, 1, -1)


@pytest.mark.parametrize(
    ("values", "replicas"),
    [
        ((4, 90, 50), 8),
        ((4, 54, 50), 4),
        ((4, 56, 50), 5),
        ((3, 200, 100), 6),
        ((10, 30, 60), 5),
        ((0, 90, 50), 0),
    ],
)
def test_the_published_autoscaling_decisions(values, replicas):
    assert desired_replicas(*values) == replicas


def test_a_ratio_at_the_end_of_the_tolerance_changes_nothing():
    assert desired_replicas(10, 110, 100) == desired_replicas(10, 90, 100) == 10


def test_the_ratio_is_rounded_before_it_is_multiplied():
    assert desired_replicas(25, 56, 50) == 29


def test_without_tolerance_the_smallest_excess_scales_out():
    assert desired_replicas(10, 101, 100, tolerance=0) == 11


def test_without_load_nothing_is_asked_for():
    assert desired_replicas(7, 0, 50) == 0


@given(st.integers(0, 1000), st.integers(0, 500), st.integers(1, 100))
def test_replicas_never_move_against_the_load(current, metric, target):
    replicas = desired_replicas(current, metric, target)
    assert replicas >= current if metric >= target else replicas <= current


@given(st.integers(1, 1000), st.integers(0, 500), st.integers(1, 100))
def test_replicas_are_the_rounded_up_product_to_within_one(current, metric, target):
    assume(abs(metric / target - 1) > 0.11)
    exact = -(-current * metric // target)
    assert exact <= desired_replicas(current, metric, target) <= exact + 1


@given(st.integers(0, 1000), st.integers(0, 500), st.integers(0, 500), st.integers(1, 100))
def test_more_load_never_asks_for_fewer_replicas(current, one, other, target):
    less, more = sorted((one, other))
    assert desired_replicas(current, less, target) <= desired_replicas(current, more, target)


@pytest.mark.parametrize("values", [(-1, 50, 50), (1, -1, 50), (1, 50, 0), (1, 50, 50, -0.1)])
def test_values_below_their_range_are_refused(values):
    with pytest.raises(PlanesError, match="target is above 0"):
        desired_replicas(*values)


def test_crash_loops_wait_ten_seconds_then_twice_as_long_up_to_five_minutes():
    assert [crash_loop_backoff(restarts) for restarts in range(1, 9)] == [10, 20, 40, 80, 160, 300, 300, 300]


def test_the_first_restart_is_immediate():
    assert crash_loop_backoff(0) == 0


@given(st.integers(0, 10**6))
def test_the_wait_never_gets_shorter_nor_longer_than_five_minutes(restarts):
    assert crash_loop_backoff(restarts) <= crash_loop_backoff(restarts + 1) <= 300


def test_a_negative_number_of_restarts_is_refused():
    with pytest.raises(PlanesError, match="not -1"):
        crash_loop_backoff(-1)
