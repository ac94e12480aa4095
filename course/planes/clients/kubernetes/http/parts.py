"""Subresources: scale, status, eviction, binding, log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager

from planes.clients.kubernetes.http.bodies import check_patch, media_type
from planes.clients.kubernetes.http.call import Call, JsonObject, nowhere
from planes.control_plane.eks import patches
from planes.control_plane.eks.objects import Pod
from planes.control_plane.eks.resources import NODE, POD
from planes.control_plane.eks.status import ApiError, bad_request, conflict, not_allowed

_FOLLOW_SECONDS = 0.3
_NOT_MODELLED = {
    "exec": "containers of this model run no programs: there is nothing to execute in",
    "attach": "containers of this model run no programs: there is nothing to attach to",
    "portforward": "containers of this model listen on no ports",
    "proxy": "containers of this model listen on no ports",
}


def answer(call: Call) -> JsonObject:
    """Answer a request for a part of an object.

    Raises:
        ApiError: with the Status.
    """
    part = call.subresource
    if part in _NOT_MODELLED:
        raise ApiError(501, "NotImplemented", _NOT_MODELLED[part])
    if part == "status" and call.method in ("GET", "PUT", "PATCH"):
        return call.api.handle("get", call.resource, call.namespace, call.name, subresource="status")
    if call.resource is POD and part in ("eviction", "binding"):
        if call.method != "POST":
            raise not_allowed("the server does not allow this method on the requested resource")
        return _evict(call) if part == "eviction" else _bind(call)
    raise nowhere()


def scale(call: Call) -> JsonObject:
    """Answer a request for the scale of a Deployment or ReplicaSet.

    Raises:
        ApiError: with the Status.
    """

    def ask(verb: str, body: JsonObject | None = None) -> JsonObject:
        return call.api.handle(verb, call.resource, call.namespace, call.name, body, subresource="scale")

    current = ask("get")
    if call.method == "GET":
        return current
    if call.method == "PUT":
        wanted = call.body
    elif call.method == "PATCH":
        kind = check_patch(media_type(call.headers.get("content-type", "")))
        wanted = patches.patched(current, call.body, patches.MERGE if kind == patches.APPLY else kind)
    else:
        raise not_allowed("the server does not allow this method on the requested resource")
    if not isinstance(wanted, dict) or not isinstance(wanted.get("spec") or {}, dict):
        raise bad_request("the body of the request must be a Scale")
    version = (wanted.get("metadata") or {}).get("resourceVersion")
    if version and version != current["metadata"]["resourceVersion"]:
        raise conflict(call.resource, call.name)
    if call.dry_run:
        return {**current, "spec": wanted.get("spec") or {}}
    # An empty count is left out of JSON.
    spec = {"replicas": 0, **(wanted.get("spec") or {})}
    return ask("update", {**wanted, "spec": spec})


def _evict(call: Call) -> JsonObject:
    body = call.body if isinstance(call.body, dict) else {}
    if call.dry_run or (body.get("deleteOptions") or {}).get("dryRun"):
        call.api.handle("get", POD, call.namespace, call.name)
        return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}
    return call.api.handle("create", POD, call.namespace, call.name, body, subresource="eviction")


def _bind(call: Call) -> JsonObject:
    """Give a pod its node, as a scheduler of one's own does."""
    control = call.control
    pod: Pod = control.store.get(POD, call.namespace, call.name)
    target = (call.body.get("target") or {}).get("name") if isinstance(call.body, dict) else None
    if not target:
        raise bad_request("target.name: Required value")
    if pod.node is not None:
        raise ApiError(409, "Conflict", f"pod {pod.name} is already assigned to node {pod.node.name!r}")
    node = control.store.get(NODE, "", target)
    control.scheduler.drop(pod)
    control.pods.bind(pod, node, "bound through the API", {"node": node.name})
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}


def log(call: Call) -> str:
    """Return a pod's log.

    Raises:
        ApiError: the pod is not there, has not started, or has no such container.
    """
    pod: Pod = call.control.store.get(POD, call.namespace, call.name)
    names = [container["name"] for container in pod.template.spec["containers"]]
    container = call.query.get("container")
    if container and container not in names:
        raise bad_request(f"container {container} is not valid for pod {pod.name}")
    if call.flag("previous") and not pod.restarts:
        raise bad_request(
            f'previous terminated container "{container or names[0]}" in pod "{pod.name}" not found'
        )
    text: str = call.api.handle("get", POD, call.namespace, call.name, subresource="log")["log"]
    lines = text.splitlines(keepends=True)
    tail = call.number("tailLines")
    if tail is not None:
        lines = lines[len(lines) - min(tail, len(lines)) :]
    limit = call.number("limitBytes")
    return "".join(lines)[:limit]


async def follow(call: Call, lock: AbstractContextManager[object], first: str) -> AsyncIterator[str]:
    """Yield a pod's log as it grows, until the pod has ended or is gone."""
    sent = set(first.splitlines(keepends=True))
    yield first
    while True:
        await asyncio.sleep(_FOLLOW_SECONDS)
        with lock:
            pod: Pod | None = call.control.store.find(POD, call.namespace, call.name)
            text = log(call) if pod is not None else ""
        for line in text.splitlines(keepends=True):
            # What says that it answers now is no line of the past.
            if line not in sent and not line.endswith(" answering requests\n"):
                sent.add(line)
                yield line
        if pod is None or pod.phase not in ("Pending", "Running"):
            return
