"""A node autoscaler in the manner of Karpenter: the cheapest nodes for pods that found none.

Pods are batched until none came for a second, ten at most (E42). Nodes that are empty go again after
`consolidateAfter`, within a tenth of the pool at a time (E43, E44). Moving pods to consolidate nodes
that are not empty is not modelled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from typing import Any

from planes import facts
from planes.clock import Timer
from planes.control_plane.eks.hub import Hub
from planes.control_plane.eks.node_pools import INSTANCE_TYPE, ZONE, NodePool
from planes.control_plane.eks.nodes import Nodes, allocatable
from planes.control_plane.eks.objects import Node, Pod
from planes.control_plane.eks.resources import DAEMON_SET, NODE_POOL
from planes.control_plane.eks.scheduler import Scheduler
from planes.control_plane.eks.templates import PodTemplate, tolerates
from planes.errors import PlanesError

IDLE_SECONDS = 1.0
LONGEST_BATCH_SECONDS = 10.0
DISRUPTION_SECONDS = 10.0
RETRY_SECONDS = 60.0
"""Until a launch that EC2 refused is tried again; the model's value."""
Amounts = dict[str, int]


@dataclass(slots=True)
class Planned:
    """A node to be launched, with the instance types that still fit its pods."""

    pool: NodePool
    zone: str | None
    options: list[tuple[float, str, Amounts]]
    used: Amounts
    pods: list[str] = field(default_factory=list)

    def add(self, template: PodTemplate, pod: str) -> bool:
        """Take in a pod if an instance type is left that holds all."""
        used = {r: self.used.get(r, 0) + q for r, q in template.requests.items()} | {
            r: q for r, q in self.used.items() if r not in template.requests
        }
        options = [o for o in self.options if all(q <= o[2].get(r, 0) for r, q in used.items())]
        if not options:
            return False
        self.used, self.options = used, options
        self.pods.append(pod)
        return True


