"""Tasks: their states in order, why they stop, and what RunTask and its relatives refuse."""

from __future__ import annotations

import pytest


def states(world, task_arn):
    name = task_arn.rpartition("/")[2]
    return [
        event.what.removeprefix("task ")
        for event in world.events.where(subject=name)
        if event.what.startswith("task ") and event.what.removeprefix("task ").isupper()
    ]


def run(shop, definition, **changes):
    return shop.ecs.run_task(cluster="shop", taskDefinition=definition, **changes)


def describe(shop, arn):
    return shop.ecs.describe_tasks(cluster="shop", tasks=[arn])["tasks"][0]


def test_a_task_on_ec2_passes_its_states(shop):
    shop.hosts(1)
    task = run(shop, shop.define())["tasks"][0]
    assert task["lastStatus"] == "PENDING"
    shop.world.run(minutes=1)
    assert describe(shop, task["taskArn"])["lastStatus"] == "RUNNING"
    shop.ecs.stop_task(cluster="shop", task=task["taskArn"], reason="done")
    shop.world.run(minutes=1)
    assert states(shop.world, task["taskArn"]) == ["PENDING", "RUNNING", "STOPPING", "STOPPED"]


def test_a_task_on_fargate_gets_and_gives_back_its_interface(shop):
    task = run(shop, shop.define_fargate(), launchType="FARGATE", networkConfiguration=shop.network)["tasks"][
        0
    ]
    assert (task["lastStatus"], task["platformVersion"]) == ("PROVISIONING", "1.4.0")
    shop.world.run(minutes=2)
    running = describe(shop, task["taskArn"])
    assert running["attachments"][0]["status"] == "ATTACHED"
    assert running["containers"][0]["networkInterfaces"][0]["privateIpv4Address"].startswith("10.0.")
    shop.ecs.stop_task(cluster="shop", task=task["taskArn"])
    shop.world.run(minutes=1)
    assert states(shop.world, task["taskArn"]) == [
        "PENDING",
        "RUNNING",
        "STOPPING",
        "DEPROVISIONING",
        "STOPPED",
    ]


def test_a_task_behind_a_load_balancer_is_registered_and_drained(shop):
    shop.hosts(1)
    shop.serve(
        shop.define(portMappings=[{"containerPort": 80}]),
        1,
        loadBalancers=[{"targetGroupArn": "tg-web", "containerName": "main", "containerPort": 80}],
    )
    shop.world.run(minutes=3)
    arn = shop.tasks("web")[0]["taskArn"]
    shop.update(desiredCount=0)
    shop.world.run(minutes=10)
    assert states(shop.world, arn) == [
        "PENDING",
        "ACTIVATING",
        "RUNNING",
        "DEACTIVATING",
        "STOPPING",
        "STOPPED",
    ]


def test_stopping_by_a_user_says_so(shop):
    shop.hosts(1)
    arn = run(shop, shop.define())["tasks"][0]["taskArn"]
    shop.world.run(minutes=1)
    stopped = shop.ecs.stop_task(cluster="shop", task=arn, reason="maintenance")["task"]
    assert (stopped["stopCode"], stopped["stoppedReason"]) == ("UserInitiated", "maintenance")
    assert stopped["desiredStatus"] == "STOPPED"
    shop.world.run(minutes=1)
    assert describe(shop, arn)["containers"][0]["exitCode"] == 0


def test_a_container_that_ignores_sigterm_is_killed_after_its_stop_timeout(shop):
    shop.hosts(1)
    image = shop.image("shop/stubborn:1", terminate_seconds="never")
    arn = run(shop, shop.define(image=image, stopTimeout=45))["tasks"][0]["taskArn"]
    shop.world.run(minutes=1)
    shop.ecs.stop_task(cluster="shop", task=arn)
    shop.world.run(seconds=44)
    assert describe(shop, arn)["lastStatus"] == "STOPPING"
    shop.world.run(seconds=2)
    assert describe(shop, arn)["containers"][0]["exitCode"] == 137


def test_an_essential_container_that_exits_stops_the_task(shop):
    shop.hosts(1)
    image = shop.image("shop/job:1", exit_code=3, exit_seconds=5)
    arn = run(shop, shop.define(image=image))["tasks"][0]["taskArn"]
    shop.world.run(minutes=1)
    task = describe(shop, arn)
    assert (task["stopCode"], task["stoppedReason"]) == (
        "EssentialContainerExited",
        "Essential container in task exited",
    )
    assert task["containers"][0]["exitCode"] == 3


def test_a_container_that_is_not_essential_ends_alone(shop):
    shop.hosts(1)
    log = {"name": "log", "image": shop.image("shop/log:1", exit_code=3, exit_seconds=20), "memory": 64}
    web = {"name": "web", "image": shop.image(), "memory": 64}
    shop.ecs.register_task_definition(family="pair", containerDefinitions=[web, log | {"essential": False}])
    arn = run(shop, "pair")["tasks"][0]["taskArn"]
    shop.world.run(minutes=3)
    task = describe(shop, arn)
    found = {one["name"]: (one["lastStatus"], one.get("exitCode")) for one in task["containers"]}
    assert task["lastStatus"] == "RUNNING"
    assert found == {"web": ("RUNNING", None), "log": ("STOPPED", 3)}


