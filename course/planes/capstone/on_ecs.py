"""The shop on ECS, built with boto3 as anybody would build it."""

from __future__ import annotations

from typing import Any

from planes.capstone.design import Capacity, Design, Service
from planes.capstone.shop import ANSWERING, CLUSTER, State, image
from planes.world import World

_GROUP_ARN = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:0001:autoScalingGroupName/"
_ROLE = "arn:aws:iam::123456789012:role/shop"
_NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]}}
_SPREAD = [
    {"type": "spread", "field": "attribute:ecs.availability-zone"},
    {"type": "binpack", "field": "cpu"},
]
_HEALTH_CHECK = {
    "command": ["CMD-SHELL", "curl -f http://localhost/ || exit 1"],
    "interval": 10,
    "startPeriod": 60,
}


class OnEcs:
    """Runs a design on ECS: capacity providers, services, target tracking."""

    def __init__(self, world: World, design: Design) -> None:
        self._world, self._design = world, design
        self._ecs = world.client("ecs")

    def build(self) -> None:
        """Make the cluster, its capacity and its services."""
        self._ecs.create_cluster(clusterName=CLUSTER)
        strategies = {name: self._pool(name, pool) for name, pool in self._design.pools().items()}
        self._ecs.put_cluster_capacity_providers(
            cluster=CLUSTER,
            capacityProviders=sorted({item["capacityProvider"] for s in strategies.values() for item in s}),
            defaultCapacityProviderStrategy=[],
        )
        for service in self._design.services:
            self._serve(service, strategies[self._design.pool_of(service)])
            if service.scaling is not None:
                self._scale(service)

    def release(self, version: int) -> None:
        """Begin a rolling release of all services."""
        for service in self._design.services:
            self._ecs.update_service(
                cluster=CLUSTER, service=service.name, taskDefinition=self._define(service, version)
            )

    def released(self, version: int) -> bool:
        """Tell whether all services run this version and nothing else."""
        services = [self._world.ecs.store.services[f"{CLUSTER}/{s.name}"] for s in self._design.services]
        return all(
            one.primary.rollout_state == "COMPLETED"
            and one.primary.definition.name == f"{one.name}:{version}"
            for one in services
        )

    def state(self, service: str) -> State:
        """Return how a service is now."""
        found = self._world.ecs.store.services[f"{CLUSTER}/{service}"]
        planes = {"EC2": self._world.ec2, "FARGATE": self._world.fargate}
        answering = 0
        for task in found.tasks.values():
            report = planes[task.launch_type].last_report(task.id)
            answering += task.wanted and report is not None and report.state in ANSWERING
        return State(answering, found.desired_count)

    def spot_workloads(self) -> list[str]:
        """Return the microVMs on Fargate Spot that run now."""
        tasks = [t for s in self._world.ecs.store.services.values() for t in s.tasks.values()]
        return [t.id for t in tasks if t.capacity_provider == "FARGATE_SPOT" and t.wanted and t.placed]

    def _pool(self, name: str, capacity: Capacity) -> list[dict[str, Any]]:
        """Make a pool's capacity providers and return the strategy that shares tasks between them."""
        shares = {False: 100 - capacity.spot_percent, True: capacity.spot_percent}
        strategy = []
        for spot, share in shares.items():
            if share == 0:
                continue
            if capacity.kind == "fargate":
                provider = "FARGATE_SPOT" if spot else "FARGATE"
            else:
                provider = self._hosts(f"{name}-spot" if spot else name, capacity, share, spot)
            strategy.append({"capacityProvider": provider, "weight": share})
        return strategy

    def _hosts(self, name: str, capacity: Capacity, share: int, spot: bool) -> str:
        """Make an Auto Scaling group that holds `share` per cent of the pool's hosts, and its provider."""
        least = max(1, round(capacity.min_hosts * share / 100))
        most = max(least, round(capacity.max_hosts * share / 100))
        self._world.ecs.capacity.group(
            name,
            instance_type=capacity.instance_type,
            minimum=least,
            maximum=most,
            desired=least,
            spot=spot,
        )
        self._ecs.create_capacity_provider(
            name=name,
            autoScalingGroupProvider={
                "autoScalingGroupArn": _GROUP_ARN + name,
                "managedScaling": {"status": "ENABLED"},
            },
        )
        return name

    def _define(self, service: Service, version: int) -> str:
        """Register a task definition, whose n-th revision is version n, and return its ARN."""
        size = {"cpu": service.cpu_units, "memory": service.memory_mib}
        on_fargate = (service.capacity or self._design.capacity).kind == "fargate"
        extra: dict[str, Any] = {}
        if on_fargate:
            extra = {
                "networkMode": "awsvpc",
                "requiresCompatibilities": ["FARGATE"],
                "cpu": str(service.cpu_units),
                "memory": str(service.memory_mib),
                "executionRoleArn": _ROLE,
            }
        answer = self._ecs.register_task_definition(
            family=service.name,
            containerDefinitions=[
                {
                    "name": "app",
                    "image": image(service.name, version),
                    "healthCheck": _HEALTH_CHECK,
                    **size,
                }
            ],
            **extra,
        )
        return str(answer["taskDefinition"]["taskDefinitionArn"])

    def _serve(self, service: Service, strategy: list[dict[str, Any]]) -> None:
        on_fargate = (service.capacity or self._design.capacity).kind == "fargate"
        where = {"networkConfiguration": _NETWORK} if on_fargate else {"placementStrategy": _SPREAD}
        self._ecs.create_service(
            cluster=CLUSTER,
            serviceName=service.name,
            taskDefinition=self._define(service, 1),
            desiredCount=service.count,
            capacityProviderStrategy=strategy,
            deploymentConfiguration={
                "minimumHealthyPercent": service.deployment["minimum_healthy_percent"],
                "maximumPercent": service.deployment["maximum_percent"],
            },
            **where,
        )

    def _scale(self, service: Service) -> None:
        assert service.scaling is not None
        target = {
            "ServiceNamespace": "ecs",
            "ResourceId": f"service/{CLUSTER}/{service.name}",
            "ScalableDimension": "ecs:service:DesiredCount",
        }
        client = self._world.client("application-autoscaling")
        client.register_scalable_target(
            **target, MinCapacity=service.scaling.least, MaxCapacity=service.scaling.most
        )
        client.put_scaling_policy(
            **target,
            PolicyName="cpu",
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": float(service.scaling.target_cpu_percent),
                "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
                "ScaleOutCooldown": 60,
            },
        )
