"""An EKS cluster under random calls and faults: always consistent, and healed once it is left alone."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from planes.control_plane.eks.status import ApiError
from planes.errors import PlanesError
from planes.invariants import unsettled, violations
from planes.world import World

IMAGES = ("shop/web:1", "shop/web:2", "shop/crash:1", "shop/missing:1")
BROKEN = {"shop/crash:1", "shop/missing:1"}
NAMES = ("web", "api")


def manifest(kind, name, image, replicas):
    container = {
        "name": "app",
        "image": image,
        "resources": {"requests": {"cpu": "250m", "memory": "256Mi"}},
    }
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}}
    spec = {"selector": {"matchLabels": {"app": name}}, "template": template}
    if kind == "Deployment":
        spec["replicas"] = replicas
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name}, "spec": spec}


class Cluster(RuleBasedStateMachine):
    @initialize(seed=st.integers(0, 9))
    def begin(self, seed):
        self.world = World(seed)
        for tag in ("1", "2"):
            self.world.registry.add_image(f"shop/web:{tag}", size_mib=50, start_seconds=3)
        self.world.registry.add_image("shop/crash:1", size_mib=50, exit_code=1, exit_seconds=5)
        self.world.eks.add_cluster("demo")
        self.kubernetes = self.world.kubernetes("demo")
        self.wanted = {}
        self.world.clock.after_each = self.check
        self.world.add_hosts("demo", "m5.large", 3)
        self.eks, self.size = self.world.client("eks"), 2
        self.eks.create_nodegroup(
            clusterName="demo",
            nodegroupName="group",
            subnets=["subnet-1"],
            nodeRole="arn:aws:iam::123456789012:role/node",
            instanceTypes=["m5.large"],
            scalingConfig={"minSize": 0, "maxSize": 4, "desiredSize": self.size},
        )
        self.world.run(minutes=1)
        self.apply("web", "shop/web:1", 4)
        self.apply_a_daemon_set("shop/web:1")
        self.world.run(minutes=2)

    def check(self):
        assert not (found := violations(self.world)), found

    def reachable(self):
        return not self.world.is_down("eks")

    @precondition(reachable)
    @rule(
        name=st.sampled_from(NAMES),
        image=st.sampled_from(IMAGES),
        replicas=st.sampled_from([0, 2, 5, 8, 14]),
        seconds=st.sampled_from([5, 60]),
    )
    def apply_and_run(self, name, image, replicas, seconds):
        self.apply(name, image, replicas)
        self.world.run(seconds)

    def apply(self, name, image, replicas):
        self.kubernetes.apply(manifest("Deployment", name, image, replicas))
        self.wanted[name] = (image, replicas)

    @precondition(reachable)
    @rule(image=st.sampled_from(IMAGES[:2]))
    def apply_a_daemon_set(self, image):
        self.kubernetes.apply(manifest("DaemonSet", "agent", image, 0))

    @precondition(reachable)
    @rule(name=st.sampled_from(NAMES))
    def delete(self, name):
        if self.wanted.pop(name, None):
            self.kubernetes.delete("deployment", name)

    @precondition(reachable)
    @rule(data=st.data(), evict=st.booleans())
    def remove_a_pod(self, data, evict):
        names = self.kubernetes.get("pods").names
        if names:
            name = data.draw(st.sampled_from(names))
            try:
                if evict:
                    self.kubernetes.evict(name)
                else:
                    self.kubernetes.delete("pod", name)
            except ApiError as error:
                assert error.code in (404, 409, 429), error

    @precondition(reachable)
    @rule(data=st.data(), cordon=st.booleans())
    def cordon(self, data, cordon):
        names = self.kubernetes.get("nodes").names
        if names:
            name = data.draw(st.sampled_from(names))
            (self.kubernetes.cordon if cordon else self.kubernetes.uncordon)(name)

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
        ec2 = self.world.ec2
        up = [n for n, r in ec2.running().items() if r.state == "answering" and not ec2.is_stopping(n)]
        if up:
            ec2.crash(data.draw(st.sampled_from(up)))

    @rule(zone=st.sampled_from([None, *World.zones]))
    def add_a_host(self, zone):
        try:
            self.world.add_hosts("demo", "m5.large", 1, zone)
        except PlanesError as error:
            assert "InsufficientInstanceCapacity" in str(error)

    @precondition(reachable)
    @rule(size=st.integers(0, 4))
    def scale_the_node_group(self, size):
        self.size = size
        self.eks.update_nodegroup_config(
            clusterName="demo", nodegroupName="group", scalingConfig={"desiredSize": size}
        )

    @rule(
        what=st.sampled_from(["registry", "control plane", "eks", *World.zones]),
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
        group = self.world.eks.cluster("demo").node_groups["group"]
        assert not set(group.hosts) & set(self.world.ec2.silent), "a lost host was not replaced"
        for host in list(self.world.ec2.silent):
            self.world.recover(host)
        self.world.add_hosts("demo", "m5.large", 6)
        self.world.run(hours=1)
        assert not (found := unsettled(self.world)), found
        assert (len(group.hosts), group.status) == (self.size, "ACTIVE")
        for name, (image, replicas) in self.wanted.items():
            if image not in BROKEN:
                status = self.kubernetes.get("deployment", name)["status"]
                assert status.get("readyReplicas", 0) == replicas, (name, status)


TestCluster = Cluster.TestCase
TestCluster.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
