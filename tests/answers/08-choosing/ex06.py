# %% wrong: those that are called go last
def waves(calls, public):
    """Return the waves of a move, each a list of service names; raise ValueError if there is no order.

    calls: {service: services that it calls}. public: services that can be reached from everywhere.
    """
    found, moved, left = [], set(), set(calls)
    while left:
        ready = sorted(name for name in left if all(one in moved or one in public for one in calls[name]))
        if not ready:
            raise ValueError(f"these wait for one another: {sorted(left)}")
        found.append(ready)
        moved |= set(ready)
        left -= set(ready)
    return found[::-1]


# %% wrong: one service in each wave
def waves(calls, public):
    """Return the waves of a move, each a list of service names; raise ValueError if there is no order.

    calls: {service: services that it calls}. public: services that can be reached from everywhere.
    """
    found, moved, left = [], set(), set(calls)
    while left:
        ready = sorted(name for name in left if all(one in moved or one in public for one in calls[name]))
        if not ready:
            raise ValueError(f"these wait for one another: {sorted(left)}")
        found.append(ready[:1])
        moved |= set(ready[:1])
        left -= set(ready[:1])
    return found


# %% wrong: waits for public services, too
def waves(calls, public):
    """Return the waves of a move, each a list of service names; raise ValueError if there is no order.

    calls: {service: services that it calls}. public: services that can be reached from everywhere.
    """
    found, moved, left = [], set(), set(calls)
    while left:
        ready = sorted(name for name in left if all(one in moved for one in calls[name]))
        if not ready:
            raise ValueError(f"these wait for one another: {sorted(left)}")
        found.append(ready)
        moved |= set(ready)
        left -= set(ready)
    return found


# %% wrong: public services need no move
def waves(calls, public):
    """Return the waves of a move, each a list of service names; raise ValueError if there is no order.

    calls: {service: services that it calls}. public: services that can be reached from everywhere.
    """
    found, moved, left = [], set(), set(calls) - set(public)
    while left:
        ready = sorted(name for name in left if all(one in moved or one in public for one in calls[name]))
        if not ready:
            raise ValueError(f"these wait for one another: {sorted(left)}")
        found.append(ready)
        moved |= set(ready)
        left -= set(ready)
    return found


# %% wrong: stops without a word in a circle
def waves(calls, public):
    """Return the waves of a move, each a list of service names; raise ValueError if there is no order.

    calls: {service: services that it calls}. public: services that can be reached from everywhere.
    """
    found, moved, left = [], set(), set(calls)
    while left:
        ready = sorted(name for name in left if all(one in moved or one in public for one in calls[name]))
        if not ready:
            break
        found.append(ready)
        moved |= set(ready)
        left -= set(ready)
    return found


# %% wrong: moves a circle in one wave
def waves(calls, public):
    """Return the waves of a move, each a list of service names; raise ValueError if there is no order.

    calls: {service: services that it calls}. public: services that can be reached from everywhere.
    """
    found, moved, left = [], set(), set(calls)
    while left:
        ready = sorted(name for name in left if all(one in moved or one in public for one in calls[name]))
        if not ready:
            ready = sorted(left)
        found.append(ready)
        moved |= set(ready)
        left -= set(ready)
    return found


# %% wrong: counts only services that it calls, not how deep
def waves(calls, public):
    """Return the waves of a move, each a list of service names; raise ValueError if there is no order.

    calls: {service: services that it calls}. public: services that can be reached from everywhere.
    """
    if any(name in calls[one] for name in calls for one in calls[name]):
        raise ValueError("a circle")
    by_number = {}
    for name, called in calls.items():
        by_number.setdefault(len(called), []).append(name)
    return [by_number[number] for number in sorted(by_number)]


# %% right: by the depth of each service
def waves(calls, public):
    """Return the waves of a move, each a list of service names; raise ValueError if there is no order.

    calls: {service: services that it calls}. public: services that can be reached from everywhere.
    """
    depth = {}

    def of(name, above=()):
        if name in above:
            raise ValueError("a circle")
        if name not in depth:
            below = [of(one, (*above, name)) for one in calls[name] if one not in public]
            depth[name] = max(below, default=-1) + 1
        return depth[name]

    for name in calls:
        of(name)
    return [
        [name for name in calls if depth[name] == wave] for wave in range(max(depth.values(), default=-1) + 1)
    ]


# %% right: with the standard library, public services as late as they may
def waves(calls, public):
    """Return the waves of a move, each a list of service names; raise ValueError if there is no order.

    calls: {service: services that it calls}. public: services that can be reached from everywhere.
    """
    from graphlib import CycleError, TopologicalSorter

    order = TopologicalSorter(
        {name: [one for one in called if one not in public] for name, called in calls.items()}
    )
    try:
        order.prepare()
    except CycleError as error:
        raise ValueError("a circle") from error
    found = []
    while order.is_active():
        ready = order.get_ready()
        found.append(tuple(ready))
        order.done(*ready)
    return tuple(found)
