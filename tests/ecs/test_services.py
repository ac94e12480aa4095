"""Services: create, update, delete, and the errors of each."""

from __future__ import annotations

import pytest


def test_a_service_reaches_its_steady_state_and_says_so(shop):
    shop.hosts(2)
    created = shop.serve(shop.define(), 3)
    assert (created["status"], created["desiredCount"], created["runningCount"]) == ("ACTIVE", 3, 0)
    shop.ecs.get_waiter("services_stable").wait(cluster="shop", services=["web"])
    shop.world.run(minutes=2)
    assert shop.service()["runningCount"] == 3
    assert shop.messages()[-1] == "(service web) has reached a steady state."
    assert shop.messages()[0].startswith("(service web) has started 3 tasks: (task ")
    deployment = shop.service()["deployments"][0]
    assert (deployment["status"], deployment["rolloutState"]) == ("PRIMARY", "COMPLETED")


def test_a_stopped_task_is_replaced(shop):
    shop.hosts(1)
    shop.serve(shop.define(), 2)
    shop.world.run(minutes=2)
    shop.ecs.stop_task(cluster="shop", task=shop.tasks("web")[0]["taskArn"])
    shop.world.run(minutes=2)
    assert shop.service()["runningCount"] == 2


def test_a_lost_host_is_replaced_by_the_others(shop):
    hosts = shop.hosts(3)
    shop.serve(shop.define(), 6)
    shop.world.run(minutes=2)
    shop.world.fail(hosts[0])
    shop.world.run(minutes=5)
    assert shop.service()["runningCount"] == 6
    assert len({task["containerInstanceArn"] for task in shop.tasks("web")}) == 2


def test_a_lost_zone_is_replaced_by_the_others_on_fargate(shop):
    shop.serve(shop.define_fargate(), 6, launchType="FARGATE", networkConfiguration=shop.network)
    shop.world.run(minutes=3)
    shop.world.outage("us-east-1a", minutes=60)
    shop.world.run(minutes=5)
    assert shop.service()["runningCount"] == 6
    assert {task["availabilityZone"] for task in shop.tasks("web")} == {"us-east-1b", "us-east-1c"}


def test_after_a_zone_is_back_the_service_is_evened_out(shop):
    shop.serve(shop.define_fargate(), 6, launchType="FARGATE", networkConfiguration=shop.network)
    shop.world.outage("us-east-1a", minutes=30)
    shop.world.run(hours=1)
    zones = [task["availabilityZone"] for task in shop.tasks("web")]
    assert sorted(zones.count(zone) for zone in shop.world.zones) == [2, 2, 2]
    assert any("is not AZ balanced" in message for message in shop.messages())


def test_without_rebalancing_it_stays_uneven(shop):
    shop.serve(
        shop.define_fargate(),
        6,
        launchType="FARGATE",
        networkConfiguration=shop.network,
        availabilityZoneRebalancing="DISABLED",
    )
    shop.world.outage("us-east-1a", minutes=30)
    shop.world.run(hours=1)
    assert "us-east-1a" not in {task["availabilityZone"] for task in shop.tasks("web")}


def test_running_tasks_outlive_an_outage_of_the_control_plane(shop):
    hosts = shop.hosts(2)
    shop.serve(shop.define(), 4)
    shop.world.run(minutes=2)
    shop.world.outage("ecs", minutes=30)
    shop.world.fail(hosts[0])
    shop.world.run(minutes=20)
    running = [report for report in shop.world.ec2.running().values() if report.state == "answering"]
    assert len(running) == 2  # nobody replaces what the host took along
    shop.world.run(minutes=20)
    assert shop.service()["runningCount"] == 4


def test_running_tasks_outlive_an_outage_of_the_registry(shop):
    shop.hosts(1)
    shop.image("shop/new:1")
    shop.serve(shop.define(), 1)
    shop.world.run(minutes=2)
    shop.world.outage("registry", minutes=30)
    shop.serve(shop.define("new", "shop/new:1"), 1, name="new")
    shop.world.run(minutes=10)
    assert shop.service("web")["runningCount"] == 1
    assert shop.service("new")["runningCount"] == 0
    shop.world.run(hours=1)
    assert shop.service("new")["runningCount"] == 1


def test_a_daemon_runs_once_on_every_instance(shop):
    shop.hosts(3)
    shop.ecs.create_service(
        cluster="shop", serviceName="agent", taskDefinition=shop.define("agent"), schedulingStrategy="DAEMON"
    )
    shop.world.run(minutes=2)
    assert shop.service("agent")["desiredCount"] == 3
    shop.hosts(1)
    tasks = shop.tasks("agent")
    assert len({task["containerInstanceArn"] for task in tasks}) == len(tasks) == 4


