# %% wrong: a chain is as good as its weakest link
import math


def availability(design):
    if not isinstance(design, tuple):
        return design
    kind, parts = design
    inner = [availability(part) for part in parts]
    return min(inner) if kind == "all" else 1 - math.prod(1 - one for one in inner)


# %% wrong: copies are as good as the best of them
import math


def availability(design):
    if not isinstance(design, tuple):
        return design
    kind, parts = design
    inner = [availability(part) for part in parts]
    return math.prod(inner) if kind == "all" else max(inner)


# %% wrong: adds up copies
import math


def availability(design):
    if not isinstance(design, tuple):
        return design
    kind, parts = design
    inner = [availability(part) for part in parts]
    return math.prod(inner) if kind == "all" else min(1.0, sum(inner))


# %% wrong: turns all and any round
import math


def availability(design):
    if not isinstance(design, tuple):
        return design
    kind, parts = design
    inner = [availability(part) for part in parts]
    return math.prod(inner) if kind == "any" else 1 - math.prod(1 - one for one in inner)


# %% wrong: knows only one level
import math


def availability(design):
    if not isinstance(design, tuple):
        return design
    kind, parts = design
    numbers = []
    for part in parts:
        numbers.append(part if not isinstance(part, tuple) else 1 - math.prod(1 - one for one in part[1]))
    return math.prod(numbers) if kind == "all" else 1 - math.prod(1 - one for one in numbers)


# %% right: without math
def availability(design):
    if isinstance(design, (int, float)):
        return float(design)
    works, fails = 1.0, 1.0
    for part in design[1]:
        inner = availability(part)
        works *= inner
        fails *= 1 - inner
    return works if design[0] == "all" else 1 - fails


# %% right: numpy
import numpy


def availability(design):
    if isinstance(design, tuple):
        inner = numpy.array([availability(part) for part in design[1]])
        return {"all": numpy.prod(inner), "any": 1 - numpy.prod(1 - inner)}[design[0]]
    return design
