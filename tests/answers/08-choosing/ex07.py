# %% wrong: strikes nothing out
def flips(marks, weights, musts):
    """Return {criterion: nearest weight at which the choice falls, must: who wins without it}.

    None where there is no such weight or platform.

    marks: {platform: {criterion: mark}}. weights: {criterion: weight}. musts: criteria that strike out.
    """
    left = dict(marks)

    def sums(trial):
        return {name: sum(trial[one] * row[one] for one in trial) for name, row in left.items()}

    now = sums(weights)
    winner = max(now, key=now.get)
    found = {}
    for criterion, weight in weights.items():
        fallen = []
        for other in range(11):
            totals = sums(weights | {criterion: other})
            if max(totals.values()) > totals[winner]:
                fallen.append(other)
        found[criterion] = min(fallen, key=lambda other: abs(other - weight), default=None)
    for must in musts:
        others = [other for other in musts if other != must]
        free = {name: row for name, row in marks.items() if all(row[other] > 0 for other in others)}
        totals = {name: sum(weights[one] * row[one] for one in weights) for name, row in free.items()}
        best = max(totals, key=totals.get)
        found[must] = best if totals[best] > now[winner] else None
    return found


# %% wrong: as much is a fall as well
def flips(marks, weights, musts):
    """Return {criterion: nearest weight at which the choice falls, must: who wins without it}.

    None where there is no such weight or platform.

    marks: {platform: {criterion: mark}}. weights: {criterion: weight}. musts: criteria that strike out.
    """
    left = {name: row for name, row in marks.items() if all(row[must] > 0 for must in musts)}

    def sums(trial):
        return {name: sum(trial[one] * row[one] for one in trial) for name, row in left.items()}

    now = sums(weights)
    winner = max(now, key=now.get)
    found = {}
    for criterion, weight in weights.items():
        fallen = []
        for other in range(11):
            totals = sums(weights | {criterion: other})
            if any(total >= totals[winner] for name, total in totals.items() if name != winner):
                fallen.append(other)
        found[criterion] = min(fallen, key=lambda other: abs(other - weight), default=None)
    for must in musts:
        others = [other for other in musts if other != must]
        free = {name: row for name, row in marks.items() if all(row[other] > 0 for other in others)}
        totals = {name: sum(weights[one] * row[one] for one in weights) for name, row in free.items()}
        best = max(totals, key=totals.get)
        found[must] = best if totals[best] > now[winner] else None
    return found


# %% wrong: the smallest weight instead of the nearest
def flips(marks, weights, musts):
    """Return {criterion: nearest weight at which the choice falls, must: who wins without it}.

    None where there is no such weight or platform.

    marks: {platform: {criterion: mark}}. weights: {criterion: weight}. musts: criteria that strike out.
    """
    left = {name: row for name, row in marks.items() if all(row[must] > 0 for must in musts)}

    def sums(trial):
        return {name: sum(trial[one] * row[one] for one in trial) for name, row in left.items()}

    now = sums(weights)
    winner = max(now, key=now.get)
    found = {}
    for criterion in weights:
        fallen = []
        for other in range(11):
            totals = sums(weights | {criterion: other})
            if max(totals.values()) > totals[winner]:
                fallen.append(other)
        found[criterion] = min(fallen, default=None)
    for must in musts:
        others = [other for other in musts if other != must]
        free = {name: row for name, row in marks.items() if all(row[other] > 0 for other in others)}
        totals = {name: sum(weights[one] * row[one] for one in weights) for name, row in free.items()}
        best = max(totals, key=totals.get)
        found[must] = best if totals[best] > now[winner] else None
    return found


# %% wrong: how far instead of where to
def flips(marks, weights, musts):
    """Return {criterion: nearest weight at which the choice falls, must: who wins without it}.

    None where there is no such weight or platform.

    marks: {platform: {criterion: mark}}. weights: {criterion: weight}. musts: criteria that strike out.
    """
    left = {name: row for name, row in marks.items() if all(row[must] > 0 for must in musts)}

    def sums(trial):
        return {name: sum(trial[one] * row[one] for one in trial) for name, row in left.items()}

    now = sums(weights)
    winner = max(now, key=now.get)
    found = {}
    for criterion, weight in weights.items():
        fallen = []
        for other in range(11):
            totals = sums(weights | {criterion: other})
            if max(totals.values()) > totals[winner]:
                fallen.append(other)
        found[criterion] = min((abs(other - weight) for other in fallen), default=None)
    for must in musts:
        others = [other for other in musts if other != must]
        free = {name: row for name, row in marks.items() if all(row[other] > 0 for other in others)}
        totals = {name: sum(weights[one] * row[one] for one in weights) for name, row in free.items()}
        best = max(totals, key=totals.get)
        found[must] = best if totals[best] > now[winner] else None
    return found


