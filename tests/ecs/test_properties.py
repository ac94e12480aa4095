"""Random sequences of calls and faults: the world stays consistent, recovers, and repeats itself exactly."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planes.world import World

NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-12345678"]}}
SERVICES = ("web", "api", "agent")
FAMILIES = ("plain", "addressed", "heavy", "crashing", "missing", "sick", "fargate")

ACTIONS = st.one_of(
    st.tuples(st.just("run"), st.integers(1, 900)),
    st.tuples(
        st.just("create"),
        st.sampled_from(SERVICES),
        st.sampled_from(FAMILIES),
        st.integers(0, 6),
        st.sampled_from(["EC2", "FARGATE", "pool", "split"]),
        st.sampled_from(["none", "spread", "binpack", "random", "distinct"]),
        st.booleans(),
    ),
    st.tuples(st.just("scale"), st.sampled_from(SERVICES), st.integers(0, 9)),
    st.tuples(st.just("deploy"), st.sampled_from(SERVICES), st.sampled_from(FAMILIES)),
    st.tuples(
        st.just("limits"), st.sampled_from(SERVICES), st.sampled_from([(0, 100), (50, 150), (100, 200)])
    ),
    st.tuples(st.just("delete"), st.sampled_from(SERVICES)),
    st.tuples(st.just("run_task"), st.sampled_from(FAMILIES), st.integers(1, 4)),
    st.tuples(st.just("stop_task"), st.integers(0, 20)),
    st.tuples(st.just("hosts"), st.integers(1, 2), st.sampled_from(["t3.medium", "m5.large"])),
    st.tuples(st.just("drain"), st.integers(0, 5), st.sampled_from(["ACTIVE", "DRAINING"])),
    st.tuples(st.just("deregister"), st.integers(0, 5)),
    st.tuples(st.just("fail"), st.integers(0, 5)),
    st.tuples(st.just("recover"), st.integers(0, 5)),
    st.tuples(st.just("terminate"), st.integers(0, 5)),
    st.tuples(
        st.just("outage"),
        st.sampled_from(["registry", "ecs", "us-east-1a", "us-east-1b"]),
        st.integers(1, 20),
    ),
    st.tuples(st.just("load"), st.sampled_from(SERVICES), st.integers(0, 500)),
)


class Play:
    """Carries out actions through the real client; AWS's errors are answers, anything else is a fault."""

    def __init__(self, world: World) -> None:
        self.world, self.ecs = world, world.client("ecs")
        registry = world.registry
        registry.add_image("good:1", size_mib=20)
        registry.add_image("crashing:1", size_mib=20, exit_code=1, exit_seconds=3)
        registry.add_image("sick:1", size_mib=20, healthy=False)
        self.ecs.create_cluster(clusterName="c", capacityProviders=["FARGATE", "FARGATE_SPOT"])
        arn = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/pool"
        self.ecs.create_capacity_provider(
            name="pool",
            autoScalingGroupProvider={
                "autoScalingGroupArn": arn,
                "managedScaling": {"status": "ENABLED", "maximumScalingStepSize": 2},
            },
        )
        self.ecs.put_cluster_capacity_providers(
            cluster="c",
            capacityProviders=["FARGATE", "FARGATE_SPOT", "pool"],
            defaultCapacityProviderStrategy=[],
        )
        check = {"command": ["CMD", "true"], "interval": 5, "retries": 1}
        images = {"crashing": "crashing:1", "missing": "ghost:1", "sick": "sick:1"}
        for family in FAMILIES:
            task: dict[str, Any] = {}
            if family in ("addressed", "fargate"):
                task = {"networkMode": "awsvpc", "cpu": "256", "memory": "512"}
            container = {
                "name": "main",
                "image": images.get(family, "good:1"),
                "memory": 3000 if family == "heavy" else 256,
                "portMappings": [{"containerPort": 80}],
                **({"healthCheck": check} if family == "sick" else {}),
            }
            self.ecs.register_task_definition(family=family, containerDefinitions=[container], **task)

    def do(self, action: tuple[Any, ...]) -> None:
        name, *values = action
        try:
            getattr(self, name)(*values)
        except ClientError as error:
            assert error.response["Error"]["Code"] != "PlanesError", error

    def run(self, seconds):
        self.world.run(seconds=seconds)

    def create(self, name, family, count, where, rule, balanced):
        request = {"cluster": "c", "serviceName": name, "taskDefinition": family, "desiredCount": count}
        if name == "agent":
            request |= {"schedulingStrategy": "DAEMON"}
            del request["desiredCount"]
        elif where == "split":
            request["capacityProviderStrategy"] = [
                {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
                {"capacityProvider": "FARGATE_SPOT", "weight": 2},
            ]
        elif where == "pool":
            request["capacityProviderStrategy"] = [{"capacityProvider": "pool", "weight": 1}]
        else:
            request["launchType"] = where
        if rule == "distinct":
            request["placementConstraints"] = [{"type": "distinctInstance"}]
        elif rule != "none":
            field = {"spread": "attribute:ecs.availability-zone", "binpack": "memory"}.get(rule)
            request["placementStrategy"] = [{"type": rule, **({"field": field} if field else {})}]
        if family in ("addressed", "fargate"):
            request["networkConfiguration"] = NETWORK
        if balanced:
            request["loadBalancers"] = [
                {"targetGroupArn": "tg", "containerName": "main", "containerPort": 80}
            ]
            request["deploymentConfiguration"] = {
                "deploymentCircuitBreaker": {"enable": True, "rollback": True}
            }
        self.ecs.create_service(**request)

    def scale(self, name, count):
        self.ecs.update_service(cluster="c", service=name, desiredCount=count)

    def deploy(self, name, family):
        self.ecs.update_service(cluster="c", service=name, taskDefinition=family)

    def limits(self, name, limits):
        settings = {"minimumHealthyPercent": limits[0], "maximumPercent": limits[1]}
        self.ecs.update_service(cluster="c", service=name, deploymentConfiguration=settings)

    def delete(self, name):
        self.ecs.delete_service(cluster="c", service=name, force=True)

    def run_task(self, family, count):
        network = {"networkConfiguration": NETWORK} if family in ("addressed", "fargate") else {}
        self.ecs.run_task(cluster="c", taskDefinition=family, count=count, **network)

    def stop_task(self, number):
        tasks = self.ecs.list_tasks(cluster="c")["taskArns"]
        if tasks:
            self.ecs.stop_task(cluster="c", task=tasks[number % len(tasks)])

    def hosts(self, count, instance_type):
        if len(self.world.ec2.hosts) < 8:
            self.world.ecs.add_hosts("c", instance_type, count)

    def _instance(self, number):
        found = self.ecs.list_container_instances(cluster="c")["containerInstanceArns"]
        return found[number % len(found)] if found else "none"

    def drain(self, number, status):
        self.ecs.update_container_instances_state(
            cluster="c", containerInstances=[self._instance(number)], status=status
        )

    def deregister(self, number):
        self.ecs.deregister_container_instance(
            cluster="c", containerInstance=self._instance(number), force=True
        )

    def _host(self, number):
        hosts = list(self.world.ec2.hosts)
        return hosts[number % len(hosts)] if hosts else None

    def fail(self, number):
        if host := self._host(number):
            self.world.fail(host)

    def recover(self, number):
        if host := self._host(number):
            self.world.recover(host)

    def terminate(self, number):
        if host := self._host(number):
            self.world.ec2.terminate(host, "terminated by its owner")

    def outage(self, what, minutes):
        self.world.outage(what, minutes=minutes)

    def load(self, name, requests):
        if self.world.ecs.has_service(name):
            self.world.ecs.offer_load(name, requests)


def played(seed, actions, check=None):
    world = World(seed=seed)
    play = Play(world)
    if check is not None:
        world.clock.after_each = check(world).check
    for action in actions:
        play.do(action)
    return world


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 5), actions=st.lists(ACTIONS, min_size=3, max_size=25))
def test_the_world_stays_consistent(invariants, seed, actions):
    world = played(seed, actions, invariants)
    world.run(minutes=10)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 5), actions=st.lists(ACTIONS, min_size=3, max_size=20))
