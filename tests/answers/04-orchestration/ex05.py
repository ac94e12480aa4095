# %% wrong: starts before it stops
def rounds(desired, lower, upper):
    old, new, count = desired, 0, 0
    while old > 0 or new < desired:
        start = min(desired - new, upper - old - new)
        stop = min(old, old + new - lower)
        if stop <= 0 and start <= 0:
            return None
        new += start
        old -= stop
        count += 1
    return count


# %% wrong: does not count the last round, which only stops
def rounds(desired, lower, upper):
    old, new, count = desired, 0, 0
    while new < desired:
        stop = min(old, old + new - lower)
        old -= stop
        start = min(desired - new, upper - old - new)
        new += start
        if stop == start == 0:
            return None
        count += 1
    return count


# %% wrong: divides by the room
import math


def rounds(desired, lower, upper):
    room = upper - lower
    return math.ceil(desired / room) if room else None


# %% wrong: counts what is old only for the lower bound
def rounds(desired, lower, upper):
    old, new, count = desired, 0, 0
    while (old > 0 or new < desired) and count < 200:
        stop = max(0, min(old, old - lower))
        if new == desired:
            stop = old
        old -= stop
        start = min(desired - new, upper - old - new)
        new += start
        if stop == start == 0:
            return None
        count += 1
    return count if count < 200 else None


# %% wrong: does not see that it is stuck
def rounds(desired, lower, upper):
    old, new, count = desired, 0, 0
    while (old > 0 or new < desired) and count < 1000:
        old -= min(old, old + new - lower)
        new += min(desired - new, upper - old - new)
        count += 1
    return count


# %% right: with recursion
def rounds(desired, lower, upper):
    def rest(old, new):
        if old == 0 and new == desired:
            return 0
        after = max(0, lower - new)
        after = min(after, old)
        fresh = min(desired, upper - after)
        if (after, fresh) == (old, new):
            return None
        more = rest(after, fresh)
        return None if more is None else 1 + more

    return rest(desired, 0)


# %% right: counts in a for loop
def rounds(desired, lower, upper):
    if lower == upper:
        return None
    old, new = desired, 0
    for number in range(1, 10**6):
        old = max(0, min(old, lower - new))
        new = min(desired, upper - old)
        if old == 0 and new >= desired:
            return number
    return None
