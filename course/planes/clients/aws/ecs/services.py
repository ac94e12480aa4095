"""Services in AWS's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planes.clients.aws.ecs.arns import (
    Params,
    arn,
    cluster_arn,
    cluster_of,
    date,
    definition_arn,
    page,
    present,
    service_arn,
    set_tags,
    short,
    tags_of,
)
from planes.clients.aws.ecs.clusters import strategy, strategy_document
from planes.clients.aws.ecs.tasks import constraints, strategies
from planes.clients.aws.errors import AwsError
from planes.control_plane.ecs.model import CircuitBreaker, Deployment, Service

if TYPE_CHECKING:
    from planes.world import World

_KEPT = (
    "networkConfiguration",
    "platformVersion",
    "serviceRegistries",
    "propagateTags",
    "enableECSManagedTags",
    "enableExecuteCommand",
)
"""What is shown again as it was given; the model does nothing else with it."""

_KEPT_OF_DEPLOYMENTS = ("serviceConnectConfiguration", "volumeConfigurations")
"""The same, shown with the deployments."""


def _deployment_settings(params: Params) -> Params:
    """Read the deployment configuration and refuse what the model does not do."""
    controller = params.get("deploymentController", {}).get("type", "ECS")
    settings = params.get("deploymentConfiguration", {})
    kind = settings.get("strategy", "ROLLING")
    if controller != "ECS" or kind != "ROLLING":
        raise AwsError(
            "UnsupportedFeatureException",
            f"The model deploys with controller ECS and strategy ROLLING, not {controller} and {kind}. "
            "A blue/green deployment can be built from two services.",
        )
    for name in ("alarms", "earlySuccessCriteria"):
        if settings.get(name, {}).get("enable"):
            raise AwsError("UnsupportedFeatureException", f"The model does not evaluate deployment {name}.")
    breaker = settings.get("deploymentCircuitBreaker")
    return {
        "minimum_healthy_percent": settings.get("minimumHealthyPercent"),
        "maximum_percent": settings.get("maximumPercent"),
        "circuit_breaker": None if breaker is None else _breaker(breaker),
    }


def _breaker(given: Params) -> CircuitBreaker:
    threshold = given.get("thresholdConfiguration", {})
    return CircuitBreaker(
        enable=given["enable"],
        rollback=given["rollback"],
        threshold_type=threshold.get("type", "BOUNDED_PERCENT"),
        threshold_value=threshold.get("value", 50),
        reset_on_healthy_task=given.get("resetOnHealthyTask", True),
    )


def _kept(params: Params) -> Params:
    return {name: params[name] for name in (*_KEPT, *_KEPT_OF_DEPLOYMENTS, "role") if name in params}


def _role(world: World, service: Service) -> str | None:
    """Return the role that registers targets and attaches network interfaces: one given, or ECS's own."""
    role, needed = (
        service.request.get("role"),
        service.load_balancers or service.request.get("networkConfiguration"),
    )
    if role:
        return role if role.startswith("arn:") else f"arn:aws:iam::{world.account}:role/{role}"
    own = "role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"
    return f"arn:aws:iam::{world.account}:{own}" if needed else None


def _rebalancing(params: Params) -> bool | None:
    given = params.get("availabilityZoneRebalancing")
    return None if given is None else given == "ENABLED"


def create(world: World, params: Params) -> Params:
    """CreateService."""
    deployment = _deployment_settings(params)
    if "taskDefinition" not in params:
        raise AwsError("InvalidParameterException", "TaskDefinition cannot be empty.")
    is_daemon = params.get("schedulingStrategy") == "DAEMON"
    if "desiredCount" not in params and not is_daemon:
        raise AwsError("InvalidParameterException", "The desired count is required for the REPLICA strategy.")
    service = world.ecs.services.create(
        cluster_of(params),
        params["serviceName"],
        short(params["taskDefinition"]),
        desired_count=params.get("desiredCount"),
        scheduling=params.get("schedulingStrategy", "REPLICA"),
        launch_type=params.get("launchType"),
        strategy=strategy(params.get("capacityProviderStrategy", ())),
        platform_version=params.get("platformVersion"),
        constraints=constraints(params.get("placementConstraints", ())),
        strategies=strategies(params.get("placementStrategy", ())),
        grace_seconds=params.get("healthCheckGracePeriodSeconds"),
        load_balancers=params.get("loadBalancers", ()),
        zone_rebalancing=_rebalancing(params),
        has_network="networkConfiguration" in params,
        request=_kept(params),
        **deployment,
    )
    set_tags(world, service_arn(world, service), params.get("tags", ()))
    return {"service": describe_service(world, service)}


def update(world: World, params: Params) -> Params:
    """UpdateService."""
    given: dict[str, Any] = {
        "definition": short(params["taskDefinition"]) if "taskDefinition" in params else None,
        "desired_count": params.get("desiredCount"),
        "platform_version": params.get("platformVersion"),
        "grace_seconds": params.get("healthCheckGracePeriodSeconds"),
        "load_balancers": params.get("loadBalancers"),
        "zone_rebalancing": _rebalancing(params),
        "force_new_deployment": params.get("forceNewDeployment", False),
        "request": _kept(params),
        **_deployment_settings(params),
    }
    for name, key, read in (
        ("strategy", "capacityProviderStrategy", strategy),
        ("constraints", "placementConstraints", constraints),
        ("strategies", "placementStrategy", strategies),
    ):
        if key in params:
            given[name] = read(params[key])
    service = world.ecs.services.update(cluster_of(params), short(params["service"]), **given)
    return {"service": describe_service(world, service)}


