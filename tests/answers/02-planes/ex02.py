# %% wrong: images are the registry's, also when a machine pulls them
def plane_of(event):
    what = event["what"]
    if "image" in what or "repository" in what:
        return "registry"
    noted = ("task ", "service ", "cluster ", "deployment ", "desired ", "container instance ", "agent ")
    return "control plane" if what.startswith(noted) else "data plane"


# %% wrong: everything with a container is the data plane
def plane_of(event):
    what = event["what"]
    if what in ("repository created", "image pushed"):
        return "registry"
    noted = ("task ", "service ", "cluster ", "deployment ", "desired ", "agent ")
    return "control plane" if what.startswith(noted) else "data plane"


# %% wrong: a failed start is a decision
def plane_of(event):
    what = event["what"]
    if what in ("repository created", "image pushed"):
        return "registry"
    machine = ("address", "answering", "containers", "exited", "host", "image pulled", "pulling")
    return "data plane" if what.startswith(machine) else "control plane"


# %% wrong: knows only the states of the lesson's log
def plane_of(event):
    what = event["what"]
    if what in ("repository created", "image pushed"):
        return "registry"
    noted = {"cluster created", "deployment started", "task placed", "service event", "task PENDING"}
    noted |= {"task ACTIVATING", "task RUNNING", "task healthy"}
    return "control plane" if what in noted else "data plane"


# %% right: lists what machines do
def plane_of(event):
    what = event["what"]
    if what == "repository created" or what == "image pushed":
        return "registry"
    machine = ("address", "answering", "containers ", "exited", "host ", "image ", "pulling", "start ")
    for beginning in machine:
        if what.startswith(beginning):
            return "data plane"
    return "control plane"


# %% right: by the first word
def plane_of(event):
    words = event["what"].split()
    if words[0] == "repository" or words == ["image", "pushed"]:
        return "registry"
    if words[0] in {"task", "service", "cluster", "deployment", "desired", "agent", "container"}:
        return "control plane"
    return "data plane"
