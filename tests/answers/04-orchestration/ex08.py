# %% wrong: asks for the version before the place
def cause(hosts, events):
    failures = [event for event in events if event["what"] != "healthy"]
    if all(event["what"] == "cannot pull" for event in failures):
        return "registry"
    if len({event["version"] for event in failures}) == 1:
        return "version"
    if len({event["host"] for event in failures}) == 1:
        return "host"
    return "zone" if len({hosts[event["host"]] for event in failures}) == 1 else "several"


# %% wrong: takes the version for what is left
def cause(hosts, events):
    failures = [event for event in events if event["what"] != "healthy"]
    if all(event["what"] == "cannot pull" for event in failures):
        return "registry"
    if len({event["host"] for event in failures}) == 1:
        return "host"
    if len({hosts[event["host"]] for event in failures}) == 1:
        return "zone"
    return "version"


# %% wrong: counts what is healthy among the failures
def cause(hosts, events):
    if all(event["what"] == "cannot pull" for event in events):
        return "registry"
    if len({event["host"] for event in events}) == 1:
        return "host"
    if len({hosts[event["host"]] for event in events}) == 1:
        return "zone"
    return "version" if len({event["version"] for event in events}) == 1 else "several"


# %% wrong: one failed pull is enough for the registry
def cause(hosts, events):
    failures = [event for event in events if event["what"] != "healthy"]
    if any(event["what"] == "cannot pull" for event in failures):
        return "registry"
    if len({event["host"] for event in failures}) == 1:
        return "host"
    if len({hosts[event["host"]] for event in failures}) == 1:
        return "zone"
    return "version" if len({event["version"] for event in failures}) == 1 else "several"


# %% wrong: forgets the registry
def cause(hosts, events):
    failures = [event for event in events if event["what"] != "healthy"]
    if len({event["host"] for event in failures}) == 1:
        return "host"
    if len({hosts[event["host"]] for event in failures}) == 1:
        return "zone"
    return "version" if len({event["version"] for event in failures}) == 1 else "several"


# %% wrong: takes the zone for the smallest thing
def cause(hosts, events):
    failures = [event for event in events if event["what"] != "healthy"]
    if all(event["what"] == "cannot pull" for event in failures):
        return "registry"
    if len({hosts[event["host"]] for event in failures}) == 1:
        return "zone"
    return "version" if len({event["version"] for event in failures}) == 1 else "several"


# %% right: with sets of what the failures share
def cause(hosts, events):
    bad = [e for e in events if e["what"] in ("stopped", "cannot pull")]
    whats, places = {e["what"] for e in bad}, {e["host"] for e in bad}
    zones = {hosts[place] for place in places}
    if whats == {"cannot pull"}:
        return "registry"
    if len(places) == 1 or len(zones) == 1:
        return "host" if len(places) == 1 else "zone"
    return "version" if len({e["version"] for e in bad}) == 1 else "several"


# %% right: one failure after the other
def cause(hosts, events):
    only_pulls = one_host = one_zone = one_version = True
    first = None
    for event in events:
        if event["what"] == "healthy":
            continue
        if first is None:
            first, version = event["host"], event["version"]
        only_pulls = only_pulls and event["what"] == "cannot pull"
        one_host = one_host and event["host"] == first
        one_zone = one_zone and hosts[event["host"]] == hosts[first]
        one_version = one_version and event["version"] == version
    for name, holds in (
        ("registry", only_pulls),
        ("host", one_host),
        ("zone", one_zone),
        ("version", one_version),
    ):
        if holds:
            return name
    return "several"
