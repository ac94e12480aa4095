"""Checks of pod templates that no schema makes: quantities, names, ports, labels, tolerations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from planes.control_plane.eks.status import Cause
from planes.rules import kubernetes as rules

Json = dict[str, Any]
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_NAME_TEXT = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start "
    "and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
_LABEL = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")
_LABEL_TEXT = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
    "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used "
    "for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)


def check_label_values(path: str, labels: Mapping[str, Any]) -> Iterator[Cause]:
    """Yield what is wrong with label values."""
    for value in labels.values():
        if not isinstance(value, str) or len(value) > 63 or not _LABEL.fullmatch(value):
            yield Cause(path, f'Invalid value: "{value}": {_LABEL_TEXT}')


def check_pod_template(
    template: Json, policies: tuple[str, ...], labels_needed: bool = True
) -> Iterator[Cause]:
    """Yield what is wrong with a pod template whose restart policy must be one of `policies`."""
    labels = (template.get("metadata") or {}).get("labels") or {}
    yield from check_label_values("spec.template.metadata.labels", labels)
    yield from check_pod_spec("spec.template.spec", template.get("spec") or {}, policies)


def check_pod_spec(path: str, spec: Json, policies: tuple[str, ...]) -> Iterator[Cause]:
    """Yield what is wrong with a PodSpec."""
    containers = spec.get("containers") or []
    if not containers:
        yield Cause(f"{path}.containers", "Required value", "FieldValueRequired")
    names: set[str] = set()
    for kind in ("initContainers", "containers"):
        for number, container in enumerate(spec.get(kind) or ()):
            yield from _check_container(f"{path}.{kind}[{number}]", container, names)
    policy = spec.get("restartPolicy", "Always")
    if policy not in policies:
        supported = ", ".join(f'"{p}"' for p in policies)
        yield Cause(
            f"{path}.restartPolicy",
            f'Unsupported value: "{policy}": supported values: {supported}',
            "FieldValueNotSupported",
        )
    for number, toleration in enumerate(spec.get("tolerations") or ()):
        yield from _check_toleration(f"{path}.tolerations[{number}]", toleration)
    for number, constraint in enumerate(spec.get("topologySpreadConstraints") or ()):
        if not isinstance(constraint.get("maxSkew"), int) or constraint["maxSkew"] < 1:
            yield Cause(
                f"{path}.topologySpreadConstraints[{number}].maxSkew",
                f"Invalid value: {constraint.get('maxSkew')}: must be greater than zero",
            )


def _check_container(path: str, container: Json, names: set[str]) -> Iterator[Cause]:
    name = container.get("name")
    if not name:
        yield Cause(f"{path}.name", "Required value", "FieldValueRequired")
    elif len(name) > 63 or not _NAME.fullmatch(name):
        yield Cause(f"{path}.name", f'Invalid value: "{name}": {_NAME_TEXT}')
    elif name in names:
        yield Cause(f"{path}.name", f'Duplicate value: "{name}"', "FieldValueDuplicate")
    names.add(name or "")
    image = container.get("image")
    if not image:
        yield Cause(f"{path}.image", "Required value", "FieldValueRequired")
    elif image != image.strip():
        yield Cause(
            f"{path}.image", f'Invalid value: "{image}": must not have leading or trailing whitespace'
        )
    yield from _check_resources(f"{path}.resources", container.get("resources") or {})
    for number, port in enumerate(container.get("ports") or ()):
        for field in ("containerPort", "hostPort"):
            value = port.get(field)
            if value is not None and not 1 <= value <= 65535:
                yield Cause(
                    f"{path}.ports[{number}].{field}",
                    f"Invalid value: {value}: must be between 1 and 65535, inclusive",
                )
    for kind in ("livenessProbe", "startupProbe"):
        threshold = (container.get(kind) or {}).get("successThreshold", 1)
        if threshold != 1:
            yield Cause(f"{path}.{kind}.successThreshold", f"Invalid value: {threshold}: must be 1")


def _check_resources(path: str, resources: Json) -> Iterator[Cause]:
    """Yield what is wrong with requests and limits; a malformed quantity raises QuantityError."""
    values: dict[str, dict[str, Any]] = {"requests": {}, "limits": {}}
    for kind, parsed in values.items():
        for resource, quantity in (resources.get(kind) or {}).items():
            parsed[resource] = rules.parse_quantity(quantity)
            if parsed[resource] < 0:
                yield Cause(
                    f"{path}.{kind}[{resource}]",
                    f'Invalid value: "{quantity}": must be greater than or equal to 0',
                )
    for resource, request in values["requests"].items():
        limit = values["limits"].get(resource)
        if limit is not None and request > limit:
            given = resources["requests"][resource]
            yield Cause(
                f"{path}.requests",
                f'Invalid value: "{given}": must be less than or equal to {resource} limit of '
                f"{resources['limits'][resource]}",
            )


def _check_toleration(path: str, toleration: Json) -> Iterator[Cause]:
    operator = toleration.get("operator", "Equal")
    if operator not in ("Equal", "Exists"):
        yield Cause(
            f"{path}.operator",
            f'Unsupported value: "{operator}": supported values: "Equal", "Exists"',
            "FieldValueNotSupported",
        )
    if not toleration.get("key") and operator != "Exists":
        yield Cause(
            f"{path}.operator", f'Invalid value: "{operator}": operator must be Exists when `key` is empty'
        )
    if operator == "Exists" and toleration.get("value"):
        yield Cause(
            f"{path}.operator",
            f"Invalid value: \"{toleration['value']}\": value must be empty when `operator` is 'Exists'",
        )
