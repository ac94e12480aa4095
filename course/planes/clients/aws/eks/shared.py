"""What the operations of the EKS API share: types, ARNs, pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from planes.control_plane.eks.errors import invalid_parameter

if TYPE_CHECKING:
    from planes.world import World


Params = dict[str, Any]
Operations = dict[str, Callable[["World", Params], Params]]


def arn(world: World, resource: str) -> str:
    """Return the ARN of a resource such as "cluster/shop"."""
    return f"arn:aws:eks:{world.region}:{world.account}:{resource}"


def page(name: str, items: Sequence[Any], params: Params) -> Params:
    """Return one page of a list, with `nextToken` if there is more."""
    token = params.get("nextToken") or "0"
    if not token.isdigit() or int(token) > len(items):
        raise invalid_parameter(f"The nextToken {token!r} is not one that an earlier call returned.")
    start, size = int(token), params.get("maxResults") or 100
    page: Params = {name: list(items[start : start + size])}
    return page | ({"nextToken": str(start + size)} if start + size < len(items) else {})
