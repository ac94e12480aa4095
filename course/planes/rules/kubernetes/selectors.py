"""Label selectors, and which Fargate profile takes a pod."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from planes.errors import PlanesError

FARGATE_PROFILE_LABEL = "eks.amazonaws.com/fargate-profile"
_OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")


def matches(selector: Mapping[str, Any] | None, labels: Mapping[str, str] | None) -> bool:
    """Tell whether labels satisfy a label selector.

    Every entry of `matchLabels` and every one of `matchExpressions` (In, NotIn, Exists, DoesNotExist)
    must hold. NotIn also holds where the label is missing. An empty selector matches everything, None
    nothing. A plain dictionary of labels, as a Service has it, is read as `matchLabels`.

    Source: K8S staging/src/k8s.io/apimachinery/pkg/labels/selector.go.

    Raises:
        PlanesError: an expression has another operator, or values where it takes none, or none where
            it takes some.
    """
    if selector is None:
        return False
    structured = not selector or "matchLabels" in selector or "matchExpressions" in selector
    wanted = (selector.get("matchLabels") or {}) if structured else selector
    expressions = (selector.get("matchExpressions") or []) if structured else []
    present = labels or {}
    # Every expression is looked at, so that a malformed one raises whatever the others say.
    held = [_holds(expression, present) for expression in expressions]
    return all(held) and all(present.get(key) == value for key, value in wanted.items())


def select_fargate_profile(
    profiles: Sequence[Mapping[str, Any]], namespace: str, labels: Mapping[str, str] | None
) -> str | None:
    """Return the name of the EKS Fargate profile that takes a pod, or None.

    A profile takes a pod if one of its selectors has the pod's namespace and all its labels are on the
    pod. In namespace, label keys and label values `*` stands for any characters and `?` for exactly
    one. Of several profiles the first by name wins, unless the pod's label
    `eks.amazonaws.com/fargate-profile` names one; that one must match too.

    Source: E62.

    Args:
        profiles: as `describe_fargate_profile` returns them, with `fargateProfileName` (or `name`) and
            `selectors` of `namespace` and `labels`.
        namespace: of the pod.
        labels: of the pod.
    """
    present = labels or {}
    taking = sorted(
        _profile_name(profile)
        for profile in profiles
        if any(_selects(selector, namespace, present) for selector in profile.get("selectors", ()))
    )
    chosen = present.get(FARGATE_PROFILE_LABEL)
    if chosen is not None:
        return chosen if chosen in taking else None
    return taking[0] if taking else None


def _holds(expression: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Tell whether one expression holds; a malformed one raises."""
    key, operator, values = expression.get("key"), expression.get("operator"), expression.get("values") or []
    if operator not in _OPERATORS:
        raise PlanesError(
            f"{operator!r} is not a valid label selector operator: {', '.join(_OPERATORS)} are."
        )
    if not key:
        raise PlanesError(f"A selector expression needs a key: {dict(expression)!r} has none.")
    if operator in ("In", "NotIn") and not values:
        raise PlanesError("for 'in', 'notin' operators, values set can't be empty")
    if operator in ("Exists", "DoesNotExist") and values:
        raise PlanesError("values set must be empty for exists and does not exist")
    if operator == "In":
        return labels.get(key) in values
    if operator == "NotIn":
        return labels.get(key) not in values
    return (key in labels) == (operator == "Exists")


def _profile_name(profile: Mapping[str, Any]) -> str:
    name = profile.get("fargateProfileName", profile.get("name"))
    if not name:
        raise PlanesError(f"A Fargate profile needs a fargateProfileName: {dict(profile)!r} has none.")
    return str(name)


def _selects(selector: Mapping[str, Any], namespace: str, labels: Mapping[str, str]) -> bool:
    """Tell whether one selector of a profile takes a pod."""
    return _like(selector.get("namespace", ""), namespace) and all(
        any(_like(key, label) and _like(value, text) for label, text in labels.items())
        for key, value in (selector.get("labels") or {}).items()
    )


def _like(pattern: str, text: str) -> bool:
    """Tell whether text has the form of a pattern with `*` and `?`."""
    form = "".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in pattern)
    return re.fullmatch(form, text, re.DOTALL) is not None
