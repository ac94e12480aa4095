"""The design a learner hands in: a plain dict, read strictly and kept in small records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planes import facts, rules
from planes.control_plane.eks.nodes import allocatable
from planes.errors import PlanesError
from planes.world import World

CONTROL_PLANES = ("ecs", "eks")
SERVICES = ("web", "api", "worker")
LEAST_MEMORY_MIB: Mapping[str, int] = {"web": 512, "api": 1024, "worker": 512}
"""What a copy of each service needs at least, whatever its CPU."""
USABLE_MEMORY = 0.97
"""Share of a host's memory that ECS has for tasks. Source: C511, rounded down."""
MOST_HOSTS, MOST_COPIES = 30, 60

_READ_ON = "The unit's lesson shows a complete design."
_DEPLOYMENT = {
    "ecs": ("minimum_healthy_percent", "maximum_percent"),
    "eks": ("max_surge", "max_unavailable"),
}


@dataclass(frozen=True)
class Capacity:
    """Where services run.

    Attributes:
        kind: "ec2" or "fargate".
        instance_type: of EC2 hosts.
        min_hosts: hosts that are always there.
        max_hosts: hosts there may be; equal to `min_hosts` for a fixed fleet.
        spot_percent: share that is Spot: of the hosts, or of the tasks on Fargate.
    """

    kind: str
    instance_type: str = ""
    min_hosts: int = 0
    max_hosts: int = 0
    spot_percent: int = 0


@dataclass(frozen=True)
class Scaling:
    """Target tracking of CPU between two counts."""

    target_cpu_percent: int
    least: int
    most: int


@dataclass(frozen=True)
class Service:
    """One service of the shop.

    Attributes:
        deployment: the two bounds of a rolling release, as its control plane names them.
        capacity: its own, or None for the design's.
    """

    name: str
    cpu_units: int
    memory_mib: int
    count: int
    scaling: Scaling | None
    deployment: Mapping[str, int | str]
    capacity: Capacity | None


@dataclass(frozen=True)
class Design:
    """A design that passed every check."""

    control_plane: str
    zones: tuple[str, ...]
    capacity: Capacity
    services: tuple[Service, ...]

    def pools(self) -> dict[str, Capacity]:
        """Return every kind of capacity by the name of its pool: "shared", or a service's own."""
        own = {service.name: service.capacity for service in self.services if service.capacity is not None}
        shared = {"shared": self.capacity} if len(own) < len(self.services) else {}
        return shared | own

    def pool_of(self, service: Service) -> str:
        """Return the name of the pool a service runs on."""
        return "shared" if service.capacity is None else service.name


def read(given: Any) -> Design:
    """Check a design and return it as records.

    Raises:
        PlanesError: says what was given where, and what is allowed.
    """
    if isinstance(given, Design):
        return given
    fields = _fields("design", given, ("control_plane", "zones", "capacity", "services"))
    control_plane = _one_of("design['control_plane']", fields["control_plane"], CONTROL_PLANES)
    capacity = _capacity("design['capacity']", fields["capacity"], control_plane)
    services = _fields("design['services']", fields["services"], SERVICES)
    return Design(
        control_plane,
        _zones(fields["zones"]),
        capacity,
        tuple(_service(name, services[name], control_plane, capacity) for name in SERVICES),
    )


def _zones(given: Any) -> tuple[str, ...]:
    where = "design['zones']"
    if isinstance(given, str) or not isinstance(given, Sequence) or not given:
        raise PlanesError(f"{where} is {given!r}; give a list of one to three of {', '.join(World.zones)}.")
    zones = tuple(_one_of(where, zone, World.zones) for zone in given)
    if len(set(zones)) < len(zones):
        raise PlanesError(f"{where} names a zone twice: {', '.join(zones)}.")
    return zones


def _capacity(where: str, given: Any, control_plane: str) -> Capacity:
    kind = _one_of(f"{where}['kind']", _mapping(where, given).get("kind"), ("ec2", "fargate"))
    if kind == "fargate":
        fields = _fields(where, given, ("kind",), optional=("spot_percent",))
        spot = _integer(f"{where}['spot_percent']", fields.get("spot_percent", 0), 0, 100)
        if spot and control_plane == "eks":
            raise PlanesError(f"{where}['spot_percent'] is {spot}; Fargate on EKS has no Spot, leave it out.")
        return Capacity(kind, spot_percent=spot)
    wanted = ("kind", "instance_type", "min_hosts", "max_hosts")
    fields = _fields(where, given, wanted, optional=("spot_percent",))
    instance_type = _instance_type(f"{where}['instance_type']", fields["instance_type"])
    least = _integer(f"{where}['min_hosts']", fields["min_hosts"], 1, MOST_HOSTS)
    most = _integer(f"{where}['max_hosts']", fields["max_hosts"], least, MOST_HOSTS)
    spot = _integer(f"{where}['spot_percent']", fields.get("spot_percent", 0), 0, 100)
    return Capacity(kind, instance_type, least, most, spot)


def _instance_type(where: str, given: Any) -> str:
    if not isinstance(given, str) or given not in facts.instances():
        raise PlanesError(f"{where} is {given!r}; give a type of facts.instances(), such as 'm5.xlarge'.")
    if given.split(".")[0].endswith("g"):
        raise PlanesError(f"{where} is {given!r}, an ARM type; the shop's images are built for x86 only.")
    return given


