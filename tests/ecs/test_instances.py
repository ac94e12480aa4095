"""Clusters and container instances."""

from __future__ import annotations

import pytest


def arns(shop, **filters):
    return shop.ecs.list_container_instances(cluster="shop", **filters)["containerInstanceArns"]


def test_hosts_register_over_the_zones_with_what_they_have(shop):
    shop.hosts(3, "m5.large")
    found = shop.ecs.describe_container_instances(cluster="shop", containerInstances=arns(shop))
    zones = [
        attribute["value"]
        for instance in found["containerInstances"]
        for attribute in instance["attributes"]
        if attribute["name"] == "ecs.availability-zone"
    ]
    assert sorted(zones) == sorted(shop.world.zones)
    registered = {item["name"]: item for item in found["containerInstances"][0]["registeredResources"]}
    assert registered["CPU"]["integerValue"] == 2048
    assert registered["MEMORY"]["integerValue"] == 7985  # the share of C511's example, of 8 GiB too
    assert "51678" in registered["PORTS"]["stringSetValue"]


def test_draining_moves_service_tasks_and_leaves_others(shop):
    shop.hosts(2)
    definition = shop.define()
    shop.serve(definition, 4)
    shop.world.run(minutes=3)
    drained = arns(shop)[0]
    alone = shop.ecs.start_task(cluster="shop", taskDefinition=definition, containerInstances=[drained])[
        "tasks"
    ][0]["taskArn"]
    shop.world.run(minutes=1)
    answer = shop.ecs.update_container_instances_state(
        cluster="shop", containerInstances=[drained], status="DRAINING"
    )
    assert answer["containerInstances"][0]["status"] == "DRAINING"
    shop.world.run(minutes=5)
    assert shop.service()["runningCount"] == 4
    here = [task["taskArn"] for task in shop.tasks() if task["containerInstanceArn"] == drained]
    assert here == [alone]
    assert arns(shop, status="DRAINING") == [drained]


def test_draining_keeps_to_the_lower_limit(shop):
    shop.hosts(1)
    shop.serve(shop.define(), 2)
    shop.world.run(minutes=3)
    shop.ecs.update_container_instances_state(
        cluster="shop", containerInstances=arns(shop), status="DRAINING"
    )
    shop.world.run(minutes=30)
    assert shop.service()["runningCount"] == 2  # nowhere to go, and 100 % must stay
    shop.hosts(1)
    shop.world.run(minutes=3)
    homes = {task["containerInstanceArn"] for task in shop.tasks("web")}
    assert shop.service()["runningCount"] == 2
    assert homes == {arns(shop)[1]}


def test_a_draining_instance_can_be_made_active_again(shop):
    shop.hosts(1)
    for status in ("DRAINING", "ACTIVE"):
        shop.ecs.update_container_instances_state(
            cluster="shop", containerInstances=arns(shop), status=status
        )
    shop.serve(shop.define(), 1)
    shop.world.run(minutes=2)
    assert shop.service()["runningCount"] == 1


def test_deregistering_needs_force_while_tasks_run(shop):
    shop.hosts(1)
    shop.ecs.run_task(cluster="shop", taskDefinition=shop.define())
    shop.world.run(minutes=1)
    with pytest.raises(shop.ecs.exceptions.InvalidParameterException, match="running tasks"):
        shop.ecs.deregister_container_instance(cluster="shop", containerInstance=arns(shop)[0])
    answer = shop.ecs.deregister_container_instance(
        cluster="shop", containerInstance=arns(shop)[0], force=True
    )
    assert answer["containerInstance"]["status"] == "INACTIVE"
    shop.world.run(minutes=2)
    assert arns(shop) == []


def test_a_repaired_host_registers_anew(shop):
    host = shop.hosts(1)[0]
    before = arns(shop)
    shop.world.fail(host)
    shop.world.run(minutes=5)
    shop.world.recover(host)
    shop.world.run(minutes=3)
    assert len(arns(shop)) == 1
    assert arns(shop) != before


