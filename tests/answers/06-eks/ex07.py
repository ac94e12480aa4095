# %% wrong: rounded down
import math


def next_replicas(replicas, measured, target, least, most, earlier):
    """Return how many pods a HorizontalPodAutoscaler asks for."""
    wanted = replicas
    if not 0.9 <= measured / target <= 1.1:
        wanted = replicas * measured // target
    if wanted > replicas:
        wanted = min(wanted, max(2 * replicas, replicas + 4))
    elif wanted < replicas:
        wanted = min(replicas, max([wanted, *earlier]))
    return max(least, min(most, wanted))


# %% wrong: rounded to the nearest
import math


def next_replicas(replicas, measured, target, least, most, earlier):
    """Return how many pods a HorizontalPodAutoscaler asks for."""
    wanted = replicas
    if not 0.9 <= measured / target <= 1.1:
        wanted = round(replicas * measured / target)
    if wanted > replicas:
        wanted = min(wanted, max(2 * replicas, replicas + 4))
    elif wanted < replicas:
        wanted = min(replicas, max([wanted, *earlier]))
    return max(least, min(most, wanted))


# %% wrong: no tolerance
import math


def next_replicas(replicas, measured, target, least, most, earlier):
    """Return how many pods a HorizontalPodAutoscaler asks for."""
    wanted = replicas
    if True:
        wanted = math.ceil(replicas * measured / target)
    if wanted > replicas:
        wanted = min(wanted, max(2 * replicas, replicas + 4))
    elif wanted < replicas:
        wanted = min(replicas, max([wanted, *earlier]))
    return max(least, min(most, wanted))


# %% wrong: a tolerance of a fifth
import math


def next_replicas(replicas, measured, target, least, most, earlier):
    """Return how many pods a HorizontalPodAutoscaler asks for."""
    wanted = replicas
    if not 0.8 <= measured / target <= 1.2:
        wanted = math.ceil(replicas * measured / target)
    if wanted > replicas:
        wanted = min(wanted, max(2 * replicas, replicas + 4))
    elif wanted < replicas:
        wanted = min(replicas, max([wanted, *earlier]))
    return max(least, min(most, wanted))


# %% wrong: up without steps
import math


def next_replicas(replicas, measured, target, least, most, earlier):
    """Return how many pods a HorizontalPodAutoscaler asks for."""
    wanted = replicas
    if not 0.9 <= measured / target <= 1.1:
        wanted = math.ceil(replicas * measured / target)
    if wanted > replicas:
        wanted = wanted
    elif wanted < replicas:
        wanted = min(replicas, max([wanted, *earlier]))
    return max(least, min(most, wanted))


# %% wrong: up by doubling only
import math


def next_replicas(replicas, measured, target, least, most, earlier):
    """Return how many pods a HorizontalPodAutoscaler asks for."""
    wanted = replicas
    if not 0.9 <= measured / target <= 1.1:
        wanted = math.ceil(replicas * measured / target)
    if wanted > replicas:
        wanted = min(wanted, 2 * replicas)
    elif wanted < replicas:
        wanted = min(replicas, max([wanted, *earlier]))
    return max(least, min(most, wanted))


# %% wrong: up by the smaller of the two steps
import math


def next_replicas(replicas, measured, target, least, most, earlier):
    """Return how many pods a HorizontalPodAutoscaler asks for."""
    wanted = replicas
    if not 0.9 <= measured / target <= 1.1:
        wanted = math.ceil(replicas * measured / target)
    if wanted > replicas:
        wanted = min(wanted, 2 * replicas, replicas + 4)
    elif wanted < replicas:
        wanted = min(replicas, max([wanted, *earlier]))
    return max(least, min(most, wanted))


# %% wrong: down at once
import math


def next_replicas(replicas, measured, target, least, most, earlier):
    """Return how many pods a HorizontalPodAutoscaler asks for."""
    wanted = replicas
    if not 0.9 <= measured / target <= 1.1:
        wanted = math.ceil(replicas * measured / target)
    if wanted > replicas:
        wanted = min(wanted, max(2 * replicas, replicas + 4))
    elif wanted < replicas:
        wanted = wanted
    return max(least, min(most, wanted))


