"""Amazon ECS as a control plane. Read `ecs.py` first: it names every part.

what is registered          definition, validation, task_definitions, clusters, capacity, services
what a request may ask      requests, service_checks, overrides
where tasks go              placement, query, scheduler
how they live               lifecycle, health, tasks, instances
what keeps services going   starting, deployments, daemons, rebalancing, cluster_scaling, metrics, events
what is known               model, store
"""

from planes.control_plane.ecs.ecs import Ecs
from planes.control_plane.ecs.errors import EcsError

__all__ = ["Ecs", "EcsError"]
