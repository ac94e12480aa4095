# %% wrong: RSS instead of PSS
import numpy


def memory_model(measurements):
    counts = [measurement["count"] for measurement in measurements]
    totals = [measurement["rss_kib"] / 1024 for measurement in measurements]
    each, fixed = numpy.polyfit(counts, totals, 1)
    return fixed, each


# %% wrong: fits the memory per container
import numpy


def memory_model(measurements):
    counts = [measurement["count"] for measurement in measurements]
    per_container = [measurement["pss_kib"] / 1024 / measurement["count"] for measurement in measurements]
    each, fixed = numpy.polyfit(counts, per_container, 1)
    return fixed, each


# %% wrong: only the first and the last measurement
def memory_model(measurements):
    first, last = measurements[0], measurements[-1]
    each = (last["pss_kib"] - first["pss_kib"]) / (last["count"] - first["count"]) / 1024
    return first["pss_kib"] / 1024 - each * first["count"], each


# %% wrong: each before fixed
import numpy


def memory_model(measurements):
    counts = [measurement["count"] for measurement in measurements]
    totals = [measurement["pss_kib"] / 1024 for measurement in measurements]
    return tuple(numpy.polyfit(counts, totals, 1))


# %% wrong: KiB instead of MiB
import numpy


def memory_model(measurements):
    counts = [measurement["count"] for measurement in measurements]
    each, fixed = numpy.polyfit(counts, [measurement["pss_kib"] for measurement in measurements], 1)
    return fixed, each


# %% wrong: a line through zero
def memory_model(measurements):
    together = sum(one["count"] * one["pss_kib"] / 1024 for one in measurements)
    return 0.0, together / sum(one["count"] ** 2 for one in measurements)


# %% right: the course's own fit
from planes.virtualization import fit_memory


def memory_model(measurements):
    return fit_memory([one["count"] for one in measurements], [one["pss_kib"] / 1024 for one in measurements])


# %% right: the two sums by hand
def memory_model(measurements):
    xs = [one["count"] for one in measurements]
    ys = [one["pss_kib"] / 1024 for one in measurements]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys)) / sum((x - mean_x) ** 2 for x in xs)
    return mean_y - slope * mean_x, slope


# %% right: a linear system
import numpy


def memory_model(measurements):
    matrix = numpy.array([[1, one["count"]] for one in measurements])
    totals = numpy.array([one["pss_kib"] for one in measurements]) / 1024
    fixed, each = numpy.linalg.lstsq(matrix, totals, rcond=None)[0]
    return float(fixed), float(each)
