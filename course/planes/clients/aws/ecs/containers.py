"""Containers of tasks in AWS's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from planes.clients.aws.ecs.arns import Params, arn, present, task_arn
from planes.clients.aws.ecs.attachments import address, attachments, has_interface
from planes.control_plane.ecs.definition import ContainerDefinition
from planes.control_plane.ecs.model import Task

if TYPE_CHECKING:
    from planes.world import World


def describe_container(world: World, task: Task, container: ContainerDefinition) -> Params:
    """Return a container of a task as DescribeTasks shows it."""
    interfaces = []
    if has_interface(task):
        interfaces = [{"attachmentId": attachments(task)[0]["id"], "privateIpv4Address": address(task)}]
    bindings = [
        {
            "bindIP": "0.0.0.0",
            "containerPort": port.container_port,
            "hostPort": task.host_ports[container.name, port.container_port],
            "protocol": port.protocol,
        }
        for port in container.ports
        if (container.name, port.container_port) in task.host_ports
    ]
    exit_code = _exit_codes(world, task).get(container.name)
    is_checked = container.health_check is not None
    return present(
        {
            "containerArn": arn(world, f"container/{task.cluster}/{task.id}/{container.name}"),
            "taskArn": task_arn(world, task),
            "name": container.name,
            "image": container.image,
            "imageDigest": task.digests.get(container.name),
            "runtimeId": f"{task.id}-{container.name}" if task.started_at is not None else None,
            "lastStatus": _container_status(task) if exit_code is None else "STOPPED",
            "exitCode": exit_code,
            "reason": task.stopped_reason if task.stop_code == "TaskFailedToStart" else None,
            "networkBindings": bindings,
            "networkInterfaces": interfaces,
            "healthStatus": task.health if is_checked else "UNKNOWN",
            "cpu": str(container.cpu_units),
            "memory": str(container.memory_mib) if container.memory_mib else None,
            "memoryReservation": str(container.memory_reservation_mib)
            if container.memory_reservation_mib
            else None,
        }
    )


def _exit_codes(world: World, task: Task) -> Mapping[str, int]:
    """Return the exit codes of the containers that have ended, also while others of the task run."""
    report = world.ecs.store.planes[task.launch_type].last_report(task.id)
    return task.exit_codes if report is None else report.exit_codes


def _container_status(task: Task) -> str:
    if task.last_status in ("PROVISIONING", "PENDING", "ACTIVATING"):
        return "PENDING"
    return "STOPPED" if task.last_status in ("DEPROVISIONING", "STOPPED") else "RUNNING"
