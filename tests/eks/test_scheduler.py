"""The scheduler: the same answers as the published rule, filters with their sentences, spread, affinity."""

from __future__ import annotations

from collections import Counter

import pytest
from eks.conftest import make_deployment, new_world
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planes import rules
from planes.control_plane.eks.scheduler import nodes_to_find


def pod(name="p", cpu=None, memory=None, **spec):
    requests = {key: value for key, value in (("cpu", cpu), ("memory", memory)) if value is not None}
    container = {"name": "a", "image": "shop/web:1", "resources": {"requests": requests}}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": {"containers": [container], **spec},
    }


def message(k, name):
    return k.get("pod", name)["status"]["conditions"][0]["message"]


def zones_of(k, selector):
    zone = {
        n["metadata"]["name"]: n["metadata"]["labels"]["topology.kubernetes.io/zone"] for n in k.get("nodes")
    }
    return Counter(
        zone[p["spec"]["nodeName"]] for p in k.get("pods", selector=selector) if "nodeName" in p["spec"]
    )


requests = st.tuples(
    st.sampled_from([None, "0", "50m", "100m", "333m", "0.5", "1"]),
    st.sampled_from([None, "0", "64Mi", "128Mi", "1Gi", "1e8"]),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(requests, min_size=1, max_size=12), st.integers(0, 1000))
def test_every_choice_is_one_of_the_best_by_the_published_rule(sizes, seed):
    world = new_world(seed)
    world.add_hosts("shop", "m5.large", 2)
    world.add_hosts("shop", "c5.xlarge", 1)
    world.run(minutes=2)
    k = world.kubernetes("shop")
    placed = {name: [] for name in k.get("nodes").names}
    allocatable = {n["metadata"]["name"]: n["status"]["allocatable"] for n in k.get("nodes")}
    for number, (cpu, memory) in enumerate(sizes):
        manifest = pod(f"p{number}", cpu, memory)
        k.apply(manifest)
        world.run(seconds=5)
        containers = manifest["spec"]["containers"]
        given_nodes = [
            {"name": name, "allocatable": allocatable[name], "pods": pods} for name, pods in placed.items()
        ]
        expected = rules.kubernetes.schedule({"containers": containers}, given_nodes)
        decision = k.decision(f"p{number}")
        assert {name: sum(scores.values()) for name, scores in decision["scores"].items()} == expected
        assert expected[decision["node"]] == max(expected.values())
        placed[decision["node"]].append([c["resources"]["requests"] for c in containers])


def test_a_pod_that_fits_nowhere_says_why_in_kube_schedulers_words(world, k):
    k.apply(pod("big", cpu="64"))
    world.run(seconds=5)
    assert message(k, "big") == "0/6 nodes are available: 6 Insufficient cpu."


def test_taints_and_cordons_are_counted_apart(world, k, nodes):
    k.taint(nodes[0], "team=data:NoSchedule")
    k.cordon(nodes[1])
    k.apply(pod("big", cpu="64"))
    world.run(seconds=5)
    assert message(k, "big") == (
        "0/6 nodes are available: 1 node(s) had untolerated taint {team: data}, "
        "1 node(s) were unschedulable, 4 Insufficient cpu."
    )


def test_a_toleration_lets_a_pod_onto_a_tainted_node(world, k, nodes):
    for node in nodes:
        k.taint(node, "team=data:NoSchedule")
    tolerations = [{"key": "team", "operator": "Equal", "value": "data", "effect": "NoSchedule"}]
    k.apply(pod("in", tolerations=tolerations))
    k.apply(pod("out"))
    world.run(seconds=30)
    assert k.get("pod", "in")["status"]["phase"] == "Running"
    assert k.get("pod", "out")["status"]["phase"] == "Pending"


def test_a_prefer_no_schedule_taint_is_avoided_while_others_are_free(world, k, nodes):
    for node in nodes[1:]:
        k.taint(node, "soft=yes:PreferNoSchedule")
    k.apply(pod("p", cpu="100m", memory="100Mi"))
    world.run(seconds=5)
    assert k.decision("p")["node"] == nodes[0]