def _service(name: str, given: Any, control_plane: str, shared: Capacity) -> Service:
    where = f"design['services'][{name!r}]"
    required = ("cpu_units", "memory_mib", "count", "deployment")
    fields = _fields(where, given, required, optional=("scaling", "capacity"))
    own = fields.get("capacity")
    capacity = None if own is None else _capacity(f"{where}['capacity']", own, control_plane)
    cpu_units = _integer(f"{where}['cpu_units']", fields["cpu_units"], 128, 16384)
    memory_mib = _integer(f"{where}['memory_mib']", fields["memory_mib"], LEAST_MEMORY_MIB[name], 122880)
    count = _integer(f"{where}['count']", fields["count"], 1, MOST_COPIES)
    _check_fit(where, cpu_units, memory_mib, capacity or shared, control_plane)
    deployment = _deployment(f"{where}['deployment']", fields["deployment"], control_plane)
    scaling = _scaling(f"{where}['scaling']", fields.get("scaling"), count)
    return Service(name, cpu_units, memory_mib, count, scaling, deployment, capacity)


def _check_fit(where: str, cpu_units: int, memory_mib: int, capacity: Capacity, control_plane: str) -> None:
    """Refuse a copy that can never run on its capacity."""
    if capacity.kind == "ec2":
        most_cpu, most_memory = _usable(capacity.instance_type, control_plane)
        if cpu_units > most_cpu or memory_mib > most_memory:
            raise PlanesError(
                f"{where} asks for {cpu_units} CPU units and {memory_mib} MiB; a host of type "
                f"{capacity.instance_type} has {most_cpu} and {most_memory} for the services."
            )
    elif control_plane == "ecs" and (cpu_units, memory_mib) not in rules.fargate.sizes():
        raise PlanesError(
            f"{where} asks for {cpu_units} CPU units and {memory_mib} MiB, which is no size of Fargate; "
            "rules.fargate.sizes() lists them."
        )


def _usable(instance_type: str, control_plane: str) -> tuple[int, int]:
    """Return the CPU units and MiB of a host that services may reserve."""
    shape = facts.instance(instance_type)
    if control_plane == "eks":
        left = allocatable(instance_type)
        return int(left["cpu"] / rules.cpu.MILLICORES_PER_UNIT), left["memory"] // 2**20
    return rules.cpu.UNITS_PER_VCPU * shape.vcpus, int(shape.memory_mib * USABLE_MEMORY)


def _scaling(where: str, given: Any, count: int) -> Scaling | None:
    if given is None:
        return None
    fields = _fields(where, given, ("target_cpu_percent", "min", "max"))
    target = _integer(f"{where}['target_cpu_percent']", fields["target_cpu_percent"], 10, 95)
    least = _integer(f"{where}['min']", fields["min"], 1, MOST_COPIES)
    most = _integer(f"{where}['max']", fields["max"], least, MOST_COPIES)
    if not least <= count <= most:
        raise PlanesError(
            f"{where} goes from {least} to {most}, but the count is {count}; let it lie within."
        )
    return Scaling(target, least, most)


def _deployment(where: str, given: Any, control_plane: str) -> dict[str, int | str]:
    names = _DEPLOYMENT[control_plane]
    fields = _fields(where, given, names)
    if control_plane == "ecs":
        least = _integer(f"{where}['minimum_healthy_percent']", fields[names[0]], 0, 100)
        most = _integer(f"{where}['maximum_percent']", fields[names[1]], 100, 200)
        if least == most == 100:
            raise PlanesError(f"{where} is 100 and 100: nothing could be stopped or started. Widen one.")
        return {names[0]: least, names[1]: most}
    surge, unavailable = (_amount(f"{where}[{name!r}]", fields[name]) for name in names)
    if str(surge).rstrip("%") == str(unavailable).rstrip("%") == "0":
        raise PlanesError(f"{where} is 0 and 0: nothing could be stopped or started. Raise one.")
    return {names[0]: surge, names[1]: unavailable}


def _amount(where: str, given: Any) -> int | str:
    """Read a number of pods or a percentage of them, as Kubernetes takes both."""
    text = given[:-1] if isinstance(given, str) and given.endswith("%") else ""
    if text.isdecimal() and int(text) <= 100:
        return str(given)
    if isinstance(given, str):
        raise PlanesError(f"{where} is {given!r}; give a number of pods, or a share such as '25%'.")
    return _integer(where, given, 0, MOST_COPIES)


def _mapping(where: str, given: Any) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise PlanesError(f"{where} is {given!r}; it must be a dict. {_READ_ON}")
    return given


def _fields(
    where: str, given: Any, required: Sequence[str], optional: Sequence[str] = ()
) -> Mapping[str, Any]:
    """Return a dict that has all required keys and no unknown one."""
    fields = _mapping(where, given)
    allowed = (*required, *optional)
    for key in fields:
        if key not in allowed:
            raise PlanesError(f"{where} has the key {key!r}; allowed are {', '.join(allowed)}. {_READ_ON}")
    missing = [key for key in required if key not in fields]
    if missing:
        raise PlanesError(f"{where} lacks {', '.join(missing)}. {_READ_ON}")
    return fields


def _one_of(where: str, given: Any, allowed: Sequence[str]) -> str:
    if not isinstance(given, str) or given not in allowed:
        raise PlanesError(f"{where} is {given!r}; allowed are {', '.join(allowed)}.")
    return given


def _integer(where: str, given: Any, least: int, most: int) -> int:
    whole = isinstance(given, int) or (isinstance(given, float) and given.is_integer())
    if isinstance(given, bool) or not whole:
        raise PlanesError(f"{where} is {given!r}; give a whole number from {least} to {most}.")
    if not least <= given <= most:
        raise PlanesError(f"{where} is {given:g}; allowed is {least} to {most}.")
    return int(given)