def test_one_seed_and_the_same_calls_give_the_same_events(seed, actions):
    one, two = played(seed, actions), played(seed, actions)
    one.run(minutes=5)
    two.run(minutes=5)
    assert one.events == two.events


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 5), actions=st.lists(ACTIONS, min_size=3, max_size=15))
def test_when_the_faults_end_every_service_gets_what_it_wants(invariants, seed, actions):
    world = played(seed, actions, invariants)
    world.run(minutes=20)
    world.clock.after_each = None  # from here on only the end counts
    for host in list(world.ec2.hosts):
        world.recover(host)
    world.ecs.add_hosts("c", "m5.24xlarge", 3)
    ecs = world.client("ecs")
    for service in world.ecs.store.services_of("c"):
        if service.status == "ACTIVE":
            family = "fargate" if service.primary.definition.own_address else "plain"
            ecs.update_service(
                cluster="c",
                service=service.name,
                taskDefinition=family,
                forceNewDeployment=True,
                deploymentConfiguration={"minimumHealthyPercent": 0, "maximumPercent": 100},
            )
    world.run(hours=2)
    for service in world.ecs.store.services_of("c"):
        live = [task for task in service.live if task.last_status == "RUNNING"]
        distinct = any(constraint.type == "distinctInstance" for constraint in service.constraints)
        if not distinct:
            assert len(live) == service.desired_count, (service.name, service.events[:3])
            assert service.steady
