"""Placement: filters, constraints, strategies in order, and a record that explains each decision."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes.control_plane.ecs.definition import ContainerDefinition, PortMapping, TaskDefinition
from planes.control_plane.ecs.model import Constraint, Strategy
from planes.control_plane.ecs.placement import Candidate, place

ZONE = "attribute:ecs.availability-zone"


def zones(shop, name="web"):
    return Counter(task["availabilityZone"] for task in shop.tasks(name))


def hosts(shop, name="web"):
    return Counter(task["containerInstanceArn"] for task in shop.tasks(name))


def settle(shop):
    shop.world.run(minutes=3)


def test_a_service_without_strategies_spreads_over_zones_then_instances(shop):
    shop.hosts(6)
    shop.serve(shop.define(), 6)
    settle(shop)
    assert sorted(zones(shop).values()) == [2, 2, 2]
    assert sorted(hosts(shop).values()) == [1] * 6


def test_binpack_fills_one_instance_before_it_takes_another(shop):
    shop.hosts(3)
    definition = shop.define(cpu=128, memory=1024)
    shop.serve(definition, 7, placementStrategy=[{"type": "binpack", "field": "memory"}])
    settle(shop)
    assert list(hosts(shop).values()) == [7]


def test_binpack_by_cpu_looks_at_cpu(shop):
    shop.hosts(2)
    definition = shop.define(cpu=1024, memory=128)
    shop.serve(definition, 3, placementStrategy=[{"type": "binpack", "field": "cpu"}])
    settle(shop)
    assert sorted(hosts(shop).values()) == [1, 2]


def test_strategies_apply_in_order(shop):
    shop.hosts(6)
    shop.serve(
        shop.define(),
        6,
        placementStrategy=[{"type": "spread", "field": ZONE}, {"type": "binpack", "field": "memory"}],
    )
    settle(shop)
    assert sorted(zones(shop).values()) == [2, 2, 2]
    assert sorted(hosts(shop).values()) == [2, 2, 2]


def test_random_uses_the_worlds_seed(shop):
    shop.hosts(3)
    shop.serve(shop.define(cpu=64, memory=64), 12, placementStrategy=[{"type": "random"}])
    settle(shop)
    assert len(hosts(shop)) > 1


def test_distinct_instance_leaves_the_rest_unplaced(shop):
    shop.hosts(3)
    shop.serve(shop.define(), 5, placementConstraints=[{"type": "distinctInstance"}])
    settle(shop)
    assert sorted(hosts(shop).values()) == [1, 1, 1]
    assert any("distinctInstance" in message for message in shop.messages())


def test_member_of_is_binding(shop):
    shop.hosts(2, "m5.large")
    shop.hosts(1, "c5.large")
    expression = "attribute:ecs.instance-type =~ c5.*"
    shop.serve(shop.define(), 3, placementConstraints=[{"type": "memberOf", "expression": expression}])
    settle(shop)
    assert list(hosts(shop).values()) == [3]


def test_constraints_of_the_task_definition_count_too(shop):
    shop.hosts(3)
    definition = shop.define(
        placementConstraints=[{"type": "memberOf", "expression": f"{ZONE} == us-east-1b"}]
    )
    shop.serve(definition, 3)
    settle(shop)
    assert set(zones(shop)) == {"us-east-1b"}


def test_custom_attributes_can_be_set_and_asked_for(shop):
    shop.hosts(3)
    arn = shop.ecs.list_container_instances(cluster="shop")["containerInstanceArns"][1]
    shop.ecs.put_attributes(cluster="shop", attributes=[{"name": "stack", "value": "prod", "targetId": arn}])
    listed = shop.ecs.list_container_instances(cluster="shop", filter="attribute:stack == prod")
    assert listed["containerInstanceArns"] == [arn]
    found = shop.ecs.list_attributes(
        cluster="shop", targetType="container-instance", attributeName="stack", attributeValue="prod"
    )
    assert [item["targetId"] for item in found["attributes"]] == [arn]


def test_a_decision_explains_itself(shop):
    small, large = shop.hosts(1, "t3.micro"), shop.hosts(2, "m5.large")
    shop.serve(shop.define(memory=2048), 1)
    settle(shop)
    event = shop.placements()[-1]
    assert len(event.details["candidates"]) == len(small + large)
    assert list(event.details["removed"].values()) == ["RESOURCE:MEMORY"]
    assert [score["strategy"] for score in event.details["scores"]] == [f"spread {ZONE}", "spread instanceId"]
    assert event.details["chosen"] in event.details["scores"][-1]["scores"]
    assert "RESOURCE:MEMORY 1" in event.why


@pytest.mark.parametrize(
    ("needs", "words"),
    [
        ({"cpu": 4096}, "has insufficient CPU units available"),
        ({"memory": 100_000}, "has insufficient memory available"),
        (
            {"portMappings": [{"containerPort": 22, "hostPort": 22}]},
            "is already using a port required by your task",
        ),
        ({"resourceRequirements": [{"type": "GPU", "value": "1"}]}, "RESOURCE:GPU"),
    ],
)
def test_a_service_says_what_the_closest_instance_lacks(shop, needs, words):
    shop.hosts(1)
    shop.serve(shop.define(**needs), 1)
    settle(shop)
    message = shop.messages()[-1]
    assert (
        "no container instance met all of its requirements. The closest matching (container-instance"
        in message
    )
    assert words in message


def test_a_full_cluster_is_said_once_and_the_task_starts_when_there_is_room(shop):
    shop.hosts(1)
    shop.serve(shop.define(memory=6000), 2)
    shop.world.run(hours=1)
    complaints = [message for message in shop.messages() if "unable to place" in message]
    assert len(complaints) == 1
    shop.hosts(1)
    settle(shop)
    assert shop.service()["runningCount"] == 2


def test_network_interfaces_limit_tasks_with_their_own_address(shop):
    shop.hosts(1, "m5.large")
    shop.serve(shop.define(networkMode="awsvpc", memory=64, cpu=32), 4, networkConfiguration=shop.network)
    settle(shop)
    assert shop.service()["runningCount"] == 2
    assert any("RESOURCE:ENI" in message for message in shop.messages())


def test_trunking_raises_that_limit_for_new_hosts(shop):
    shop.ecs.put_account_setting(name="awsvpcTrunking", value="enabled")
    shop.hosts(1, "m5.large")
    shop.serve(shop.define(networkMode="awsvpc", memory=64, cpu=32), 4, networkConfiguration=shop.network)
    settle(shop)
    assert shop.service()["runningCount"] == 4


def test_fixed_host_ports_allow_one_task_per_instance(shop):
    shop.hosts(2)
    shop.serve(shop.define(portMappings=[{"containerPort": 80, "hostPort": 80}]), 3)
    settle(shop)
    assert sorted(hosts(shop).values()) == [1, 1]


def test_in_network_mode_host_the_container_port_is_taken_on_the_host(shop):
    shop.hosts(2)
    shop.serve(shop.define(networkMode="host", portMappings=[{"containerPort": 80}]), 3)
    settle(shop)
    assert sorted(hosts(shop).values()) == [1, 1]


def test_dynamic_host_ports_differ_on_one_instance(shop):
    shop.hosts(1)
    shop.serve(shop.define(portMappings=[{"containerPort": 80}]), 3)
    settle(shop)
    ports = [task["containers"][0]["networkBindings"][0]["hostPort"] for task in shop.tasks("web")]
    assert len(set(ports)) == 3
    assert min(ports) >= 32768


@pytest.mark.parametrize(
    "strategy",
    [
        {"type": "binpack", "field": "disk"},
        {"type": "spread"},
        {"type": "spread", "field": "attribute:"},
        {"type": "random", "field": "cpu"},
        {"type": "binpack"},
    ],
)
def test_a_strategy_with_a_wrong_field_is_refused(shop, strategy):
    with pytest.raises(
        shop.ecs.exceptions.InvalidParameterException, match="not valid for the placement strategy"
    ):
        shop.serve(shop.define(), 1, placementStrategy=[strategy])


def test_a_wrong_expression_is_refused(shop):
    with pytest.raises(shop.ecs.exceptions.InvalidParameterException, match="Invalid expression"):
        shop.serve(
            shop.define(), 1, placementConstraints=[{"type": "memberOf", "expression": "colour is red"}]
        )


def test_scaling_in_keeps_zones_even(shop):
    shop.hosts(3)
    shop.serve(shop.define(), 9)
    settle(shop)
    for count in (7, 5, 3):
        shop.update(desiredCount=count)
        settle(shop)
        spread = zones(shop)
        assert sum(spread.values()) == count
        assert max(spread.values()) - min(spread.values()) <= 1


def test_scaling_in_a_binpacked_service_empties_the_emptiest_instance(shop):
    shop.hosts(2)
    shop.serve(
        shop.define(memory=1024, cpu=64), 9, placementStrategy=[{"type": "binpack", "field": "memory"}]
    )
    settle(shop)
    assert sorted(hosts(shop).values()) == [2, 7]
    shop.update(desiredCount=7)
    settle(shop)
    assert list(hosts(shop).values()) == [7]


# The pure function, over any cluster.

CANDIDATES = st.lists(
    st.builds(
        Candidate,
        id=st.uuids().map(str),
        zone=st.sampled_from(["a", "b", "c"]),
        connected=st.booleans(),
        cpu_units=st.integers(0, 4096).map(float),
        memory_mib=st.integers(0, 8192).map(float),
        addresses=st.integers(0, 3),
        ports_taken=st.frozensets(st.sampled_from([80, 443])),
        facts=st.fixed_dictionaries({ZONE: st.sampled_from(["a", "b", "c"])}),
        tasks_of_group=st.integers(0, 3),
    ),
    max_size=8,
    unique_by=lambda candidate: candidate.id,
)
STRATEGIES = st.lists(
    st.sampled_from(
        [
            Strategy("random"),
            Strategy("binpack", "cpu"),
            Strategy("binpack", "memory"),
            Strategy("spread", ZONE),
            Strategy("spread", "instanceId"),
        ]
    ),
    max_size=3,
)


@given(CANDIDATES, STRATEGIES, st.integers(0, 2048), st.integers(4, 4096), st.booleans(), st.booleans())
def test_what_is_chosen_fits_and_what_is_removed_does_not(
    candidates, strategies, cpu, memory, address, distinct
):
    container = ContainerDefinition("main", "image", cpu, memory, ports=(PortMapping(80, 80),))
    definition = TaskDefinition("family", [container], network_mode="awsvpc" if address else "bridge")
    constraints = [Constraint("distinctInstance")] if distinct else []
    decision = place(
        definition, candidates, constraints, strategies, lambda field: {"a": 2, "b": 1}, Random(1)
    )

    def fits(candidate):
        return (
            candidate.connected
            and candidate.cpu_units >= cpu
            and candidate.memory_mib >= memory
            and (candidate.addresses > 0 if address else 80 not in candidate.ports_taken)
            and not (distinct and candidate.tasks_of_group)
        )

    assert {c.id for c in candidates if not fits(c)} == set(decision.removed)
    fitting = [c.id for c in candidates if fits(c)]
    assert (decision.chosen in fitting) if fitting else (decision.chosen is None)
    for score in decision.scores:
        assert score.by_instance[decision.chosen] == min(score.by_instance.values())
