"""The life of a pod in the API server: created, bound, ready, ended, deleted, gone.

Whoever counts pods (owners, services, budgets, the scheduler) hears of each step here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Protocol

from planes.clock import Clock
from planes.control_plane.eks.affinity import Neighbours
from planes.control_plane.eks.labels import LabelIndex
from planes.control_plane.eks.node_table import NodeTable
from planes.control_plane.eks.objects import Node, Pod, PodOwner
from planes.control_plane.eks.resources import POD
from planes.control_plane.eks.store import Store
from planes.control_plane.eks.templates import PodTemplate, encode
from planes.events import EventLog

PLANE = "control plane"


class NodeAgent(Protocol):
    """What the API server's side needs of the kubelets."""

    def start(self, pod: Pod) -> None:
        """Start the containers of a pod that was bound."""

    def stop(self, pod: Pod) -> bool:
        """Stop the containers of a pod; return whether there are any to wait for."""

    def abandon(self, pod: Pod) -> None:
        """Stop the containers of a pod that is forgotten at once."""


class Pods:
    """All pods of one cluster."""

    def __init__(
        self,
        cluster: str,
        clock: Clock,
        events: EventLog,
        random: Random,
        store: Store,
        index: LabelIndex,
        table: NodeTable,
        neighbours: Neighbours,
    ) -> None:
        self._cluster, self._clock, self._events, self._random = cluster, clock, events, random
        self._store, self._index, self._table, self._neighbours = store, index, table, neighbours
        self.agent: NodeAgent
        self.pend: Callable[[Pod], object]
        """Takes a new pod that needs a node: a scheduler."""
        self.drop: Callable[[Pod], object]
        """Takes back a pending pod."""
        self.gone: Callable[[Pod], object] = lambda pod: None
        """Hears of every pod that is gone."""
        self.freed: Callable[[], object] = lambda: None
        """Hears that a pod ended and its requests are free."""

    def generate_name(self, prefix: str, namespace: str) -> str:
        """Return `prefix` with five random characters that no pod of the namespace has yet."""
        while True:
            name = prefix + encode(self._random.getrandbits(30), 5)
            if not self._store.has(POD, namespace, name):
                return name

    def create(
        self, name: str, template: PodTemplate, owner: PodOwner | None, own: dict[str, Any] | None = None
    ) -> Pod:
        """Add a pod and queue it for a scheduler."""
        label_set = self._index.label_set(template.namespace, template.labels)
        pod = Pod(self._cluster, name, template, label_set, owner)
        pod.own = own
        self._store.add(pod)
        label_set.pods[name] = pod
        if owner is not None:
            owner.active[name] = pod
        for subscriber in label_set.subscribers:
            subscriber.pod_added(pod)
        self.pend(pod)
        return pod

    def bind(self, pod: Pod, node: Node, why: str, record: Mapping[str, Any]) -> None:
        """Give a pod its node; its kubelet starts it."""
        pod.node, pod.scheduled, pod.message = node, self._clock.now, ""
        pod.waiting = "ContainerCreating"
        node.pods[pod.subject] = pod
        self._table.reserve(pod, node)
        for subscriber in pod.label_set.subscribers:
            subscriber.pod_bound(pod, node)
        self._neighbours.bound(pod)
        self._store.touch(pod)
        self._events.record(PLANE, pod.subject, "pod scheduled", why, record)
        self.agent.start(pod)

    def cannot_schedule(self, pod: Pod, why: str) -> None:
        """Note on the pod that no node can take it."""
        if pod.message != why:
            pod.message = why
            self._store.touch(pod)
            self._events.add(PLANE, pod.subject, "pod not scheduled", why)

    def note(self, pod: Pod) -> None:
        """Tell those who watch that the state of a pod's containers changed."""
        self._store.touch(pod)

    def set_ready(self, pod: Pod, ready: bool) -> None:
        """Note a change of the Ready condition."""
        if pod.ready == ready:
            return
        pod.ready, pod.ready_since = ready, self._clock.now
        owner = pod.owner
        if owner is not None and pod.active:
            owner.ready += 1 if ready else -1
            self._count_available(pod, owner, ready)
            owner.wake()
        for subscriber in pod.label_set.subscribers:
            subscriber.pod_ready_changed(pod)
        self._store.touch(pod)

    def _count_available(self, pod: Pod, owner: PodOwner, ready: bool) -> None:
        if not ready:
            if pod.available:
                pod.available = False
                owner.available -= 1
        elif seconds := owner.min_ready_seconds:
            self._clock.after(seconds, self._still_ready, pod, pod.ready_since)
        else:
            pod.available = True
            owner.available += 1

    def _still_ready(self, pod: Pod, since: float) -> None:
        if pod.ready and pod.ready_since == since and pod.active and pod.owner is not None:
            pod.available = True
            pod.owner.available += 1
            pod.owner.wake()

    def finish(self, pod: Pod, phase: str, reason: str = "", message: str = "") -> None:
        """Note that a pod ended by itself: "Succeeded" or "Failed". Its requests are free again."""
        self.set_ready(pod, False)
        was_active = pod.active
        if was_active:
            self._release(pod)
            if pod.node is not None:
                self._table.release(pod, pod.node)
                self.freed()
        pod.phase, pod.reason, pod.message, pod.waiting = phase, reason, message, ""
        pod.ended = self._clock.now
        self._store.touch(pod)
        self._events.add(PLANE, pod.subject, f"pod {phase.lower()}", message or reason)
        if pod.owner is not None and was_active:
            pod.owner.pod_finished(pod)
            pod.owner.wake()

    def delete(self, pod: Pod, why: str, grace: float | None = None) -> None:
        """Ask for a pod's deletion; it is gone once its containers have stopped."""
        if pod.deleted_at is not None:
            if grace == 0:
                self.agent.abandon(pod)
                self.remove(pod)
            return
        ended = pod.phase in ("Succeeded", "Failed")
        if pod.ready:
            self.set_ready(pod, False)
        if not ended:
            self._release(pod)
        pod.deleted_at = self._clock.now
        if grace is not None:
            pod.grace = grace
        self._store.touch(pod)
        self._events.add(PLANE, pod.subject, "pod deleted", why)
        if pod.owner is not None:
            pod.owner.wake()
        if pod.node is None:
            self.drop(pod)
            self.remove(pod)
        elif grace == 0:
            self.agent.abandon(pod)
            self.remove(pod)
        elif ended or not self.agent.stop(pod):
            self.remove(pod)

    def remove(self, pod: Pod) -> None:
        """Forget a pod that is deleted and has stopped, or whose node is gone."""
        if pod.deleted_at is None:
            if pod.ready:
                self.set_ready(pod, False)
            if pod.active:
                self._release(pod)
            pod.deleted_at = self._clock.now
        node = pod.node
        was_there = node is not None and node.pods.pop(pod.subject, None) is not None
        if node is not None and was_there and pod.phase in ("Pending", "Running"):
            self._table.release(pod, node)
        del pod.label_set.pods[pod.name]
        for subscriber in pod.label_set.subscribers:
            subscriber.pod_removed(pod)
        self._store.remove(pod)
        self.gone(pod)
        if pod.owner is not None:
            pod.owner.wake()

    def orphan(self, pod: Pod) -> None:
        """Take a pod from its owner: its labels no longer match."""
        owner = pod.owner
        if owner is None:
            return
        if owner.active.pop(pod.name, None) is not None:
            owner.ready -= pod.ready
            owner.available -= pod.available
        pod.owner, pod.available = None, False
        owner.wake()

    def relabel(self, pod: Pod, labels: Mapping[str, str]) -> None:
        """Give a pod other labels; selectors that no longer match lose it."""
        old, new = pod.label_set, self._index.label_set(pod.namespace, labels)
        if old is new:
            return
        del old.pods[pod.name]
        for subscriber in old.subscribers:
            if subscriber not in new.subscribers:
                subscriber.pod_removed(pod)
        pod.label_set = new
        new.pods[pod.name] = pod
        for subscriber in new.subscribers:
            if subscriber not in old.subscribers:
                subscriber.pod_added(pod)

    def _release(self, pod: Pod) -> None:
        """Stop counting a pod that ended or is being deleted as active; it may still occupy its node."""
        owner = pod.owner
        if owner is not None and owner.active.pop(pod.name, None) is not None:
            owner.ready -= pod.ready
            owner.available -= pod.available
        pod.available = False
        if pod.node is not None:
            self._neighbours.released(pod)
            for subscriber in pod.label_set.subscribers:
                subscriber.pod_released(pod, pod.node)
