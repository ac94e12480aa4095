"""The world's event log as Kubernetes Event objects, as `kubectl get events` shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planes.control_plane.eks.resources import find
from planes.control_plane.eks.timestamps import timestamp
from planes.events import Event, EventLog

SHOWN_SECONDS = 3600.0
"""The API server keeps events for an hour."""
_REASONS = {
    "pod scheduled": ("Scheduled", "Normal", "default-scheduler"),
    "pod not scheduled": ("FailedScheduling", "Warning", "default-scheduler"),
    "pod started": ("Started", "Normal", "kubelet"),
    "pod deleted": ("Killing", "Normal", "kubelet"),
    "pod unhealthy": ("Unhealthy", "Warning", "kubelet"),
    "container backing off": ("BackOff", "Warning", "kubelet"),
    "image pull failed": ("Failed", "Warning", "kubelet"),
    "pods created": ("SuccessfulCreate", "Normal", "replicaset-controller"),
    "pods deleted": ("SuccessfulDelete", "Normal", "replicaset-controller"),
    "replica set scaled": ("ScalingReplicaSet", "Normal", "deployment-controller"),
    "progress deadline exceeded": ("ProgressDeadlineExceeded", "Warning", "deployment-controller"),
    "autoscaler scaled": ("SuccessfulRescale", "Normal", "horizontal-pod-autoscaler"),
    "node registered": ("RegisteredNode", "Normal", "node-controller"),
    "node removed": ("RemovingNode", "Normal", "node-controller"),
    "node not ready": ("NodeNotReady", "Normal", "node-controller"),
    "node ready": ("NodeReady", "Normal", "kubelet"),
    "job complete": ("Completed", "Normal", "job-controller"),
    "job failed": ("BackoffLimitExceeded", "Warning", "job-controller"),
    "node launched": ("Launched", "Normal", "karpenter"),
    "node consolidated": ("DisruptionTerminating", "Normal", "karpenter"),
    "no node pool fits": ("FailedScheduling", "Warning", "karpenter"),
}
_KINDS = {
    "deployment": "Deployment",
    "replicaset": "ReplicaSet",
    "daemonset": "DaemonSet",
    "job": "Job",
    "node": "Node",
    "horizontalpodautoscaler": "HorizontalPodAutoscaler",
    "nodepool": "NodePool",
}


def kube_events(log: EventLog, cluster: str, namespace: str | None) -> Iterator[dict[str, Any]]:
    """Yield the Events of the last hour, oldest first.

    Args:
        log: the world's event log.
        cluster: of which cluster.
        namespace: of one namespace, None for all.
    """
    newest = log[-1].time if len(log) else 0.0
    for number, event in enumerate(log):
        words = _REASONS.get(event.what) if event.plane == "control plane" else None
        if words is None or event.time < newest - SHOWN_SECONDS:
            continue
        kind, space, name = _involved(event, cluster)
        if not kind or (namespace is not None and (space or "default") != namespace):
            continue
        yield _render(number, event, words, kind, space, name)


def _involved(event: Event, cluster: str) -> tuple[str, str, str]:
    """Return kind, namespace and name of what an event is about; no kind if it is of another cluster."""
    parts = event.subject.split("/")
    if parts[0] != cluster:
        return "", "", ""
    if len(parts) == 3:
        kind = _KINDS.get(parts[1]) if parts[1] in ("node", "nodepool") else None
        return (kind, "", parts[2]) if kind else ("Pod", parts[1], parts[2])
    if len(parts) == 4:
        return _KINDS.get(parts[2], ""), parts[1], parts[3]
    return "", "", ""


def _render(
    number: int, event: Event, words: tuple[str, str, str], kind: str, namespace: str, name: str
) -> dict[str, Any]:
    reason, severity, source = words
    message = event.why
    if reason == "Scheduled":
        message = f"Successfully assigned {namespace}/{name} to {event.details.get('node', '')}"
    elif reason == "Started":
        message = "Started containers"
    elif reason == "Killing":
        message = f"Stopping containers: {event.why}"
    moment = timestamp(event.time)
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {
            "name": f"{name}.{number:x}",
            "namespace": namespace or "default",
            "creationTimestamp": moment,
        },
        "involvedObject": {
            "apiVersion": find(kind).api_version,
            "kind": kind,
            "namespace": namespace,
            "name": name,
        },
        "reason": reason,
        "message": message,
        "type": severity,
        "source": {"component": source},
        "reportingComponent": source,
        "firstTimestamp": moment,
        "lastTimestamp": moment,
        "count": 1,
    }
