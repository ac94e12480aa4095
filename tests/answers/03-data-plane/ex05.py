# %% wrong: first fit in the order given
def pack(tasks, host):
    packed, left = [], []
    for position, (cpu, memory) in enumerate(tasks):
        fits = (n for n, free in enumerate(left) if cpu <= free[0] and memory <= free[1])
        number = next(fits, len(left))
        if number == len(left):
            left.append(list(host))
            packed.append([])
        packed[number].append(position)
        left[number][0] -= cpu
        left[number][1] -= memory
    return packed


# %% wrong: looks only at the last host
def pack(tasks, host):
    packed, free = [], [0, 0]
    for position in sorted(
        range(len(tasks)), key=lambda p: -max(tasks[p][0] / host[0], tasks[p][1] / host[1])
    ):
        cpu, memory = tasks[position]
        if not packed or cpu > free[0] or memory > free[1]:
            packed.append([])
            free = list(host)
        packed[-1].append(position)
        free[0] -= cpu
        free[1] -= memory
    return packed


# %% wrong: looks at memory only
def pack(tasks, host):
    packed, left = [], []
    for position in sorted(range(len(tasks)), key=lambda p: -tasks[p][1]):
        number = next((n for n, free in enumerate(left) if tasks[position][1] <= free), len(left))
        if number == len(left):
            left.append(host[1])
            packed.append([])
        packed[number].append(position)
        left[number] -= tasks[position][1]
    return packed


# %% wrong: loses the positions by sorting the tasks
def pack(tasks, host):
    packed, left = [], []
    ordered = sorted(tasks, key=lambda task: -max(task[0] / host[0], task[1] / host[1]))
    for position, (cpu, memory) in enumerate(ordered):
        fits = (n for n, free in enumerate(left) if cpu <= free[0] and memory <= free[1])
        number = next(fits, len(left))
        if number == len(left):
            left.append(list(host))
            packed.append([])
        packed[number].append(position)
        left[number][0] -= cpu
        left[number][1] -= memory
    return packed


# %% wrong: the smallest task first
def pack(tasks, host):
    packed, left = [], []
    for position in sorted(
        range(len(tasks)), key=lambda p: max(tasks[p][0] / host[0], tasks[p][1] / host[1])
    ):
        cpu, memory = tasks[position]
        fits = (n for n, free in enumerate(left) if cpu <= free[0] and memory <= free[1])
        number = next(fits, len(left))
        if number == len(left):
            left.append(list(host))
            packed.append([])
        packed[number].append(position)
        left[number][0] -= cpu
        left[number][1] -= memory
    return packed


# %% wrong: compares CPU units with MiB to find the largest
def pack(tasks, host):
    packed, left = [], []
    for position in sorted(range(len(tasks)), key=lambda p: -max(tasks[p])):
        cpu, memory = tasks[position]
        fits = (n for n, free in enumerate(left) if cpu <= free[0] and memory <= free[1])
        number = next(fits, len(left))
        if number == len(left):
            left.append(list(host))
            packed.append([])
        packed[number].append(position)
        left[number][0] -= cpu
        left[number][1] -= memory
    return packed


# %% wrong: every task on a host of its own
def pack(tasks, host):
    return [[position] for position in range(len(tasks))]


# %% right: adds up what is on each host, in tuples
def pack(tasks, host):
    hosts = []
    order = list(range(len(tasks)))
    order.sort(key=lambda p: (-max(tasks[p][0] / host[0], tasks[p][1] / host[1]), p))
    for position in order:
        for one in hosts:
            together = [*one, position]
            if all(sum(tasks[p][resource] for p in together) <= host[resource] for resource in (0, 1)):
                one.append(position)
                break
        else:
            hosts.append([position])
    return [tuple(one) for one in hosts]


# %% right: best fit decreasing, which is as good here
import numpy


def pack(tasks, host):
    packed, left = [], []
    shares = [numpy.array(task) / numpy.array(host) for task in tasks]
    for position in sorted(range(len(tasks)), key=lambda p: shares[p].max(), reverse=True):
        cpu, memory = tasks[position]
        fitting = [n for n, free in enumerate(left) if cpu <= free[0] and memory <= free[1]]
        if fitting:
            number = min(
                fitting, key=lambda n: max((left[n][0] - cpu) / host[0], (left[n][1] - memory) / host[1])
            )
        else:
            number = len(left)
            left.append([host[0], host[1]])
            packed.append([])
        packed[number].append(position)
        left[number] = [left[number][0] - cpu, left[number][1] - memory]
    return packed


# %% right: of equal shares the last one first
def pack(tasks, host):
    packed = []
    order = sorted((max(cpu / host[0], memory / host[1]), n) for n, (cpu, memory) in enumerate(tasks))
    while order:
        _, position = order.pop()
        for one in packed:
            cpu, memory = map(sum, zip(*(tasks[p] for p in [*one, position]), strict=True))
            if cpu <= host[0] and memory <= host[1]:
                one.append(position)
                break
        else:
            packed.append([position])
    return packed
