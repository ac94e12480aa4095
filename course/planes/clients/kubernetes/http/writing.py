"""Writing objects: create, update, patch, server-side apply, delete."""

from __future__ import annotations

from typing import Any

from planes.clients.kubernetes.http import fields, parts, versions
from planes.clients.kubernetes.http.bodies import check_patch, media_type
from planes.clients.kubernetes.http.call import Call, JsonObject
from planes.clients.kubernetes.http.managers import Managers
from planes.control_plane.eks import patches
from planes.control_plane.eks.resources import NAMESPACE, NODE, POD, SERVICE
from planes.control_plane.eks.schema import check_schema
from planes.control_plane.eks.status import ApiError, bad_request, conflict, not_found

_KEPT = ("uid", "resourceVersion", "creationTimestamp", "generation")


class Writer:
    """Carries out the writes of one cluster's API.

    Args:
        managers: the field managers of its objects.
    """

    def __init__(self, managers: Managers) -> None:
        self._managers = managers

    def create(self, call: Call) -> JsonObject:
        """Create an object."""
        body = self._checked_body(call)
        new = call.api.handle("create", call.stored, call.namespace, body=body, dry_run=call.dry_run)
        if not call.dry_run:
            self._managers.wrote(call.manager, None, new, call.now)
        return self._shown(call, new)

    def update(self, call: Call) -> JsonObject:
        """Replace an object."""
        body = self._checked_body(call)
        name = (body.get("metadata") or {}).get("name")
        if name is not None and name != call.name:
            raise bad_request(
                f"the name of the object ({name}) does not match the name on the URL ({call.name})"
            )
        return self._replace(call, self._current(call), body)

    def patch(self, call: Call) -> JsonObject:
        """Change an object by a patch."""
        kind = check_patch(media_type(call.headers.get("content-type", "")))
        if kind == patches.APPLY:
            return self._apply(call)
        current = self._current(call)
        shown = self._shown(call, current)
        changed = _patched(shown, call.body, kind)
        if not isinstance(changed, dict) or not isinstance(changed.get("metadata"), dict):
            raise bad_request("the patched object would have no metadata")
        if not _names_version(call.body):
            changed["metadata"].pop("resourceVersion", None)
        return self._replace(call, current, versions.stored(call.resource, changed))

    def _replace(self, call: Call, current: JsonObject, body: JsonObject) -> JsonObject:
        uid = current["metadata"]["uid"]
        body = _plain(body)
        entries = body["metadata"].pop("managedFields", None) if "metadata" in body else None
        given_uid = (body.get("metadata") or {}).get("uid")
        if given_uid and given_uid != uid:
            raise conflict(call.stored, call.name)
        if call.stored in (POD, NODE):
            _check_shape(call, body)
            if call.dry_run:
                return self._shown(call, _as_if({"spec": {}, **body}, current))
        answer = call.api.handle("update", call.stored, call.namespace, call.name, body, dry_run=call.dry_run)
        if call.dry_run:
            return self._shown(call, _as_if(answer, current))
        if entries is not None and entries != self._managers.entries(uid):
            self._managers.replace(uid, entries, call.now)
        else:
            self._managers.wrote(call.manager, current, answer, call.now)
        return self._shown(call, answer)

    def _apply(self, call: Call) -> JsonObject:
        """Apply a manifest as its field manager, on the server."""
        manifest = self._checked_body(call)
        if not call.query.get("fieldManager"):
            raise bad_request(
                'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: '
                "is required for apply patch"
            )
        if (manifest.get("metadata") or {}).get("managedFields"):
            raise bad_request("metadata.managedFields must be nil")
        name = (manifest.get("metadata") or {}).get("name", call.name)
        if name != call.name:
            raise bad_request(
                f"the name of the object ({name}) does not match the name on the URL ({call.name})"
            )
        manifest.setdefault("metadata", {})["name"] = name
        current = self._find(call)
        answer = (
            self._create_applied(call, manifest) if current is None else self._merge(call, manifest, current)
        )
        if not call.dry_run:
            self._managers.applied(call.manager, manifest, answer, call.now)
        return self._shown(call, answer)

    def _create_applied(self, call: Call, manifest: JsonObject) -> JsonObject:
        return call.api.handle("create", call.stored, call.namespace, body=manifest, dry_run=call.dry_run)

    def _merge(self, call: Call, manifest: JsonObject, current: JsonObject) -> JsonObject:
        uid = current["metadata"]["uid"]
        changed = self._managers.claim(uid, call.manager, manifest, current, call.flag("force"))
        merged = _patched(current, manifest, patches.STRATEGIC)
        for path in self._managers.given_up(uid, call.manager, manifest):
            fields.remove(merged, path)
        if "resourceVersion" not in manifest["metadata"]:
            merged["metadata"].pop("resourceVersion", None)
        merged = _plain(merged)
        if call.stored in (POD, NODE):
            _check_shape(call, merged)
        answer = call.api.handle(
            "update", call.stored, call.namespace, call.name, merged, dry_run=call.dry_run
        )
        if call.dry_run:
            return _as_if(answer, current)
        self._managers.take(uid, (call.manager, "Apply"), changed)
        return answer

    def scale(self, call: Call) -> JsonObject:
        """Answer a request for an object's scale."""
        before = self._current(call)
        answer = parts.scale(call)
        if call.method != "GET" and not call.dry_run:
            self._managers.wrote(call.manager, before, self._current(call), call.now)
        return answer

    def delete(self, call: Call) -> JsonObject:
        """Delete an object: some kinds come back as they are now, of others a Status says that it is done."""
        current = self._current(call)
        options = _delete_options(call)
        preconditions = options.get("preconditions") or {}
        for name in ("uid", "resourceVersion"):
            if preconditions.get(name) not in (None, current["metadata"][name]):
                raise conflict(call.stored, call.name)
        if not _is_dry(call, options):
            current = call.api.handle("delete", call.stored, call.namespace, call.name, options)
            if call.control.store.find(call.stored, call.namespace, call.name) is None:
                self._managers.forget(current["metadata"]["uid"])
        if call.stored in (NAMESPACE, POD, SERVICE):
            return self._shown(call, current)
        details = {
            "name": call.name,
            "group": call.resource.group,
            "kind": call.resource.plural,
            "uid": current["metadata"]["uid"],
        }
        return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}

    def delete_all(self, call: Call) -> JsonObject:
        """Delete every object a list request selects."""
        options = _delete_options(call)
        if _is_dry(call, options):
            return call.api.handle("list", call.stored, call.namespace)
        return call.api.handle(
            "deletecollection",
            call.stored,
            call.namespace,
            body=options,
            label_selector=call.query.get("labelSelector"),
            field_selector=call.query.get("fieldSelector"),
        )

    def _current(self, call: Call) -> JsonObject:
        found = self._find(call)
        if found is None:
            raise not_found(call.stored, call.name)
        return found

    def _find(self, call: Call) -> JsonObject | None:
        try:
            found: JsonObject = call.api.handle("get", call.stored, call.namespace, call.name)
        except ApiError as error:
            if error.code == 404:
                return None
            raise
        return found

    def _checked_body(self, call: Call) -> JsonObject:
        body = call.body
        if not isinstance(body, dict):
            raise bad_request("the body of the request must be an object")
        expected = {"apiVersion": call.resource.api_version, "kind": call.resource.kind}
        for key, value in expected.items():
            if body.get(key, value) != value:
                raise bad_request(f"the {key} in the data ({body[key]}) does not match the expected {value}")
        if not isinstance(body.get("metadata", {}), dict):
            raise bad_request("metadata must be an object")
        return versions.stored(call.resource, _plain({**expected, "metadata": {}, **body}))

    def _shown(self, call: Call, item: JsonObject) -> JsonObject:
        shown = versions.served(call.resource, item)
        uid = shown["metadata"].get("uid", "")
        if entries := self._managers.entries(uid):
            shown = {**shown, "metadata": {**shown["metadata"], "managedFields": entries}}
        return shown


