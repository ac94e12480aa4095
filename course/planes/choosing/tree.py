"""The questions of the decision aid and their order, as data: what is walked is what is drawn.

The order is the course's own; each answer rests on the facts named with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planes import facts
from planes.choosing.needs import Needs, break_even_percent


@dataclass(frozen=True)
class Leaf:
    """An end of the tree: what to take.

    Attributes:
        answer: a control plane or a capacity.
        code: the kind of reason, as in the table of cases.
        reason: why, in a sentence.
        facts: ids of the rows it rests on.
    """

    answer: str
    code: str
    reason: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question about the needs, and what follows from yes and from no."""

    words: str
    holds: Callable[[Needs], bool]
    yes: Leaf | Question
    no: Leaf | Question


CONTROL_PLANE = Question(
    "Kubernetes API\nneeded?",
    lambda needs: needs.kubernetes,
    Leaf("EKS", "K8SAPI", "The Kubernetes API itself is the requirement.", ("A30", "G01")),
    Question(
        "More hosts in one\ncluster than ECS takes?",
        lambda needs: needs.hosts_in_one_cluster > facts.number("D92"),
        Leaf("EKS", "SCALE", "One cluster of this size is beyond the quota of ECS.", ("D92", "E52")),
        Leaf("ECS", "SKILL", "Nothing asks for Kubernetes, so nobody has to run and upgrade it.", ("G01",)),
    ),
)

_HARDWARE = Leaf("EC2", "HW", "Fargate has no GPU, and the team patches hosts itself.", ("C106",))
_HARDWARE_MANAGED = Leaf(
    "managed hosts", "HW", "Fargate has no GPU; AWS patches and replaces these hosts.", ("C106", "A12")
)
_AGENT = Leaf(
    "EC2", "LIMIT", "Fargate takes no agent on a host and no privileged container.", ("A21", "C106")
)
_AGENT_MANAGED = Leaf(
    "managed hosts", "LIMIT", "Fargate takes no agent on a host; AWS patches these hosts.", ("A21", "A12")
)
_SOCKET = Leaf("EC2", "RUNTIME", "Only a host with a Docker engine has docker.sock.", ("A02",))
_OWN_SITE = Leaf("own machines", "HYBRID", "The place decides: machines of your own, run from AWS.", ("A09",))
_KERNEL = Leaf("Fargate", "ISOLATION", "Every task or pod has a microVM and a kernel of its own.", ("C105",))
_PACKED = Leaf("EC2", "COST", "Reserved this much, an instance costs less than on Fargate.", ("CP14",))
_FARGATE = Leaf("Fargate", "OPS", "No hosts to choose, patch or fill.", ("G01", "A14"))
_AUTO_MODE = Leaf("managed hosts", "OPS", "AWS chooses, patches and replaces the nodes.", ("A12", "A33"))


def _has_own_hosts(needs: Needs) -> bool:
    return needs.patches_hosts or needs.windows


def _is_packed(needs: Needs) -> bool:
    return needs.patches_hosts and needs.use_percent >= break_even_percent()


_PATCHES = "Windows, or does\nthe team patch hosts?"


def _hosts_first(otherwise: Question) -> Question:
    """Return the questions both control planes begin with: place, and what Fargate lacks."""
    agent = Question(
        "Agent on each host,\nor privileged?",
        lambda needs: needs.host_agent,
        Question(_PATCHES, _has_own_hosts, _AGENT, _AGENT_MANAGED),
        otherwise,
    )
    gpu = Question(
        "GPU?",
        lambda needs: needs.gpu,
        Question(_PATCHES, _has_own_hosts, _HARDWARE, _HARDWARE_MANAGED),
        agent,
    )
    socket = Question("Mounts docker.sock?", lambda needs: needs.docker_socket, _SOCKET, gpu)
    return Question("Outside AWS?", lambda needs: needs.own_site, _OWN_SITE, socket)


ECS_CAPACITY = _hosts_first(
    Question(
        "Windows?",
        lambda needs: needs.windows,
        Leaf("Fargate", "OS", "Fargate takes Windows on ECS, and nobody patches a node.", ("C103", "A21")),
        Question(
            "May be interrupted?",
            lambda needs: needs.interruptible,
            Leaf("Fargate Spot", "SPOT", "Two minutes' warning is enough, and Spot costs less.", ("C108",)),
            Question(
                "A kernel of its own?",
                lambda needs: needs.own_kernel,
                _KERNEL,
                Question("Packed over break-even,\nand the team patches?", _is_packed, _PACKED, _FARGATE),
            ),
        ),
    )
)

EKS_CAPACITY = _hosts_first(
    Question(
        "Windows?",
        lambda needs: needs.windows,
        Leaf("EC2", "OS", "Neither Fargate on EKS nor Auto Mode takes Windows.", ("A21",)),
        Question(
            "A kernel of its own?",
            lambda needs: needs.own_kernel,
            _KERNEL,
            Question(
                "May be interrupted?",
                lambda needs: needs.interruptible,
                Leaf("EC2 Spot", "SPOT", "EKS has no Fargate Spot; Spot nodes cost less.", ("C108", "A21")),
                Question("Packed over break-even,\nand the team patches?", _is_packed, _PACKED, _AUTO_MODE),
            ),
        ),
    )
)

CAPACITY = {"ECS": ECS_CAPACITY, "EKS": EKS_CAPACITY}
