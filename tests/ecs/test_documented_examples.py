"""AWS's own boto3 examples for ECS and Application Auto Scaling, run unchanged.

The requests are those botocore ships with its service models, the source of the examples in boto3's
documentation. What they take for granted (a cluster, hosts, a task definition) is there before.
"""

from __future__ import annotations

import pytest
from botocore import xform_name
from botocore.loaders import Loader
from planes.world import World

# Examples whose request has a placeholder in place of a resource: they are refused as AWS would refuse them.
PLACEHOLDERS = {
    "DeregisterContainerInstance",
    "ListContainerInstances",
    "TagResource",
    "UntagResource",
    "ListTagsForResource",
}


def examples(service):
    found = Loader().load_service_model(service, "examples-1")["examples"]
    return [
        pytest.param(operation, example["input"], id=f"{operation}-{example['title'][:40]}")
        for operation in sorted(found)
        for example in found[operation]
    ]


@pytest.fixture
def account():
    """An account with what the examples' texts say is there."""
    world = World(seed=1)
    ecs = world.client("ecs")
    for name in ("default", "my_cluster", "test"):
        ecs.create_cluster(clusterName=name)
    world.ecs.add_hosts("default", "t3.medium", 2)
    world.run(minutes=3)
    port = [{"containerPort": 80}]
    for family, container in (
        ("hello_world", "wordpress"),
        ("console-sample-app-static", "simple-app"),
        ("amazon-ecs-sample", "simple-app"),
        ("sleep360", "sleep"),
        ("wordpress", "wordpress"),
    ):
        for _ in range(8):
            ecs.register_task_definition(
                family=family,
                containerDefinitions=[
                    {"name": container, "image": "busybox", "memory": 10, "cpu": 10, "portMappings": port}
                ],
            )
    ecs.create_service(serviceName="my-http-service", taskDefinition="hello_world", desiredCount=0)
    ecs.create_service(serviceName="web-app", taskDefinition="hello_world", desiredCount=1)
    world.run(minutes=3)
    return world


@pytest.mark.parametrize(("operation", "request_"), examples("ecs"))
def test_ecs_examples(account, operation, request_):
    ecs = account.client("ecs")
    call = getattr(ecs, xform_name(operation))
    placeholder = "<" in str(request_) or "region:" in str(request_) or "UUID" in str(request_)
    if operation in PLACEHOLDERS and placeholder:
        with pytest.raises((ecs.exceptions.InvalidParameterException, ecs.exceptions.ClientException)):
            call(**request_)
    else:
        assert call(**request_)["ResponseMetadata"]["HTTPStatusCode"] == 200
    account.run(minutes=1)


@pytest.mark.parametrize(("operation", "request_"), examples("application-autoscaling"))
def test_application_auto_scaling_examples(account, operation, request_):
    client = account.client("application-autoscaling")
    target = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/default/web-app",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    if operation != "RegisterScalableTarget":
        client.register_scalable_target(**target, MinCapacity=1, MaxCapacity=10)
    if operation == "DeleteScalingPolicy":
        client.put_scaling_policy(
            **target,
            PolicyName=request_["PolicyName"],
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": 75.0,
                "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
            },
        )
    call = getattr(client, xform_name(operation))
    assert call(**request_)["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_the_examples_in_order_are_a_working_script():
    world = World(seed=2)
    client = world.client("ecs")
    client.create_cluster()
    world.ecs.add_hosts("default", "t3.medium", 3)
    world.run(minutes=3)
    client.register_task_definition(
        containerDefinitions=[
            {
                "name": "sleep",
                "command": ["sleep", "360"],
                "cpu": 10,
                "essential": True,
                "image": "busybox",
                "memory": 10,
            },
        ],
        family="sleep360",
        taskRoleArn="",
        volumes=[],
    )
    task = client.run_task(cluster="default", taskDefinition="sleep360:1")["tasks"][0]
    client.get_waiter("tasks_running").wait(cluster="default", tasks=[task["taskArn"]])
    client.create_service(desiredCount=10, serviceName="ecs-simple-service", taskDefinition="sleep360")
    client.get_waiter("services_stable").wait(services=["ecs-simple-service"])
    client.update_service(service="ecs-simple-service", desiredCount=0)
    client.get_waiter("services_stable").wait(services=["ecs-simple-service"])
    client.delete_service(service="ecs-simple-service")
    client.get_waiter("services_inactive").wait(services=["ecs-simple-service"])
    client.stop_task(task=task["taskArn"])
    client.get_waiter("tasks_stopped").wait(tasks=[task["taskArn"]])
    assert client.describe_clusters(clusters=["default"])["clusters"][0]["runningTasksCount"] == 0
