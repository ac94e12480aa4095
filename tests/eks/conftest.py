"""A world with an EKS cluster, its client, and invariants that are checked after every event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from planes import World
from planes.control_plane.eks.invariants import violations


def check(world: World) -> None:
    assert violations(world.eks) == []


def new_world(seed: int = 1, **images: dict[str, Any]) -> World:
    world = World(seed=seed)
    world.eks.add_cluster("shop")
    world.registry.add_image("shop/web:1", size_mib=20, start_seconds=2)
    world.registry.add_image("shop/web:2", size_mib=20, start_seconds=2)
    world.clock.after_each = lambda: check(world)
    return world


@pytest.fixture
def world() -> World:
    """One empty, ACTIVE cluster `shop` and two images; no nodes."""
    return new_world()


@pytest.fixture
def eks(world: World) -> Any:
    """The boto3 client of the EKS API."""
    return world.client("eks")


@pytest.fixture
def nodes(world: World) -> list[str]:
    """Six m5.large nodes, two in each zone."""
    for zone in world.zones:
        world.add_hosts("shop", "m5.large", 2, zone=zone)
    world.run(minutes=2)
    return world.kubernetes("shop").get("nodes").names


@pytest.fixture
def k(world: World, nodes: list[str]) -> Any:
    """The client of a cluster of six nodes."""
    return world.kubernetes("shop")


@pytest.fixture
def deployment() -> Callable[..., dict[str, Any]]:
    """Makes Deployment manifests."""
    return make_deployment


def make_deployment(
    name: str = "web",
    replicas: int = 3,
    image: str = "shop/web:1",
    cpu: str | None = "100m",
    memory: str | None = "128Mi",
    template: dict[str, Any] | None = None,
    container: dict[str, Any] | None = None,
    **spec: Any,
) -> dict[str, Any]:
    requests = {key: value for key, value in (("cpu", cpu), ("memory", memory)) if value is not None}
    pod_spec: dict[str, Any] = {
        "containers": [
            {"name": "web", "image": image, "resources": {"requests": requests}, **(container or {})}
        ],
        **(template or {}),
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": pod_spec},
            **spec,
        },
    }
