"""Scalable targets, their policies and what these did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from planes.clients.aws.errors import AwsError
from planes.control_plane.autoscaling import Alarm, Policy, Target
from planes.control_plane.ecs.metrics import CPU, MEMORY, REQUESTS
from planes.control_plane.scaling import Step, StepScaling, TargetTracking
from planes.errors import PlanesError

if TYPE_CHECKING:
    from planes.world import World

Params = dict[str, Any]

DIMENSION = "ecs:service:DesiredCount"
_METRICS = {"CPUUtilization": CPU, "MemoryUtilization": MEMORY, "RequestCountPerTarget": REQUESTS}
_MOST_PER_PAGE = 50


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message)


def resource_of(params: Params) -> str:
    """Return a request's resource id, once namespace and dimension are those of ECS services."""
    check_namespace(params)
    if params.get("ScalableDimension", DIMENSION) != DIMENSION:
        raise _invalid(
            f"Unsupported service namespace, resource type or scalable dimension: use {DIMENSION} with ecs."
        )
    resource: str = params["ResourceId"]
    parts = resource.split("/")
    if len(parts) != 3 or parts[0] != "service" or not all(parts):
        raise _invalid("Unsupported resource ID: it must be service/cluster-name/service-name.")
    return resource


def check_namespace(params: Params) -> None:
    """Raise ValidationException unless a request is about ECS."""
    if params["ServiceNamespace"] != "ecs":
        raise _invalid("The model scales resources of service namespace ecs only.")


def register(world: World, params: Params) -> Params:
    """RegisterScalableTarget."""
    _, cluster, service = resource_of(params).split("/")
    suspended = params.get("SuspendedState", {})
    target = world.autoscaling.register(
        cluster,
        service,
        params.get("MinCapacity"),
        params.get("MaxCapacity"),
        params.get("RoleARN"),
        suspended.get("DynamicScalingInSuspended"),
        suspended.get("DynamicScalingOutSuspended"),
        suspended.get("ScheduledScalingSuspended"),
    )
    target.tags.update(params.get("Tags", {}))
    return {"ScalableTargetARN": target_arn(world, target)}


def deregister(world: World, params: Params) -> Params:
    """DeregisterScalableTarget."""
    world.autoscaling.deregister(resource_of(params))
    return {}


def describe_targets(world: World, params: Params) -> Params:
    """DescribeScalableTargets."""
    check_namespace(params)
    wanted = params.get("ResourceIds")
    found = [t for t in world.autoscaling.targets.values() if not wanted or t.resource in wanted]
    items, more = page(found, params)
    return {"ScalableTargets": [_describe_target(world, target) for target in items], **more}


def target_arn(world: World, target: Target) -> str:
    """Return the ARN of a scalable target."""
    name = f"{target.cluster}-{target.service}"
    return f"arn:aws:application-autoscaling:{world.region}:{world.account}:scalable-target/{name}"


def _describe_target(world: World, target: Target) -> Params:
    role = (
        f"arn:aws:iam::{world.account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
        "AWSServiceRoleForApplicationAutoScaling_ECSService"
    )
    return {
        "ServiceNamespace": "ecs",
        "ResourceId": target.resource,
        "ScalableDimension": DIMENSION,
        "MinCapacity": target.minimum,
        "MaxCapacity": target.maximum,
        "RoleARN": target.role or role,
        "CreationTime": world.epoch + timedelta(seconds=target.created_at),
        "SuspendedState": {
            "DynamicScalingInSuspended": target.in_suspended,
            "DynamicScalingOutSuspended": target.out_suspended,
            "ScheduledScalingSuspended": target.schedule_suspended,
        },
        "ScalableTargetARN": target_arn(world, target),
    }


