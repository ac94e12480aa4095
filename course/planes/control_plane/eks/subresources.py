"""Parts of an object with a URL of their own: scale, status, eviction, log."""

from __future__ import annotations

from typing import Any

from planes.control_plane.eks.api_pods import PodApi
from planes.control_plane.eks.kubernetes import ControlPlane
from planes.control_plane.eks.objects import Json, Pod
from planes.control_plane.eks.rendering import Renderer
from planes.control_plane.eks.resources import Resource
from planes.control_plane.eks.status import bad_request, not_found


class Subresources:
    """Answers requests for the parts of objects."""

    def __init__(self, control_plane: ControlPlane, renderer: Renderer, pods: PodApi) -> None:
        self._control, self._renderer, self._pods = control_plane, renderer, pods

    def handle(
        self, verb: str, resource: Resource, namespace: str, name: str, body: Any, subresource: str
    ) -> Json:
        """Answer a request for a part of an object.

        Raises:
            ApiError: with the Status.
        """
        subject = self._control.store.get(resource, namespace, name)
        if subresource == "scale" and hasattr(subject, "replicas"):
            return self._scale(verb, subject, body)
        if subresource == "status":
            return self._renderer.render(subject)
        if isinstance(subject, Pod):
            if subresource == "eviction":
                grace = ((body or {}).get("deleteOptions") or {}).get("gracePeriodSeconds")
                self._control.disruption.evict(subject, "evicted through the API", grace)
                return {
                    "kind": "Status",
                    "apiVersion": "v1",
                    "metadata": {},
                    "status": "Success",
                    "code": 201,
                }
            if subresource == "log":
                return {"log": self._pods.log(subject)}
        raise not_found(resource, f"{name}/{subresource}")

    def _scale(self, verb: str, subject: Any, body: Any) -> Json:
        if verb != "get":
            replicas = ((body or {}).get("spec") or {}).get("replicas")
            if not isinstance(replicas, int) or isinstance(replicas, bool) or replicas < 0:
                raise bad_request(
                    f"spec.replicas: Invalid value: {replicas}: must be greater than or equal to 0"
                )
            self._control.scale(subject, replicas)
        metadata = self._renderer.render(subject)["metadata"]
        keep = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
        labels = subject.spec["selector"].get("matchLabels") or {}
        status = subject.status() or {}
        return {
            "kind": "Scale",
            "apiVersion": "autoscaling/v1",
            "metadata": {key: metadata[key] for key in keep},
            "spec": {"replicas": subject.replicas},
            "status": {
                "replicas": status.get("replicas", 0),
                "selector": ",".join(f"{key}={value}" for key, value in labels.items()),
            },
        }
