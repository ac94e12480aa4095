"""The register of task definitions: families, revisions, their status."""

from __future__ import annotations

from planes.control_plane.ecs.definition import TaskDefinition
from planes.control_plane.ecs.errors import client_error
from planes.control_plane.ecs.validation import check, fargate_faults


class TaskDefinitions:
    """Every revision ever registered, by family."""

    def __init__(self) -> None:
        self._families: dict[str, list[TaskDefinition]] = {}

    def register(self, definition: TaskDefinition, now: float) -> TaskDefinition:
        """Validate a definition, give it the next revision of its family and keep it.

        Raises:
            EcsError: ClientException naming the fault.
        """
        if "FARGATE" in definition.requires and definition.network_mode is None:
            definition.network_mode = "awsvpc" if len(definition.requires) == 1 else None
        check(definition)
        revisions = self._families.setdefault(definition.family, [])
        definition.revision, definition.registered_at = len(revisions) + 1, now
        fits_fargate = next(fargate_faults(definition), None) is None
        elsewhere = () if definition.own_address else ("EXTERNAL",)
        definition.compatibilities = ("EC2", "FARGATE") if fits_fargate else (*elsewhere, "EC2")
        revisions.append(definition)
        return definition

    def find(self, reference: str) -> TaskDefinition | None:
        """Return the definition for `family:revision`, or the newest active one for `family`."""
        family, _, revision = reference.partition(":")
        revisions = self._families.get(family, [])
        if not revision:
            return next((d for d in reversed(revisions) if d.status == "ACTIVE"), None)
        if not revision.isdigit() or not 1 <= int(revision) <= len(revisions):
            return None
        found = revisions[int(revision) - 1]
        return None if found.status == "DELETED" else found

    def active(self, reference: str) -> TaskDefinition:
        """Return the definition that a task or service may use.

        Raises:
            EcsError: ClientException if there is none or it is inactive.
        """
        definition = self.find(reference)
        if definition is None:
            raise client_error("TaskDefinition not found.")
        if definition.status != "ACTIVE":
            raise client_error("TaskDefinition is inactive")
        return definition

    def deregister(self, reference: str, now: float) -> TaskDefinition:
        """Mark one revision INACTIVE: what runs keeps running, nothing new starts from it."""
        if ":" not in reference:
            raise client_error("Revision is missing.")
        definition = self.find(reference)
        if definition is None:
            raise client_error(
                "The specified task definition does not exist. Specify a valid account, family, revision "
                "and try again."
            )
        if definition.status == "ACTIVE":
            definition.status, definition.deregistered_at = "INACTIVE", now
        return definition

    def delete(self, reference: str) -> TaskDefinition:
        """Delete an inactive revision.

        Raises:
            EcsError: ClientException if it is not there or still active.
        """
        definition = self.find(reference) if ":" in reference else None
        if definition is None:
            raise client_error("The specified task definition does not exist.")
        if definition.status == "ACTIVE":
            raise client_error(
                "The specified task definition is still in ACTIVE status. Please deregister the target "
                "and try again."
            )
        definition.status = "DELETED"
        return definition

    def all(self, family_prefix: str = "", status: str = "ACTIVE") -> list[TaskDefinition]:
        """Return definitions by family and revision, ascending; an exact family selects that one alone."""
        families = [family_prefix] if family_prefix in self._families else sorted(self._families)
        return [
            definition
            for family in families
            if family.startswith(family_prefix)
            for definition in self._families[family]
            if definition.status == status
        ]

    def families(self, prefix: str = "", status: str = "ALL") -> list[str]:
        """Return family names; status ACTIVE or INACTIVE selects by whether a revision is active."""
        chosen = []
        for family in sorted(self._families):
            kept = [d for d in self._families[family] if d.status != "DELETED"]
            is_active = any(d.status == "ACTIVE" for d in kept)
            wanted = status == "ALL" or is_active == (status == "ACTIVE")
            if kept and family.startswith(prefix) and wanted:
                chosen.append(family)
        return chosen
