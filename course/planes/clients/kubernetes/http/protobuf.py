"""Protobuf bodies of the kinds that kubectl writes so: read by field number, without generated code.

Source: the messages' numbers are those of the files generated.proto in k8s.io/api and k8s.io/apimachinery.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MEDIA_TYPE = "application/vnd.kubernetes.protobuf"
_MAGIC = b"k8s\x00"
# A field is a name and a kind: s(tring), i(nteger), b(oolean), m(ap of strings), or a message's name;
# `[]` before it stands for a list. Fields that kubectl's commands do not fill in are left out.
_MESSAGES: dict[str, dict[int, tuple[str, str]]] = {
    "Unknown": {1: ("typeMeta", "TypeMeta"), 2: ("raw", "bytes"), 3: ("contentEncoding", "s")},
    "TypeMeta": {1: ("apiVersion", "s"), 2: ("kind", "s")},
    "ObjectMeta": {
        1: ("name", "s"), 2: ("generateName", "s"), 3: ("namespace", "s"), 5: ("uid", "s"),
        6: ("resourceVersion", "s"), 11: ("labels", "m"), 12: ("annotations", "m"), 14: ("finalizers", "[]s"),
    },
    "v1/Namespace": {1: ("metadata", "ObjectMeta")},
    "v1/DeleteOptions": {
        1: ("gracePeriodSeconds", "i"), 2: ("preconditions", "Preconditions"), 3: ("orphanDependents", "b"),
        4: ("propagationPolicy", "s"), 5: ("dryRun", "[]s"),
    },
    "Preconditions": {1: ("uid", "s"), 2: ("resourceVersion", "s")},
    "policy/v1/Eviction": {1: ("metadata", "ObjectMeta"), 2: ("deleteOptions", "v1/DeleteOptions")},
    "autoscaling/v1/Scale": {1: ("metadata", "ObjectMeta"), 2: ("spec", "ScaleSpec")},
    "ScaleSpec": {1: ("replicas", "i")},
    "Reference": {1: ("kind", "s"), 2: ("name", "s"), 3: ("apiVersion", "s")},
    "autoscaling/v1/HorizontalPodAutoscaler": {1: ("metadata", "ObjectMeta"), 2: ("spec", "AutoscalerV1")},
    "AutoscalerV1": {
        1: ("scaleTargetRef", "Reference"), 2: ("minReplicas", "i"), 3: ("maxReplicas", "i"),
        4: ("targetCPUUtilizationPercentage", "i"),
    },
    "autoscaling/v2/HorizontalPodAutoscaler": {1: ("metadata", "ObjectMeta"), 2: ("spec", "AutoscalerV2")},
    "AutoscalerV2": {
        1: ("scaleTargetRef", "Reference"), 2: ("minReplicas", "i"), 3: ("maxReplicas", "i"),
        4: ("metrics", "[]Metric"),
    },
    "Metric": {1: ("type", "s"), 4: ("resource", "ResourceMetric")},
    "ResourceMetric": {1: ("name", "s"), 2: ("target", "MetricTarget")},
    "MetricTarget": {1: ("type", "s"), 4: ("averageUtilization", "i")},
    "LabelSelector": {1: ("matchLabels", "m"), 2: ("matchExpressions", "[]LabelExpression")},
    "LabelExpression": {1: ("key", "s"), 2: ("operator", "s"), 3: ("values", "[]s")},
    "v1/ConfigMap": {1: ("metadata", "ObjectMeta"), 2: ("data", "m")},
    "apps/v1/Deployment": {1: ("metadata", "ObjectMeta"), 2: ("spec", "DeploymentSpec")},
    "DeploymentSpec": {1: ("replicas", "i"), 2: ("selector", "LabelSelector"), 3: ("template", "Template")},
    "Template": {1: ("metadata", "ObjectMeta"), 2: ("spec", "PodSpec")},
    "PodSpec": {2: ("containers", "[]Container"), 3: ("restartPolicy", "s"), 10: ("nodeName", "s")},
    "Container": {
        1: ("name", "s"), 2: ("image", "s"), 3: ("command", "[]s"), 4: ("args", "[]s"),
        6: ("ports", "[]ContainerPort"),
    },
    "ContainerPort": {1: ("name", "s"), 3: ("containerPort", "i"), 4: ("protocol", "s")},
    "batch/v1/Job": {1: ("metadata", "ObjectMeta"), 2: ("spec", "JobSpec")},
    "JobSpec": {1: ("parallelism", "i"), 2: ("completions", "i"), 6: ("template", "Template")},
    "policy/v1/PodDisruptionBudget": {1: ("metadata", "ObjectMeta"), 2: ("spec", "BudgetSpec")},
    "BudgetSpec": {
        1: ("minAvailable", "either"), 2: ("selector", "LabelSelector"), 3: ("maxUnavailable", "either"),
    },
    "either": {1: ("type", "i"), 2: ("number", "i"), 3: ("text", "s")},
    "v1/Service": {1: ("metadata", "ObjectMeta"), 2: ("spec", "ServiceSpec")},
    "ServiceSpec": {
        1: ("ports", "[]ServicePort"), 2: ("selector", "m"), 3: ("clusterIP", "s"), 4: ("type", "s"),
    },
    "ServicePort": {
        1: ("name", "s"), 2: ("protocol", "s"), 3: ("port", "i"), 4: ("targetPort", "either"),
    },
}  # fmt: skip


class UnknownKindError(ValueError):
    """A kind that is read as JSON only."""


def decode(data: bytes) -> dict[str, Any]:
    """Return the object in a body.

    Raises:
        UnknownKindError: it is of a kind this module has no fields of.
        ValueError: the bytes are no protobuf.
    """
    if not data.startswith(_MAGIC):
        raise ValueError("protobuf bodies begin with k8s and a zero byte")
    envelope = _read(memoryview(data)[len(_MAGIC) :], "Unknown")
    head = envelope.get("typeMeta", {})
    name = f"{head.get('apiVersion', '')}/{head.get('kind', '')}"
    if name.endswith("/DeleteOptions"):
        name = "v1/DeleteOptions"
    if name not in _MESSAGES:
        raise UnknownKindError(f"the server reads no protobuf of {name}")
    return {**head, **_read(memoryview(envelope.get("raw", b"")), name)}


def _read(data: memoryview, message: str) -> dict[str, Any]:
    fields, found = _MESSAGES[message], dict[str, Any]()
    for number, value in _fields(data):
        if number not in fields:
            continue
        name, kind = fields[number]
        if kind.startswith("[]"):
            found.setdefault(name, []).append(_value(value, kind[2:]))
        elif kind == "m":
            key, item = (dict(_fields(_bytes(value))).get(part, b"") for part in (1, 2))
            found.setdefault(name, {})[_value(key, "s")] = _value(item, "s")
        elif (read := _value(value, kind)) != "":
            found[name] = read
    return found


def _value(value: int | memoryview | bytes, kind: str) -> Any:
    if kind in ("i", "b"):
        if not isinstance(value, int):
            raise ValueError("a number was expected")
        number = value - 2**64 if value >= 2**63 else value
        return bool(number) if kind == "b" else number
    data = _bytes(value)
    if kind == "s":
        return bytes(data).decode()
    if kind == "bytes":
        return bytes(data)
    read = _read(data, kind)
    if kind == "either":  # a number, or a text such as 25%
        return read.get("text", "") if read.get("type") else read.get("number", 0)
    return read


def _bytes(value: int | memoryview | bytes) -> memoryview:
    if isinstance(value, int):
        raise ValueError("a text or a message was expected")
    return memoryview(value)


def _fields(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Yield number and value of every field of a message: an integer, or the bytes of anything longer."""
    position = 0
    while position < len(data):
        tag, position = _varint(data, position)
        wire = tag & 7
        if wire == 0:
            value, position = _varint(data, position)
            yield tag >> 3, value
            continue
        if wire not in (1, 2, 5):
            raise ValueError(f"wire type {wire} is not known")
        length = {1: 8, 5: 4}.get(wire, 0)
        if wire == 2:
            length, position = _varint(data, position)
        if position + length > len(data):
            raise ValueError("the message ends too early")
        yield tag >> 3, data[position : position + length]
        position += length


def _varint(data: memoryview, position: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if position >= len(data):
            raise ValueError("the message ends too early")
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise ValueError("a number is too long")
