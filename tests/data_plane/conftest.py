from random import Random

import pytest
from planes.clock import Clock
from planes.data_plane import Ec2, Fargate
from planes.data_plane.protocol import Behaviour, Container, Layer, Registration, Workload
from planes.errors import PlanesError
from planes.events import EventLog

ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")
LAYERS = (Layer("sha256:base", 40), Layer("sha256:app", 10))


class Lab:
    """Both data planes on one clock, what was heard of them, and a registry of ten bytes a second."""

    def __init__(self, seed=1):
        self.clock = Clock()
        self.events = EventLog(lambda: self.clock.now)
        self.registry_up = True
        self.fetched = []
        self.heard = []
        self.hosts_heard = []
        self.ec2 = Ec2(self.clock, self.events, Random(seed), self.fetch, ZONES)
        self.fargate = Fargate(self.clock, self.events, Random(seed), self.fetch, ZONES)

    def fetch(self, layer, host):
        if not self.registry_up:
            raise PlanesError("the registry does not answer")
        self.fetched.append((layer.digest, host))
        return layer.size / 10

    def host(self, zone=None, spot=False, running=True, **registration):
        registered = Registration(
            **{"cpu_millicores": 2000, "memory_mib": 8000, "addresses": 3, **registration}
        )
        host = self.ec2.launch("m5.large", registered, self.hosts_heard.append, zone, spot)
        if running:
            self.run(60)
        return host

    def start(self, host, name="w", behaviour=None, containers=None, **workload):
        shape = {"cpu_millicores": 250, "memory_mib": 512, **workload}
        containers = containers or (Container("app", "shop/web:1", LAYERS, behaviour or Behaviour()),)
        plane = self.fargate if host.startswith("fargate/") else self.ec2
        plane.start(Workload(name, containers=containers, **shape), host, self.heard.append)

    def run(self, seconds):
        self.clock.run_until(self.clock.now + seconds)

    def states(self, name="w"):
        return [report.state for report in self.heard if report.workload == name]

    def last(self, name="w"):
        return [report for report in self.heard if report.workload == name][-1]

    def time_of(self, what, subject="w"):
        return self.events.where(subject=subject, what=what)[-1].time


@pytest.fixture
def lab():
    return Lab()
