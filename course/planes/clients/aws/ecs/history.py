"""A service's deployments and revisions, also those long over, and the protection of its tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from planes import rules
from planes.clients.aws.ecs.arns import (
    Params,
    arn,
    cluster_arn,
    cluster_of,
    date,
    definition_arn,
    namespace_arn,
    page,
    present,
    service_arn,
    short,
    task_arn,
)
from planes.clients.aws.ecs.clusters import strategy_document
from planes.clients.aws.ecs.services import deployment_configuration
from planes.clients.aws.errors import AwsError
from planes.control_plane.ecs.model import Deployment, Service, Task

if TYPE_CHECKING:
    from planes.world import World

_DEFAULT_MINUTES, _MOST_MINUTES = 120, 2880
_MOST_DESCRIBED = 20


def _revision_arn(world: World, service: Service, deployment: Deployment) -> str:
    return arn(world, f"service-revision/{service.key}/{short(deployment.id)}")


def _deployment_arn(world: World, service: Service, deployment: Deployment) -> str:
    number = sha256(deployment.id.encode()).hexdigest()[:21]
    return arn(world, f"service-deployment/{service.key}/{number}")


def _status(service: Service, deployment: Deployment) -> str:
    """Return how a deployment ended, or how far it is."""
    if deployment.rolled_back_to is not None:
        return "ROLLBACK_IN_PROGRESS" if deployment.finished_at is None else "ROLLBACK_SUCCESSFUL"
    if deployment.finished_at is None:
        return "IN_PROGRESS"
    return "SUCCESSFUL" if deployment.completed else "STOPPED"


def _breaker(service: Service, deployment: Deployment) -> Params:
    breaker = service.circuit_breaker
    threshold = rules.ecs.circuit_breaker_threshold(
        service.desired_count, type=breaker.threshold_type, value=breaker.threshold_value
    )
    status = "MONITORING" if deployment.finished_at is None else "MONITORING_COMPLETE"
    if deployment.rollout_state == "FAILED":
        status = "TRIGGERED"
    status = status if breaker.enable else "DISABLED"
    return {"status": status, "failureCount": deployment.failed_tasks, "threshold": threshold}


def _revision_counts(world: World, service: Service, deployment: Deployment) -> Params:
    live = [task for task in service.live if task.deployment == deployment.id]
    running = sum(task.last_status == "RUNNING" for task in live)
    return {
        "arn": _revision_arn(world, service, deployment),
        "requestedTaskCount": service.desired_count if deployment is service.primary else len(live),
        "runningTaskCount": running,
        "pendingTaskCount": len(live) - running,
    }


def _describe_deployment(world: World, service: Service, deployment: Deployment) -> Params:
    goal = deployment.rolled_back_to
    rollback = None
    if goal is not None:
        rollback = {
            "reason": "Service deployment rolled back because the circuit breaker threshold was exceeded.",
            "startedAt": date(world, deployment.updated_at),
            "serviceRevisionArn": _revision_arn(world, service, goal),
        }
    sources = [_revision_counts(world, service, source) for source in deployment.sources]
    return present(
        {
            **_brief(world, service, deployment),
            "targetServiceRevisionArn": None,
            "updatedAt": date(world, deployment.updated_at),
            "sourceServiceRevisions": sources,
            "targetServiceRevision": _revision_counts(world, service, deployment),
            "deploymentConfiguration": deployment_configuration(service),
            "rollback": rollback,
            "deploymentCircuitBreaker": _breaker(service, deployment),
            "alarms": {"status": "DISABLED"},
        }
    )


def _brief(world: World, service: Service, deployment: Deployment) -> Params:
    return present(
        {
            "serviceDeploymentArn": _deployment_arn(world, service, deployment),
            "serviceArn": service_arn(world, service),
            "clusterArn": cluster_arn(world, service.cluster),
            "createdAt": date(world, deployment.created_at),
            "startedAt": date(world, deployment.created_at),
            "finishedAt": date(world, deployment.finished_at),
            "targetServiceRevisionArn": _revision_arn(world, service, deployment),
            "status": _status(service, deployment),
        }
    )


def _describe_revision(world: World, service: Service, deployment: Deployment) -> Params:
    request = service.request
    images = []
    for container in deployment.definition.containers:
        digest = deployment.digests.get(container.name)
        found = {"containerName": container.name, "image": container.image, "imageDigest": digest}
        images.append(present(found))
    return present(
        {
            "serviceRevisionArn": _revision_arn(world, service, deployment),
            "serviceArn": service_arn(world, service),
            "clusterArn": cluster_arn(world, service.cluster),
            "taskDefinition": definition_arn(world, deployment.definition),
            "launchType": deployment.launch_type,
            "capacityProviderStrategy": strategy_document(deployment.strategy) or None,
            "platformVersion": deployment.platform_version,
            "platformFamily": "Linux" if deployment.platform_version else None,
            "loadBalancers": list(service.load_balancers) or None,
            "networkConfiguration": request.get("networkConfiguration"),
            "containerImages": images,
            "guardDutyEnabled": False,
            "serviceConnectConfiguration": request.get("serviceConnectConfiguration", {"enabled": False}),
            "createdAt": date(world, deployment.created_at),
        }
    )


def _described(
    world: World,
    references: Sequence[str],
    arn_of: Callable[[World, Service, Deployment], str],
    describe: Callable[[World, Service, Deployment], Params],
) -> tuple[list[Params], list[Params]]:
    if len(references) > _MOST_DESCRIBED:
        raise AwsError(
            "InvalidParameterException", f"At most {_MOST_DESCRIBED} ARNs can be described at once."
        )
    known = {
        arn_of(world, service, deployment): (service, deployment)
        for service in world.ecs.store.services.values()
        for deployment in service.history
    }
    found = [describe(world, *known[reference]) for reference in references if reference in known]
    return found, [{"arn": r, "reason": "MISSING"} for r in references if r not in known]


def describe_deployments(world: World, params: Params) -> Params:
    """DescribeServiceDeployments."""
    found, failures = _described(
        world, params["serviceDeploymentArns"], _deployment_arn, _describe_deployment
    )
    return {"serviceDeployments": found, "failures": failures}


def describe_revisions(world: World, params: Params) -> Params:
    """DescribeServiceRevisions."""
    found, failures = _described(world, params["serviceRevisionArns"], _revision_arn, _describe_revision)
    return {"serviceRevisions": found, "failures": failures}


def list_deployments(world: World, params: Params) -> Params:
    """ListServiceDeployments, the newest first."""
    cluster = params.get("cluster")
    if cluster is None and params["service"].startswith("arn:"):
        cluster = params["service"].split("/")[-2]
    service = world.ecs.store.service(short(cluster or "default"), short(params["service"]))
    wanted, between = params.get("status"), params.get("createdAt", {})
    found = []
    for deployment in service.history:
        brief = _brief(world, service, deployment)
        is_late = "after" in between and brief["createdAt"] < between["after"]
        is_early = "before" in between and brief["createdAt"] > between["before"]
        if (not wanted or brief["status"] in wanted) and not is_late and not is_early:
            found.append(brief)
    items, more = page(found, params)
    return {"serviceDeployments": list(items), **more}


def list_by_namespace(world: World, params: Params) -> Params:
    """ListServicesByNamespace: the services whose Service Connect configuration names a namespace."""
    wanted = namespace_arn(world, params["namespace"])
    found = [
        service_arn(world, service)
        for service in world.ecs.store.services.values()
        if service.status != "INACTIVE" and _namespace(world, service) == wanted
    ]
    items, more = page(found, params)
    return {"serviceArns": list(items), **more}


def _namespace(world: World, service: Service) -> str | None:
    given: dict[str, Any] = service.request.get("serviceConnectConfiguration", {})
    if not given.get("enabled"):
        return None
    cluster = world.ecs.store.clusters[service.cluster]
    name = given.get("namespace") or cluster.request.get("serviceConnectDefaults", {}).get("namespace")
    return None if name is None else namespace_arn(world, name)


def get_protection(world: World, params: Params) -> Params:
    """GetTaskProtection."""
    tasks = params.get("tasks") or [
        task.id for task in world.ecs.store.tasks_of(cluster_of(params)) if task.service and task.wanted
    ]
    return _protection(world, params, tasks, lambda task: None)


def update_protection(world: World, params: Params) -> Params:
    """UpdateTaskProtection."""
    minutes = params.get("expiresInMinutes", _DEFAULT_MINUTES)
    if not 1 <= minutes <= _MOST_MINUTES:
        raise AwsError(
            "InvalidParameterException", f"expiresInMinutes must be between 1 and {_MOST_MINUTES}."
        )
    seconds = minutes * 60 if params["protectionEnabled"] else 0
    return _protection(world, params, params["tasks"], lambda task: world.ecs.services.protect(task, seconds))


def _protection(
    world: World, params: Params, references: Sequence[str], act: Callable[[Task], object]
) -> Params:
    store, cluster = world.ecs.store, cluster_of(params)
    store.cluster(cluster)
    if len(references) > 10:
        raise AwsError("InvalidParameterException", "At most 10 tasks can be named at once.")
    found, failures = [], []
    for reference in references:
        task = store.tasks.get(short(reference))
        if task is None or task.cluster != cluster:
            failures.append({"arn": arn(world, f"task/{cluster}/{short(reference)}"), "reason": "MISSING"})
        elif task.service is None or not task.wanted:
            failures.append({"arn": task_arn(world, task), "reason": "TASK_NOT_VALID"})
        else:
            act(task)
            is_protected = task.protected_until > world.now
            until = date(world, task.protected_until) if is_protected else None
            shown = {"taskArn": task_arn(world, task), "protectionEnabled": is_protected}
            found.append(present({**shown, "expirationDate": until}))
    return {"protectedTasks": found, "failures": failures}


OPERATIONS = {
    "DescribeServiceDeployments": describe_deployments,
    "DescribeServiceRevisions": describe_revisions,
    "ListServiceDeployments": list_deployments,
    "ListServicesByNamespace": list_by_namespace,
    "GetTaskProtection": get_protection,
    "UpdateTaskProtection": update_protection,
}
