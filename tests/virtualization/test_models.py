import math

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes import PlanesError, facts
from planes.rules import ec2
from planes.virtualization import Host, Need, ecdf, fit_memory, how_many_fit, node, percentile

samples = st.lists(st.floats(0.001, 1e6), min_size=1, max_size=60)


@given(samples, st.integers(1, 100))
def test_percentile_is_numpys_inverted_distribution(times, percent):
    assert percentile(times, percent) == numpy.percentile(times, percent, method="inverted_cdf")


def test_percentile_of_five_is_counted_up_from_the_smallest():
    assert [percentile([20, 114, 22, 21, 23], p) for p in (20, 50, 90, 100)] == [20, 22, 114, 114]


@pytest.mark.parametrize(("times", "percent"), [([], 50), ([1.0], 0), ([1.0], 101)])
def test_percentile_says_what_it_needs(times, percent):
    with pytest.raises(PlanesError, match="at least one sample"):
        percentile(times, percent)


@given(samples)
def test_a_distribution_rises_to_one_over_sorted_samples(times):
    values, shares = ecdf(times)
    assert values == sorted(times)
    assert shares == sorted(shares)
    assert shares[-1] == 1


@given(st.floats(0, 1e4), st.floats(0.01, 1e3))
def test_a_straight_line_is_found_again(fixed, each):
    counts = [1, 2, 5, 10, 50]
    model = fit_memory(counts, [fixed + each * count for count in counts])
    assert model.fixed_mib == pytest.approx(fixed, rel=1e-6, abs=1e-6)
    assert model.each_mib == pytest.approx(each, rel=1e-6)


def test_the_fit_is_the_one_of_least_squares():
    counts, totals = [1, 2, 5, 10], [12.0, 13.0, 21.0, 28.0]
    each, fixed = numpy.polyfit(counts, totals, 1)
    assert fit_memory(counts, totals) == pytest.approx((fixed, each))


def test_the_fixed_part_is_shared_by_all_instances():
    model = fit_memory([1, 2], [11.0, 12.0])
    assert model.per_instance_mib(10) == pytest.approx(2.0)


@pytest.mark.parametrize(("counts", "totals"), [([1], [1.0]), ([2, 2], [1.0, 2.0]), ([1, 2], [1.0])])
def test_a_line_needs_two_different_counts(counts, totals):
    with pytest.raises(PlanesError, match="two different counts"):
        fit_memory(counts, totals)


def test_the_smallest_limit_binds():
    fit = how_many_fit(Host(8192, 2, 674, 0.07), Need(128, 0.025), {"addresses": 29})
    assert (fit.count, fit.binding) == (29, "addresses")
    assert fit.limits == {"memory": 58, "CPU": 77, "addresses": 29}


def test_a_need_of_nothing_is_no_limit():
    assert how_many_fit(Host(1000, 1), Need(100)).limits == {"memory": 10}


def test_a_reserve_larger_than_the_host_leaves_nothing():
    assert how_many_fit(Host(512, 2, 600), Need(64)).count == 0


def test_a_limit_met_exactly_counts_in_full():
    assert how_many_fit(Host(1000, 0.3), Need(0, 0.1)).count == 3


@pytest.mark.parametrize("need", [Need(0, 0), Need(-1, 1)])
def test_an_instance_must_need_something(need):
    with pytest.raises(PlanesError, match="some memory or CPU"):
        how_many_fit(Host(1000, 1), need)


@given(st.floats(1, 1e6), st.floats(0, 1e5), st.floats(1, 1e4))
def test_what_fits_is_within_the_host_and_one_more_is_not(memory, reserved, each):
    count = how_many_fit(Host(memory, 1, reserved), Need(each)).count
    room = max(0.0, memory - reserved)
    assert count * each <= room * (1 + 1e-6) + each * 1e-6
    assert (count + 1) * each > room * (1 - 1e-6)


def test_a_node_keeps_the_published_reserve_for_itself():
    host = node("m5.large")
    cpu, memory = ec2.kube_reserved("m5.large")
    assert host.reserved_memory_mib == memory + facts.number("C508.eviction")
    assert math.isclose(host.reserved_vcpus, cpu / 1000)
