"""Designs of the capstone: good ones that differ clearly, and the obvious mistakes."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from planes import capstone

ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"]
FARGATE = {"kind": "fargate"}
CAREFUL = {
    "ecs": {"minimum_healthy_percent": 100, "maximum_percent": 200},
    "eks": {"max_surge": "25%", "max_unavailable": 0},
}
CARELESS = {
    "ecs": {"minimum_healthy_percent": 0, "maximum_percent": 100},
    "eks": {"max_surge": 0, "max_unavailable": "100%"},
}
NIGHT = {"web": 6, "api": 6, "worker": 3}
ENOUGH = {"web": 15, "api": 15, "worker": 8}
FOR_THE_EXAMPLE = {"web": 9, "api": 9, "worker": 5}


def ec2(instance_type: str, least: int, most: int | None = None, spot_percent: int = 0) -> dict[str, Any]:
    """Return EC2 capacity; a fixed fleet without `most`."""
    return {
        "kind": "ec2",
        "instance_type": instance_type,
        "min_hosts": least,
        "max_hosts": least if most is None else most,
        "spot_percent": spot_percent,
    }


def design(
    control_plane: str,
    capacity: Mapping[str, Any],
    counts: Mapping[str, int],
    target: int | None = None,
    most: int = 40,
) -> dict[str, Any]:
    """Return a design of copies with half a vCPU; scaled by CPU if there is a target."""
    return {
        "control_plane": control_plane,
        "zones": list(ZONES),
        "capacity": dict(capacity),
        "services": {
            name: {
                "cpu_units": 512,
                "memory_mib": 1024 if name == "api" or capacity["kind"] == "fargate" else 512,
                "count": count,
                "scaling": target and {"target_cpu_percent": target, "min": count, "max": max(count, most)},
                "deployment": dict(CAREFUL[control_plane]),
            }
            for name, count in counts.items()
        },
    }


def mixed(control_plane: str) -> dict[str, Any]:
    """Return hosts for web and API, and Fargate for the worker, with small and larger copies."""
    made = design(control_plane, ec2("c5.xlarge", 4, 12), NIGHT, target=50)
    made["services"]["worker"] |= {"capacity": dict(FARGATE), "cpu_units": 1024, "memory_mib": 2048}
    return made


GOOD = {
    "ECS, EC2 that scales": design("ecs", ec2("m5.xlarge", 3, 12), NIGHT, target=50),
    "ECS, a fixed fleet": design("ecs", ec2("c5.xlarge", 6), ENOUGH),
    "ECS, Fargate that scales": design("ecs", FARGATE, NIGHT, target=50),
    "ECS, Fargate with a share of Spot": design("ecs", FARGATE | {"spot_percent": 40}, NIGHT, target=45),
    "ECS, mixed": mixed("ecs"),
    "EKS, EC2 that scales": design("eks", ec2("m5.xlarge", 3, 12), NIGHT, target=50),
    "EKS, a fixed fleet": design("eks", ec2("c5.xlarge", 7), ENOUGH),
    "EKS, Fargate that scales": design("eks", FARGATE, NIGHT, target=50),
    "EKS, EC2 with a share of Spot": design("eks", ec2("m5.xlarge", 4, 12, 50), NIGHT, target=45),
    "EKS, mixed": mixed("eks"),
}


def changed(name: str, **changes: Any) -> dict[str, Any]:
    """Return a good design with some of its top-level keys, or of all its services', replaced."""
    made = deepcopy(GOOD[name])
    for key, value in changes.items():
        if key in made:
            made[key] = value
        else:
            for service in made["services"].values():
                service[key] = value
    return made


@cache
def example() -> capstone.Scenario:
    """Return the visible day."""
    return capstone.Scenario.example()


@cache
def hidden(seed: int) -> capstone.Scenario:
    """Return a hidden day."""
    return capstone.Scenario.hidden(seed)


def marks(made: Mapping[str, Any], scenario: capstone.Scenario) -> capstone.Score:
    """Play and mark."""
    return capstone.score(capstone.play(made, scenario))
