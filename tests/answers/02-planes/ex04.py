# %% wrong: every failed pull is the registry's fault
def diagnose(log):
    if any("CannotPullContainerError" in event.why for event in log):
        return "registry"
    if any(event.what == "agent disconnected" for event in log):
        return "data plane"
    placed = [event.time for event in log if event.what == "task placed"]
    for exited in (event.time for event in log if event.what == "exited"):
        if not any(exited <= time <= exited + 60 for time in placed):
            return "control plane"
    return "none"


# %% wrong: every crash is an outage of the data plane
def diagnose(log):
    if any("the registry does not answer" in event.why for event in log):
        return "registry"
    placed = [event.time for event in log if event.what == "task placed"]
    for exited in (event.time for event in log if event.what == "exited"):
        if not any(exited <= time <= exited + 60 for time in placed):
            return "control plane"
        return "data plane"
    return "none"


# %% wrong: any placement at all after the crash will do
def diagnose(log):
    if any("the registry does not answer" in event.why for event in log):
        return "registry"
    if any(event.what == "agent disconnected" for event in log):
        return "data plane"
    placed = [event.time for event in log if event.what == "task placed"]
    for exited in (event.time for event in log if event.what == "exited"):
        if not any(time >= exited for time in placed):
            return "control plane"
    return "none"


# %% wrong: counts exits and placements instead of looking at the time
def diagnose(log):
    if any("the registry does not answer" in event.why for event in log):
        return "registry"
    if any(event.what == "agent disconnected" for event in log):
        return "data plane"
    exits = sum(event.what == "exited" for event in log)
    placed = sum(event.what == "task placed" for event in log)
    return "control plane" if placed < exits else "none"


# %% wrong: does not look for a lost host
def diagnose(log):
    if any("the registry does not answer" in event.why for event in log):
        return "registry"
    placed = [event.time for event in log if event.what == "task placed"]
    for exited in (event.time for event in log if event.what == "exited"):
        if not any(exited <= time <= exited + 60 for time in placed):
            return "control plane"
    return "none"


# %% right: one pass over the log
def diagnose(log):
    waiting, late = None, False
    for event in log:
        if "registry does not answer" in event.why:
            return "registry"
        if event.what == "agent disconnected":
            return "data plane"
        if event.what == "exited" and waiting is None:
            waiting = event.time
        if event.what == "task placed" and waiting is not None:
            late = late or event.time - waiting > 60
            waiting = None
    return "control plane" if late or waiting is not None else "none"


# %% right: by the time to the next placement
def diagnose(log):
    whys = " ".join(event.why for event in log)
    whats = {event.what for event in log}
    if "the registry does not answer" in whys:
        return "registry"
    if "agent disconnected" in whats:
        return "data plane"
    for event in log:
        if event.what == "exited":
            gaps = [e.time - event.time for e in log if e.what == "task placed" and e.time >= event.time]
            if min(gaps, default=float("inf")) > 60:
                return "control plane"
    return "none"


# %% right: asks for a whole minute of log after the exit
def diagnose(log):
    if any("the registry does not answer" in event.why for event in log):
        return "registry"
    if any(event.what == "agent disconnected" for event in log):
        return "data plane"
    for exited in [event for event in log if event.what == "exited"]:
        after = [event for event in log if 0 <= event.time - exited.time <= 60]
        if log[-1].time - exited.time > 60 and "task placed" not in [event.what for event in after]:
            return "control plane"
    return "none"


# %% wrong: wants a placement of its own for each exit
def diagnose(log):
    if any("the registry does not answer" in event.why for event in log):
        return "registry"
    if any(event.what == "agent disconnected" for event in log):
        return "data plane"
    placed = [event.time for event in log if event.what == "task placed"]
    for exited in (event.time for event in log if event.what == "exited"):
        answer = next((time for time in placed if exited <= time <= exited + 60), None)
        if answer is None:
            return "control plane"
        placed.remove(answer)
    return "none"
