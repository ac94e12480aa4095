# %% wrong: the oldest event decides
def diagnose(ecs, service):
    """Return what is wrong with a service: "image", "memory", "port", "limits" or "nothing"."""
    signs = {
        "steady state": "nothing",
        "insufficient memory": "memory",
        "already using a port": "port",
        "unable to stop or start tasks": "limits",
        "unable to consistently start": "image",
    }
    found = ecs.describe_services(cluster="shop", services=[service])["services"][0]
    for event in found["events"][::-1]:
        for piece, word in signs.items():
            if piece in event["message"]:
                return word
    return "nothing"


# %% wrong: only the newest event is read
def diagnose(ecs, service):
    """Return what is wrong with a service: "image", "memory", "port", "limits" or "nothing"."""
    signs = {
        "steady state": "nothing",
        "insufficient memory": "memory",
        "already using a port": "port",
        "unable to stop or start tasks": "limits",
        "unable to consistently start": "image",
    }
    found = ecs.describe_services(cluster="shop", services=[service])["services"][0]
    for event in found["events"][:1]:
        for piece, word in signs.items():
            if piece in event["message"]:
                return word
    return "nothing"


# %% wrong: every missing place is missing memory
def diagnose(ecs, service):
    """Return what is wrong with a service: "image", "memory", "port", "limits" or "nothing"."""
    signs = {
        "steady state": "nothing",
        "unable to place a task": "memory",
        "already using a port": "port",
        "unable to stop or start tasks": "limits",
        "unable to consistently start": "image",
    }
    found = ecs.describe_services(cluster="shop", services=[service])["services"][0]
    for event in found["events"]:
        for piece, word in signs.items():
            if piece in event["message"]:
                return word
    return "nothing"


# %% wrong: a steady state is not seen
def diagnose(ecs, service):
    """Return what is wrong with a service: "image", "memory", "port", "limits" or "nothing"."""
    signs = {
        "insufficient memory": "memory",
        "already using a port": "port",
        "unable to stop or start tasks": "limits",
        "unable to consistently start": "image",
    }
    found = ecs.describe_services(cluster="shop", services=[service])["services"][0]
    for event in found["events"]:
        for piece, word in signs.items():
            if piece in event["message"]:
                return word
    return "nothing"


# %% wrong: any stopped task with a pull error
def diagnose(ecs, service):
    """Return what is wrong with a service: "image", "memory", "port", "limits" or "nothing"."""
    signs = {
        "steady state": "nothing",
        "insufficient memory": "memory",
        "already using a port": "port",
        "unable to stop or start tasks": "limits",
        "unable to consistently start": "image",
    }
    arns = ecs.list_tasks(cluster="shop", serviceName=service, desiredStatus="STOPPED")["taskArns"]
    stopped = ecs.describe_tasks(cluster="shop", tasks=arns)["tasks"] if arns else []
    if any("CannotPull" in task["stoppedReason"] for task in stopped):
        return "image"
    found = ecs.describe_services(cluster="shop", services=[service])["services"][0]
    for event in found["events"]:
        for piece, word in signs.items():
            if piece in event["message"]:
                return word
    return "nothing"


# %% right: counts first, then causes, then stopped tasks
def diagnose(ecs, service):
    """Return what is wrong with a service: "image", "memory", "port", "limits" or "nothing"."""
    found = ecs.describe_services(cluster="shop", services=[service])["services"][0]
    deployments = found["deployments"]
    settled = len(deployments) == 1 and deployments[0]["rolloutState"] == "COMPLETED"
    if settled and found["runningCount"] == found["desiredCount"]:
        return "nothing"
    since = deployments[0]["createdAt"]
    messages = [event["message"] for event in found["events"] if event["createdAt"] >= since]
    if any("insufficient memory" in message for message in messages):
        return "memory"
    if any("port" in message and "closest" in message for message in messages):
        return "port"
    if any("deployment configuration" in message for message in messages):
        return "limits"
    arns = ecs.list_tasks(cluster="shop", serviceName=service, desiredStatus="STOPPED")["taskArns"]
    for task in ecs.describe_tasks(cluster="shop", tasks=arns)["tasks"]:
        if task["stoppedReason"].startswith("CannotPullContainerError") and task["createdAt"] >= since:
            return "image"
    return "nothing"


# %% right: messages cut at the last steady state
def diagnose(ecs, service):
    """Return what is wrong with a service: "image", "memory", "port", "limits" or "nothing"."""
    messages = []
    for event in ecs.describe_services(cluster="shop", services=[service])["services"][0]["events"]:
        if "has reached a steady state" in event["message"]:
            break
        messages.append(event["message"].lower())
    text = " ".join(messages)
    pieces = [("memory", "insufficient memory"), ("port", "using a port"), ("limits", "maximumpercent")]
    for word, piece in pieces:
        if piece in text:
            return word
    return "image" if "consistently start" in text else "nothing"
