"""The API server: verb, resource, namespace, name and body in; status code and object out.

This is the one door to a cluster. The in-process client and a server on loopback both use it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from planes.control_plane.eks import defaults, immutability, namespaces, patches, validation
from planes.control_plane.eks.api_pods import PodApi
from planes.control_plane.eks.kubernetes import ControlPlane
from planes.control_plane.eks.objects import Json, Manifest, Node, Pod
from planes.control_plane.eks.rendering import Renderer
from planes.control_plane.eks.resources import NAMESPACE, NODE, POD, Resource
from planes.control_plane.eks.selection import field_requirements, fields_match, label_selector
from planes.control_plane.eks.status import (
    bad_request,
    conflict,
    forbidden,
    not_allowed,
    not_found,
    unavailable,
)
from planes.control_plane.eks.subresources import Subresources
from planes.control_plane.eks.views import VIEWS, view
from planes.rules import kubernetes as rules


class ApiServer:
    """The API of one cluster."""

    def __init__(self, control_plane: ControlPlane) -> None:
        self.control_plane = control_plane
        self._store = control_plane.store

        def owner_number(kind: str, namespace: str, name: str) -> int | None:
            owner = control_plane.controller_of(kind, namespace, name)
            return None if owner is None else owner.number

        self.renderer = Renderer(
            control_plane.cluster,
            owner_number,
            lambda node: control_plane.lifecycle.last_heartbeat(node, control_plane.clock.now),
        )
        self.pods = PodApi(control_plane)
        self._subresources = Subresources(control_plane, self.renderer, self.pods)

    def handle(
        self,
        verb: str,
        resource: Resource,
        namespace: str = "",
        name: str = "",
        body: Any = None,
        subresource: str = "",
        **options: Any,
    ) -> Json:
        """Answer a request.

        Args:
            verb: get, list, create, update, patch, delete or deletecollection.
            resource: which kind.
            namespace: "" for kinds without one, and for lists over all namespaces.
            name: of one object.
            body: the object, the patch or the delete options.
            subresource: scale, status, eviction, log or binding.
            options: patch_type, label_selector, field_selector, dry_run.

        Raises:
            ApiError: it is refused, for the reason that its Status gives.
        """
        if self.control_plane.is_down():
            raise unavailable()
        if resource in VIEWS:
            return view(self.control_plane, resource, verb, namespace, name, options)
        if subresource:
            return self._subresources.handle(verb, resource, namespace, name, body, subresource)
        handlers: Mapping[str, Callable[[], Json]] = {
            "get": lambda: self.renderer.render(self._store.get(resource, namespace, name)),
            "list": lambda: self._list(resource, namespace, options),
            "create": lambda: self.create(resource, namespace, body, bool(options.get("dry_run"))),
            "update": lambda: self.replace(resource, namespace, name, body, bool(options.get("dry_run"))),
            "patch": lambda: self._patch(resource, namespace, name, body, options),
            "delete": lambda: self.delete(resource, namespace, name, body),
            "deletecollection": lambda: self._delete_all(resource, namespace, body, options),
        }
        if verb not in handlers:
            raise not_allowed(f"the verb {verb!r} is not known")
        return handlers[verb]()

    def select(self, resource: Resource, namespace: str, options: Mapping[str, Any]) -> Iterator[Any]:
        """Yield the stored objects that label and field selectors select."""
        selector = label_selector(options.get("label_selector"))
        fields = field_requirements(options.get("field_selector"))
        for subject in self._store.all(resource, namespace or None):
            if (not selector or rules.matches(selector, subject.labels)) and fields_match(
                fields, subject, self.renderer.render
            ):
                yield subject

    def _list(self, resource: Resource, namespace: str, options: Mapping[str, Any]) -> Json:
        return {
            "kind": f"{resource.kind}List",
            "apiVersion": resource.api_version,
            "metadata": {"resourceVersion": str(self._store.revision)},
            "items": [self.renderer.render(s) for s in self.select(resource, namespace, options)],
        }

    def prepared(self, resource: Resource, namespace: str, body: Any) -> Json:
        """Return a copy of a manifest that was checked, with its namespace and the defaults filled in."""
        if not isinstance(body, dict) or not isinstance(body.get("metadata"), dict):
            raise bad_request(f"the body of a {resource.kind} must be an object with metadata")
        body = patches.patched(body, {}, patches.MERGE)
        body.setdefault("apiVersion", resource.api_version)
        body.setdefault("kind", resource.kind)
        metadata = body["metadata"]
        if resource.namespaced:
            if namespace and metadata.setdefault("namespace", namespace) != namespace:
                raise bad_request(
                    f"the namespace of the provided object does not match the namespace sent on the request "
                    f"({metadata['namespace']} and {namespace})"
                )
        elif metadata.get("namespace"):
            del metadata["namespace"]
        validation.check(resource, body, self.control_plane.version)
        defaults.fill_in(resource, body)
        return body

    def create(self, resource: Resource, namespace: str, body: Any, dry_run: bool = False) -> Json:
        """Create an object."""
        body = self.prepared(resource, namespace, body)
        metadata = body["metadata"]
        for given in ("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields"):
            metadata.pop(given, None)
        body.pop("status", None)
        if not metadata.get("name"):
            metadata["name"] = self.control_plane.pods.generate_name(
                metadata["generateName"], metadata.get("namespace", "")
            )
        if resource is NODE:
            raise forbidden(resource, metadata["name"], "nodes register themselves: launch a host instead")
        if resource is POD:
            return self.renderer.render(self.pods.create(body, dry_run))
        handler = self.control_plane.hub.handlers.get(resource)
        if resource is NAMESPACE:
            body["status"] = {"phase": "Active"}
        new = handler.make(body) if handler is not None else Manifest(resource, body)
        if dry_run:
            return self.renderer.render(new)
        namespaces.check_open(self.control_plane, new)
        self._store.add(new)
        if handler is not None:
            handler.created(new)
        return self.renderer.render(new)

    def replace(
        self, resource: Resource, namespace: str, name: str, body: Any, dry_run: bool = False
    ) -> Json:
        """Replace an object by a changed version of it."""
        current = self._store.get(resource, namespace, name)
        if not isinstance(body, dict):
            raise bad_request("the body must be an object")
        given = (body.get("metadata") or {}).get("resourceVersion")
        if given and given != str(current.revision):
            raise conflict(resource, name)
        if isinstance(current, Pod):
            return self.renderer.render(self.pods.update(current, self.renderer.render(current), body))
        if isinstance(current, Node):
            return self.renderer.render(self._update_node(current, body))
        return self._update(current, body, dry_run)

    def _update(self, current: Manifest, body: Json, dry_run: bool) -> Json:
        new = self.prepared(
            current.resource, current.namespace, {k: v for k, v in body.items() if k != "status"}
        )
        if new["metadata"].get("name") != current.name:
            raise bad_request(
                f"the name of the object ({new['metadata'].get('name')}) does not match {current.name}"
            )
        immutability.check_update(current.resource, current.body, new)
        for given in ("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields"):
            new["metadata"].pop(given, None)
        if "status" in current.body:
            new["status"] = current.body["status"]
        old_metadata, old_spec = current.body["metadata"], current.body.get("spec")
        new["metadata"].setdefault("ownerReferences", old_metadata.get("ownerReferences") or [])
        if not new["metadata"]["ownerReferences"]:
            del new["metadata"]["ownerReferences"]
        for reference in new["metadata"].get("ownerReferences") or ():
            reference.pop("uid", None)
        if dry_run:
            return new
        changed = new.get("spec") != old_spec
        if not changed and new == current.body:
            return self.renderer.render(current)
        if not changed and "spec" in current.body:
            new["spec"] = old_spec
        current.body = new
        current.generation += changed
        self._store.touch(current)
        handler = self.control_plane.hub.handlers.get(current.resource)
        if handler is not None and changed:
            handler.updated(current)
        return self.renderer.render(current)

    def _update_node(self, node: Node, body: Json) -> Node:
        metadata, spec = body.get("metadata") or {}, body.get("spec") or {}
        for taint in spec.get("taints") or ():
            if taint.get("effect") not in ("NoSchedule", "PreferNoSchedule", "NoExecute"):
                raise bad_request(f"invalid taint effect: {taint.get('effect')}, unsupported taint effect")
        node.labels = dict(metadata.get("labels") or {})
        node.annotations = dict(metadata.get("annotations") or {})
        control = self.control_plane
        control.nodes.cordon(node, bool(spec.get("unschedulable")))
        cordon = [t for t in node.taints if t["key"] == "node.kubernetes.io/unschedulable"]
        given = [t for t in spec.get("taints") or () if t["key"] != "node.kubernetes.io/unschedulable"]
        control.lifecycle.set_taints(node, given + cordon)
        return node

    def _patch(
        self, resource: Resource, namespace: str, name: str, patch: Any, options: Mapping[str, Any]
    ) -> Json:
        kind = options.get("patch_type") or patches.STRATEGIC
        current = self._store.find(resource, namespace, name)
        if kind == patches.APPLY:
            return self.apply(resource, namespace, patch, bool(options.get("dry_run")))
        if current is None:
            raise not_found(resource, name)
        changed = patches.patched(self.renderer.render(current), patch, kind)
        if not isinstance(patch, dict) or "resourceVersion" not in (patch.get("metadata") or {}):
            changed.get("metadata", {}).pop("resourceVersion", None)
        return self.replace(resource, namespace, name, changed, bool(options.get("dry_run")))

    def apply(self, resource: Resource, namespace: str, manifest: Any, dry_run: bool = False) -> Json:
        """Create or update an object as `kubectl apply` does, three ways with the manifest applied last."""
        checked = self.prepared(resource, namespace, manifest)
        namespace, name = checked["metadata"].get("namespace", ""), checked["metadata"].get("name", "")
        current = self._store.find(resource, namespace, name)
        if current is None:
            return self.create(resource, namespace, patches.with_last_applied(manifest, manifest), dry_run)
        rendered = self.renderer.render(current)
        changed = patches.applied(rendered, manifest)
        changed["metadata"].pop("resourceVersion", None)
        return self.replace(resource, namespace, name, changed, dry_run)

    def delete(self, resource: Resource, namespace: str, name: str, body: Any = None) -> Json:
        """Delete an object, and what it owns unless it is orphaned; return it as it was."""
        subject = self._store.get(resource, namespace, name)
        options = body if isinstance(body, dict) else {}
        last = self.renderer.render(subject)
        if isinstance(subject, Pod):
            self.control_plane.pods.delete(
                subject, "deleted through the API", options.get("gracePeriodSeconds")
            )
            return self.renderer.render(subject)
        if isinstance(subject, Node):
            self.control_plane.nodes.terminate(subject.host, "its node object was deleted")
            return last
        if resource is NAMESPACE:
            namespaces.delete(self.control_plane, subject)
            return self.renderer.render(subject)
        self._store.remove(subject)
        handler = self.control_plane.hub.handlers.get(resource)
        if handler is not None:
            handler.deleted(subject, orphan=options.get("propagationPolicy") == "Orphan")
        return last

    def _delete_all(self, resource: Resource, namespace: str, body: Any, options: Mapping[str, Any]) -> Json:
        chosen = list(self.select(resource, namespace, options))
        deleted = [self.delete(resource, s.namespace, s.name, body) for s in chosen]
        return {
            "kind": f"{resource.kind}List",
            "apiVersion": resource.api_version,
            "metadata": {},
            "items": deleted,
        }
