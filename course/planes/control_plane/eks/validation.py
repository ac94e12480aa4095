"""Refusing manifests that cannot be, with the API server's own kind of sentence.

The schema (types, unknown and missing fields) is checked first, if the package for it is installed;
what no schema says (quantities, selectors, references between fields) is checked here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from planes.control_plane.eks.pod_validation import check_label_values, check_pod_spec, check_pod_template
from planes.control_plane.eks.resources import (
    AUTOSCALER,
    CONFIG_MAP,
    DAEMON_SET,
    DEPLOYMENT,
    DISRUPTION_BUDGET,
    JOB,
    NAMESPACE,
    NODE_POOL,
    POD,
    REPLICA_SET,
    SERVICE,
    Resource,
)
from planes.control_plane.eks.schema import cannot_handle, check_schema
from planes.control_plane.eks.status import Cause, bad_request, invalid, shown
from planes.errors import PlanesError
from planes.rules import kubernetes as rules

Json = dict[str, Any]
SCHEMA_VERSION = "1.36"
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_LABEL_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_SERVICE_NAME = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN_TEXT = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
    "start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
Check = Callable[[Json], Iterator[Cause]]


def check(resource: Resource, body: Json, version: str = SCHEMA_VERSION) -> None:
    """Refuse a manifest that the API server would refuse.

    Raises:
        ApiError: BadRequest or Invalid.
    """
    name = body["metadata"].get("name", "")
    causes = list(_check_metadata(resource, body["metadata"]))
    if not causes or name:
        if resource is not NODE_POOL:
            check_schema(resource, body, version)
        try:
            causes += _CHECKS.get(resource, _nothing)(body.get("spec") or {})
        except rules.QuantityError as error:
            raise bad_request(cannot_handle(resource, error.reason)) from None
        except (AttributeError, TypeError, KeyError) as error:
            raise bad_request(cannot_handle(resource, error)) from None
    if causes:
        raise invalid(resource, name, causes)


def _check_metadata(resource: Resource, metadata: Mapping[str, Any]) -> Iterator[Cause]:
    name = metadata.get("name")
    if not name:
        if not metadata.get("generateName"):
            yield Cause(
                "metadata.name", "Required value: name or generateName is required", "FieldValueRequired"
            )
        return
    pattern = {SERVICE: _SERVICE_NAME, NAMESPACE: _LABEL_NAME}.get(resource, _SUBDOMAIN)
    limit = 63 if resource in (SERVICE, NAMESPACE) else 253
    if not isinstance(name, str) or len(name) > limit or not pattern.fullmatch(name):
        yield Cause("metadata.name", f"Invalid value: {shown(name)}: {_SUBDOMAIN_TEXT}")
    yield from check_label_values("metadata.labels", metadata.get("labels") or {})


def _nothing(spec: Json) -> Iterator[Cause]:
    return iter(())


def _check_selector(spec: Json) -> Iterator[Cause]:
    selector = spec.get("selector")
    if not selector or not (selector.get("matchLabels") or selector.get("matchExpressions")):
        if selector is None:
            yield Cause("spec.selector", "Required value", "FieldValueRequired")
        yield Cause("spec.selector", "Invalid value: {}: empty selector is invalid for deployment")
        return
    try:
        labels = ((spec.get("template") or {}).get("metadata") or {}).get("labels") or {}
        if not rules.matches(selector, labels):
            text = f"Invalid value: {shown(labels)}: `selector` does not match template `labels`"
            yield Cause("spec.template.metadata.labels", text)
    except PlanesError as error:
        yield Cause("spec.selector", f"Invalid value: {shown(selector)}: {error}")


def _check_count(spec: Json, *names: str) -> Iterator[Cause]:
    for name in names:
        value = spec.get(name)
        if isinstance(value, int) and value < 0:
            yield Cause(f"spec.{name}", f"Invalid value: {value}: must be greater than or equal to 0")


def _check_workload(spec: Json) -> Iterator[Cause]:
    yield from _check_count(spec, "replicas", "minReadySeconds", "revisionHistoryLimit")
    yield from _check_selector(spec)
    yield from check_pod_template(spec.get("template") or {}, ("Always",))


def _check_deployment(spec: Json) -> Iterator[Cause]:
    yield from _check_workload(spec)
    strategy = spec.get("strategy") or {}
    kind = strategy.get("type", "RollingUpdate")
    if kind not in ("RollingUpdate", "Recreate"):
        yield Cause(
            "spec.strategy.type",
            f'Unsupported value: {shown(kind)}: supported values: "Recreate", "RollingUpdate"',
            "FieldValueNotSupported",
        )
    rolling = strategy.get("rollingUpdate")
    if kind == "Recreate" and rolling:
        yield Cause(
            "spec.strategy.rollingUpdate",
            "Forbidden: may not be specified when strategy `type` is 'Recreate'",
            "FieldValueForbidden",
        )
    elif rolling:
        yield from _check_rolling(rolling)
    deadline = spec.get("progressDeadlineSeconds")
    if isinstance(deadline, int) and deadline <= spec.get("minReadySeconds", 0):
        yield Cause(
            "spec.progressDeadlineSeconds", f"Invalid value: {deadline}: must be greater than minReadySeconds"
        )


def _check_rolling(rolling: Json) -> Iterator[Cause]:
    wrong = False
    for name in ("maxSurge", "maxUnavailable"):
        value = rolling.get(name)
        path = f"spec.strategy.rollingUpdate.{name}"
        if isinstance(value, str) and not re.fullmatch(r"[0-9]+%", value):
            wrong = True
            yield Cause(
                path,
                f"Invalid value: {shown(value)}: a valid percent string must be a numeric string "
                "followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
            )
        elif isinstance(value, int) and value < 0:
            wrong = True
            yield Cause(path, f"Invalid value: {value}: must be greater than or equal to 0")
        elif name == "maxUnavailable" and isinstance(value, str) and int(value[:-1]) > 100:
            wrong = True
            yield Cause(path, f"Invalid value: {shown(value)}: must not be greater than 100%")
    both = [rolling.get(name, "25%") for name in ("maxSurge", "maxUnavailable")]
    if not wrong and all(value in (0, "0%") for value in both):
        yield Cause(
            "spec.strategy.rollingUpdate.maxUnavailable",
            "Invalid value: 0: may not be 0 when `maxSurge` is 0",
        )


def _check_job(spec: Json) -> Iterator[Cause]:
    yield from _check_count(
        spec, "completions", "parallelism", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"
    )
    yield from check_pod_template(spec.get("template") or {}, ("OnFailure", "Never"), labels_needed=False)


def _check_service(spec: Json) -> Iterator[Cause]:
    ports = spec.get("ports") or []
    if not ports and spec.get("type") != "ExternalName" and spec.get("clusterIP") != "None":
        yield Cause("spec.ports", "Required value", "FieldValueRequired")
    names = set()
    for number, port in enumerate(ports):
        value = port.get("port")
        if not isinstance(value, int) or not 1 <= value <= 65535:
            yield Cause(
                f"spec.ports[{number}].port",
                f"Invalid value: {shown(value)}: must be between 1 and 65535, inclusive",
            )
        if len(ports) > 1 and not port.get("name"):
            yield Cause(f"spec.ports[{number}].name", "Required value", "FieldValueRequired")
        elif port.get("name") in names:
            yield Cause(
                f"spec.ports[{number}].name",
                f"Duplicate value: {shown(port['name'])}",
                "FieldValueDuplicate",
            )
        names.add(port.get("name"))


def _check_autoscaler(spec: Json) -> Iterator[Cause]:
    most, least = spec.get("maxReplicas"), spec.get("minReplicas", 1)
    if not isinstance(most, int):
        yield Cause("spec.maxReplicas", "Required value", "FieldValueRequired")
        return
    if most < 1:
        yield Cause("spec.maxReplicas", f"Invalid value: {most}: must be greater than 0")
    if least < 1:
        yield Cause("spec.minReplicas", f"Invalid value: {least}: must be greater than or equal to 1")
    if most < least:
        yield Cause(
            "spec.maxReplicas", f"Invalid value: {most}: must be greater than or equal to `minReplicas`"
        )
    reference = spec.get("scaleTargetRef") or {}
    for name in ("kind", "name"):
        if not reference.get(name):
            yield Cause(f"spec.scaleTargetRef.{name}", "Required value", "FieldValueRequired")


def _check_budget(spec: Json) -> Iterator[Cause]:
    if "minAvailable" in spec and "maxUnavailable" in spec:
        yield Cause("spec", "Invalid value: minAvailable and maxUnavailable cannot be both set")
    for name in ("minAvailable", "maxUnavailable"):
        value = spec.get(name)
        if isinstance(value, str) and (not re.fullmatch(r"[0-9]+%", value) or int(value[:-1]) > 100):
            yield Cause(
                f"spec.{name}", f"Invalid value: {shown(value)}: must be a percentage of at most 100%"
            )
        elif isinstance(value, int) and value < 0:
            yield Cause(f"spec.{name}", f"Invalid value: {value}: must be greater than or equal to 0")


def _check_node_pool(spec: Json) -> Iterator[Cause]:
    from planes import facts

    node_spec = (spec.get("template") or {}).get("spec") or {}
    for number, requirement in enumerate(node_spec.get("requirements") or ()):
        path = f"spec.template.spec.requirements[{number}]"
        if requirement.get("operator") != "In":
            yield Cause(
                f"{path}.operator",
                f'Unsupported value: {shown(requirement.get("operator"))}: this model knows "In"',
            )
        if requirement.get("key") == "node.kubernetes.io/instance-type":
            for value in requirement.get("values") or ():
                if value not in facts.instances():
                    yield Cause(
                        f"{path}.values", f"Unsupported value: {shown(value)}: not in facts.instances()"
                    )


_CHECKS: dict[Resource, Check] = {
    POD: lambda spec: check_pod_spec("spec", spec, ("Always", "OnFailure", "Never")),
    DEPLOYMENT: _check_deployment,
    REPLICA_SET: _check_workload,
    DAEMON_SET: _check_workload,
    JOB: _check_job,
    SERVICE: _check_service,
    AUTOSCALER: _check_autoscaler,
    DISRUPTION_BUDGET: _check_budget,
    NODE_POOL: _check_node_pool,
    CONFIG_MAP: _nothing,
}