class NodeAutoscaler:
    """Launches nodes of the NodePools for pods that found no node, and ends empty ones."""

    def __init__(self, hub: Hub, nodes: Nodes, scheduler: Scheduler) -> None:
        self._hub, self._nodes, self._scheduler = hub, nodes, scheduler
        self._batch_began = 0.0
        self._timer: Timer | None = None
        self._coming: dict[str, Planned] = {}
        self._sweep: Any = None
        self._empty_since: dict[str, float] = {}
        hub.handlers[NODE_POOL] = self

    def make(self, body: dict[str, Any]) -> NodePool:
        """Return a new NodePool, not yet stored."""
        return NodePool(body)

    def created(self, new: NodePool) -> None:
        """Begin to look for pods that need a node."""
        if self._sweep is None:
            self._sweep = self._hub.clock.every(DISRUPTION_SECONDS, self._end_empty, priority=16)
        self.pod_pending()

    def updated(self, changed: NodePool) -> None:
        """The next batch reads the changed pool."""
        self.pod_pending()

    def deleted(self, gone: NodePool, orphan: bool) -> None:
        """Drain and end the nodes of a removed pool."""
        for node in list(self._of(gone)):
            self._nodes.drain(
                node,
                lambda pod, why: self._hub.pods.delete(pod, why),
                partial(self._nodes.terminate, node.host, "its NodePool was deleted"),
            )

    def pod_pending(self) -> None:
        """Hear that a pod found no node; batch it with those that follow."""
        if not self._hub.store.count(NODE_POOL):
            return
        now = self._hub.clock.now
        if self._timer is None:
            self._batch_began = now
        else:
            self._hub.clock.cancel(self._timer)
        due = min(now + IDLE_SECONDS, self._batch_began + LONGEST_BATCH_SECONDS)
        self._timer = self._hub.clock.at(max(now, due), self._provision, priority=30)

    def host_gone(self, node: Node | None, host: str) -> None:
        """Forget a host that ended before or after it registered."""
        self._coming.pop(host, None)
        if node is not None:
            self._empty_since.pop(node.name, None)

    def registered(self, host: str) -> None:
        """Hear that a launched host is now a node."""
        self._coming.pop(host, None)

    def _provision(self) -> None:
        self._timer = None
        if self._hub.is_down():
            self._timer = self._hub.clock.after(1.0, self._provision, priority=30)
            return
        nominated = {pod for planned in self._coming.values() for pod in planned.pods}
        waiting = [
            pod
            for pods in self._scheduler.unschedulable.values()
            for pod in pods.values()
            if pod.subject not in nominated and not pod.template.daemon
        ]
        waiting.sort(key=lambda pod: (-pod.template.cpu, -pod.template.memory, pod.number))
        planned = self._plan(waiting)
        for plan in planned:
            self._launch(plan)

    def _plan(self, waiting: Iterable[Pod]) -> list[Planned]:
        """Return nodes for the waiting pods: largest pod first, on the first node that holds it."""
        coming, new = list(self._coming.values()), list[Planned]()
        first: dict[PodTemplate, int] = {}
        for pod in waiting:
            template = pod.template
            candidates = coming + new
            index = first.get(template, 0)
            while index < len(candidates):
                plan = candidates[index]
                if (
                    plan.pool.takes(template)
                    and _zone_fits(plan, template)
                    and plan.add(template, pod.subject)
                ):
                    break
                index += 1
            else:
                fresh = self._fresh(template)
                if fresh is not None and fresh.add(template, pod.subject):
                    new.append(fresh)
                else:
                    self._hub.events.add(
                        "control plane",
                        pod.subject,
                        "no node pool fits",
                        "no instance type of a NodePool can hold the pod",
                    )
            first[template] = index
        return new

    def _fresh(self, template: PodTemplate) -> Planned | None:
        for pool in self._hub.store.all(NODE_POOL):
            if not pool.takes(template):
                continue
            options = sorted(
                (facts.instance(name).usd_per_hour, name, allocatable(name))
                for name in pool.instance_types()
                if template.node_selector.get(INSTANCE_TYPE, name) == name
            )
            zones = pool.zones()
            zone = template.node_selector.get(ZONE) or (zones[0] if len(zones) == 1 else None)
            fresh = Planned(pool, zone, options, self._daemons(pool))
            if any(all(q <= o[2].get(r, 0) for r, q in template.requests.items()) for o in options):
                return fresh
        return None

    def _daemons(self, pool: NodePool) -> Amounts:
        """Return what the DaemonSets will request on a node of the pool."""
        total: Amounts = {}
        for daemon_set in self._hub.store.all(DAEMON_SET):
            if all(tolerates(daemon_set.template.tolerations, taint) for taint in pool.taints()):
                for resource, quantity in daemon_set.template.requests.items():
                    total[resource] = total.get(resource, 0) + quantity
        return total

    def _launch(self, plan: Planned) -> None:
        price, instance_type, capacity = plan.options[0]
        limit = plan.pool.cpu_limit()
        in_use = sum(node.allocatable["cpu"] for node in self._of(plan.pool)) + sum(
            p.options[0][2]["cpu"] for p in self._coming.values() if p.pool is plan.pool
        )
        if limit is not None and in_use + capacity["cpu"] > limit:
            self._hub.log(plan.pool, "limit reached", f"{instance_type} would exceed the pool's CPU limit")
            return
        plan.options = plan.options[:1]
        zones = plan.pool.zones()
        zone = plan.zone or (zones[len(self._coming) % len(zones)] if zones else None)
        labels = {**plan.pool.node_labels(), "karpenter.sh/nodepool": plan.pool.name}
        try:
            (host,) = self._nodes.launch(instance_type, 1, zone, labels, plan.pool.taints(), node_group="")
        except PlanesError as refusal:
            self._hub.log(plan.pool, "node launch failed", str(refusal))
            self._hub.clock.after(RETRY_SECONDS, self.pod_pending)
            return
        self._coming[host] = plan
        self._hub.log(
            plan.pool,
            "node launched",
            f"{instance_type}, the cheapest that holds {len(plan.pods)} pods",
            host=host,
            instance_type=instance_type,
            pods=len(plan.pods),
            usd_per_hour=price,
        )

    def _of(self, pool: NodePool) -> list[Node]:
        return [n for n in self._nodes.by_host.values() if n.labels.get("karpenter.sh/nodepool") == pool.name]

    def _end_empty(self) -> None:
        """End nodes that have been empty for `consolidateAfter`, no more at a time than the budget allows."""
        if self._hub.is_down():
            return
        now = self._hub.clock.now
        for pool in self._hub.store.all(NODE_POOL):
            nodes = self._of(pool)
            after = pool.consolidate_after()
            not_ready = sum(node.condition != "True" for node in nodes)
            budget = ceil(len(nodes) * pool.budget_percent() / 100) - not_ready
            for node in nodes:
                if (
                    any(not p.template.daemon and p.active for p in node.pods.values())
                    or node.created + 30 > now
                ):
                    self._empty_since.pop(node.name, None)
                    continue
                since = self._empty_since.setdefault(node.name, now)
                if after is not None and now - since >= after and budget > 0:
                    budget -= 1
                    self._hub.log(pool, "node consolidated", f"{node.name} is empty", node=node.name)
                    self._nodes.cordon(node)
                    self._nodes.terminate(node.host, "empty node consolidated")


def _zone_fits(plan: Planned, template: PodTemplate) -> bool:
    wanted = template.node_selector.get(ZONE)
    return wanted is None or wanted == plan.zone
