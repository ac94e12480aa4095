"""Reading objects: as they are shown, in lists, in pages, as tables."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from planes.clients.kubernetes.http import tables, versions
from planes.clients.kubernetes.http.call import Call, JsonObject
from planes.control_plane.eks.resources import EVENT
from planes.control_plane.eks.status import ApiError, bad_request

_TABLE, _PARTIAL = "as=Table", ("as=PartialObjectMetadataList", "as=PartialObjectMetadata")


def shown(call: Call, subject: Any) -> JsonObject:
    """Return a stored object as JSON, in the version asked for."""
    return versions.served(call.resource, call.api.renderer.render(subject))


def items(call: Call) -> list[JsonObject]:
    """Return all objects a list request selects, by namespace and name."""
    fields = call.query.get("fieldSelector", "")
    if call.name:
        fields = f"{fields},metadata.name={call.name}"
    if call.resource is EVENT:
        # Events of this model are about names, not about uids.
        fields = ",".join(part for part in fields.split(",") if not part.startswith("involvedObject.uid"))
    found = call.api.handle(
        "list",
        call.stored,
        call.namespace,
        label_selector=call.query.get("labelSelector"),
        field_selector=fields,
    )["items"]
    named = [versions.served(call.resource, item) for item in found]
    return sorted(named, key=lambda i: (i["metadata"].get("namespace", ""), i["metadata"]["name"]))


def listed(call: Call) -> JsonObject:
    """Return a list, or the page of it that `limit` and `continue` ask for.

    Raises:
        ApiError: BadRequest or Expired, for a `continue` that leads nowhere.
    """
    found = items(call)
    metadata: JsonObject = {"resourceVersion": str(call.control.store.revision)}
    if token := call.query.get("continue"):
        after = _position(token)
        found = [i for i in found if [i["metadata"].get("namespace", ""), i["metadata"]["name"]] > after]
    limit = call.number("limit")
    if limit and len(found) > limit:
        last = found[limit - 1]["metadata"]
        position = json.dumps([last.get("namespace", ""), last["name"]])
        metadata["continue"] = base64.urlsafe_b64encode(position.encode()).decode()
        metadata["remainingItemCount"] = len(found) - limit
        found = found[:limit]
    answer = negotiated(call, found, single=False)
    return {**answer, "metadata": metadata}


def _position(token: str) -> list[str]:
    try:
        position = json.loads(base64.urlsafe_b64decode(token))
    except (ValueError, binascii.Error):
        position = None
    if not isinstance(position, list) or [type(part) for part in position] != [str, str]:
        raise bad_request("continue key is not valid")
    return position


def got(call: Call, entries: Sequence[JsonObject] = ()) -> JsonObject:
    """Return one object.

    Raises:
        ApiError: NotFound.
    """
    item = versions.served(call.resource, call.api.handle("get", call.stored, call.namespace, call.name))
    if entries:
        item["metadata"]["managedFields"] = list(entries)
    return negotiated(call, [item])


def negotiated(call: Call, found: Sequence[JsonObject], single: bool = True, head: bool = True) -> JsonObject:
    """Return objects in the form the client accepts: JSON, a table, or metadata alone.

    Raises:
        ApiError: NotAcceptable.
    """
    resource = call.resource
    if _TABLE in call.accept:
        include = call.query.get("includeObject", "Metadata")
        found = [versions.stored(resource, item) for item in found]
        answer = tables.table(found, resource.kind, call.now, include, head)
        if single and found:
            answer["metadata"] = {"resourceVersion": found[0]["metadata"].get("resourceVersion", "")}
        return answer
    _check_accept(call.accept)
    if any(form in call.accept for form in _PARTIAL):
        found = [tables.partial(item) for item in found]
        if not single:
            return {
                "kind": "PartialObjectMetadataList",
                "apiVersion": "meta.k8s.io/v1",
                "metadata": {},
                "items": found,
            }
    if single:
        return found[0]
    return {
        "kind": f"{resource.kind}List",
        "apiVersion": resource.api_version,
        "metadata": {},
        "items": list(found),
    }


def _check_accept(accept: str) -> None:
    kinds = [part.partition(";")[0].strip() for part in accept.split(",") if part.strip()]
    readable = ("application/json", "application/*", "*/*")
    if kinds and not any(kind in readable for kind in kinds):
        raise ApiError(
            406,
            "NotAcceptable",
            "only the following media types are accepted: application/json "
            f"(the request accepts {', '.join(kinds)})",
        )
