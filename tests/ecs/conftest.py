"""A world with a cluster, its real boto3 client, and checks that run all the time."""

from __future__ import annotations

from typing import Any

import pytest
from planes.control_plane.ecs.model import TASK_STATES
from planes.world import World


class Invariants:
    """What must hold after every event: no host over capacity, no task on a dead host, counts that add up."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._reached: dict[str, int] = {}

    def check(self) -> None:
        world, store = self._world, self._world.ecs.store
        for host in world.ec2.hosts.values():
            assert host.free_cpu_millicores >= -1e-6, f"{host.id} is over its CPU"
            assert host.free_memory_mib >= -1e-6, f"{host.id} is over its memory"
            assert host.free_addresses >= 0, f"{host.id} is over its addresses"
        for task in store.tasks.values():
            state = TASK_STATES.index(task.last_status)
            assert state >= self._reached.get(task.id, 0), f"{task.id} went back to {task.last_status}"
            self._reached[task.id] = state
            live = task.last_status != "STOPPED"
            assert (task.id in store.group(task.cluster, task.group)) == live
            if live and task.instance is not None:
                assert task.id in store.instances[task.instance].tasks, "a task on an instance that is gone"
            if task.last_status == "STOPPED":
                assert task.stop_code, f"{task.id} stopped without a stop code"
                assert task.desired_status == "STOPPED"
        for service in store.services.values():
            for task in service.tasks.values():
                assert store.tasks[task.id] is task
                assert task.last_status != "STOPPED"
            if service.status == "INACTIVE":
                assert not service.tasks


class Shop:
    """Short words for what the tests do again and again."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ecs = world.client("ecs")
        self.ecs.create_cluster(clusterName="shop")

    def hosts(self, count: int, instance_type: str = "m5.large", zone: str | None = None) -> list[str]:
        """Add hosts and let them register."""
        hosts = self.world.ecs.add_hosts("shop", instance_type, count, zone)
        self.world.run(minutes=3)
        return hosts

    def image(self, name: str = "shop/web:1", **behaviour: Any) -> str:
        self.world.registry.add_image(name, size_mib=50, **behaviour)
        return name

    def define(self, family: str = "web", image: str | None = None, **changes: Any) -> str:
        """Register a task definition of one container for EC2; container values by keyword."""
        task_level = {
            key: changes.pop(key)
            for key in ("cpu_", "memory_", "networkMode", "placementConstraints")
            if key in changes
        }
        container = {"name": "main", "image": image or self.image(), "cpu": 256, "memory": 512, **changes}
        renamed = {key.rstrip("_"): value for key, value in task_level.items()}
        answer = self.ecs.register_task_definition(family=family, containerDefinitions=[container], **renamed)
        definition = answer["taskDefinition"]
        return f"{definition['family']}:{definition['revision']}"

    def define_fargate(self, family: str = "web", image: str | None = None, **changes: Any) -> str:
        answer = self.ecs.register_task_definition(
            family=family,
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu=changes.pop("cpu", "256"),
            memory=changes.pop("memory", "512"),
            containerDefinitions=[{"name": "main", "image": image or self.image(), **changes}],
        )
        definition = answer["taskDefinition"]
        return f"{definition['family']}:{definition['revision']}"

    network = {"awsvpcConfiguration": {"subnets": ["subnet-12345678"]}}  # noqa: RUF012

    def serve(self, definition: str, count: int = 2, name: str = "web", **changes: Any) -> dict[str, Any]:
        answer = self.ecs.create_service(
            cluster="shop", serviceName=name, taskDefinition=definition, desiredCount=count, **changes
        )
        return answer["service"]

    def update(self, name: str = "web", **changes: Any) -> dict[str, Any]:
        return self.ecs.update_service(cluster="shop", service=name, **changes)["service"]

    def service(self, name: str = "web") -> dict[str, Any]:
        return self.ecs.describe_services(cluster="shop", services=[name])["services"][0]

    def messages(self, name: str = "web") -> list[str]:
        """Return a service's event sentences, oldest first."""
        return [event["message"] for event in reversed(self.service(name)["events"])]

    def tasks(self, name: str | None = None, status: str = "RUNNING") -> list[dict[str, Any]]:
        filters: dict[str, Any] = {"serviceName": name} if name else {}
        pages = self.ecs.get_paginator("list_tasks").paginate(cluster="shop", desiredStatus=status, **filters)
        arns = [arn for page in pages for arn in page["taskArns"]]
        found = []
        for start in range(0, len(arns), 100):
            found += self.ecs.describe_tasks(cluster="shop", tasks=arns[start : start + 100])["tasks"]
        return found

    def placements(self) -> list[Any]:
        return self.world.events.where(what="task placed")


@pytest.fixture(autouse=True)
def every_answer(well_shaped: None) -> None:
    """Every answer of every test here is proven."""


@pytest.fixture
def world() -> World:
    made = World(seed=7)
    made.clock.after_each = Invariants(made).check
    return made


@pytest.fixture
def shop(world: World) -> Shop:
    return Shop(world)


@pytest.fixture
def invariants() -> type[Invariants]:
    return Invariants
