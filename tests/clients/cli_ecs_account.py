"""What a CLI example of ECS takes for granted: clusters, hosts, task definitions, services, tasks."""

from __future__ import annotations

from typing import Any

from planes.world import World

Params = dict[str, Any]
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-12344321"]}}


def replace(params: Params, key: str, value: Any) -> None:
    """Give a parameter that a call has another value."""
    if key in params:
        params[key] = value


def _last(reference: str) -> str:
    return reference.rpartition("/")[2]


def _given(params: Params, key: str) -> list[str]:
    return [params[key]] if key in params else []


class EcsAccount:
    """An account for one call.

    Args:
        world: a new one.
        operation: of the call, or its waiter.
        params: of the call; identifiers in them are replaced by the world's own.
        shown: the documented output as JSON text.
    """

    def __init__(self, world: World, operation: str, params: Params, shown: str) -> None:
        self.world, self.operation, self.params, self.shown = world, operation, params, shown
        self.ecs = world.client("ecs")
        self.on_fargate = '"platformFamily"' in shown
        self.clusters = self._clusters()
        self.cluster = self.clusters[0]

    def _clusters(self) -> list[str]:
        for key in ("resourceArn", "service", "serviceDeploymentArns", "serviceRevisionArns"):
            given = self.params.get(key, ())
            for arn in [given] if isinstance(given, str) else given:
                if arn.startswith("arn:"):
                    return [arn.split("/")[1]]
        named = self.params.get("clusters") or _given(self.params, "cluster")
        return [_last(name) for name in named] or ["default"]

    def prepare(self) -> None:
        """Make everything."""
        self.providers()
        if self.operation == "CreateCluster":
            return
        self.capacity()
        if "Cluster" in self.operation and "List" not in self.operation:
            return
        self.hosts()
        self.definitions()
        self.services()
        self.tasks()
        self.records()

    def capacity(self) -> None:
        """Create the clusters, with the capacity provider that an output shows."""
        for name in self.clusters:
            self.ecs.create_cluster(clusterName=name)
        if '"sampleCapacityProvider"' in self.shown:
            self.provider("sampleCapacityProvider")
            self.ecs.put_cluster_capacity_providers(
                cluster=self.cluster,
                capacityProviders=["sampleCapacityProvider"],
                defaultCapacityProviderStrategy=[],
            )

    def providers(self) -> None:
        """Create the capacity providers that the call names."""
        names = {*self.params.get("capacityProviders", ()), *_given(self.params, "capacityProvider")}
        if self.operation == "UpdateCapacityProvider":
            names = {self.params["name"]}
        for name in sorted(names):
            self.provider(_last(name))

    def provider(self, name: str) -> None:
        """Create a capacity provider."""
        prefix = f"arn:aws:autoscaling:{self.world.region}:{self.world.account}:autoScalingGroup:1"
        group = {
            "autoScalingGroupArn": f"{prefix}:autoScalingGroupName/{name}",
            "managedScaling": {"status": "ENABLED"},
        }
        self.ecs.create_capacity_provider(name=name, autoScalingGroupProvider=group)

    def hosts(self) -> None:
        """Register two container instances; the call is about the first."""
        self.world.ecs.add_hosts(self.cluster, "m5.large", 2)
        self.world.run(minutes=3)
        first = self.world.ecs.store.instances_of(self.cluster)[0].id
        replace(self.params, "containerInstance", first)
        replace(self.params, "containerInstances", [first])
        for item in self.params.get("attributes", ()):
            item["targetId"] = first
        if self.operation in ("DeleteAttributes", "ListAttributes"):
            stack = {"name": "stack", "value": "production", "targetId": first}
            self.ecs.put_attributes(cluster=self.cluster, attributes=[stack])

    def definitions(self) -> None:
        """Register the task definitions that the call names, in as many revisions."""
        wanted = self.params.get("taskDefinitions") or _given(self.params, "taskDefinition")
        if self.operation == "RegisterTaskDefinition":
            return
        if self.operation.startswith("List") and "Definition" in self.operation:
            wanted = ["hpcc:2", "hpcc-c4-large:1", "wordpress:2", "sleep360:2"]
        for reference in wanted:
            family, _, revision = reference.partition(":")
            for _ in range(int(revision or 1)):
                self.define(family)
            if self.operation == "DeleteTaskDefinitions":
                self.ecs.deregister_task_definition(taskDefinition=reference)

    def define(self, family: str, of_service: bool = False) -> None:
        """Register a task definition that suits the call: for Fargate, with a network, with volumes."""
        balancers = self.params.get("loadBalancers") or [{}]
        volumes = [
            {"name": volume["name"], "configuredAtLaunch": True}
            for volume in self.params.get("volumeConfigurations", ())
        ]
        container = {
            "name": balancers[0].get("containerName", "main"),
            "image": "busybox",
            "cpu": 10,
            "memory": 10,
            "portMappings": [{"containerPort": 80}],
            "command": ["sleep", "360"],
        }
        more: Params = {"volumes": volumes} if volumes else {}
        serverless = self.on_fargate or (
            not of_service and (self.params.get("launchType") == "FARGATE" or '["FARGATE"]' in self.shown)
        )
        if serverless or ("networkConfiguration" in self.params and not of_service):
            more |= {"networkMode": "awsvpc", "cpu": "256", "memory": "512"}
        if serverless:
            role = f"arn:aws:iam::{self.world.account}:role/ecsTaskExecutionRole"
            more |= {"requiresCompatibilities": ["FARGATE"], "taskRoleArn": role, "executionRoleArn": role}
        self.ecs.register_task_definition(family=family, containerDefinitions=[container], **more)

    def services(self) -> None:
        """Create the services that the call is about, and let them become steady."""
        names = _given(self.params, "service") or self.params.get("services", [])
        if self.operation.startswith(("ListServices", "ListTasks")):
            names = ["MyService"]
        if "serviceDeploymentArns" in self.params or "serviceRevisionArns" in self.params:
            names = ["example-service"]
        for name in names:
            self.service(_last(name))
        self.world.run(minutes=3)
        if self.operation == "ServicesInactive":
            for name in names:
                self.ecs.delete_service(cluster=self.cluster, service=name, force=True)

    def service(self, name: str) -> None:
        """Create a service, on Fargate if an output shows it there."""
        self.define("application", of_service=True)
        where: Params = {}
        if self.on_fargate:
            where["networkConfiguration"] = NETWORK
            if '"capacityProviderStrategy"' in self.shown:
                fargate = ["FARGATE"]
                self.ecs.put_cluster_capacity_providers(
                    cluster=self.cluster, capacityProviders=fargate, defaultCapacityProviderStrategy=[]
                )
                where["capacityProviderStrategy"] = [{"capacityProvider": "FARGATE", "weight": 1}]
            else:
                where["launchType"] = "FARGATE"
        breaker = {"enable": True, "rollback": True}
        self.ecs.create_service(
            cluster=self.cluster,
            serviceName=name,
            taskDefinition="application",
            desiredCount=2 if '"desiredCount": 2' in self.shown else 1,
            deploymentConfiguration={"deploymentCircuitBreaker": breaker},
            **where,
        )

    def tasks(self) -> None:
        """Start the tasks that the call is about: of a service, if an output or the call needs that."""
        count = len(self.params.get("tasks", ())) or len(_given(self.params, "task"))
        if not count:
            return
        if "TaskProtection" in self.operation or '"startedBy"' in self.shown:
            for number in range(count):
                self.service(f"service-{number}")
            self.world.run(minutes=3)
            arns = self.ecs.list_tasks(cluster=self.cluster)["taskArns"]
        else:
            self.define("jobs")
            started = self.ecs.run_task(cluster=self.cluster, taskDefinition="jobs", count=count)["tasks"]
            arns = [task["taskArn"] for task in started]
        if self.operation != "TasksRunning":
            self.world.run(minutes=2)
        if self.operation == "TasksStopped":
            for arn in arns:
                self.ecs.stop_task(cluster=self.cluster, task=arn)
        replace(self.params, "tasks", arns)
        replace(self.params, "task", arns[0])

    def records(self) -> None:
        """Put the world's service deployments and revisions in place of those that the call names."""
        if "serviceDeploymentArns" in self.params or "serviceRevisionArns" in self.params:
            known = self.ecs.list_service_deployments(cluster=self.cluster, service="example-service")
            newest = known["serviceDeployments"][0]
            replace(self.params, "serviceDeploymentArns", [newest["serviceDeploymentArn"]])
            replace(self.params, "serviceRevisionArns", [newest["targetServiceRevisionArn"]])
