"""What RunTask may override of a task definition: CPU and memory of the task and of its containers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from planes.control_plane.ecs.definition import ContainerDefinition, TaskDefinition
from planes.control_plane.ecs.errors import invalid


class Override(NamedTuple):
    """One container's own values; None keeps the definition's."""

    cpu_units: int | None = None
    memory_mib: int | None = None
    memory_reservation_mib: int | None = None


class Overrides(NamedTuple):
    """A task's own values; None keeps the definition's."""

    cpu_units: int | None = None
    memory_mib: int | None = None
    containers: Mapping[str, Override] = {}


NO_OVERRIDES = Overrides()


def apply(definition: TaskDefinition, overrides: Overrides) -> TaskDefinition:
    """Return a task definition with overrides, of the same family and revision.

    Raises:
        EcsError: InvalidParameterException for a container the definition does not have.
    """
    names = [container.name for container in definition.containers]
    for name in overrides.containers:
        if name not in names:
            raise invalid(f"Override for container named {name} is not a container in the TaskDefinition.")
    if overrides == NO_OVERRIDES:
        return definition
    return replace(
        definition,
        cpu_units=overrides.cpu_units or definition.cpu_units,
        memory_mib=overrides.memory_mib or definition.memory_mib,
        containers=tuple(_container(c, overrides.containers.get(c.name)) for c in definition.containers),
    )


def _container(container: ContainerDefinition, override: Override | None) -> ContainerDefinition:
    if override is None:
        return container
    return replace(
        container,
        cpu_units=container.cpu_units if override.cpu_units is None else override.cpu_units,
        memory_mib=override.memory_mib or container.memory_mib,
        memory_reservation_mib=override.memory_reservation_mib or container.memory_reservation_mib,
    )
