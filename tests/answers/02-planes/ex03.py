# %% wrong: measures every step from the request
def breakdown(events, task, requested):
    ends = {
        "placement": "task placed",
        "provisioning": "address attached",
        "pull": "image pulled",
        "start": "containers started",
        "answer": "answering",
    }
    times = {event.what: event.time for event in events if event.subject == task}
    return {step: times.get(text, requested) - requested for step, text in ends.items()}


# %% wrong: takes the events of all tasks
def breakdown(events, task, requested):
    ends = {
        "placement": "task placed",
        "provisioning": "address attached",
        "pull": "image pulled",
        "start": "containers started",
        "answer": "answering",
    }
    times = {event.what: event.time for event in events}
    seconds, before = {}, requested
    for step, text in ends.items():
        ended = times.get(text, before)
        seconds[step], before = ended - before, ended
    return seconds


# %% wrong: leaves missing steps out
def breakdown(events, task, requested):
    ends = {
        "task placed": "placement",
        "address attached": "provisioning",
        "image pulled": "pull",
        "containers started": "start",
        "answering": "answer",
    }
    seconds, before = {}, requested
    for event in events:
        if event.subject == task and event.what in ends:
            seconds[ends[event.what]] = event.time - before
            before = event.time
    return seconds


# %% wrong: begins at the placement instead of the request
def breakdown(events, task, requested):
    times = {event.what: event.time for event in events if event.subject == task}
    before = times["task placed"]
    seconds = {"placement": 0.0}
    for step, text in (
        ("provisioning", "address attached"),
        ("pull", "image pulled"),
        ("start", "containers started"),
        ("answer", "answering"),
    ):
        ended = times.get(text, before)
        seconds[step], before = ended - before, ended
    return seconds


# %% wrong: measures the pull from the event pulling image only
def breakdown(events, task, requested):
    times = {event.what: event.time for event in events if event.subject == task}
    placed = times["task placed"]
    attached = times.get("address attached", placed)
    pulling = times["pulling image"]
    pulled = times.get("image pulled", pulling)
    started = times["containers started"]
    return {
        "placement": placed - requested,
        "provisioning": attached - placed,
        "pull": pulled - pulling,
        "start": started - pulled,
        "answer": times["answering"] - started,
    }


# %% right: starts from zeros and fills in
def breakdown(events, task, requested):
    steps = ["placement", "provisioning", "pull", "start", "answer"]
    texts = ["task placed", "address attached", "image pulled", "containers started", "answering"]
    seconds = dict.fromkeys(steps, 0)
    before = requested
    for event in events:
        if event.subject == task and event.what in texts:
            seconds[steps[texts.index(event.what)]] = event.time - before
            before = event.time
    return seconds


# %% right: backwards from the last mark, by default values
def breakdown(events, task, requested):
    mine = [event for event in events if event.subject == task]

    def at(text, otherwise):
        found = [event.time for event in mine if event.what == text]
        return found[0] if found else otherwise

    placed = at("task placed", requested)
    attached = at("address attached", placed)
    pulled = at("image pulled", attached)
    started = at("containers started", pulled)
    answers = at("answering", started)
    marks = [requested, placed, attached, pulled, started, answers]
    names = ("answer", "start", "pull", "provisioning", "placement")
    return {name: marks[5 - k] - marks[4 - k] for k, name in enumerate(names)}
