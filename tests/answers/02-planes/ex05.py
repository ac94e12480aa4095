# ruff: noqa: F821 (steady_shop is a cell of the assignment)

# %% wrong: believes that containers need the control plane to run
def predict(down):
    needs = {
        "keep answering": {"host", "control plane"},
        "replace": {"control plane"},
        "start on an empty host": {"control plane", "registry"},
        "change the desired count": {"control plane"},
        "push an image": {"registry"},
    }
    return {action: needed.isdisjoint(down) for action, needed in needs.items()}


def answering_after(down):
    world, _, hosts = steady_shop()
    for what in down:
        world.outage(hosts[0] if what == "host" else what, minutes=30)
    victim = next(task for task, report in world.ec2.running().items() if report.host == hosts[1])
    world.ec2.crash(victim)
    world.run(minutes=10)
    return sum(report.state == "answering" for report in world.ec2.running().values())


# %% wrong: believes that every start needs the registry
def predict(down):
    needs = {
        "keep answering": {"host"},
        "replace": {"control plane", "registry"},
        "start on an empty host": {"control plane", "registry"},
        "change the desired count": {"control plane"},
        "push an image": {"registry"},
    }
    return {action: needed.isdisjoint(down) for action, needed in needs.items()}


def answering_after(down):
    world, _, hosts = steady_shop()
    for what in down:
        world.outage(hosts[0] if what == "host" else what, minutes=30)
    victim = next(task for task, report in world.ec2.running().items() if report.host == hosts[1])
    world.ec2.crash(victim)
    world.run(minutes=10)
    return sum(report.state == "answering" for report in world.ec2.running().values())


# %% wrong: believes that a lost host cannot be replaced
def predict(down):
    needs = {
        "keep answering": {"host"},
        "replace": {"control plane", "host"},
        "start on an empty host": {"control plane", "registry"},
        "change the desired count": {"control plane"},
        "push an image": {"registry"},
    }
    return {action: needed.isdisjoint(down) for action, needed in needs.items()}


def answering_after(down):
    world, _, hosts = steady_shop()
    for what in down:
        world.outage(hosts[0] if what == "host" else what, minutes=30)
    victim = next(task for task, report in world.ec2.running().items() if report.host == hosts[1])
    world.ec2.crash(victim)
    world.run(minutes=10)
    return sum(report.state == "answering" for report in world.ec2.running().values())


# %% wrong: possible if anything it needs is up
def predict(down):
    needs = {
        "keep answering": {"host"},
        "replace": {"control plane"},
        "start on an empty host": {"control plane", "registry"},
        "change the desired count": {"control plane"},
        "push an image": {"registry"},
    }
    return {action: bool(needed - set(down)) for action, needed in needs.items()}


def answering_after(down):
    world, _, hosts = steady_shop()
    for what in down:
        world.outage(hosts[0] if what == "host" else what, minutes=30)
    victim = next(task for task, report in world.ec2.running().items() if report.host == hosts[1])
    world.ec2.crash(victim)
    world.run(minutes=10)
    return sum(report.state == "answering" for report in world.ec2.running().values())


# %% wrong: counts what ECS believes to run
def predict(down):
    needs = {
        "keep answering": {"host"},
        "replace": {"control plane"},
        "start on an empty host": {"control plane", "registry"},
        "change the desired count": {"control plane"},
        "push an image": {"registry"},
    }
    return {action: needed.isdisjoint(down) for action, needed in needs.items()}


def answering_after(down):
    world, _, hosts = steady_shop()
    for what in down:
        world.outage(hosts[0] if what == "host" else what, minutes=30)
    victim = next(task for task, report in world.ec2.running().items() if report.host == hosts[1])
    world.ec2.crash(victim)
    world.run(minutes=10)
    return sum(task.last_status == "RUNNING" for task in world.ecs.store.tasks.values())


# %% wrong: asks before the ten minutes have passed
def predict(down):
    needs = {
        "keep answering": {"host"},
        "replace": {"control plane"},
        "start on an empty host": {"control plane", "registry"},
        "change the desired count": {"control plane"},
        "push an image": {"registry"},
    }
    return {action: needed.isdisjoint(down) for action, needed in needs.items()}


def answering_after(down):
    world, _, hosts = steady_shop()
    for what in down:
        world.outage(hosts[0] if what == "host" else what, minutes=30)
    victim = next(task for task, report in world.ec2.running().items() if report.host == hosts[1])
    world.ec2.crash(victim)
    return sum(report.state == "answering" for report in world.ec2.running().values())


# %% wrong: forgets the host
def predict(down):
    needs = {
        "keep answering": {"host"},
        "replace": {"control plane"},
        "start on an empty host": {"control plane", "registry"},
        "change the desired count": {"control plane"},
        "push an image": {"registry"},
    }
    return {action: needed.isdisjoint(down) for action, needed in needs.items()}


def answering_after(down):
    world, _, hosts = steady_shop()
    for what in down:
        if what != "host":
            world.outage(what, minutes=30)
    victim = next(task for task, report in world.ec2.running().items() if report.host == hosts[1])
    world.ec2.crash(victim)
    world.run(minutes=10)
    return sum(report.state == "answering" for report in world.ec2.running().values())


# %% right: written out, and counts in a loop
def predict(down):
    host, control, registry = (what not in down for what in ("host", "control plane", "registry"))
    return {
        "push an image": registry,
        "change the desired count": control,
        "start on an empty host": control and registry,
        "replace": control,
        "keep answering": host,
    }


def answering_after(down):
    world, _, hosts = steady_shop()
    if "host" in down:
        world.fail(hosts[0])
    for plane in ("registry", "control plane"):
        if plane in down:
            world.outage(plane, 30)
    tasks = [name for name, report in world.ec2.running().items() if report.host == hosts[1]]
    world.ec2.crash(tasks[-1])
    world.run(seconds=600)
    count = 0
    for report in world.ec2.running().values():
        if report.state == "answering":
            count += 1
    return count


# %% right: numpy, and the curve of the plot
import numpy


def predict(down):
    control = numpy.bool_("control plane" not in down)
    registry = numpy.bool_("registry" not in down)
    answer = {"keep answering": "host" not in down, "replace": control, "push an image": registry}
    answer["start on an empty host"] = control & registry
    answer["change the desired count"] = control
    return answer


def answering_after(down):
    from planes.plots.outage import history

    world, _, hosts = steady_shop()
    for what in sorted(down):
        world.outage({"host": hosts[0]}.get(what, what), minutes=30)
    for task, report in world.ec2.running().items():
        if report.host == hosts[1]:
            world.ec2.crash(task)
            break
    world.run(minutes=10)
    return history(world.events).at(world.now)
