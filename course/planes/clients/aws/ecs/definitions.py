"""Task definitions in AWS's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from planes import rules
from planes.clients.aws.ecs.arns import (
    Params,
    date,
    definition_arn,
    page,
    present,
    set_tags,
    short,
    tags_of,
)
from planes.clients.aws.errors import AwsError
from planes.control_plane.ecs.definition import ContainerDefinition, PortMapping, TaskDefinition
from planes.control_plane.ecs.errors import EcsError
from planes.control_plane.ecs.model import Constraint
from planes.control_plane.health import HealthCheck

if TYPE_CHECKING:
    from planes.world import World

_MIB_PER_GB = 1024
_EMPTY_LISTS = ("portMappings", "environment", "mountPoints", "volumesFrom", "systemControls")


def register(world: World, params: Params) -> Params:
    """RegisterTaskDefinition."""
    document = {name: value for name, value in params.items() if name != "tags"}
    cpu = _amount(params.get("cpu"), "cpu", "vcpu", rules.cpu.UNITS_PER_VCPU)
    memory = _amount(params.get("memory"), "memory", "gb", _MIB_PER_GB)
    for name, value in (("cpu", cpu), ("memory", memory)):
        if value is not None:
            document[name] = str(value)
    definition = TaskDefinition(
        family=params["family"],
        containers=tuple(container(item) for item in params["containerDefinitions"]),
        network_mode=params.get("networkMode"),
        cpu_units=cpu,
        memory_mib=memory,
        requires=tuple(params.get("requiresCompatibilities", ())),
        constraints=tuple(
            Constraint(item.get("type", "memberOf"), item.get("expression", ""))
            for item in params.get("placementConstraints", ())
        ),
        execution_role=params.get("executionRoleArn") or None,
        ephemeral_storage_gib=params.get("ephemeralStorage", {}).get("sizeInGiB"),
        document=document,
    )
    world.ecs.definitions.register(definition, world.now)
    set_tags(world, definition_arn(world, definition), params.get("tags", ()))
    return _answer(world, definition)


def container(item: Mapping[str, Any]) -> ContainerDefinition:
    """Read one container definition."""
    check = item.get("healthCheck")
    gpus = [r["value"] for r in item.get("resourceRequirements", ()) if r["type"] == "GPU"]
    return ContainerDefinition(
        name=item.get("name", ""),
        image=item.get("image", ""),
        cpu_units=item.get("cpu", 0),
        memory_mib=item.get("memory"),
        memory_reservation_mib=item.get("memoryReservation"),
        essential=item.get("essential", True),
        ports=tuple(
            PortMapping(port.get("containerPort", 0), port.get("hostPort", 0), port.get("protocol", "tcp"))
            for port in item.get("portMappings", ())
        ),
        health_check=None if check is None else _health_check(check),
        stop_seconds=item.get("stopTimeout", 30),
        privileged=item.get("privileged", False),
        gpus=sum(int(value) for value in gpus if value.isdigit()),
        links=tuple(item.get("links", ())),
        depends_on=tuple((other["containerName"], other["condition"]) for other in item.get("dependsOn", ())),
        log_driver=item.get("logConfiguration", {}).get("logDriver"),
        version_consistency=item.get("versionConsistency") != "disabled",
    )


def _health_check(check: Mapping[str, Any]) -> HealthCheck:
    return HealthCheck(
        interval=check.get("interval", 30),
        timeout=check.get("timeout", 5),
        retries=check.get("retries", 3),
        start_period=check.get("startPeriod", 0),
    )


def _amount(text: str | None, name: str, unit: str, factor: int) -> int | None:
    """Read `256` or `.25 vCPU`, `512` or `0.5 GB`, as units or MiB."""
    if text is None or text == "":
        return None
    number = text.lower().strip()
    scale = 1
    if number.endswith(unit):
        number, scale = number.removesuffix(unit).strip(), factor
    try:
        value = float(number) * scale
    except ValueError:
        value = -1.0
    if value <= 0 or value != int(value):
        raise AwsError(
            "ClientException",
            f"Invalid '{name}' setting for task. For more information, see the Troubleshooting section of "
            "the Amazon ECS Developer Guide.",
        )
    return int(value)


def describe_definition(world: World, definition: TaskDefinition) -> Params:
    """Return a task definition as DescribeTaskDefinition shows it."""
    document = dict(definition.document)
    containers = [_container_document(definition, item) for item in document["containerDefinitions"]]
    answer = {
        **document,
        "containerDefinitions": containers,
        "taskDefinitionArn": definition_arn(world, definition),
        "revision": definition.revision,
        "status": "DELETE_IN_PROGRESS" if definition.status == "DELETED" else definition.status,
        "networkMode": definition.network_mode,
        "volumes": document.get("volumes", []),
        "placementConstraints": document.get("placementConstraints", []),
        "compatibilities": list(definition.compatibilities),
        "requiresAttributes": [],
        "registeredAt": date(world, definition.registered_at),
        "registeredBy": f"arn:aws:iam::{world.account}:root",
        "deregisteredAt": date(world, definition.deregistered_at),
    }
    return present(answer)


def _container_document(definition: TaskDefinition, item: Mapping[str, Any]) -> Params:
    document: Params = {"cpu": 0, "essential": True, **{name: [] for name in _EMPTY_LISTS}, **item}
    ports = []
    for port in document["portMappings"]:
        same = definition.network_mode in ("awsvpc", "host")
        host_port = port.get("hostPort") or (port["containerPort"] if same else 0)
        ports.append({**port, "hostPort": host_port, "protocol": port.get("protocol", "tcp")})
    document["portMappings"] = ports
    return document


def _answer(world: World, definition: TaskDefinition) -> Params:
    answer = {"taskDefinition": describe_definition(world, definition)}
    tags = tags_of(world, definition_arn(world, definition))
    return {**answer, "tags": tags} if tags else answer


def describe(world: World, params: Params) -> Params:
    """DescribeTaskDefinition."""
    definition = world.ecs.definitions.find(short(params["taskDefinition"]))
    if definition is None:
        raise AwsError("ClientException", "Unable to describe task definition.")
    tags = tags_of(world, definition_arn(world, definition))
    asked = "TAGS" in params.get("include", ())
    return {"taskDefinition": describe_definition(world, definition), "tags": tags if asked else []}


def deregister(world: World, params: Params) -> Params:
    """DeregisterTaskDefinition."""
    definition = world.ecs.definitions.deregister(short(params["taskDefinition"]), world.now)
    return {"taskDefinition": describe_definition(world, definition)}


def delete(world: World, params: Params) -> Params:
    """DeleteTaskDefinitions."""
    deleted, failures = [], []
    for reference in params["taskDefinitions"]:
        try:
            definition = world.ecs.definitions.delete(short(reference))
        except EcsError as error:
            failures.append({"arn": reference, "reason": str(error)})
        else:
            deleted.append(describe_definition(world, definition))
    return {"taskDefinitions": deleted, "failures": failures}


def list_definitions(world: World, params: Params) -> Params:
    """ListTaskDefinitions."""
    found = world.ecs.definitions.all(params.get("familyPrefix", ""), params.get("status", "ACTIVE"))
    if params.get("sort") == "DESC":
        found = found[::-1]
    items, more = page(found, params)
    return {"taskDefinitionArns": [definition_arn(world, item) for item in items], **more}


def list_families(world: World, params: Params) -> Params:
    """ListTaskDefinitionFamilies."""
    found = world.ecs.definitions.families(params.get("familyPrefix", ""), params.get("status", "ALL"))
    items, more = page(found, params)
    return {"families": list(items), **more}


OPERATIONS = {
    "RegisterTaskDefinition": register,
    "DescribeTaskDefinition": describe,
    "DeregisterTaskDefinition": deregister,
    "DeleteTaskDefinitions": delete,
    "ListTaskDefinitions": list_definitions,
    "ListTaskDefinitionFamilies": list_families,
}
