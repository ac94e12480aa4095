# %% wrong: ignores the failure budget
import math


def cheapest_fleet(types, count, budget):
    fleets = {name: math.ceil(count / shape["tasks"]) for name, shape in types.items()}
    name = min(fleets, key=lambda name: fleets[name] * types[name]["usd"])
    return name, fleets[name]


# %% wrong: refuses types that could hold more tasks than the budget
import math


def cheapest_fleet(types, count, budget):
    allowed = {name: shape for name, shape in types.items() if shape["tasks"] <= budget} or types
    fleets = {name: math.ceil(count / shape["tasks"]) for name, shape in allowed.items()}
    name = min(fleets, key=lambda name: fleets[name] * types[name]["usd"])
    return name, fleets[name]


# %% wrong: keeps the budget but forgets that tasks must fit
import math


def cheapest_fleet(types, count, budget):
    hosts = math.ceil(count / budget)
    return min(types, key=lambda name: types[name]["usd"]), hosts


# %% wrong: the cheapest per host instead of per fleet
import math


def cheapest_fleet(types, count, budget):
    name = min(types, key=lambda name: types[name]["usd"])
    return name, max(math.ceil(count / types[name]["tasks"]), math.ceil(count / budget))


# %% wrong: the fewest hosts instead of the lowest cost
import math


def cheapest_fleet(types, count, budget):
    fleets = {
        n: max(math.ceil(count / shape["tasks"]), math.ceil(count / budget)) for n, shape in types.items()
    }
    name = min(fleets, key=fleets.get)
    return name, fleets[name]


# %% wrong: rounds the hosts down
def cheapest_fleet(types, count, budget):
    fleets = {n: max(1, count // shape["tasks"], count // budget) for n, shape in types.items()}
    name = min(fleets, key=lambda name: fleets[name] * types[name]["usd"])
    return name, fleets[name]


# %% right: counts up until it fits
def cheapest_fleet(types, count, budget):
    best = None
    for name, shape in types.items():
        hosts = 1
        while hosts * shape["tasks"] < count or hosts * budget < count:
            hosts += 1
        usd = hosts * shape["usd"]
        if best is None or usd < best[0]:
            best = (usd, name, hosts)
    return best[1:]


# %% right: caps the tasks of a host at the budget
def cheapest_fleet(types, count, budget):
    fleets = []
    for name, shape in types.items():
        on_one = min(shape["tasks"], budget)
        hosts = -(-count // on_one)
        fleets.append((hosts * shape["usd"], name, hosts))
    _, name, hosts = min(fleets)
    return [name, hosts]
