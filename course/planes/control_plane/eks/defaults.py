"""What the API server fills in where a manifest says nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from planes.control_plane.eks.resources import (
    AUTOSCALER,
    DAEMON_SET,
    DEPLOYMENT,
    DISRUPTION_BUDGET,
    JOB,
    POD,
    REPLICA_SET,
    SERVICE,
    Resource,
)
from planes.rules import kubernetes as rules

Json = dict[str, Any]
EVICTION_SECONDS = 300
"""Tolerance of nodes that are not ready or unreachable. Source: E34."""
_TOLERATED = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def fill_in(resource: Resource, body: Json) -> None:
    """Fill the defaults of `resource` into `body`."""
    if resource.namespaced:
        body["metadata"].setdefault("namespace", "default")
    filler = _FILLERS.get(resource)
    if filler is not None:
        filler(body.setdefault("spec", {}))


def pod_spec(spec: Json) -> None:
    """Fill in a PodSpec."""
    spec.setdefault("restartPolicy", "Always")
    spec.setdefault("terminationGracePeriodSeconds", 30)
    spec.setdefault("dnsPolicy", "ClusterFirst")
    spec.setdefault("schedulerName", "default-scheduler")
    spec.setdefault("securityContext", {})
    for container in [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]:
        _container(container)
    for constraint in spec.get("topologySpreadConstraints") or ():
        constraint.setdefault("whenUnsatisfiable", "DoNotSchedule")


def tolerate_lost_nodes(spec: Json) -> None:
    """Add what the DefaultTolerationSeconds admission adds to a pod. Source: E34."""
    given = spec.get("tolerations") or []
    added = [
        {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": EVICTION_SECONDS}
        for key in _TOLERATED
        if not any(
            t.get("key") in (key, None, "") and t.get("effect") in ("NoExecute", None, "") for t in given
        )
    ]
    if added:
        spec["tolerations"] = [*given, *added]


def _container(container: Json) -> None:
    image = str(container.get("image", ""))
    tag = image.rsplit("/", 1)[-1].partition(":")[2]
    latest = "@" not in image and tag in ("", "latest")
    container.setdefault("imagePullPolicy", "Always" if latest else "IfNotPresent")
    container.setdefault("terminationMessagePath", "/dev/termination-log")
    container.setdefault("terminationMessagePolicy", "File")
    resources = container.setdefault("resources", {})
    for kind in ("limits", "requests"):
        if isinstance(resources.get(kind), dict):
            resources[kind] = {name: _canonical(value) for name, value in resources[kind].items()}
    if resources.get("limits"):
        resources["requests"] = {**resources["limits"], **(resources.get("requests") or {})}
    for port in container.get("ports") or ():
        port.setdefault("protocol", "TCP")
    for name in _PROBES:
        if name in container:
            probe = container[name]
            for key, value in (("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1)):
                probe.setdefault(key, value)
            probe.setdefault("failureThreshold", 3)


def _canonical(quantity: Any) -> Any:
    """Return a quantity as the API server writes it back; a malformed one waits for the validation."""
    try:
        return rules.canonical_quantity(quantity)
    except rules.QuantityError:
        return quantity


def _pod(spec: Json) -> None:
    pod_spec(spec)
    tolerate_lost_nodes(spec)


def _template(spec: Json) -> None:
    pod_spec(spec["template"].setdefault("spec", {}))


def _deployment(spec: Json) -> None:
    spec.setdefault("replicas", 1)
    spec.setdefault("revisionHistoryLimit", 10)
    spec.setdefault("progressDeadlineSeconds", 600)
    strategy = spec.setdefault("strategy", {})
    strategy.setdefault("type", "RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        rolling = strategy.setdefault("rollingUpdate", {})
        rolling.setdefault("maxUnavailable", "25%")
        rolling.setdefault("maxSurge", "25%")
    _template(spec)


def _replica_set(spec: Json) -> None:
    spec.setdefault("replicas", 1)
    _template(spec)


def _daemon_set(spec: Json) -> None:
    strategy = spec.setdefault("updateStrategy", {})
    strategy.setdefault("type", "RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        strategy.setdefault("rollingUpdate", {"maxUnavailable": 1, "maxSurge": 0})
    spec.setdefault("revisionHistoryLimit", 10)
    _template(spec)


def _job(spec: Json) -> None:
    if "completions" not in spec and "parallelism" not in spec:
        spec["completions"] = 1
    spec.setdefault("parallelism", 1)
    spec.setdefault("backoffLimit", 6)
    spec.setdefault("suspend", False)
    spec.setdefault("completionMode", "NonIndexed")
    _template(spec)


def _service(spec: Json) -> None:
    spec.setdefault("type", "ClusterIP")
    spec.setdefault("sessionAffinity", "None")
    for port in spec.get("ports") or ():
        port.setdefault("protocol", "TCP")
        port.setdefault("targetPort", port.get("port"))


def _autoscaler(spec: Json) -> None:
    spec.setdefault("minReplicas", 1)
    spec.setdefault(
        "metrics",
        [
            {
                "type": "Resource",
                "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}},
            }
        ],
    )


def _budget(spec: Json) -> None:
    if "minAvailable" not in spec and "maxUnavailable" not in spec:
        spec["minAvailable"] = 1


_FILLERS: dict[Resource, Callable[[Json], None]] = {
    POD: _pod,
    DEPLOYMENT: _deployment,
    REPLICA_SET: _replica_set,
    DAEMON_SET: _daemon_set,
    JOB: _job,
    SERVICE: _service,
    AUTOSCALER: _autoscaler,
    DISRUPTION_BUDGET: _budget,
}
