"""What is attached to a task, in AWS's words: its network interface and its volumes."""

from __future__ import annotations

from planes.clients.aws.ecs.arns import Params
from planes.control_plane.ecs.model import Task


def address(task: Task) -> str:
    """Return the private address of a task's own network interface, made from its id."""
    number = int(task.id[:4], 16)
    return f"10.0.{number >> 8 & 63}.{4 + number % 250}"


def attachments(task: Task) -> list[Params]:
    """Return what is attached to a task as DescribeTasks shows it, its network interface first."""
    if not task.definition.own_address:
        return _volumes(task)
    network = task.request.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
    subnet = (network.get("subnets") or ["subnet-00000000"])[0]
    states = {"PROVISIONING": "PRECREATED", "DEPROVISIONING": "DETACHING", "STOPPED": "DELETED"}
    details = {"subnetId": subnet}
    if has_interface(task):
        details |= {"networkInterfaceId": f"eni-{task.id[:17]}", "privateIPv4Address": address(task)}
    interface = {
        "id": f"{task.id[:8]}-{task.id[8:12]}-{task.id[12:16]}-{task.id[16:20]}-{task.id[20:]}",
        "type": "ElasticNetworkInterface",
        "status": states.get(task.last_status, "ATTACHED"),
        "details": [{"name": name, "value": value} for name, value in details.items()],
    }
    return [interface, *_volumes(task)]


def has_interface(task: Task) -> bool:
    """Return whether a task has a network interface of its own by now."""
    return task.definition.own_address and task.placed and task.last_status != "PROVISIONING"


def _volumes(task: Task) -> list[Params]:
    """Return the EBS volumes asked for; the model shows them and does nothing else with them."""
    states = {"PROVISIONING": "CREATED", "STOPPED": "DELETED"}
    found = []
    for number, volume in enumerate(task.request.get("volumeConfigurations", ()), start=1):
        managed = volume.get("managedEBSVolume", {})
        policy = managed.get("terminationPolicy", {})
        details = {
            "roleArn": managed.get("roleArn", ""),
            "volumeName": volume["name"],
            "deleteOnTermination": str(policy.get("deleteOnTermination", True)).lower(),
        }
        found.append(
            {
                "id": f"{task.id[20:28]}-{task.id[8:12]}-{task.id[12:16]}-{task.id[16:20]}-{number:012d}",
                "type": "AmazonElasticBlockStorage",
                "status": states.get(task.last_status, "ATTACHED"),
                "details": [{"name": name, "value": value} for name, value in details.items()],
            }
        )
    return found
