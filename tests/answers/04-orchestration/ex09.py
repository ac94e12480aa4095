# %% wrong: every change of direction counts
def self_made(log, tolerance):
    found, last = [], 0
    for (_, _, before), (minute, _, desired) in zip(log, log[1:]):
        step = desired - before
        if step * last < 0:
            found.append(minute)
        last = step or last
    return found


# %% wrong: compares with the load a minute before
def self_made(log, tolerance):
    found, last = [], 0
    for (_, load_before, before), (minute, load, desired) in zip(log, log[1:]):
        step = desired - before
        if step * last < 0 and abs(load - load_before) <= tolerance * load_before:
            found.append(minute)
        last = step or last
    return found


# %% wrong: only going down counts
def self_made(log, tolerance):
    changes = [(m, load, d - before) for (_, _, before), (m, load, d) in zip(log, log[1:]) if d != before]
    return [
        m
        for (_, then, last), (m, load, step) in zip(changes, changes[1:])
        if last > 0 > step and abs(load - then) <= tolerance * then
    ]


# %% wrong: the direction does not matter
def self_made(log, tolerance):
    changes = [(m, load, d - before) for (_, _, before), (m, load, d) in zip(log, log[1:]) if d != before]
    return [
        m for (_, then, _), (m, load, _) in zip(changes, changes[1:]) if abs(load - then) <= tolerance * then
    ]


# %% wrong: a tenth is built in
def self_made(log, tolerance):
    changes = [(m, load, d - before) for (_, _, before), (m, load, d) in zip(log, log[1:]) if d != before]
    return [
        m
        for (_, then, last), (m, load, step) in zip(changes, changes[1:])
        if last * step < 0 and abs(load - then) < 0.1 * then
    ]


# %% wrong: the tolerance is a share of the load now
def self_made(log, tolerance):
    changes = [(m, load, d - before) for (_, _, before), (m, load, d) in zip(log, log[1:]) if d != before]
    return [
        m
        for (_, then, last), (m, load, step) in zip(changes, changes[1:])
        if last * step < 0 and abs(load - then) <= tolerance * load
    ]


# %% right: remembers the last change
def self_made(log, tolerance):
    minutes, last = [], None
    for position in range(1, len(log)):
        minute, load, desired = log[position]
        step = desired - log[position - 1][2]
        if step == 0:
            continue
        if last is not None:
            load_then, step_then = last
            opposite = (step > 0) != (step_then > 0)
            if opposite and load_then * (1 - tolerance) <= load <= load_then * (1 + tolerance) + 1e-9:
                minutes.append(minute)
        last = (load, step)
    return minutes


# %% right: with numpy
import numpy


def self_made(log, tolerance):
    minute, load, desired = (numpy.array(column, dtype=float) for column in zip(*log))
    steps = numpy.diff(desired)
    at = numpy.nonzero(steps)[0]
    turned = steps[at][1:] * steps[at][:-1] < 0
    then, now = load[at + 1][:-1], load[at + 1][1:]
    same = numpy.abs(now - then) <= tolerance * then
    return [int(number) for number in minute[at + 1][1:][turned & same]]
