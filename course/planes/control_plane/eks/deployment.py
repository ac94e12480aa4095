"""A Deployment as an object: its ReplicaSets, its limits, its counts and conditions."""

from __future__ import annotations

from typing import Any

from planes.control_plane.eks.objects import Json, Manifest
from planes.control_plane.eks.replicasets import ReplicaSet
from planes.control_plane.eks.resources import DEPLOYMENT
from planes.control_plane.eks.timestamps import timestamp
from planes.rules import kubernetes as rules


class Deployment(Manifest):
    """A Deployment with its ReplicaSets, oldest revision first.

    Attributes:
        current: the ReplicaSet of the present template, None before the first reconciliation.
        progressed: virtual second of the last progress.
        deadline_check: virtual second of the next planned look at the progress deadline.
        deadline_passed: whether there was no progress for `progressDeadlineSeconds`.
    """

    __slots__ = (
        "_bounds",
        "available_since",
        "current",
        "deadline_check",
        "deadline_passed",
        "observed_generation",
        "progressed",
        "replica_sets",
        "seen",
    )

    def __init__(self, body: Json) -> None:
        super().__init__(DEPLOYMENT, body)
        self.replica_sets: dict[str, ReplicaSet] = {}
        self.current: ReplicaSet | None = None
        self.progressed = self.available_since = 0.0
        self.deadline_check = -1.0
        self._bounds = (0, 0, 0)
        self.deadline_passed = False
        self.observed_generation = 0
        self.seen: tuple[Any, ...] = ()

    @property
    def replicas(self) -> int:
        """Desired pods."""
        return int(self.spec["replicas"])

    def bounds(self) -> tuple[int, int]:
        """Return how many pods there may be at most, and how many must be available at least."""
        if self._bounds[0] != self.generation:
            self._bounds = (self.generation, *self._compute_bounds())
        return self._bounds[1], self._bounds[2]

    def _compute_bounds(self) -> tuple[int, int]:
        if self.spec["strategy"]["type"] == "Recreate":
            return self.replicas, 0
        rolling = self.spec["strategy"]["rollingUpdate"]
        surge, unavailable = rules.resolve_fenceposts(
            rolling["maxSurge"], rolling["maxUnavailable"], self.replicas
        )
        return self.replicas + surge, self.replicas - min(unavailable, self.replicas)

    def count(self, what: str) -> int:
        """Return the sum of `active`, `ready` or `available` pods over its ReplicaSets."""
        if what == "active":
            return sum(len(rs.active) for rs in self.replica_sets.values())
        return sum(getattr(rs, what) for rs in self.replica_sets.values())

    def complete(self) -> bool:
        """Return whether all pods are of the present template and available."""
        current = self.current
        return (
            current is not None
            and self.observed_generation == self.generation
            and len(current.active) == current.available == self.replicas == self.count("active")
        )

    def status(self) -> Json:
        """Return counts and conditions."""
        updated = len(self.current.active) if self.current is not None else 0
        available = self.count("available")
        counts = {
            "replicas": self.count("active"),
            "updatedReplicas": updated,
            "readyReplicas": self.count("ready"),
            "availableReplicas": available,
            "unavailableReplicas": max(0, max(self.count("active"), self.replicas) - available),
        }
        shown: Json = {name: count for name, count in counts.items() if count}
        return shown | {
            "observedGeneration": self.observed_generation,
            "conditions": self._conditions(available),
        }

    def _conditions(self, available: int) -> list[Json]:
        enough = available >= self.bounds()[1]
        name = self.current.name if self.current is not None else ""
        progressing = ("True", "NewReplicaSetAvailable", f'ReplicaSet "{name}" has successfully progressed.')
        if self.deadline_passed:
            progressing = (
                "False",
                "ProgressDeadlineExceeded",
                f'ReplicaSet "{name}" has timed out progressing.',
            )
        elif not self.complete():
            progressing = ("True", "ReplicaSetUpdated", f'ReplicaSet "{name}" is progressing.')
        words = ("True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
        if not enough:
            words = ("False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
        return [
            _condition("Available", words, self.available_since),
            _condition("Progressing", progressing, self.progressed),
        ]


def _condition(kind: str, words: tuple[str, str, str], since: float) -> Json:
    status, reason, message = words
    moment = timestamp(since)
    return {
        "type": kind,
        "status": status,
        "reason": reason,
        "message": message,
        "lastTransitionTime": moment,
        "lastUpdateTime": moment,
    }
