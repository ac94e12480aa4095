"""A node falls silent: heartbeat, NotReady, taints, eviction, zone by zone; and comes back."""

from __future__ import annotations

from collections import Counter

import pytest
from eks.conftest import make_deployment, new_world
from planes.control_plane.eks.templates import toleration_seconds


def condition(k, node):
    return next(c for c in k.get("node", node)["status"]["conditions"] if c["type"] == "Ready")["status"]


def lose_a_node(world, k):
    """Return the node lost, its pods, and the virtual second."""
    k.apply(make_deployment(replicas=6))
    k.rollout_status("web")
    world.run(seconds=13)
    node = k.get("pods")[0]["spec"]["nodeName"]
    pods = k.get("pods", field_selector=f"spec.nodeName={node}").names
    world.fail(
        next(n for n in k.get("nodes") if n["metadata"]["name"] == node)["spec"]["providerID"].rsplit("/")[-1]
    )
    return node, pods, world.now


def test_a_silent_node_becomes_unknown_about_fifty_seconds_after_its_last_heartbeat(world, k):
    node, _, lost = lose_a_node(world, k)
    world.run(minutes=3, until=lambda: condition(k, node) == "Unknown")
    assert 40 < world.now - lost <= 60


def test_before_1_32_a_silent_node_becomes_unknown_ten_seconds_earlier(world):
    """E33: 40 s in older releases."""
    world.eks.add_cluster("old", version="1.31")
    world.add_hosts("old", "m5.large", 2)
    world.run(minutes=2)
    k = world.kubernetes("old")
    node = k.get("nodes")[0]
    world.fail(node["spec"]["providerID"].rsplit("/")[-1])
    lost = world.now
    world.run(minutes=3, until=lambda: condition(k, node["metadata"]["name"]) == "Unknown")
    assert 30 < world.now - lost <= 50


def test_of_several_tolerations_of_a_taint_the_first_counts():
    """K8S helpers.go, GetMatchingTolerations."""
    taint = {"key": "down", "effect": "NoExecute"}
    later = {"key": "down", "operator": "Exists", "tolerationSeconds": 20}
    assert toleration_seconds([{**later, "tolerationSeconds": 60}, later], taint) == 60
    assert toleration_seconds([{"operator": "Exists"}, later], taint) is None
    assert toleration_seconds([{**later, "tolerationSeconds": -5}], taint) == 0
    assert toleration_seconds([{"key": "other", "operator": "Exists"}], taint) == 0


def test_replacements_come_after_about_350_seconds(world, k):
    """Published time line E36: about 50 s to NotReady and 300 s of toleration."""
    node, pods, lost = lose_a_node(world, k)
    world.run(minutes=10, until=lambda: len(k.get("pods")) > 6)
    assert 340 <= world.now - lost <= 365
    world.run(seconds=30)
    on_others = [p for p in k.get("pods") if p["spec"]["nodeName"] != node]
    assert len(on_others) == 6
    assert all(k.get("pod", name)["metadata"].get("deletionTimestamp") for name in pods)


