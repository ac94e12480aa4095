"""Scheduled actions and the tags of scalable targets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from planes.clients.aws.autoscaling.policies import (
    DIMENSION,
    Params,
    check_namespace,
    page,
    resource_of,
    target_arn,
)
from planes.clients.aws.errors import AwsError
from planes.control_plane.autoscaling.records import Target
from planes.control_plane.autoscaling.schedules import Schedule, ScheduledAction

if TYPE_CHECKING:
    from planes.world import World


def put_action(world: World, params: Params) -> Params:
    """PutScheduledAction: at its times it sets the limits of a target."""
    target = world.autoscaling.target(resource_of(params))
    name = params["ScheduledActionName"]
    old = target.actions.get(name)
    if "Schedule" not in params and old is None:
        raise AwsError("ValidationException", "A new scheduled action needs a Schedule.")
    request = {**(old.request if old else {}), **params}
    limits = request.get("ScalableTargetAction", {})
    minimum, maximum = limits.get("MinCapacity"), limits.get("MaxCapacity")
    if minimum is None and maximum is None:
        raise AwsError("ValidationException", "A scheduled action sets MinCapacity, MaxCapacity or both.")
    schedule = Schedule(
        request["Schedule"],
        world.epoch,
        request.get("Timezone", "UTC"),
        _second(world, request.get("StartTime")),
        _second(world, request.get("EndTime")),
        world.now,
    )
    number = old.id if old else world.ecs.store.new_id()
    world.autoscaling.put_action(
        target, ScheduledAction(number, name, schedule, minimum, maximum, world.now, request)
    )
    return {}


def _second(world: World, at: datetime | None) -> float | None:
    return None if at is None else (at - world.epoch).total_seconds()


def delete_action(world: World, params: Params) -> Params:
    """DeleteScheduledAction."""
    target = world.autoscaling.target(resource_of(params))
    if target.actions.pop(params["ScheduledActionName"], None) is None:
        raise AwsError(
            "ObjectNotFoundException", f"No scheduled action found named {params['ScheduledActionName']}"
        )
    return {}


def describe_actions(world: World, params: Params) -> Params:
    """DescribeScheduledActions."""
    check_namespace(params)
    names, resource = params.get("ScheduledActionNames"), params.get("ResourceId")
    found = [
        (target, action)
        for target in world.autoscaling.targets.values()
        for action in target.actions.values()
        if resource in (None, target.resource) and (not names or action.name in names)
    ]
    items, more = page(found, params)
    return {"ScheduledActions": [_describe(world, *item) for item in items], **more}


def _describe(world: World, target: Target, action: ScheduledAction) -> Params:
    kept = ("Schedule", "Timezone", "StartTime", "EndTime", "ScalableTargetAction")
    arn = (
        f"arn:aws:autoscaling:{world.region}:{world.account}:scheduledAction:{action.id}:"
        f"resource/ecs/{target.resource}:scheduledActionName/{action.name}"
    )
    return {
        **{name: action.request[name] for name in kept if name in action.request},
        "ScheduledActionName": action.name,
        "ScheduledActionARN": arn,
        "ServiceNamespace": "ecs",
        "ResourceId": target.resource,
        "ScalableDimension": DIMENSION,
        "CreationTime": world.epoch + timedelta(seconds=action.created_at),
    }


def _tagged(world: World, params: Params) -> Target:
    for target in world.autoscaling.targets.values():
        if target_arn(world, target) == params["ResourceARN"]:
            return target
    raise AwsError("ResourceNotFoundException", f"No scalable target has the ARN {params['ResourceARN']}.")


def tag(world: World, params: Params) -> Params:
    """TagResource."""
    _tagged(world, params).tags.update(params["Tags"])
    return {}


def untag(world: World, params: Params) -> Params:
    """UntagResource."""
    tags = _tagged(world, params).tags
    for key in params["TagKeys"]:
        tags.pop(key, None)
    return {}


def list_tags(world: World, params: Params) -> Params:
    """ListTagsForResource."""
    return {"Tags": dict(_tagged(world, params).tags)}


OPERATIONS = {
    "PutScheduledAction": put_action,
    "DeleteScheduledAction": delete_action,
    "DescribeScheduledActions": describe_actions,
    "TagResource": tag,
    "UntagResource": untag,
    "ListTagsForResource": list_tags,
}
