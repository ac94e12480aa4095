"""Nodes that fall silent: heartbeat, NotReady, taints, and the eviction of their pods zone by zone.

Sources: E32 to E36; K8S pkg/controller/nodelifecycle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from planes.control_plane.eks.hub import Hub
from planes.control_plane.eks.objects import Node, Pod
from planes.control_plane.eks.templates import toleration_seconds
from planes.control_plane.eks.versions import minor

HEARTBEAT_SECONDS = 10.0
MONITOR_SECONDS = 5.0
GRACE_SECONDS = 50.0
EARLIER_GRACE_SECONDS = 40.0
"""Until Kubernetes 1.31. Source: E33; 1.32 changed the default of --node-monitor-grace-period."""
EVICTIONS_PER_SECOND = 0.1
REDUCED_EVICTIONS_PER_SECOND = 0.01
"""Rate in a zone where most nodes, but not all, are NotReady; 0 in zones of up to 50 nodes.

The documentation speaks of the cluster's size; the controller compares the zone's.
"""
LARGE_ZONE = 50
UNHEALTHY_SHARE = 0.55
UNREACHABLE = "node.kubernetes.io/unreachable"
NOT_READY = "node.kubernetes.io/not-ready"


class NodeLifecycle:
    """Watches all heartbeats in one sweep every five seconds.

    Args:
        hub: the cluster.
        silent: hosts that fell silent and since when, as the data plane tells the sweep.
        nodes_changed: called when labels, taints or nodes changed.
    """

    def __init__(self, hub: Hub, silent: Mapping[str, float], nodes_changed: Callable[[], object]) -> None:
        self._hub, self._silent, self._nodes_changed = hub, silent, nodes_changed
        self._by_host: dict[str, Node] = {}
        self._not_ready: dict[str, dict[str, Node]] = {}
        self._to_taint: dict[str, dict[str, Node]] = {}
        self._next_taint: dict[str, float] = {}
        self._tainted: dict[str, float] = {}
        self._zone_sizes: dict[str, int] = {}
        self._timer = hub.clock.every(MONITOR_SECONDS, self.sweep, priority=8)

    def stop(self) -> None:
        """End the sweeps."""
        self._timer.stop()

    def add(self, node: Node) -> None:
        """Take in a node that registered."""
        self._by_host[node.host] = node
        self._zone_sizes[node.zone] = self._zone_sizes.get(node.zone, 0) + 1

    def remove(self, node: Node) -> None:
        """Forget a node whose host is gone."""
        self._forget(node)
        self._by_host.pop(node.host, None)
        self._zone_sizes[node.zone] -= 1

    def last_heartbeat(self, node: Node, now: float) -> float:
        """Return when the node's lease was last renewed: every ten seconds since it registered."""
        until = min(now, self._silent.get(node.host, now))
        return node.created + (until - node.created) // HEARTBEAT_SECONDS * HEARTBEAT_SECONDS

    def sweep(self) -> None:
        """Look at the heartbeats that did not come, and taint what is due."""
        if self._hub.is_down():
            return
        now = self._hub.clock.now
        if self._silent:
            for host in self._silent:
                node = self._by_host.get(host)
                missed = node is not None and now - self.last_heartbeat(node, now) > self._grace()
                if node is not None and missed and node.condition == "True":
                    self._mark_unknown(node)
        if any(self._not_ready.values()) and self._lost_zones() == self._zones():
            self._stop_evictions()
            return
        for zone, waiting in self._to_taint.items():
            if waiting:
                self._taint_due(zone, waiting, now)

    def heard_again(self, node: Node) -> None:
        """Note that a node reports again: it is Ready and its taints go."""
        self._forget(node)
        if node.condition != "True":
            self._set_condition(node, "True", "KubeletReady", "kubelet is posting ready status")
        self.set_taints(node, [t for t in node.taints if t["key"] not in (UNREACHABLE, NOT_READY)])

    def set_taints(self, node: Node, taints: list[dict[str, Any]]) -> None:
        """Give a node its taints; pods that do not tolerate a new NoExecute taint are evicted."""
        before = [t for t in node.taints if t["effect"] == "NoExecute"]
        node.taints = taints
        self.node_changed(node)
        added = [t for t in taints if t["effect"] == "NoExecute" and t not in before]
        if added:
            self._tainted[node.name] = self._hub.clock.now
            for taint in added:
                self._plan_evictions(node, taint)

    def node_changed(self, node: Node) -> None:
        """Tell the scheduler and the DaemonSets of changed labels, taints or cordon."""
        if not node.is_fargate:
            self._hub.table.node_changed(node)
            self._nodes_changed()
        self._hub.store.touch(node)

    def pod_bound(self, pod: Pod, node: Node) -> None:
        """Plan the eviction of a pod that was bound to a node tainted meanwhile."""
        for taint in node.taints:
            if taint["effect"] == "NoExecute":
                self._plan_eviction(pod, node, taint)

    def _mark_unknown(self, node: Node) -> None:
        self._set_condition(node, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.")
        self._not_ready.setdefault(node.zone, {})[node.name] = node
        self._to_taint.setdefault(node.zone, {})[node.name] = node
        self.set_taints(node, [*node.taints, {"key": UNREACHABLE, "effect": "NoSchedule"}])
        for pod in list(node.pods.values()):
            self._hub.pods.set_ready(pod, False)

    def _set_condition(self, node: Node, status: str, reason: str, message: str) -> None:
        node.condition, node.condition_since = status, self._hub.clock.now
        what = "node ready" if status == "True" else "node not ready"
        self._hub.events.add(
            "control plane", f"{self._hub.cluster}/node/{node.name}", what, message, reason=reason
        )

    def _grace(self) -> float:
        return GRACE_SECONDS if minor(self._hub.version()) >= 32 else EARLIER_GRACE_SECONDS

    def _rate(self, zone: str) -> float:
        """Return how many nodes a second may be tainted in a zone.

        A zone that is lost altogether keeps the normal rate: its pods have somewhere to go.
        """
        if zone in self._lost_zones():
            return EVICTIONS_PER_SECOND
        missing = len(self._not_ready.get(zone, ()))
        if missing > 2 and missing / self._zone_sizes[zone] >= UNHEALTHY_SHARE:
            return REDUCED_EVICTIONS_PER_SECOND if self._zone_sizes[zone] > LARGE_ZONE else 0.0
        return EVICTIONS_PER_SECOND

    def _zones(self) -> set[str]:
        return {zone for zone, size in self._zone_sizes.items() if size}

    def _lost_zones(self) -> set[str]:
        """Return the zones in which no node is ready."""
        return {z for z, nodes in self._not_ready.items() if nodes and len(nodes) == self._zone_sizes.get(z)}

    def _stop_evictions(self) -> None:
        """Take back the NoExecute taints: when every zone is lost, the control plane itself is cut off."""
        for zone, nodes in self._not_ready.items():
            for node in nodes.values():
                kept = [t for t in node.taints if (t["key"], t["effect"]) != (UNREACHABLE, "NoExecute")]
                if len(kept) < len(node.taints):
                    self.set_taints(node, kept)
                    self._to_taint.setdefault(zone, {})[node.name] = node

    def _taint_due(self, zone: str, waiting: dict[str, Node], now: float) -> None:
        rate = self._rate(zone)
        if not rate or now < self._next_taint.get(zone, 0.0):
            return
        name = next(iter(waiting))
        node = waiting.pop(name)
        self._next_taint[zone] = now + 1 / rate
        self.set_taints(node, [*node.taints, {"key": UNREACHABLE, "effect": "NoExecute"}])

    def _plan_evictions(self, node: Node, taint: Mapping[str, Any]) -> None:
        """Plan one eviction timer per distinct toleration, not one per pod."""
        seconds: dict[float, list[Pod]] = {}
        for pod in node.pods.values():
            limit = toleration_seconds(pod.template.tolerations, taint)
            if limit is not None and pod.deleted_at is None:
                seconds.setdefault(limit, []).append(pod)
        for limit, pods in seconds.items():
            self._hub.clock.after(
                limit, self._evict, node, dict(taint), pods, self._tainted[node.name], priority=9
            )

    def _plan_eviction(self, pod: Pod, node: Node, taint: Mapping[str, Any]) -> None:
        limit = toleration_seconds(pod.template.tolerations, taint)
        if limit is not None:
            since = self._tainted.get(node.name, self._hub.clock.now)
            self._hub.clock.after(limit, self._evict, node, dict(taint), [pod], since, priority=9)

    def _evict(self, node: Node, taint: dict[str, Any], pods: list[Pod], since: float) -> None:
        if self._hub.is_down():
            self._hub.clock.after(1.0, self._evict, node, taint, pods, since, priority=9)
            return
        if taint not in node.taints or self._tainted.get(node.name) != since:
            return
        for pod in pods:
            if pod.deleted_at is None and pod.node is node:
                self._hub.pods.delete(pod, f"taint manager: {taint['key']} on {node.name}")

    def _forget(self, node: Node) -> None:
        self._not_ready.get(node.zone, {}).pop(node.name, None)
        self._to_taint.get(node.zone, {}).pop(node.name, None)
        self._tainted.pop(node.name, None)
