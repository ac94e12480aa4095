"""Amazon EKS in AWS's words: parameters in, response dicts out. `control_plane.eks` decides."""

from planes.clients.aws.eks import (
    access,
    addons,
    clusters,
    identities,
    insights,
    nodegroups,
    profiles,
    tags,
    updates,
)

OPERATIONS = {
    **clusters.OPERATIONS,
    **nodegroups.OPERATIONS,
    **profiles.OPERATIONS,
    **updates.OPERATIONS,
    **addons.OPERATIONS,
    **access.OPERATIONS,
    **identities.OPERATIONS,
    **insights.OPERATIONS,
    **tags.OPERATIONS,
}
"""By the names of AWS's API."""
