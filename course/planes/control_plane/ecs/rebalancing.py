"""Availability Zone rebalancing: a replica service that has become uneven is evened out again.

Published is what it reaches (D15) and that it starts a task before it stops one; how often AWS looks is not,
the model looks every minute.
"""

from __future__ import annotations

from planes.control_plane.ecs import events
from planes.control_plane.ecs.model import ContainerInstance, Service
from planes.control_plane.ecs.starting import Starter
from planes.control_plane.ecs.store import Store


class Rebalancing:
    """Moves one task at a time from the fullest zone to the emptiest."""

    def __init__(self, store: Store, starter: Starter) -> None:
        self._store, self._starter = store, starter

    def tick(self) -> None:
        """Look at every steady service once."""
        for service in list(self._store.services.values()):
            if service.zone_rebalancing and service.status == "ACTIVE" and service.steady:
                self._balance(service)

    def _balance(self, service: Service) -> None:
        zones = self._zones(service)
        counts = {zone: sum(task.zone == zone for task in service.live) for zone in zones}
        if len(counts) < 2 or max(counts.values()) - min(counts.values()) < 2:
            events.settle(service, "zones")
            return
        spread = ", ".join(f"{count} tasks in {zone}" for zone, count in counts.items())
        sentence = f"is not AZ balanced with {spread}. AZ Rebalancing in progress."
        events.announce(self._store, service, sentence, cause="zones")
        emptiest = min(counts, key=lambda zone: counts[zone])
        only = [instance for instance in self._usable(service) if instance.zone == emptiest]
        started = self._starter.start(service, 1, only=only)
        if started:
            service.rebalancing, service.steady = started[0].id, False

    def _zones(self, service: Service) -> list[str]:
        """Return the zones where the service could run now."""
        if any(task.launch_type == "FARGATE" for task in service.live):
            return [offer.zone for offer in self._store.planes["FARGATE"].offers()]
        return list(dict.fromkeys(instance.zone for instance in self._usable(service)))

    def _usable(self, service: Service) -> list[ContainerInstance]:
        """Return the instances that may take the service's tasks: active, of its capacity providers."""
        providers = [share.capacity_provider for share in service.strategy]
        return [
            instance
            for instance in self._store.instances_of(service.cluster)
            if instance.status == "ACTIVE"
            and instance.agent_connected
            and (not providers or instance.capacity_provider in providers)
        ]
