"""The three outages on EKS, where more goes on without the control plane: kubelets restart containers."""

import pytest
from planes.data_plane import Ec2
from planes.invariants import unsettled, violations
from planes.world import World

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers:
      - name: app
        image: {image}
        resources: {{requests: {{cpu: 250m, memory: 256Mi}}}}
"""


def deployment(name="web", image="shop/web:1", replicas=3):
    return DEPLOYMENT.format(name=name, image=image, replicas=replicas)


@pytest.fixture
def world():
    world = World(seed=7)
    world.clock.after_each = lambda: check(world)
    for name in ("web", "other"):
        world.registry.add_image(f"shop/{name}:1", size_mib=100, start_seconds=3)
    world.eks.add_cluster("demo")
    world.add_hosts("demo", "m5.large", 3)
    world.run(minutes=2)
    return world


@pytest.fixture
def kubernetes(world):
    kubernetes = world.kubernetes("demo")
    kubernetes.apply(deployment())
    world.run(minutes=2)
    assert answering(world.ec2) == ready(kubernetes) == 3
    return kubernetes


def check(world):
    assert not (found := violations(world)), found


def answering(ec2: Ec2):
    return sum(report.state == "answering" for report in ec2.running().values())


def ready(kubernetes, name="web"):
    return kubernetes.get("deploy", name)["status"].get("readyReplicas", 0)


def test_without_the_registry_pods_run_on(world, kubernetes):
    world.outage("registry", minutes=30)
    world.run(minutes=29)
    assert answering(world.ec2) == ready(kubernetes) == 3


def test_without_the_registry_an_image_nobody_has_is_not_pulled_until_it_is_back(world, kubernetes):
    world.outage("registry", minutes=10)
    kubernetes.apply(deployment("other", "shop/other:1", 1))
    world.run(minutes=9)
    assert ready(kubernetes, "other") == 0
    assert world.events.where(what="image pull failed")
    world.run(minutes=10)
    assert ready(kubernetes, "other") == 1


def test_without_the_registry_a_pod_starts_from_its_node_s_own_layers(world, kubernetes):
    world.outage("registry", minutes=10)
    kubernetes.scale("deployment", "web", 5)
    world.run(minutes=5)
    assert ready(kubernetes) == 5


def test_without_the_control_plane_everything_runs_on_and_a_lost_node_s_pods_are_not_replaced(
    world, kubernetes
):
    world.outage("control plane", minutes=60)
    host = next(iter(world.ec2.running().values())).host
    lost = len(world.ec2.hosts[host].workloads)
    world.fail(host)
    world.run(minutes=59)
    assert answering(world.ec2) == 3 - lost


def test_it_heals_when_the_control_plane_is_back(world, kubernetes):
    world.outage("control plane", minutes=60)
    world.fail(next(iter(world.ec2.running().values())).host)
    world.run(minutes=75)
    assert answering(world.ec2) == ready(kubernetes) == 3


def test_without_the_control_plane_a_crashed_container_still_restarts(world, kubernetes):
    world.outage("control plane", minutes=60)
    world.ec2.crash(next(iter(world.ec2.running())))
    world.run(seconds=1)
    assert answering(world.ec2) == 2
    world.run(minutes=5)
    assert answering(world.ec2) == 3


def test_a_lost_node_s_pods_are_replaced_after_its_grace_and_their_toleration(world, kubernetes):
    world.fail(next(iter(world.ec2.running().values())).host)
    world.run(seconds=50 + 300 - 20)
    assert answering(world.ec2) < 3
    world.run(minutes=2)
    assert answering(world.ec2) == ready(kubernetes) == 3


def test_a_short_loss_leaves_no_pod_behind_that_only_seems_to_run(world, kubernetes):
    host = next(iter(world.ec2.running().values())).host
    world.fail(host)
    world.run(seconds=20)
    world.recover(host)
    world.run(minutes=15)
    assert answering(world.ec2) == ready(kubernetes) == 3
    assert not (found := unsettled(world)), found
