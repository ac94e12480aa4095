# %% wrong: both rounded down
def deployment_limits(desired, needed, most):
    """Return (minimumHealthyPercent, maximumPercent) for exactly `needed` healthy and `most` wanted tasks."""
    return 100 * needed // desired, 100 * most // desired


# %% wrong: both rounded to the nearest
def deployment_limits(desired, needed, most):
    """Return (minimumHealthyPercent, maximumPercent) for exactly `needed` healthy and `most` wanted tasks."""
    return round(100 * needed / desired), round(100 * most / desired)


# %% wrong: both rounded up
def deployment_limits(desired, needed, most):
    """Return (minimumHealthyPercent, maximumPercent) for exactly `needed` healthy and `most` wanted tasks."""
    return -(-100 * needed // desired), -(-100 * most // desired)


# %% wrong: the defaults
def deployment_limits(desired, needed, most):
    """Return (minimumHealthyPercent, maximumPercent) for exactly `needed` healthy and `most` wanted tasks."""
    return 100, 200


# %% wrong: never below desired
def deployment_limits(desired, needed, most):
    """Return (minimumHealthyPercent, maximumPercent) for exactly `needed` healthy and `most` wanted tasks."""
    return 100, -(-100 * most // desired)


# %% right: with floor and ceil
def deployment_limits(desired, needed, most):
    """Return (minimumHealthyPercent, maximumPercent) for exactly `needed` healthy and `most` wanted tasks."""
    import math

    return math.floor(needed * 100 / desired), math.ceil(most * 100 / desired)


# %% right: by trying all percentages
from planes import rules


def deployment_limits(desired, needed, most):
    """Return (minimumHealthyPercent, maximumPercent) for exactly `needed` healthy and `most` wanted tasks."""
    low = max(p for p in range(101) if rules.ecs.deployment_bounds(desired, p, 200)[0] == needed)
    high = min(p for p in range(100, 201) if rules.ecs.deployment_bounds(desired, 0, p)[1] == most)
    return [low, high]
