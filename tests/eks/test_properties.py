"""Random sequences of calls and faults: the invariants hold after every event, and all heals."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
from eks.conftest import make_deployment, new_world
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planes import World
from planes.control_plane.eks.shapes import Shape
from planes.errors import PlanesError

SLOW = [HealthCheck.too_slow]
names = st.sampled_from(["web", "api", "db"])
zones = st.sampled_from(World.zones)
steps = st.one_of(
    st.tuples(st.just("apply"), names, st.integers(0, 8), st.sampled_from(["1", "2", "missing"])),
    st.tuples(st.just("scale"), names, st.integers(0, 12)),
    st.tuples(st.just("delete"), names),
    st.tuples(st.just("undo"), names),
    st.tuples(st.just("kill"), st.integers(0, 20)),
    st.tuples(st.just("relabel"), st.integers(0, 20)),
    st.tuples(st.just("drain"), st.integers(0, 5)),
    st.tuples(st.just("uncordon"), st.integers(0, 5)),
    st.tuples(st.just("fail host"), st.integers(0, 5)),
    st.tuples(st.just("terminate"), st.integers(0, 5)),
    st.tuples(st.just("outage"), st.sampled_from(["registry", "eks", *World.zones])),
    st.tuples(st.just("budget"), names, st.integers(0, 3)),
    st.tuples(st.just("run"), st.integers(1, 400)),
)


def nth(items, number):
    return items[number % len(items)] if items else None


def take(world, k, step):
    what, *given_values = step
    pods, nodes = k.get("pods"), k.get("nodes")
    if what == "apply":
        name, replicas, tag = given_values
        k.apply(make_deployment(name, replicas, f"shop/web:{tag}", cpu="400m"))
    elif what == "scale":
        k.scale("deployment", *given_values)
    elif what == "delete":
        k.delete("deployment", *given_values)
    elif what == "undo":
        k.rollout_undo(*given_values)
    elif what == "kill" and pods:
        k.delete("pod", nth(pods.names, given_values[0]))
    elif what == "relabel" and pods:
        k.label("pod", nth(pods.names, given_values[0]), app="other")
    elif what == "drain" and nodes:
        k.drain(nth(nodes.names, given_values[0]), timeout_seconds=60)
    elif what == "uncordon" and nodes:
        k.uncordon(nth(nodes.names, given_values[0]))
    elif what == "fail host" and world.ec2.hosts:
        world.fail(nth(list(world.ec2.hosts), given_values[0]))
    elif what == "terminate" and world.ec2.hosts:
        world.ec2.terminate(nth(list(world.ec2.hosts), given_values[0]), "test")
    elif what == "outage":
        world.outage(given_values[0], minutes=4)
    elif what == "budget":
        name, minimum = given_values
        spec = {"minAvailable": minimum, "selector": {"matchLabels": {"app": name}}}
        k.apply(
            {
                "apiVersion": "policy/v1",
                "kind": "PodDisruptionBudget",
                "metadata": {"name": name},
                "spec": spec,
            }
        )
    elif what == "run":
        world.run(seconds=given_values[0])


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(st.lists(steps, max_size=14), st.integers(0, 10_000))
def test_invariants_hold_and_all_heals(sequence, seed):
    world = new_world(seed)
    world.add_hosts("shop", "m5.large", 6)
    world.run(minutes=2)
    k = world.kubernetes("shop")
    for step in sequence:
        # Not there, not allowed or down: that is refused, and the invariants hold all the same.
        with suppress(PlanesError):
            take(world, k, step)
        world.run(seconds=3)
    world.run(minutes=6)
    for fault in list(world.faults):
        world.recover(fault.what)
    world.add_hosts("shop", "m5.xlarge", 10)
    for budget in k.get("pdb"):
        k.delete("pdb", budget["metadata"]["name"])
    world.run(minutes=20)
    for found in k.get("deployments"):
        if found["spec"]["template"]["spec"]["containers"][0]["image"] != "shop/web:missing":
            assert found["status"].get("availableReplicas", 0) == found["spec"]["replicas"]


@settings(max_examples=10, deadline=None, suppress_health_check=SLOW)
@given(st.lists(st.tuples(names, st.integers(0, 120)), min_size=2, max_size=6), st.integers(0, 100))
def test_remembered_scores_are_those_of_starting_over(sizes, seed):
    world = World(seed=seed)
    world.eks.add_cluster("shop")
    world.registry.add_image("shop/web:1", size_mib=20)
    world.add_hosts("shop", "m5.xlarge", 130)
    world.run(minutes=2)
    k = world.kubernetes("shop")
    control = world.eks.cluster("shop").control_plane
    for name, replicas in sizes:
        k.apply(make_deployment(name, replicas, cpu={"web": "300m", "api": "900m", "db": "0"}[name]))
        world.run(seconds=30)
    for template, shape in control.scheduler._shapes.items():
        shape.refresh(control.table, control.scheduler._filter)
        fresh = Shape(template)
        fresh.refresh(control.table, control.scheduler._filter)
        assert np.array_equal(shape.base, fresh.base)
        assert np.array_equal(shape.feasible, fresh.feasible)
        if shape.group is not None:
            there = [
                sum(p.template is template and p.active for p in n.pods.values()) for n in control.table.nodes
            ]
            assert shape.group.array().tolist() == there
