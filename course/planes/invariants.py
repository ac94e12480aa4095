"""What must hold in a world at every moment, whatever is called and whatever fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planes.control_plane.eks import invariants as eks_invariants
from planes.control_plane.eks.resources import POD
from planes.data_plane import Ec2, Fargate, Host

if TYPE_CHECKING:
    from planes.control_plane.ecs import Ecs
    from planes.control_plane.eks import Eks
    from planes.registry import Registry
    from planes.world import World


def violations(world: World) -> list[str]:
    """Return a sentence for everything in `world` that must not be; empty if all is well."""
    # A control plane counts only if somebody entered it.
    ecs, eks = world.__dict__.get("ecs"), world.__dict__.get("eks")
    return [
        *(sentence for host in world.ec2.hosts.values() for sentence in _host(host, world.now)),
        *_ec2(world.ec2),
        *_fargate(world.fargate),
        *(_ecs(ecs, _workloads(world)) if ecs else ()),
        *(eks_invariants.violations(eks) if eks else ()),
        *(_registry(world.registry) if "registry" in world.__dict__ else ()),
    ]


def unsettled(world: World) -> list[str]:
    """Return a sentence for everything that the control planes have not put right yet.

    Faults make such sentences; with the faults gone and time to heal, none may be left.
    """
    ecs, eks, workloads = world.__dict__.get("ecs"), world.__dict__.get("eks"), _workloads(world)
    return [
        *(_unsettled_tasks(ecs, workloads) if ecs else ()),
        *(_unsettled_pods(eks, workloads) if eks else ()),
    ]


def _unsettled_tasks(ecs: Ecs, workloads: dict[str, str]) -> Iterator[str]:
    for task in ecs.store.tasks.values():
        host = workloads.get(task.id)
        if task.last_status == "RUNNING" and host != task.host:
            yield f"task {task.id} is RUNNING on {task.host}, but it is on {host}"
        if task.last_status == "STOPPING" and host is None:
            yield f"task {task.id} is STOPPING, but it is nowhere"


def _unsettled_pods(eks: Eks, workloads: dict[str, str]) -> Iterator[str]:
    known = set()
    for cluster in eks.clusters.values():
        for pod in cluster.control_plane.store.all(POD):
            known.add(pod.workload)
            host = workloads.get(pod.workload)
            if pod.workload and (pod.node is None or host != pod.node.host):
                yield f"pod {pod.subject} is {pod.phase} on {pod.node and pod.node.host}, but it is on {host}"
    for name in workloads:
        if name.split("/")[0] in eks.clusters and name not in known:
            yield f"{name} runs on {workloads[name]}, but no pod of the API server knows it"


def _workloads(world: World) -> dict[str, str]:
    """Return the host of every workload."""
    planes = (world.ec2, world.fargate)
    return {name: report.host for plane in planes for name, report in plane.running().items()}


def _host(host: Host, now: float) -> Iterator[str]:
    runs = list(host.workloads.values())
    cpu = sum(run.workload.cpu_millicores for run in runs)
    memory = sum(run.workload.memory_mib for run in runs)
    addresses = sum(run.workload.own_address for run in runs)
    ports = [port for run in runs for port in run.workload.host_ports]
    for name, used, free, registered in (
        ("CPU", cpu, host.free_cpu_millicores, host.cpu_millicores),
        ("memory", memory, host.free_memory_mib, host.memory_mib),
        ("addresses", addresses, host.free_addresses, host.registration.addresses),
    ):
        if free < 0:
            yield f"host {host.id} is over its {name}: {used} of {registered}"
        if used + free != registered:
            yield f"host {host.id} counts {name} wrongly: {used} used + {free} free is not {registered}"
    if len(set(ports)) != len(ports) or not set(ports) <= host.ports_taken:
        yield f"host {host.id} has given a port twice or not noted it: {ports} of {host.ports_taken}"
    if runs and host.state != "running":
        yield f"host {host.id} is {host.state} but has {len(runs)} workloads"
    for run in runs:
        for container in run.workload.containers if run.started is not None else ():
            for layer in container.layers:
                if not host.layers.get(layer.digest, now + 1) <= now:
                    yield f"{run.workload.id} runs on {host.id} without its layer {layer.digest}"


def _ec2(ec2: Ec2) -> Iterator[str]:
    here = {name: host.id for host in ec2.hosts.values() for name in host.workloads}
    reported = {name: report.host for name, report in ec2.running().items()}
    if here != reported:
        yield f"the hosts' workloads and the running ones differ: {here.items() ^ reported.items()}"
    failed = {host.id for host in ec2.hosts.values() if host.state == "failed"}
    if failed != set(ec2.silent):
        yield f"failed hosts {failed} and silent hosts {set(ec2.silent)} differ"


def _fargate(fargate: Fargate) -> Iterator[str]:
    places = {offer.host for offer in fargate.offers()}
    for name, report in fargate.running().items():
        if report.host not in places and not fargate.is_stopping(name):
            yield f"{name} runs in a zone that is down: {report.host}"


def _registry(registry: Registry) -> Iterator[str]:
    for repository in registry.repositories.values():
        for image in repository.images.values():
            config = image.manifest.config
            for needed in (*((config,) if config else ()), *image.manifest.layers):
                digest = needed["digest"]
                # A layer with its own address (Windows base layers) is not kept by a registry.
                if not needed.get("urls") and not registry.has_blob(repository.name, digest):
                    yield f"{repository.name} has {image.manifest.digest} without its blob {digest}"
        for tag, digest in repository.tags.items():
            if digest not in repository.images:
                yield f"the tag {repository.name}:{tag} names {digest}, which is not there"


def _ecs(ecs: Ecs, workloads: dict[str, str]) -> Iterator[str]:
    store = ecs.store
    living = {task.id: task for task in store.tasks.values() if task.last_status != "STOPPED"}
    for name in workloads:
        if name in store.tasks and name not in living:
            yield f"task {name} is STOPPED and still runs on {workloads[name]}"
    for instance in store.instances.values():
        here = {task.id for task in living.values() if task.instance == instance.id}
        if here != set(instance.tasks):
            yield f"container instance {instance.id} counts {set(instance.tasks)}, not {here}"
    for service in store.services.values():
        its = {
            task.id
            for task in living.values()
            if (task.cluster, task.service) == (service.cluster, service.name)
        }
        if its != set(service.tasks):
            yield f"service {service.key} counts {set(service.tasks)}, not {its}"
    grouped = {name for group in store.groups.values() for name in group}
    if grouped != set(living):
        yield f"task groups and living tasks differ: {grouped ^ set(living)}"
