# %% wrong: a selector for each label
def fargate_selectors():
    """Return the selectors of the Fargate profile."""
    return [
        {"namespace": "batch-*"},
        {"namespace": "shop", "labels": {"tier": "web"}},
        {"namespace": "shop", "labels": {"size": "small"}},
        {"namespace": "dev", "labels": {"preview": "*"}},
    ]


def pods_on_node(interfaces, addresses, cpu, memory, pod_cpu, pod_memory):
    """Return how many equal pods fit on an empty node."""
    return min(interfaces * (addresses - 1) + 2, cpu // pod_cpu, memory // pod_memory)


# %% wrong: batch without its hyphen
def fargate_selectors():
    """Return the selectors of the Fargate profile."""
    return [
        {"namespace": "batch*"},
        {"namespace": "shop", "labels": {"tier": "web", "size": "small"}},
        {"namespace": "dev", "labels": {"preview": "*"}},
    ]


def pods_on_node(interfaces, addresses, cpu, memory, pod_cpu, pod_memory):
    """Return how many equal pods fit on an empty node."""
    return min(interfaces * (addresses - 1) + 2, cpu // pod_cpu, memory // pod_memory)


# %% wrong: batch anywhere in the name
def fargate_selectors():
    """Return the selectors of the Fargate profile."""
    return [
        {"namespace": "*batch-*"},
        {"namespace": "shop", "labels": {"tier": "web", "size": "small"}},
        {"namespace": "dev", "labels": {"preview": "*"}},
    ]


def pods_on_node(interfaces, addresses, cpu, memory, pod_cpu, pod_memory):
    """Return how many equal pods fit on an empty node."""
    return min(interfaces * (addresses - 1) + 2, cpu // pod_cpu, memory // pod_memory)


# %% wrong: all of the namespace dev
def fargate_selectors():
    """Return the selectors of the Fargate profile."""
    return [
        {"namespace": "batch-*"},
        {"namespace": "shop", "labels": {"tier": "web", "size": "small"}},
        {"namespace": "dev"},
    ]


def pods_on_node(interfaces, addresses, cpu, memory, pod_cpu, pod_memory):
    """Return how many equal pods fit on an empty node."""
    return min(interfaces * (addresses - 1) + 2, cpu // pod_cpu, memory // pod_memory)


# %% wrong: the value of preview has one character
def fargate_selectors():
    """Return the selectors of the Fargate profile."""
    return [
        {"namespace": "batch-*"},
        {"namespace": "shop", "labels": {"tier": "web", "size": "small"}},
        {"namespace": "dev", "labels": {"preview": "?"}},
    ]


def pods_on_node(interfaces, addresses, cpu, memory, pod_cpu, pod_memory):
    """Return how many equal pods fit on an empty node."""
    return min(interfaces * (addresses - 1) + 2, cpu // pod_cpu, memory // pod_memory)


# %% wrong: the labels in every namespace
def fargate_selectors():
    """Return the selectors of the Fargate profile."""
    return [
        {"namespace": "batch-*"},
        {"namespace": "*", "labels": {"tier": "web", "size": "small"}},
        {"namespace": "dev", "labels": {"preview": "*"}},
    ]


def pods_on_node(interfaces, addresses, cpu, memory, pod_cpu, pod_memory):
    """Return how many equal pods fit on an empty node."""
    return min(interfaces * (addresses - 1) + 2, cpu // pod_cpu, memory // pod_memory)


# %% wrong: a selector without a namespace
def fargate_selectors():
    """Return the selectors of the Fargate profile."""
    return [
        {"namespace": "batch-*"},
        {"labels": {"tier": "web", "size": "small"}},
        {"namespace": "dev", "labels": {"preview": "*"}},
    ]


def pods_on_node(interfaces, addresses, cpu, memory, pod_cpu, pod_memory):
    """Return how many equal pods fit on an empty node."""
    return min(interfaces * (addresses - 1) + 2, cpu // pod_cpu, memory // pod_memory)


# %% wrong: all addresses count
def fargate_selectors():
    """Return the selectors of the Fargate profile."""
    return [
        {"namespace": "batch-*"},
        {"namespace": "shop", "labels": {"tier": "web", "size": "small"}},
        {"namespace": "dev", "labels": {"preview": "*"}},
    ]


def pods_on_node(interfaces, addresses, cpu, memory, pod_cpu, pod_memory):
    """Return how many equal pods fit on an empty node."""
    return min(interfaces * addresses, cpu // pod_cpu, memory // pod_memory)


# %% wrong: one less for the whole node
def fargate_selectors():
    """Return the selectors of the Fargate profile."""
    return [
        {"namespace": "batch-*"},
        {"namespace": "shop", "labels": {"tier": "web", "size": "small"}},
        {"namespace": "dev", "labels": {"preview": "*"}},
    ]


def pods_on_node(interfaces, addresses, cpu, memory, pod_cpu, pod_memory):
    """Return how many equal pods fit on an empty node."""
    return min(interfaces * addresses - 1 + 2, cpu // pod_cpu, memory // pod_memory)


# %% wrong: memory is forgotten
def fargate_selectors():
    """Return the selectors of the Fargate profile."""
    return [
        {"namespace": "batch-*"},
        {"namespace": "shop", "labels": {"tier": "web", "size": "small"}},
        {"namespace": "dev", "labels": {"preview": "*"}},
    ]


def pods_on_node(interfaces, addresses, cpu, memory, pod_cpu, pod_memory):
    """Return how many equal pods fit on an empty node."""
    return min(interfaces * (addresses - 1) + 2, cpu // pod_cpu)


# %% wrong: rounded up
def fargate_selectors():
    """Return the selectors of the Fargate profile."""
    return [
        {"namespace": "batch-*"},
        {"namespace": "shop", "labels": {"tier": "web", "size": "small"}},
        {"namespace": "dev", "labels": {"preview": "*"}},
    ]


def pods_on_node(interfaces, addresses, cpu, memory, pod_cpu, pod_memory):
    """Return how many equal pods fit on an empty node."""
    return min(interfaces * (addresses - 1) + 2, -(-cpu // pod_cpu), -(-memory // pod_memory))


# %% right: in another order, as a tuple, with int()
def fargate_selectors():
    """Return the selectors of the Fargate profile."""
    preview = {"namespace": "dev", "labels": {"preview": "*"}}
    small = {"namespace": "shop", "labels": {"size": "small", "tier": "web"}}
    return preview, small, {"namespace": "batch-*", "labels": {}}


def pods_on_node(interfaces, addresses, cpu, memory, pod_cpu, pod_memory):
    """Return how many equal pods fit on an empty node."""
    by_address = interfaces * addresses - interfaces + 2
    return min(by_address, int(min(cpu / pod_cpu, memory / pod_memory)))


# %% right: with numpy, floats for whole numbers
import numpy as np


def fargate_selectors():
    """Return the selectors of the Fargate profile."""
    found = [{"namespace": "batch-*"}]
    for namespace, labels in (("shop", {"tier": "web", "size": "small"}), ("dev", {"preview": "*"})):
        found.append({"namespace": namespace, "labels": labels})
    return found


def pods_on_node(interfaces, addresses, cpu, memory, pod_cpu, pod_memory):
    """Return how many equal pods fit on an empty node."""
    return np.min([interfaces * (addresses - 1) + 2, cpu // pod_cpu, memory // pod_memory])
