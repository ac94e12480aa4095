"""A boto3 call that the world answers, against the same call that moto answers.

Covers: the way of a request through botocore and back, in process.
Scenario: a cluster, one task definition; calls that read and calls that write.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from typing import Any

import boto3
from moto import mock_aws
from planes.world import World
from table import cpu_seconds, show

CALLS, ROUNDS = 300, 5
CONTAINER = {"name": "app", "image": "shop/web:1", "cpu": 256, "memory": 512, "essential": True}


def calls(ecs: Any) -> dict[str, Callable[[], object]]:
    """Return what is called, by the operation's name."""
    ecs.create_cluster(clusterName="demo")
    ecs.register_task_definition(family="web", containerDefinitions=[CONTAINER])
    return {
        "ListClusters": ecs.list_clusters,
        "DescribeClusters": lambda: ecs.describe_clusters(clusters=["demo"]),
        "DescribeTaskDefinition": lambda: ecs.describe_task_definition(taskDefinition="web:1"),
        "RegisterTaskDefinition": lambda: ecs.register_task_definition(
            family="web", containerDefinitions=[CONTAINER]
        ),
    }


def milliseconds(ecs: Any) -> dict[str, float]:
    """Return the CPU time of one call, by operation."""

    def repeat(call: Callable[[], object]) -> None:
        for _ in range(CALLS):
            call()

    return {name: cpu_seconds(lambda c=call: repeat(c)) / CALLS * 1000 for name, call in calls(ecs).items()}


def main() -> None:
    """Measure in turns and print ratios."""
    os.environ.update(AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none", AWS_DEFAULT_REGION="us-east-1")
    rounds = []
    for seed in range(ROUNDS):
        ours = milliseconds(World(seed).client("ecs"))
        with mock_aws():
            theirs = milliseconds(boto3.client("ecs"))
        rounds.append((ours, theirs))
    rows = [
        (
            name,
            min(ours[name] for ours, _ in rounds),
            min(theirs[name] for _, theirs in rounds),
            statistics.median(ours[name] / theirs[name] for ours, theirs in rounds),
        )
        for name in rounds[0][0]
    ]
    show(
        "A boto3 call in process, CPU milliseconds",
        ("operation", "planes (best)", "moto (best)", "ratio (median)"),
        rows,
        "wanted: at most 2",
    )


if __name__ == "__main__":
    main()