def put_policy(world: World, params: Params) -> Params:
    """PutScalingPolicy: target tracking or step scaling."""
    resource, kind = resource_of(params), params.get("PolicyType", "StepScaling")
    world.autoscaling.target(resource)
    if kind == "TargetTrackingScaling":
        made = _tracking(params.get("TargetTrackingScalingPolicyConfiguration"))
    elif kind == "StepScaling":
        made = _steps(params.get("StepScalingPolicyConfiguration"))
    else:
        raise _invalid(f"The model has policies of type TargetTrackingScaling and StepScaling, not {kind}.")
    policy = world.autoscaling.put_policy(resource, params["PolicyName"], params, **made)
    return {"PolicyARN": _policy_arn(world, resource, policy), "Alarms": _alarms(world, resource, policy)}


def _tracking(given: Mapping[str, Any] | None) -> Params:
    if given is None:
        raise _invalid("Target tracking scaling policies require TargetTrackingScalingPolicyConfiguration.")
    if "CustomizedMetricSpecification" in given:
        raise _invalid(f"The model has no metrics of your own; it measures {CPU}, {MEMORY} and {REQUESTS}.")
    metric = given.get("PredefinedMetricSpecification", {}).get("PredefinedMetricType")
    if metric not in (CPU, MEMORY, REQUESTS):
        raise _invalid(f"The model measures {CPU}, {MEMORY} and {REQUESTS}; it was given {metric}.")
    try:
        # Its cooldowns are the target's business: several policies share them.
        tracking = TargetTracking(given["TargetValue"], 0.0, 0.0, not given.get("DisableScaleIn", False))
    except PlanesError as error:
        raise _invalid(str(error)) from error
    return {
        "tracking": tracking,
        "metric": metric,
        "out_cooldown": given.get("ScaleOutCooldown", 300),
        "in_cooldown": given.get("ScaleInCooldown", 300),
    }


def _steps(given: Mapping[str, Any] | None) -> Params:
    if not given or not given.get("StepAdjustments"):
        raise _invalid("Step scaling policies require at least one step adjustment.")
    steps = tuple(
        Step(
            item.get("MetricIntervalLowerBound"),
            item.get("MetricIntervalUpperBound"),
            item["ScalingAdjustment"],
        )
        for item in given["StepAdjustments"]
    )
    _check_steps(steps)
    kind = given.get("AdjustmentType")
    if kind is None:
        raise _invalid("Step scaling policies require an AdjustmentType.")
    scaling = StepScaling(kind, steps, given.get("MinAdjustmentMagnitude", 1))
    cooldown = given.get("Cooldown", 300)
    return {"steps": scaling, "out_cooldown": cooldown, "in_cooldown": cooldown}


def _check_steps(steps: Sequence[Step]) -> None:
    """Refuse step adjustments that overlap, leave a gap or have empty intervals."""
    infinity = float("inf")
    spans = sorted(
        (-infinity if s.lower is None else s.lower, infinity if s.upper is None else s.upper) for s in steps
    )
    for low, high in spans:
        if low >= high:
            raise _invalid("A step adjustment's upper bound must be greater than its lower bound.")
    for before, after in pairwise(spans):
        if before[1] > after[0]:
            raise _invalid("Step adjustment intervals cannot overlap.")
        if before[1] < after[0]:
            raise _invalid("Step adjustment intervals cannot have gaps between them.")


def delete_policy(world: World, params: Params) -> Params:
    """DeleteScalingPolicy."""
    world.autoscaling.delete_policy(resource_of(params), params["PolicyName"])
    return {}


def describe_policies(world: World, params: Params) -> Params:
    """DescribeScalingPolicies."""
    check_namespace(params)
    names, resource = params.get("PolicyNames"), params.get("ResourceId")
    found = [
        (target, policy)
        for target in world.autoscaling.targets.values()
        for policy in target.policies.values()
        if resource in (None, target.resource) and (not names or policy.name in names)
    ]
    items, more = page(found, params)
    return {"ScalingPolicies": [_describe_policy(world, *item) for item in items], **more}


