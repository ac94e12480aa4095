"""PodDisruptionBudgets, eviction and drain."""

from __future__ import annotations

import pytest
from eks.conftest import make_deployment
from planes.control_plane.eks.status import ApiError
from planes.errors import PlanesError


def budget(name="web", **spec):
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": name},
        "spec": {"selector": {"matchLabels": {"app": "web"}}, **spec},
    }


def start(k, replicas=6, **more):
    k.apply(make_deployment(replicas=replicas, **more))
    k.rollout_status("web")


@pytest.mark.parametrize(
    ("spec", "allowed"),
    [
        ({"minAvailable": 4}, 3),
        ({"minAvailable": "50%"}, 3),
        ({"maxUnavailable": 2}, 2),
        ({"maxUnavailable": "30%"}, 3),
        ({"maxUnavailable": 0}, 0),
        ({"minAvailable": 7}, 0),
    ],
    ids=lambda value: str(value),
)
def test_how_many_of_seven_may_be_disrupted(k, spec, allowed):
    start(k, 7)
    k.apply(budget(**spec))
    assert k.get("pdb", "web")["status"]["disruptionsAllowed"] == allowed


def test_an_eviction_beyond_the_budget_is_refused_with_429(world, k):
    start(k, 3)
    k.apply(budget(minAvailable=2))
    names = k.get("pods").names
    k.evict(names[0])
    with pytest.raises(
        ApiError, match="Cannot evict pod as it would violate the pod's disruption budget"
    ) as refusal:
        k.evict(names[1])
    assert (refusal.value.code, refusal.value.reason) == (429, "TooManyRequests")
    world.run(minutes=1)
    k.evict(names[1])


def test_deletion_does_not_ask_the_budget(k):
    start(k, 3)
    k.apply(budget(minAvailable=3))
    k.delete("pod", k.get("pods").names[0])


def test_a_pod_that_is_not_ready_may_go_while_the_budget_is_met(world, k):
    start(k, 3)
    k.set_image("web", web="shop/missing:1")
    world.run(seconds=20)
    k.apply(budget(minAvailable=2))
    stuck = next(p["metadata"]["name"] for p in k.get("pods") if p["status"]["phase"] == "Pending")
    k.evict(stuck)


def test_a_drain_with_a_budget_keeps_the_minimum_available(world, k, nodes):
    start(k, 6)
    k.apply(budget(minAvailable=5))
    least = []
    before = world.clock.after_each

    def look():
        before()
        least.append(k.get("deployment", "web")["status"].get("availableReplicas", 0))

    world.clock.after_each = look
    for node in nodes[:3]:
        k.drain(node)
    assert min(least) >= 5
    for node in nodes[:3]:
        assert k.get("pods", field_selector=f"spec.nodeName={node}") == []


def test_a_drain_that_a_budget_blocks_gives_up_and_names_the_pods(world, k, nodes):
    start(k, 6)
    k.apply(budget(maxUnavailable=0))
    with pytest.raises(PlanesError, match=r"error when evicting pods .* left.*disruption budget"):
        k.drain(nodes[0], timeout_seconds=120)
    assert k.get("node", nodes[0])["spec"]["unschedulable"] is True


def test_a_drained_node_gets_pods_again_after_uncordon(world, k, nodes):
    start(k, 6)
    k.drain(nodes[0])
    k.uncordon(nodes[0])
    k.scale("deployment", "web", 12)
    k.rollout_status("web")
    assert k.get("pods", field_selector=f"spec.nodeName={nodes[0]}")


def test_a_drain_leaves_daemon_set_pods(world, k, nodes):
    template = {
        "metadata": {"labels": {"app": "agent"}},
        "spec": {"containers": [{"name": "a", "image": "shop/web:1"}]},
    }
    spec = {"selector": {"matchLabels": {"app": "agent"}}, "template": template}
    k.apply({"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "agent"}, "spec": spec})
    world.run(seconds=20)
    k.drain(nodes[0])
    assert len(k.get("pods", field_selector=f"spec.nodeName={nodes[0]}")) == 1


def test_a_budget_without_pods_allows_nothing(k):
    k.apply(budget(minAvailable=0))
    assert k.get("pdb", "web")["status"]["disruptionsAllowed"] == 0


def bare_pods(k, *names):
    for name in names:
        body = {"metadata": {"name": name, "labels": {"app": "web"}}}
        body["spec"] = {"containers": [{"name": "a", "image": "shop/web:1"}]}
        k.apply({"apiVersion": "v1", "kind": "Pod", **body})


@pytest.mark.parametrize(
    ("spec", "allowed", "expected"),
    [({"minAvailable": 1}, 1, 2), ({"maxUnavailable": 1}, 0, 0), ({"minAvailable": "50%"}, 0, 0)],
    ids=lambda value: str(value),
)
def test_pods_without_a_controller_count_for_a_whole_minimum_only(world, k, spec, allowed, expected):
    """K8S disruption.go, getExpectedPodCount: anything else needs the scale of a controller."""
    bare_pods(k, "a", "b")
    world.run(seconds=30)
    k.apply(budget(**spec))
    status = k.get("pdb", "web")["status"]
    assert (status["disruptionsAllowed"], status["expectedPods"]) == (allowed, expected)


def test_a_pod_of_two_budgets_cannot_be_evicted(k):
    start(k, 3)
    k.apply(budget("one", maxUnavailable=1))
    k.apply(budget("two", maxUnavailable=1))
    with pytest.raises(ApiError, match="more than one PodDisruptionBudget") as refusal:
        k.evict(k.get("pods").names[0])
    assert refusal.value.code == 500


@pytest.mark.parametrize(("policy", "goes"), [("AlwaysAllow", True), ("IfHealthyBudget", False)])
def test_a_policy_lets_running_pods_that_are_not_ready_go(world, k, policy, goes):
    probe = {"httpGet": {"path": "/", "port": 80}, "initialDelaySeconds": 3600}
    k.apply(make_deployment(replicas=2, container={"readinessProbe": probe}))
    world.run(seconds=60)
    k.apply(budget(minAvailable=1, unhealthyPodEvictionPolicy=policy))
    name = k.get("pods").names[0]
    if goes:
        k.evict(name)
    else:
        with pytest.raises(ApiError, match="disruption budget"):
            k.evict(name)