def test_a_node_selector_chooses_the_zone(world, k):
    k.apply(
        make_deployment(replicas=4, template={"nodeSelector": {"topology.kubernetes.io/zone": "us-east-1b"}})
    )
    world.run(seconds=30)
    assert set(zones_of(k, "app=web")) == {"us-east-1b"}


def test_a_selector_no_node_has_is_named(world, k):
    k.apply(pod("p", nodeSelector={"disk": "ssd"}))
    world.run(seconds=5)
    assert message(k, "p") == "0/6 nodes are available: 6 node(s) didn't match Pod's node affinity/selector."


def test_required_node_affinity_with_not_in(world, k):
    expression = {
        "key": "topology.kubernetes.io/zone",
        "operator": "NotIn",
        "values": ["us-east-1a", "us-east-1c"],
    }
    terms = {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}
    affinity = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}
    k.apply(make_deployment(replicas=4, template={"affinity": affinity}))
    world.run(seconds=30)
    assert set(zones_of(k, "app=web")) == {"us-east-1b"}


def test_preferred_node_affinity_draws_but_does_not_bind(world, k):
    preference = {
        "matchExpressions": [
            {"key": "topology.kubernetes.io/zone", "operator": "In", "values": ["us-east-1c"]}
        ]
    }
    preferred = [{"weight": 100, "preference": preference}]
    affinity = {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": preferred}}
    k.apply(pod("p", affinity=affinity))
    k.apply(make_deployment(replicas=6, cpu="1500m", template={"affinity": affinity}))
    world.run(seconds=30)
    zones = zones_of(k, "app=web")
    assert zones["us-east-1c"] == 2
    assert sum(zones.values()) == 6
    assert zones_of(k, "app=p") == {"us-east-1c": 1}


def test_hard_topology_spread_keeps_the_skew(world, k):
    spread = {
        "maxSkew": 1,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"app": "web"}},
    }
    k.apply(make_deployment(replicas=7, template={"topologySpreadConstraints": [spread]}))
    world.run(seconds=30)
    assert sorted(zones_of(k, "app=web").values()) == [2, 2, 3]


def test_hard_spread_over_hosts_leaves_the_seventh_pod_pending(world, k):
    spread = {
        "maxSkew": 1,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"app": "web"}},
    }
    template = {
        "topologySpreadConstraints": [spread],
        "nodeSelector": {"topology.kubernetes.io/zone": "us-east-1a"},
    }
    k.apply(make_deployment(replicas=3, template=template))
    world.run(seconds=30)
    assert zones_of(k, "app=web") == {"us-east-1a": 3}, "only eligible nodes' zones count"


def test_default_spread_places_replicas_on_different_nodes(world, k):
    k.apply(make_deployment(replicas=6))
    world.run(seconds=30)
    nodes = Counter(p["spec"]["nodeName"] for p in k.get("pods"))
    assert set(nodes.values()) == {1}


def test_required_anti_affinity_leaves_the_seventh_pod_pending(world, k):
    term = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "web"}}}
    affinity = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    k.apply(make_deployment(replicas=7, template={"affinity": affinity}))
    world.run(seconds=30)
    pending = [p for p in k.get("pods") if "nodeName" not in p["spec"]]
    assert len(pending) == 1
    assert (
        "6 node(s) didn't match pod anti-affinity rules" in pending[0]["status"]["conditions"][0]["message"]
    )


def test_existing_pods_keep_others_away(world, k):
    term = {"topologyKey": "topology.kubernetes.io/zone", "labelSelector": {"matchLabels": {"app": "noisy"}}}
    affinity = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    k.apply(make_deployment("quiet", replicas=1, template={"affinity": affinity}))
    world.run(seconds=20)
    k.apply(make_deployment("noisy", replicas=8))
    world.run(seconds=20)
    assert not set(zones_of(k, "app=quiet")) & set(zones_of(k, "app=noisy"))


def test_pod_affinity_follows_into_the_zone(world, k):
    k.apply(make_deployment("db", replicas=1))
    world.run(seconds=20)
    term = {"topologyKey": "topology.kubernetes.io/zone", "labelSelector": {"matchLabels": {"app": "db"}}}
    affinity = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    k.apply(make_deployment(replicas=3, template={"affinity": affinity}))
    world.run(seconds=20)
    assert set(zones_of(k, "app=web")) == set(zones_of(k, "app=db"))


