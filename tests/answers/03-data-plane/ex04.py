# %% wrong: divides the total by a host, as if tasks could be split
import math


def hosts_needed(count, task, host):
    hosts = {name: math.ceil(count * task[name] / host[name]) for name in ("cpu", "memory")}
    hosts["addresses"] = math.ceil(count / host["addresses"])
    if task["memory"] > host["memory"] or task["cpu"] > host["cpu"]:
        raise ValueError("too large")
    binding = max(hosts, key=hosts.get)
    return hosts[binding], binding


# %% wrong: forgets the addresses
import math


def hosts_needed(count, task, host):
    limits = {name: host[name] // task[name] for name in ("cpu", "memory") if task[name]}
    binding = min(limits, key=limits.get)
    if limits[binding] == 0:
        raise ValueError("too large")
    return math.ceil(count / limits[binding]), binding


# %% wrong: rounds the number of hosts down
def hosts_needed(count, task, host):
    limits = {"memory": host["memory"] // task["memory"], "addresses": host["addresses"]}
    if task["cpu"]:
        limits["cpu"] = host["cpu"] // task["cpu"]
    binding = min(limits, key=limits.get)
    if limits[binding] == 0:
        raise ValueError("too large")
    return max(1, count // limits[binding]), binding


# %% wrong: one host too many when it comes out even
def hosts_needed(count, task, host):
    limits = {"memory": host["memory"] // task["memory"], "addresses": host["addresses"]}
    if task["cpu"]:
        limits["cpu"] = host["cpu"] // task["cpu"]
    binding = min(limits, key=limits.get)
    if limits[binding] == 0:
        raise ValueError("too large")
    return count // limits[binding] + 1, binding


# %% wrong: divides by a CPU of zero
import math


def hosts_needed(count, task, host):
    limits = {
        "cpu": host["cpu"] // task["cpu"],
        "memory": host["memory"] // task["memory"],
        "addresses": host["addresses"],
    }
    binding = min(limits, key=limits.get)
    if limits[binding] == 0:
        raise ValueError("too large")
    return math.ceil(count / limits[binding]), binding


# %% wrong: the limit that leaves most room
import math


def hosts_needed(count, task, host):
    limits = {"memory": host["memory"] // task["memory"], "addresses": host["addresses"]}
    if task["cpu"]:
        limits["cpu"] = host["cpu"] // task["cpu"]
    if min(limits.values()) == 0:
        raise ValueError("too large")
    return math.ceil(count / min(limits.values())), max(limits, key=limits.get)


# %% right: infinity where CPU does not limit
import math


def hosts_needed(count, task, host):
    by_cpu = math.inf if task["cpu"] == 0 else math.floor(host["cpu"] / task["cpu"])
    by_memory = math.floor(host["memory"] / task["memory"])
    fewest = min(by_cpu, by_memory, host["addresses"])
    if fewest < 1:
        raise ValueError("no task fits")
    names = ["addresses", "cpu", "memory"]
    return math.ceil(count / fewest), names[[host["addresses"], by_cpu, by_memory].index(fewest)]


# %% right: fills hosts one by one
def hosts_needed(count, task, host):
    tasks = 0
    while True:
        more = tasks + 1
        over = [name for name in ("cpu", "memory") if more * task[name] > host[name]]
        over += ["addresses"] if more > host["addresses"] else []
        if over:
            break
        tasks = more
    if tasks == 0:
        raise ValueError("not even one task fits on an empty host")
    hosts = 0
    while count > 0:
        hosts, count = hosts + 1, count - tasks
    return hosts, over[0]
