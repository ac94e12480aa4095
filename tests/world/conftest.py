import pytest
from planes.invariants import violations
from planes.world import World


@pytest.fixture
def world():
    """A world with an image and the ECS cluster "demo"; the invariants are checked after every action."""
    world = World(seed=7)
    world.clock.after_each = lambda: check(world)
    world.registry.add_image("shop/web:1", size_mib=100, start_seconds=3)
    world.registry.add_image("shop/other:1", size_mib=100, start_seconds=3)
    world.client("ecs").create_cluster(clusterName="demo")
    return world


def check(world):
    assert not (found := violations(world)), found


@pytest.fixture
def ecs(world):
    return EcsHelper(world)


class EcsHelper:
    """What the tests ask of ECS, in few words."""

    def __init__(self, world):
        self.world, self.client = world, world.client("ecs")

    def define(self, family, image, fargate=False):
        container = {"name": "app", "image": image, "cpu": 256, "memory": 512, "essential": True}
        shape = (
            {"networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512"}
            if fargate
            else {"networkMode": "bridge"}
        )
        answer = self.client.register_task_definition(
            family=family, containerDefinitions=[container], **shape
        )
        return f"{family}:{answer['taskDefinition']['revision']}"

    def service(self, name="web", count=3, image="shop/web:1", fargate=False):
        definition = self.define(name, image, fargate)
        network = {"awsvpcConfiguration": {"subnets": ["subnet-1", "subnet-2", "subnet-3"]}}
        self.client.create_service(
            cluster="demo",
            serviceName=name,
            taskDefinition=definition,
            desiredCount=count,
            launchType="FARGATE" if fargate else "EC2",
            **({"networkConfiguration": network} if fargate else {}),
        )

    def running(self, name="web"):
        return self.client.describe_services(cluster="demo", services=[name])["services"][0]["runningCount"]

    def scale(self, name, count):
        self.client.update_service(cluster="demo", service=name, desiredCount=count)

    def answering(self):
        """Return how many workloads answer in the data planes, whatever a control plane thinks."""
        planes = (self.world.ec2, self.world.fargate)
        return sum(report.state == "answering" for plane in planes for report in plane.running().values())
