"""The columns kubectl shows of each kind, read from the JSON: the same in notebooks and for real tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from planes.control_plane.eks.timestamps import age, moment

Json = Mapping[str, Any]
Cell = Callable[[Json, float], str]
_NONE = "<none>"


class Column(NamedTuple):
    """One column.

    Attributes:
        name: its heading.
        cell: gives the text for an object at a virtual second.
        wide: whether only `-o wide` shows it.
    """

    name: str
    cell: Cell
    wide: bool = False


def columns(kind: str, wide: bool = True) -> list[Column]:
    """Return the columns of a kind, without NAMESPACE.

    Args:
        kind: such as "Pod".
        wide: whether those of `-o wide` are among them.
    """
    found = _COLUMNS.get(kind, [_NAME, _AGE])
    return [column for column in found if wide or not column.wide]


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


def since(text: str | None, now: float) -> str:
    """Return how long ago a time stamp of the API was."""
    if not text:
        return "<unknown>"
    return age((moment(now) - _time(text)).total_seconds())


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _nothing(item: Json, now: float) -> str:
    return _NONE


def _at(*path: str, missing: str = "0") -> Cell:
    def cell(item: Json, now: float) -> str:
        value: Any = item
        for part in path:
            value = value.get(part) if isinstance(value, Mapping) else None
        return missing if value in (None, "") else str(value)

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


def _internal_ip(item: Json, now: float) -> str:
    found = [a["address"] for a in item["status"]["addresses"] if a["type"] == "InternalIP"]
    return found[0] if found else _NONE


def _pairs(labels: Mapping[str, str] | None) -> str:
    return ",".join(f"{key}={value}" for key, value in (labels or {}).items()) or _NONE


def _containers(field: str) -> Cell:
    return lambda item, now: ",".join(c[field] for c in item["spec"]["template"]["spec"]["containers"])


def _selector(item: Json, now: float) -> str:
    selector = item["spec"].get("selector") or {}
    return _pairs(selector.get("matchLabels") if "matchLabels" in selector else selector)


def _node_selector(item: Json, now: float) -> str:
    return _pairs(item["spec"]["template"]["spec"].get("nodeSelector"))


def _service_ports(item: Json, now: float) -> str:
    ports = item["spec"].get("ports") or ()
    return ",".join(f"{p['port']}/{p.get('protocol', 'TCP')}" for p in ports) or _NONE


def _first_three(found: list[str], missing: str) -> str:
    more = f" + {len(found) - 3} more..." if len(found) > 3 else ""
    return (",".join(found[:3]) + more) or missing


def _endpoints(item: Json, now: float) -> str:
    found = [
        f"{address['ip']}:{port['port']}"
        for subset in item.get("subsets") or ()
        for address in subset.get("addresses") or ()
        for port in subset["ports"]
    ]
    return _first_three(found, _NONE)


def _slice_ports(item: Json, now: float) -> str:
    return ",".join(str(port.get("port")) for port in item.get("ports") or ()) or "<unset>"


def _slice_endpoints(item: Json, now: float) -> str:
    found = [address for endpoint in item.get("endpoints") or () for address in endpoint["addresses"]]
    return _first_three(found, "<unset>")


def _completions(item: Json, now: float) -> str:
    return f"{(item.get('status') or {}).get('succeeded', 0)}/{item['spec'].get('completions', 1)}"


def _job_status(item: Json, now: float) -> str:
    conditions = (item.get("status") or {}).get("conditions") or ()
    return str(conditions[0]["type"]) if conditions else "Running"


def _duration(item: Json, now: float) -> str:
    status = item.get("status") or {}
    if not status.get("startTime") or not status.get("completionTime"):
        return ""
    return age((_time(status["completionTime"]) - _time(status["startTime"])).total_seconds())


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


_NAME = Column("NAME", _at("metadata", "name"))
_AGE = Column("AGE", lambda item, now: since(item["metadata"].get("creationTimestamp"), now))
_TEMPLATE = [
    Column("CONTAINERS", _containers("name"), wide=True),
    Column("IMAGES", _containers("image"), wide=True),
    Column("SELECTOR", _selector, wide=True),
]
_COLUMNS: dict[str, list[Column]] = {
    "Pod": [
        _NAME,
        Column("READY", _pod_ready),
        Column("STATUS", lambda item, now: pod_status(item)),
        Column("RESTARTS", _restarts),
        _AGE,
        Column("IP", _at("status", "podIP", missing=_NONE), wide=True),
        Column("NODE", _at("spec", "nodeName", missing=_NONE), wide=True),
        Column("NOMINATED NODE", _at("status", "nominatedNodeName", missing=_NONE), wide=True),
        Column("READINESS GATES", _nothing, wide=True),
    ],
    "Node": [
        _NAME,
        Column("STATUS", _node_status),
        Column("ROLES", _nothing),
        _AGE,
        Column("VERSION", _at("status", "nodeInfo", "kubeletVersion")),
        Column("INTERNAL-IP", _internal_ip, wide=True),
        Column("EXTERNAL-IP", _nothing, wide=True),
        Column("OS-IMAGE", _at("status", "nodeInfo", "osImage"), wide=True),
        Column("KERNEL-VERSION", _at("status", "nodeInfo", "kernelVersion"), wide=True),
        Column("CONTAINER-RUNTIME", _at("status", "nodeInfo", "containerRuntimeVersion"), wide=True),
    ],
    "Deployment": [
        _NAME,
        Column("READY", _ready_of("readyReplicas", "replicas")),
        Column("UP-TO-DATE", _at("status", "updatedReplicas")),
        Column("AVAILABLE", _at("status", "availableReplicas")),
        _AGE,
        *_TEMPLATE,
    ],
    "ReplicaSet": [
        _NAME,
        Column("DESIRED", _at("spec", "replicas")),
        Column("CURRENT", _at("status", "replicas")),
        Column("READY", _at("status", "readyReplicas")),
        _AGE,
        *_TEMPLATE,
    ],
    "DaemonSet": [
        _NAME,
        Column("DESIRED", _at("status", "desiredNumberScheduled")),
        Column("CURRENT", _at("status", "currentNumberScheduled")),
        Column("READY", _at("status", "numberReady")),
        Column("UP-TO-DATE", _at("status", "updatedNumberScheduled")),
        Column("AVAILABLE", _at("status", "numberAvailable")),
        Column("NODE SELECTOR", _node_selector),
        _AGE,
        *_TEMPLATE,
    ],
    "Job": [
        _NAME,
        Column("STATUS", _job_status),
        Column("COMPLETIONS", _completions),
        Column("DURATION", _duration),
        _AGE,
        *_TEMPLATE,
    ],
    "Service": [
        _NAME,
        Column("TYPE", _at("spec", "type")),
        Column("CLUSTER-IP", _at("spec", "clusterIP", missing=_NONE)),
        Column("EXTERNAL-IP", _nothing),
        Column("PORT(S)", _service_ports),
        _AGE,
        Column("SELECTOR", _selector, wide=True),
    ],
    "Endpoints": [_NAME, Column("ENDPOINTS", _endpoints), _AGE],
    "EndpointSlice": [
        _NAME,
        Column("ADDRESSTYPE", _at("addressType", missing=_NONE)),
        Column("PORTS", _slice_ports),
        Column("ENDPOINTS", _slice_endpoints),
        _AGE,
    ],
    "HorizontalPodAutoscaler": [
        _NAME,
        Column("REFERENCE", _reference),
        Column("TARGETS", _targets),
        Column("MINPODS", _at("spec", "minReplicas")),
        Column("MAXPODS", _at("spec", "maxReplicas")),
        Column("REPLICAS", _at("status", "currentReplicas")),
        _AGE,
    ],
    "PodDisruptionBudget": [
        _NAME,
        Column("MIN AVAILABLE", _at("spec", "minAvailable", missing="N/A")),
        Column("MAX UNAVAILABLE", _at("spec", "maxUnavailable", missing="N/A")),
        Column("ALLOWED DISRUPTIONS", _at("status", "disruptionsAllowed")),
        _AGE,
    ],
    "Namespace": [_NAME, Column("STATUS", _at("status", "phase")), _AGE],
    "Lease": [_NAME, Column("HOLDER", _at("spec", "holderIdentity", missing="")), _AGE],
    "ConfigMap": [_NAME, Column("DATA", lambda item, now: str(len(item.get("data") or {}))), _AGE],
    "Event": [
        Column("LAST SEEN", lambda item, now: since(item.get("lastTimestamp"), now)),
        Column("TYPE", _at("type", missing="")),
        Column("REASON", _at("reason", missing="")),
        Column("OBJECT", _involved),
        Column("MESSAGE", _at("message", missing="")),
        Column("SOURCE", _at("source", "component", missing=_NONE), wide=True),
        Column("NAME", _at("metadata", "name"), wide=True),
    ],
}
