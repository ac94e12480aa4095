# %% wrong: shares begin at zero
def cumulative(samples):
    values = sorted(samples)
    return values, [rank / len(values) for rank in range(len(values))]


# %% wrong: not sorted
def cumulative(samples):
    return samples, [(rank + 1) / len(samples) for rank in range(len(samples))]


# %% wrong: equal samples are merged
def cumulative(samples):
    values = sorted(set(samples))
    return values, [sum(sample <= value for sample in samples) / len(samples) for value in values]


# %% wrong: divides by one more than the count
def cumulative(samples):
    values = sorted(samples)
    return values, [(rank + 1) / (len(values) + 1) for rank in range(len(values))]


# %% wrong: percentages instead of shares
def cumulative(samples):
    values = sorted(samples)
    return values, [100 * (rank + 1) / len(values) for rank in range(len(values))]


# %% right: with numpy
import numpy


def cumulative(samples):
    return numpy.sort(samples), numpy.arange(1, len(samples) + 1) / len(samples)


# %% right: the course's ecdf
from planes.virtualization import ecdf


def cumulative(samples):
    return ecdf(samples)


# %% right: two lists in a list, grown in a loop
def cumulative(samples):
    values, shares = [], []
    for value in sorted(samples):
        values.append(value)
        shares.append(len(values) / len(samples))
    return [values, shares]
