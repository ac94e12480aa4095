"""metrics.k8s.io, which `kubectl top` reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from planes.clients.kubernetes.http.call import METRICS_GROUP, METRICS_VERSION, JsonObject, nowhere
from planes.control_plane.eks.api import ApiServer
from planes.control_plane.eks.objects import Pod
from planes.control_plane.eks.resources import DEPLOYMENT, NODE, POD
from planes.control_plane.eks.status import not_found
from planes.control_plane.eks.templates import amount
from planes.control_plane.eks.timestamps import timestamp
from planes.control_plane.eks.usage import owner_deployment

_API_VERSION = f"{METRICS_GROUP}/{METRICS_VERSION}"


def metrics(api: ApiServer, parts: Sequence[str], selector: str | None) -> JsonObject:
    """Answer a read below /apis/metrics.k8s.io/v1beta1.

    The model knows the CPU that pods use; as memory it reports what they request.

    Raises:
        ApiError: NotFound.
    """
    if parts[0] == "nodes" and len(parts) <= 2:
        chosen = api.select(NODE, "", {"label_selector": selector})
        return _answer("NodeMetrics", [_node(api, node) for node in chosen], parts[1:])
    namespace = parts[1] if parts[0] == "namespaces" and len(parts) >= 3 else ""
    rest = parts[2:] if namespace else parts
    if rest[0] != "pods" or len(rest) > 2:
        raise nowhere()
    found = [
        _pod(api, pod)
        for pod in api.select(POD, namespace, {"label_selector": selector})
        if pod.phase == "Running"
    ]
    return _answer("PodMetrics", found, rest[1:])


def _answer(kind: str, items: list[JsonObject], name: Sequence[str]) -> JsonObject:
    if not name:
        return {"kind": f"{kind}List", "apiVersion": _API_VERSION, "metadata": {}, "items": items}
    for item in items:
        if item["metadata"]["name"] == name[0]:
            return item
    raise not_found(NODE if kind == "NodeMetrics" else POD, name[0])


def _node(api: ApiServer, node: Any) -> JsonObject:
    running = [pod for pod in node.pods.values() if pod.phase == "Running"]
    usage = _usage((_millicores(api, pod) for pod in running), (pod.template.memory for pod in running))
    return {**_head(api, "NodeMetrics", node), "usage": usage}


def _pod(api: ApiServer, pod: Pod) -> JsonObject:
    """Return a pod's use, shared among its containers as they request CPU."""
    used, containers = _millicores(api, pod), pod.template.spec["containers"]
    requests = [(c.get("resources") or {}).get("requests") or {} for c in containers]
    cpu = [amount("cpu", request.get("cpu", 0)) for request in requests]
    whole = sum(cpu)
    shares = [part / whole if whole else 1 / len(containers) for part in cpu]
    return {
        **_head(api, "PodMetrics", pod),
        "containers": [
            {
                "name": container["name"],
                "usage": _usage([used * share], [amount("memory", request.get("memory", 0))]),
            }
            for container, request, share in zip(containers, requests, shares, strict=True)
        ],
    }


def _head(api: ApiServer, kind: str, subject: Any) -> JsonObject:
    now = timestamp(api.control_plane.clock.now)
    metadata = {"name": subject.name, "labels": dict(subject.labels), "creationTimestamp": now}
    if subject.namespace:
        metadata["namespace"] = subject.namespace
    return {
        "kind": kind,
        "apiVersion": _API_VERSION,
        "metadata": metadata,
        "timestamp": now,
        "window": "15s",
    }


def _usage(millicores: Iterable[float], memory_bytes: Iterable[int]) -> dict[str, str]:
    return {"cpu": f"{round(sum(millicores) * 1e6)}n", "memory": f"{sum(memory_bytes) // 1024}Ki"}


def _millicores(api: ApiServer, pod: Pod) -> float:
    control = api.control_plane

    def find(key: str) -> Any:
        return control.store.find(DEPLOYMENT, *key.split("/"))

    return control.usage.of_pod(pod, owner_deployment(pod, find))
