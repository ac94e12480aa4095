"""Objects the API server shows that nobody stores: endpoints, events, leases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planes.control_plane.eks.kube_events import kube_events
from planes.control_plane.eks.kubernetes import ControlPlane
from planes.control_plane.eks.objects import Json, Node, Pod
from planes.control_plane.eks.rendering import pod_address
from planes.control_plane.eks.resources import (
    ENDPOINT_SLICE,
    ENDPOINTS,
    EVENT,
    LEASE,
    NODE,
    SERVICE,
    Resource,
)
from planes.control_plane.eks.selection import field_requirements
from planes.control_plane.eks.services import Service
from planes.control_plane.eks.status import not_allowed, not_found
from planes.control_plane.eks.timestamps import timestamp

VIEWS = (ENDPOINTS, ENDPOINT_SLICE, EVENT, LEASE)
LEASES = "kube-node-lease"


def view(
    control: ControlPlane,
    resource: Resource,
    verb: str,
    namespace: str,
    name: str,
    options: Mapping[str, Any],
) -> Json:
    """Answer a read of one of the views.

    Raises:
        ApiError: NotFound, or MethodNotAllowed for anything but reading.
    """
    if verb not in ("get", "list"):
        raise not_allowed(f"{resource.plural} are written by the control plane of this model only")
    items = list(_items(control, resource, namespace))
    if verb == "get":
        found = [item for item in items if item["metadata"]["name"] == name]
        if not found:
            raise not_found(resource, name)
        return found[0]
    for path, equal, value in field_requirements(options.get("field_selector")):
        items = [item for item in items if (_at(item, path) == value) == equal]
    return {
        "kind": f"{resource.kind}List",
        "apiVersion": resource.api_version,
        "metadata": {"resourceVersion": str(control.store.revision)},
        "items": items,
    }


def _items(control: ControlPlane, resource: Resource, namespace: str) -> Iterator[Json]:
    if resource is EVENT:
        yield from kube_events(control.events, control.cluster, namespace or None)
    elif resource is LEASE:
        if namespace in ("", LEASES):
            yield from (_lease(control, node) for node in control.store.all(NODE))
    else:
        make = _endpoints if resource is ENDPOINTS else _endpoint_slice
        for service in control.store.all(SERVICE, namespace or None):
            if service.selector["matchLabels"]:
                yield make(service)


def _lease(control: ControlPlane, node: Node) -> Json:
    renewed = timestamp(control.lifecycle.last_heartbeat(node, control.clock.now))
    return {
        "apiVersion": LEASE.api_version,
        "kind": "Lease",
        "metadata": {
            "name": node.name,
            "namespace": LEASES,
            "creationTimestamp": timestamp(node.created),
        },
        "spec": {"holderIdentity": node.name, "leaseDurationSeconds": 40, "renewTime": renewed},
    }


def _endpoints(service: Service) -> Json:
    ports = [
        {
            key: port[source]
            for key, source in (("name", "name"), ("port", "targetPort"), ("protocol", "protocol"))
            if source in port
        }
        for port in service.spec.get("ports") or ()
    ]
    subset: Json = {"ports": ports}
    for field, pods in (("addresses", service.ready), ("notReadyAddresses", service.not_ready)):
        there = [_address(pod) for pod in pods.values() if pod.started is not None]
        if there:
            subset[field] = there
    return {
        "apiVersion": "v1",
        "kind": "Endpoints",
        "metadata": {
            "name": service.name,
            "namespace": service.namespace,
            "creationTimestamp": timestamp(service.created),
        },
        "subsets": [subset] if len(subset) > 1 else [],
    }


def _address(pod: Pod) -> Json:
    return {
        "ip": pod_address(pod),
        "nodeName": pod.node.name if pod.node is not None else "",
        "targetRef": {"kind": "Pod", "namespace": pod.namespace, "name": pod.name},
    }


def _endpoint_slice(service: Service) -> Json:
    endpoints = [
        {
            "addresses": [pod_address(pod)],
            "conditions": {"ready": ready, "serving": ready, "terminating": False},
            "nodeName": pod.node.name if pod.node is not None else "",
            "zone": pod.node.zone if pod.node is not None else "",
            "targetRef": {"kind": "Pod", "namespace": pod.namespace, "name": pod.name},
        }
        for ready, pods in ((True, service.ready), (False, service.not_ready))
        for pod in pods.values()
        if pod.started is not None
    ]
    return {
        "apiVersion": ENDPOINT_SLICE.api_version,
        "kind": "EndpointSlice",
        "metadata": {
            "name": f"{service.name}-1",
            "namespace": service.namespace,
            "labels": {"kubernetes.io/service-name": service.name},
            "creationTimestamp": timestamp(service.created),
        },
        "addressType": "IPv4",
        "endpoints": endpoints,
        "ports": [
            {"name": p.get("name", ""), "port": p["targetPort"], "protocol": p["protocol"]}
            for p in service.spec.get("ports") or ()
        ],
    }


def _at(item: Json, path: str) -> str:
    value: Any = item
    for part in path.split("."):
        value = value.get(part, "") if isinstance(value, dict) else ""
    return str(value)
