"""Covers: what a pod requests, and its quality-of-service class."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes.errors import PlanesError
from planes.rules.kubernetes import pod_requests, qos_class

FULL = {"cpu": "1", "memory": "1Gi"}
AMOUNTS = st.fixed_dictionaries(
    {},
    optional={
        "cpu": st.sampled_from(["0", "100m", "0.1", "1"]),
        "memory": st.sampled_from(["0", "64Mi", "1Gi"]),
    },
)
CONTAINERS = st.lists(st.fixed_dictionaries({"requests": AMOUNTS, "limits": AMOUNTS}), min_size=1, max_size=4)


def test_requests_of_containers_add_up():
    assert pod_requests([{"requests": FULL}, {"requests": {"cpu": "500m"}}]) == {
        "cpu": Fraction(3, 2),
        "memory": 2**30,
    }


def test_init_containers_run_one_after_another():
    requests = pod_requests(
        [{"requests": {"cpu": "1"}}], [{"requests": {"cpu": "2"}}, {"requests": {"cpu": "2"}}]
    )
    assert requests == {"cpu": 2}


def test_a_sidecar_counts_beside_the_init_containers_after_it_only():
    sidecar = {"requests": {"cpu": "1"}, "restartPolicy": "Always"}
    init_container = {"requests": {"cpu": "3"}}
    assert pod_requests([], [sidecar, init_container]) == {"cpu": 4}
    assert pod_requests([], [init_container, sidecar]) == {"cpu": 3}


def test_a_missing_request_is_the_limit():
    assert pod_requests([{"limits": FULL}]) == {"cpu": 1, "memory": 2**30}


def test_a_container_may_be_plainly_its_requests():
    assert pod_requests([FULL]) == pod_requests([{"requests": FULL}])


def test_a_default_fills_what_is_missing_but_not_an_explicit_zero():
    missing = {"cpu": Fraction(1, 10)}
    assert pod_requests([{"requests": {"cpu": "0"}}, {}], missing=missing) == {"cpu": Fraction(1, 10)}


@given(CONTAINERS, CONTAINERS)
def test_init_containers_never_lower_a_request(containers, init_containers):
    alone, together = pod_requests(containers), pod_requests(containers, init_containers)
    assert all(together[name] >= amount for name, amount in alone.items())


@pytest.mark.parametrize("container", [None, "web", [], {"requests": ["cpu"]}, {"resources": "1 CPU"}])
def test_what_is_no_container_is_refused(container):
    with pytest.raises(PlanesError, match="A container is a dictionary"):
        pod_requests([container])


@pytest.mark.parametrize(
    ("containers", "qos"),
    [
        ([{}], "BestEffort"),
        ([], "BestEffort"),
        ([{"requests": {"cpu": "0", "memory": "0"}}], "BestEffort"),
        ([{"requests": {"ephemeral-storage": "1Gi"}}], "BestEffort"),
        ([{"requests": FULL, "limits": FULL}], "Guaranteed"),
        ([{"limits": FULL}], "Guaranteed"),
        (
            [{"limits": FULL}, {"requests": {"cpu": "1000m", "memory": "1024Mi"}, "limits": FULL}],
            "Guaranteed",
        ),
        ([{"requests": {"cpu": "1"}, "limits": FULL}], "Guaranteed"),
        ([{"requests": FULL}], "Burstable"),
        ([{"limits": {"cpu": "1"}}], "Burstable"),
        ([{"requests": {"cpu": "500m"}, "limits": FULL}], "Burstable"),
        ([{"requests": {"cpu": "0"}, "limits": FULL}], "Burstable"),
        ([{"limits": FULL}, {}], "Burstable"),
        ([{"requests": {"memory": "1"}}], "Burstable"),
    ],
)
def test_the_qos_class_of_containers(containers, qos):
    assert qos_class(containers) == qos


def test_an_init_container_counts_for_the_qos_class():
    assert qos_class([{"limits": FULL}], [{}]) == "Burstable"
    assert qos_class([{"limits": FULL}], [{"limits": FULL}]) == "Guaranteed"


def test_a_container_of_a_manifest_is_read_through_its_resources():
    assert qos_class([{"name": "web", "resources": {"limits": FULL}}]) == "Guaranteed"
    assert qos_class([{"name": "web", "resources": None}]) == "BestEffort"


@given(CONTAINERS)
def test_the_order_of_containers_does_not_matter(containers):
    assert qos_class(containers) == qos_class(containers[::-1])


@given(CONTAINERS)
def test_writing_the_defaulted_requests_out_changes_nothing(containers):
    explicit = [{**c, "requests": {**c["limits"], **c["requests"]}} for c in containers]
    assert qos_class(explicit) == qos_class(containers)


def test_a_bad_quantity_is_refused():
    with pytest.raises(PlanesError, match="'1 CPU' is not a quantity"):
        qos_class([{"requests": {"cpu": "1 CPU"}}])
