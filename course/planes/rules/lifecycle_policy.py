"""What ECR accepts as a lifecycle policy, and how its tag lists match."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from planes import facts

_TAG_STATUS = ("tagged", "untagged", "any")
_SINCE = ("sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned")
_COUNT_TYPES = ("imageCountMoreThan", *_SINCE)
_STORAGE_CLASSES = ("standard", "archive")
_TAG_LISTS = ("tagPrefixList", "tagPatternList")
_READ_MORE = "See facts.search('lifecycle')."


def validate_lifecycle(policy: Mapping[str, Any] | str) -> list[str]:
    """Return what is wrong with a lifecycle policy, one sentence per violation; empty if it is valid.

    Source: F62, F64, F66, F67, F68, F69, F72.

    Args:
        policy: a dictionary with `rules`, or its JSON text.
    """
    text = policy if isinstance(policy, str) else json.dumps(policy, default=str)
    if isinstance(policy, str):
        try:
            policy = json.loads(policy)
        except json.JSONDecodeError as error:
            return [f"The policy is not JSON: {error}."]
    rules = policy.get("rules") if isinstance(policy, Mapping) else None
    if not isinstance(rules, list) or not rules or not all(isinstance(rule, Mapping) for rule in rules):
        return [f"A policy is an object with a list 'rules' of one or more objects. {_READ_MORE}"]
    violations = []
    longest, most = int(facts.number("F72.characters")), int(facts.number("F72.rules"))
    if len(text) > longest:
        violations.append(f"The policy has {len(text)} characters; at most {longest} are allowed.")
    if len(rules) > most:
        violations.append(f"The policy has {len(rules)} rules; at most {most} are allowed.")
    for rule in rules:
        violations += [f"Rule {rule.get('rulePriority')}: {fault}" for fault in _rule_faults(rule)]
    return violations or _faults_between(rules)


def storage_class(selection: Mapping[str, Any]) -> str:
    """Return the storage class a rule speaks of; without one it is "standard"."""
    return str(selection.get("storageClass", "standard"))


def has_tags(selection: Mapping[str, Any], tags: Sequence[str]) -> bool:
    """Tell whether, for every prefix or pattern of a rule, one of an image's tags has it. Source: F65."""
    patterns = [_pattern(prefix + "*") for prefix in selection.get("tagPrefixList", ())]
    patterns += [_pattern(pattern) for pattern in selection.get("tagPatternList", ())]
    return all(any(pattern.fullmatch(tag) for tag in tags) for pattern in patterns)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in text.split("*")))


def _rule_faults(rule: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with one rule on its own."""
    selection, action = rule.get("selection"), rule.get("action")
    faults = []
    if not _positive(rule.get("rulePriority")):
        faults.append("rulePriority is a whole number of 1 or more.")
    if not isinstance(selection, Mapping) or not isinstance(action, Mapping):
        return [*faults, "a rule has the objects 'selection' and 'action'."]
    return faults + _tag_faults(selection) + _count_faults(selection, action) + _action_faults(action)


def _tag_faults(selection: Mapping[str, Any]) -> list[str]:
    status = selection.get("tagStatus")
    if status not in _TAG_STATUS:
        return [f"tagStatus is one of {', '.join(_TAG_STATUS)}, not {status!r}."]
    given = [name for name in _TAG_LISTS if name in selection]
    if status != "tagged":
        return [f"{name} goes only with tagStatus tagged, not {status}." for name in given]
    if len(given) != 1:
        return ["tagStatus tagged needs either tagPrefixList or tagPatternList, and not both."]
    entries = selection[given[0]]
    if not isinstance(entries, list) or not entries or not all(entries) or not all(map(_is_text, entries)):
        return [f"{given[0]} is a list of one or more texts."]
    most = int(facts.number("F66"))
    return [
        f"pattern {entry!r} has {entry.count('*')} wildcards; at most {most} are allowed."
        for entry in entries
        if given[0] == "tagPatternList" and entry.count("*") > most
    ]


def _count_faults(selection: Mapping[str, Any], action: Mapping[str, Any]) -> list[str]:
    kind, unit, faults = selection.get("countType"), selection.get("countUnit"), []
    if kind not in _COUNT_TYPES:
        faults.append(f"countType is one of {', '.join(_COUNT_TYPES)}, not {kind!r}.")
    if not _positive(selection.get("countNumber")):
        faults.append("countNumber is a whole number of 1 or more.")
    if kind == "imageCountMoreThan" and "countUnit" in selection:
        faults.append("countUnit does not go with imageCountMoreThan.")
    if kind in _SINCE and unit != "days":
        faults.append(f"countUnit is 'days' with {kind}, not {unit!r}.")
    if storage_class(selection) not in _STORAGE_CLASSES:
        faults.append(f"storageClass is standard or archive, not {selection['storageClass']!r}.")
    if kind == "sinceImagePulled" and action.get("type") != "transition":
        faults.append("sinceImagePulled goes only with the action transition.")
    if kind == "sinceImageTransitioned" and (
        action.get("type") != "expire" or storage_class(selection) != "archive"
    ):
        faults.append("sinceImageTransitioned goes only with the action expire and storageClass archive.")
    return faults


def _action_faults(action: Mapping[str, Any]) -> list[str]:
    kind, target = action.get("type"), action.get("targetStorageClass")
    if kind not in ("expire", "transition"):
        return [f"the action's type is expire or transition, not {kind!r}."]
    if kind == "transition" and target != "archive":
        return [f"the action transition needs targetStorageClass archive, not {target!r}."]
    if kind == "expire" and target is not None:
        return ["targetStorageClass goes only with the action transition."]
    return []


def _faults_between(rules: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what is wrong between rules that are each right: uniqueness, and the place of 'any'."""
    priorities = [rule["rulePriority"] for rule in rules]
    faults = [f"rulePriority {number} is given more than once." for number in _repeated(priorities)]
    for kind in _STORAGE_CLASSES:
        group = [rule for rule in rules if storage_class(rule["selection"]) == kind]
        prefixes = [
            prefix for rule in group for prefix in dict.fromkeys(rule["selection"].get("tagPrefixList", ()))
        ]
        faults += [
            f"prefix {prefix!r} is in more than one rule for storage class {kind}."
            for prefix in _repeated(prefixes)
        ]
        statuses = [rule["selection"]["tagStatus"] for rule in group]
        faults += [
            f"tagStatus {status} is in more than one rule for storage class {kind}."
            for status in ("untagged", "any")
            if statuses.count(status) > 1
        ]
        highest = max((rule["rulePriority"] for rule in group), default=None)
        faults += [
            f"rule {rule['rulePriority']} has tagStatus any, so its rulePriority must be the highest number."
            for rule in group
            if rule["selection"]["tagStatus"] == "any" and rule["rulePriority"] != highest
        ]
    return faults


def _repeated(values: Sequence[Any]) -> list[Any]:
    return [value for value in dict.fromkeys(values) if values.count(value) > 1]


def _positive(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
