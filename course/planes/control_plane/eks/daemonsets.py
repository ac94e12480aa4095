"""The DaemonSet controller: one pod on every node that takes it."""

from __future__ import annotations

from typing import Any

from planes.control_plane.eks.filters import PASSES, UNSCHEDULABLE, node_code
from planes.control_plane.eks.hub import Hub
from planes.control_plane.eks.objects import Json, Node, PodOwner
from planes.control_plane.eks.resources import DAEMON_SET
from planes.control_plane.eks.templates import PodTemplate, template_hash
from planes.rules import kubernetes as rules

_TOLERATIONS = [
    {"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute"},
    {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute"},
    {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoSchedule"},
    {"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoSchedule"},
    {"key": "node.kubernetes.io/disk-pressure", "operator": "Exists", "effect": "NoSchedule"},
    {"key": "node.kubernetes.io/memory-pressure", "operator": "Exists", "effect": "NoSchedule"},
    {"key": "node.kubernetes.io/pid-pressure", "operator": "Exists", "effect": "NoSchedule"},
    {"key": "node.kubernetes.io/unschedulable", "operator": "Exists", "effect": "NoSchedule"},
]
"""What the controller adds to its pods. Source: K8SDOC, DaemonSet, taints and tolerations."""


class DaemonSet(PodOwner):
    """A DaemonSet with its pods."""

    __slots__ = ("hash", "wanted")

    def __init__(self, body: Json) -> None:
        super().__init__(DAEMON_SET, body, _template(body))
        self.hash = template_hash(body["spec"]["template"])
        self.wanted = 0

    def status(self) -> Json:
        """Return the counts of its pods."""
        updated = sum(pod.labels.get("controller-revision-hash") == self.hash for pod in self.active.values())
        return {
            "currentNumberScheduled": len(self.active),
            "desiredNumberScheduled": self.wanted,
            "numberAvailable": self.available,
            "numberMisscheduled": 0,
            "numberReady": self.ready,
            "numberUnavailable": self.wanted - self.available,
            "updatedNumberScheduled": updated,
            "observedGeneration": self.generation,
        }


class DaemonSets:
    """Keeps one pod of every DaemonSet on every node that takes it; pods on Fargate nodes are none."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._queue = hub.controller(self._reconcile)
        hub.handlers[DAEMON_SET] = self

    def make(self, body: Json) -> DaemonSet:
        """Return a new DaemonSet, not yet stored."""
        return DaemonSet(body)

    def created(self, new: DaemonSet) -> None:
        """Begin to take care of a stored DaemonSet."""
        new.wake = lambda: self._queue.wake(new.key)
        new.wake()

    def updated(self, changed: DaemonSet) -> None:
        """Take up a changed spec: the pods are replaced within `maxUnavailable`."""
        new_hash = template_hash(changed.spec["template"])
        if new_hash != changed.hash:
            changed.hash, changed.template = new_hash, _template(changed.body)
        changed.wake()

    def deleted(self, gone: DaemonSet, orphan: bool) -> None:
        """Delete the pods of a removed DaemonSet, or leave them without an owner."""
        for pod in list(gone.active.values()):
            if orphan:
                self._hub.pods.orphan(pod)
            else:
                self._hub.pods.delete(pod, "its DaemonSet was deleted")

    def nodes_changed(self) -> None:
        """Look again at every DaemonSet: nodes came, went or changed."""
        for daemon_set in self._hub.store.all(DAEMON_SET):
            daemon_set.wake()

    def _reconcile(self, key: str) -> None:
        namespace, name = key.split("/")
        daemon_set: DaemonSet | None = self._hub.store.find(DAEMON_SET, namespace, name)
        if daemon_set is None:
            return
        pods = {(pod.own or {})["daemonNode"]: pod for pod in daemon_set.active.values()}
        daemon_set.wanted = 0
        for node in list(self._hub.table.by_name.values()):
            wanted = _takes(daemon_set.template, node)
            daemon_set.wanted += wanted
            pod = pods.pop(node.name, None)
            if wanted and pod is None:
                self._start(daemon_set, node)
            elif not wanted and pod is not None and node_code(daemon_set.template, node) != UNSCHEDULABLE:
                self._hub.pods.delete(pod, "the node no longer takes it")
        for pod in pods.values():
            self._hub.pods.delete(pod, "its node is gone")
        self._update(daemon_set)
        self._hub.store.touch(daemon_set)

    def _start(self, daemon_set: DaemonSet, node: Node) -> None:
        pod_name = self._hub.pods.generate_name(f"{daemon_set.name}-", daemon_set.namespace)
        self._hub.pods.create(pod_name, daemon_set.template, daemon_set, own={"daemonNode": node.name})

    def _update(self, daemon_set: DaemonSet) -> None:
        """Delete pods of an older template, not more at a time than may be unavailable."""
        strategy = daemon_set.spec["updateStrategy"]
        if strategy["type"] != "RollingUpdate":
            return
        old = [
            p
            for p in daemon_set.active.values()
            if p.labels.get("controller-revision-hash") != daemon_set.hash
        ]
        limit = (strategy.get("rollingUpdate") or {}).get("maxUnavailable", 1)
        # A DaemonSet rounds its percentage up: nothing would ever move with 0.
        allowed = rules.resolve_fenceposts(limit, 0, daemon_set.wanted)[0] if limit else 1
        spare = allowed - (daemon_set.wanted - daemon_set.available)
        not_ready = [pod for pod in old if not pod.available]
        for pod in not_ready + [pod for pod in old if pod.available][: max(0, spare)]:
            self._hub.pods.delete(pod, "an older template")


def _takes(template: PodTemplate, node: Node) -> bool:
    return not node.is_fargate and node_code(template, node) == PASSES


def _template(body: Json) -> PodTemplate:
    """Return the pod template as the controller stamps it: with its tolerations and revision hash."""
    given: Any = body["spec"]["template"]
    metadata = dict(given.get("metadata") or {})
    metadata["labels"] = {**(metadata.get("labels") or {}), "controller-revision-hash": template_hash(given)}
    spec = {**given["spec"], "tolerations": [*(given["spec"].get("tolerations") or []), *_TOLERATIONS]}
    template = PodTemplate(body["metadata"]["namespace"], metadata, spec)
    template.daemon = True
    return template
