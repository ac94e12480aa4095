"""Whatever is called in whatever order, and whatever fails: the invariants hold after every action."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from planes.data_plane.protocol import Behaviour, Container, Layer, Registration, Workload
from planes.errors import PlanesError
from planes.invariants import violations
from planes.world import World

LAYERS = tuple(Layer(f"sha256:{name}", 40) for name in "abcd")
BEHAVIOURS = [
    Behaviour(),
    Behaviour(start_seconds=20, terminate_seconds=2),
    Behaviour(healthy=False, terminate_seconds=None),
    Behaviour(terminate_seconds=40),
    Behaviour(exit_code=0, exit_seconds=0, start_seconds=0),
    Behaviour(exit_code=1, exit_seconds=5),
    Behaviour(exit_code=0, exit_seconds=60),
]
# Named parts of a workload, sampled rather than built, so that a sequence spends its choices on calls.
PODS = [
    tuple(
        Container(f"c{number}", "image", LAYERS[first : first + 2], behaviour, essential=number == 0 or alone)
        for number, behaviour in enumerate(behaviours)
    )
    for first in (0, 1, 2)
    for alone in (False, True)
    for behaviours in [[one] for one in BEHAVIOURS] + [BEHAVIOURS[:2], BEHAVIOURS[2:4], BEHAVIOURS[4:]]
]
POLICIES = st.sampled_from([None, lambda restarts, code: 5.0 if restarts < 3 else None])
FINAL = {"exited", "stopped", "failed"}


class DataPlanes(RuleBasedStateMachine):
    @initialize(seed=st.integers(0, 9))
    def begin(self, seed):
        self.world = World(seed)
        self.world.clock.after_each = self.check
        self.heard = {}
        self.count = 0
        for plane in (self.world.ec2, self.world.fargate):
            plane._fetch = self.fetch
        for zone in World.zones:
            self.launch(spot=True, zone=zone)
        self.world.run(minutes=1)

    def fetch(self, layer, host):
        if self.world.is_down("registry"):
            raise PlanesError("the registry does not answer")
        return layer.size / 10

    def check(self):
        assert not (found := violations(self.world)), found

    def hear(self, report):
        states = self.heard[report.workload]
        assert not FINAL & set(states), f"{report} came after the end: {states}"
        states.append(report.state)

    @rule(spot=st.booleans(), zone=st.sampled_from([None, *World.zones]))
    def launch(self, spot, zone):
        registration = Registration(2000, 4000, 2, address_seconds=3, ports=(22,))
        try:
            self.world.ec2.launch("m5.large", registration, lambda report: None, zone, spot)
        except PlanesError as error:
            assert "InsufficientInstanceCapacity" in str(error)

    @rule(
        data=st.data(),
        count=st.integers(1, 6),
        containers=st.sampled_from(PODS),
        restart=POLICIES,
        own_address=st.booleans(),
        ports=st.sampled_from([(), (), (80,), (80, 81)]),
    )
    def start_on_a_host(self, data, count, containers, restart, own_address, ports):
        if self.world.ec2.hosts:
            host = data.draw(st.sampled_from(list(self.world.ec2.hosts)))
            for _ in range(count):
                self.start(
                    self.world.ec2, host, 500, containers, own_address, ports, restart=restart, spot=False
                )

    @rule(
        zone=st.sampled_from(World.zones),
        containers=st.sampled_from(PODS),
        restart=POLICIES,
        spot=st.booleans(),
    )
    def start_on_fargate(self, zone, containers, restart, spot):
        self.start(
            self.world.fargate, f"fargate/{zone}", 250, containers, True, (), restart=restart, spot=spot
        )

    def start(self, plane, host, cpu, containers, own_address, ports, **options):
        self.count += 1
        name = f"w{self.count}"
        self.heard[name] = []
        plane.start(Workload(name, cpu, 1024, containers, own_address, ports, **options), host, self.hear)
        assert self.heard[name] == []

    @rule(data=st.data(), crash=st.booleans())
    def stop_or_crash(self, data, crash):
        for plane in (self.world.ec2, self.world.fargate):
            if plane.running():
                name = data.draw(st.sampled_from(sorted(plane.running())))
                if not crash:
                    plane.stop(name, "asked to")
                elif plane.running()[name].state == "answering" and not plane.is_stopping(name):
                    plane.crash(name)

    @rule(data=st.data())
    def interrupt_fargate(self, data):
        spot = [name for name in self.world.fargate.running() if self.world.fargate._runs[name].workload.spot]
        if spot:
            self.world.interrupt(data.draw(st.sampled_from(spot)))

    @rule(data=st.data(), what=st.sampled_from(["fail", "recover", "interrupt", "terminate", "drain"]))
    def touch_a_host(self, data, what):
        hosts = list(self.world.ec2.hosts)
        if not hosts:
            return
        host = data.draw(st.sampled_from(hosts))
        if what == "terminate":
            self.world.ec2.terminate(host, "scaled in")
        elif what == "drain":
            self.world.ec2.drain(host)
        elif what != "interrupt" or self.world.ec2.hosts[host].spot:
            getattr(self.world, what)(host)

    @rule(what=st.sampled_from(["registry", *World.zones]), minutes=st.sampled_from([0.1, 2]))
    def outage(self, what, minutes):
        self.world.outage(what, minutes)

    @rule(seconds=st.sampled_from([0.5, 3, 30, 200]))
    def run_on(self, seconds):
        self.world.run(seconds)

    def teardown(self):
        if not hasattr(self, "world"):
            return
        self.world.run(hours=1)
        there = {**self.world.ec2.running(), **self.world.fargate.running()}
        silent_ends = {name for name, states in self.heard.items() if not FINAL & set(states)} - set(there)
        failed = self.world.events.where(what="host failed")
        assert len(silent_ends) == sum(event.details["workloads"] for event in failed)
        self.check()


TestDataPlanes = DataPlanes.TestCase
TestDataPlanes.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