def test_a_host_that_reboots_before_its_loss_is_noticed_loses_its_tasks(shop):
    host = shop.hosts(1)[0]
    shop.serve(shop.define(), 1)
    shop.world.run(minutes=2)
    shop.world.fail(host)
    shop.world.run(seconds=20)
    shop.world.recover(host)
    shop.world.run(minutes=5)
    assert shop.service()["runningCount"] == 1
    assert [task["stopCode"] for task in shop.tasks(status="STOPPED")] == ["TerminationNotice"]


def test_nothing_is_placed_on_a_silent_host(shop):
    host = shop.hosts(1)[0]
    shop.world.fail(host)
    answer = shop.ecs.run_task(cluster="shop", taskDefinition=shop.define())
    assert [failure["reason"] for failure in answer["failures"]] == ["AGENT"]


def test_a_spot_host_drains_on_its_warning(shop):
    shop.hosts(1)
    spot = shop.world.ecs.instances.launch("shop", "m5.large", spot=True)
    shop.world.run(minutes=3)
    shop.serve(shop.define(), 4)
    shop.world.run(minutes=3)
    shop.world.interrupt(spot)
    shop.world.run(minutes=5)
    assert shop.service()["runningCount"] == 4
    assert len(arns(shop)) == 1


def test_creating_a_cluster_twice_returns_the_same(shop):
    shop.ecs.create_cluster(clusterName="shop")
    assert len(shop.ecs.list_clusters()["clusterArns"]) == 1


def test_a_cluster_without_a_name_is_the_default_one(world):
    ecs = world.client("ecs")
    assert ecs.create_cluster()["cluster"]["clusterName"] == "default"
    assert ecs.describe_clusters()["clusters"][0]["clusterName"] == "default"
    assert ecs.list_tasks()["taskArns"] == []


def test_missing_things_are_failures_not_errors(shop):
    for answer in (
        shop.ecs.describe_clusters(clusters=["ghost"]),
        shop.ecs.describe_tasks(cluster="shop", tasks=["ghost"]),
        shop.ecs.describe_services(cluster="shop", services=["ghost"]),
        shop.ecs.describe_container_instances(cluster="shop", containerInstances=["ghost"]),
        shop.ecs.describe_capacity_providers(capacityProviders=["ghost"]),
    ):
        assert [failure["reason"] for failure in answer["failures"]] == ["MISSING"]


def test_a_cluster_is_deleted_only_when_empty(shop):
    errors = shop.ecs.exceptions
    shop.serve(shop.define(), 0)
    with pytest.raises(errors.ClusterContainsServicesException):
        shop.ecs.delete_cluster(cluster="shop")
    shop.ecs.delete_service(cluster="shop", service="web")
    shop.world.run(minutes=1)
    shop.hosts(1)
    with pytest.raises(errors.ClusterContainsContainerInstancesException):
        shop.ecs.delete_cluster(cluster="shop")
    shop.ecs.deregister_container_instance(cluster="shop", containerInstance=arns(shop)[0], force=True)
    assert shop.ecs.delete_cluster(cluster="shop")["cluster"]["status"] == "INACTIVE"
    with pytest.raises(errors.ClusterNotFoundException):
        shop.ecs.list_services(cluster="shop")


def test_tags_stay_with_their_resource(shop):
    arn = shop.ecs.describe_clusters(clusters=["shop"])["clusters"][0]["clusterArn"]
    shop.ecs.tag_resource(resourceArn=arn, tags=[{"key": "team", "value": "dev"}, {"key": "a", "value": "b"}])
    shop.ecs.untag_resource(resourceArn=arn, tagKeys=["a"])
    assert shop.ecs.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "team", "value": "dev"}]
    with pytest.raises(shop.ecs.exceptions.InvalidParameterException):
        shop.ecs.list_tags_for_resource(resourceArn=arn.replace("shop", "ghost"))
