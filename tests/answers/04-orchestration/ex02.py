# %% wrong: treats hosts of one zone as independent
import itertools
import math


def smallest_design(zones, host, shared, needed, target, most):
    for design in sorted(itertools.product(range(most + 1), repeat=len(zones)), key=sum):
        chances = [zone * host for zone, count in zip(zones, design) for _ in range(count)]
        works = sum(
            math.prod(up if ok else 1 - up for up, ok in zip(chances, case))
            for case in itertools.product([True, False], repeat=len(chances))
            if sum(case) >= needed
        )
        if sum(design) <= most and shared * works >= target:
            return list(design)
        if sum(design) > most:
            return None
    return None


# %% wrong: forgets what is shared
import itertools
import math


def smallest_design(zones, host, shared, needed, target, most):
    for design in sorted(itertools.product(range(most + 1), repeat=len(zones)), key=sum):
        works = 0.0
        for case in itertools.product([True, False], repeat=len(zones)):
            chance = math.prod(zone if ok else 1 - zone for zone, ok in zip(zones, case))
            n = sum(count for count, ok in zip(design, case) if ok)
            works += chance * sum(
                math.comb(n, k) * host**k * (1 - host) ** (n - k) for k in range(needed, n + 1)
            )
        if sum(design) <= most and works >= target:
            return list(design)
    return None


# %% wrong: one host is always enough
import itertools
import math


def smallest_design(zones, host, shared, needed, target, most):
    for design in sorted(itertools.product(range(most + 1), repeat=len(zones)), key=sum):
        down = math.prod(1 - zone + zone * (1 - host) ** count for zone, count in zip(zones, design))
        if sum(design) <= most and shared * (1 - down) >= target:
            return list(design)
    return None


# %% wrong: spreads evenly instead of trying all designs
import itertools
import math


def smallest_design(zones, host, shared, needed, target, most):
    for total in range(1, most + 1):
        design = [total // len(zones) + (number < total % len(zones)) for number in range(len(zones))]
        works = 0.0
        for case in itertools.product([True, False], repeat=len(zones)):
            chance = math.prod(zone if ok else 1 - zone for zone, ok in zip(zones, case))
            n = sum(count for count, ok in zip(design, case) if ok)
            works += chance * sum(
                math.comb(n, k) * host**k * (1 - host) ** (n - k) for k in range(needed, n + 1)
            )
        if shared * works >= target:
            return design
    return None


# %% wrong: takes the first design that reaches the target, not the smallest
import itertools
import math


def smallest_design(zones, host, shared, needed, target, most):
    for design in itertools.product(range(most + 1), repeat=len(zones)):
        works = 0.0
        for case in itertools.product([True, False], repeat=len(zones)):
            chance = math.prod(zone if ok else 1 - zone for zone, ok in zip(zones, case))
            n = sum(count for count, ok in zip(design, case) if ok)
            works += chance * sum(
                math.comb(n, k) * host**k * (1 - host) ** (n - k) for k in range(needed, n + 1)
            )
        if sum(design) <= most and shared * works >= target:
            return list(design)
    return None


# %% wrong: lets each zone have as many hosts as there may be in all
import itertools
import math


def smallest_design(zones, host, shared, needed, target, most):
    for design in sorted(itertools.product(range(most + 1), repeat=len(zones)), key=sum):
        works = 0.0
        for case in itertools.product([True, False], repeat=len(zones)):
            chance = math.prod(zone if ok else 1 - zone for zone, ok in zip(zones, case))
            n = sum(count for count, ok in zip(design, case) if ok)
            works += chance * sum(
                math.comb(n, k) * host**k * (1 - host) ** (n - k) for k in range(needed, n + 1)
            )
        if shared * works >= target:
            return list(design)
    return None


# %% right: tries every case of every zone and host, design by design
import itertools
import math


def smallest_design(zones, host, shared, needed, target, most):
    def chance_of(design):
        total = 0.0
        for case in itertools.product([True, False], repeat=len(zones)):
            weight = math.prod(zone if ok else 1 - zone for zone, ok in zip(zones, case, strict=True))
            count = [1.0]
            for _ in range(sum(n for n, ok in zip(design, case, strict=True) if ok)):
                count = [
                    up * host + down * (1 - host)
                    for up, down in zip([0.0, *count], [*count, 0.0], strict=True)
                ]
            total += weight * sum(count[needed:])
        return shared * total

    for hosts in range(needed, most + 1):
        for design in itertools.product(range(hosts, -1, -1), repeat=len(zones)):
            if sum(design) == hosts and chance_of(design) >= target:
                return design
    return None


# %% right: folds the distributions of the zones with numpy, and takes the best design of each size
import itertools

import numpy


def smallest_design(zones, host, shared, needed, target, most):
    def chance_of(design):
        count = numpy.array([1.0])
        for zone, hosts in zip(zones, design):
            inside = numpy.array([1.0])
            for _ in range(hosts):
                inside = numpy.convolve(inside, [1 - host, host])
            inside = zone * inside
            inside[0] += 1 - zone
            count = numpy.convolve(count, inside)
        return shared * count[needed:].sum()

    for size in range(most + 1):
        designs = [d for d in itertools.product(range(size + 1), repeat=len(zones)) if sum(d) == size]
        best = max(designs, key=chance_of)
        if chance_of(best) >= target:
            return list(numpy.array(best))
    return None
