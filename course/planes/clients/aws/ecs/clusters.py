"""Clusters and capacity providers in AWS's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from planes.clients.aws.ecs.arns import (
    Params,
    arn,
    cluster_arn,
    hex_id,
    namespace_arn,
    page,
    present,
    set_tags,
    short,
    tags_of,
)
from planes.clients.aws.errors import AwsError
from planes.control_plane.ecs.capacity import CapacityProvider, ManagedScaling
from planes.control_plane.ecs.model import FARGATE_PROVIDERS, Cluster, ProviderShare

if TYPE_CHECKING:
    from planes.world import World


def strategy(items: Sequence[Mapping[str, Any]]) -> list[ProviderShare]:
    """Read a capacity provider strategy."""
    return [
        ProviderShare(short(item["capacityProvider"]), item.get("base", 0), item.get("weight", 0))
        for item in items
    ]


def strategy_document(shares: Sequence[ProviderShare]) -> list[Params]:
    """Write a capacity provider strategy."""
    return [{"capacityProvider": s.capacity_provider, "weight": s.weight, "base": s.base} for s in shares]


def describe_cluster(world: World, cluster: Cluster) -> Params:
    """Return a cluster as DescribeClusters shows it."""
    store = world.ecs.store
    tasks = [task for task in store.tasks_of(cluster.name) if task.last_status != "STOPPED"]
    running = sum(task.last_status == "RUNNING" for task in tasks)
    return {
        "clusterArn": cluster_arn(world, cluster.name),
        "clusterName": cluster.name,
        "status": cluster.status,
        "registeredContainerInstancesCount": len(store.instances_of(cluster.name)),
        "runningTasksCount": running,
        "pendingTasksCount": sum(t.wanted for t in tasks if t.last_status != "RUNNING"),
        "activeServicesCount": sum(s.status == "ACTIVE" for s in store.services_of(cluster.name)),
        "statistics": [],
        "tags": tags_of(world, cluster_arn(world, cluster.name)),
        "settings": [dict(setting) for setting in cluster.settings],
        "capacityProviders": list(cluster.capacity_providers),
        "defaultCapacityProviderStrategy": strategy_document(cluster.default_strategy),
        **cluster.request,
    }


def _kept(world: World, params: Params) -> Params:
    """Return what a cluster shows again and the model does nothing else with."""
    kept = {"configuration": params["configuration"]} if "configuration" in params else {}
    if "serviceConnectDefaults" in params:
        kept["serviceConnectDefaults"] = {
            "namespace": namespace_arn(world, params["serviceConnectDefaults"]["namespace"])
        }
    return kept


def _attachments(world: World, cluster: Cluster) -> Params:
    """Return what capacity providers have attached: for each that scales, a policy of its group."""
    found = [
        {
            "id": hex_id("attachment", cluster.name, name),
            "type": "as_policy",
            "status": "CREATED",
            "details": [
                {"name": "capacityProviderName", "value": name},
                {"name": "scalingPolicyName", "value": "ECSManagedAutoScalingPolicy-" + hex_id(name)},
            ],
        }
        for name in cluster.capacity_providers
        if world.ecs.capacity.is_managed(name)
    ]
    return {"attachments": found, "attachmentsStatus": "UPDATE_COMPLETE"} if found else {}


def _changing(world: World, cluster: Cluster) -> Params:
    """Return a cluster whose capacity providers were just changed."""
    shown = {**describe_cluster(world, cluster), **_attachments(world, cluster)}
    return shown | ({"attachmentsStatus": "UPDATE_IN_PROGRESS"} if "attachments" in shown else {})


def create(world: World, params: Params) -> Params:
    """CreateCluster."""
    cluster = world.ecs.clusters.create(
        params.get("clusterName") or "default",
        [short(name) for name in params.get("capacityProviders", ())],
        strategy(params.get("defaultCapacityProviderStrategy", ())),
        params.get("settings", ()),
    )
    cluster.request |= _kept(world, params)
    set_tags(world, cluster_arn(world, cluster.name), params.get("tags", ()))
    shown = _changing(world, cluster)
    # Ready at the next call: the model attaches at once.
    status = "PROVISIONING" if "attachments" in shown else cluster.status
    return {"cluster": {**shown, "status": status}}


def delete(world: World, params: Params) -> Params:
    """DeleteCluster."""
    return {"cluster": describe_cluster(world, world.ecs.clusters.delete(short(params["cluster"])))}


def describe(world: World, params: Params) -> Params:
    """DescribeClusters."""
    found, failures = [], []
    for reference in params.get("clusters") or ["default"]:
        cluster = world.ecs.store.clusters.get(short(reference))
        if cluster is None:
            failures.append({"arn": cluster_arn(world, short(reference)), "reason": "MISSING"})
        else:
            asked = "ATTACHMENTS" in params.get("include", ())
            shown = _attachments(world, cluster) if asked else {}
            found.append({**describe_cluster(world, cluster), **shown})
    return {"clusters": found, "failures": failures}


def list_clusters(world: World, params: Params) -> Params:
    """ListClusters."""
    active = [c.name for c in world.ecs.store.clusters.values() if c.status == "ACTIVE"]
    items, more = page(active, params)
    return {"clusterArns": [cluster_arn(world, name) for name in items], **more}


def update(world: World, params: Params) -> Params:
    """UpdateCluster and UpdateClusterSettings."""
    cluster = world.ecs.store.cluster(short(params["cluster"]))
    cluster.settings = tuple(params.get("settings", cluster.settings))
    cluster.request |= _kept(world, params)
    return {"cluster": {**describe_cluster(world, cluster), **_attachments(world, cluster)}}


def put_capacity_providers(world: World, params: Params) -> Params:
    """PutClusterCapacityProviders."""
    cluster = world.ecs.clusters.put_capacity_providers(
        short(params["cluster"]),
        [short(name) for name in params["capacityProviders"]],
        strategy(params["defaultCapacityProviderStrategy"]),
    )
    return {"cluster": _changing(world, cluster)}


def _group_name(reference: str) -> str:
    """Return an Auto Scaling group's name from its ARN or name."""
    if reference.startswith("arn:"):
        name = reference.partition("autoScalingGroupName/")[2]
        if not name:
            raise AwsError("ClientException", "The specified Auto Scaling group ARN is not valid.")
        return name
    return reference


