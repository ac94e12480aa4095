# %% wrong: the mean instead of a percentile
def times_slower(fast_ms, slow_ms, percent):
    return (sum(slow_ms) / len(slow_ms)) / (sum(fast_ms) / len(fast_ms))


# %% wrong: the ratio upside down
import math


def times_slower(fast_ms, slow_ms, percent):
    def percentile(samples):
        return sorted(samples)[math.ceil(len(samples) * percent / 100) - 1]

    return percentile(fast_ms) / percentile(slow_ms)


# %% wrong: the samples are not sorted
import math


def times_slower(fast_ms, slow_ms, percent):
    def percentile(samples):
        return samples[math.ceil(len(samples) * percent / 100) - 1]

    return percentile(slow_ms) / percentile(fast_ms)


# %% wrong: always the median
import statistics


def times_slower(fast_ms, slow_ms, percent):
    return statistics.median(slow_ms) / statistics.median(fast_ms)


# %% wrong: counts one too far
import math


def times_slower(fast_ms, slow_ms, percent):
    def percentile(samples):
        return sorted(samples)[min(len(samples) - 1, math.floor(len(samples) * percent / 100))]

    return percentile(slow_ms) / percentile(fast_ms)


# %% right: numpy's inverted distribution
import numpy


def times_slower(fast_ms, slow_ms, percent):
    slow, fast = (numpy.percentile(samples, percent, method="inverted_cdf") for samples in (slow_ms, fast_ms))
    return slow / fast


# %% right: walks up the sorted samples
def times_slower(fast_ms, slow_ms, percent):
    def reach(samples):
        for count, value in enumerate(sorted(samples), start=1):
            if count * 100 >= percent * len(samples):
                return value

    return reach(slow_ms) / reach(fast_ms)


# %% right: the course's own percentile
from planes.virtualization import percentile


def times_slower(fast_ms, slow_ms, percent):
    return percentile(slow_ms, percent) / percentile(fast_ms, percent)
