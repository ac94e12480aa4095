"""Tasks in AWS's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from planes.clients.aws.ecs.arns import (
    Params,
    arn,
    cluster_arn,
    cluster_of,
    date,
    definition_arn,
    instance_arn,
    page,
    present,
    set_tags,
    short,
    tags_of,
    task_arn,
)
from planes.clients.aws.ecs.attachments import attachments
from planes.clients.aws.ecs.clusters import strategy
from planes.clients.aws.ecs.containers import describe_container
from planes.clients.aws.errors import AwsError
from planes.control_plane.ecs.model import Constraint, ContainerInstance, Strategy, Task
from planes.control_plane.ecs.overrides import Override, Overrides
from planes.control_plane.ecs.tasks import Failure

if TYPE_CHECKING:
    from planes.world import World


def constraints(items: Sequence[Mapping[str, str]]) -> list[Constraint]:
    """Read placement constraints."""
    return [Constraint(item.get("type", ""), item.get("expression", "")) for item in items]


def strategies(items: Sequence[Mapping[str, str]]) -> list[Strategy]:
    """Read placement strategies."""
    return [Strategy(item.get("type", ""), item.get("field", "")) for item in items]


def _overrides(params: Params) -> Overrides:
    given = params.get("overrides", {})
    containers = {
        item.get("name", ""): Override(item.get("cpu"), item.get("memory"), item.get("memoryReservation"))
        for item in given.get("containerOverrides", ())
    }
    amounts = [int(given[name]) if given.get(name, "").isdigit() else None for name in ("cpu", "memory")]
    return Overrides(amounts[0], amounts[1], containers)


def run(world: World, params: Params) -> Params:
    """RunTask."""
    tasks, failures = world.ecs.tasks.run(
        cluster_of(params),
        short(params["taskDefinition"]),
        count=params.get("count", 1),
        launch_type=params.get("launchType"),
        strategy=strategy(params.get("capacityProviderStrategy", ())),
        group=params.get("group"),
        started_by=params.get("startedBy", ""),
        constraints=constraints(params.get("placementConstraints", ())),
        strategies=strategies(params.get("placementStrategy", ())),
        platform_version=params.get("platformVersion"),
        has_network="networkConfiguration" in params,
        overrides=_overrides(params),
        request=params,
    )
    return _placed(world, params, tasks, failures)


def start(world: World, params: Params) -> Params:
    """StartTask."""
    tasks, failures = world.ecs.tasks.start(
        cluster_of(params),
        short(params["taskDefinition"]),
        [short(reference) for reference in params["containerInstances"]],
        group=params.get("group"),
        started_by=params.get("startedBy", ""),
        has_network="networkConfiguration" in params,
        overrides=_overrides(params),
        request=params,
    )
    return _placed(world, params, tasks, failures)


def _placed(world: World, params: Params, tasks: Sequence[Task], failures: Sequence[Failure]) -> Params:
    for task in tasks:
        set_tags(world, task_arn(world, task), params.get("tags", ()))
    cluster = cluster_of(params)
    return {
        "tasks": [describe_task(world, task) for task in tasks],
        "failures": [
            present(
                {
                    "arn": arn(world, f"container-instance/{cluster}/{failure.instance}")
                    if failure.instance
                    else None,
                    "reason": failure.reason,
                }
            )
            for failure in failures
        ],
    }


def stop(world: World, params: Params) -> Params:
    """StopTask."""
    task = world.ecs.tasks.stop(cluster_of(params), short(params["task"]), params.get("reason", ""))
    return {"task": describe_task(world, task)}


def describe(world: World, params: Params) -> Params:
    """DescribeTasks."""
    store, cluster = world.ecs.store, cluster_of(params)
    store.cluster(cluster)
    if len(params["tasks"]) > 100:
        raise AwsError("InvalidParameterException", "At most 100 tasks can be described at once.")
    found, failures = [], []
    for reference in params["tasks"]:
        task = store.tasks.get(short(reference))
        if task is None or task.cluster != cluster:
            missing = arn(world, f"task/{cluster}/{short(reference)}")
            failures.append({"arn": missing, "reason": "MISSING"})
        else:
            found.append(describe_task(world, task))
    return {"tasks": found, "failures": failures}


def list_tasks(world: World, params: Params) -> Params:
    """ListTasks."""
    store, cluster = world.ecs.store, cluster_of(params)
    store.cluster(cluster)
    if "serviceName" in params:
        store.service(cluster, short(params["serviceName"]))
    wanted = {
        "desired_status": params.get("desiredStatus", "RUNNING"),
        "service": short(params["serviceName"]) if "serviceName" in params else None,
        "instance": short(params["containerInstance"]) if "containerInstance" in params else None,
        "started_by": params.get("startedBy"),
        "launch_type": params.get("launchType"),
    }
    filters = present(wanted)
    found = [
        task
        for task in store.tasks_of(cluster)
        if all(getattr(task, name) == value for name, value in filters.items())
        and params.get("family", task.definition.family) == task.definition.family
    ]
    items, more = page(found, params)
    return {"taskArns": [task_arn(world, task) for task in items], **more}


def describe_task(world: World, task: Task) -> Params:
    """Return a task as DescribeTasks shows it."""
    definition = task.definition
    instance = world.ecs.store.instances.get(task.instance or "")
    here = {"containerInstanceArn": instance_arn(world, instance)} if instance is not None else {}
    if instance is None and task.instance is not None:
        here = {"containerInstanceArn": arn(world, f"container-instance/{task.cluster}/{task.instance}")}
    answer = {
        "taskArn": task_arn(world, task),
        "clusterArn": cluster_arn(world, task.cluster),
        "taskDefinitionArn": definition_arn(world, definition),
        **here,
        "attachments": attachments(task),
        "attributes": [{"name": "ecs.cpu-architecture", "value": _architecture(instance)}],
        "availabilityZone": task.zone,
        "capacityProviderName": task.capacity_provider,
        "connectivity": "CONNECTED" if task.placed else None,
        "connectivityAt": date(world, task.pull_started_at),
        "containers": [describe_container(world, task, container) for container in definition.containers],
        "cpu": str(definition.reserved_cpu_units),
        "memory": str(definition.reserved_memory_mib),
        "createdAt": date(world, task.created_at),
        "desiredStatus": task.desired_status,
        "lastStatus": task.last_status,
        "healthStatus": task.health,
        "enableExecuteCommand": task.request.get("enableExecuteCommand", False),
        "group": task.group,
        "launchType": task.launch_type,
        "overrides": {
            "containerOverrides": [{"name": c.name} for c in definition.containers],
            "inferenceAcceleratorOverrides": [],
            **task.request.get("overrides", {}),
        },
        "platformVersion": task.platform_version,
        "platformFamily": "Linux" if task.launch_type == "FARGATE" else None,
        "pullStartedAt": date(world, task.pull_started_at),
        "pullStoppedAt": date(world, task.pull_stopped_at),
        "startedAt": date(world, task.started_at),
        "startedBy": task.started_by or None,
        "stopCode": task.stop_code,
        "stoppedReason": task.stopped_reason or None,
        "stoppingAt": date(world, task.stopping_at),
        "executionStoppedAt": date(world, task.stopped_at),
        "stoppedAt": date(world, task.stopped_at),
        "tags": tags_of(world, task_arn(world, task)),
        "version": task.version,
    }
    if task.launch_type == "FARGATE":
        storage = {"sizeInGiB": definition.ephemeral_storage_gib or 20}
        answer["ephemeralStorage"] = answer["fargateEphemeralStorage"] = storage
    return present(answer)


def _architecture(instance: ContainerInstance | None) -> str:
    return "x86_64" if instance is None else instance.attributes.get("ecs.cpu-architecture", "x86_64")


OPERATIONS = {
    "RunTask": run,
    "StartTask": start,
    "StopTask": stop,
    "DescribeTasks": describe,
    "ListTasks": list_tasks,
}
