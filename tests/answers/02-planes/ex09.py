# %% wrong: the first return counts
def recovery(curve, wanted, began):
    fallen = False
    for second, tasks in curve:
        if tasks < wanted:
            fallen = True
        elif fallen:
            return second - began
    return None if fallen else 0


def draw_outage(axes, curve, wanted, down):
    axes.step([second for second, _ in curve], [tasks for _, tasks in curve], where="post")
    axes.axhline(wanted)
    axes.axvspan(*down, alpha=0.2)
    seconds = recovery(curve, wanted, down[0])
    if seconds is not None:
        axes.axvline(down[0] + seconds)
    axes.set(xlabel="seconds", ylabel="tasks")


# %% wrong: the second of the recovery instead of its length
def recovery(curve, wanted, began):
    below = [index for index, (_, tasks) in enumerate(curve) if tasks < wanted]
    if not below:
        return 0
    if below[-1] == len(curve) - 1:
        return None
    return curve[below[-1] + 1][0]


def draw_outage(axes, curve, wanted, down):
    axes.step([second for second, _ in curve], [tasks for _, tasks in curve], where="post")
    axes.axhline(wanted)
    axes.axvspan(*down, alpha=0.2)
    seconds = recovery(curve, wanted, down[0])
    if seconds is not None:
        axes.axvline(seconds)
    axes.set(xlabel="seconds", ylabel="tasks")


# %% wrong: measures from the first fall
def recovery(curve, wanted, began):
    below = [index for index, (_, tasks) in enumerate(curve) if tasks < wanted]
    if not below:
        return 0
    if below[-1] == len(curve) - 1:
        return None
    return curve[below[-1] + 1][0] - curve[below[0]][0]


def draw_outage(axes, curve, wanted, down):
    axes.step([second for second, _ in curve], [tasks for _, tasks in curve], where="post")
    axes.axhline(wanted)
    axes.axvspan(*down, alpha=0.2)
    seconds = recovery(curve, wanted, down[0])
    if seconds is not None:
        axes.axvline(down[0] + seconds)
    axes.set(xlabel="seconds", ylabel="tasks")


# %% wrong: wants exactly the wanted number
def recovery(curve, wanted, began):
    below = [index for index, (_, tasks) in enumerate(curve) if tasks != wanted]
    if not below:
        return 0
    if below[-1] == len(curve) - 1:
        return None
    return curve[below[-1] + 1][0] - began


def draw_outage(axes, curve, wanted, down):
    axes.step([second for second, _ in curve], [tasks for _, tasks in curve], where="post")
    axes.axhline(wanted)
    axes.axvspan(*down, alpha=0.2)
    seconds = recovery(curve, wanted, down[0])
    if seconds is not None:
        axes.axvline(down[0] + seconds)
    axes.set(xlabel="seconds", ylabel="tasks")


# %% wrong: 0 instead of None
def recovery(curve, wanted, began):
    below = [index for index, (_, tasks) in enumerate(curve) if tasks < wanted]
    if not below:
        return 0
    if below[-1] == len(curve) - 1:
        return 0
    return curve[below[-1] + 1][0] - began


def draw_outage(axes, curve, wanted, down):
    axes.step([second for second, _ in curve], [tasks for _, tasks in curve], where="post")
    axes.axhline(wanted)
    axes.axvspan(*down, alpha=0.2)
    seconds = recovery(curve, wanted, down[0])
    if seconds is not None:
        axes.axvline(down[0] + seconds)
    axes.set(xlabel="seconds", ylabel="tasks")


# %% wrong: draws slopes
def recovery(curve, wanted, began):
    below = [index for index, (_, tasks) in enumerate(curve) if tasks < wanted]
    if not below:
        return 0
    if below[-1] == len(curve) - 1:
        return None
    return curve[below[-1] + 1][0] - began


def draw_outage(axes, curve, wanted, down):
    axes.plot([second for second, _ in curve], [tasks for _, tasks in curve])
    axes.axhline(wanted)
    axes.axvspan(*down, alpha=0.2)
    seconds = recovery(curve, wanted, down[0])
    if seconds is not None:
        axes.axvline(down[0] + seconds)
    axes.set(xlabel="seconds", ylabel="tasks")


# %% wrong: steps that change too early
def recovery(curve, wanted, began):
    below = [index for index, (_, tasks) in enumerate(curve) if tasks < wanted]
    if not below:
        return 0
    if below[-1] == len(curve) - 1:
        return None
    return curve[below[-1] + 1][0] - began


def draw_outage(axes, curve, wanted, down):
    axes.step([second for second, _ in curve], [tasks for _, tasks in curve], where="pre")
    axes.axhline(wanted)
    axes.axvspan(*down, alpha=0.2)
    seconds = recovery(curve, wanted, down[0])
    if seconds is not None:
        axes.axvline(down[0] + seconds)
    axes.set(xlabel="seconds", ylabel="tasks")


# %% wrong: shades up to the recovery
def recovery(curve, wanted, began):
    below = [index for index, (_, tasks) in enumerate(curve) if tasks < wanted]
    if not below:
        return 0
    if below[-1] == len(curve) - 1:
        return None
    return curve[below[-1] + 1][0] - began


