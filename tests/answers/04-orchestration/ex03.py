# %% wrong: takes the setting that detects soonest
def choose(intervals, most_missed, hosts, lost, slowest, alarms):
    allowed = [
        (interval, missed)
        for interval in intervals
        for missed in range(1, most_missed + 1)
        if interval * missed <= slowest and hosts * 86_400 / interval * lost**missed <= alarms
    ]
    return min(allowed, key=lambda pair: pair[0] * pair[1]) if allowed else None


# %% wrong: forgets the number of hosts
def choose(intervals, most_missed, hosts, lost, slowest, alarms):
    allowed = [
        (interval, missed)
        for interval in intervals
        for missed in range(1, most_missed + 1)
        if interval * missed <= slowest and 86_400 / interval * lost**missed <= alarms
    ]
    return max(allowed, key=lambda pair: (pair[0], -pair[1])) if allowed else None


# %% wrong: multiplies instead of taking the power
def choose(intervals, most_missed, hosts, lost, slowest, alarms):
    allowed = [
        (interval, missed)
        for interval in intervals
        for missed in range(1, most_missed + 1)
        if interval * missed <= slowest and hosts * 86_400 / interval * lost / missed <= alarms
    ]
    return max(allowed, key=lambda pair: (pair[0], -pair[1])) if allowed else None


# %% wrong: reckons with the best case of detecting
def choose(intervals, most_missed, hosts, lost, slowest, alarms):
    allowed = [
        (interval, missed)
        for interval in intervals
        for missed in range(1, most_missed + 1)
        if interval * (missed - 1) <= slowest and hosts * 86_400 / interval * lost**missed <= alarms
    ]
    return max(allowed, key=lambda pair: (pair[0], -pair[1])) if allowed else None


# %% wrong: of several takes the slowest
def choose(intervals, most_missed, hosts, lost, slowest, alarms):
    allowed = [
        (interval, missed)
        for interval in intervals
        for missed in range(1, most_missed + 1)
        if interval * missed <= slowest and hosts * 86_400 / interval * lost**missed <= alarms
    ]
    return max(allowed) if allowed else None


# %% wrong: limits may not be met exactly
def choose(intervals, most_missed, hosts, lost, slowest, alarms):
    allowed = [
        (interval, missed)
        for interval in intervals
        for missed in range(1, most_missed + 1)
        if interval * missed < slowest and hosts * 86_400 / interval * lost**missed < alarms
    ]
    return max(allowed, key=lambda pair: (pair[0], -pair[1])) if allowed else None


# %% wrong: ignores the false alarms
def choose(intervals, most_missed, hosts, lost, slowest, alarms):
    allowed = [
        (interval, missed)
        for interval in intervals
        for missed in range(1, most_missed + 1)
        if interval * missed <= slowest
    ]
    return max(allowed, key=lambda pair: (pair[0], -pair[1])) if allowed else None


# %% right: longest interval first, first that fits
def choose(intervals, most_missed, hosts, lost, slowest, alarms):
    for interval in sorted(intervals, reverse=True):
        missed = 1
        while missed <= most_missed:
            beats = hosts * 24 * 60 * 60 / interval
            if missed * interval <= slowest and beats * lost**missed <= alarms:
                return interval, missed
            missed += 1
    return None


# %% right: sorts all that are allowed
def choose(intervals, most_missed, hosts, lost, slowest, alarms):
    found = []
    for missed in range(1, most_missed + 1):
        for interval in intervals:
            if interval * missed > slowest:
                continue
            if 86400 * hosts * lost**missed / interval <= alarms:
                found.append((-interval, missed))
    if not found:
        return None
    interval, missed = sorted(found)[0]
    return (-interval, missed)
