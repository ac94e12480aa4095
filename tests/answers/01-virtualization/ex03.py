# %% wrong: a linear axis
def draw_starts(axes, curves):
    for name, (times_ms, shares) in curves.items():
        axes.step(times_ms, shares, where="post", label=name)
    axes.set_xlabel("time to first line, ms (log scale)")
    axes.set_ylabel("share of starts")
    axes.legend()


# %% wrong: logarithms of the data on a log axis
import math


def draw_starts(axes, curves):
    for name, (times_ms, shares) in curves.items():
        axes.step([math.log10(time) + 1 for time in times_ms], shares, where="post", label=name)
    axes.set_xscale("log")
    axes.set_xlabel("time to first line, ms (log scale)")
    axes.set_ylabel("share of starts")
    axes.legend()


# %% wrong: no unit in the label
def draw_starts(axes, curves):
    for name, (times_ms, shares) in curves.items():
        axes.step(times_ms, shares, where="post", label=name)
    axes.set_xscale("log")
    axes.set_xlabel("duration")
    axes.set_ylabel("share of starts")
    axes.legend()


# %% wrong: no legend
def draw_starts(axes, curves):
    for name, (times_ms, shares) in curves.items():
        axes.step(times_ms, shares, where="post", label=name)
    axes.set_xscale("log")
    axes.set_xlabel("time to first line, ms (log scale)")
    axes.set_ylabel("share of starts")


# %% wrong: times and shares swapped
def draw_starts(axes, curves):
    for name, (times_ms, shares) in curves.items():
        axes.step(shares, times_ms, where="post", label=name)
    axes.set_xscale("log")
    axes.set_xlabel("time to first line, ms (log scale)")
    axes.set_ylabel("share of starts")
    axes.legend()


# %% right: semilogx
def draw_starts(axes, curves):
    for name in curves:
        times_ms, shares = curves[name]
        axes.semilogx(times_ms, shares, label=name)
    axes.set(xlabel="Time until ready [ms], log scale", ylabel="Share of starts")
    axes.legend(loc="lower right")


# %% right: lines first, names in the legend
def draw_starts(axes, curves):
    lines = [axes.plot(*curve, drawstyle="steps-post")[0] for curve in curves.values()]
    axes.set(xscale="log", xlabel="start-up time in ms (log scale)", ylabel="share of starts")
    axes.legend(lines, list(curves))


# %% right: each curve begins on the axis
def draw_starts(axes, curves):
    for name, (times_ms, shares) in curves.items():
        axes.step([times_ms[0], *times_ms], [0, *shares], where="post", label=name)
    axes.set_xscale("log")
    axes.set_xlabel("time (ms, log scale)")
    axes.set_ylabel("share of starts")
    axes.legend()
