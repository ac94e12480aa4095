# %% wrong: the quotient, not a whole number
def break_even(first, second):
    if second[1] >= first[1]:
        return None
    return (second[0] - first[0]) / (first[1] - second[1])


# %% wrong: rounds down
def break_even(first, second):
    if second[0] + second[1] < first[0] + first[1]:
        return 1
    if second[1] >= first[1]:
        return None
    return (second[0] - first[0]) // (first[1] - second[1])


# %% wrong: equal counts as less
import math


def break_even(first, second):
    if second[0] + second[1] <= first[0] + first[1]:
        return 1
    if second[1] >= first[1]:
        return None
    return math.ceil((second[0] - first[0]) / (first[1] - second[1]))


# %% wrong: zero or negative numbers of instances
import math


def break_even(first, second):
    if second[1] >= first[1]:
        return None
    return math.floor((second[0] - first[0]) / (first[1] - second[1])) + 1


# %% wrong: never says that it does not pay
def break_even(first, second):
    n = 1
    while n < 1000 and second[0] + second[1] * n >= first[0] + first[1] * n:
        n += 1
    return n


# %% right: tries one number after the other
def break_even(first, second):
    for n in range(1, 100_000):
        if second[0] + second[1] * n < first[0] + first[1] * n:
            return n
        if second[1] >= first[1]:
            return None


# %% right: rounds a fraction
import math
from fractions import Fraction


def break_even(first, second):
    if sum(second) < sum(first):
        return 1
    if first[1] <= second[1]:
        return None
    return math.floor(Fraction(second[0] - first[0], first[1] - second[1])) + 1
