"""What ECS checks before it registers a task definition, in the real service's words where they are known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planes import rules
from planes.control_plane.ecs.definition import ContainerDefinition, TaskDefinition
from planes.control_plane.ecs.errors import client_error

_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
_PRIVATE_ECR = re.compile(r"\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/")
_MOST_CONTAINERS = 10
_LEAST_MEMORY_MIB = 4
_CPU_UNITS_ON_EC2 = (128, 196608)
_EPHEMERAL_GIB = (21, 200)
_HEALTH_RANGES = {"interval": (5, 300), "timeout": (2, 60), "retries": (1, 10), "start_period": (0, 300)}


def check(definition: TaskDefinition) -> None:
    """Raise a ClientException that names the first fault of a task definition.

    Source: C1 and C101-C107 for sizes and Fargate, D25-D26 for containers, D93 for their number.
    """
    for fault in _faults(definition):
        raise client_error(fault)


def _faults(definition: TaskDefinition) -> Iterator[str]:
    if not _NAME.fullmatch(definition.family):
        yield (
            "Family contains invalid characters."
            if definition.family
            else "Family should not be null or empty."
        )
    containers = definition.containers
    if not containers:
        yield "Container list cannot be empty."
    if len(containers) > _MOST_CONTAINERS:
        yield f"Task definitions can have at most {_MOST_CONTAINERS} containers, not {len(containers)}."
    names = [container.name for container in containers]
    if len(set(names)) < len(names):
        yield "Container names must be unique within a task definition."
    if not any(container.essential for container in containers):
        yield "Invalid 'containerDefinitions': at least one container must be essential."
    for container in containers:
        yield from _container_faults(definition, container, names)
    yield from _total_faults(definition)
    yield from _port_faults(definition)
    if "FARGATE" in definition.requires:
        yield from fargate_faults(definition)


def _container_faults(
    task: TaskDefinition, container: ContainerDefinition, names: list[str]
) -> Iterator[str]:
    where = f"Invalid setting for container '{container.name}'."
    if not _NAME.fullmatch(container.name):
        yield (
            "Container.name contains invalid characters."
            if container.name
            else "Container.name should not be null or empty."
        )
    if not container.image:
        yield "Container.image should not be null or empty."
    hard, soft = container.memory_mib, container.memory_reservation_mib
    if hard is None and soft is None and task.memory_mib is None:
        yield f"{where} At least one of 'memory' or 'memoryReservation' must be specified."
    for amount in (hard, soft):
        if amount is not None and amount < _LEAST_MEMORY_MIB:
            yield f"{where} Memory must be at least {_LEAST_MEMORY_MIB} MiB."
    if hard is not None and soft is not None and soft >= hard:
        yield f"{where} The value of 'memory' must be greater than the value of 'memoryReservation'."
    if task.memory_mib is not None and (hard or soft or 0) > task.memory_mib:
        yield f"The 'memory' setting for container '{container.name}' is greater than for the task."
    if container.cpu_units < 0:
        yield f"{where} CPU cannot be negative."
    for link in container.links:
        if task.own_address:
            yield "Links are not supported when networkMode=awsvpc."
        if link.partition(":")[0] not in names:
            yield f"{where} Link to unknown container '{link.partition(':')[0]}'."
    for other, condition in container.depends_on:
        if other not in names or other == container.name:
            yield f"{where} It depends on container '{other}', which is not another container of the task."
        elif condition == "HEALTHY" and _find(task, other).health_check is None:
            yield f"{where} It waits for '{other}' to be HEALTHY, but '{other}' has no health check."
    if container.health_check is not None:
        for name, (least, most) in _HEALTH_RANGES.items():
            if not least <= getattr(container.health_check, name) <= most:
                yield f"{where} The health check's {name} must be between {least} and {most}."


def _find(task: TaskDefinition, name: str) -> ContainerDefinition:
    return next(container for container in task.containers if container.name == name)


def _total_faults(task: TaskDefinition) -> Iterator[str]:
    cpu = sum(container.cpu_units for container in task.containers)
    memory = sum(container.reserved_memory_mib for container in task.containers)
    if task.cpu_units is not None and cpu > task.cpu_units:
        yield f"The containers' CPU together is {cpu} units, greater than the task's {task.cpu_units}."
    if task.memory_mib is not None and memory > task.memory_mib:
        yield f"The containers' memory together is {memory} MiB, greater than the task's {task.memory_mib}."
    least, most = _CPU_UNITS_ON_EC2
    if task.cpu_units is not None and not least <= task.cpu_units <= most:
        yield f"Invalid 'cpu' setting for task: {task.cpu_units} is not between {least} and {most} CPU units."


def _port_faults(task: TaskDefinition) -> Iterator[str]:
    ports = [port for container in task.containers for port in container.ports]
    for port in ports:
        if not (0 < port.container_port <= 65535 and 0 <= port.host_port <= 65535):
            yield "Ports must be between 1 and 65535."
        if task.network_mode in ("awsvpc", "host") and port.host_port not in (0, port.container_port):
            yield (
                f"When networkMode={task.network_mode}, the host ports and container ports in port mappings "
                "must match."
            )
    taken = [(port.host_port or port.container_port, port.protocol) for port in ports]
    if task.network_mode in ("awsvpc", "host") and len(set(taken)) < len(taken):
        yield "Two containers of one task cannot use the same port when they share its network."
    fixed = [(port.host_port, port.protocol) for port in ports if port.host_port]
    if task.network_mode not in ("awsvpc", "host") and len(set(fixed)) < len(fixed):
        yield "Two port mappings of one task cannot use the same host port."
    if task.network_mode == "none" and ports:
        yield "Port mappings are not supported when networkMode=none."


def fargate_faults(task: TaskDefinition) -> Iterator[str]:
    """Yield what keeps a task definition from running on Fargate. Source: C1, C102, C106."""
    if task.network_mode != "awsvpc":
        yield "Fargate only supports network mode ‘awsvpc’."
    if task.cpu_units is None:
        yield "Fargate requires that 'cpu' be defined at the task level."
        return
    if task.memory_mib is None:
        yield "Fargate requires that 'memory' be defined at the task level."
        return
    if (task.cpu_units, task.memory_mib) not in rules.fargate.sizes():
        yield (
            f"No Fargate configuration exists for given values: {task.cpu_units} CPU, {task.memory_mib} "
            "memory. See the Amazon ECS documentation for the valid values."
        )
    if task.constraints:
        yield "Fargate compatible task definitions do not support placement constraints."
    for container in task.containers:
        if container.privileged:
            yield "Fargate compatible task definitions do not support privileged containers."
        if container.gpus:
            yield "Fargate compatible task definitions do not support GPUs."
        if container.stop_seconds > 120:
            yield f"Invalid setting for container '{container.name}'. stopTimeout is at most 120 on Fargate."
        if not task.execution_role and _PRIVATE_ECR.match(container.image):
            yield "Fargate requires task definition to have execution role ARN to support ECR images."
        if not task.execution_role and container.log_driver == "awslogs":
            yield "Fargate requires task definition to have execution role ARN to support log driver awslogs."
    least, most = _EPHEMERAL_GIB
    if task.ephemeral_storage_gib is not None and not least <= task.ephemeral_storage_gib <= most:
        yield f"Ephemeral storage must be between {least} and {most} GiB."