# %% wrong: the window may raise the number
import math


def next_replicas(replicas, measured, target, least, most, earlier):
    """Return how many pods a HorizontalPodAutoscaler asks for."""
    wanted = replicas
    if not 0.9 <= measured / target <= 1.1:
        wanted = math.ceil(replicas * measured / target)
    if wanted > replicas:
        wanted = min(wanted, max(2 * replicas, replicas + 4))
    elif wanted < replicas:
        wanted = max([wanted, *earlier])
    return max(least, min(most, wanted))


# %% wrong: the lowest of the window
import math


def next_replicas(replicas, measured, target, least, most, earlier):
    """Return how many pods a HorizontalPodAutoscaler asks for."""
    wanted = replicas
    if not 0.9 <= measured / target <= 1.1:
        wanted = math.ceil(replicas * measured / target)
    if wanted > replicas:
        wanted = min(wanted, max(2 * replicas, replicas + 4))
    elif wanted < replicas:
        wanted = min([wanted, *earlier])
    return max(least, min(most, wanted))


# %% wrong: the window for going up as well
import math


def next_replicas(replicas, measured, target, least, most, earlier):
    """Return how many pods a HorizontalPodAutoscaler asks for."""
    wanted = replicas
    if not 0.9 <= measured / target <= 1.1:
        wanted = math.ceil(replicas * measured / target)
    if wanted > replicas:
        wanted = min(max([wanted, *earlier]), max(2 * replicas, replicas + 4))
    elif wanted < replicas:
        wanted = min(replicas, max([wanted, *earlier]))
    return max(least, min(most, wanted))


# %% wrong: the present one does not count
import math


def next_replicas(replicas, measured, target, least, most, earlier):
    """Return how many pods a HorizontalPodAutoscaler asks for."""
    wanted = replicas
    if not 0.9 <= measured / target <= 1.1:
        wanted = math.ceil(replicas * measured / target)
    if wanted > replicas:
        wanted = min(wanted, max(2 * replicas, replicas + 4))
    elif wanted < replicas:
        wanted = min(replicas, max(earlier, default=wanted))
    return max(least, min(most, wanted))


# %% wrong: no upper limit
import math


def next_replicas(replicas, measured, target, least, most, earlier):
    """Return how many pods a HorizontalPodAutoscaler asks for."""
    wanted = replicas
    if not 0.9 <= measured / target <= 1.1:
        wanted = math.ceil(replicas * measured / target)
    if wanted > replicas:
        wanted = min(wanted, max(2 * replicas, replicas + 4))
    elif wanted < replicas:
        wanted = min(replicas, max([wanted, *earlier]))
    return max(least, wanted)


# %% wrong: no lower limit
import math


def next_replicas(replicas, measured, target, least, most, earlier):
    """Return how many pods a HorizontalPodAutoscaler asks for."""
    wanted = replicas
    if not 0.9 <= measured / target <= 1.1:
        wanted = math.ceil(replicas * measured / target)
    if wanted > replicas:
        wanted = min(wanted, max(2 * replicas, replicas + 4))
    elif wanted < replicas:
        wanted = min(replicas, max([wanted, *earlier]))
    return min(most, wanted)


# %% right: limits first, cases after
from math import ceil


def next_replicas(replicas, measured, target, least, most, earlier):
    """Return how many pods a HorizontalPodAutoscaler asks for."""
    ratio = measured / target
    proposal = replicas if abs(ratio - 1) <= 0.1 else ceil(replicas * ratio)
    proposal = sorted((least, proposal, most))[1]
    if proposal >= replicas:
        return min(proposal, max(replicas + replicas, replicas + 4))
    return min(replicas, max([*list(earlier), proposal]))


# %% right: with the rule of the course and numpy
import numpy as np
from planes import rules


def next_replicas(replicas, measured, target, least, most, earlier):
    """Return how many pods a HorizontalPodAutoscaler asks for."""
    wanted = rules.kubernetes.desired_replicas(replicas, measured, target)
    if wanted > replicas:
        wanted = min(wanted, replicas + max(replicas, 4))
    if wanted < replicas:
        wanted = min(max((*earlier, wanted)), replicas)
    return np.clip(wanted, least, most)
