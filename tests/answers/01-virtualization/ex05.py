# %% wrong: rounds up
import math


def how_many(host, need, addresses):
    limits = {
        "memory": math.ceil((host["memory_mib"] - host["reserved_memory_mib"]) / need["memory_mib"]),
        "CPU": math.ceil((host["vcpus"] - host["reserved_vcpus"]) / need["vcpus"]),
        "addresses": addresses,
    }
    binding = min(limits, key=limits.get)
    return max(0, limits[binding]), binding


# %% wrong: forgets what the host keeps for itself
import math


def how_many(host, need, addresses):
    limits = {
        "memory": math.floor(host["memory_mib"] / need["memory_mib"]),
        "CPU": math.floor(host["vcpus"] / need["vcpus"]),
        "addresses": addresses,
    }
    binding = min(limits, key=limits.get)
    return limits[binding], binding


# %% wrong: forgets the addresses
import math


def how_many(host, need, addresses):
    limits = {
        "memory": math.floor((host["memory_mib"] - host["reserved_memory_mib"]) / need["memory_mib"]),
        "CPU": math.floor((host["vcpus"] - host["reserved_vcpus"]) / need["vcpus"]),
    }
    binding = min(limits, key=limits.get)
    return max(0, limits[binding]), binding


# %% wrong: forgets the processor
def how_many(host, need, addresses):
    memory = (host["memory_mib"] - host["reserved_memory_mib"]) // need["memory_mib"]
    return (addresses, "addresses") if addresses < memory else (max(0, memory), "memory")


# %% wrong: takes the largest limit
import math


def how_many(host, need, addresses):
    limits = {
        "memory": math.floor((host["memory_mib"] - host["reserved_memory_mib"]) / need["memory_mib"]),
        "CPU": math.floor((host["vcpus"] - host["reserved_vcpus"]) / need["vcpus"]),
        "addresses": addresses,
    }
    binding = max(limits, key=limits.get)
    return limits[binding], binding


# %% wrong: a negative number of instances
import math


def how_many(host, need, addresses):
    limits = {
        "memory": math.floor((host["memory_mib"] - host["reserved_memory_mib"]) / need["memory_mib"]),
        "CPU": math.floor((host["vcpus"] - host["reserved_vcpus"]) / need["vcpus"]),
        "addresses": addresses,
    }
    binding = min(limits, key=limits.get)
    return limits[binding], binding


# %% right: the smallest of three pairs
def how_many(host, need, addresses):
    memory = max(0, int((host["memory_mib"] - host["reserved_memory_mib"]) / need["memory_mib"]))
    processor = max(0, int((host["vcpus"] - host["reserved_vcpus"]) / need["vcpus"]))
    return min((memory, "memory"), (processor, "CPU"), (addresses, "addresses"), key=lambda pair: pair[0])


# %% right: the course's own how_many_fit
from planes.virtualization import Host, Need, how_many_fit


def how_many(host, need, addresses):
    fit = how_many_fit(Host(**host), Need(**need), {"addresses": addresses})
    return fit.count, fit.binding


# %% right: of equal limits the last one
def how_many(host, need, addresses):
    best, name = addresses, "addresses"
    for what, label in (("vcpus", "CPU"), ("memory_mib", "memory")):
        allowed = int(max(0, host[what] - host[f"reserved_{what}"]) // need[what])
        if allowed < best:
            best, name = allowed, label
    return best, name
