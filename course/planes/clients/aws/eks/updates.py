"""Updates of clusters and node groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planes.clients.aws.eks.shared import Operations, Params, page
from planes.control_plane.eks.clusters import Update
from planes.control_plane.eks.errors import not_found
from planes.control_plane.eks.timestamps import moment

if TYPE_CHECKING:
    from planes.world import World


def _describe_update(world: World, params: Params) -> Params:
    found = world.eks.cluster(params["name"]).updates.get(params["updateId"])
    about = (params.get("nodegroupName") or "", params.get("addonName") or "")
    if found is None or about != (found.node_group, found.addon):
        raise not_found(f"No update found for ID: {params['updateId']}")
    return {"update": update_shape(found)}


def _list_updates(world: World, params: Params) -> Params:
    updates = world.eks.cluster(params["name"]).updates.values()
    about = (params.get("nodegroupName") or "", params.get("addonName") or "")
    found = [update.id for update in updates if (update.node_group, update.addon) == about]
    return page("updateIds", found, params)


def update_shape(update: Update) -> Params:
    """Return an update as the API shows it."""
    return {
        "id": update.id,
        "status": update.status,
        "type": update.type,
        "params": update.params,
        "createdAt": moment(update.created),
        "errors": update.errors,
    }


OPERATIONS: Operations = {
    "DescribeUpdate": _describe_update,
    "ListUpdates": _list_updates,
}
