"""What containers and pods request, and the quality-of-service class that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from planes.errors import PlanesError
from planes.rules.kubernetes.quantity import parse_quantity

Container = Mapping[str, Any]
Amounts = dict[str, Fraction]


def pod_requests(
    containers: Sequence[Container],
    init_containers: Sequence[Container] = (),
    missing: Mapping[str, Fraction] | None = None,
) -> Amounts:
    """Return what a pod requests, by resource: CPU in cores, memory in bytes.

    The larger of two: the sum over the containers and sidecars (init containers with `restartPolicy:
    Always`), and the most that is needed while the init containers run, one after another, beside the
    sidecars started before them.

    Source: K8S staging/src/k8s.io/component-helpers/resource/helpers.go.

    Args:
        containers: each with `requests` and `limits`, or with `resources` that holds them, or plainly its
            requests.
        init_containers: in the same form, in their order.
        missing: what a container counts with where it names no request; an explicit 0 stays 0.

    Raises:
        PlanesError: a quantity is malformed or a container has no such form.
    """
    running: Amounts = {}
    for container in containers:
        _add(running, _requests(container, missing))
    sidecars: Amounts = {}
    starting: Amounts = {}
    for container in init_containers:
        needed = _requests(container, missing)
        if container.get("restartPolicy") == "Always":
            _add(running, needed)
            _add(sidecars, needed)
            needed = dict(sidecars)
        else:
            _add(needed, sidecars)
        _raise_to(starting, needed)
    _raise_to(running, starting)
    return running


def qos_class(containers: Sequence[Container], init_containers: Sequence[Container] = ()) -> str:
    """Return the QoS class of a pod: "Guaranteed", "Burstable" or "BestEffort".

    Guaranteed: every container has CPU and memory limits above zero and requests equal to them.
    BestEffort: none requests or limits CPU or memory; an explicit 0 counts as nothing. Burstable: all
    others. A missing request is the limit. Init containers count like the others.

    Source: K8S pkg/apis/core/v1/helper/qos/qos.go.

    Args:
        containers: each with `requests` and `limits`, or with `resources` that holds them.
        init_containers: in the same form.

    Raises:
        PlanesError: a quantity is malformed or a container has no such form.
    """
    classes = {_container_class(container) for container in (*containers, *init_containers)}
    if len(classes) > 1:
        return "Burstable"
    return classes.pop() if classes else "BestEffort"


def _container_class(container: Container) -> str:
    """Return the class one container would give a pod of its own."""
    requests, limits = _requests(container), _amounts(container, "limits")
    pairs = [(requests.get(name, Fraction(0)), limits.get(name, Fraction(0))) for name in ("cpu", "memory")]
    if all(pair == (0, 0) for pair in pairs):
        return "BestEffort"
    return "Guaranteed" if all(request == limit != 0 for request, limit in pairs) else "Burstable"


def _requests(container: Container, missing: Mapping[str, Fraction] | None = None) -> Amounts:
    """Return a container's requests: its own, else its limits, else what a missing one counts with."""
    return {**(missing or {}), **_amounts(container, "limits"), **_amounts(container, "requests")}


def _amounts(container: Container, kind: str) -> Amounts:
    """Return the parsed `requests` or `limits` of a container."""
    resources = _resources(container) if isinstance(container, Mapping) else False
    amounts = (resources or {}).get(kind) if isinstance(resources, Mapping | None) else False
    if not isinstance(amounts, Mapping | None):
        raise PlanesError(
            "A container is a dictionary with 'requests' and 'limits', or with 'resources' that holds them, "
            f"each a dictionary such as {{'cpu': '500m', 'memory': '1Gi'}}; {container!r} is not."
        )
    return {name: parse_quantity(value) for name, value in (amounts or {}).items()}


def _resources(container: Container) -> Any:
    """Return what holds `requests` and `limits`; a container that is plainly its requests has no limits."""
    if "cpu" in container or "memory" in container:
        return {"requests": container}
    return container.get("resources", container)


def _add(total: Amounts, amounts: Amounts) -> None:
    for name, amount in amounts.items():
        total[name] = total.get(name, Fraction(0)) + amount


def _raise_to(total: Amounts, amounts: Amounts) -> None:
    for name, amount in amounts.items():
        total[name] = max(total.get(name, amount), amount)
