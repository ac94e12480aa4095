"""A design is read strictly: whatever is wrong is named, with what is allowed."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from capstone.designs import FARGATE, GOOD, NIGHT, design, ec2
from planes import capstone
from planes.errors import PlanesError

ON_EC2 = GOOD["ECS, EC2 that scales"]
ON_FARGATE = GOOD["ECS, Fargate that scales"]
ON_EKS = GOOD["EKS, EC2 that scales"]


def refused(made, *path, to):
    """Set one value of a copy of a design and return the words of its refusal."""
    given = deepcopy(made)
    at = given
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = to
    with pytest.raises(PlanesError) as refusal:
        capstone.read(given)
    return str(refusal.value)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_design_is_read_also_after_a_way_through_json(name):
    assert capstone.read(json.loads(json.dumps(GOOD[name]))) == capstone.read(GOOD[name])


def test_what_is_no_dict_is_refused():
    with pytest.raises(PlanesError, match="design is None; it must be a dict"):
        capstone.read(None)


@pytest.mark.parametrize(
    ("path", "to", "words"),
    [
        (("control_plane",), "nomad", "allowed are ecs, eks"),
        (("control_plane",), ["ecs"], "allowed are ecs, eks"),
        (("zones",), [], "one to three"),
        (("zones",), "us-east-1a", "one to three"),
        (("zones",), ["eu-west-1a"], "us-east-1a, us-east-1b, us-east-1c"),
        (("zones",), ["us-east-1a", "us-east-1a"], "twice"),
        (("regions",), 1, "has the key 'regions'"),
        (("services",), {}, "lacks web, api, worker"),
        (("capacity",), "ec2", "must be a dict"),
        (("capacity", "kind"), "lambda", "allowed are ec2, fargate"),
        (("capacity", "instance_type"), "m5.gigantic", "facts.instances()"),
        (("capacity", "instance_type"), "c7g.large", "x86 only"),
        (("capacity", "min_hosts"), 0, "allowed is 1 to 30"),
        (("capacity", "max_hosts"), 2, "allowed is 3 to 30"),
        (("capacity", "spot_percent"), 101, "allowed is 0 to 100"),
        (("services", "web", "count"), 2.5, "whole number"),
        (("services", "web", "count"), True, "whole number"),
        (("services", "web", "count"), float("nan"), "whole number"),
        (("services", "web", "count"), 41, "goes from 6 to 40, but the count is 41"),
        (("services", "web", "cpu_units"), 8192, "has 4096 and"),
        (("services", "api", "memory_mib"), 512, "allowed is 1024 to"),
        (("services", "web", "scaling"), {"target": 50}, "has the key 'target'"),
        (("services", "web", "scaling", "max"), 5, "allowed is 6 to 60"),
        (("services", "web", "deployment"), {"max_surge": 1}, "minimum_healthy_percent, maximum_percent"),
        (("services", "web", "deployment", "maximum_percent"), 99, "allowed is 100 to 200"),
        (("services", "web", "deployment", "maximum_percent"), 100, "nothing could be stopped or started"),
        (("services", "web", "capacity"), {"kind": "ec2"}, "lacks instance_type, min_hosts, max_hosts"),
    ],
    ids=str,
)
def test_a_wrong_value_is_refused_with_what_is_allowed(path, to, words):
    said = refused(ON_EC2, *path, to=to)
    assert words in said


def test_sizes_that_fargate_does_not_have_are_refused():
    assert "rules.fargate.sizes()" in refused(ON_FARGATE, "services", "web", "memory_mib", to=1000)


def test_fargate_on_eks_has_no_spot():
    made = design("eks", FARGATE | {"spot_percent": 30}, NIGHT)
    with pytest.raises(PlanesError, match="Fargate on EKS has no Spot"):
        capstone.read(made)


@pytest.mark.parametrize("amount", ["half", "101%", -1, 1.5])
def test_a_surge_is_a_number_of_pods_or_a_share_of_them(amount):
    assert "max_surge" in refused(ON_EKS, "services", "web", "deployment", "max_surge", to=amount)


def test_a_surge_of_nothing_with_nothing_unavailable_is_refused():
    zero = {"max_surge": "0%", "max_unavailable": 0}
    assert "nothing could be stopped" in refused(ON_EKS, "services", "web", "deployment", to=zero)


def test_a_copy_must_fit_what_a_node_leaves_to_pods():
    made = design("eks", ec2("m5.large", 3), NIGHT)
    assert "a host of type m5.large has 1976" in refused(made, "services", "web", "cpu_units", to=2048)


def test_whole_floats_and_tuples_are_accepted():
    made = deepcopy(ON_EC2)
    made["zones"] = tuple(made["zones"])
    made["services"]["web"]["count"] = 6.0
    assert capstone.read(made) == capstone.read(ON_EC2)