def test_the_first_pod_of_a_group_that_wants_to_be_together_is_placed(world, k):
    term = {"topologyKey": "topology.kubernetes.io/zone", "labelSelector": {"matchLabels": {"app": "web"}}}
    affinity = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    k.apply(make_deployment(replicas=4, template={"affinity": affinity}))
    world.run(seconds=20)
    assert list(zones_of(k, "app=web").values()) == [4]


def test_a_host_port_is_given_once_per_node(world, k):
    container = {"ports": [{"containerPort": 80, "hostPort": 8080}]}
    k.apply(make_deployment(replicas=7, container=container))
    world.run(seconds=30)
    pending = [p for p in k.get("pods") if "nodeName" not in p["spec"]]
    assert len(pending) == 1
    assert "6 node(s) didn't have free ports" in pending[0]["status"]["conditions"][0]["message"]


def test_addresses_limit_the_pods_of_a_node(world):
    world.add_hosts("shop", "t3.small", 1)
    world.run(minutes=2)
    k = world.kubernetes("shop")
    k.apply(make_deployment(replicas=14, cpu="10m", memory="10Mi"))
    world.run(minutes=1)
    running = [p for p in k.get("pods") if p["status"]["phase"] == "Running"]
    assert len(running) == rules.ec2.max_pods("t3.small") == 11
    pending = next(p for p in k.get("pods") if "nodeName" not in p["spec"])
    assert "Too many pods" in pending["status"]["conditions"][0]["message"]


def test_a_pending_pod_is_placed_when_room_appears(world, k):
    k.apply(make_deployment("full", replicas=6, cpu="1900m"))
    world.run(seconds=30)
    k.apply(pod("late", cpu="1"))
    world.run(seconds=30)
    assert k.get("pod", "late")["status"]["phase"] == "Pending"
    k.scale("deployment", "full", 5)
    world.run(minutes=2)
    assert k.get("pod", "late")["status"]["phase"] == "Running"


def test_a_pod_of_higher_priority_is_scheduled_first(world, k):
    k.apply(make_deployment("full", replicas=5, cpu="1900m"))
    world.run(seconds=30)
    k.apply(pod("low", cpu="1900m"))
    k.apply(pod("high", cpu="1900m", priority=10))
    world.run(seconds=30)
    assert k.get("pod", "high")["status"]["phase"] == "Running"
    assert k.get("pod", "low")["status"]["phase"] == "Pending"


@pytest.mark.parametrize(
    ("nodes", "found"), [(99, 99), (100, 100), (250, 120), (1000, 420), (5000, 500), (6000, 300)]
)
def test_how_many_nodes_are_scored(nodes, found):
    assert nodes_to_find(nodes) == found


def test_a_pending_pod_is_placed_when_a_job_ends(world, k):
    world.registry.add_image("shop/batch:1", size_mib=1, exit_code=0, exit_seconds=60)
    container = {"name": "a", "image": "shop/batch:1", "resources": {"requests": {"cpu": "1900m"}}}
    template = {"spec": {"restartPolicy": "Never", "containers": [container]}}
    spec = {"completions": 6, "parallelism": 6, "template": template}
    k.apply({"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "sum"}, "spec": spec})
    world.run(seconds=10)
    k.apply(pod("late", cpu="1"))
    world.run(seconds=90)
    assert k.get("pod", "late")["status"]["phase"] == "Running"


def test_a_pod_that_waits_for_company_is_placed_when_it_comes(world, k):
    term = {"topologyKey": "topology.kubernetes.io/zone", "labelSelector": {"matchLabels": {"app": "db"}}}
    affinity = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    k.apply(pod("web", affinity=affinity))
    world.run(seconds=10)
    assert message(k, "web") == "0/6 nodes are available: 6 node(s) didn't match pod affinity rules."
    k.apply(make_deployment("db", replicas=1))
    world.run(seconds=20)
    assert k.get("pod", "web")["status"]["phase"] == "Running"
