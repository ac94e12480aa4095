"""Capacity providers, Auto Scaling groups, and the tasks that wait for capacity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from planes import facts
from planes.control_plane.ecs.errors import EcsError, client_error, invalid
from planes.control_plane.ecs.model import FARGATE_PROVIDERS, Cluster, ProviderShare, Task
from planes.control_plane.ecs.store import Store

MOST_PROVISIONING = 500
"""Tasks of a cluster that may wait for capacity. Source: D61 (quoted values differ)."""


@dataclass(slots=True)
class ManagedScaling:
    """How a capacity provider scales its Auto Scaling group. Defaults: D59."""

    enabled: bool = False
    target_capacity: int = 100
    minimum_step: int = 1
    maximum_step: int = 10000
    warmup_seconds: int = 300


@dataclass(slots=True)
class AutoScalingGroup:
    """A group of equal hosts. EC2 Auto Scaling keeps `desired` of them; the model's own record."""

    name: str
    instance_type: str = "m5.large"
    minimum: int = 0
    maximum: int = 100
    desired: int = 0
    spot: bool = False
    hosts: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class CapacityProvider:
    """A named kind of capacity that strategies share tasks between."""

    name: str
    type: str
    group: str | None = None
    scaling: ManagedScaling = field(default_factory=ManagedScaling)
    termination_protection: bool = False
    status: str = "ACTIVE"
    update_status: str | None = None
    below_target: int = 0
    request: dict[str, object] = field(default_factory=dict)


class Capacity:
    """The capacity providers of an account and the tasks that wait for them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.providers = {name: CapacityProvider(name, name) for name in FARGATE_PROVIDERS}
        self.groups: dict[str, AutoScalingGroup] = {}
        self.waiting: dict[str, Task] = {}
        self.place_again: Callable[[Task], bool] = lambda task: False

    def group(self, name: str, **changes: object) -> AutoScalingGroup:
        """Return the Auto Scaling group of this name, made or changed as given.

        A group that nobody described is of m5.large hosts, 0 to 100 of them.
        """
        group = self.groups.setdefault(name, AutoScalingGroup(name))
        for key, value in changes.items():
            setattr(group, key, value)
        facts.instance(group.instance_type)
        group.desired = min(max(group.desired, group.minimum), group.maximum)
        return group

    def create(self, provider: CapacityProvider) -> CapacityProvider:
        """Take a new capacity provider into the records."""
        if provider.name.lower().startswith(("aws", "ecs", "fargate")):
            raise invalid('The capacity provider name cannot be prefixed with "aws", "ecs" or "fargate".')
        if provider.name in self.providers and self.providers[provider.name].status == "ACTIVE":
            raise client_error(
                "The specified capacity provider already exists. Use a different name and try again."
            )
        self._check(provider.scaling)
        self.providers[provider.name] = provider
        self.group(provider.group or provider.name)
        return provider

    def update(self, name: str, scaling: ManagedScaling | None, protection: bool | None) -> CapacityProvider:
        """Change a capacity provider's managed scaling."""
        provider = self.find(name)
        if provider.type in FARGATE_PROVIDERS:
            raise invalid("The Fargate capacity providers cannot be changed.")
        if scaling is not None:
            self._check(scaling)
            provider.scaling = scaling
        if protection is not None:
            provider.termination_protection = protection
        return provider

    def delete(self, name: str) -> CapacityProvider:
        """Delete a capacity provider that no cluster uses."""
        provider = self.find(name)
        if provider.type in FARGATE_PROVIDERS:
            raise invalid("The specified capacity provider is reserved and cannot be deleted.")
        if any(name in cluster.capacity_providers for cluster in self._store.clusters.values()):
            raise client_error("The specified capacity provider is in use and cannot be removed.")
        del self.providers[name]
        provider.status = "INACTIVE"
        return provider

    def find(self, name: str) -> CapacityProvider:
        """Return a capacity provider.

        Raises:
            EcsError: InvalidParameterException if there is none.
        """
        provider = self.providers.get(name)
        if provider is None:
            raise invalid(
                f"The specified capacity provider '{name}' was not found. Specify a valid name or ARN and "
                "try again."
            )
        return provider

    @staticmethod
    def _check(scaling: ManagedScaling) -> None:
        bounds = (
            ("targetCapacity", scaling.target_capacity, 1, 100),
            ("minimumScalingStepSize", scaling.minimum_step, 1, 10000),
            ("maximumScalingStepSize", scaling.maximum_step, scaling.minimum_step, 10000),
            ("instanceWarmupPeriod", scaling.warmup_seconds, 0, 10000),
        )
        for name, value, least, most in bounds:
            if not least <= value <= most:
                raise client_error(
                    f"The managed scaling {name} must be between {least} and {most}, not {value}."
                )

    def launch_type(self, provider: str) -> str:
        """Return the launch type of a provider's tasks."""
        return "FARGATE" if self.find(provider).type in FARGATE_PROVIDERS else "EC2"

    def is_managed(self, provider: str | None) -> bool:
        """Return whether tasks may wait for a provider to bring capacity."""
        found = self.providers.get(provider or "")
        return found is not None and found.scaling.enabled

    def check_strategy(self, cluster: Cluster, strategy: Sequence[ProviderShare]) -> None:
        """Raise InvalidParameterException for a strategy ECS would refuse. Source: D50-D53."""
        kinds = set()
        for share in strategy:
            kinds.add(self.find(share.capacity_provider).type in FARGATE_PROVIDERS)
            if share.capacity_provider not in cluster.capacity_providers:
                raise invalid(
                    "The specified capacity provider strategy cannot contain a capacity provider that is not "
                    "associated with the cluster. Associate the capacity provider with the cluster and try "
                    "again."
                )
            for name, value, most in (("weight", share.weight, 1000), ("base", share.base, 100000)):
                if not 0 <= value <= most:
                    raise invalid(f"The capacity provider {name} must be between 0 and {most}, not {value}.")
        if len(kinds) > 1:
            raise invalid(
                "The specified capacity provider strategy cannot contain a mix of capacity providers using "
                "Auto Scaling groups and Fargate. Specify one or the other and try again."
            )
        names = [share.capacity_provider for share in strategy]
        if len(set(names)) < len(names):
            raise invalid("The capacity provider strategy names a capacity provider more than once.")
        if len(names) > 20:
            raise invalid("A capacity provider strategy can contain a maximum of 20 capacity providers.")
        if sum(share.base > 0 for share in strategy) > 1:
            raise invalid(
                "Only one capacity provider in a capacity provider strategy can have a base value defined."
            )
        if strategy and not any(share.weight > 0 for share in strategy):
            raise invalid("At least one capacity provider of the strategy must have a weight greater than 0.")

    def wait(self, task: Task) -> None:
        """Let a task wait in PROVISIONING until its provider has room."""
        if len(self.waiting) >= MOST_PROVISIONING:
            raise EcsError("ClientException", "The limit of tasks in the PROVISIONING state was reached.")
        self.waiting[task.id] = task

    def serve_waiting(self, cluster: str) -> None:
        """Try to place the tasks that wait in a cluster, oldest first."""
        for task in [task for task in self.waiting.values() if task.cluster == cluster]:
            if not task.wanted or task.placed or self.place_again(task):
                self.waiting.pop(task.id, None)