def _plain(value: Any) -> Any:
    """Return a copy without what Go programs write for fields that are not set: nulls and `resources: {}`.

    A pod template keeps its hash so, whoever wrote it.
    """
    if isinstance(value, dict):
        return {
            key: _plain(item)
            for key, item in value.items()
            if item is not None and not (key == "resources" and item == {})
        }
    return [_plain(item) for item in value if item is not None] if isinstance(value, list) else value


def _check_shape(call: Call, body: JsonObject) -> None:
    """Refuse a pod or node of the wrong shape: their updates are not checked further on."""
    desired = {key: value for key, value in body.items() if key != "status"}
    check_schema(call.stored, desired, call.control.version)


def _patched(body: JsonObject, patch: Any, kind: str) -> Any:
    try:
        return patches.patched(body, patch, kind)
    except (TypeError, AttributeError, KeyError):
        raise bad_request("the patch does not fit the object: a value in it is of another type") from None


def _as_if(answer: JsonObject, current: JsonObject) -> JsonObject:
    """Return what a dry run made of an object, with what no write changes."""
    metadata = {key: current["metadata"][key] for key in _KEPT if key in current["metadata"]}
    status = {"status": current["status"]} if "status" in current else {}
    return {**answer, "metadata": {**answer["metadata"], **metadata}, **status}


def _names_version(patch: Any) -> bool:
    if isinstance(patch, list):
        return any(isinstance(o, dict) and o.get("path") == "/metadata/resourceVersion" for o in patch)
    return "resourceVersion" in (patch.get("metadata") or {})


def _is_dry(call: Call, options: JsonObject) -> bool:
    return call.dry_run or bool(options.get("dryRun"))


def _delete_options(call: Call) -> JsonObject:
    options: JsonObject = dict(call.body) if isinstance(call.body, dict) else {}
    seconds = call.number("gracePeriodSeconds")
    if seconds is not None:
        options["gracePeriodSeconds"] = seconds
    if policy := call.query.get("propagationPolicy"):
        options["propagationPolicy"] = policy
    if options.pop("orphanDependents", False):
        options["propagationPolicy"] = "Orphan"
    given = options.get("gracePeriodSeconds")
    if given is not None and (not isinstance(given, int) or isinstance(given, bool) or given < 0):
        raise bad_request(f"gracePeriodSeconds: Invalid value: {given}: must be 0 or more")
    return options
