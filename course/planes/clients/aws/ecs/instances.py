"""Container instances and their attributes in AWS's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planes.clients.aws.ecs.arns import (
    Params,
    cluster_of,
    date,
    instance_arn,
    page,
    present,
    short,
    tags_of,
)
from planes.clients.aws.errors import AwsError
from planes.control_plane.ecs import query
from planes.control_plane.ecs.instances import AGENT_PORTS, AGENT_VERSION
from planes.control_plane.ecs.model import ContainerInstance
from planes.rules.cpu import MILLICORES_PER_UNIT

if TYPE_CHECKING:
    from planes.world import World


def describe_instance(world: World, instance: ContainerInstance) -> Params:
    """Return a container instance as DescribeContainerInstances shows it."""
    taken = {port for task in instance.tasks.values() for port in task.host_ports.values()}
    cpu, memory = 0.0, 0.0
    if instance.host in world.ec2.hosts:
        offer = world.ec2.offer(instance.host)
        cpu, memory = offer.cpu_millicores / MILLICORES_PER_UNIT, offer.memory_mib
    tasks = list(instance.tasks.values())
    running = sum(task.last_status == "RUNNING" for task in tasks)
    return present(
        {
            "containerInstanceArn": instance_arn(world, instance),
            "ec2InstanceId": instance.host,
            "capacityProviderName": instance.capacity_provider,
            "version": instance.version,
            "versionInfo": {"agentVersion": AGENT_VERSION, "dockerVersion": "DockerVersion: 25.0.8"},
            "remainingResources": _resources(cpu, memory, {*AGENT_PORTS, *taken}),
            "registeredResources": _resources(instance.cpu_units, instance.memory_mib, set(AGENT_PORTS)),
            "status": instance.status,
            "agentConnected": instance.agent_connected,
            "runningTasksCount": running,
            "pendingTasksCount": sum(t.wanted for t in tasks if t.last_status != "RUNNING"),
            "attributes": _attributes(world, instance),
            "registeredAt": date(world, instance.registered_at),
            "attachments": [],
            "tags": tags_of(world, instance_arn(world, instance)),
        }
    )


def _resources(cpu_units: float, memory_mib: float, ports: set[int]) -> list[Params]:
    zero = {"doubleValue": 0.0, "longValue": 0}
    return [
        {"name": "CPU", "type": "INTEGER", **zero, "integerValue": int(cpu_units)},
        {"name": "MEMORY", "type": "INTEGER", **zero, "integerValue": int(memory_mib)},
        {
            "name": "PORTS",
            "type": "STRINGSET",
            **zero,
            "integerValue": 0,
            "stringSetValue": [str(port) for port in sorted(ports)],
        },
        {"name": "PORTS_UDP", "type": "STRINGSET", **zero, "integerValue": 0, "stringSetValue": []},
    ]


def _attributes(world: World, instance: ContainerInstance) -> list[Params]:
    return [
        {"name": name, "value": value, "targetId": instance_arn(world, instance)}
        for name, value in instance.attributes.items()
    ]


def describe(world: World, params: Params) -> Params:
    """DescribeContainerInstances."""
    store, cluster = world.ecs.store, cluster_of(params)
    store.cluster(cluster)
    found, failures = [], []
    for reference in params["containerInstances"]:
        instance = store.instances.get(short(reference))
        if instance is None or instance.cluster != cluster:
            failures.append({"arn": reference, "reason": "MISSING"})
        else:
            found.append(describe_instance(world, instance))
    return {"containerInstances": found, "failures": failures}


def list_instances(world: World, params: Params) -> Params:
    """ListContainerInstances."""
    store, cluster = world.ecs.store, cluster_of(params)
    store.cluster(cluster)
    found = store.instances_of(cluster)
    if "status" in params:
        found = [instance for instance in found if instance.status == params["status"]]
    if params.get("filter"):
        test = query.parse(params["filter"])
        found = [instance for instance in found if test(world.ecs.instances.facts(instance))]
    items, more = page(found, params)
    return {"containerInstanceArns": [instance_arn(world, item) for item in items], **more}


def update_state(world: World, params: Params) -> Params:
    """UpdateContainerInstancesState: ACTIVE or DRAINING."""
    status, cluster = params["status"], cluster_of(params)
    if status not in ("ACTIVE", "DRAINING"):
        raise AwsError("InvalidParameterException", "Container instance status must be ACTIVE or DRAINING.")
    world.ecs.store.cluster(cluster)
    found, failures = [], []
    for reference in params["containerInstances"]:
        instance = world.ecs.store.instances.get(short(reference))
        if instance is None or instance.cluster != cluster:
            failures.append({"arn": reference, "reason": "MISSING"})
            continue
        if status == "DRAINING":
            world.ecs.instances.drain(instance)
        else:
            world.ecs.instances.activate(instance)
        found.append(describe_instance(world, instance))
    return {"containerInstances": found, "failures": failures}


def deregister(world: World, params: Params) -> Params:
    """DeregisterContainerInstance."""
    instance = world.ecs.store.instance(cluster_of(params), short(params["containerInstance"]))
    connected = instance.agent_connected
    world.ecs.instances.deregister(instance, params.get("force", False))
    return {"containerInstance": {**describe_instance(world, instance), "agentConnected": connected}}


def update_agent(world: World, params: Params) -> Params:
    """UpdateContainerAgent: the model's agents are of one version, so there is never a newer one."""
    world.ecs.store.instance(cluster_of(params), short(params["containerInstance"]))
    raise AwsError("NoUpdateAvailableException", "There is no update available for your container agent.")


def put_attributes(world: World, params: Params) -> Params:
    """PutAttributes."""
    for item in params["attributes"]:
        world.ecs.instances.set_attribute(_target(world, params, item), item["name"], item.get("value", ""))
    return {"attributes": params["attributes"]}


def delete_attributes(world: World, params: Params) -> Params:
    """DeleteAttributes: answers with the values that went."""
    deleted = []
    for item in params["attributes"]:
        instance = _target(world, params, item)
        value = instance.attributes.pop(item["name"], None)
        deleted.append(present({**item, "value": value, "targetId": instance_arn(world, instance)}))
    return {"attributes": deleted}


def _target(world: World, params: Params, item: Params) -> ContainerInstance:
    cluster, name = cluster_of(params), short(item.get("targetId", ""))
    world.ecs.store.cluster(cluster)
    instance = world.ecs.store.instances.get(name)
    if instance is None or instance.cluster != cluster:
        raise AwsError("TargetNotFoundException", f"The container instance {name!r} was not found.")
    return instance


def list_attributes(world: World, params: Params) -> Params:
    """ListAttributes."""
    cluster = cluster_of(params)
    world.ecs.store.cluster(cluster)
    found = [
        attribute
        for instance in world.ecs.store.instances_of(cluster)
        for attribute in _attributes(world, instance)
        if params.get("attributeName", attribute["name"]) == attribute["name"]
        and params.get("attributeValue", attribute["value"]) == attribute["value"]
    ]
    items, more = page(found, params)
    return {"attributes": list(items), **more}


OPERATIONS = {
    "DescribeContainerInstances": describe,
    "ListContainerInstances": list_instances,
    "UpdateContainerInstancesState": update_state,
    "DeregisterContainerInstance": deregister,
    "UpdateContainerAgent": update_agent,
    "PutAttributes": put_attributes,
    "DeleteAttributes": delete_attributes,
    "ListAttributes": list_attributes,
}