def test_a_missing_image_is_a_failed_pull(shop):
    shop.hosts(1)
    arn = run(shop, shop.define(image="shop/ghost:1"))["tasks"][0]["taskArn"]
    shop.world.run(minutes=1)
    task = describe(shop, arn)
    assert task["stopCode"] == "TaskFailedToStart"
    assert task["stoppedReason"].startswith("CannotPullContainerError: ")
    assert "startedAt" not in task


def test_pulling_from_a_registry_that_is_down_fails(shop):
    shop.hosts(1)
    definition = shop.define()
    shop.world.outage("registry", minutes=10)
    arn = run(shop, definition)["tasks"][0]["taskArn"]
    shop.world.run(minutes=1)
    assert "CannotPullContainerError" in describe(shop, arn)["stoppedReason"]


def test_a_stopped_task_can_be_described_for_an_hour(shop):
    shop.hosts(1)
    arn = run(shop, shop.define())["tasks"][0]["taskArn"]
    shop.world.run(minutes=1)
    shop.ecs.stop_task(cluster="shop", task=arn)
    shop.world.run(minutes=59)
    assert [task["taskArn"] for task in shop.tasks(status="STOPPED")] == [arn]
    shop.world.run(minutes=2)
    answer = shop.ecs.describe_tasks(cluster="shop", tasks=[arn])
    assert (answer["tasks"], answer["failures"][0]["reason"]) == ([], "MISSING")


def test_container_health_is_reported(shop):
    shop.hosts(1)
    check = {"healthCheck": {"command": ["CMD-SHELL", "true"], "interval": 10, "retries": 2}}
    good = run(shop, shop.define("good", **check))["tasks"][0]["taskArn"]
    sick = shop.image("shop/sick:1", healthy=False)
    bad = run(shop, shop.define("bad", image=sick, **check))["tasks"][0]["taskArn"]
    assert describe(shop, good)["healthStatus"] == "UNKNOWN"
    shop.world.run(minutes=2)
    assert describe(shop, good)["healthStatus"] == "HEALTHY"
    assert describe(shop, bad)["healthStatus"] == "UNHEALTHY"
    assert describe(shop, bad)["lastStatus"] == "RUNNING"


def test_run_task_starts_what_fits_and_reports_what_does_not(shop):
    shop.hosts(1)
    answer = run(shop, shop.define(memory=3000), count=4)
    assert len(answer["tasks"]) == 2
    assert [failure["reason"] for failure in answer["failures"]] == ["RESOURCE:MEMORY"] * 2
    assert all(":container-instance/shop/" in failure["arn"] for failure in answer["failures"])


def test_start_task_names_its_instances(shop):
    shop.hosts(2)
    arn = shop.ecs.list_container_instances(cluster="shop")["containerInstanceArns"][1]
    answer = shop.ecs.start_task(
        cluster="shop", taskDefinition=shop.define(), containerInstances=[arn, "ghost"]
    )
    assert [task["containerInstanceArn"] for task in answer["tasks"]] == [arn]
    assert [failure["reason"] for failure in answer["failures"]] == ["MISSING"]


def test_overrides_change_what_a_task_needs(shop):
    shop.hosts(1)
    more = {"containerOverrides": [{"name": "main", "memory": 2048, "cpu": 512}]}
    task = run(shop, shop.define(), overrides=more)["tasks"][0]
    assert (task["cpu"], task["memory"]) == ("512", "2048")
    assert task["overrides"]["containerOverrides"] == more["containerOverrides"]
    with pytest.raises(
        shop.ecs.exceptions.InvalidParameterException, match="Override for container named ghost"
    ):
        run(shop, "web", overrides={"containerOverrides": [{"name": "ghost"}]})


