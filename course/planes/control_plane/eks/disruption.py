"""PodDisruptionBudgets, and the evictions they allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planes.control_plane.eks.hub import Hub
from planes.control_plane.eks.objects import Json, Manifest, Node, Pod, PodOwner
from planes.control_plane.eks.resources import DISRUPTION_BUDGET
from planes.control_plane.eks.status import ApiError, too_many_requests
from planes.rules import kubernetes as rules

_SEVERAL = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."


class DisruptionBudget(Manifest):
    """A PodDisruptionBudget, subscribed to the pods it protects.

    Attributes:
        pods: active pods it selects.
        healthy: how many of them are ready.
    """

    __slots__ = ("healthy", "namespaces", "pods", "selector")

    def __init__(self, body: Json) -> None:
        super().__init__(DISRUPTION_BUDGET, body)
        self.namespaces: tuple[str, ...] = (self.namespace,)
        self.selector: Mapping[str, Any] = self.spec.get("selector") or {}
        self.pods: dict[str, Pod] = {}
        self.healthy = 0

    def pod_added(self, pod: Pod) -> None:
        """Take in a pod that now matches."""
        if pod.active:
            self.pods[pod.name] = pod
            self.healthy += pod.ready

    def pod_removed(self, pod: Pod) -> None:
        """Drop a pod that is gone or no longer matches."""
        if self.pods.pop(pod.name, None) is not None:
            self.healthy -= pod.ready

    def pod_bound(self, pod: Pod, node: Node) -> None:
        """Being bound changes nothing: only readiness counts."""

    def pod_released(self, pod: Pod, node: Node) -> None:
        """Drop a pod that ended or is being deleted."""
        self.pod_removed(pod)

    def pod_ready_changed(self, pod: Pod) -> None:
        """Count a pod that became ready, or no longer is."""
        if pod.name in self.pods:
            self.healthy += 1 if pod.ready else -1

    def expected(self) -> int:
        """Return how many pods there should be: the scale of the controllers of its pods.

        With a whole number as `minAvailable` it is how many pods there are; in all other cases pods that
        no controller manages do not count. Source: K8S pkg/controller/disruption/disruption.go.
        """
        if "maxUnavailable" not in self.spec and isinstance(self.spec.get("minAvailable", 1), int):
            return len(self.pods)
        owners = {pod.owner.number: pod.owner for pod in self.pods.values() if pod.owner is not None}
        return sum(_scale(owner) for owner in owners.values())

    def desired_healthy(self) -> int:
        """Return how many pods must stay healthy. Percentages round up, of `maxUnavailable` too."""
        expected = self.expected()
        if (unavailable := self.spec.get("maxUnavailable")) is not None:
            return max(0, expected - _scaled(unavailable, expected))
        minimum = self.spec.get("minAvailable", 1)
        return _scaled(minimum, expected)

    def allowed(self) -> int:
        """Return how many more pods may be evicted now."""
        return max(0, self.healthy - self.desired_healthy()) if self.expected() > 0 else 0

    def status(self) -> Json:
        """Return what is healthy, what must be and what may be disrupted."""
        allowed = self.allowed()
        words = ("True", "SufficientPods") if allowed else ("False", "InsufficientPods")
        return {
            "currentHealthy": self.healthy,
            "desiredHealthy": self.desired_healthy(),
            "disruptionsAllowed": allowed,
            "expectedPods": self.expected(),
            "observedGeneration": self.generation,
            "conditions": [{"type": "DisruptionAllowed", "status": words[0], "reason": words[1]}],
        }


class Disruption:
    """Subscribes budgets and decides evictions."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        hub.handlers[DISRUPTION_BUDGET] = self

    def make(self, body: Json) -> DisruptionBudget:
        """Return a new budget, not yet stored."""
        return DisruptionBudget(body)

    def created(self, new: DisruptionBudget) -> None:
        """Begin to count the pods of a stored budget."""
        self._hub.index.subscribe(new)

    def updated(self, changed: DisruptionBudget) -> None:
        """Take up a changed selector."""
        wanted = changed.spec.get("selector") or {}
        if wanted != changed.selector:
            self._hub.index.unsubscribe(changed)
            changed.pods.clear()
            changed.healthy, changed.selector = 0, wanted
            self._hub.index.subscribe(changed)

    def deleted(self, gone: DisruptionBudget, orphan: bool) -> None:
        """End the subscription of a removed budget."""
        self._hub.index.unsubscribe(gone)

    def evict(self, pod: Pod, why: str, grace: float | None = None) -> None:
        """Delete a pod unless a budget forbids it now.

        Source: K8S pkg/registry/core/pod/storage/eviction.go.

        Raises:
            ApiError: TooManyRequests: a budget would be violated; try again later. InternalError: several
                budgets select the pod, which evictions do not support.
        """
        budgets = [s for s in pod.label_set.subscribers if isinstance(s, DisruptionBudget)]
        if pod.active and pod.phase == "Running":
            if len(budgets) > 1:
                raise ApiError(500, "InternalError", _SEVERAL)
            if budgets and not _permits(budgets[0], pod):
                needed, current = budgets[0].desired_healthy(), budgets[0].healthy
                raise too_many_requests(
                    f"The disruption budget {budgets[0].name} needs {needed} healthy pods "
                    f"and has {current} currently"
                )
        self._hub.pods.delete(pod, why, grace)


def _permits(budget: DisruptionBudget, pod: Pod) -> bool:
    """Return whether a running pod may go now; one that is not ready, also while the budget is met."""
    if not pod.ready:
        if budget.spec.get("unhealthyPodEvictionPolicy") == "AlwaysAllow":
            return True
        if budget.healthy >= budget.desired_healthy() > 0:
            return True
    return budget.allowed() > 0


def _scale(owner: PodOwner) -> int:
    spec = owner.spec
    if "replicas" in spec:
        return int(spec["replicas"])
    return int(spec.get("parallelism") or len(owner.active))


def _scaled(value: int | str, total: int) -> int:
    """Return a number of pods, or a percentage of `total` rounded up."""
    return rules.resolve_fenceposts(value, 0, total)[0] if value not in (0, "0%") else 0
