import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes.control_plane.scaling import HorizontalScaler, Step, StepScaling, TargetTracking, combine
from planes.errors import PlanesError


def minutes(policy, metrics, current):
    """Feed one metric a minute and return what was desired after each."""
    desired = []
    for minute, metric in enumerate(metrics, 1):
        current = policy.evaluate(60 * minute, metric, current)
        desired.append(current)
    return desired


def test_three_minutes_above_the_target_scale_out_in_proportion():
    assert minutes(TargetTracking(50), [80, 80, 80], 4) == [4, 4, 7]


def test_a_minute_at_the_target_starts_the_count_again():
    assert minutes(TargetTracking(50), [80, 80, 50, 80, 80], 4) == [4] * 5


def test_fifteen_minutes_well_below_scale_in_and_round_up():
    assert minutes(TargetTracking(50), [19] * 15, 4) == [4] * 14 + [2]


def test_just_below_the_target_nothing_happens():
    assert minutes(TargetTracking(50), [46] * 60, 4) == [4] * 60


def test_scaling_in_can_be_switched_off():
    assert minutes(TargetTracking(50, scale_in=False), [1] * 60, 4) == [4] * 60


def test_without_data_nothing_happens():
    assert minutes(TargetTracking(50), [80, 80, None, 80, 80], 4) == [4] * 5


def test_a_cooldown_holds_back_an_equal_step():
    assert minutes(TargetTracking(50), [100, 100, 100, 75, 75], 2) == [2, 2, 4, 4, 4]


def test_a_larger_step_breaks_the_cooldown():
    assert minutes(TargetTracking(50), [100, 100, 100, 100], 2) == [2, 2, 4, 8]


def test_after_the_cooldown_it_goes_on():
    assert minutes(TargetTracking(50), [60] * 8, 2) == [2, 2, 3, 3, 3, 3, 3, 4]


def test_a_scale_in_waits_for_its_cooldown():
    desired = minutes(TargetTracking(50, scale_in_cooldown=300), [25] * 20, 8)
    assert desired == [8] * 14 + [4] * 5 + [2]


def test_a_target_is_above_zero():
    with pytest.raises(PlanesError, match="above 0"):
        TargetTracking(0)


def test_out_if_any_policy_wants_out_in_only_if_all_do():
    assert combine([4, 6]) == 6
    assert combine([3, 4]) == 4
    assert combine([2, 3]) == 3


STEPS = (Step(0, 10, 1), Step(10, None, 3))


@pytest.mark.parametrize(("breach", "desired"), [(0, 5), (9.9, 5), (10, 7), (100, 7), (-1, 4)])
def test_above_the_threshold_the_lower_bound_is_inclusive(breach, desired):
    assert StepScaling("ChangeInCapacity", STEPS).evaluate(breach, 4) == desired


@pytest.mark.parametrize(("breach", "desired"), [(-10, 2), (-10.1, 2), (-9.9, 3), (-0.1, 3)])
def test_below_it_the_upper_bound_is_inclusive(breach, desired):
    steps = (Step(-10, 0, -1), Step(None, -10, -2))
    assert StepScaling("ChangeInCapacity", steps).evaluate(breach, 4) == desired


@pytest.mark.parametrize(
    ("current", "percent", "minimum", "desired"),
    [(10, 25, 1, 12), (2, 10, 1, 3), (2, 10, 2, 4), (10, -25, 1, 8), (2, -10, 1, 1)],
)
def test_a_percentage_changes_at_least_the_minimum(current, percent, minimum, desired):
    policy = StepScaling("PercentChangeInCapacity", (Step(None, None, percent),), minimum)
    assert policy.evaluate(1, current) == desired


def test_an_exact_capacity_is_taken_as_it_is():
    assert StepScaling("ExactCapacity", (Step(0, None, 12),)).evaluate(1, 3) == 12


@given(current=st.integers(0, 100), adjustment=st.integers(-200, 200))
def test_capacity_is_never_negative(current, adjustment):
    for kind in ("ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity"):
        assert StepScaling(kind, (Step(None, None, adjustment),)).evaluate(1, current) >= 0


def pods(metrics, current, scaler=None):
    scaler, desired = scaler or HorizontalScaler(), []
    for tick, metric in enumerate(metrics, 1):
        current = scaler.evaluate(15 * tick, current, metric, 50, 1, 100)
        desired.append(current)
    return desired


def test_replicas_follow_the_published_formula():
    assert pods([90], 4) == [8]


def test_within_the_tolerance_nothing_changes():
    assert pods([54], 4) == [4]


def test_scaling_up_is_limited_per_period():
    assert pods([400], 10) == [20]
    assert pods([400], 1) == [5]


def test_scaling_down_waits_for_the_window():
    desired = pods([50] + [25] * 21, 8)
    assert desired == [8] * 21 + [4]


def test_replicas_stay_within_their_bounds():
    scaler = HorizontalScaler()
    assert scaler.evaluate(15, 4, 500, 50, 2, 6) == 6
    assert scaler.evaluate(400, 6, 0, 50, 2, 6) == 2


def test_pods_without_a_metric_stay_as_they_are():
    assert pods([None], 4) == [4]
