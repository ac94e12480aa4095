# %% wrong: treats hosts of one zone as independent
import itertools
import math


def availability(design, needed, shared):
    hosts = [zone * host for zone, hosts in design for host in hosts]
    total = 0.0
    for case in itertools.product([True, False], repeat=len(hosts)):
        if sum(case) >= needed:
            total += math.prod(up if ok else 1 - up for up, ok in zip(hosts, case, strict=True))
    return shared * total


# %% wrong: forgets what is shared
import itertools
import math


def availability(design, needed, shared):
    total = 0.0
    for up in itertools.product([True, False], repeat=len(design)):
        chance = math.prod(zone if ok else 1 - zone for (zone, _), ok in zip(design, up, strict=True))
        count = [1.0]
        for (_, hosts), ok in zip(design, up, strict=True):
            for host in hosts if ok else []:
                count = [
                    a + b
                    for a, b in zip(
                        [0.0] + [c * host for c in count], [c * (1 - host) for c in count] + [0.0]
                    )
                ]
        total += chance * sum(count[needed:])
    return total


# %% wrong: one host is always enough
import math


def availability(design, needed, shared):
    down = math.prod(1 - zone + zone * math.prod(1 - host for host in hosts) for zone, hosts in design)
    return shared * (1 - down)


# %% wrong: takes all hosts to be like the first
import itertools
import math


def availability(design, needed, shared):
    first = next((hosts[0] for _, hosts in design if hosts), 0.0)
    total = 0.0
    for up in itertools.product([True, False], repeat=len(design)):
        chance = math.prod(zone if ok else 1 - zone for (zone, _), ok in zip(design, up, strict=True))
        n = sum(len(hosts) for (_, hosts), ok in zip(design, up, strict=True) if ok)
        total += chance * sum(
            math.comb(n, k) * first**k * (1 - first) ** (n - k) for k in range(needed, n + 1)
        )
    return shared * total


# %% wrong: exactly as many as needed instead of at least
import itertools
import math


def availability(design, needed, shared):
    total = 0.0
    for up in itertools.product([True, False], repeat=len(design)):
        chance = math.prod(zone if ok else 1 - zone for (zone, _), ok in zip(design, up, strict=True))
        hosts = [host for (_, hosts), ok in zip(design, up, strict=True) if ok for host in hosts]
        for case in itertools.product([True, False], repeat=len(hosts)):
            if sum(case) == needed:
                total += chance * math.prod(h if ok else 1 - h for h, ok in zip(hosts, case, strict=True))
    return shared * total


# %% right: tries every case of every zone and host
import itertools
import math


def availability(design, needed, shared):
    total = 0.0
    for up in itertools.product([True, False], repeat=len(design)):
        chance = math.prod(zone if ok else 1 - zone for (zone, _), ok in zip(design, up, strict=True))
        hosts = [host for (_, hosts), ok in zip(design, up, strict=True) if ok for host in hosts]
        for case in itertools.product([1, 0], repeat=len(hosts)):
            if sum(case) >= needed:
                total += chance * math.prod(h if ok else 1 - h for h, ok in zip(hosts, case, strict=True))
    return total * shared


# %% right: folds the distribution of each zone into the whole with numpy
import numpy


def availability(design, needed, shared):
    count = numpy.array([1.0])
    for zone, hosts in design:
        inside = numpy.array([1.0])
        for host in hosts:
            inside = numpy.convolve(inside, [1 - host, host])
        inside = zone * inside
        inside[0] += 1 - zone
        count = numpy.convolve(count, inside)
    return shared * count[needed:].sum()
