"""Covers: pods and tasks per instance type (GV03, GV04), what the kubelet reserves, bad input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes import facts
from planes.errors import PlanesError
from planes.rules import ec2

TYPES = st.sampled_from(sorted(facts.instances()))


@pytest.mark.parametrize(
    ("instance_type", "pods"),
    [
        ("t3.micro", 4),
        ("t3.small", 11),
        ("t3.medium", 17),
        ("t3.large", 35),
        ("m5.large", 29),
        ("m5.xlarge", 58),
        ("m5.4xlarge", 234),
        ("m5.24xlarge", 737),
        ("c7g.medium", 8),
    ],
)
def test_max_pods_of_published_types(instance_type, pods):
    assert ec2.max_pods(instance_type) == pods


@pytest.mark.parametrize(
    ("instance_type", "reserved"),
    [
        ("m5.large", (70, 574)),
        ("m5.xlarge", (80, 893)),
        ("m5.4xlarge", (110, 2829)),
        ("t3.medium", (70, 442)),
    ],
)
def test_kube_reserved_of_published_types(instance_type, reserved):
    assert ec2.kube_reserved(instance_type) == reserved


@given(TYPES)
def test_prefixes_are_capped_at_110_or_250_pods(instance_type):
    cap = 250 if facts.instance(instance_type).vcpus > 30 else 110
    assert 0 < ec2.max_pods(instance_type, prefix_delegation=True) <= cap


@given(TYPES)
def test_the_kubelet_reserves_less_than_the_machine_has(instance_type):
    shape = facts.instance(instance_type)
    millicores, memory_mib = ec2.kube_reserved(instance_type)
    assert 0 < millicores < shape.vcpus * 1000
    assert 0 < memory_mib < shape.memory_mib


@given(TYPES)
def test_the_reserve_needs_no_rounding(instance_type):
    vcpus = facts.instance(instance_type).vcpus
    shares = [60, 10, 5, 5, *[2.5] * 1000]
    assert ec2.kube_reserved(instance_type)[0] == sum(shares[:vcpus])


@given(st.sampled_from(sorted(facts.trunking())))
def test_trunking_never_lowers_the_task_limit(instance_type):
    assert ec2.awsvpc_task_limit(instance_type, trunking=True) > ec2.awsvpc_task_limit(instance_type)


def test_a_type_that_cannot_trunk_keeps_its_limit():
    assert ec2.awsvpc_task_limit("t3.large", trunking=True) == ec2.awsvpc_task_limit("t3.large") == 2


def test_an_unpublished_trunking_limit_is_not_guessed():
    with pytest.raises(PlanesError, match=r"m8g.large runs with trunking is not in AWS's table"):
        ec2.awsvpc_task_limit("m8g.large", trunking=True)


@pytest.mark.parametrize("rule", [ec2.max_pods, ec2.kube_reserved, ec2.awsvpc_task_limit])
def test_an_unknown_type_is_refused(rule):
    with pytest.raises(PlanesError, match=r"'m5.huge' is not in the table"):
        rule("m5.huge")
