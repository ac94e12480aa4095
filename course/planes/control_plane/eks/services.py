"""Services and their endpoints: the ready pods a selector selects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planes.control_plane.eks.hub import Hub
from planes.control_plane.eks.objects import Json, Manifest, Node, Pod
from planes.control_plane.eks.resources import SERVICE

FIRST_ADDRESS = 100 * 256
"""Services get addresses of 10.100.0.0/16, the range EKS takes unless told otherwise."""


class Service(Manifest):
    """A Service, subscribed to the pods it selects.

    Attributes:
        ready: pods that get traffic.
        not_ready: pods that match and do not.
    """

    __slots__ = ("namespaces", "not_ready", "ready", "selector")

    def __init__(self, body: Json) -> None:
        super().__init__(SERVICE, body)
        self.namespaces: tuple[str, ...] = (self.namespace,)
        self.selector: Mapping[str, Any] = {"matchLabels": dict(self.spec.get("selector") or {})}
        self.ready: dict[str, Pod] = {}
        self.not_ready: dict[str, Pod] = {}

    def pod_added(self, pod: Pod) -> None:
        """Take in a pod that now matches."""
        if pod.active:
            (self.ready if pod.ready else self.not_ready)[pod.name] = pod

    def pod_removed(self, pod: Pod) -> None:
        """Drop a pod that is gone or no longer matches."""
        self.ready.pop(pod.name, None)
        self.not_ready.pop(pod.name, None)

    def pod_bound(self, pod: Pod, node: Node) -> None:
        """Being bound changes nothing: only readiness counts."""

    def pod_released(self, pod: Pod, node: Node) -> None:
        """Drop a pod that ended or is being deleted."""
        self.pod_removed(pod)

    def pod_ready_changed(self, pod: Pod) -> None:
        """Move a pod between the ready and the others."""
        if pod.active:
            self.pod_removed(pod)
            (self.ready if pod.ready else self.not_ready)[pod.name] = pod

    def status(self) -> Json:
        """Return an empty load balancer status."""
        return {"loadBalancer": {}}


class Services:
    """Gives Services their address and their subscription."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._count = 0
        self.changed: Any = lambda: None
        """Called when services come or go: the scheduler's default spreading looks at them."""
        hub.handlers[SERVICE] = self

    def make(self, body: Json) -> Service:
        """Return a new Service, not yet stored."""
        return Service(body)

    def created(self, new: Service) -> None:
        """Give a stored Service its address and its pods."""
        if not new.spec.get("clusterIP") and new.spec.get("type") != "ExternalName":
            self._count += 1
            number = FIRST_ADDRESS + self._count
            new.spec["clusterIP"] = f"10.{number >> 8 & 255}.{self._count >> 8 & 255}.{self._count & 255}"
            new.spec["clusterIPs"] = [new.spec["clusterIP"]]
        if new.selector["matchLabels"]:
            self._hub.index.subscribe(new)
        self.changed()

    def updated(self, changed: Service) -> None:
        """Take up a changed selector."""
        wanted = {"matchLabels": dict(changed.spec.get("selector") or {})}
        if wanted == changed.selector:
            return
        if changed.selector["matchLabels"]:
            self._hub.index.unsubscribe(changed)
        changed.ready.clear()
        changed.not_ready.clear()
        changed.selector = wanted
        if wanted["matchLabels"]:
            self._hub.index.subscribe(changed)
        self.changed()

    def deleted(self, gone: Service, orphan: bool) -> None:
        """End the subscription of a removed Service."""
        if gone.selector["matchLabels"]:
            self._hub.index.unsubscribe(gone)
        self.changed()