def _scaling(request: Mapping[str, Any]) -> ManagedScaling:
    return ManagedScaling(
        enabled=request.get("status", "ENABLED") == "ENABLED",
        target_capacity=request.get("targetCapacity", 100),
        minimum_step=request.get("minimumScalingStepSize", 1),
        maximum_step=request.get("maximumScalingStepSize", 10000),
        warmup_seconds=request.get("instanceWarmupPeriod", 300),
    )


def create_provider(world: World, params: Params) -> Params:
    """CreateCapacityProvider, for Auto Scaling groups."""
    if "autoScalingGroupProvider" not in params:
        raise AwsError(
            "UnsupportedFeatureException",
            "The model has capacity providers for Auto Scaling groups and for Fargate, not for managed "
            "instances.",
        )
    request = params["autoScalingGroupProvider"]
    scaling = _scaling(request["managedScaling"]) if "managedScaling" in request else ManagedScaling()
    is_protected = request.get("managedTerminationProtection") == "ENABLED"
    if is_protected and not scaling.enabled:
        raise AwsError(
            "InvalidParameterException",
            "The managed termination protection setting for the capacity provider is invalid. To enable "
            "managed termination protection for a capacity provider, enable managed scaling.",
        )
    provider = world.ecs.capacity.create(
        CapacityProvider(
            name=params["name"],
            type="EC2_AUTOSCALING",
            group=_group_name(request["autoScalingGroupArn"]),
            scaling=scaling,
            termination_protection=is_protected,
            request=dict(request),
        )
    )
    set_tags(world, _provider_arn(world, provider), params.get("tags", ()))
    return {"capacityProvider": _describe_provider(world, provider)}


def update_provider(world: World, params: Params) -> Params:
    """UpdateCapacityProvider."""
    request = params.get("autoScalingGroupProvider", {})
    scaling = _scaling(request["managedScaling"]) if "managedScaling" in request else None
    protection = request.get("managedTerminationProtection")
    before = _describe_provider(world, world.ecs.capacity.find(short(params["name"])))
    provider = world.ecs.capacity.update(
        short(params["name"]), scaling, None if protection is None else protection == "ENABLED"
    )
    provider.request |= {name: request[name] for name in ("managedDraining",) if name in request}
    provider.update_status = "UPDATE_COMPLETE"
    # The change is made behind the answer, which still shows what was.
    return {"capacityProvider": {**before, "updateStatus": "UPDATE_IN_PROGRESS"}}


def delete_provider(world: World, params: Params) -> Params:
    """DeleteCapacityProvider: the answer shows the provider as it was when its deletion began."""
    before = _describe_provider(world, world.ecs.capacity.find(short(params["capacityProvider"])))
    world.ecs.capacity.delete(before["name"])
    return {"capacityProvider": {**before, "updateStatus": "DELETE_IN_PROGRESS"}}


def describe_providers(world: World, params: Params) -> Params:
    """DescribeCapacityProviders."""
    providers, failures = world.ecs.capacity.providers, []
    names = [short(name) for name in params.get("capacityProviders", ())] or list(providers)
    for name in names:
        if name not in providers:
            failures.append({"arn": arn(world, f"capacity-provider/{name}"), "reason": "MISSING"})
    items, more = page([name for name in names if name in providers], params)
    found = [_describe_provider(world, providers[name]) for name in items]
    return {"capacityProviders": found, "failures": failures, **more}


def _provider_arn(world: World, provider: CapacityProvider) -> str:
    return arn(world, f"capacity-provider/{provider.name}")


def _describe_provider(world: World, provider: CapacityProvider) -> Params:
    scaling = provider.scaling
    group = None
    if provider.type not in FARGATE_PROVIDERS:
        group = {
            "autoScalingGroupArn": provider.request["autoScalingGroupArn"],
            "managedScaling": {
                "status": "ENABLED" if scaling.enabled else "DISABLED",
                "targetCapacity": scaling.target_capacity,
                "minimumScalingStepSize": scaling.minimum_step,
                "maximumScalingStepSize": scaling.maximum_step,
                "instanceWarmupPeriod": scaling.warmup_seconds,
            },
            "managedTerminationProtection": "ENABLED" if provider.termination_protection else "DISABLED",
            "managedDraining": provider.request.get("managedDraining", "ENABLED"),
        }
    return present(
        {
            "capacityProviderArn": _provider_arn(world, provider),
            "name": provider.name,
            "status": provider.status,
            "type": provider.type,
            "updateStatus": provider.update_status,
            "autoScalingGroupProvider": group,
            "tags": tags_of(world, _provider_arn(world, provider)),
        }
    )


OPERATIONS = {
    "CreateCluster": create,
    "DeleteCluster": delete,
    "DescribeClusters": describe,
    "ListClusters": list_clusters,
    "UpdateCluster": update,
    "UpdateClusterSettings": update,
    "PutClusterCapacityProviders": put_capacity_providers,
    "CreateCapacityProvider": create_provider,
    "UpdateCapacityProvider": update_provider,
    "DeleteCapacityProvider": delete_provider,
    "DescribeCapacityProviders": describe_providers,
}
