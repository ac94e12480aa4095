"""Objects as the JSON the API server answers with."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from planes import facts
from planes.control_plane.eks.objects import Json, Manifest, Node, Pod, PodOwner
from planes.control_plane.eks.timestamps import timestamp

_MIB = 2**20


def uid(cluster: str, number: int) -> str:
    """Return the uid of an object, made of its number, so that it needs no memory."""
    seed = int.from_bytes(cluster.encode()[-8:].ljust(8, b"-"), "big")
    mixed = (number * 0x9E3779B97F4A7C15 + seed) % 2**64
    return str(UUID(int=mixed << 64 | (number * 0xD1B54A32D192ED03 + 1) % 2**64, version=4))


class Renderer:
    """Renders the objects of one cluster.

    Args:
        cluster: its name.
        owner_number: number of an owner by kind, namespace and name, None if it is not there.
        last_heartbeat: virtual second of a node's last lease renewal.
    """

    def __init__(self, cluster: str, owner_number: Any, last_heartbeat: Any) -> None:
        self._cluster = cluster
        self._owner_number, self._last_heartbeat = owner_number, last_heartbeat

    def render(self, subject: Manifest | Pod | Node) -> Json:
        """Return an object as JSON; changing the result changes nothing."""
        if isinstance(subject, Pod):
            return self._pod(subject)
        if isinstance(subject, Node):
            return self._node(subject)
        return self._manifest(subject)

    def _metadata(self, subject: Any) -> Json:
        metadata = {"name": subject.name}
        if subject.namespace:
            metadata["namespace"] = subject.namespace
        return metadata | {
            "uid": uid(self._cluster, subject.number),
            "resourceVersion": str(subject.revision),
            "creationTimestamp": timestamp(subject.created),
        }

    def _manifest(self, subject: Manifest) -> Json:
        body = copy.deepcopy(subject.body)
        given = body["metadata"]
        body["metadata"] = {**given, **self._metadata(subject), "generation": subject.generation}
        if not given.get("annotations", True):
            del body["metadata"]["annotations"]
        for reference in given.get("ownerReferences") or ():
            number = self._owner_number(reference["kind"], subject.namespace, reference["name"])
            reference["uid"] = uid(self._cluster, number or 0)
        status = subject.status()
        if status is not None:
            body["status"] = copy.deepcopy(status)
        return body

    def _pod(self, pod: Pod) -> Json:
        own = pod.own or {}
        metadata = self._metadata(pod) | {"labels": dict(pod.labels)}
        annotations = {**pod.template.annotations, **(own.get("annotations") or {})}
        if annotations:
            metadata["annotations"] = annotations
        if isinstance(pod.owner, PodOwner):
            metadata["generateName"] = f"{pod.owner.name}-"
            metadata["ownerReferences"] = [
                pod.owner.reference() | {"uid": uid(self._cluster, pod.owner.number)}
            ]
        if pod.deleted_at is not None:
            metadata["deletionTimestamp"] = timestamp(pod.deleted_at + pod.grace)
            metadata["deletionGracePeriodSeconds"] = pod.grace
        spec = copy.deepcopy(pod.template.spec)
        if pod.node is not None:
            spec["nodeName"] = pod.node.name
        return {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": metadata,
            "spec": spec,
            "status": self._pod_status(pod),
        }

    def _pod_status(self, pod: Pod) -> Json:
        status: Json = {
            "phase": pod.phase,
            "conditions": _pod_conditions(pod),
            "qosClass": pod.template.qos_class,
        }
        if pod.node is not None:
            status["hostIP"] = pod.node.address
            status["startTime"] = timestamp(pod.scheduled)
            status["containerStatuses"] = [
                _container_status(pod, spec) for spec in pod.template.spec["containers"]
            ]
        if pod.started is not None and pod.node is not None:
            status["podIP"] = pod_address(pod)
            status["podIPs"] = [{"ip": status["podIP"]}]
        if pod.phase == "Failed":
            status |= {key: text for key, text in (("reason", pod.reason), ("message", pod.message)) if text}
        return status

    def _node(self, node: Node) -> Json:
        metadata = self._metadata(node) | {"labels": dict(node.labels)}
        if node.annotations:
            metadata["annotations"] = dict(node.annotations)
        spec: Json = {"providerID": f"aws:///{node.zone}/{node.host}"}
        if node.taints:
            spec["taints"] = copy.deepcopy(node.taints)
        if node.unschedulable:
            spec["unschedulable"] = True
        return {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": metadata,
            "spec": spec,
            "status": self._node_status(node),
        }

    def _node_status(self, node: Node) -> Json:
        capacity = allocatable = _quantities(node.allocatable)
        if not node.is_fargate:
            shape = facts.instance(node.instance_type)
            capacity = {**allocatable, "cpu": str(shape.vcpus), "memory": f"{shape.memory_mib * 1024}Ki"}
        ready = node.condition == "True"
        reasons = {"True": ("KubeletReady", "kubelet is posting ready status")}
        reason, message = reasons.get(
            node.condition, ("NodeStatusUnknown", "Kubelet stopped posting node status.")
        )
        heartbeat = timestamp(self._last_heartbeat(node))
        others = ("MemoryPressure", "DiskPressure", "PIDPressure")
        return {
            "capacity": capacity,
            "allocatable": allocatable,
            "conditions": [
                {
                    "type": kind,
                    "status": "False" if ready else "Unknown",
                    "lastHeartbeatTime": heartbeat,
                    "lastTransitionTime": timestamp(node.created if ready else node.condition_since),
                    "reason": f"KubeletHasNo{kind}" if ready else reason,
                    "message": "" if ready else message,
                }
                for kind in others
            ]
            + [
                {
                    "type": "Ready",
                    "status": node.condition,
                    "lastHeartbeatTime": heartbeat,
                    "lastTransitionTime": timestamp(node.condition_since),
                    "reason": reason,
                    "message": message,
                }
            ],
            "addresses": [
                {"type": "InternalIP", "address": node.address},
                {"type": "Hostname", "address": node.name},
            ],
            "nodeInfo": {
                "architecture": node.labels.get("kubernetes.io/arch", "amd64"),
                "bootID": uid(self._cluster, node.number + 1),
                "containerRuntimeVersion": "containerd://2.1",
                "kernelVersion": "6.12",
                "kubeProxyVersion": "",
                "kubeletVersion": f"v{node.version}.0-eks-model",
                "machineID": node.host,
                "operatingSystem": "linux",
                "osImage": "Amazon Linux 2023",
                "systemUUID": uid(self._cluster, node.number),
            },
            "images": [{"names": [name], "sizeBytes": size} for name, size in node.images.items()],
        }


def pod_address(pod: Pod) -> str:
    """Return a pod's address: its node's with the host network, else one of the VPC's second range."""
    if pod.template.host_network and pod.node is not None:
        return pod.node.address
    if pod.node is not None and pod.node.is_fargate:
        return pod.node.address
    return f"100.{64 + (pod.number >> 16) % 64}.{pod.number >> 8 & 255}.{pod.number & 255}"


