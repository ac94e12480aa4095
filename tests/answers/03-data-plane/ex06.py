# %% wrong: the lesson's formula, without room for all when a host is gone
import math


def cheapest_fleet(types, count, budget):
    fleets = {
        n: max(math.ceil(count / shape["tasks"]), math.ceil(count / budget)) for n, shape in types.items()
    }
    name = min(fleets, key=lambda name: fleets[name] * types[name]["usd"])
    return name, fleets[name]


# %% wrong: ignores the failure budget
import math


def cheapest_fleet(types, count, budget):
    fleets = {name: math.ceil(count / shape["tasks"]) + 1 for name, shape in types.items()}
    name = min(fleets, key=lambda name: fleets[name] * types[name]["usd"])
    return name, fleets[name]


# %% wrong: adds the host to spare to the budget as well
import math


def cheapest_fleet(types, count, budget):
    fleets = {
        n: max(math.ceil(count / shape["tasks"]), math.ceil(count / budget)) + 1 for n, shape in types.items()
    }
    name = min(fleets, key=lambda name: fleets[name] * types[name]["usd"])
    return name, fleets[name]


# %% wrong: chooses the type first and adds the host to spare afterwards
import math


def cheapest_fleet(types, count, budget):
    fleets = {
        n: max(math.ceil(count / shape["tasks"]), math.ceil(count / budget)) for n, shape in types.items()
    }
    name = min(fleets, key=lambda name: fleets[name] * types[name]["usd"])
    return name, max(fleets[name], math.ceil(count / types[name]["tasks"]) + 1)


# %% wrong: refuses types that could hold more tasks than the budget
import math


def cheapest_fleet(types, count, budget):
    allowed = {name: shape for name, shape in types.items() if shape["tasks"] <= budget} or types
    fleets = {name: math.ceil(count / shape["tasks"]) + 1 for name, shape in allowed.items()}
    name = min(fleets, key=lambda name: fleets[name] * types[name]["usd"])
    return name, fleets[name]


# %% wrong: the cheapest per host instead of per fleet
import math


def cheapest_fleet(types, count, budget):
    name = min(types, key=lambda name: types[name]["usd"])
    return name, max(math.ceil(count / types[name]["tasks"]) + 1, math.ceil(count / budget))


# %% wrong: the fewest hosts instead of the lowest cost
import math


def cheapest_fleet(types, count, budget):
    fleets = {
        n: max(math.ceil(count / shape["tasks"]) + 1, math.ceil(count / budget)) for n, shape in types.items()
    }
    name = min(fleets, key=fleets.get)
    return name, fleets[name]


# %% wrong: rounds the hosts down
def cheapest_fleet(types, count, budget):
    fleets = {n: max(1 + count // shape["tasks"], count // budget) for n, shape in types.items()}
    name = min(fleets, key=lambda name: fleets[name] * types[name]["usd"])
    return name, fleets[name]


# %% right: counts up until both hold
def cheapest_fleet(types, count, budget):
    best = None
    for name, shape in types.items():
        hosts = 1
        while (hosts - 1) * shape["tasks"] < count or hosts * budget < count:
            hosts += 1
        usd = hosts * shape["usd"]
        if best is None or usd < best[0]:
            best = (usd, name, hosts)
    return best[1:]


# %% right: whole numbers only, and a list
def cheapest_fleet(types, count, budget):
    fleets = []
    for name, shape in types.items():
        hosts = max(-(-count // shape["tasks"]) + 1, -(-count // budget))
        fleets.append((hosts * shape["usd"], name, hosts))
    _, name, hosts = min(fleets)
    return [name, hosts]
