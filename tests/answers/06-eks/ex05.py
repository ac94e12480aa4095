# %% wrong: without the new pod
def points(pod, nodes):
    """Return the LeastAllocated points of the nodes that can take the pod, by name."""
    found = {}
    for node in nodes:
        cpu = node["cpu"] - node["used_cpu"]
        memory = node["memory"] - node["used_memory"]
        if cpu >= pod["cpu"] and memory >= pod["memory"] and set(node["taints"]) <= set(pod["tolerates"]):
            found[node["name"]] = (cpu * 100 // node["cpu"] + memory * 100 // node["memory"]) // 2
    return found


def choose(pod, nodes):
    """Return the name of a node with the most points, or None if no node can take the pod."""
    found = points(pod, nodes)
    return max(found, key=found.get, default=None)


# %% wrong: exactly full is refused
def points(pod, nodes):
    """Return the LeastAllocated points of the nodes that can take the pod, by name."""
    found = {}
    for node in nodes:
        cpu = node["cpu"] - node["used_cpu"] - pod["cpu"]
        memory = node["memory"] - node["used_memory"] - pod["memory"]
        if cpu > 0 and memory > 0 and set(node["taints"]) <= set(pod["tolerates"]):
            found[node["name"]] = (cpu * 100 // node["cpu"] + memory * 100 // node["memory"]) // 2
    return found


def choose(pod, nodes):
    """Return the name of a node with the most points, or None if no node can take the pod."""
    found = points(pod, nodes)
    return max(found, key=found.get, default=None)


# %% wrong: rounded at the end only
def points(pod, nodes):
    """Return the LeastAllocated points of the nodes that can take the pod, by name."""
    found = {}
    for node in nodes:
        cpu = node["cpu"] - node["used_cpu"] - pod["cpu"]
        memory = node["memory"] - node["used_memory"] - pod["memory"]
        if cpu >= 0 and memory >= 0 and set(node["taints"]) <= set(pod["tolerates"]):
            found[node["name"]] = int((cpu * 100 / node["cpu"] + memory * 100 / node["memory"]) / 2)
    return found


def choose(pod, nodes):
    """Return the name of a node with the most points, or None if no node can take the pod."""
    found = points(pod, nodes)
    return max(found, key=found.get, default=None)


# %% wrong: rounded to the nearest
def points(pod, nodes):
    """Return the LeastAllocated points of the nodes that can take the pod, by name."""
    found = {}
    for node in nodes:
        cpu = node["cpu"] - node["used_cpu"] - pod["cpu"]
        memory = node["memory"] - node["used_memory"] - pod["memory"]
        if cpu >= 0 and memory >= 0 and set(node["taints"]) <= set(pod["tolerates"]):
            found[node["name"]] = round((cpu * 100 / node["cpu"] + memory * 100 / node["memory"]) / 2)
    return found


def choose(pod, nodes):
    """Return the name of a node with the most points, or None if no node can take the pod."""
    found = points(pod, nodes)
    return max(found, key=found.get, default=None)


# %% wrong: one tolerated taint is enough
def points(pod, nodes):
    """Return the LeastAllocated points of the nodes that can take the pod, by name."""
    found = {}
    for node in nodes:
        cpu = node["cpu"] - node["used_cpu"] - pod["cpu"]
        memory = node["memory"] - node["used_memory"] - pod["memory"]
        if cpu >= 0 and memory >= 0 and (not node["taints"] or set(node["taints"]) & set(pod["tolerates"])):
            found[node["name"]] = (cpu * 100 // node["cpu"] + memory * 100 // node["memory"]) // 2
    return found


def choose(pod, nodes):
    """Return the name of a node with the most points, or None if no node can take the pod."""
    found = points(pod, nodes)
    return max(found, key=found.get, default=None)


# %% wrong: taints are not looked at
def points(pod, nodes):
    """Return the LeastAllocated points of the nodes that can take the pod, by name."""
    found = {}
    for node in nodes:
        cpu = node["cpu"] - node["used_cpu"] - pod["cpu"]
        memory = node["memory"] - node["used_memory"] - pod["memory"]
        if cpu >= 0 and memory >= 0 and True:
            found[node["name"]] = (cpu * 100 // node["cpu"] + memory * 100 // node["memory"]) // 2
    return found


def choose(pod, nodes):
    """Return the name of a node with the most points, or None if no node can take the pod."""
    found = points(pod, nodes)
    return max(found, key=found.get, default=None)


# %% wrong: the fullest node is chosen
def points(pod, nodes):
    """Return the LeastAllocated points of the nodes that can take the pod, by name."""
    found = {}
    for node in nodes:
        cpu = node["cpu"] - node["used_cpu"] - pod["cpu"]
        memory = node["memory"] - node["used_memory"] - pod["memory"]
        if cpu >= 0 and memory >= 0 and set(node["taints"]) <= set(pod["tolerates"]):
            found[node["name"]] = (cpu * 100 // node["cpu"] + memory * 100 // node["memory"]) // 2
    return found


def choose(pod, nodes):
    """Return the name of a node with the most points, or None if no node can take the pod."""
    found = points(pod, nodes)
    return min(found, key=found.get, default=None)


# %% wrong: points for what is used
def points(pod, nodes):
    """Return the LeastAllocated points of the nodes that can take the pod, by name."""
    found = {}
    for node in nodes:
        cpu = node["cpu"] - node["used_cpu"] - pod["cpu"]
        memory = node["memory"] - node["used_memory"] - pod["memory"]
        if cpu >= 0 and memory >= 0 and set(node["taints"]) <= set(pod["tolerates"]):
            found[node["name"]] = 100 - (cpu * 100 // node["cpu"] + memory * 100 // node["memory"]) // 2
    return found


def choose(pod, nodes):
    """Return the name of a node with the most points, or None if no node can take the pod."""
    found = points(pod, nodes)
    return max(found, key=found.get, default=None)


# %% wrong: nodes without room get no points instead of being left out
def points(pod, nodes):
    """Return the LeastAllocated points of the nodes that can take the pod, by name."""
    found = {}
    for node in nodes:
        cpu = node["cpu"] - node["used_cpu"] - pod["cpu"]
        memory = node["memory"] - node["used_memory"] - pod["memory"]
        if True and set(node["taints"]) <= set(pod["tolerates"]):
            found[node["name"]] = (
                max(0, min(cpu, 1), 0) and (cpu * 100 // node["cpu"] + memory * 100 // node["memory"]) // 2
            )
    return found


def choose(pod, nodes):
    """Return the name of a node with the most points, or None if no node can take the pod."""
    found = points(pod, nodes)
    return max(found, key=found.get, default=None)


# %% wrong: CPU only
def points(pod, nodes):
    """Return the LeastAllocated points of the nodes that can take the pod, by name."""
    found = {}
    for node in nodes:
        cpu = node["cpu"] - node["used_cpu"] - pod["cpu"]
        memory = node["memory"] - node["used_memory"] - pod["memory"]
        if cpu >= 0 and memory >= 0 and set(node["taints"]) <= set(pod["tolerates"]):
            found[node["name"]] = cpu * 100 // node["cpu"]
    return found


def choose(pod, nodes):
    """Return the name of a node with the most points, or None if no node can take the pod."""
    found = points(pod, nodes)
    return max(found, key=found.get, default=None)


# %% right: with the rules of the course
from planes import rules


def points(pod, nodes):
    """Return the LeastAllocated points of the nodes that can take the pod, by name."""
    result = {}
    for node in nodes:
        after = {name: node["used_" + name] + pod[name] for name in ("cpu", "memory")}
        if any(after[name] > node[name] for name in after):
            continue
        if [taint for taint in node["taints"] if taint not in pod["tolerates"]]:
            continue
        room = {name: node[name] for name in ("cpu", "memory")}
        result[node["name"]] = rules.kubernetes.least_allocated_score(after, room)
    return result


def choose(pod, nodes):
    """Return the name of a node with the most points, or None if no node can take the pod."""
    ranked = sorted(points(pod, nodes).items(), key=lambda pair: pair[1])
    return ranked[-1][0] if ranked else None


# %% right: with math.floor and a loop
import math


def points(pod, nodes):
    """Return the LeastAllocated points of the nodes that can take the pod, by name."""

    def takes(node):
        if (
            node["used_cpu"] + pod["cpu"] > node["cpu"]
            or node["used_memory"] + pod["memory"] > node["memory"]
        ):
            return False
        return all(taint in pod["tolerates"] for taint in node["taints"])

    def score(node):
        parts = [
            math.floor((node[name] - node["used_" + name] - pod[name]) * 100 / node[name])
            for name in ("cpu", "memory")
        ]
        return math.floor(sum(parts) / 2)

    return {node["name"]: score(node) for node in nodes if takes(node)}


def choose(pod, nodes):
    """Return the name of a node with the most points, or None if no node can take the pod."""
    best, most = None, -1
    for name, score in points(pod, nodes).items():
        if score > most:
            best, most = name, score
    return best