def test_a_daemon_is_updated_instance_by_instance(shop):
    shop.hosts(4)
    old = shop.define("agent")
    shop.ecs.create_service(
        cluster="shop",
        serviceName="agent",
        taskDefinition=old,
        schedulingStrategy="DAEMON",
        deploymentConfiguration={"minimumHealthyPercent": 75, "maximumPercent": 100},
    )
    shop.world.run(minutes=3)
    shop.update("agent", taskDefinition=shop.define("agent"))
    fewest = 4

    def watch():
        nonlocal fewest
        live = shop.world.ecs.store.services["shop/agent"].live
        fewest = min(fewest, sum(task.healthy for task in live))
        return False

    shop.world.run(minutes=10, until=watch)
    assert {task["taskDefinitionArn"].rpartition("/")[2] for task in shop.tasks("agent")} == {"agent:2"}
    assert fewest == 3


def test_deleting_needs_a_count_of_zero_or_force(shop):
    shop.hosts(1)
    shop.serve(shop.define(), 2)
    shop.world.run(minutes=2)
    with pytest.raises(shop.ecs.exceptions.InvalidParameterException, match="while it is scaled above 0"):
        shop.ecs.delete_service(cluster="shop", service="web")
    assert (
        shop.ecs.delete_service(cluster="shop", service="web", force=True)["service"]["status"] == "DRAINING"
    )
    shop.ecs.get_waiter("services_inactive").wait(cluster="shop", services=["web"])
    assert shop.tasks() == []
    with pytest.raises(shop.ecs.exceptions.ServiceNotActiveException):
        shop.update(desiredCount=1)


def test_a_name_can_be_used_again_after_deletion(shop):
    shop.hosts(1)
    shop.serve(shop.define(), 1)
    shop.ecs.delete_service(cluster="shop", service="web", force=True)
    shop.world.run(minutes=2)
    shop.serve("web", 1)
    shop.world.run(minutes=2)
    assert shop.service()["runningCount"] == 1


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"cluster": "ghost"}, "ClusterNotFoundException", "Cluster not found"),
        ({"taskDefinition": "ghost"}, "ClientException", "TaskDefinition not found"),
        ({"desiredCount": -1}, "InvalidParameterException", "between 0 and 5000"),
        ({"desiredCount": 5001}, "InvalidParameterException", "between 0 and 5000"),
        (
            {"deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 100}},
            "InvalidParameterException",
            "cannot be 100 as this will block deployments",
        ),
        (
            {"deploymentConfiguration": {"minimumHealthyPercent": 150, "maximumPercent": 120}},
            "InvalidParameterException",
            "greater than minimumHealthyPercent",
        ),
        (
            {"deploymentConfiguration": {"strategy": "BLUE_GREEN"}},
            "UnsupportedFeatureException",
            "two services",
        ),
        ({"deploymentController": {"type": "CODE_DEPLOY"}}, "UnsupportedFeatureException", "CODE_DEPLOY"),
        ({"launchType": "FARGATE"}, "InvalidParameterException", "does not support launch_type FARGATE"),
        ({"healthCheckGracePeriodSeconds": 60}, "InvalidParameterException", "load balancers"),
        (
            {"loadBalancers": [{"targetGroupArn": "tg", "containerName": "ghost", "containerPort": 80}]},
            "InvalidParameterException",
            "ghost does not exist",
        ),
        (
            {"loadBalancers": [{"targetGroupArn": "tg", "containerName": "main", "containerPort": 81}]},
            "InvalidParameterException",
            "container port 81",
        ),
        ({"schedulingStrategy": "DAEMON", "desiredCount": 2}, "InvalidParameterException", "desired count"),
        (
            {"availabilityZoneRebalancing": "ENABLED", "placementStrategy": [{"type": "random"}]},
            "InvalidParameterException",
            "rebalancing",
        ),
    ],
)
def test_create_service_refuses(shop, change, error, words):
    shop.define(portMappings=[{"containerPort": 80}])
    request = {"cluster": "shop", "serviceName": "web", "taskDefinition": "web", "desiredCount": 1, **change}
    with pytest.raises(getattr(shop.ecs.exceptions, error), match=words):
        shop.ecs.create_service(**request)
    assert shop.ecs.list_services(cluster="shop")["serviceArns"] == []


def test_a_second_service_of_one_name_is_refused(shop):
    shop.serve(shop.define(), 0)
    with pytest.raises(shop.ecs.exceptions.InvalidParameterException, match="not idempotent"):
        shop.serve("web", 1)


def test_updating_a_missing_service_is_refused(shop):
    with pytest.raises(shop.ecs.exceptions.ServiceNotFoundException, match="Service not found"):
        shop.update("ghost", desiredCount=1)


def test_services_are_named_by_arn_as_well(shop):
    arn = shop.serve(shop.define(), 0)["serviceArn"]
    cluster = "arn:aws:ecs:us-east-1:123456789012:cluster/shop"
    found = shop.ecs.describe_services(cluster=cluster, services=[arn])
    assert found["services"][0]["serviceName"] == "web"
    assert shop.ecs.list_services(cluster=cluster)["serviceArns"] == [arn]


def test_a_started_minute_has_at_most_500_tasks_of_a_service(shop):
    shop.serve(shop.define_fargate(), 1200, launchType="FARGATE", networkConfiguration=shop.network)
    shop.world.clock.after_each = None
    shop.world.run(seconds=30)
    assert len(shop.world.ecs.store.services["shop/web"].live) == 500
    shop.world.run(minutes=5)
    assert shop.service()["runningCount"] == 1200
