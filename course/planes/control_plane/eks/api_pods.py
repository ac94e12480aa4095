"""What the API server does with pods that somebody writes by hand."""

from __future__ import annotations

from typing import Any

from planes.control_plane.eks import immutability
from planes.control_plane.eks.kubernetes import ControlPlane
from planes.control_plane.eks.objects import Json, Pod
from planes.control_plane.eks.pods import PLANE
from planes.control_plane.eks.resources import NAMESPACE, POD
from planes.control_plane.eks.status import already_exists, bad_request
from planes.control_plane.eks.templates import PodTemplate
from planes.control_plane.eks.timestamps import timestamp
from planes.rules import kubernetes as rules


class PodApi:
    """Creates and updates single pods, and makes up their logs."""

    def __init__(self, control_plane: ControlPlane) -> None:
        self._control = control_plane

    def create(self, body: Json, dry_run: bool) -> Pod:
        """Create a pod that no controller owns."""
        metadata = body["metadata"]
        namespace, name = metadata["namespace"], metadata["name"]
        self._control.store.get(NAMESPACE, "", namespace)
        if self._control.store.has(POD, namespace, name):
            raise already_exists(POD, name)
        template = PodTemplate(namespace, metadata, body["spec"])
        if dry_run:
            label_set = self._control.index.label_set(namespace, template.labels)
            return Pod(self._control.cluster, name, template, label_set, None)
        return self._control.pods.create(name, template, None)

    def update(self, pod: Pod, before: Json, body: Json) -> Pod:
        """Change labels and annotations of a pod; its containers never change in this model."""
        after = {**body, "metadata": {**(body.get("metadata") or {}), "name": pod.name}}
        immutability.check_update(POD, before, after)
        images = [
            [c["image"] for c in (version.get("spec") or {}).get("containers") or ()]
            for version in (before, after)
        ]
        if images[0] != images[1]:
            raise bad_request(
                "this model does not change the image of a running pod; change its controller's template"
            )
        metadata = after["metadata"]
        own = pod.own
        labels = {str(key): str(value) for key, value in (metadata.get("labels") or {}).items()}
        annotations = metadata.get("annotations") or {}
        if annotations != before["metadata"].get("annotations", {}):
            pod.own = {**(pod.own or {}), "annotations": dict(annotations)}
        if labels != pod.labels:
            self._control.pods.relabel(pod, labels)
            owner = pod.owner
            if (
                owner is not None
                and "selector" in owner.spec
                and not rules.matches(owner.spec["selector"], labels)
            ):
                self._control.pods.orphan(pod)
        if labels != before["metadata"].get("labels", {}) or pod.own is not own:
            self._control.store.touch(pod)
        return pod

    def log(self, pod: Pod) -> str:
        """Return what the model's containers would have written: their starts, answers and exits."""
        if pod.started is None:
            state = pod.waiting or "Pending"
            container = pod.template.spec["containers"][0]["name"]
            raise bad_request(f'container "{container}" in pod "{pod.name}" is waiting to start: {state}')
        lines = []
        said: dict[str, Any] = {
            "pod started": "starting",
            "container exited": "exited",
            "container backing off": "exited",
            "pod succeeded": "finished",
            "pod failed": "failed",
            "pod unhealthy": "does not answer",
        }
        for event in self._control.events.where(plane=PLANE, subject=pod.subject, since=pod.created):
            if event.what in said:
                codes = event.details.get("exit_codes")
                lines.append(f"{timestamp(event.time)} {said[event.what]}" + (f" {codes}" if codes else ""))
        if pod.answering:
            lines.append(f"{timestamp(self._control.clock.now)} answering requests")
        return "\n".join(lines) + "\n"
