"""Breaking what a scenario says, in whatever world the design made."""

from __future__ import annotations

from planes.capstone.scenario import Fault
from planes.capstone.shop import Platform
from planes.world import World


def strike(world: World, fault: Fault) -> str:
    """Let a host or a zone fail for as long as the fault lasts; return a sentence that says what."""
    if fault.kind == "zone":
        zone = world.zones[int(fault.pick * len(world.zones))]
        world.outage(zone, fault.minutes)
        return f"zone {zone} was lost for {fault.minutes} minutes"
    hosts = [host for host in world.ec2.hosts.values() if host.state == "running" and host.workloads]
    if hosts:
        host = hosts[int(fault.pick * len(hosts))]
        copies = len(host.workloads)
        world.outage(host.id, fault.minutes)
        return f"a host in {host.zone} was lost with {copies} copies on it"
    running = list(world.fargate.running())
    if running:
        world.fargate.crash(running[int(fault.pick * len(running))])
    return "the machine under one microVM was lost" if running else "a host was lost, but nothing ran"


def take_spot_back(world: World, platform: Platform, warned: set[str]) -> None:
    """Interrupt all Spot capacity that runs and was not warned yet, and end what is only booting.

    While this is called every few seconds, nothing new on Spot comes to run.
    """
    for host in list(world.ec2.hosts.values()):
        if host.spot and host.state == "pending":
            world.ec2.terminate(host.id, "no Spot capacity")
        elif host.spot and host.state == "running" and host.id not in warned:
            warned.add(host.id)
            world.interrupt(host.id)
    for workload in platform.spot_workloads():
        if workload not in warned:
            warned.add(workload)
            world.interrupt(workload)