def test_list_tasks_filters(shop):
    shop.hosts(2)
    one, two = shop.define("one"), shop.define("two")
    first = run(shop, one, startedBy="alice")["tasks"][0]
    run(shop, two, startedBy="bob")
    listed = shop.ecs.list_tasks(cluster="shop", startedBy="alice")["taskArns"]
    assert listed == [first["taskArn"]]
    assert shop.ecs.list_tasks(cluster="shop", family="one")["taskArns"] == listed
    here = shop.ecs.list_tasks(cluster="shop", containerInstance=first["containerInstanceArn"])["taskArns"]
    assert first["taskArn"] in here


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"cluster": "ghost"}, "ClusterNotFoundException", "Cluster not found"),
        ({"taskDefinition": "ghost"}, "ClientException", "TaskDefinition not found"),
        ({"taskDefinition": "web:9"}, "ClientException", "TaskDefinition not found"),
        ({"count": 11}, "InvalidParameterException", "between 1 and 10"),
        ({"count": 0}, "InvalidParameterException", "between 1 and 10"),
        ({"launchType": "FARGATE"}, "InvalidParameterException", "does not support launch_type FARGATE"),
        ({"launchType": "EXTERNAL"}, "UnsupportedFeatureException", "EC2 and FARGATE"),
        ({"platformVersion": "1.4.0"}, "InvalidParameterException", "platform version must be null"),
        ({"group": "service:web"}, "InvalidParameterException", "cannot start with"),
        ({"placementStrategy": [{"type": "random"}] * 6}, "InvalidParameterException", "maximum of 5"),
        (
            {"placementConstraints": [{"type": "distinctInstance"}] * 11},
            "InvalidParameterException",
            "maximum of 10",
        ),
        (
            {"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}},
            "InvalidParameterException",
            "not valid for the given networkMode",
        ),
        (
            {"launchType": "EC2", "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}]},
            "InvalidParameterException",
            "both a launch type and capacity provider strategy",
        ),
    ],
)
def test_run_task_refuses(shop, change, error, words):
    shop.hosts(1)
    shop.define()
    request = {"cluster": "shop", "taskDefinition": "web", **change}
    with pytest.raises(getattr(shop.ecs.exceptions, error), match=words):
        shop.ecs.run_task(**request)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (
            {"networkConfiguration": None},
            "InvalidParameterException",
            "Network Configuration must be provided",
        ),
        ({"platformVersion": "9.9.9"}, "PlatformUnknownException", "platform does not exist"),
        (
            {"placementStrategy": [{"type": "random"}]},
            "InvalidParameterException",
            "strategies are not supported",
        ),
        (
            {"placementConstraints": [{"type": "distinctInstance"}]},
            "InvalidParameterException",
            "constraints are not supported",
        ),
    ],
)
def test_run_task_on_fargate_refuses(shop, change, error, words):
    request = {
        "cluster": "shop",
        "taskDefinition": shop.define_fargate(),
        "launchType": "FARGATE",
        "networkConfiguration": shop.network,
        **change,
    }
    with pytest.raises(getattr(shop.ecs.exceptions, error), match=words):
        shop.ecs.run_task(**{key: value for key, value in request.items() if value is not None})


def test_an_empty_cluster_has_no_instances_to_run_on(shop):
    with pytest.raises(
        shop.ecs.exceptions.InvalidParameterException, match="No Container Instances were found"
    ):
        run(shop, shop.define())


def test_stopping_a_missing_task_is_refused(shop):
    with pytest.raises(shop.ecs.exceptions.InvalidParameterException, match="referenced task was not found"):
        shop.ecs.stop_task(cluster="shop", task="ghost")


def test_stopping_twice_is_no_fault(shop):
    shop.hosts(1)
    arn = run(shop, shop.define())["tasks"][0]["taskArn"]
    shop.ecs.stop_task(cluster="shop", task=arn, reason="first")
    assert shop.ecs.stop_task(cluster="shop", task=arn, reason="second")["task"]["stoppedReason"] == "first"
    shop.world.run(minutes=1)


def test_a_lost_host_takes_its_tasks_along(shop):
    hosts = shop.hosts(1)
    arn = run(shop, shop.define())["tasks"][0]["taskArn"]
    shop.world.run(minutes=1)
    shop.world.fail(hosts[0])
    shop.world.run(minutes=5)
    task = describe(shop, arn)
    assert (task["stopCode"], task["stoppedReason"]) == (
        "TerminationNotice",
        f"Host EC2 (instance {hosts[0]}) terminated.",
    )
    assert shop.ecs.list_container_instances(cluster="shop")["containerInstanceArns"] == []


def test_a_spot_task_is_warned_and_stopped(shop):
    shop.ecs.put_cluster_capacity_providers(
        cluster="shop", capacityProviders=["FARGATE_SPOT"], defaultCapacityProviderStrategy=[]
    )
    strategy = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]
    task = run(
        shop, shop.define_fargate(), capacityProviderStrategy=strategy, networkConfiguration=shop.network
    )["tasks"][0]
    shop.world.run(minutes=2)
    shop.world.interrupt(task["taskArn"].rpartition("/")[2])
    shop.world.run(minutes=3)
    stopped = describe(shop, task["taskArn"])
    assert (stopped["stopCode"], stopped["stoppedReason"]) == (
        "SpotInterruption",
        "Your Spot Task was interrupted.",
    )


def test_a_lost_zone_is_an_infrastructure_failure_on_fargate(shop):
    task = run(shop, shop.define_fargate(), launchType="FARGATE", networkConfiguration=shop.network)["tasks"][
        0
    ]
    shop.world.run(minutes=2)
    shop.world.outage(describe(shop, task["taskArn"])["availabilityZone"], minutes=10)
    shop.world.run(minutes=1)
    assert describe(shop, task["taskArn"])["stopCode"] == "InfrastructureHealth"