def _describe_policy(world: World, target: Target, policy: Policy) -> Params:
    shown = ("StepScalingPolicyConfiguration", "TargetTrackingScalingPolicyConfiguration")
    return {
        **{name: policy.request[name] for name in shown if name in policy.request},
        "PolicyARN": _policy_arn(world, target.resource, policy),
        "PolicyName": policy.name,
        "ServiceNamespace": "ecs",
        "ResourceId": target.resource,
        "ScalableDimension": DIMENSION,
        "PolicyType": "TargetTrackingScaling" if policy.tracking else "StepScaling",
        "Alarms": _alarms(world, target.resource, policy),
        "CreationTime": world.epoch + timedelta(seconds=policy.created_at),
    }


def _policy_arn(world: World, resource: str, policy: Policy) -> str:
    return (
        f"arn:aws:autoscaling:{world.region}:{world.account}:scalingPolicy:{policy.id}:"
        f"resource/ecs/{resource}:policyName/{policy.name}"
    )


def _alarms(world: World, resource: str, policy: Policy) -> list[Params]:
    names = [alarm.name for alarm in world.autoscaling.alarms.values() if alarm.policy == policy.id]
    if policy.tracking is not None:
        sides = ("AlarmHigh", "AlarmLow") if policy.tracking.scale_in else ("AlarmHigh",)
        names = [f"TargetTracking-{resource}-{side}-{policy.id}" for side in sides]
    prefix = f"arn:aws:cloudwatch:{world.region}:{world.account}:alarm:"
    return [{"AlarmName": name, "AlarmARN": prefix + name} for name in names]


def describe_activities(world: World, params: Params) -> Params:
    """DescribeScalingActivities, the newest first."""
    check_namespace(params)
    found = [a for a in world.autoscaling.activities if params.get("ResourceId", a.resource) == a.resource]
    items, more = page(found, params)
    activities = []
    for item in items:
        at = world.epoch + timedelta(seconds=item.at)
        done = item.description.replace("Setting", "Successfully set").rstrip(".")
        activities.append(
            {
                "ActivityId": item.id,
                "ServiceNamespace": "ecs",
                "ResourceId": item.resource,
                "ScalableDimension": DIMENSION,
                "Description": item.description,
                "Cause": item.cause,
                "StartTime": at,
                "EndTime": at,
                "StatusCode": "Successful",
                "StatusMessage": f"{done}. Change successfully fulfilled by ecs.",
            }
        )
    return {"ScalingActivities": activities, **more}


def page(items: Sequence[Any], params: Params) -> tuple[Sequence[Any], Params]:
    """Return one page of a list and, if there is more, `NextToken` for the response."""
    size, token = params.get("MaxResults", _MOST_PER_PAGE), params.get("NextToken", "0")
    if not token.isdigit() or int(token) > len(items):
        raise AwsError("InvalidNextTokenException", "The next token is not valid.")
    start = int(token)
    more = {"NextToken": str(start + size)} if start + size < len(items) else {}
    return items[start : start + size], more


def watch_alarm(world: World, params: Mapping[str, Any]) -> None:
    """Let a CloudWatch alarm that was just put trigger the scaling policies among its actions.

    The alarm itself is scenery, as all of CloudWatch; only this one of its effects is modelled.
    """
    metric = _METRICS.get(params.get("MetricName", ""))
    for action in params.get("AlarmActions", ()):
        identifier = str(action).partition(":scalingPolicy:")[2].partition(":")[0]
        if identifier and metric is not None:
            world.autoscaling.watch(
                Alarm(
                    name=params.get("AlarmName", ""),
                    metric=metric,
                    comparison=params.get("ComparisonOperator", ""),
                    threshold=float(params.get("Threshold", 0)),
                    periods=int(params.get("EvaluationPeriods", 1))
                    * max(1, int(params.get("Period", 60)) // 60),
                    policy=identifier,
                )
            )


OPERATIONS = {
    "RegisterScalableTarget": register,
    "DeregisterScalableTarget": deregister,
    "DescribeScalableTargets": describe_targets,
    "PutScalingPolicy": put_policy,
    "DeleteScalingPolicy": delete_policy,
    "DescribeScalingPolicies": describe_policies,
    "DescribeScalingActivities": describe_activities,
}
"""By the names of AWS's API."""