def _pod_conditions(pod: Pod) -> list[Json]:
    done = pod.phase == "Succeeded"
    ready_words = {} if pod.ready else {"reason": "PodCompleted" if done else "ContainersNotReady"}
    scheduled: Json = {
        "type": "PodScheduled",
        "status": "True",
        "lastTransitionTime": timestamp(pod.scheduled),
    }
    if pod.node is None:
        scheduled = {"type": "PodScheduled", "status": "False", "lastTransitionTime": timestamp(pod.created)}
        if pod.message:
            scheduled |= {"reason": "Unschedulable", "message": pod.message}
        return [scheduled]
    since = timestamp(pod.ready_since or pod.scheduled)
    state = {"status": "True" if pod.ready else "False", "lastTransitionTime": since, **ready_words}
    return [
        {"type": "Initialized", "status": "True", "lastTransitionTime": timestamp(pod.scheduled)},
        {"type": "Ready", **state},
        {"type": "ContainersReady", **state},
        scheduled,
    ]


def _container_status(pod: Pod, spec: Mapping[str, Any]) -> Json:
    name = spec["name"]
    code = pod.exit_codes.get(name, 137 if pod.phase == "Failed" else None)
    state: Json
    terminated = {"exitCode": code or 0, "reason": "Error" if code else "Completed"}
    if pod.phase in ("Succeeded", "Failed"):
        state = {"terminated": terminated | {"finishedAt": timestamp(pod.ended)}}
    elif pod.waiting:
        state = {"waiting": {"reason": pod.waiting} | ({"message": pod.message} if pod.message else {})}
    elif pod.started is not None:
        state = {"running": {"startedAt": timestamp(pod.started)}}
    else:
        state = {"waiting": {"reason": "ContainerCreating"}}
    running = "running" in state
    return {
        "name": name,
        "image": spec["image"],
        "imageID": "",
        "ready": pod.ready and running,
        "started": running,
        "restartCount": pod.restarts,
        "state": state,
        "lastState": {"terminated": terminated} if code is not None and running else {},
    }


def _quantities(amounts: Mapping[str, int]) -> dict[str, str]:
    shown = {}
    for resource, number in amounts.items():
        if resource == "cpu":
            shown[resource] = f"{number}m"
        elif resource == "memory":
            shown[resource] = f"{number // 1024}Ki"
        else:
            shown[resource] = str(number)
    return shown
