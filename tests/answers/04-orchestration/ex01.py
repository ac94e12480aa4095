# %% wrong: counts what is stopping as there
def reconcile(desired, observed):
    actions, kept = [], set()
    for service, (version, count) in desired.items():
        fit = [task for task in observed if (task["service"], task["version"]) == (service, version)]
        fit.sort(key=lambda task: task["state"] == "starting")
        kept |= {task["id"] for task in fit[:count]}
        actions += [("start", service, version)] * (count - len(fit))
    return actions + [("stop", task["id"]) for task in observed if task["id"] not in kept]


# %% wrong: does not count what is starting
def reconcile(desired, observed):
    running = [task for task in observed if task["state"] == "running"]
    actions, kept = [], set()
    for service, (version, count) in desired.items():
        fit = [task for task in running if (task["service"], task["version"]) == (service, version)]
        kept |= {task["id"] for task in fit[:count]}
        actions += [("start", service, version)] * (count - len(fit))
    return actions + [("stop", task["id"]) for task in running if task["id"] not in kept]


# %% wrong: leaves services alone that nobody desires
def reconcile(desired, observed):
    actions = []
    for service, (version, count) in desired.items():
        mine = [task for task in observed if task["service"] == service and task["state"] != "stopping"]
        mine.sort(key=lambda task: (task["version"] != version, task["state"] == "starting"))
        fit = [task for task in mine if task["version"] == version]
        actions += [("start", service, version)] * (count - len(fit))
        actions += [("stop", task["id"]) for task in mine[min(count, len(fit)) :]]
    return actions


# %% wrong: does not look at the version
def reconcile(desired, observed):
    alive = [task for task in observed if task["state"] != "stopping"]
    actions, kept = [], set()
    for service, (version, count) in desired.items():
        fit = [task for task in alive if task["service"] == service]
        fit.sort(key=lambda task: task["state"] == "starting")
        kept |= {task["id"] for task in fit[:count]}
        actions += [("start", service, version)] * (count - len(fit))
    return actions + [("stop", task["id"]) for task in alive if task["id"] not in kept]


# %% wrong: stops the first of too many, running or not
def reconcile(desired, observed):
    alive = [task for task in observed if task["state"] != "stopping"]
    actions, kept = [], set()
    for service, (version, count) in desired.items():
        fit = [task for task in alive if (task["service"], task["version"]) == (service, version)]
        kept |= {task["id"] for task in fit[:count]}
        actions += [("start", service, version)] * (count - len(fit))
    return actions + [("stop", task["id"]) for task in alive if task["id"] not in kept]


# %% wrong: stops everything and starts afresh
def reconcile(desired, observed):
    actions = [("stop", task["id"]) for task in observed if task["state"] != "stopping"]
    for service, (version, count) in desired.items():
        actions += [("start", service, version)] * count
    return actions


# %% wrong: starts what is missing and never stops anything
def reconcile(desired, observed):
    actions = []
    for service, (version, count) in desired.items():
        there = sum(
            (task["service"], task["version"]) == (service, version) and task["state"] != "stopping"
            for task in observed
        )
        actions += [("start", service, version)] * (count - there)
    return actions


# %% right: walks through the tasks once, the running ones first
def reconcile(desired, observed):
    missing = {service: count for service, (_, count) in desired.items()}
    actions = []
    for state in ("running", "starting"):
        for task in observed:
            if task["state"] != state:
                continue
            name = task["service"]
            if name in desired and task["version"] == desired[name][0] and missing[name] > 0:
                missing[name] -= 1
            else:
                actions.append(("stop", task["id"]))
    for service, count in missing.items():
        for _ in range(count):
            actions.append(("start", service, desired[service][0]))
    return actions


# %% right: lists as actions, stops first
def reconcile(desired, observed):
    groups = {}
    for task in observed:
        if task["state"] in ("running", "starting"):
            groups.setdefault((task["service"], task["version"]), []).append(task)
    wanted = {(service, version): count for service, (version, count) in desired.items()}
    result = []
    for key, tasks in groups.items():
        starting = [task for task in tasks if task["state"] == "starting"]
        running = [task for task in tasks if task["state"] == "running"]
        surplus = max(0, len(tasks) - wanted.get(key, 0))
        result += [["stop", task["id"]] for task in (starting + running)[:surplus]]
    for (service, version), count in wanted.items():
        result += [["start", service, version]] * max(0, count - len(groups.get((service, version), [])))
    return result
