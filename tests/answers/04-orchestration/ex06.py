# %% wrong: no cooldown
import math


def scale(tasks, utilization, minutes_since_change):
    return min(60, max(2, math.ceil(tasks * utilization / 60)))


# %% wrong: never goes down
import math


def scale(tasks, utilization, minutes_since_change):
    if minutes_since_change < 4:
        return tasks
    return min(60, max(tasks, math.ceil(tasks * utilization / 60)))


# %% wrong: one task at a time
def scale(tasks, utilization, minutes_since_change):
    if minutes_since_change < 4:
        return tasks
    return min(60, max(2, tasks + (utilization > 70) - (utilization < 50)))


# %% wrong: aims at full tasks
import math


def scale(tasks, utilization, minutes_since_change):
    if minutes_since_change < 4 or abs(utilization - 95) < 5:
        return tasks
    return min(60, max(2, math.ceil(tasks * utilization / 95)))


# %% wrong: aims at idle tasks
import math


def scale(tasks, utilization, minutes_since_change):
    if minutes_since_change < 4 or abs(utilization - 30) < 4:
        return tasks
    return min(60, max(2, math.ceil(tasks * utilization / 30)))


# %% wrong: a cooldown of half an hour
import math


def scale(tasks, utilization, minutes_since_change):
    if minutes_since_change < 30:
        return tasks
    return min(60, max(2, math.ceil(tasks * utilization / 60)))


# %% wrong: no upper bound
import math


def scale(tasks, utilization, minutes_since_change):
    wanted = max(2, math.ceil(tasks * utilization / 60))
    return wanted if minutes_since_change >= 4 else tasks


# %% wrong: always the same number
def scale(tasks, utilization, minutes_since_change):
    return 20


# %% right: a proportion with a tolerance
import math


def scale(tasks, utilization, minutes_since_change):
    if minutes_since_change < 4 or abs(utilization / 60 - 1) <= 0.1:
        return min(60, tasks)
    return min(60, max(2, math.ceil(tasks * utilization / 60)))


# %% right: the proportion of the lesson with a cooldown
import math


def scale(tasks, utilization, minutes_since_change):
    if minutes_since_change < 4:
        return tasks
    return max(2, min(60, math.ceil(tasks * utilization / 60)))


# %% right: with numpy, down by halves
import numpy


def scale(tasks, utilization, minutes_since_change):
    wanted = float(numpy.clip(numpy.ceil(tasks * utilization / 55), 2, 60))
    if wanted < tasks:
        if minutes_since_change < 6 or utilization > 48:
            return tasks
        return max(wanted, tasks // 2, 2)
    return wanted if minutes_since_change >= 4 else tasks


# %% right: a plain proportion with the shortest cooldown that sees the new tasks
import math


def scale(tasks, utilization, minutes_since_change):
    if minutes_since_change < 3:
        return tasks
    return max(2, min(60, math.ceil(tasks * utilization / 60)))


# %% right: up at once when all are full, down with patience
import math


def scale(tasks, utilization, minutes_since_change):
    wanted = max(2, min(60, math.ceil(tasks * utilization / 60)))
    if wanted > tasks:
        return wanted if minutes_since_change >= 4 or utilization >= 99 else tasks
    return wanted if minutes_since_change >= 10 else tasks


# %% right: steps of a quarter up and a fifth down, doubled when full
def scale(tasks, utilization, minutes_since_change):
    if minutes_since_change < 4:
        return tasks
    if utilization >= 95:
        wanted = 2 * tasks
    elif utilization > 70:
        wanted = tasks + max(1, tasks // 4)
    elif utilization < 50:
        wanted = tasks - max(1, tasks // 5)
    else:
        wanted = tasks
    return max(2, min(60, wanted))
