"""The ReplicaSet controller: as many active pods as desired, no more and no fewer."""

from __future__ import annotations

import heapq
from collections import Counter
from math import log2
from typing import Any

from planes.control_plane.eks.hub import Hub
from planes.control_plane.eks.objects import Json, Pod, PodOwner
from planes.control_plane.eks.resources import DEPLOYMENT, REPLICA_SET
from planes.control_plane.eks.templates import PodTemplate

STATUS_SECONDS = 0.1
"""A ReplicaSet's changes reach its Deployment together, this much later: a status update takes its time."""
_PHASES = {"Pending": 0, "Running": 1}


class ReplicaSet(PodOwner):
    """A ReplicaSet.

    Attributes:
        deployment: key of the Deployment that owns it, "" if none does.
        revision_number: the Deployment's revision it stands for.
        desired_when_scaled: the Deployment's replicas and its limit when it was last scaled.
    """

    __slots__ = (
        "deployment",
        "desired_when_scaled",
        "observed",
        "revision_number",
        "told",
        "wake_deployment",
    )

    def __init__(self, body: Json) -> None:
        template = body["spec"]["template"]
        namespace = body["metadata"]["namespace"]
        super().__init__(
            REPLICA_SET, body, PodTemplate(namespace, template.get("metadata") or {}, template["spec"])
        )
        self.deployment = ""
        self.revision_number = 0
        self.desired_when_scaled = (0, 0)
        self.wake_deployment: Any = None
        self.observed = (-1, -1, -1)
        self.told = False

    @property
    def replicas(self) -> int:
        """Desired pods."""
        return int(self.spec["replicas"])

    def status(self) -> Json:
        """Return the counts of its pods."""
        counts = {
            "replicas": len(self.active),
            "fullyLabeledReplicas": len(self.active),
            "readyReplicas": self.ready,
            "availableReplicas": self.available,
        }
        shown = {name: count for name, count in counts.items() if count or name == "replicas"}
        return shown | {"observedGeneration": self.generation}


class ReplicaSets:
    """Closes the difference between desired and active pods of every ReplicaSet."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._queue = hub.controller(self._reconcile)
        self.forget_template: Any = lambda replica_set: None
        hub.handlers[REPLICA_SET] = self

    def make(self, body: Json) -> ReplicaSet:
        """Return a new ReplicaSet, not yet stored."""
        return ReplicaSet(body)

    def created(self, new: ReplicaSet) -> None:
        """Begin to take care of a stored ReplicaSet; pods that match and have no owner become its own."""
        new.wake = lambda: self._queue.wake(new.key)
        for pod in self._hub.index.pods(new.namespace, new.spec["selector"]):
            if pod.owner is None and pod.active:
                pod.owner = new
                new.active[pod.name] = pod
                new.ready += pod.ready
                new.available += pod.ready
                pod.available = pod.ready
        new.wake()

    def updated(self, changed: ReplicaSet) -> None:
        """Take up a changed spec."""
        template = changed.spec["template"]
        if template["spec"] is not changed.template.source:
            metadata = template.get("metadata") or {}
            changed.template = PodTemplate(changed.namespace, metadata, template["spec"])
        changed.wake()

    def deleted(self, gone: ReplicaSet, orphan: bool) -> None:
        """Delete the pods of a removed ReplicaSet, or leave them without an owner."""
        for pod in list(gone.active.values()):
            if orphan:
                self._hub.pods.orphan(pod)
            else:
                self._hub.pods.delete(pod, "its ReplicaSet was deleted")
        self.forget_template(gone)
        deployment = (
            self._hub.store.find(DEPLOYMENT, *gone.deployment.split("/")) if gone.deployment else None
        )
        if deployment is not None and deployment.replica_sets.pop(gone.name, None) is not None:
            if deployment.current is gone:
                deployment.current = None
            gone.wake_deployment()

    def scale(self, replica_set: ReplicaSet, replicas: int) -> None:
        """Set the desired number of pods."""
        if replica_set.replicas == replicas:
            return
        replica_set.spec["replicas"] = replicas
        replica_set.generation += 1
        self._hub.store.touch(replica_set)
        replica_set.wake()

    def _reconcile(self, key: str) -> None:
        namespace, name = key.split("/")
        replica_set: ReplicaSet | None = self._hub.store.find(REPLICA_SET, namespace, name)
        if replica_set is None:
            return
        missing = replica_set.replicas - len(replica_set.active)
        if missing > 0:
            for _ in range(missing):
                pod_name = self._hub.pods.generate_name(f"{name}-", namespace)
                self._hub.pods.create(pod_name, replica_set.template, replica_set)
            self._hub.log(
                replica_set,
                "pods created",
                f"{missing} of {replica_set.replicas} were missing",
                count=missing,
            )
        elif missing < 0:
            for pod in self._surplus(replica_set, -missing):
                self._hub.pods.delete(pod, "more replicas than desired")
            self._hub.log(
                replica_set,
                "pods deleted",
                f"{-missing} more than the {replica_set.replicas} desired",
                count=-missing,
            )
        observed = (len(replica_set.active), replica_set.ready, replica_set.available)
        if observed != replica_set.observed:
            replica_set.observed = observed
            self._hub.store.touch(replica_set)
            if replica_set.wake_deployment is not None and not replica_set.told:
                replica_set.told = True
                self._hub.clock.after(STATUS_SECONDS, self._tell, replica_set)

    def _tell(self, replica_set: ReplicaSet) -> None:
        replica_set.told = False
        if replica_set.wake_deployment is not None:
            replica_set.wake_deployment()

    def _surplus(self, replica_set: ReplicaSet, count: int) -> list[Pod]:
        """Return the pods to delete first.

        Order: without a node, pending, not ready, lower deletion cost, more pods of its Deployment beside
        it on its node, ready for a shorter time (in powers of two of nanoseconds), more restarts, newer.
        Source: K8S pkg/controller/controller_utils.go, ActivePodsWithRanks.
        """
        now = self._hub.clock.now
        beside = self._beside(replica_set)

        def rank(pod: Pod) -> tuple[Any, ...]:
            if pod.node is None:
                return (0, 0, 0, 0, 0, 0, 0, -pod.number)
            age = now - pod.ready_since
            ready_for = int(log2(age * 1e9)) if pod.ready and age > 0 else -1
            return (
                1,
                _PHASES[pod.phase],
                pod.ready,
                _deletion_cost(pod),
                -beside[pod.node.name],
                ready_for,
                -pod.restarts,
                -pod.number,
            )

        return heapq.nsmallest(count, replica_set.active.values(), key=rank)

    def _beside(self, replica_set: ReplicaSet) -> Counter[str]:
        """Return by node the active pods of a ReplicaSet and of the others of its Deployment."""
        related = [replica_set]
        if replica_set.deployment:
            deployment = self._hub.store.find(DEPLOYMENT, *replica_set.deployment.split("/"))
            if deployment is not None:
                related = list(deployment.replica_sets.values())
        return Counter(pod.node.name for rs in related for pod in rs.active.values() if pod.node is not None)


def _deletion_cost(pod: Pod) -> int:
    annotations = {**pod.template.annotations, **((pod.own or {}).get("annotations") or {})}
    try:
        return int(annotations.get("controller.kubernetes.io/pod-deletion-cost", 0))
    except ValueError:
        return 0
