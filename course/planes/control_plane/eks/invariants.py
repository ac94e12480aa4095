"""What must hold in every cluster at every moment, whatever is called and whatever fails."""

from __future__ import annotations

from collections.abc import Iterator

from planes.control_plane.eks.disruption import DisruptionBudget
from planes.control_plane.eks.eks import Eks
from planes.control_plane.eks.kubernetes import ControlPlane
from planes.control_plane.eks.objects import Node, Pod, PodOwner
from planes.control_plane.eks.resources import (
    DAEMON_SET,
    DISRUPTION_BUDGET,
    JOB,
    NODE,
    POD,
    REPLICA_SET,
    SERVICE,
)
from planes.control_plane.eks.services import Service


def violations(eks: Eks) -> list[str]:
    """Return a sentence for everything that must not be; empty if all is well."""
    return [
        f"{cluster.name}: {sentence}"
        for cluster in eks.clusters.values()
        for sentence in _cluster(cluster.control_plane)
    ]


def _cluster(control: ControlPlane) -> Iterator[str]:
    pods: list[Pod] = list(control.store.all(POD))
    for node in control.store.all(NODE):
        yield from _node(node)
    yield from _table(control)
    for pod in pods:
        if pod.node is not None and pod.node.pods.get(pod.subject) is not pod:
            yield f"{pod.name} is bound to {pod.node.name}, which does not know it"
        if pod.label_set.pods.get(pod.name) is not pod:
            yield f"{pod.name} is missing among the pods of its labels"
        if pod.ready and not (pod.active and pod.phase == "Running"):
            yield f"{pod.name} is ready but {pod.phase}, deleted at {pod.deleted_at}"
    for waiting in control.scheduler.unschedulable.values():
        yield from (f"{p.name} waits for a node and has one" for p in waiting.values() if p.node is not None)
    for resource in (REPLICA_SET, DAEMON_SET, JOB):
        for owner in control.store.all(resource):
            yield from _owner(owner, [pod for pod in pods if pod.owner is owner])
    for service in control.store.all(SERVICE):
        yield from _service(service, pods)
    for budget in control.store.all(DISRUPTION_BUDGET):
        yield from _budget(budget, pods)


def _node(node: Node) -> Iterator[str]:
    here = [pod for pod in node.pods.values() if pod.phase in ("Pending", "Running")]
    for resource, requested in node.requested.items():
        wanted = sum(pod.template.requests.get(resource, 0) for pod in here)
        if wanted != requested:
            yield f"{node.name} counts {requested} of {resource} as requested, its pods request {wanted}"
        if requested > node.allocatable.get(resource, 0):
            yield f"{node.name} is over its {resource}: {requested} of {node.allocatable.get(resource, 0)}"


def _table(control: ControlPlane) -> Iterator[str]:
    table = control.table
    for node in table.nodes:
        position = node.position
        if position < 0 or table.by_name.get(node.name) is not node:
            continue  # It is gone, and the table settles before the next pod is scheduled.
        columns = (table.requested_cpu, table.requested_memory, table.requested_pods)
        shown = [column.item(position) for column in columns]
        if not table.stale and shown != [node.requested[r] for r in ("cpu", "memory", "pods")]:
            yield f"the scheduler sees {shown} requested on {node.name}, which counts {node.requested}"


def _owner(owner: PodOwner, pods: list[Pod]) -> Iterator[str]:
    active = {pod.name for pod in pods if pod.active}
    if active != set(owner.active):
        yield f"{owner.key} counts other active pods than there are: {active ^ set(owner.active)}"
    for name in ("ready", "available"):
        counted, there = getattr(owner, name), sum(getattr(p, name) for p in pods if p.active)
        if counted != there:
            yield f"{owner.key} counts {counted} {name} pods, there are {there}"


def _service(service: Service, pods: list[Pod]) -> Iterator[str]:
    wanted = service.selector["matchLabels"]
    selected = {
        pod.name
        for pod in pods
        if wanted
        and pod.namespace == service.namespace
        and wanted.items() <= pod.labels.items()
        and pod.ready
    }
    if selected != set(service.ready):
        yield f"service {service.key} sends traffic to {sorted(service.ready)}, ready are {sorted(selected)}"


def _budget(budget: DisruptionBudget, pods: list[Pod]) -> Iterator[str]:
    healthy = sum(pod.ready for pod in budget.pods.values())
    if healthy != budget.healthy:
        yield f"budget {budget.key} counts {budget.healthy} healthy pods, there are {healthy}"
    gone = set(budget.pods) - {pod.name for pod in pods if pod.active}
    if gone:
        yield f"budget {budget.key} counts pods that are gone: {sorted(gone)}"
