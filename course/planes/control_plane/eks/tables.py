"""Objects as the rows kubectl prints: one set of columns per kind, read from the JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from planes.control_plane.eks.timestamps import age, moment

Json = Mapping[str, Any]
Cell = Callable[[Json, float], str]


def columns(kind: str, wide: bool = False) -> list[str]:
    """Return the column headings of a kind, without NAMESPACE."""
    return [name for name, _ in _columns(kind, wide)]


def row(item: Json, now: float, wide: bool = False) -> list[str]:
    """Return the cells of one object at virtual second `now`."""
    return [cell(item, now) for _, cell in _columns(item.get("kind", ""), wide)]


def table(
    items: Sequence[Json], now: float, kind: str = "", wide: bool = False, namespaces: bool = False
) -> str:
    """Return the text `kubectl get` prints for objects of one kind."""
    if not items:
        return "No resources found."
    kind = kind or items[0].get("kind", "")
    lines = [(["NAMESPACE"] if namespaces else []) + columns(kind, wide)]
    for item in items:
        space = [item["metadata"].get("namespace", "")] if namespaces else []
        lines.append(space + [cell(item, now) for _, cell in _columns(kind, wide)])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "   ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def pod_status(pod: Json) -> str:
    """Return what kubectl prints in the STATUS column of a pod."""
    if "deletionTimestamp" in pod["metadata"]:
        return "Terminating"
    status = pod.get("status") or {}
    for container in status.get("containerStatuses") or ():
        state = container.get("state") or {}
        for name in ("waiting", "terminated"):
            if name in state:
                return str(state[name].get("reason", name))
    return str(status.get("reason") or status.get("phase", "Unknown"))


def _columns(kind: str, wide: bool) -> Sequence[tuple[str, Cell]]:
    own, extra = _TABLES.get(kind, ([], []))
    return [("NAME", _name), *own, *([] if kind == "Event" else [("AGE", _age)]), *(extra if wide else [])]


def _name(item: Json, now: float) -> str:
    return str(item["metadata"]["name"])


def _age(item: Json, now: float) -> str:
    return _since(item["metadata"].get("creationTimestamp"), now)


def _since(text: str | None, now: float) -> str:
    if not text:
        return "<unknown>"
    then = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return age((moment(now) - then).total_seconds())


def _at(*path: str, missing: str = "0") -> Cell:
    def cell(item: Json, now: float) -> str:
        value: Any = item
        for part in path:
            value = value.get(part) if isinstance(value, Mapping) else None
        return missing if value is None else str(value)

    return cell


def _ready_of(count: str, total: str) -> Cell:
    return lambda item, now: (
        f"{(item.get('status') or {}).get(count, 0)}/{(item.get('spec') or {}).get(total, 0)}"
    )


def _pod_ready(item: Json, now: float) -> str:
    statuses = (item.get("status") or {}).get("containerStatuses") or ()
    return f"{sum(s['ready'] for s in statuses)}/{len(item['spec']['containers'])}"


def _restarts(item: Json, now: float) -> str:
    return str(sum(s["restartCount"] for s in (item.get("status") or {}).get("containerStatuses") or ()))


def _node_status(item: Json, now: float) -> str:
    ready = next(c["status"] for c in item["status"]["conditions"] if c["type"] == "Ready")
    text = "Ready" if ready == "True" else "NotReady"
    return text + (",SchedulingDisabled" if item["spec"].get("unschedulable") else "")


def _label(name: str) -> Cell:
    return lambda item, now: str((item["metadata"].get("labels") or {}).get(name, "<none>"))


def _images(item: Json, now: float) -> str:
    spec = item["spec"].get("template", item)["spec"]
    return ",".join(c["image"] for c in spec["containers"])


def _selector(item: Json, now: float) -> str:
    labels = (item["spec"].get("selector") or {}).get("matchLabels") or {}
    return ",".join(f"{key}={value}" for key, value in labels.items()) or "<none>"


def _service_ports(item: Json, now: float) -> str:
    return (
        ",".join(f"{p['port']}/{p.get('protocol', 'TCP')}" for p in item["spec"].get("ports") or ())
        or "<none>"
    )


def _endpoints(item: Json, now: float) -> str:
    found = [
        f"{address['ip']}:{port['port']}"
        for subset in item.get("subsets") or ()
        for address in subset.get("addresses") or ()
        for port in subset["ports"]
    ]
    more = f" + {len(found) - 3} more..." if len(found) > 3 else ""
    return (",".join(found[:3]) + more) or "<none>"


def _completions(item: Json, now: float) -> str:
    return f"{(item.get('status') or {}).get('succeeded', 0)}/{item['spec'].get('completions', 1)}"


def _job_status(item: Json, now: float) -> str:
    conditions = (item.get("status") or {}).get("conditions") or ()
    return str(conditions[0]["type"]) if conditions else "Running"


def _targets(item: Json, now: float) -> str:
    current = (
        ((item.get("status") or {}).get("currentMetrics") or [{}])[0].get("resource", {}).get("current", {})
    )
    target = item["spec"]["metrics"][0].get("resource", {}).get("target", {})
    now_at = current.get("averageUtilization")
    return f"cpu: {'<unknown>' if now_at is None else f'{now_at}%'}/{target.get('averageUtilization', '?')}%"


def _reference(item: Json, now: float) -> str:
    target = item["spec"]["scaleTargetRef"]
    return f"{target['kind']}/{target['name']}"


def _involved(item: Json, now: float) -> str:
    return f"{item['involvedObject']['kind'].lower()}/{item['involvedObject']['name']}"


_NONE = "<none>"
_TABLES: dict[str, tuple[list[tuple[str, Cell]], list[tuple[str, Cell]]]] = {
    "Pod": (
        [("READY", _pod_ready), ("STATUS", lambda item, now: pod_status(item)), ("RESTARTS", _restarts)],
        [("IP", _at("status", "podIP", missing=_NONE)), ("NODE", _at("spec", "nodeName", missing=_NONE))],
    ),
    "Node": (
        [("STATUS", _node_status), ("ROLES", lambda item, now: _NONE)],
        [
            ("VERSION", _at("status", "nodeInfo", "kubeletVersion")),
            ("INSTANCE-TYPE", _label("node.kubernetes.io/instance-type")),
            ("ZONE", _label("topology.kubernetes.io/zone")),
        ],
    ),
    "Deployment": (
        [
            ("READY", _ready_of("readyReplicas", "replicas")),
            ("UP-TO-DATE", _at("status", "updatedReplicas")),
            ("AVAILABLE", _at("status", "availableReplicas")),
        ],
        [("IMAGES", _images), ("SELECTOR", _selector)],
    ),
    "ReplicaSet": (
        [
            ("DESIRED", _at("spec", "replicas")),
            ("CURRENT", _at("status", "replicas")),
            ("READY", _at("status", "readyReplicas")),
        ],
        [("IMAGES", _images), ("SELECTOR", _selector)],
    ),
    "DaemonSet": (
        [
            ("DESIRED", _at("status", "desiredNumberScheduled")),
            ("CURRENT", _at("status", "currentNumberScheduled")),
            ("READY", _at("status", "numberReady")),
            ("UP-TO-DATE", _at("status", "updatedNumberScheduled")),
            ("AVAILABLE", _at("status", "numberAvailable")),
        ],
        [("IMAGES", _images), ("SELECTOR", _selector)],
    ),
    "Job": ([("STATUS", _job_status), ("COMPLETIONS", _completions)], [("IMAGES", _images)]),
    "Service": (
        [
            ("TYPE", _at("spec", "type")),
            ("CLUSTER-IP", _at("spec", "clusterIP", missing=_NONE)),
            ("EXTERNAL-IP", lambda item, now: _NONE),
            ("PORT(S)", _service_ports),
        ],
        [],
    ),
    "Endpoints": ([("ENDPOINTS", _endpoints)], []),
    "HorizontalPodAutoscaler": (
        [
            ("REFERENCE", _reference),
            ("TARGETS", _targets),
            ("MINPODS", _at("spec", "minReplicas")),
            ("MAXPODS", _at("spec", "maxReplicas")),
            ("REPLICAS", _at("status", "currentReplicas")),
        ],
        [],
    ),
    "PodDisruptionBudget": (
        [
            ("MIN AVAILABLE", _at("spec", "minAvailable", missing="N/A")),
            ("MAX UNAVAILABLE", _at("spec", "maxUnavailable", missing="N/A")),
            ("ALLOWED DISRUPTIONS", _at("status", "disruptionsAllowed")),
        ],
        [],
    ),
    "Namespace": ([("STATUS", _at("status", "phase"))], []),
    "Lease": ([("HOLDER", _at("spec", "holderIdentity"))], []),
    "ConfigMap": ([("DATA", lambda item, now: str(len(item.get("data") or {})))], []),
    "Event": (
        [
            ("LAST SEEN", lambda item, now: _since(item.get("lastTimestamp"), now)),
            ("TYPE", _at("type")),
            ("REASON", _at("reason")),
            ("OBJECT", _involved),
            ("MESSAGE", _at("message")),
        ],
        [],
    ),
}
