"""ECR: the registry as a whole: token, policy, replication, pull-through caches, templates."""

from __future__ import annotations

import base64
import re
from typing import Any

from planes.clients.aws.ecr_identifiers import find_image
from planes.clients.aws.ecr_repositories import check_policy, exclusions_from, settings_from, tags_from
from planes.clients.aws.ecr_shapes import Operation, find_repository, page
from planes.clients.aws.errors import AwsError
from planes.registry import Registry
from planes.registry.lifecycle import check_policy_text
from planes.registry.pull_through import MAX_RULES, Rule, upstream_of
from planes.registry.repository import check_mutability
from planes.registry.settings import Template
from planes.registry.tokens import USER

_SECRET = re.compile(r"arn:aws:secretsmanager:[a-z0-9-]+:\d{12}:secret:ecr-pullthroughcache/\S+")


def _token(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    token = registry.tokens.issue()
    data = {
        "authorizationToken": base64.b64encode(f"{USER}:{token.password}".encode()).decode(),
        "expiresAt": registry.when(token.expires_at),
        "proxyEndpoint": f"https://{registry.host}",
    }
    return {"authorizationData": [data]}


def _put_policy(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    check_policy("policyText", params["policyText"])
    registry.settings.policy = params["policyText"]
    return _get_policy(registry, params)


def _get_policy(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    if registry.settings.policy is None:
        raise AwsError(
            "RegistryPolicyNotFoundException",
            f"Registry policy does not exist in the registry with id '{registry.account}'",
        )
    return {"registryId": registry.account, "policyText": registry.settings.policy}


def _delete_policy(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    deleted = _get_policy(registry, params)
    registry.settings.policy = None
    return deleted


def _describe(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    rules = list(registry.replication.rules)
    return {"registryId": registry.account, "replicationConfiguration": {"rules": rules}}


def _put_replication(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    registry.replication.put(params["replicationConfiguration"]["rules"])
    return {"replicationConfiguration": {"rules": list(registry.replication.rules)}}


def _replication_status(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    repository = find_repository(registry, params)
    digest = find_image(registry, repository, params["imageId"]).manifest.digest
    known = registry.replication.statuses.get((repository.name, digest), {})
    return {
        "repositoryName": repository.name,
        "imageId": params["imageId"] | {"imageDigest": digest},
        "replicationStatuses": [
            {"region": to.region, "registryId": to.account, "status": status} for to, status in known.items()
        ],
    }


def _create_cache_rule(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    prefix, url = params["ecrRepositoryPrefix"], params["upstreamRegistryUrl"]
    rules = registry.pull_through.rules
    if prefix in rules:
        raise AwsError(
            "PullThroughCacheRuleAlreadyExistsException",
            f"A pull through cache rule with prefix '{prefix}' already exists.",
        )
    if len(rules) >= MAX_RULES:
        raise AwsError("LimitExceededException", f"A registry may have {MAX_RULES} pull through cache rules.")
    upstream = upstream_of(url)
    if upstream is None or params.get("upstreamRegistry", upstream[0]) != upstream[0]:
        raise AwsError(
            "UnsupportedUpstreamRegistryException", f"The upstream registry '{url}' is not supported."
        )
    credential = params.get("credentialArn")
    if upstream[1] and (credential is None or not _SECRET.fullmatch(credential)):
        raise AwsError(
            "InvalidParameterException",
            f"The upstream registry '{url}' needs credentialArn: a Secrets Manager secret whose name begins "
            "with ecr-pullthroughcache/.",
        )
    now = registry.clock.now
    rule = Rule(prefix, url, upstream[0], now, now, credential, params.get("customRoleArn"))
    rule.upstream_prefix = params.get("upstreamRepositoryPrefix", "ROOT")
    rules[prefix] = rule
    return _cache_rule(registry, rule, "updatedAt")


def _cache_rule(registry: Registry, rule: Rule, *left_out: str) -> dict[str, Any]:
    """Return a rule's members that have a value, without those that an operation's answer does not have."""
    shown = {
        "ecrRepositoryPrefix": rule.prefix,
        "upstreamRegistryUrl": rule.upstream_url,
        "createdAt": registry.when(rule.created_at),
        "updatedAt": registry.when(rule.updated_at),
        "registryId": registry.account,
        "upstreamRegistry": rule.upstream,
        "upstreamRepositoryPrefix": rule.upstream_prefix,
        "credentialArn": rule.credential,
        "customRoleArn": rule.role,
    }
    return {name: value for name, value in shown.items() if value is not None and name not in left_out}


def _find_cache_rule(registry: Registry, prefix: str) -> Rule:
    try:
        return registry.pull_through.rules[prefix]
    except KeyError:
        raise AwsError(
            "PullThroughCacheRuleNotFoundException",
            f"The pull through cache rule with prefix '{prefix}' does not exist in the registry with id "
            f"'{registry.account}'.",
        ) from None


def _delete_cache_rule(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    rule = _find_cache_rule(registry, params["ecrRepositoryPrefix"])
    del registry.pull_through.rules[rule.prefix]
    return _cache_rule(registry, rule, "updatedAt", "upstreamRegistry")


def _describe_cache_rules(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    prefixes = params.get("ecrRepositoryPrefixes") or sorted(registry.pull_through.rules)
    found, more = page([_find_cache_rule(registry, prefix) for prefix in prefixes], params)
    return {"pullThroughCacheRules": [_cache_rule(registry, rule) for rule in found], **more}


def _update_cache_rule(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    rule = _find_cache_rule(registry, params["ecrRepositoryPrefix"])
    rule.credential = params.get("credentialArn", rule.credential)
    rule.role = params.get("customRoleArn", rule.role)
    rule.updated_at = registry.clock.now
    return _cache_rule(registry, rule, "createdAt", "upstreamRegistry", "upstreamRegistryUrl")


def _validate_cache_rule(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    rule = _find_cache_rule(registry, params["ecrRepositoryPrefix"])
    return {**_cache_rule(registry, rule, "createdAt", "updatedAt", "upstreamRegistry"), "isValid": True}


def _create_template(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    prefix, templates = params["prefix"], registry.settings.templates
    if prefix in templates:
        raise AwsError(
            "TemplateAlreadyExistsException",
            f"The repository creation template with prefix '{prefix}' already exists.",
        )
    now = registry.clock.now
    template = Template(prefix, params["appliedFor"], {}, now, now)
    answer = _change_template(registry, template, params)
    templates[prefix] = template
    return answer


def _change_template(registry: Registry, template: Template, params: dict[str, Any]) -> dict[str, Any]:
    fields = dict(template.fields)
    if "imageTagMutability" in params or not fields:
        fields |= settings_from(params)
        check_mutability(fields["tag_mutability"], exclusions_from(params))
    if "lifecyclePolicy" in params:
        check_policy_text(params["lifecyclePolicy"])
        fields["lifecycle_policy"] = params["lifecyclePolicy"]
    if "repositoryPolicy" in params:
        check_policy("repositoryPolicy", params["repositoryPolicy"])
        fields["policy"] = params["repositoryPolicy"]
    if "resourceTags" in params:
        fields["resource_tags"] = tags_from(params["resourceTags"])
    template.fields = fields
    template.applied_for = params.get("appliedFor", template.applied_for)
    template.description = params.get("description", template.description)
    template.role = params.get("customRoleArn", template.role)
    template.updated_at = registry.clock.now
    return {"registryId": registry.account, "repositoryCreationTemplate": _template(registry, template)}


def _template(registry: Registry, template: Template) -> dict[str, Any]:
    fields = template.fields
    patterns = fields.get("tag_exclusions", ())
    shown = {
        "prefix": template.prefix,
        "description": template.description or None,
        "encryptionConfiguration": fields.get("encryption", {"encryptionType": "AES256"}),
        "resourceTags": [
            {"Key": key, "Value": value} for key, value in fields.get("resource_tags", {}).items()
        ],
        "imageTagMutability": fields.get("tag_mutability"),
        "imageTagMutabilityExclusionFilters": [
            {"filterType": "WILDCARD", "filter": pattern} for pattern in patterns
        ]
        or None,
        "repositoryPolicy": fields.get("policy"),
        "lifecyclePolicy": fields.get("lifecycle_policy"),
        "appliedFor": list(template.applied_for),
        "customRoleArn": template.role or None,
        "createdAt": registry.when(template.created_at),
        "updatedAt": registry.when(template.updated_at),
    }
    return {name: value for name, value in shown.items() if value is not None}


def _find_template(registry: Registry, prefix: str) -> Template:
    try:
        return registry.settings.templates[prefix]
    except KeyError:
        raise AwsError(
            "TemplateNotFoundException",
            f"The repository creation template with prefix '{prefix}' does not exist.",
        ) from None


def _update_template(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    return _change_template(registry, _find_template(registry, params["prefix"]), params)


def _delete_template(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    template = _find_template(registry, params["prefix"])
    del registry.settings.templates[template.prefix]
    return {"registryId": registry.account, "repositoryCreationTemplate": _template(registry, template)}


def _describe_templates(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    prefixes = params.get("prefixes") or sorted(registry.settings.templates)
    found, more = page([_find_template(registry, prefix) for prefix in prefixes], params)
    shown = [_template(registry, template) for template in found]
    return {"registryId": registry.account, "repositoryCreationTemplates": shown, **more}


def _get_setting(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    name = params["name"]
    if name not in registry.settings.account:
        known = ", ".join(registry.settings.account)
        raise AwsError("ValidationException", f"Account setting '{name}' is not one of {known}.")
    return {"name": name, "value": registry.settings.account[name]}


def _put_setting(registry: Registry, params: dict[str, Any]) -> dict[str, Any]:
    _get_setting(registry, params)
    registry.settings.account[params["name"]] = params["value"]
    return _get_setting(registry, params)


OPERATIONS: dict[str, Operation] = {
    "GetAuthorizationToken": _token,
    "PutRegistryPolicy": _put_policy,
    "GetRegistryPolicy": _get_policy,
    "DeleteRegistryPolicy": _delete_policy,
    "DescribeRegistry": _describe,
    "PutReplicationConfiguration": _put_replication,
    "DescribeImageReplicationStatus": _replication_status,
    "CreatePullThroughCacheRule": _create_cache_rule,
    "DeletePullThroughCacheRule": _delete_cache_rule,
    "DescribePullThroughCacheRules": _describe_cache_rules,
    "UpdatePullThroughCacheRule": _update_cache_rule,
    "ValidatePullThroughCacheRule": _validate_cache_rule,
    "CreateRepositoryCreationTemplate": _create_template,
    "UpdateRepositoryCreationTemplate": _update_template,
    "DeleteRepositoryCreationTemplate": _delete_template,
    "DescribeRepositoryCreationTemplates": _describe_templates,
    "GetAccountSetting": _get_setting,
    "PutAccountSetting": _put_setting,
}
