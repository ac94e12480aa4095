"""The node autoscaler: batching, the cheapest type, limits, empty nodes."""

from __future__ import annotations

import pytest
from eks.conftest import make_deployment


def pool(*types, **spec):
    requirement = {"key": "node.kubernetes.io/instance-type", "operator": "In", "values": list(types)}
    template = {"spec": {"requirements": [requirement] if types else [], **spec.pop("node", {})}}
    body = {"template": template, **spec}
    return {
        "apiVersion": "karpenter.sh/v1",
        "kind": "NodePool",
        "metadata": {"name": "general"},
        "spec": body,
    }


@pytest.fixture
def k(world):
    return world.kubernetes("shop")


def types(k):
    return sorted(n["metadata"]["labels"]["node.kubernetes.io/instance-type"] for n in k.get("nodes"))


def test_the_cheapest_type_that_fits_is_launched(world, k):
    k.apply(pool("m5.large", "m5.xlarge", "r6i.large"))
    k.apply(make_deployment(replicas=1, cpu="1", memory="10Gi"))
    world.run(minutes=3)
    assert types(k) == ["r6i.large"]
    assert k.get("deployment", "web")["status"]["availableReplicas"] == 1


def test_pods_are_packed_onto_few_nodes(world, k):
    k.apply(pool("m5.large", "m5.4xlarge"))
    k.apply(make_deployment(replicas=15, cpu="1", memory="1Gi"))
    world.run(minutes=3)
    assert types(k) == ["m5.4xlarge"]
    assert k.get("deployment", "web")["status"]["availableReplicas"] == 15


def test_pods_that_come_within_a_second_are_one_batch(world, k):
    k.apply(pool("m5.large"))
    for number in range(5):
        k.apply(make_deployment(f"web-{number}", replicas=1, cpu="300m"))
        world.run(seconds=0.5)
    world.run(seconds=3)
    assert len({e.time for e in world.events.where(what="node launched")}) == 1


def test_a_pod_no_type_can_hold_launches_nothing(world, k):
    k.apply(pool("m5.large"))
    k.apply(make_deployment(replicas=1, cpu="3"))
    world.run(minutes=3)
    assert types(k) == []
    assert world.events.where(what="no node pool fits")


def test_the_cpu_limit_of_a_pool_holds(world, k):
    k.apply(pool("m5.large", limits={"cpu": "4"}))
    k.apply(make_deployment(replicas=4, cpu="1500m"))
    world.run(minutes=5)
    assert types(k) == ["m5.large", "m5.large"]
    assert world.events.where(what="limit reached")


def test_an_empty_node_is_ended(world, k):
    k.apply(pool("m5.large"))
    k.apply(make_deployment(replicas=2, cpu="1500m"))
    world.run(minutes=3)
    assert len(types(k)) == 2
    k.scale("deployment", "web", 1)
    world.run(minutes=2)
    assert len(types(k)) == 1
    k.scale("deployment", "web", 0)
    world.run(minutes=2)
    assert types(k) == []


def test_consolidate_after_delays_the_end(world, k):
    k.apply(pool("m5.large", disruption={"consolidateAfter": "10m"}))
    k.apply(make_deployment(replicas=1))
    world.run(minutes=3)
    k.scale("deployment", "web", 0)
    world.run(minutes=8)
    assert len(types(k)) == 1
    world.run(minutes=4)
    assert types(k) == []


def test_a_tainted_pool_takes_tolerating_pods_only(world, k):
    taint = {"key": "team", "value": "data", "effect": "NoSchedule"}
    k.apply(pool("m5.large", node={"taints": [taint]}))
    k.apply(make_deployment("out", replicas=1))
    world.run(minutes=2)
    assert types(k) == []
    k.apply(
        make_deployment("in", replicas=1, template={"tolerations": [{"key": "team", "operator": "Exists"}]})
    )
    world.run(minutes=2)
    assert types(k) == ["m5.large"]
    assert k.get("deployment", "in")["status"]["availableReplicas"] == 1


def test_a_zone_in_the_node_selector_is_where_the_node_comes_up(world, k):
    k.apply(pool("m5.large"))
    k.apply(
        make_deployment(replicas=1, template={"nodeSelector": {"topology.kubernetes.io/zone": "us-east-1c"}})
    )
    world.run(minutes=3)
    (node,) = k.get("nodes")
    assert node["metadata"]["labels"]["topology.kubernetes.io/zone"] == "us-east-1c"


def test_without_a_pool_nothing_is_launched(world, k):
    k.apply(make_deployment())
    world.run(minutes=5)
    assert types(k) == []


def test_a_launch_in_a_zone_that_is_down_is_tried_again_when_it_is_back(world, k):
    k.apply(pool("m5.large"))
    world.outage("us-east-1c", minutes=10)
    k.apply(
        make_deployment(replicas=1, template={"nodeSelector": {"topology.kubernetes.io/zone": "us-east-1c"}})
    )
    world.run(minutes=9)
    assert types(k) == []
    world.run(minutes=6)
    assert types(k) == ["m5.large"]
