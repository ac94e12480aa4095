# %% wrong: gives the instance's own interface to a task
def cheapest_type(types, count, network):
    def allowed(shape):
        slots = shape["interfaces"] * (shape["addresses"] - 1)
        if network == "awsvpc":
            return shape["interfaces"]
        if network == "pods":
            return slots + 2
        return min(slots * 16 + 2, 250 if shape["vcpus"] > 30 else 110)

    enough = [name for name, shape in types.items() if allowed(shape) >= count]
    if not enough:
        raise ValueError("no type has enough addresses")
    return min(enough, key=lambda name: types[name]["usd"])


# %% wrong: counts every address for pods
def cheapest_type(types, count, network):
    def allowed(shape):
        slots = shape["interfaces"] * shape["addresses"]
        if network == "awsvpc":
            return shape["interfaces"] - 1
        if network == "pods":
            return slots + 2
        return min(slots * 16 + 2, 250 if shape["vcpus"] > 30 else 110)

    enough = [name for name, shape in types.items() if allowed(shape) >= count]
    if not enough:
        raise ValueError("no type has enough addresses")
    return min(enough, key=lambda name: types[name]["usd"])


# %% wrong: forgets that large types have a larger cap
def cheapest_type(types, count, network):
    def allowed(shape):
        slots = shape["interfaces"] * (shape["addresses"] - 1)
        if network == "awsvpc":
            return shape["interfaces"] - 1
        if network == "pods":
            return slots + 2
        return min(slots * 16 + 2, 110)

    enough = [name for name, shape in types.items() if allowed(shape) >= count]
    if not enough:
        raise ValueError("no type has enough addresses")
    return min(enough, key=lambda name: types[name]["usd"])


# %% wrong: applies the cap to pods without prefixes too
def cheapest_type(types, count, network):
    def allowed(shape):
        slots = shape["interfaces"] * (shape["addresses"] - 1)
        if network == "awsvpc":
            return shape["interfaces"] - 1
        if network == "pods":
            return min(slots + 2, 250 if shape["vcpus"] > 30 else 110)
        return min(slots * 16 + 2, 250 if shape["vcpus"] > 30 else 110)

    enough = [name for name, shape in types.items() if allowed(shape) >= count]
    if not enough:
        raise ValueError("no type has enough addresses")
    return min(enough, key=lambda name: types[name]["usd"])


# %% wrong: the larger cap from 30 vCPUs on
def cheapest_type(types, count, network):
    def allowed(shape):
        slots = shape["interfaces"] * (shape["addresses"] - 1)
        if network == "awsvpc":
            return shape["interfaces"] - 1
        if network == "pods":
            return slots + 2
        return min(slots * 16 + 2, 250 if shape["vcpus"] >= 30 else 110)

    enough = [name for name, shape in types.items() if allowed(shape) >= count]
    if not enough:
        raise ValueError("no type has enough addresses")
    return min(enough, key=lambda name: types[name]["usd"])


# %% wrong: takes the cap for the answer
def cheapest_type(types, count, network):
    def allowed(shape):
        slots = shape["interfaces"] * (shape["addresses"] - 1)
        if network == "awsvpc":
            return shape["interfaces"] - 1
        if network == "pods":
            return slots + 2
        return 250 if shape["vcpus"] > 30 else 110

    enough = [name for name, shape in types.items() if allowed(shape) >= count]
    if not enough:
        raise ValueError("no type has enough addresses")
    return min(enough, key=lambda name: types[name]["usd"])


# %% wrong: prefixes without a cap
def cheapest_type(types, count, network):
    def allowed(shape):
        slots = shape["interfaces"] * (shape["addresses"] - 1)
        if network == "awsvpc":
            return shape["interfaces"] - 1
        if network == "pods":
            return slots + 2
        return slots * 16 + 2

    enough = [name for name, shape in types.items() if allowed(shape) >= count]
    if not enough:
        raise ValueError("no type has enough addresses")
    return min(enough, key=lambda name: types[name]["usd"])


# %% wrong: more than enough instead of enough
def cheapest_type(types, count, network):
    def allowed(shape):
        slots = shape["interfaces"] * (shape["addresses"] - 1)
        if network == "awsvpc":
            return shape["interfaces"] - 1
        if network == "pods":
            return slots + 2
        return min(slots * 16 + 2, 250 if shape["vcpus"] > 30 else 110)

    enough = [name for name, shape in types.items() if allowed(shape) > count]
    if not enough:
        raise ValueError("no type has enough addresses")
    return min(enough, key=lambda name: types[name]["usd"])


# %% wrong: the fewest addresses that are enough, whatever they cost
def cheapest_type(types, count, network):
    def allowed(shape):
        slots = shape["interfaces"] * (shape["addresses"] - 1)
        if network == "awsvpc":
            return shape["interfaces"] - 1
        if network == "pods":
            return slots + 2
        return min(slots * 16 + 2, 250 if shape["vcpus"] > 30 else 110)

    enough = [name for name, shape in types.items() if allowed(shape) >= count]
    if not enough:
        raise ValueError("no type has enough addresses")
    return min(enough, key=lambda name: allowed(types[name]))


# %% wrong: the cheapest type, and an error if it has too few addresses
def cheapest_type(types, count, network):
    name = min(types, key=lambda name: types[name]["usd"])
    shape = types[name]
    slots = shape["interfaces"] * (shape["addresses"] - 1)
    allowed = {
        "awsvpc": shape["interfaces"] - 1,
        "pods": slots + 2,
        "prefixes": min(slots * 16 + 2, 250 if shape["vcpus"] > 30 else 110),
    }
    if allowed[network] < count:
        raise ValueError(name)
    return name


# %% wrong: returns None when no type has enough
def cheapest_type(types, count, network):
    best = None
    for name, shape in types.items():
        slots = shape["interfaces"] * (shape["addresses"] - 1)
        allowed = {
            "awsvpc": shape["interfaces"] - 1,
            "pods": slots + 2,
            "prefixes": min(slots * 16 + 2, 250 if shape["vcpus"] > 30 else 110),
        }
        if allowed[network] >= count and (best is None or shape["usd"] < types[best]["usd"]):
            best = name
    return best


# %% right: goes through the types from the cheapest on
from planes import facts


def cheapest_type(types, count, network):
    for name, shape in sorted(types.items(), key=lambda item: item[1]["usd"]):
        pods = shape["interfaces"] * (shape["addresses"] - 1) + 2
        limit = pods
        if network == "awsvpc":
            limit = shape["interfaces"] - 1
        elif network == "prefixes":
            large = shape["vcpus"] > facts.number("C504.large_vcpus")
            limit = min((pods - 2) * 16 + 2, facts.number("C504.large_cap" if large else "C504.cap"))
        if limit >= count:
            return name
    raise ValueError(f"no type has {count} addresses")


# %% right: a dictionary of rules, and min that raises by itself
RULES = {
    "awsvpc": lambda interfaces, own, vcpus: interfaces - 1,
    "pods": lambda interfaces, own, vcpus: own + 2,
    "prefixes": lambda interfaces, own, vcpus: min(16 * own + 2, 110 if vcpus <= 30 else 250),
}


def cheapest_type(types, count, network):
    prices = []
    for name in types:
        interfaces, addresses, vcpus, usd = (
            types[name][key] for key in ("interfaces", "addresses", "vcpus", "usd")
        )
        if RULES[network](interfaces, interfaces * addresses - interfaces, vcpus) >= count:
            prices.append((usd, name))
    return min(prices)[1]
