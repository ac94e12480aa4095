# %% wrong: bills from running
from planes import rules


def day_bill(events, sizes, end):
    began = {e["task"]: e["second"] for e in events if e["what"] == "running"}
    stopped = {e["task"]: e["second"] for e in events if e["what"] == "stopped"}
    return sum(rules.fargate.cost(*sizes[t], stopped.get(t, end) - s) for t, s in began.items())


# %% wrong: bills from the request
from planes import rules


def day_bill(events, sizes, end):
    began = {e["task"]: e["second"] for e in events if e["what"] == "requested"}
    stopped = {e["task"]: e["second"] for e in events if e["what"] == "stopped"}
    return sum(rules.fargate.cost(*sizes[t], stopped.get(t, end) - s) for t, s in began.items())


# %% wrong: leaves out tasks that still run
from planes import rules


def day_bill(events, sizes, end):
    began = {e["task"]: e["second"] for e in events if e["what"] == "pulling"}
    stopped = {e["task"]: e["second"] for e in events if e["what"] == "stopped"}
    return sum(rules.fargate.cost(*sizes[t], stopped[t] - s) for t, s in began.items() if t in stopped)


# %% wrong: forgets the minimum of a minute
from planes import facts


def day_bill(events, sizes, end):
    began = {e["task"]: e["second"] for e in events if e["what"] == "pulling"}
    stopped = {e["task"]: e["second"] for e in events if e["what"] == "stopped"}
    total = 0.0
    for task, second in began.items():
        cpu, memory = sizes[task]
        per_hour = cpu / 1024 * facts.number("CP01") + memory / 1024 * facts.number("CP02")
        total += per_hour * (stopped.get(task, end) - second) / 3600
    return total


# %% wrong: bills every begun hour
import math

from planes import rules


def day_bill(events, sizes, end):
    began = {e["task"]: e["second"] for e in events if e["what"] == "pulling"}
    stopped = {e["task"]: e["second"] for e in events if e["what"] == "stopped"}
    return sum(
        rules.fargate.cost(*sizes[t], 3600 * math.ceil((stopped.get(t, end) - s) / 3600))
        for t, s in began.items()
    )


# %% wrong: takes 1,000 for 1,024
from planes import facts


def day_bill(events, sizes, end):
    began = {e["task"]: e["second"] for e in events if e["what"] == "pulling"}
    stopped = {e["task"]: e["second"] for e in events if e["what"] == "stopped"}
    total = 0.0
    for task, second in began.items():
        cpu, memory = sizes[task]
        per_hour = cpu / 1000 * facts.number("CP01") + memory / 1000 * facts.number("CP02")
        total += per_hour * max(60, stopped.get(task, end) - second) / 3600
    return total


# %% wrong: one bill from the first download to the end of the day
from planes import rules


def day_bill(events, sizes, end):
    first = min((e["second"] for e in events if e["what"] == "pulling"), default=end)
    return sum(rules.fargate.cost(*size, end - first) for size in sizes.values())


# %% right: walks through the events and pays at every stop
from planes import facts


def day_bill(events, sizes, end):
    total, since = 0.0, {}

    def pay(task, until):
        cpu, memory = sizes[task]
        per_second = (cpu / 1024 * facts.number("CP01") + memory / 1024 * facts.number("CP02")) / 3600
        return per_second * max(60, until - since.pop(task))

    for event in events:
        if event["what"] == "pulling":
            since[event["task"]] = event["second"]
        elif event["what"] == "stopped" and event["task"] in since:
            total += pay(event["task"], event["second"])
    for task in list(since):
        total += pay(task, end)
    return total


# %% right: one search per task
from planes import rules


def day_bill(events, sizes, end):
    usd = 0
    for task, (cpu_units, memory_mib) in sizes.items():
        when = {event["what"]: event["second"] for event in events if event["task"] == task}
        if "pulling" in when:
            usd += rules.fargate.cost(cpu_units, memory_mib, when.get("stopped", end) - when["pulling"])
    return usd


# %% wrong: bills the second of the end too
from planes import rules


def day_bill(events, sizes, end):
    began = {e["task"]: e["second"] for e in events if e["what"] == "pulling"}
    stopped = {e["task"]: e["second"] for e in events if e["what"] == "stopped"}
    return sum(rules.fargate.cost(*sizes[t], stopped.get(t, end + 1) - s) for t, s in began.items())


# %% wrong: no minimum for a task that has not stopped
from planes import facts


def day_bill(events, sizes, end):
    began = {e["task"]: e["second"] for e in events if e["what"] == "pulling"}
    stopped = {e["task"]: e["second"] for e in events if e["what"] == "stopped"}
    total = 0.0
    for task, second in began.items():
        cpu, memory = sizes[task]
        per_hour = cpu / 1024 * facts.number("CP01") + memory / 1024 * facts.number("CP02")
        seconds = max(60, stopped[task] - second) if task in stopped else end - second
        total += per_hour * seconds / 3600
    return total
