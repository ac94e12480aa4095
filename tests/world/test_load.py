import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes.control_plane.load import Meter, capacity, rate, serve
from planes.data_plane.protocol import Behaviour
from planes.errors import PlanesError

STEPS = [(0, 10), (60, 50), (120, 0)]


def test_a_number_is_the_rate_at_any_time():
    assert rate(30, 1000) == 30


def test_a_function_is_asked():
    assert rate(lambda second: second / 2, 10) == 5


@pytest.mark.parametrize(("second", "expected"), [(0, 10), (59.9, 10), (60, 50), (500, 0)])
def test_a_series_holds_each_value_until_the_next(second, expected):
    assert rate(STEPS, second) == expected


def test_before_a_series_begins_there_is_no_load():
    assert rate([(60, 50)], 59) == 0


@pytest.mark.parametrize("load", [-1, float("nan"), lambda second: -0.1])
def test_a_load_is_not_negative(load):
    with pytest.raises(PlanesError, match="0 or more requests"):
        rate(load, 0)


def test_capacity_grows_with_the_cpu():
    assert capacity(Behaviour(requests_per_second_per_vcpu=200), 250) == 50


def test_load_below_capacity_is_served():
    assert serve(50, 100, 0) == (50, 50, 0, 0.5)


def test_load_above_capacity_is_lost():
    assert serve(150, 100, 0) == (150, 100, 50, 1)


def test_without_capacity_everything_is_lost():
    assert serve(150, 0) == (150, 0, 150, 0)


@given(offered=st.floats(0, 1e6), capacity=st.floats(0, 1e6), base=st.floats(0, 1))
def test_requests_are_served_or_lost_and_no_cpu_is_used_twice(offered, capacity, base):
    moment = serve(offered, capacity, base)
    assert moment.served + moment.lost == pytest.approx(offered)
    assert 0 <= moment.utilization <= 1 + 1e-9


def test_a_meter_counts_requests():
    meter = Meter(STEPS, now=0)
    for second in range(1, 181):
        meter.sample(second, capacity=20)
    # Each sample stands for the second before it: 59 s of 10 served, 60 s of 50 with room for 20.
    assert meter.served == 59 * 10 + 60 * 20
    assert meter.lost == 60 * 30
