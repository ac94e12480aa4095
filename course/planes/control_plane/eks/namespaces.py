"""Namespaces: nothing new comes into one that is being deleted, and it goes when its last pod is gone."""

from __future__ import annotations

from typing import Any

from planes.control_plane.eks.kubernetes import ControlPlane
from planes.control_plane.eks.objects import Manifest
from planes.control_plane.eks.resources import NAMESPACE, POD
from planes.control_plane.eks.status import forbidden

LASTING = ("default", "kube-system", "kube-public")


def check_open(control: ControlPlane, new: Any) -> None:
    """Refuse a new object whose namespace is not there or is being deleted.

    Raises:
        ApiError: NotFound or Forbidden.
    """
    if not new.namespace:
        return
    namespace = control.store.get(NAMESPACE, "", new.namespace)
    if namespace.body["status"]["phase"] == "Terminating":
        text = f"unable to create new content in namespace {new.namespace} because it is being terminated"
        raise forbidden(new.resource, new.name, text)


def delete(control: ControlPlane, namespace: Manifest) -> None:
    """Delete everything in a namespace, and then the namespace.

    Raises:
        ApiError: Forbidden: it is one that always is there.
    """
    if namespace.name in LASTING:
        raise forbidden(NAMESPACE, namespace.name, "this namespace may not be deleted")
    namespace.body["status"]["phase"] = "Terminating"
    control.store.touch(namespace)
    for resource, handler in control.hub.handlers.items():
        if resource.namespaced:
            for subject in control.store.all(resource, namespace.name):
                if control.store.has(resource, namespace.name, subject.name):
                    control.store.remove(subject)
                    handler.deleted(subject, orphan=False)
    for pod in control.store.all(POD, namespace.name):
        control.pods.delete(pod, "its namespace is deleted")
    _finish(control, namespace)


def _finish(control: ControlPlane, namespace: Manifest) -> None:
    if next(control.store.all(POD, namespace.name), None) is None:
        control.store.remove(namespace)
    else:
        control.clock.after(1.0, _finish, control, namespace)
