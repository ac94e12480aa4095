# %% wrong: full instances do not count for their zone
def best_instances(instances, task, strategies):
    """Return the ids of all instances that are equally good after the last strategy.

    instances: dictionaries with id, zone, cpu and memory (free) and tasks (of this service).
    task: a dictionary with cpu and memory. strategies: as placementStrategy takes them.
    """

    def score(instance, strategy):
        if strategy["type"] == "binpack":
            return instance[strategy["field"]]
        if strategy["field"] == "instanceId":
            return instance["tasks"]
        return sum(
            one["tasks"]
            for one in instances
            if one["cpu"] >= task["cpu"]
            and one["memory"] >= task["memory"]
            and one["zone"] == instance["zone"]
        )

    left = [one for one in instances if one["cpu"] >= task["cpu"] and one["memory"] >= task["memory"]]
    for strategy in strategies:
        best = min((score(one, strategy) for one in left), default=None)
        left = [one for one in left if score(one, strategy) == best]
    return [one["id"] for one in left]


def run_all(ecs, wanted):
    """Run all wanted tasks in the cluster `shop` on as few hosts as possible.

    wanted: tuples (family, count, memory in MiB) in any order.
    """
    binpack = [{"type": "binpack", "field": "memory"}]
    for family, count, _ in sorted(wanted, key=lambda row: row[2], reverse=True):
        for _ in range(count):
            ecs.run_task(cluster="shop", taskDefinition=family, launchType="EC2", placementStrategy=binpack)


# %% wrong: binpack takes the emptiest
def best_instances(instances, task, strategies):
    """Return the ids of all instances that are equally good after the last strategy.

    instances: dictionaries with id, zone, cpu and memory (free) and tasks (of this service).
    task: a dictionary with cpu and memory. strategies: as placementStrategy takes them.
    """

    def score(instance, strategy):
        if strategy["type"] == "binpack":
            return -instance[strategy["field"]]
        if strategy["field"] == "instanceId":
            return instance["tasks"]
        return sum(one["tasks"] for one in instances if one["zone"] == instance["zone"])

    left = [one for one in instances if one["cpu"] >= task["cpu"] and one["memory"] >= task["memory"]]
    for strategy in strategies:
        best = min((score(one, strategy) for one in left), default=None)
        left = [one for one in left if score(one, strategy) == best]
    return [one["id"] for one in left]


def run_all(ecs, wanted):
    """Run all wanted tasks in the cluster `shop` on as few hosts as possible.

    wanted: tuples (family, count, memory in MiB) in any order.
    """
    binpack = [{"type": "binpack", "field": "memory"}]
    for family, count, _ in sorted(wanted, key=lambda row: row[2], reverse=True):
        for _ in range(count):
            ecs.run_task(cluster="shop", taskDefinition=family, launchType="EC2", placementStrategy=binpack)


# %% wrong: an exact fit is out
def best_instances(instances, task, strategies):
    """Return the ids of all instances that are equally good after the last strategy.

    instances: dictionaries with id, zone, cpu and memory (free) and tasks (of this service).
    task: a dictionary with cpu and memory. strategies: as placementStrategy takes them.
    """

    def score(instance, strategy):
        if strategy["type"] == "binpack":
            return instance[strategy["field"]]
        if strategy["field"] == "instanceId":
            return instance["tasks"]
        return sum(one["tasks"] for one in instances if one["zone"] == instance["zone"])

    left = [one for one in instances if one["cpu"] > task["cpu"] and one["memory"] > task["memory"]]
    for strategy in strategies:
        best = min((score(one, strategy) for one in left), default=None)
        left = [one for one in left if score(one, strategy) == best]
    return [one["id"] for one in left]


def run_all(ecs, wanted):
    """Run all wanted tasks in the cluster `shop` on as few hosts as possible.

    wanted: tuples (family, count, memory in MiB) in any order.
    """
    binpack = [{"type": "binpack", "field": "memory"}]
    for family, count, _ in sorted(wanted, key=lambda row: row[2], reverse=True):
        for _ in range(count):
            ecs.run_task(cluster="shop", taskDefinition=family, launchType="EC2", placementStrategy=binpack)


# %% wrong: only one of several equals
def best_instances(instances, task, strategies):
    """Return the ids of all instances that are equally good after the last strategy.

    instances: dictionaries with id, zone, cpu and memory (free) and tasks (of this service).
    task: a dictionary with cpu and memory. strategies: as placementStrategy takes them.
    """

    def score(instance, strategy):
        if strategy["type"] == "binpack":
            return instance[strategy["field"]]
        if strategy["field"] == "instanceId":
            return instance["tasks"]
        return sum(one["tasks"] for one in instances if one["zone"] == instance["zone"])

    left = [one for one in instances if one["cpu"] >= task["cpu"] and one["memory"] >= task["memory"]]
    for strategy in strategies:
        best = min((score(one, strategy) for one in left), default=None)
        left = [one for one in left if score(one, strategy) == best]
    return [one["id"] for one in left][:1]


