"""Label and field selectors as text, the way URLs and kubectl write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from planes.control_plane.eks.objects import Pod
from planes.control_plane.eks.status import bad_request

_SET = re.compile(r"^(?P<key>\S+)\s+(?P<operator>in|notin)\s*\((?P<values>[^)]*)\)$")
_EQUAL = re.compile(r"^(?P<key>[^=!\s]+)\s*(?P<operator>==|=|!=)\s*(?P<value>\S*)$")
_KEY = re.compile(r"^(?P<absent>!?)\s*(?P<key>[^=!\s(),]+)$")


def label_selector(text: str | Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a selector as JSON of `app=web,tier in (a, b),!old`; a dict of labels is taken as it is.

    Raises:
        ApiError: BadRequest.
    """
    if not text:
        return {}
    if not isinstance(text, str):
        return {"matchLabels": dict(text)}
    labels: dict[str, str] = {}
    expressions: list[dict[str, Any]] = []
    for part in re.split(r",(?![^(]*\))", text):
        _requirement(part.strip(), labels, expressions)
    return {"matchLabels": labels, "matchExpressions": expressions}


def _requirement(part: str, labels: dict[str, str], expressions: list[dict[str, Any]]) -> None:
    if found := _SET.match(part):
        operator = {"in": "In", "notin": "NotIn"}[found["operator"]]
        values = [value.strip() for value in found["values"].split(",")]
        expressions.append({"key": found["key"], "operator": operator, "values": values})
    elif found := _EQUAL.match(part):
        if found["operator"] == "!=":
            expressions.append({"key": found["key"], "operator": "NotIn", "values": [found["value"]]})
        elif labels.setdefault(found["key"], found["value"]) != found["value"]:
            expressions.append({"key": found["key"], "operator": "In", "values": [found["value"]]})
    elif found := _KEY.match(part):
        expressions.append({"key": found["key"], "operator": "DoesNotExist" if found["absent"] else "Exists"})
    else:
        raise bad_request(f"unable to parse requirement: {part!r} is no label selector")


def field_requirements(text: str | None) -> list[tuple[str, bool, str]]:
    """Return (path, equal, value) for each part of a field selector such as `status.phase!=Running`.

    Raises:
        ApiError: BadRequest.
    """
    requirements = []
    for part in (text or "").split(","):
        if not part:
            continue
        found = re.match(r"^([\w.]+)(==|=|!=)(.*)$", part)
        if found is None:
            raise bad_request(f"invalid field selector {part!r}")
        requirements.append((found[1], found[2] != "!=", found[3]))
    return requirements


def fields_match(requirements: list[tuple[str, bool, str]], subject: Any, render: Any) -> bool:
    """Return whether an object fulfils field requirements."""
    return all((_field(subject, path, render) == value) == equal for path, equal, value in requirements)


def _field(subject: Any, path: str, render: Any) -> str:
    if path == "metadata.name":
        return str(subject.name)
    if path == "metadata.namespace":
        return str(subject.namespace)
    if isinstance(subject, Pod):
        if path == "spec.nodeName":
            return subject.node.name if subject.node is not None else ""
        if path == "status.phase":
            return subject.phase
    value: Any = render(subject)
    for part in path.split("."):
        value = value.get(part, "") if isinstance(value, dict) else ""
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
