# %% wrong: always loses the first zone
def left_after_zone_loss(hosts, tasks, strategy):
    slots = {}
    for zone, count in hosts:
        slots[zone] = slots.get(zone, 0) + count
    placed = dict.fromkeys(slots, 0)
    if strategy == "pack":
        for zone, count in hosts:
            here = min(count, tasks)
            placed[zone], tasks = placed[zone] + here, tasks - here
    else:
        for _ in range(min(tasks, sum(slots.values()))):
            placed[min((zone for zone in slots if placed[zone] < slots[zone]), key=placed.get)] += 1
    return sum(placed.values()) - placed[hosts[0][0]]


# %% wrong: loses a host instead of a zone
def left_after_zone_loss(hosts, tasks, strategy):
    placed = [0] * len(hosts)
    for _ in range(min(tasks, sum(slots for _, slots in hosts))):
        free = [number for number, (_, slots) in enumerate(hosts) if placed[number] < slots]
        placed[free[0] if strategy == "pack" else min(free, key=lambda number: placed[number])] += 1
    return sum(placed) - max(placed)


# %% wrong: spreads over hosts
def left_after_zone_loss(hosts, tasks, strategy):
    placed = [0] * len(hosts)
    for _ in range(min(tasks, sum(slots for _, slots in hosts))):
        free = [number for number, (_, slots) in enumerate(hosts) if placed[number] < slots]
        placed[free[0] if strategy == "pack" else min(free, key=lambda number: placed[number])] += 1
    zones = {}
    for (zone, _), count in zip(hosts, placed, strict=True):
        zones[zone] = zones.get(zone, 0) + count
    return sum(zones.values()) - max(zones.values())


# %% wrong: divides evenly, whatever there is room for
import math


def left_after_zone_loss(hosts, tasks, strategy):
    zones = {}
    for zone, slots in hosts:
        zones[zone] = zones.get(zone, 0) + slots
    if strategy == "spread":
        return tasks - math.ceil(tasks / len(zones))
    left, placed = tasks, dict.fromkeys(zones, 0)
    for zone, slots in hosts:
        here = min(slots, left)
        placed[zone] += here
        left -= here
    return sum(placed.values()) - max(placed.values())


# %% wrong: counts tasks that found no room
def left_after_zone_loss(hosts, tasks, strategy):
    slots, wanted = {}, tasks
    for zone, count in hosts:
        slots[zone] = slots.get(zone, 0) + count
    placed = dict.fromkeys(slots, 0)
    if strategy == "pack":
        for zone, count in hosts:
            here = min(count, tasks)
            placed[zone], tasks = placed[zone] + here, tasks - here
    else:
        for _ in range(min(tasks, sum(slots.values()))):
            placed[min((zone for zone in slots if placed[zone] < slots[zone]), key=placed.get)] += 1
    return wanted - max(placed.values())


# %% right: one slot after the other
def left_after_zone_loss(hosts, tasks, strategy):
    if strategy == "pack":
        order = [zone for zone, slots in hosts for _ in range(slots)]
    else:
        seen, order = {}, []
        for zone, slots in hosts:
            for _ in range(slots):
                seen[zone] = seen.get(zone, 0) + 1
                order.append((seen[zone], zone))
        order = [zone for _, zone in sorted(order)]
    used = order[:tasks]
    return len(used) - max((used.count(zone) for zone in set(used)), default=0)


# %% right: a Counter, ties to the last zone
from collections import Counter


def left_after_zone_loss(hosts, tasks, strategy):
    placed, room = Counter(), Counter()
    for zone, slots in hosts:
        room[zone] += slots
    for _ in range(tasks):
        if strategy == "pack":
            filled, target = Counter(), None
            for zone, slots in hosts:
                filled[zone] += slots
                if placed[zone] < filled[zone]:
                    target = zone
                    break
        else:
            zones = [zone for zone in sorted(room, reverse=True) if placed[zone] < room[zone]]
            target = min(zones, key=lambda zone: placed[zone]) if zones else None
        if target is None:
            break
        placed[target] += 1
    return placed.total() - max(placed.values(), default=0)
