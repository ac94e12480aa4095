"""The HorizontalPodAutoscaler: formula, tolerance, window, policies, bounds."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from eks.conftest import make_deployment
from planes.control_plane.eks.hpa import Autoscaler, _least, _most, _percent, _replicas


@pytest.fixture
def k(k, world):
    world.registry.add_image("shop/api:1", size_mib=5, start_seconds=1, rps_per_vcpu=100, base_cpu_share=0)
    return k


def replicas(k):
    return k.get("deployment", "web")["spec"]["replicas"]


def start(k, world, count=4, cpu="500m", maximum=20, percent=50, **container):
    k.apply(make_deployment(replicas=count, image="shop/api:1", cpu=cpu, container=container))
    k.rollout_status("web")
    k.autoscale("web", 1, maximum, percent)


@pytest.mark.parametrize(
    ("current", "metric", "target", "wanted"),
    [(4, 90, 50, 8), (4, 54, 50, 4), (4, 56, 50, 5), (3, 200, 100, 6), (10, 30, 60, 5)],
)
def test_published_examples_of_the_formula(current, metric, target, wanted):
    """Published example GV09."""
    assert _replicas(metric, metric, target, current, 0, current) == wanted


def test_pods_that_are_not_ready_count_as_idle_when_scaling_up():
    assert _replicas(100, 100, 50, ready=4, unready=0, current=4) == 8
    assert _replicas(100, 66, 50, ready=4, unready=2, current=6) == 8
    assert _replicas(60, 30, 50, ready=4, unready=4, current=8) == 8, "the direction would flip"
    assert _replicas(30, 15, 60, ready=4, unready=4, current=8) == 2, "downwards only ready pods count"


def test_a_utilization_is_a_whole_percent_before_it_is_compared():
    """E22: 333 of 1000 millicores are 33 percent; float noise does not take another one away."""
    assert _percent(333.9, 1000) == 33
    assert _percent(0.57 * 100 * 10, 1000) == 57


def test_a_policy_counts_from_where_the_period_began():
    """K8S horizontal.go: what was added and what was deleted in the period both count."""
    policy = {"selectPolicy": "Max", "policies": [{"type": "Pods", "value": 4, "periodSeconds": 60}]}
    steps = [(0.0, 9), (50.0, 4), (55.0, -2)]
    assert _most(policy, steps, current=12, now=60.0) == 14
    assert _least(policy, steps, current=12, now=60.0) == 6


@pytest.mark.parametrize(("chosen", "most", "least"), [("Max", 10, 2), ("Min", 6, 4), ("Disabled", 5, 5)])
def test_percentages_round_up_on_the_way_up_and_down_on_the_way_down(chosen, most, least):
    policies = [
        {"type": "Percent", "value": 10, "periodSeconds": 15},
        {"type": "Percent", "value": 50, "periodSeconds": 15},
        {"type": "Pods", "value": 5, "periodSeconds": 15},
    ]
    assert _most({"selectPolicy": chosen, "policies": policies}, [], current=5, now=0.0) == most
    assert _least({"selectPolicy": chosen, "policies": policies[:2]}, [], current=5, now=0.0) == least


def test_load_scales_a_deployment_to_its_target(world, k):
    start(k, world)
    world.offer_load("web", 200)  # 2 vCPU of work at 50 % of 0.5 vCPU each
    world.run(minutes=3)
    assert replicas(k) == 8
    world.run(minutes=10)
    assert replicas(k) == 8


def test_within_the_tolerance_nothing_happens(world, k):
    start(k, world)
    world.offer_load("web", 54 * 4 * 0.5)
    world.run(minutes=5)
    assert replicas(k) == 4


def test_scaling_up_at_most_doubles_or_adds_four_in_fifteen_seconds(world, k):
    start(k, world, count=1, cpu="100m")
    world.offer_load("web", 10_000)
    steps = []
    for _ in range(80):
        world.run(seconds=1)
        steps.append(replicas(k))
    assert max(after - before for before, after in pairwise(steps)) <= 10
    assert list(Counter(steps))[:3] == [1, 5, 10]


def test_scaling_down_waits_five_minutes_for_the_highest_recommendation(world, k):
    start(k, world)
    world.offer_load("web", 200)
    world.run(minutes=5)
    world.offer_load("web", 25)
    begin = world.now
    world.run(minutes=10, until=lambda: replicas(k) < 8)
    assert 285 <= world.now - begin <= 330
    world.run(minutes=1)
    assert replicas(k) == 1


def test_a_behaviour_can_forbid_scaling_down(world, k):
    start(k, world)
    k.patch("hpa", "web", {"spec": {"behavior": {"scaleDown": {"selectPolicy": "Disabled"}}}})
    world.run(minutes=20)
    assert replicas(k) == 4


def test_a_behaviour_can_limit_the_pods_per_minute(world, k):
    start(k, world)
    policy = {"type": "Pods", "value": 1, "periodSeconds": 60}
    k.patch(
        "hpa",
        "web",
        {"spec": {"behavior": {"scaleDown": {"stabilizationWindowSeconds": 0, "policies": [policy]}}}},
    )
    world.run(seconds=61)
    assert replicas(k) == 3 or replicas(k) == 2
    world.run(minutes=5)
    assert replicas(k) == 1


def test_the_bounds_hold(world, k):
    start(k, world, maximum=6)
    world.offer_load("web", 10_000)
    world.run(minutes=5)
    assert replicas(k) == 6


def test_without_a_cpu_request_there_is_no_metric(world, k):
    start(k, world, cpu=None)
    world.offer_load("web", 500)
    world.run(minutes=2)
    condition = k.get("hpa", "web")["status"]["conditions"][0]
    assert condition["message"] == "failed to get cpu utilization: missing request for cpu"
    assert replicas(k) == 4


def test_a_missing_target_is_named(world, k):
    k.autoscale("ghost")
    world.run(minutes=1)
    assert k.get("hpa", "ghost")["status"]["conditions"][0]["message"] == 'Deployment "ghost" not found'


def test_a_cpu_limit_caps_the_measured_utilization(world, k):
    resources = {"requests": {"cpu": "500m"}, "limits": {"cpu": "750m"}}
    start(k, world, maximum=4, resources=resources)
    world.offer_load("web", 10_000)
    world.run(minutes=2)
    assert (
        k.get("hpa", "web")["status"]["currentMetrics"][0]["resource"]["current"]["averageUtilization"] == 150
    )


def test_the_status_of_a_new_autoscaler_is_empty():
    body = {"metadata": {"name": "a", "namespace": "b"}, "spec": {}}
    assert Autoscaler(body).status()["currentReplicas"] == 0