# %% wrong: never tries the weight 10
def flips(marks, weights, musts):
    """Return {criterion: nearest weight at which the choice falls, must: who wins without it}.

    None where there is no such weight or platform.

    marks: {platform: {criterion: mark}}. weights: {criterion: weight}. musts: criteria that strike out.
    """
    left = {name: row for name, row in marks.items() if all(row[must] > 0 for must in musts)}

    def sums(trial):
        return {name: sum(trial[one] * row[one] for one in trial) for name, row in left.items()}

    now = sums(weights)
    winner = max(now, key=now.get)
    found = {}
    for criterion, weight in weights.items():
        fallen = []
        for other in range(10):
            totals = sums(weights | {criterion: other})
            if max(totals.values()) > totals[winner]:
                fallen.append(other)
        found[criterion] = min(fallen, key=lambda other: abs(other - weight), default=None)
    for must in musts:
        others = [other for other in musts if other != must]
        free = {name: row for name, row in marks.items() if all(row[other] > 0 for other in others)}
        totals = {name: sum(weights[one] * row[one] for one in weights) for name, row in free.items()}
        best = max(totals, key=totals.get)
        found[must] = best if totals[best] > now[winner] else None
    return found


# %% wrong: changes stay for the next criterion
def flips(marks, weights, musts):
    """Return {criterion: nearest weight at which the choice falls, must: who wins without it}.

    None where there is no such weight or platform.

    marks: {platform: {criterion: mark}}. weights: {criterion: weight}. musts: criteria that strike out.
    """
    left = {name: row for name, row in marks.items() if all(row[must] > 0 for must in musts)}

    def sums(trial):
        return {name: sum(trial[one] * row[one] for one in trial) for name, row in left.items()}

    now = sums(weights)
    winner = max(now, key=now.get)
    found = {}
    for criterion, weight in weights.items():
        fallen = []
        for other in range(11):
            weights[criterion] = other
            totals = sums(weights)
            if max(totals.values()) > totals[winner]:
                fallen.append(other)
        found[criterion] = min(fallen, key=lambda other: abs(other - weight), default=None)
    for must in musts:
        others = [other for other in musts if other != must]
        free = {name: row for name, row in marks.items() if all(row[other] > 0 for other in others)}
        totals = {name: sum(weights[one] * row[one] for one in weights) for name, row in free.items()}
        best = max(totals, key=totals.get)
        found[must] = best if totals[best] > now[winner] else None
    return found


# %% wrong: only looks upwards
def flips(marks, weights, musts):
    """Return {criterion: nearest weight at which the choice falls, must: who wins without it}.

    None where there is no such weight or platform.

    marks: {platform: {criterion: mark}}. weights: {criterion: weight}. musts: criteria that strike out.
    """
    left = {name: row for name, row in marks.items() if all(row[must] > 0 for must in musts)}

    def sums(trial):
        return {name: sum(trial[one] * row[one] for one in trial) for name, row in left.items()}

    now = sums(weights)
    winner = max(now, key=now.get)
    found = {}
    for criterion, weight in weights.items():
        fallen = []
        for other in range(weight, 11):
            totals = sums(weights | {criterion: other})
            if max(totals.values()) > totals[winner]:
                fallen.append(other)
        found[criterion] = min(fallen, key=lambda other: abs(other - weight), default=None)
    for must in musts:
        others = [other for other in musts if other != must]
        free = {name: row for name, row in marks.items() if all(row[other] > 0 for other in others)}
        totals = {name: sum(weights[one] * row[one] for one in weights) for name, row in free.items()}
        best = max(totals, key=totals.get)
        found[must] = best if totals[best] > now[winner] else None
    return found


# %% wrong: drops all musts at once
def flips(marks, weights, musts):
    """Return {criterion: nearest weight at which the choice falls, must: who wins without it}.

    None where there is no such weight or platform.

    marks: {platform: {criterion: mark}}. weights: {criterion: weight}. musts: criteria that strike out.
    """
    left = {name: row for name, row in marks.items() if all(row[must] > 0 for must in musts)}

    def sums(trial):
        return {name: sum(trial[one] * row[one] for one in trial) for name, row in left.items()}

    now = sums(weights)
    winner = max(now, key=now.get)
    found = {}
    for criterion, weight in weights.items():
        fallen = []
        for other in range(11):
            totals = sums(weights | {criterion: other})
            if max(totals.values()) > totals[winner]:
                fallen.append(other)
        found[criterion] = min(fallen, key=lambda other: abs(other - weight), default=None)
    for must in musts:
        others = []
        free = {name: row for name, row in marks.items() if all(row[other] > 0 for other in others)}
        totals = {name: sum(weights[one] * row[one] for one in weights) for name, row in free.items()}
        best = max(totals, key=totals.get)
        found[must] = best if totals[best] > now[winner] else None
    return found