def run_all(ecs, wanted):
    """Run all wanted tasks in the cluster `shop` on as few hosts as possible.

    wanted: tuples (family, count, memory in MiB) in any order.
    """
    binpack = [{"type": "binpack", "field": "memory"}]
    for family, count, _ in sorted(wanted, key=lambda row: row[2], reverse=True):
        for _ in range(count):
            ecs.run_task(cluster="shop", taskDefinition=family, launchType="EC2", placementStrategy=binpack)


# %% wrong: only the last strategy counts
def best_instances(instances, task, strategies):
    """Return the ids of all instances that are equally good after the last strategy.

    instances: dictionaries with id, zone, cpu and memory (free) and tasks (of this service).
    task: a dictionary with cpu and memory. strategies: as placementStrategy takes them.
    """

    def score(instance, strategy):
        if strategy["type"] == "binpack":
            return instance[strategy["field"]]
        if strategy["field"] == "instanceId":
            return instance["tasks"]
        return sum(one["tasks"] for one in instances if one["zone"] == instance["zone"])

    left = [one for one in instances if one["cpu"] >= task["cpu"] and one["memory"] >= task["memory"]]
    for strategy in strategies[-1:]:
        best = min((score(one, strategy) for one in left), default=None)
        left = [one for one in left if score(one, strategy) == best]
    return [one["id"] for one in left]


def run_all(ecs, wanted):
    """Run all wanted tasks in the cluster `shop` on as few hosts as possible.

    wanted: tuples (family, count, memory in MiB) in any order.
    """
    binpack = [{"type": "binpack", "field": "memory"}]
    for family, count, _ in sorted(wanted, key=lambda row: row[2], reverse=True):
        for _ in range(count):
            ecs.run_task(cluster="shop", taskDefinition=family, launchType="EC2", placementStrategy=binpack)


# %% wrong: the smallest tasks first
def best_instances(instances, task, strategies):
    """Return the ids of all instances that are equally good after the last strategy.

    instances: dictionaries with id, zone, cpu and memory (free) and tasks (of this service).
    task: a dictionary with cpu and memory. strategies: as placementStrategy takes them.
    """

    def score(instance, strategy):
        if strategy["type"] == "binpack":
            return instance[strategy["field"]]
        if strategy["field"] == "instanceId":
            return instance["tasks"]
        return sum(one["tasks"] for one in instances if one["zone"] == instance["zone"])

    left = [one for one in instances if one["cpu"] >= task["cpu"] and one["memory"] >= task["memory"]]
    for strategy in strategies:
        best = min((score(one, strategy) for one in left), default=None)
        left = [one for one in left if score(one, strategy) == best]
    return [one["id"] for one in left]


def run_all(ecs, wanted):
    """Run all wanted tasks in the cluster `shop` on as few hosts as possible.

    wanted: tuples (family, count, memory in MiB) in any order.
    """
    binpack = [{"type": "binpack", "field": "memory"}]
    for family, count, _ in sorted(wanted, key=lambda row: row[2]):
        for _ in range(count):
            ecs.run_task(cluster="shop", taskDefinition=family, launchType="EC2", placementStrategy=binpack)


# %% wrong: spread over the hosts
def best_instances(instances, task, strategies):
    """Return the ids of all instances that are equally good after the last strategy.

    instances: dictionaries with id, zone, cpu and memory (free) and tasks (of this service).
    task: a dictionary with cpu and memory. strategies: as placementStrategy takes them.
    """

    def score(instance, strategy):
        if strategy["type"] == "binpack":
            return instance[strategy["field"]]
        if strategy["field"] == "instanceId":
            return instance["tasks"]
        return sum(one["tasks"] for one in instances if one["zone"] == instance["zone"])

    left = [one for one in instances if one["cpu"] >= task["cpu"] and one["memory"] >= task["memory"]]
    for strategy in strategies:
        best = min((score(one, strategy) for one in left), default=None)
        left = [one for one in left if score(one, strategy) == best]
    return [one["id"] for one in left]


