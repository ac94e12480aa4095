"""Add-ons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planes import facts
from planes.clients.aws.eks.shared import Operations, Params, arn, page
from planes.clients.aws.eks.updates import update_shape
from planes.control_plane.eks import addons, versions
from planes.control_plane.eks.addons import Addon
from planes.control_plane.eks.timestamps import moment

if TYPE_CHECKING:
    from planes.world import World

_SETTINGS = ("serviceAccountRoleArn", "configurationValues", "resolveConflicts")
_SHOWN = ("serviceAccountRoleArn", "configurationValues")


def _create(world: World, params: Params) -> Params:
    settings = {name: params[name] for name in (*_SHOWN, "tags") if name in params}
    cluster = params["clusterName"]
    addon = addons.create(world.eks, cluster, params["addonName"], params.get("addonVersion"), settings)
    return {"addon": _shape(world, cluster, addon)}


def _describe(world: World, params: Params) -> Params:
    cluster = world.eks.cluster(params["clusterName"])
    return {"addon": _shape(world, cluster.name, addons.find(cluster, params["addonName"]))}


def _list(world: World, params: Params) -> Params:
    return page("addons", sorted(world.eks.cluster(params["clusterName"]).addons), params)


def _update(world: World, params: Params) -> Params:
    changes = {name: params[name] for name in ("addonVersion", *_SETTINGS) if name in params}
    shown = [{"type": name[0].upper() + name[1:], "value": value} for name, value in changes.items()]
    settings = {name: params[name] for name in _SHOWN if name in params}
    version = params.get("addonVersion")
    update = addons.update(world.eks, params["clusterName"], params["addonName"], version, settings, shown)
    return {"update": update_shape(update)}


def _delete(world: World, params: Params) -> Params:
    addon = addons.delete(world.eks, params["clusterName"], params["addonName"])
    return {"addon": _shape(world, params["clusterName"], addon)}


def _shape(world: World, cluster: str, addon: Addon) -> Params:
    return {
        "addonName": addon.name,
        "clusterName": cluster,
        "status": addon.status,
        "addonVersion": addon.version,
        "health": {"issues": []},
        "addonArn": arn(world, f"addon/{cluster}/{addon.name}/0a1b2c3d"),
        "createdAt": moment(addon.created),
        "modifiedAt": moment(addon.modified),
        **{name: addon.settings[name] for name in _SHOWN if name in addon.settings},
        "tags": addon.settings.get("tags", {}),
    }


def _describe_versions(world: World, params: Params) -> Params:
    """List each known add-on with the model's one version of it for each Kubernetes version on offer."""
    asked = params.get("kubernetesVersion")
    offered = [v.version for v in facts.calendar() if versions.support(v) != "unsupported"]
    found = []
    for name, kind in addons.NAMES.items():
        if params.get("addonName", name) != name or kind not in params.get("types", (kind,)):
            continue
        by_version: dict[str, list[Params]] = {}
        for version in offered:
            if asked in (None, version):
                compatibility = {"clusterVersion": version, "platformVersions": ["*"], "defaultVersion": True}
                by_version.setdefault(addons.default_version(name, version), []).append(compatibility)
        infos = [
            {"addonVersion": number, "architecture": ["amd64", "arm64"], "compatibilities": compatibilities}
            for number, compatibilities in by_version.items()
        ]
        found.append({"addonName": name, "type": kind, "addonVersions": infos, "owner": "aws"})
    return page("addons", found, params)


OPERATIONS: Operations = {
    "CreateAddon": _create,
    "DescribeAddon": _describe,
    "ListAddons": _list,
    "UpdateAddon": _update,
    "DeleteAddon": _delete,
    "DescribeAddonVersions": _describe_versions,
}