def delete(world: World, params: Params) -> Params:
    """DeleteService."""
    service = world.ecs.services.delete(
        cluster_of(params), short(params["service"]), params.get("force", False)
    )
    return {"service": describe_service(world, service)}


def describe(world: World, params: Params) -> Params:
    """DescribeServices."""
    store, cluster = world.ecs.store, cluster_of(params)
    store.cluster(cluster)
    if len(params["services"]) > 10:
        raise AwsError("InvalidParameterException", "At most 10 services can be described at once.")
    found, failures = [], []
    for reference in params["services"]:
        service = store.services.get(f"{cluster}/{short(reference)}")
        if service is None:
            missing = arn(world, f"service/{cluster}/{short(reference)}")
            failures.append({"arn": missing, "reason": "MISSING"})
        else:
            found.append(describe_service(world, service))
    return {"services": found, "failures": failures}


def list_services(world: World, params: Params) -> Params:
    """ListServices."""
    cluster = cluster_of(params)
    world.ecs.store.cluster(cluster)
    found = [
        service
        for service in world.ecs.store.services_of(cluster)
        if params.get("schedulingStrategy", service.scheduling) == service.scheduling
        and params.get("launchType", service.launch_type) == service.launch_type
    ]
    items, more = page(found, params)
    return {"serviceArns": [service_arn(world, service) for service in items], **more}


def describe_service(world: World, service: Service) -> Params:
    """Return a service as DescribeServices shows it."""
    live = service.live
    running = sum(task.last_status == "RUNNING" for task in live)
    answer = {
        **{name: value for name, value in service.request.items() if name in _KEPT},
        "serviceArn": service_arn(world, service),
        "serviceName": service.name,
        "clusterArn": cluster_arn(world, service.cluster),
        "loadBalancers": list(service.load_balancers),
        "serviceRegistries": service.request.get("serviceRegistries", []),
        "status": service.status,
        "desiredCount": service.desired_count,
        "runningCount": running,
        "pendingCount": len(live) - running,
        "launchType": service.launch_type,
        "capacityProviderStrategy": strategy_document(service.strategy) or None,
        # What was asked for; a deployment shows which version that came to.
        "platformVersion": service.request.get("platformVersion", "LATEST")
        if service.platform_version
        else None,
        "platformFamily": "Linux" if service.platform_version else None,
        "taskDefinition": definition_arn(world, service.primary.definition),
        "deploymentConfiguration": deployment_configuration(service),
        "deployments": [_deployment(world, service, item) for item in service.deployments],
        "roleArn": _role(world, service),
        "events": [
            {"id": event.id, "createdAt": date(world, event.at), "message": event.message}
            for event in service.events
        ],
        "createdAt": date(world, service.created_at),
        "placementConstraints": [
            present({"type": c.type, "expression": c.expression or None}) for c in service.constraints
        ],
        "placementStrategy": [
            present({"type": s.type, "field": s.field or None}) for s in service.strategies
        ],
        "healthCheckGracePeriodSeconds": service.grace_seconds
        if service.load_balancers or "networkConfiguration" in service.request
        else None,
        "schedulingStrategy": service.scheduling,
        "deploymentController": {"type": "ECS"},
        "tags": tags_of(world, service_arn(world, service)),
        "createdBy": f"arn:aws:iam::{world.account}:root",
        "enableECSManagedTags": service.request.get("enableECSManagedTags", False),
        "propagateTags": service.request.get("propagateTags", "NONE"),
        "enableExecuteCommand": service.request.get("enableExecuteCommand", False),
        "availabilityZoneRebalancing": "ENABLED" if service.zone_rebalancing else "DISABLED",
    }
    return present(answer)


def deployment_configuration(service: Service) -> Params:
    """Return how a service deploys."""
    breaker = service.circuit_breaker
    return {
        "deploymentCircuitBreaker": {
            "enable": breaker.enable,
            "rollback": breaker.rollback,
            "resetOnHealthyTask": breaker.reset_on_healthy_task,
            "thresholdConfiguration": {"type": breaker.threshold_type, "value": breaker.threshold_value},
        },
        "maximumPercent": service.maximum_percent,
        "minimumHealthyPercent": service.minimum_healthy_percent,
        "strategy": "ROLLING",
    }


def _deployment(world: World, service: Service, deployment: Deployment) -> Params:
    live = [task for task in service.live if task.deployment == deployment.id]
    running = sum(task.last_status == "RUNNING" for task in live)
    is_failed = deployment.rollout_state == "FAILED"
    desired = deployment.desired_count if deployment is service.primary and not is_failed else len(live)
    return present(
        {
            "id": deployment.id,
            "status": deployment.status,
            "taskDefinition": definition_arn(world, deployment.definition),
            "desiredCount": desired,
            "pendingCount": len(live) - running,
            "runningCount": running,
            "failedTasks": deployment.failed_tasks,
            "createdAt": date(world, deployment.created_at),
            "updatedAt": date(world, deployment.updated_at),
            "launchType": deployment.launch_type,
            "capacityProviderStrategy": strategy_document(deployment.strategy) or None,
            "platformVersion": deployment.platform_version,
            "platformFamily": "Linux" if deployment.platform_version else None,
            "networkConfiguration": service.request.get("networkConfiguration"),
            **{name: service.request[name] for name in _KEPT_OF_DEPLOYMENTS if name in service.request},
            "rolloutState": deployment.rollout_state,
            "rolloutStateReason": deployment.rollout_reason,
        }
    )


OPERATIONS = {
    "CreateService": create,
    "UpdateService": update,
    "DeleteService": delete,
    "DescribeServices": describe,
    "ListServices": list_services,
}
