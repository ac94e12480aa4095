"""The HorizontalPodAutoscaler in its older version, autoscaling/v1, which knows CPU utilization only."""

from __future__ import annotations

import copy

from planes.clients.kubernetes.http.call import AUTOSCALER_V1, JsonObject
from planes.control_plane.eks.resources import AUTOSCALER, Resource

_PERCENT = "targetCPUUtilizationPercentage"


def stored(resource: Resource, body: JsonObject) -> JsonObject:
    """Return an object in the version the cluster keeps."""
    if resource is not AUTOSCALER_V1 or not isinstance(body.get("spec"), dict):
        return body
    spec = {key: value for key, value in body["spec"].items() if key != _PERCENT}
    if (percent := body["spec"].get(_PERCENT)) is not None:
        target = {"type": "Utilization", "averageUtilization": percent}
        spec["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    return {**body, "apiVersion": AUTOSCALER.api_version, "spec": spec}


def served(resource: Resource, body: JsonObject) -> JsonObject:
    """Return an object in the version a client asked for."""
    if resource is not AUTOSCALER_V1:
        return body
    spec = copy.deepcopy(body["spec"])
    percent = _cpu(spec.pop("metrics", None), "target")
    spec.pop("behavior", None)
    status = {
        k: v for k, v in (body.get("status") or {}).items() if k not in ("currentMetrics", "conditions")
    }
    current = _cpu((body.get("status") or {}).get("currentMetrics"), "current")
    return {
        **body,
        "apiVersion": AUTOSCALER_V1.api_version,
        "spec": spec | ({} if percent is None else {_PERCENT: percent}),
        "status": status | ({} if current is None else {"currentCPUUtilizationPercentage": current}),
    }


def _cpu(metrics: list[JsonObject] | None, part: str) -> int | None:
    for metric in metrics or ():
        resource = metric.get("resource") or {}
        if resource.get("name") == "cpu":
            found: int | None = (resource.get(part) or {}).get("averageUtilization")
            return found
    return None
