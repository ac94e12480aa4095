"""`kubectl describe`: an object in words, and what happened to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planes.clients.kubernetes.columns import pod_status, since
from planes.control_plane.eks.objects import Pod

Json = Mapping[str, Any]


def describe(item: Json, events: Sequence[Json], pods: Sequence[Pod], now: float) -> str:
    """Return the description of one object.

    Args:
        item: the object.
        events: its Events.
        pods: the pods of a node.
        now: virtual second.
    """
    metadata = item["metadata"]
    lines = [_line("Name", metadata["name"])]
    if metadata.get("namespace"):
        lines.append(_line("Namespace", metadata["namespace"]))
    lines += _pairs("Labels", metadata.get("labels") or {})
    annotations = {k: v for k, v in (metadata.get("annotations") or {}).items() if "last-applied" not in k}
    lines += _pairs("Annotations", annotations)
    lines += _BODIES.get(item["kind"], _generic)(item)
    if pods:
        lines.append("Pods:")
        for pod in pods:
            cpu, memory = pod.template.cpu, pod.template.memory // 2**20
            lines.append(
                f"  {pod.namespace}/{pod.name}  cpu {cpu}m  memory {memory}Mi  {pod.template.qos_class}"
            )
    lines.append("Events:" if events else "Events:  <none>")
    for event in events[-20:]:
        seen, source = since(event.get("lastTimestamp"), now), event["source"]["component"]
        lines.append(f"  {event['type']:<8} {event['reason']:<20} {seen:<8} {source}: {event['message']}")
    return "\n".join(lines)


def _line(name: str, value: object) -> str:
    return f"{name + ':':<18}{value}"


def _pairs(name: str, pairs: Mapping[str, Any]) -> list[str]:
    if not pairs:
        return [_line(name, "<none>")]
    texts = [f"{key}={value}" for key, value in pairs.items()]
    return [_line(name, texts[0])] + [" " * 18 + text for text in texts[1:]]


def _pod(item: Json) -> list[str]:
    status, spec = item.get("status") or {}, item["spec"]
    lines = [
        _line("Node", spec.get("nodeName", "<none>")),
        _line("Status", pod_status(item)),
        _line("IP", status.get("podIP", "<none>")),
        _line("QoS Class", status.get("qosClass", "")),
        "Containers:",
    ]
    states = {s["name"]: s for s in status.get("containerStatuses") or ()}
    for container in spec["containers"]:
        state = states.get(container["name"], {})
        words = "; ".join(
            f"{kind} " + ", ".join(f"{key} {value}" for key, value in detail.items())
            for kind, detail in (state.get("state") or {"waiting": {}}).items()
        )
        lines += [
            f"  {container['name']}:",
            f"    Image:     {container['image']}",
            f"    State:     {words}",
            f"    Ready:     {state.get('ready', False)}",
            f"    Restarts:  {state.get('restartCount', 0)}",
        ]
        for kind in ("limits", "requests"):
            given = (container.get("resources") or {}).get(kind)
            if given:
                lines.append(f"    {kind.title()}:  " + ", ".join(f"{k} {v}" for k, v in given.items()))
    return lines + list(_conditions(item))


def _node(item: Json) -> list[str]:
    status, spec = item["status"], item["spec"]
    taints = [f"{t['key']}={t.get('value', '')}:{t['effect']}" for t in spec.get("taints") or ()]
    lines = [
        _line("Taints", ", ".join(taints) or "<none>"),
        _line("Unschedulable", spec.get("unschedulable", False)),
    ]
    for name in ("capacity", "allocatable"):
        lines += [name.title() + ":"] + [
            f"  {resource}: {amount}" for resource, amount in status[name].items()
        ]
    return lines + list(_conditions(item))


_COUNTS = (
    ("updatedReplicas", "updated"),
    ("replicas", "total"),
    ("availableReplicas", "available"),
    ("unavailableReplicas", "unavailable"),
)


def _deployment(item: Json) -> list[str]:
    spec, status = item["spec"], item.get("status") or {}
    rolling = spec["strategy"].get("rollingUpdate") or {}
    lines = [
        _line(
            "Selector", ",".join(f"{k}={v}" for k, v in (spec["selector"].get("matchLabels") or {}).items())
        ),
        _line(
            "Replicas",
            f"{spec['replicas']} desired | "
            + " | ".join(f"{status.get(key, 0)} {word}" for key, word in _COUNTS),
        ),
        _line("StrategyType", spec["strategy"]["type"]),
    ]
    if rolling:
        lines.append(
            _line(
                "RollingUpdate",
                f"{rolling['maxUnavailable']} max unavailable, {rolling['maxSurge']} max surge",
            )
        )
    lines += [f"  {c['name']}: {c['image']}" for c in spec["template"]["spec"]["containers"]]
    return lines + list(_conditions(item))


def _generic(item: Json) -> list[str]:
    lines = []
    for part in ("spec", "status"):
        for key, value in (item.get(part) or {}).items():
            if key not in ("template", "conditions"):
                lines.append(_line(key[0].upper() + key[1:], value))
    return lines + list(_conditions(item))


def _conditions(item: Json) -> Iterator[str]:
    conditions = (item.get("status") or {}).get("conditions") or ()
    if conditions:
        yield "Conditions:"
    for condition in conditions:
        reason = " ".join(str(condition[key]) for key in ("reason", "message") if condition.get(key))
        yield f"  {condition['type']:<18}{condition['status']:<9}{reason}".rstrip()


_BODIES = {"Pod": _pod, "Node": _node, "Deployment": _deployment}
