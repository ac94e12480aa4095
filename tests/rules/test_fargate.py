"""Covers: task sizes, the size of an EKS pod (GV02), what a task costs (GV01), launch burst (GV15)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes import facts
from planes.errors import PlanesError
from planes.rules import fargate

CPU = st.integers(0, 32768)
MEMORY = st.integers(0, 60 * 1024)
SIZES = st.sampled_from(fargate.sizes())


@pytest.mark.parametrize(
    ("size", "usd"),
    [
        ((256, 512), 0.0123425),
        ((1024, 2048), 0.04937),
        ((2048, 8192), 0.11652),
        ((4096, 16384), 0.23304),
        ((16384, 65536), 0.93216),
        ((32768, 244 * 1024), 2.37994),
    ],
)
def test_an_hour_costs_what_the_price_list_gives(size, usd):
    assert fargate.cost(*size, seconds=3600) == pytest.approx(usd, rel=1e-12)


def test_arm_costs_less():
    assert fargate.cost(2048, 8192, 3600, architecture="arm64") == pytest.approx(0.09324, rel=1e-12)


def test_the_names_of_the_ecs_api_work_for_architectures():
    assert fargate.cost(256, 512, 60, "ARM64") == fargate.cost(256, 512, 60, "arm64")


@given(SIZES, st.floats(0, 60))
def test_less_than_a_minute_costs_a_minute(size, seconds):
    assert fargate.cost(*size, seconds) == fargate.cost(*size, 60)


@given(SIZES, st.integers(60, 10**6))
def test_a_begun_second_is_billed_whole(size, seconds):
    assert (
        fargate.cost(*size, seconds + 0.25) == fargate.cost(*size, seconds + 1) > fargate.cost(*size, seconds)
    )


@pytest.mark.parametrize("values", [(-1, 512, 60), (256, -1, 60), (256, 512, -1)])
def test_a_negative_value_has_no_cost(values):
    with pytest.raises(PlanesError, match="0 or more"):
        fargate.cost(*values)


def test_an_unknown_architecture_names_the_known_ones():
    with pytest.raises(PlanesError, match=r"'mips'.*'x86_64' and 'arm64'"):
        fargate.cost(256, 512, 60, "mips")


@given(CPU, MEMORY)
def test_the_smallest_size_is_large_enough_and_valid(cpu_units, memory_mib):
    size = fargate.smallest_size(cpu_units, memory_mib)
    assert size in fargate.sizes()
    assert size[0] >= cpu_units
    assert size[1] >= memory_mib


@given(CPU, MEMORY)
def test_no_smaller_size_would_do(cpu_units, memory_mib):
    size = fargate.smallest_size(cpu_units, memory_mib)
    assert not [
        other
        for other in fargate.sizes()
        if other < size and other[0] >= cpu_units and other[1] >= memory_mib
    ]


@given(SIZES)
def test_a_valid_size_is_its_own_smallest_size(size):
    assert fargate.smallest_size(*size) == size


@pytest.mark.parametrize("needed", [(32769, 512), (256, 244 * 1024 + 1)])
def test_beyond_the_largest_size_is_refused(needed):
    with pytest.raises(PlanesError, match=r"No Fargate size .* the largest has 32768 and 249856"):
        fargate.smallest_size(*needed)


@pytest.mark.parametrize(
    ("requests", "size"),
    [
        ({"cpu": "1", "memory": "8Gi"}, (2048, 9 * 1024)),
        ({}, (256, 512)),
        ({"cpu": "250m", "memory": "256Mi"}, (256, 512)),
        ({"cpu": "250m", "memory": "512Mi"}, (256, 1024)),
        ({"cpu": "500m", "memory": "4Gi"}, (1024, 5 * 1024)),
        ({"cpu": 0.25, "memory": 2**28}, (256, 512)),
    ],
)
def test_a_pod_gets_the_published_size(requests, size):
    assert fargate.pod_size([{"requests": requests}]) == size


def test_containers_add_up_and_an_init_container_counts_if_it_is_larger():
    containers = [
        {"requests": {"cpu": "250m", "memory": "1Gi"}},
        {"requests": {"cpu": "250m", "memory": "1Gi"}},
    ]
    assert fargate.pod_size(containers) == (512, 3 * 1024)
    assert fargate.pod_size(containers, [{"requests": {"cpu": "2"}}]) == (2048, 4 * 1024)


def test_each_resource_takes_its_own_maximum():
    containers = [{"requests": {"cpu": "1", "memory": "1Gi"}}]
    init_containers = [{"requests": {"cpu": "100m", "memory": "7Gi"}}]
    assert fargate.pod_size(containers, init_containers) == (1024, 8 * 1024)


def test_a_sidecar_adds_to_the_containers():
    sidecar = {"requests": {"cpu": "250m"}, "restartPolicy": "Always"}
    assert fargate.pod_size([{"requests": {"cpu": "250m"}}], [sidecar]) == (512, 1024)


def test_a_limit_without_a_request_is_the_request():
    assert fargate.pod_size([{"limits": {"cpu": "2"}}]) == (2048, 4096)


def test_a_manifest_container_is_read_through_its_resources():
    assert fargate.pod_size([{"name": "web", "resources": {"requests": {"cpu": "2"}}}]) == (2048, 4096)


def test_a_pod_has_at_most_16_vcpus():
    with pytest.raises(PlanesError, match="the largest has 16384 and 122880"):
        fargate.pod_size([{"requests": {"cpu": "17"}}])


def test_a_bad_quantity_is_refused():
    with pytest.raises(PlanesError, match="'1GB' is not a quantity"):
        fargate.pod_size([{"requests": {"memory": "1GB"}}])


@given(st.integers(0, 16000), st.integers(0, 100))
def test_a_pod_always_gets_what_it_asked_for(millicores, gib):
    cpu_units, memory_mib = fargate.pod_size([{"requests": {"cpu": f"{millicores}m", "memory": f"{gib}Gi"}}])
    assert Fraction(cpu_units, 1024) >= Fraction(millicores, 1000)
    assert memory_mib >= gib * 1024 + 256


def test_a_burst_of_2000_tasks_takes_95_seconds():
    bucket, refill = facts.number("D100.burst"), facts.number("D100.rate")
    assert (2000 - bucket) / refill == 95
