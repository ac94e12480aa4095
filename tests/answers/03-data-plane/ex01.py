# %% wrong: takes the largest container instead of the sum
from planes import rules


def fargate_size(containers):
    cpu = max(container.get("cpu", 0) for container in containers)
    memory = max(container["memory"] for container in containers)
    for size in rules.fargate.sizes():
        if size[0] >= cpu and size[1] >= memory:
            return size
    raise ValueError("too large")


# %% wrong: returns what was asked for, not a valid size
def fargate_size(containers):
    cpu, memory = sum(c.get("cpu", 0) for c in containers), sum(c["memory"] for c in containers)
    if cpu > 32768 or memory > 249856:
        raise ValueError("too large")
    return cpu, memory


# %% wrong: fixes the CPU first and refuses what needs more memory
from planes import rules


def fargate_size(containers):
    cpu, memory = sum(c.get("cpu", 0) for c in containers), sum(c["memory"] for c in containers)
    smallest_cpu = min(size[0] for size in rules.fargate.sizes() if size[0] >= cpu)
    for size in rules.fargate.sizes():
        if size[0] == smallest_cpu and size[1] >= memory:
            return size
    raise ValueError("too large")


# %% wrong: returns None when nothing is large enough
from planes import rules


def fargate_size(containers):
    cpu, memory = sum(c.get("cpu", 0) for c in containers), sum(c["memory"] for c in containers)
    for size in rules.fargate.sizes():
        if size[0] >= cpu and size[1] >= memory:
            return size


# %% wrong: wants strictly more than was asked for
from planes import rules


def fargate_size(containers):
    cpu, memory = sum(c.get("cpu", 0) for c in containers), sum(c["memory"] for c in containers)
    for size in rules.fargate.sizes():
        if size[0] > cpu and size[1] > memory:
            return size
    raise ValueError("too large")


# %% wrong: rounds the memory up to a power of two
from planes import rules


def fargate_size(containers):
    cpu, memory = sum(c.get("cpu", 0) for c in containers), sum(c["memory"] for c in containers)
    power = 512
    while power < memory:
        power *= 2
    for size in rules.fargate.sizes():
        if size[0] >= cpu and size[1] >= power:
            return size
    raise ValueError("too large")


# %% right: asks the rule and lets its error through
from planes import rules


def fargate_size(containers):
    return rules.fargate.smallest_size(
        sum(container.get("cpu", 0) for container in containers),
        sum(container["memory"] for container in containers),
    )


# %% right: takes the minimum of all that fit, as a list
from planes import rules


def fargate_size(containers):
    cpu = memory = 0
    for container in containers:
        cpu += container.get("cpu") or 0
        memory += container["memory"]
    fitting = [[c, m] for c, m in rules.fargate.sizes() if c >= cpu and m >= memory]
    if not fitting:
        raise ValueError(f"{cpu} units and {memory} MiB are too large")
    return min(fitting)


# %% right: the cheapest size that fits is the same one
from planes import facts, rules


def fargate_size(containers):
    cpu, memory = sum(c.get("cpu", 0) for c in containers), sum(c["memory"] for c in containers)
    fitting = [size for size in rules.fargate.sizes() if size[0] >= cpu and size[1] >= memory]
    if len(fitting) == 0:
        raise ValueError("No Fargate size is large enough.")
    return min(fitting, key=lambda size: size[0] * facts.number("CP01") + size[1] * facts.number("CP02"))
