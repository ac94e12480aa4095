"""Tags and account settings in AWS's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planes.clients.aws.ecs.arns import Params, page, set_tags, tags_of
from planes.clients.aws.errors import AwsError

if TYPE_CHECKING:
    from planes.world import World

_DEFAULTS = {
    "serviceLongArnFormat": "enabled",
    "taskLongArnFormat": "enabled",
    "containerInstanceLongArnFormat": "enabled",
    "awsvpcTrunking": "disabled",
    "containerInsights": "disabled",
    "dualStackIPv6": "enabled",
    "fargateFIPSMode": "disabled",
    "tagResourceAuthorization": "on",
    "fargateTaskRetirementWaitPeriod": "7",
    "guardDutyActivate": "on",
    "defaultLogDriverMode": "non-blocking",
}


def _setting(world: World, name: str, value: str, params: Params) -> Params:
    principal = params.get("principalArn", _root(world))
    return {"name": name, "value": value, "principalArn": principal, "type": "user"}


def _root(world: World) -> str:
    return f"arn:aws:iam::{world.account}:root"


def _settings_of(world: World, params: Params) -> dict[str, str]:
    """Return the settings of the account, or of the one user or role that a request names."""
    store, principal = world.ecs.store, params.get("principalArn", _root(world))
    if principal == _root(world):
        return store.account_settings
    return store.settings_of_principals.setdefault(principal, {})


def put_setting(world: World, params: Params) -> Params:
    """PutAccountSetting and PutAccountSettingDefault."""
    _settings_of(world, params)[params["name"]] = params["value"]
    return {"setting": _setting(world, params["name"], params["value"], params)}


def delete_setting(world: World, params: Params) -> Params:
    """DeleteAccountSetting: back to the default."""
    name = params["name"]
    value = _settings_of(world, params).pop(name, _DEFAULTS.get(name, "disabled"))
    return {"setting": _setting(world, name, value, params)}


def list_settings(world: World, params: Params) -> Params:
    """ListAccountSettings."""
    values = dict(_settings_of(world, params))
    if params.get("effectiveSettings"):
        values = {**_DEFAULTS, **world.ecs.store.account_settings, **values}
    found = [
        _setting(world, name, value, params)
        for name, value in values.items()
        if params.get("name", name) == name and params.get("value", value) == value
    ]
    items, more = page(found, params)
    return {"settings": list(items), **more}


def tag(world: World, params: Params) -> Params:
    """TagResource."""
    _check(world, params["resourceArn"])
    set_tags(world, params["resourceArn"], params["tags"])
    return {}


def untag(world: World, params: Params) -> Params:
    """UntagResource."""
    _check(world, params["resourceArn"])
    kept = world.ecs.store.tags.get(params["resourceArn"], {})
    for key in params["tagKeys"]:
        kept.pop(key, None)
    return {}


def list_tags(world: World, params: Params) -> Params:
    """ListTagsForResource."""
    _check(world, params["resourceArn"])
    return {"tags": tags_of(world, params["resourceArn"])}


def _check(world: World, resource: str) -> None:
    """Raise InvalidParameterException for an ARN of no resource there is."""
    store = world.ecs.store
    kind, _, name = ":".join(resource.split(":")[5:]).partition("/")
    last = name.rpartition("/")[2]
    there = {
        "cluster": last in store.clusters,
        "service": name in store.services,
        "task": last in store.tasks,
        "container-instance": last in store.instances,
        "capacity-provider": last in world.ecs.capacity.providers,
        "task-definition": store.definitions.find(name) is not None,
    }
    if not there.get(kind, False):
        raise AwsError("InvalidParameterException", f"The specified resource {resource} was not found.")


OPERATIONS = {
    "PutAccountSetting": put_setting,
    "PutAccountSettingDefault": put_setting,
    "DeleteAccountSetting": delete_setting,
    "ListAccountSettings": list_settings,
    "TagResource": tag,
    "UntagResource": untag,
    "ListTagsForResource": list_tags,
}