def test_pods_of_a_silent_node_leave_the_service_when_it_is_not_ready(world, k):
    k.apply({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"},
             "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}})  # fmt: skip
    node, pods, _ = lose_a_node(world, k)
    world.run(minutes=2)
    addresses = k.get("endpoints", "web")["subsets"][0]["addresses"]
    assert len(addresses) == 6 - len(pods)
    assert node not in {address["nodeName"] for address in addresses}


def test_a_shorter_toleration_brings_replacements_sooner(world, k):
    tolerations = [
        {
            "key": f"node.kubernetes.io/{kind}",
            "operator": "Exists",
            "effect": "NoExecute",
            "tolerationSeconds": 20,
        }
        for kind in ("not-ready", "unreachable")
    ]
    k.apply(make_deployment("fast", replicas=6, template={"tolerations": tolerations}))
    world.run(seconds=30)
    _, _, lost = lose_a_node(world, k)
    world.run(minutes=10, until=lambda: len(k.get("pods", selector="app=fast")) > 6)
    assert 60 <= world.now - lost <= 85


def test_a_node_that_returns_in_time_keeps_its_pods(world, k):
    node, pods, _ = lose_a_node(world, k)
    world.run(minutes=2)
    host = k.get("node", node)["spec"]["providerID"].rsplit("/")[-1]
    world.recover(host)
    world.run(minutes=10)
    assert condition(k, node) == "True"
    assert "taints" not in k.get("node", node)["spec"]
    assert set(pods) <= set(k.get("pods").names)
    assert len(k.get("pods")) == 6
    assert k.get("pod", pods[0])["status"]["containerStatuses"][0]["restartCount"] == 1


def test_a_node_that_returns_late_finishes_deleting_its_pods(world, k):
    node, pods, _ = lose_a_node(world, k)
    world.run(minutes=10)
    world.recover(k.get("node", node)["spec"]["providerID"].rsplit("/")[-1])
    world.run(minutes=2)
    assert not set(pods) & set(k.get("pods").names)
    assert len(k.get("pods")) == 6


def test_a_terminated_host_loses_its_node_and_pods_at_once(world, k):
    k.apply(make_deployment(replicas=6))
    k.rollout_status("web")
    node = k.get("pods")[0]["spec"]["nodeName"]
    world.ec2.terminate(k.get("node", node)["spec"]["providerID"].rsplit("/")[-1], "test")
    world.run(minutes=1)
    assert node not in k.get("nodes").names
    assert k.get("deployment", "web")["status"]["availableReplicas"] == 6


def test_nodes_of_a_lost_zone_are_evicted_one_in_ten_seconds(world, k):
    k.apply(make_deployment(replicas=12))
    k.rollout_status("web")
    world.fail("us-east-1a")
    world.run(minutes=20)
    evicted = sorted(
        {e.time for e in world.events.where(what="pod deleted", since=100) if "unreachable" in e.why}
    )
    assert len(evicted) == 2
    assert evicted[1] - evicted[0] == pytest.approx(10)


def test_nothing_is_evicted_while_every_zone_is_lost(world, k):
    k.apply(make_deployment(replicas=6))
    k.rollout_status("web")
    for zone in world.zones:
        world.fail(zone)
    world.run(minutes=20)
    assert not [e for e in world.events.where(what="pod deleted") if "unreachable" in e.why]


def test_a_mostly_lost_zone_of_a_small_cluster_evicts_nothing(world):
    world.add_hosts("shop", "m5.large", 6, zone="us-east-1a")
    world.add_hosts("shop", "m5.large", 2, zone="us-east-1b")
    world.run(minutes=2)
    k = world.kubernetes("shop")
    k.apply(make_deployment(replicas=16))
    k.rollout_status("web")
    in_a = [
        n for n in k.get("nodes") if n["metadata"]["labels"]["topology.kubernetes.io/zone"] == "us-east-1a"
    ]
    for node in in_a[:5]:
        world.fail(node["spec"]["providerID"].rsplit("/")[-1])
    world.run(minutes=20)
    evicted = Counter(e.why for e in world.events.where(what="pod deleted") if "unreachable" in e.why)
    assert len(evicted) <= 2, "those tainted before most of the zone was seen to be lost"


def test_a_no_execute_taint_evicts_at_once_what_does_not_tolerate_it(world, k):
    k.apply(make_deployment(replicas=6))
    k.rollout_status("web")
    node = k.get("pods")[0]["spec"]["nodeName"]
    k.taint(node, "maintenance=now:NoExecute")
    world.run(minutes=1)
    assert k.get("pods", field_selector=f"spec.nodeName={node}") == []
    assert len(k.get("pods")) == 6


def test_running_pods_survive_an_outage_of_the_control_plane(world, k):
    k.apply(make_deployment(replicas=6))
    k.rollout_status("web")
    before = {p["metadata"]["name"]: p["status"]["containerStatuses"][0] for p in k.get("pods")}
    world.outage("eks", minutes=10)
    world.run(minutes=11)
    assert {p["metadata"]["name"]: p["status"]["containerStatuses"][0] for p in k.get("pods")} == before
    assert {n["status"]["conditions"][-1]["status"] for n in k.get("nodes")} == {"True"}


def test_only_new_images_fail_while_the_registry_is_down(world, k):
    k.apply(make_deployment(replicas=6))
    k.rollout_status("web")
    world.outage("registry", minutes=10)
    k.set_image("web", web="shop/web:2")
    world.run(minutes=5)
    status = k.get("deployment", "web")["status"]
    assert status["availableReplicas"] >= 5
    world.run(minutes=15)
    assert k.rollout_status("web", watch=False) == 'deployment "web" successfully rolled out'


def test_two_runs_with_one_seed_give_equal_event_logs():
    def run(seed):
        world = new_world(seed)
        world.add_hosts("shop", "m5.large", 5)
        world.run(minutes=2)
        k = world.kubernetes("shop")
        k.apply(make_deployment(replicas=9))
        world.run(minutes=1)
        k.set_image("web", web="shop/web:2")
        world.fail("us-east-1b")
        world.run(minutes=12)
        return world.events

    assert run(5) == run(5)
    assert run(5) != run(6)


def test_a_pod_bound_to_a_node_that_just_died_waits_without_an_error(world, k, nodes):
    for node in nodes[1:]:
        k.cordon(node)
    world.fail(k.get("node", nodes[0])["spec"]["providerID"].rsplit("/")[-1])
    k.apply(make_deployment(replicas=1))
    world.run(seconds=20)
    (pod,) = k.get("pods")
    assert pod["status"]["containerStatuses"][0]["state"]["waiting"]["reason"] == "ContainerCreating"


def test_a_node_that_boots_during_an_outage_registers_afterwards(world, k):
    world.add_hosts("shop", "m5.large", 1)
    world.outage("eks", minutes=5)
    world.run(minutes=4)
    assert len(world.eks.cluster("shop").control_plane.table.by_name) == 6
    world.run(minutes=2)
    assert len(k.get("nodes")) == 7