def run_all(ecs, wanted):
    """Run all wanted tasks in the cluster `shop` on as few hosts as possible.

    wanted: tuples (family, count, memory in MiB) in any order.
    """
    binpack = [{"type": "spread", "field": "instanceId"}]
    for family, count, _ in sorted(wanted, key=lambda row: row[2], reverse=True):
        for _ in range(count):
            ecs.run_task(cluster="shop", taskDefinition=family, launchType="EC2", placementStrategy=binpack)


# %% wrong: more than ten tasks in one call
def best_instances(instances, task, strategies):
    """Return the ids of all instances that are equally good after the last strategy.

    instances: dictionaries with id, zone, cpu and memory (free) and tasks (of this service).
    task: a dictionary with cpu and memory. strategies: as placementStrategy takes them.
    """

    def score(instance, strategy):
        if strategy["type"] == "binpack":
            return instance[strategy["field"]]
        if strategy["field"] == "instanceId":
            return instance["tasks"]
        return sum(one["tasks"] for one in instances if one["zone"] == instance["zone"])

    left = [one for one in instances if one["cpu"] >= task["cpu"] and one["memory"] >= task["memory"]]
    for strategy in strategies:
        best = min((score(one, strategy) for one in left), default=None)
        left = [one for one in left if score(one, strategy) == best]
    return [one["id"] for one in left]


def run_all(ecs, wanted):
    """Run all wanted tasks in the cluster `shop` on as few hosts as possible.

    wanted: tuples (family, count, memory in MiB) in any order.
    """
    binpack = [{"type": "binpack", "field": "memory"}]
    for family, count, _ in sorted(wanted, key=lambda row: row[2], reverse=True):
        ecs.run_task(
            cluster="shop",
            taskDefinition=family,
            count=min(count, 10),
            launchType="EC2",
            placementStrategy=binpack,
        )


# %% right: numpy for the decision, tens for the calls
import numpy as np


def best_instances(instances, task, strategies):
    """Return the ids of all instances that are equally good after the last strategy.

    instances: dictionaries with id, zone, cpu and memory (free) and tasks (of this service).
    task: a dictionary with cpu and memory. strategies: as placementStrategy takes them.
    """
    zones = {}
    for one in instances:
        zones[one["zone"]] = zones.get(one["zone"], 0) + one["tasks"]
    left = [one for one in instances if not (one["cpu"] < task["cpu"] or one["memory"] < task["memory"])]
    for strategy in strategies:
        if not left:
            return []
        if strategy["field"] in ("cpu", "memory"):
            numbers = np.array([one[strategy["field"]] for one in left])
        elif strategy["field"] == "instanceId":
            numbers = np.array([one["tasks"] for one in left])
        else:
            numbers = np.array([zones[one["zone"]] for one in left])
        left = [left[position] for position in np.flatnonzero(numbers == numbers.min())]
    return [one["id"] for one in left]


def run_all(ecs, wanted):
    """Run all wanted tasks in the cluster `shop` on as few hosts as possible.

    wanted: tuples (family, count, memory in MiB) in any order.
    """
    for _, family, count in sorted([(m, f, c) for f, c, m in wanted])[::-1]:
        while count:
            now = min(count, 10)
            ecs.run_task(
                cluster="shop",
                taskDefinition=family,
                count=now,
                launchType="EC2",
                placementStrategy=[{"type": "binpack", "field": "MEMORY".lower()}],
            )
            count -= now


# %% right: a set of ids, and the launch type left to its default
def best_instances(instances, task, strategies):
    """Return the ids of all instances that are equally good after the last strategy.

    instances: dictionaries with id, zone, cpu and memory (free) and tasks (of this service).
    task: a dictionary with cpu and memory. strategies: as placementStrategy takes them.
    """

    def score(instance, strategy):
        if strategy["type"] == "binpack":
            return instance[strategy["field"]]
        if strategy["field"] == "instanceId":
            return instance["tasks"]
        return sum(one["tasks"] for one in instances if one["zone"] == instance["zone"])

    left = [one for one in instances if one["cpu"] >= task["cpu"] and one["memory"] >= task["memory"]]
    for strategy in strategies:
        best = min((score(one, strategy) for one in left), default=None)
        left = [one for one in left if score(one, strategy) == best]
    return {one["id"] for one in left}


def run_all(ecs, wanted):
    """Run all wanted tasks in the cluster `shop` on as few hosts as possible.

    wanted: tuples (family, count, memory in MiB) in any order.
    """
    binpack = [{"type": "binpack", "field": "memory"}]
    for family, count, _ in sorted(wanted, key=lambda row: row[2], reverse=True):
        for _ in range(count):
            ecs.run_task(cluster="shop", taskDefinition=family, placementStrategy=binpack)
