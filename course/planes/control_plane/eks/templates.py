"""What pods made from one template have in common: requests, constraints, tolerations, QoS."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from math import ceil
from typing import Any

from planes.control_plane.eks.defaults import tolerate_lost_nodes
from planes.data_plane.protocol import Container
from planes.rules import kubernetes as rules

Json = dict[str, Any]
_SCORING = {"cpu": Fraction(1, 10), "memory": Fraction(200 * 2**20)}
"""What a container without a request counts for when nodes are scored: 100m and 200Mi. Source: E08."""
_SAFE = "bcdfghjklmnpqrstvwxz2456789"


class PodTemplate:
    """A pod template, read once for all the pods made from it.

    The scheduler treats pods of one template alike.

    Attributes:
        source: the PodSpec given, defaults filled in.
        spec: the PodSpec of its pods, after admission.
        requests: requests of the whole pod: millicores of `cpu`, bytes of `memory`, one of `pods`, others.
        scoring_cpu: millicores it counts for when nodes are scored.
        scoring_memory: bytes it counts for when nodes are scored.
        containers: what the kubelet runs, by resolved images; None until the first pod starts.
        probed: whether a container has a readiness or startup probe.
        watched: whether a container has a liveness or startup probe.
        plain: whether neither affinity between pods nor explicit topology spread plays a part.
    """

    __slots__ = (
        "affinity", "annotations", "containers", "daemon", "grace_seconds", "host_network", "host_ports",
        "images", "labels", "namespace", "node_name", "node_selector", "own_address", "plain", "priority",
        "probed", "qos_class", "requests", "restart_policy", "scoring_cpu", "scoring_memory", "source",
        "spec", "spread_constraints", "tolerations", "watched",
    )  # fmt: skip

    def __init__(self, namespace: str, metadata: Mapping[str, Any], spec: Json) -> None:
        self.namespace, self.source = namespace, spec
        spec = self.spec = {**spec}
        tolerate_lost_nodes(spec)
        self.labels: dict[str, str] = dict(metadata.get("labels") or {})
        self.annotations: dict[str, str] = dict(metadata.get("annotations") or {})
        containers = spec["containers"]
        self.requests = pod_requests(spec)
        scoring = pod_requests(spec, _SCORING)
        self.scoring_cpu, self.scoring_memory = scoring["cpu"], scoring["memory"]
        self.host_ports = tuple(
            port["hostPort"] for c in containers for port in c.get("ports") or () if port.get("hostPort")
        )
        self.host_network = bool(spec.get("hostNetwork"))
        self.own_address = not self.host_network
        self.node_name: str = spec.get("nodeName") or ""
        self.node_selector: dict[str, str] = spec.get("nodeSelector") or {}
        self.affinity: Json = spec.get("affinity") or {}
        self.tolerations: list[Json] = spec.get("tolerations") or []
        self.spread_constraints: list[Json] = spec.get("topologySpreadConstraints") or []
        self.priority: int = spec.get("priority") or 0
        self.restart_policy: str = spec["restartPolicy"]
        self.grace_seconds: float = spec["terminationGracePeriodSeconds"]
        self.qos_class: str = rules.qos_class(containers, spec.get("initContainers") or ())
        self.images: tuple[str, ...] = tuple(c["image"] for c in containers)
        self.probed = any("readinessProbe" in c or "startupProbe" in c for c in containers)
        self.watched = any("livenessProbe" in c or "startupProbe" in c for c in containers)
        self.containers: tuple[Container, ...] | None = None
        self.daemon = False
        between_pods = self.affinity.get("podAffinity") or self.affinity.get("podAntiAffinity")
        self.plain = not between_pods and not self.spread_constraints

    @property
    def cpu(self) -> int:
        """CPU request of the whole pod in millicores."""
        return self.requests["cpu"]

    @property
    def memory(self) -> int:
        """Memory request of the whole pod in bytes."""
        return self.requests["memory"]


def pod_requests(spec: Mapping[str, Any], missing: Mapping[str, Fraction] | None = None) -> dict[str, int]:
    """Return what a pod requests: millicores of `cpu`, bytes of `memory`, one of `pods`, others in units.

    Args:
        spec: PodSpec.
        missing: what a container counts with where it names no request.
    """
    exact = rules.pod_requests(spec["containers"], spec.get("initContainers") or (), missing)
    requests = {"cpu": 0, "memory": 0, "pods": 1}
    for resource, quantity in exact.items():
        requests[resource] = ceil(quantity * 1000) if resource == "cpu" else ceil(quantity)
    return requests


def amount(resource: str, quantity: object) -> int:
    """Return a quantity as the scheduler counts it: CPU in millicores, others in units, rounded up."""
    return _amount(resource, str(quantity))


@lru_cache(maxsize=4096)
def _amount(resource: str, quantity: str) -> int:
    # Autoscalers ask for the same few texts every fifteen seconds.
    exact = rules.parse_quantity(quantity)
    return ceil(exact * 1000) if resource == "cpu" else ceil(exact)


def template_hash(template: Mapping[str, Any]) -> str:
    """Return the `pod-template-hash` of a template: ten characters that depend on its content only.

    Kubernetes hashes a Go structure; the model hashes the JSON, so the values differ from a real cluster's.
    """
    text = json.dumps(template, sort_keys=True, separators=(",", ":")).encode()
    number = zlib.crc32(text) << 16 | zlib.adler32(text) & 0xFFFF
    return encode(number, 10)


def encode(number: int, length: int) -> str:
    """Return `number` in the letters and digits Kubernetes uses for generated names."""
    characters = []
    for _ in range(length):
        number, digit = divmod(number, len(_SAFE))
        characters.append(_SAFE[digit])
    return "".join(characters)


def tolerates(tolerations: Iterable[Mapping[str, Any]], taint: Mapping[str, Any]) -> bool:
    """Return whether one of `tolerations` tolerates `taint`."""
    return any(_tolerates(toleration, taint) for toleration in tolerations)


def toleration_seconds(tolerations: Iterable[Mapping[str, Any]], taint: Mapping[str, Any]) -> float | None:
    """Return for how long a NoExecute taint is tolerated: 0 if not at all, None if for ever.

    Of several tolerations of one taint the first counts, as in the taint eviction controller.
    """
    for toleration in tolerations:
        if _tolerates(toleration, taint):
            seconds = toleration.get("tolerationSeconds")
            return None if seconds is None else max(0.0, float(seconds))
    return 0.0


def _tolerates(toleration: Mapping[str, Any], taint: Mapping[str, Any]) -> bool:
    if toleration.get("effect") and toleration["effect"] != taint.get("effect"):
        return False
    if toleration.get("key") and toleration["key"] != taint["key"]:
        return False
    if toleration.get("operator", "Equal") == "Exists":
        return True
    return bool(toleration.get("key")) and (toleration.get("value") or "") == (taint.get("value") or "")
