"""Amazon ECS in AWS's words: parameters in, response dicts out. `control_plane.ecs` decides."""

from planes.clients.aws.ecs import account, clusters, definitions, history, instances, services, tasks

OPERATIONS = {
    **clusters.OPERATIONS,
    **definitions.OPERATIONS,
    **instances.OPERATIONS,
    **tasks.OPERATIONS,
    **services.OPERATIONS,
    **history.OPERATIONS,
    **account.OPERATIONS,
}
"""By the names of AWS's API."""