def draw_outage(axes, curve, wanted, down):
    axes.step([second for second, _ in curve], [tasks for _, tasks in curve], where="post")
    axes.axhline(wanted)
    axes.axvspan(down[0], down[0] + (recovery(curve, wanted, down[0]) or 0), alpha=0.2)
    seconds = recovery(curve, wanted, down[0])
    if seconds is not None:
        axes.axvline(down[0] + seconds)
    axes.set(xlabel="seconds", ylabel="tasks")


# %% wrong: does not mark the recovery
def recovery(curve, wanted, began):
    below = [index for index, (_, tasks) in enumerate(curve) if tasks < wanted]
    if not below:
        return 0
    if below[-1] == len(curve) - 1:
        return None
    return curve[below[-1] + 1][0] - began


def draw_outage(axes, curve, wanted, down):
    axes.step([second for second, _ in curve], [tasks for _, tasks in curve], where="post")
    axes.axhline(wanted)
    axes.axvspan(*down, alpha=0.2)
    axes.set(xlabel="seconds", ylabel="tasks")


# %% wrong: fails without a recovery
def recovery(curve, wanted, began):
    below = [index for index, (_, tasks) in enumerate(curve) if tasks < wanted]
    if not below:
        return 0
    if below[-1] == len(curve) - 1:
        return None
    return curve[below[-1] + 1][0] - began


def draw_outage(axes, curve, wanted, down):
    axes.step([second for second, _ in curve], [tasks for _, tasks in curve], where="post")
    axes.axhline(wanted)
    axes.axvspan(*down, alpha=0.2)
    seconds = recovery(curve, wanted, down[0])
    axes.axvline(down[0] + seconds)
    axes.set(xlabel="seconds", ylabel="tasks")


# %% right: backwards, with fill_between and vlines
def recovery(curve, wanted, began):
    back = None
    for second, tasks in reversed(curve):
        if tasks < wanted:
            break
        back = second
    else:
        return 0.0
    return None if back is None else float(back - began)


def draw_outage(axes, curve, wanted, down):
    times, tasks = zip(*curve)
    axes.step(times, tasks, "k-", where="post")
    axes.plot([times[0], times[-1]], [wanted, wanted], "--")
    axes.fill_between(down, 0, max(tasks), alpha=0.3)
    seconds = recovery(curve, wanted, down[0])
    if seconds is not None:
        axes.vlines(down[0] + seconds, 0, wanted)
    axes.set_xlabel("Seconds since the start")
    axes.set_ylabel("Tasks answering")


# %% right: numpy, plot with corners, a point
import numpy


def recovery(curve, wanted, began):
    data = numpy.array(curve, dtype=float)
    short = numpy.flatnonzero(data[:, 1] < wanted)
    if short.size == 0:
        return 0
    if short[-1] + 1 == len(data):
        return None
    return data[short[-1] + 1, 0] - began


def draw_outage(axes, curve, wanted, down):
    xs, ys = [curve[0][0]], [curve[0][1]]
    for second, tasks in curve[1:]:
        xs += [second, second]
        ys += [ys[-1], tasks]
    axes.plot(xs, ys)
    axes.hlines(wanted, xs[0], xs[-1])
    axes.axvspan(down[0], down[1], color="0.9")
    seconds = recovery(curve, wanted, down[0])
    if seconds is not None:
        axes.plot(down[0] + seconds, wanted, "o")
        axes.annotate(f"after {seconds:g} s", (down[0] + seconds, wanted))
    axes.set_xlabel("virtual seconds")
    axes.set_ylabel("number of tasks")


# %% right: drawstyle and a scatter
def recovery(curve, wanted, began):
    short = [index for index, (_, tasks) in enumerate(curve) if tasks < wanted]
    if not short:
        return 0
    if short[-1] == len(curve) - 1:
        return None
    return curve[short[-1] + 1][0] - began


def draw_outage(axes, curve, wanted, down):
    axes.plot(*zip(*curve), drawstyle="steps-post")
    axes.axhline(wanted)
    axes.axvspan(*down, alpha=0.2)
    seconds = recovery(curve, wanted, down[0])
    if seconds is not None:
        axes.scatter([down[0] + seconds], [wanted])
    axes.set(xlabel="seconds", ylabel="tasks")


# %% right: the last value goes on to the end of the outage or beyond
def recovery(curve, wanted, began):
    last_short = max((second for second, tasks in curve if tasks < wanted), default=None)
    if last_short is None:
        return 0
    after = [second for second, _ in curve if second > last_short]
    return after[0] - began if after else None


def draw_outage(axes, curve, wanted, down):
    end = max(curve[-1][0], down[1]) + 60
    points = [*curve, (end, curve[-1][1])]
    axes.step([second for second, _ in points], [tasks for _, tasks in points], where="post")
    axes.axhline(wanted)
    axes.axvspan(*down, alpha=0.2)
    back = recovery(curve, wanted, down[0])
    if back:
        axes.axvline(down[0] + back)
    axes.set(xlabel="seconds", ylabel="tasks", xlim=(0, end))
