"""A whole region under random calls and faults: always consistent, and healed once it is left alone."""

from botocore.exceptions import ClientError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from planes.errors import PlanesError
from planes.invariants import unsettled, violations
from planes.world import World

SERVICES = ("web", "far", "batch")
IMAGES = ("shop/web:1", "shop/crash:1", "shop/stubborn:1", "shop/missing:1")
BROKEN = {"shop/crash:1", "shop/missing:1"}


class Region(RuleBasedStateMachine):
    @initialize(seed=st.integers(0, 9))
    def begin(self, seed):
        self.world = World(seed)
        self.world.registry.add_image("shop/web:1", size_mib=50, start_seconds=3)
        self.world.registry.add_image("shop/crash:1", size_mib=50, exit_code=1, exit_seconds=5)
        self.world.registry.add_image("shop/stubborn:1", size_mib=50, terminate_seconds="never")
        self.ecs = self.world.client("ecs")
        self.ecs.create_cluster(clusterName="demo")
        self.services = {}
        self.world.clock.after_each = self.check
        self.world.add_hosts("demo", "m5.large", 3)
        self.world.run(minutes=1)
        self.create_or_update("web", "shop/web:1", 4)
        self.create_or_update("far", "shop/web:1", 2)
        self.world.run(minutes=2)

    def check(self):
        assert not (found := violations(self.world)), found

    def reachable(self):
        return not self.world.is_down("ecs")

    def define(self, family, image):
        container = {"name": "app", "image": image, "cpu": 256, "memory": 512, "essential": True}
        shape = {"networkMode": "bridge"}
        if family == "far":
            shape = {
                "networkMode": "awsvpc",
                "requiresCompatibilities": ["FARGATE"],
                "cpu": "256",
                "memory": "512",
            }
        self.ecs.register_task_definition(family=family, containerDefinitions=[container], **shape)

    @precondition(reachable)
    @rule(
        name=st.sampled_from(SERVICES),
        image=st.sampled_from(IMAGES),
        count=st.sampled_from([0, 2, 4, 6]),
        seconds=st.sampled_from([5, 60]),
    )
    def change_and_run(self, name, image, count, seconds):
        self.create_or_update(name, image, count)
        self.world.run(seconds)

    def create_or_update(self, name, image, count):
        self.define(name, image)
        placing = {"launchType": "EC2"}
        if name == "far":
            network = {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}
            placing = {"launchType": "FARGATE", "networkConfiguration": network}
        if name in self.services:
            self.ecs.update_service(cluster="demo", service=name, taskDefinition=name, desiredCount=count)
        else:
            self.ecs.create_service(
                cluster="demo", serviceName=name, taskDefinition=name, desiredCount=count, **placing
            )
        self.services[name] = (image, count)

    @precondition(reachable)
    @rule(name=st.sampled_from(SERVICES))
    def delete(self, name):
        if name in self.services:
            self.ecs.delete_service(cluster="demo", service=name, force=True)
            # A service that drains cannot be created again yet, so another one takes its part.
            self.world.run(minutes=10)
            del self.services[name]

    @precondition(reachable)
    @rule(count=st.integers(1, 4), image=st.sampled_from(IMAGES))
    def run_tasks(self, count, image):
        if not self.world.ecs.store.instances_of("demo"):
            return
        self.define("once", image)
        self.ecs.run_task(cluster="demo", taskDefinition="once", count=count, launchType="EC2")

    @precondition(reachable)
    @rule(data=st.data())
    def stop_a_task(self, data):
        tasks = self.ecs.list_tasks(cluster="demo")["taskArns"]
        if tasks:
            self.ecs.stop_task(cluster="demo", task=data.draw(st.sampled_from(tasks)))

    @rule(zone=st.sampled_from([None, *World.zones]))
    def add_a_host(self, zone):
        try:
            self.world.add_hosts("demo", "m5.large", 1, zone)
        except (PlanesError, ClientError) as error:
            assert "InsufficientInstanceCapacity" in str(error)

    @rule(data=st.data(), what=st.sampled_from(["fail", "recover", "terminate"]))
    def touch_a_host(self, data, what):
        hosts = list(self.world.ec2.hosts)
        if not hosts:
            return
        host = data.draw(st.sampled_from(hosts))
        if what == "terminate":
            self.world.ec2.terminate(host, "by hand")
        else:
            getattr(self.world, what)(host)

    @rule(data=st.data())
    def crash_a_container(self, data):
        for plane in (self.world.ec2, self.world.fargate):
            up = [
                name
                for name, report in plane.running().items()
                if report.state == "answering" and not plane.is_stopping(name)
            ]
            if up:
                plane.crash(data.draw(st.sampled_from(up)))
                self.world.run(1)

    @rule(
        what=st.sampled_from(["registry", "control plane", "ecs", *World.zones]),
        minutes=st.sampled_from([0.5, 5, 20]),
    )
    def outage(self, what, minutes):
        self.world.outage(what, minutes)

    @rule(seconds=st.sampled_from([1, 20, 120, 900]))
    def run_on(self, seconds):
        self.world.run(seconds)

    def teardown(self):
        if not hasattr(self, "world"):
            return
        self.world.run(minutes=21)  # every outage is over
        for host in list(self.world.ec2.silent):
            self.world.recover(host)
        self.world.add_hosts("demo", "m5.large", 6)
        self.world.run(hours=2)
        assert not (found := unsettled(self.world)), found
        for name, (image, count) in self.services.items():
            if image not in BROKEN:
                running = self.ecs.describe_services(cluster="demo", services=[name])["services"][0]
                assert (running["runningCount"], running["pendingCount"]) == (count, 0)


TestRegion = Region.TestCase
TestRegion.settings = settings(max_examples=8, stateful_step_count=25, deadline=None)
