"""Cluster insights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planes.clients.aws.eks.shared import Operations, Params, page
from planes.control_plane.eks.insights import Insight, find, insights
from planes.control_plane.eks.timestamps import moment

if TYPE_CHECKING:
    from planes.world import World

_CATEGORY = "UPGRADE_READINESS"


def _list(world: World, params: Params) -> Params:
    wanted = params.get("filter", {})
    found = [
        _brief(world, insight)
        for insight in insights(world.eks.cluster(params["clusterName"]))
        if insight.status in wanted.get("statuses", (insight.status,))
        and insight.version in wanted.get("kubernetesVersions", (insight.version,))
        and _CATEGORY in wanted.get("categories", (_CATEGORY,))
    ]
    return page("insights", found, params)


def _describe(world: World, params: Params) -> Params:
    insight = find(world.eks.cluster(params["clusterName"]), params["id"])
    status = {"status": insight.status, "reason": insight.reason}
    resources = [
        {"insightStatus": status, "kubernetesResourceUri": f"/api/v1/nodes/{name}"}
        for name in insight.resources
    ]
    more = {
        "recommendation": insight.recommendation,
        "additionalInfo": {},
        "resources": resources,
        "categorySpecificSummary": {"deprecationDetails": []},
    }
    return {"insight": {**_brief(world, insight), **more}}


def _brief(world: World, insight: Insight) -> Params:
    return {
        "id": insight.id,
        "name": insight.name,
        "category": _CATEGORY,
        "kubernetesVersion": insight.version,
        "lastRefreshTime": moment(world.now),
        "lastTransitionTime": moment(world.now),
        "description": insight.description,
        "insightStatus": {"status": insight.status, "reason": insight.reason},
    }


OPERATIONS: Operations = {"ListInsights": _list, "DescribeInsight": _describe}
