# %% wrong: forgets the 256 MiB of Kubernetes
from planes import rules


def eks_pod_size(containers, init_containers):
    cpu = max([sum(c["cpu_millicores"] for c in containers)] + [c["cpu_millicores"] for c in init_containers])
    memory = max([sum(c["memory_mib"] for c in containers)] + [c["memory_mib"] for c in init_containers])
    return rules.fargate.smallest_size(cpu * 1.024, memory)


# %% wrong: adds 256 MiB for every container
from planes import rules


def eks_pod_size(containers, init_containers):
    cpu = max([sum(c["cpu_millicores"] for c in containers)] + [c["cpu_millicores"] for c in init_containers])
    memory = max(
        [sum(c["memory_mib"] + 256 for c in containers)] + [c["memory_mib"] + 256 for c in init_containers]
    )
    return rules.fargate.smallest_size(cpu * 1.024, memory)


# %% wrong: adds the init containers to the sum
from planes import rules


def eks_pod_size(containers, init_containers):
    everything = containers + init_containers
    cpu = sum(c["cpu_millicores"] for c in everything) * 1.024
    return rules.fargate.smallest_size(cpu, sum(c["memory_mib"] for c in everything) + 256)


# %% wrong: adds up the init containers before comparing
from planes import rules


def eks_pod_size(containers, init_containers):
    def needed(resource):
        return max(sum(c[resource] for c in containers), sum(c[resource] for c in init_containers))

    return rules.fargate.smallest_size(needed("cpu_millicores") * 1.024, needed("memory_mib") + 256)


# %% wrong: takes millicores for CPU units
from planes import rules


def eks_pod_size(containers, init_containers):
    def needed(resource):
        return max([sum(c[resource] for c in containers)] + [c[resource] for c in init_containers])

    return rules.fargate.smallest_size(needed("cpu_millicores"), needed("memory_mib") + 256)


# %% wrong: takes both resources from whichever needs more memory
from planes import rules


def eks_pod_size(containers, init_containers):
    together = {name: sum(c[name] for c in containers) for name in ("cpu_millicores", "memory_mib")}
    largest = max([together, *init_containers], key=lambda c: c["memory_mib"])
    return rules.fargate.smallest_size(largest["cpu_millicores"] * 1.024, largest["memory_mib"] + 256)


# %% wrong: ignores the init containers
from planes import rules


def eks_pod_size(containers, init_containers):
    cpu = sum(c["cpu_millicores"] for c in containers) * 1024 / 1000
    return rules.fargate.smallest_size(cpu, sum(c["memory_mib"] for c in containers) + 256)


# %% right: writes quantities and asks the rule
from planes import rules


def eks_pod_size(containers, init_containers):
    def quantities(some):
        return [
            {"requests": {"cpu": f"{c['cpu_millicores']}m", "memory": f"{c['memory_mib']}Mi"}} for c in some
        ]

    return rules.fargate.pod_size(quantities(containers), quantities(init_containers))


# %% right: compares in millicores, with a loop and a list
from planes import rules


def eks_pod_size(containers, init_containers):
    millicores = memory = 0
    for container in containers:
        millicores += container["cpu_millicores"]
        memory += container["memory_mib"]
    for container in init_containers:
        millicores = max(millicores, container["cpu_millicores"])
        memory = max(memory, container["memory_mib"])
    for cpu_units, memory_mib in rules.fargate.sizes():
        if cpu_units / 1024 * 1000 >= millicores and memory_mib >= memory + 256:
            return [cpu_units, memory_mib]
