"""Who manages which field of an object: the bookkeeping of server-side apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planes.clients.kubernetes.http import fields
from planes.clients.kubernetes.http.call import JsonObject
from planes.clients.kubernetes.http.fields import Path
from planes.control_plane.eks.status import ApiError
from planes.control_plane.eks.timestamps import timestamp


@dataclass(slots=True)
class Manager:
    """One writer of one object, and the fields that are its own.

    Attributes:
        operation: "Apply", or "Update" for every other way of writing.
        time: virtual second of its last write.
    """

    name: str
    operation: str
    api_version: str
    time: float
    fields: set[Path]

    def entry(self) -> JsonObject:
        """Return its entry in `metadata.managedFields`."""
        return {
            "manager": self.name,
            "operation": self.operation,
            "apiVersion": self.api_version,
            "time": timestamp(self.time),
            "fieldsType": "FieldsV1",
            "fieldsV1": fields.to_fields_v1(self.fields),
        }


class Managers:
    """The field managers of a cluster's objects, by uid. What controllers write themselves has none."""

    def __init__(self) -> None:
        self._of: dict[str, list[Manager]] = {}

    def entries(self, uid: str) -> list[JsonObject]:
        """Return an object's `metadata.managedFields`."""
        return [manager.entry() for manager in self._of.get(uid, ()) if manager.fields]

    def replace(self, uid: str, entries: Any, now: float) -> None:
        """Take over managedFields that a client wrote."""
        found = [e for e in entries if isinstance(e, dict) and e.get("manager")] if entries else []
        self._of[uid] = [
            Manager(
                str(e["manager"]),
                str(e.get("operation", "Update")),
                str(e.get("apiVersion", "")),
                now,
                fields.from_fields_v1(e.get("fieldsV1")),
            )
            for e in found
        ]

    def forget(self, uid: str) -> None:
        """Forget an object that is gone."""
        self._of.pop(uid, None)

    def wrote(self, name: str, before: Mapping[str, Any] | None, after: JsonObject, now: float) -> None:
        """Note a write that was no apply: the fields it changed are the writer's now."""
        new, old = dict(after), dict(before or {})
        changed = {
            path for path in fields.owned(new) if fields.value_at(old, path) != fields.value_at(new, path)
        }
        uid = after["metadata"]["uid"]
        self.take(uid, (name, "Update"), changed)
        if changed:
            self._manager(uid, name, "Update", after, now).fields |= changed

    def applied(self, name: str, manifest: JsonObject, after: JsonObject, now: float) -> None:
        """Note an apply: the manifest's fields are what the applier manages."""
        uid = after["metadata"]["uid"]
        self._manager(uid, name, "Apply", after, now).fields = fields.owned(manifest)

    def claim(self, uid: str, name: str, manifest: JsonObject, current: JsonObject, force: bool) -> set[Path]:
        """Return the fields that a manifest would change, unless others manage some of them.

        Raises:
            ApiError: Conflict, without `force`.
        """
        changed = {
            path
            for path in fields.owned(manifest)
            if fields.value_at(manifest, path) != fields.value_at(current, path)
        }
        if not force and (held := self._held(uid, name, changed)):
            raise _conflict(held)
        return changed

    def given_up(self, uid: str, name: str, manifest: JsonObject) -> list[Path]:
        """Return the fields an applier no longer sets and nobody else holds, the deepest first."""
        own, others = set[Path](), set[Path]()
        for manager in self._of.get(uid, ()):
            is_own = (manager.name, manager.operation) == (name, "Apply")
            (own if is_own else others).update(manager.fields)
        return sorted(own - others - fields.owned(manifest), key=len, reverse=True)

    def _held(self, uid: str, name: str, changed: set[Path]) -> list[tuple[Manager, Path]]:
        return [
            (manager, path)
            for manager in self._of.get(uid, ())
            if (manager.name, manager.operation) != (name, "Apply")
            for path in sorted(manager.fields & changed)
        ]

    def take(self, uid: str, writer: tuple[str, str], changed: set[Path]) -> None:
        """Take fields from all managers but one, which is named by name and operation."""
        for manager in self._of.get(uid, ()):
            if (manager.name, manager.operation) != writer:
                manager.fields -= changed

    def _manager(self, uid: str, name: str, operation: str, after: JsonObject, now: float) -> Manager:
        known = self._of.setdefault(uid, [])
        for manager in known:
            if (manager.name, manager.operation) == (name, operation):
                manager.time = now
                return manager
        known.append(Manager(name, operation, after["apiVersion"], now, set()))
        return known[-1]


def _conflict(held: list[tuple[Manager, Path]]) -> ApiError:
    lines = [(f'conflict with "{m.name}" using {m.api_version}', fields.spoken(path)) for m, path in held]
    shown = "\n".join(f"{who}: {field}" for who, field in lines)
    count = f"{len(lines)} conflict{'s' * (len(lines) > 1)}"
    text = (
        f"Apply failed with {count}: {shown}" if len(lines) == 1 else f"Apply failed with {count}:\n{shown}"
    )
    causes = [{"reason": "FieldManagerConflict", "message": who, "field": field} for who, field in lines]
    return ApiError(409, "Conflict", text, {"causes": causes})