# %% wrong: names the best without a must, also where nothing changes
def flips(marks, weights, musts):
    """Return {criterion: nearest weight at which the choice falls, must: who wins without it}.

    None where there is no such weight or platform.

    marks: {platform: {criterion: mark}}. weights: {criterion: weight}. musts: criteria that strike out.
    """
    left = {name: row for name, row in marks.items() if all(row[must] > 0 for must in musts)}

    def sums(trial):
        return {name: sum(trial[one] * row[one] for one in trial) for name, row in left.items()}

    now = sums(weights)
    winner = max(now, key=now.get)
    found = {}
    for criterion, weight in weights.items():
        fallen = []
        for other in range(11):
            totals = sums(weights | {criterion: other})
            if max(totals.values()) > totals[winner]:
                fallen.append(other)
        found[criterion] = min(fallen, key=lambda other: abs(other - weight), default=None)
    for must in musts:
        others = [other for other in musts if other != must]
        free = {name: row for name, row in marks.items() if all(row[other] > 0 for other in others)}
        totals = {name: sum(weights[one] * row[one] for one in weights) for name, row in free.items()}
        best = max(totals, key=totals.get)
        found[must] = best
    return found


# %% wrong: says nothing about the musts
def flips(marks, weights, musts):
    """Return {criterion: nearest weight at which the choice falls, must: who wins without it}.

    None where there is no such weight or platform.

    marks: {platform: {criterion: mark}}. weights: {criterion: weight}. musts: criteria that strike out.
    """
    left = {name: row for name, row in marks.items() if all(row[must] > 0 for must in musts)}

    def sums(trial):
        return {name: sum(trial[one] * row[one] for one in trial) for name, row in left.items()}

    now = sums(weights)
    winner = max(now, key=now.get)
    found = {}
    for criterion, weight in weights.items():
        fallen = []
        for other in range(11):
            totals = sums(weights | {criterion: other})
            if max(totals.values()) > totals[winner]:
                fallen.append(other)
        found[criterion] = min(fallen, key=lambda other: abs(other - weight), default=None)
    return found


# %% right: with differences to the winner
def flips(marks, weights, musts):
    """Return {criterion: nearest weight at which the choice falls, must: who wins without it}.

    None where there is no such weight or platform.

    marks: {platform: {criterion: mark}}. weights: {criterion: weight}. musts: criteria that strike out.
    """
    left = [row for row in marks.values() if not [must for must in musts if row[must] == 0]]

    def lead(other, trial):
        return sum(trial[one] * (best[one] - other[one]) for one in trial)

    best = max(left, key=lambda row: sum(weights[one] * row[one] for one in weights))
    answer = dict.fromkeys(weights)
    for one in weights:
        for far in range(1, 11):
            tries = [number for number in (weights[one] + far, weights[one] - far) if 0 <= number <= 10]
            fallen = [n for n in tries if min(lead(row, dict(weights, **{one: n})) for row in left) < 0]
            if fallen:
                answer[one] = fallen[0]
                break

    def total(row):
        return sum(weights[one] * row[one] for one in weights)

    for must in musts:
        beats = [
            (total(row), name)
            for name, row in marks.items()
            if total(row) > total(best) and not [one for one in musts if one != must and row[one] == 0]
        ]
        answer[must] = max(beats)[1] if beats else None
    return answer


# %% right: with NumPy
def flips(marks, weights, musts):
    """Return {criterion: nearest weight at which the choice falls, must: who wins without it}.

    None where there is no such weight or platform.

    marks: {platform: {criterion: mark}}. weights: {criterion: weight}. musts: criteria that strike out.
    """
    import numpy as np

    names = list(weights)
    left = np.array(
        [[row[one] for one in names] for row in marks.values() if all(row[must] for must in musts)]
    )
    now = np.array([weights[one] for one in names])
    winner = int(np.argmax(left @ now))
    answer = {}
    for place, one in enumerate(names):
        trials = np.tile(now, (11, 1))
        trials[:, place] = np.arange(11)
        totals = trials @ left.T
        fallen = np.flatnonzero(totals.max(axis=1) > totals[:, winner])
        nearest = fallen[np.argmin(np.abs(fallen - now[place]))] if len(fallen) else None
        answer[one] = None if nearest is None else int(nearest)
    platforms = np.array(list(marks))
    every = np.array([[row[one] for one in names] for row in marks.values()]) @ now
    able = np.array([[row[must] > 0 for must in musts] for row in marks.values()], dtype=bool)
    most = (left @ now).max()
    for place, must in enumerate(musts):
        allowed = np.delete(able, place, axis=1).all(axis=1) & (every > most)
        ahead = np.where(allowed, every, -1)
        answer[must] = str(platforms[ahead.argmax()]) if allowed.any() else None
    return answer
