"""The HorizontalPodAutoscaler: every 15 seconds, replicas from a metric, then windows and policies.

Sources: E20 to E27; K8S pkg/controller/podautoscaler/horizontal.go. Where a manifest has no `behavior`, the
documented default policies hold; the controller's own code then allows twice the replicas, or 4, which is
less below four replicas.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from planes.control_plane.eks.deployment import Deployment
from planes.control_plane.eks.hub import Hub
from planes.control_plane.eks.objects import Json, Manifest, Pod
from planes.control_plane.eks.replicasets import ReplicaSet
from planes.control_plane.eks.resources import AUTOSCALER, DEPLOYMENT, REPLICA_SET
from planes.control_plane.eks.templates import amount
from planes.control_plane.eks.timestamps import timestamp
from planes.rules import kubernetes as rules

SYNC_SECONDS = 15.0
TOLERANCE = 0.1
_UP = {
    "stabilizationWindowSeconds": 0,
    "selectPolicy": "Max",
    "policies": [
        {"type": "Percent", "value": 100, "periodSeconds": 15},
        {"type": "Pods", "value": 4, "periodSeconds": 15},
    ],
}
_DOWN = {
    "stabilizationWindowSeconds": 300,
    "selectPolicy": "Max",
    "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}],
}
Target = Deployment | ReplicaSet
Usage = Callable[[Target, list[Pod]], dict[str, float]]
"""CPU use in millicores by pod name."""


class Autoscaler(Manifest):
    """A HorizontalPodAutoscaler.

    Attributes:
        recommendations: (second, replicas) within the stabilisation windows.
        steps: (second, change) of the scalings within the policies' periods.
        utilization: last average utilization in percent, None without a metric.
    """

    __slots__ = ("current", "desired", "problem", "recommendations", "scaled_at", "steps", "utilization")

    def __init__(self, body: Json) -> None:
        super().__init__(AUTOSCALER, body)
        self.recommendations: list[tuple[float, int]] = []
        self.steps: list[tuple[float, int]] = []
        self.utilization: int | None = None
        self.current = self.desired = 0
        self.scaled_at: float | None = None
        self.problem = ""

    def status(self) -> Json:
        """Return what it last saw and wanted."""
        status: Json = {"currentReplicas": self.current, "desiredReplicas": self.desired}
        if self.utilization is not None:
            current = {"averageUtilization": self.utilization, "averageValue": "0"}
            status["currentMetrics"] = [{"type": "Resource", "resource": {"name": "cpu", "current": current}}]
        if self.scaled_at is not None:
            status["lastScaleTime"] = timestamp(self.scaled_at)
        words = (
            ("False", "FailedGetResourceMetric", self.problem)
            if self.problem
            else ("True", "ValidMetricFound", "")
        )
        status["conditions"] = [
            {"type": "ScalingActive", "status": words[0], "reason": words[1], "message": words[2]}
        ]
        return status


class Autoscalers:
    """Scales Deployments and ReplicaSets."""

    def __init__(self, hub: Hub, usage: Usage, scale: Callable[[Target, int], object]) -> None:
        self._hub, self._usage, self._scale = hub, usage, scale
        self._timer: Any = None
        hub.handlers[AUTOSCALER] = self

    def make(self, body: Json) -> Autoscaler:
        """Return a new autoscaler, not yet stored."""
        return Autoscaler(body)

    def created(self, new: Autoscaler) -> None:
        """Begin to sync every 15 seconds."""
        if self._timer is None:
            self._timer = self._hub.clock.every(SYNC_SECONDS, self._sync_all, priority=15)

    def updated(self, changed: Autoscaler) -> None:
        """The next sync reads the changed spec."""

    def deleted(self, gone: Autoscaler, orphan: bool) -> None:
        """End the syncs after the last autoscaler."""
        if self._timer is not None and not self._hub.store.count(AUTOSCALER):
            self._timer.stop()
            self._timer = None

    def _sync_all(self) -> None:
        if not self._hub.is_down():
            for autoscaler in self._hub.store.all(AUTOSCALER):
                self._sync(autoscaler)

    def _sync(self, autoscaler: Autoscaler) -> None:
        reference = autoscaler.spec["scaleTargetRef"]
        resource = {"Deployment": DEPLOYMENT, "ReplicaSet": REPLICA_SET}.get(reference["kind"])
        target = resource and self._hub.store.find(resource, autoscaler.namespace, reference["name"])
        if not target:
            autoscaler.problem = f'{reference["kind"]} "{reference["name"]}" not found'
            return
        now = self._hub.clock.now
        autoscaler.current = target.replicas
        if target.replicas == 0:
            autoscaler.problem = "scaling is disabled since the replica count of the target is zero"
            return
        wanted = [
            self._recommend(autoscaler, target, metric) for metric in autoscaler.spec.get("metrics") or ()
        ]
        known = [replicas for replicas in wanted if replicas is not None]
        if not known or (len(known) < len(wanted) and max(known) < target.replicas):
            return
        autoscaler.problem = ""
        desired = self._limit(autoscaler, target.replicas, max(known), now)
        autoscaler.desired = desired
        if desired != target.replicas:
            why = f"cpu utilization {autoscaler.utilization} %: {target.replicas} to {desired} replicas"
            autoscaler.steps.append((now, desired - target.replicas))
            autoscaler.scaled_at = now
            self._hub.log(
                autoscaler, "autoscaler scaled", why, utilization=autoscaler.utilization, replicas=desired
            )
            self._scale(target, desired)
        self._hub.store.touch(autoscaler)

    def _recommend(self, autoscaler: Autoscaler, target: Target, metric: Mapping[str, Any]) -> int | None:
        """Return the replicas one metric asks for, or None if it cannot be read."""
        resource = metric.get("resource") or {}
        if metric.get("type") != "Resource" or resource.get("name") != "cpu":
            autoscaler.problem = "unable to get metrics: this model measures the CPU of pods only"
            return None
        pods = _pods(target)
        ready = [pod for pod in pods if pod.ready]
        unready = len(pods) - len(ready)
        if not ready:
            autoscaler.problem = "did not receive metrics for targeted pods (pods might be unready)"
            return None
        used = sum(self._usage(target, ready).values())
        requested = sum(pod.template.cpu for pod in ready)
        goal = resource["target"]
        if goal["type"] == "Utilization":
            if not requested:
                autoscaler.problem = "failed to get cpu utilization: missing request for cpu"
                return None
            autoscaler.utilization = _percent(used, requested)
            # On the way up a pod that is not ready counts as idle. Source: E23.
            idle = _percent(used, sum(pod.template.cpu for pod in pods))
            wanted = goal["averageUtilization"]
            return _replicas(autoscaler.utilization, idle, wanted, len(ready), unready, target.replicas)
        per_pod = amount("cpu", goal["averageValue"])
        average, idle = _average(used, len(ready)), _average(used, len(pods))
        return _replicas(average, idle, per_pod, len(ready), unready, target.replicas)

    def _limit(self, autoscaler: Autoscaler, current: int, wanted: int, now: float) -> int:
        """Return `wanted` after stabilisation windows, policies and the bounds of the spec."""
        spec = autoscaler.spec
        behaviour = spec.get("behavior") or {}
        up = {**_UP, **(behaviour.get("scaleUp") or {})}
        down = {**_DOWN, **(behaviour.get("scaleDown") or {})}
        autoscaler.recommendations.append((now, wanted))
        longest = max(up["stabilizationWindowSeconds"], down["stabilizationWindowSeconds"])
        autoscaler.recommendations = [r for r in autoscaler.recommendations if r[0] >= now - longest]
        highest = _window(autoscaler, now - down["stabilizationWindowSeconds"], max)
        lowest = _window(autoscaler, now - up["stabilizationWindowSeconds"], min)
        stable = (
            min(highest, current)
            if wanted < current
            else max(lowest, current)
            if wanted > current
            else current
        )
        if wanted < current:
            stable = max(stable, wanted)
        if stable > current:
            stable = min(stable, max(current, _most(up, autoscaler.steps, current, now)))
        elif stable < current:
            stable = max(stable, min(current, _least(down, autoscaler.steps, current, now)))
        return max(spec.get("minReplicas", 1), min(spec["maxReplicas"], stable))


def _pods(target: Target) -> list[Pod]:
    sets = target.replica_sets.values() if isinstance(target, Deployment) else [target]
    return [pod for replica_set in sets for pod in replica_set.active.values()]


def _percent(used: float, requested: int) -> int:
    """Return the utilization in whole percent, the fraction dropped. Source: E22."""
    return int(round(used * 100 / requested, 6))


def _average(used: float, pods: int) -> int:
    """Return the use per pod in whole millicores, the fraction dropped."""
    return int(round(used / pods, 6))


def _replicas(metric: int, diluted: int, goal: float, ready: int, unready: int, current: int) -> int:
    """Return the replicas for `metric` of the ready pods; on the way up for `diluted` over all. Source: E23.

    If the pods that are not ready turn more into fewer, or keep it within the tolerance, nothing changes.
    """
    if metric <= goal or not unready:
        return current if _is_within(metric / goal) else rules.desired_replicas(ready, metric, goal)
    if diluted <= goal or _is_within(diluted / goal):
        return current
    return max(current, rules.desired_replicas(ready + unready, diluted, goal))


def _is_within(ratio: float) -> bool:
    return 1 - TOLERANCE <= ratio <= 1 + TOLERANCE


def _window(autoscaler: Autoscaler, since: float, choose: Callable[..., int]) -> int:
    return choose(replicas for second, replicas in autoscaler.recommendations if second >= since)


def _change(steps: list[tuple[float, int]], since: float) -> int:
    """Return what scaling up and down within a period came to together."""
    return sum(change for second, change in steps if second > since)


def _most(rule: Mapping[str, Any], steps: list[tuple[float, int]], current: int, now: float) -> int:
    if rule["selectPolicy"] == "Disabled":
        return current
    limits = []
    for policy in rule["policies"]:
        start = current - _change(steps, now - policy["periodSeconds"])
        if policy["type"] == "Pods":
            limits.append(start + policy["value"])
        else:
            limits.append(math.ceil(start * (1 + policy["value"] / 100)))
    return max(limits) if rule["selectPolicy"] == "Max" else min(limits)


def _least(rule: Mapping[str, Any], steps: list[tuple[float, int]], current: int, now: float) -> int:
    if rule["selectPolicy"] == "Disabled":
        return current
    limits = []
    for policy in rule["policies"]:
        start = current - _change(steps, now - policy["periodSeconds"])
        if policy["type"] == "Pods":
            limits.append(start - policy["value"])
        else:
            limits.append(int(start * (1 - policy["value"] / 100)))
    return min(limits) if rule["selectPolicy"] == "Max" else max(limits)
