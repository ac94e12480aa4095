# %% wrong: rounds the lower bound down
def room(desired, minimum, maximum):
    may_stop = desired - desired * minimum // 100
    may_start = desired * maximum // 100 - desired
    return may_stop, may_start, may_stop == 0 and may_start == 0


# %% wrong: rounds both up
import math


def room(desired, minimum, maximum):
    may_stop = desired - math.ceil(desired * minimum / 100)
    may_start = math.ceil(desired * maximum / 100) - desired
    return may_stop, may_start, may_stop == 0 and may_start == 0


# %% wrong: stuck as soon as one of the two is zero
import math


def room(desired, minimum, maximum):
    may_stop = desired - math.ceil(desired * minimum / 100)
    may_start = math.floor(desired * maximum / 100) - desired
    return may_stop, may_start, may_stop == 0 or may_start == 0


# %% wrong: returns the bounds themselves
import math


def room(desired, minimum, maximum):
    lower, upper = math.ceil(desired * minimum / 100), math.floor(desired * maximum / 100)
    return lower, upper, lower == upper


# %% wrong: rounds to the nearest
def room(desired, minimum, maximum):
    may_stop = desired - round(desired * minimum / 100)
    may_start = round(desired * maximum / 100) - desired
    return may_stop, may_start, may_stop == 0 and may_start == 0


# %% right: whole numbers only
def room(desired, minimum, maximum):
    stop = desired * (100 - minimum) // 100
    start = desired * (maximum - 100) // 100
    return (stop, start, not stop and not start)


# %% right: takes the rule of planes
from planes import rules


def room(desired, minimum, maximum):
    lower, upper = rules.ecs.deployment_bounds(desired, minimum, maximum)
    return desired - lower, upper - desired, lower == upper == desired
