# %% wrong: the traffic comes at once
def blue_green(world, ecs, shift):
    """Release `green` beside `blue` without losing a request; go back if green does not become steady.

    shift: a function; shift(share) sends this share of the traffic, 0 to 1, to green and the rest to blue.
    """
    ecs.create_service(
        cluster="shop", serviceName="green", taskDefinition="green", desiredCount=6, launchType="EC2"
    )
    shift(1.0)
    world.run(minutes=12)
    ecs.delete_service(cluster="shop", service="blue", force=True)


# %% wrong: a fixed wait, whatever becomes of green
def blue_green(world, ecs, shift):
    """Release `green` beside `blue` without losing a request; go back if green does not become steady.

    shift: a function; shift(share) sends this share of the traffic, 0 to 1, to green and the rest to blue.
    """
    ecs.create_service(
        cluster="shop", serviceName="green", taskDefinition="green", desiredCount=6, launchType="EC2"
    )
    world.run(minutes=3)
    shift(1.0)
    world.run(minutes=12)
    ecs.delete_service(cluster="shop", service="blue", force=True)


# %% wrong: blue goes at once
def blue_green(world, ecs, shift):
    """Release `green` beside `blue` without losing a request; go back if green does not become steady.

    shift: a function; shift(share) sends this share of the traffic, 0 to 1, to green and the rest to blue.
    """
    ecs.create_service(
        cluster="shop", serviceName="green", taskDefinition="green", desiredCount=6, launchType="EC2"
    )
    for _ in range(13):
        world.run(minutes=1)
        green = ecs.describe_services(cluster="shop", services=["green"])["services"][0]
        if green["runningCount"] == 6 and green["deployments"][0]["rolloutState"] == "COMPLETED":
            shift(1.0)
            ecs.delete_service(cluster="shop", service="blue", force=True)
            return
    ecs.delete_service(cluster="shop", service="green", force=True)


# %% wrong: a bad green stays
def blue_green(world, ecs, shift):
    """Release `green` beside `blue` without losing a request; go back if green does not become steady.

    shift: a function; shift(share) sends this share of the traffic, 0 to 1, to green and the rest to blue.
    """
    ecs.create_service(
        cluster="shop", serviceName="green", taskDefinition="green", desiredCount=6, launchType="EC2"
    )
    for _ in range(13):
        world.run(minutes=1)
        green = ecs.describe_services(cluster="shop", services=["green"])["services"][0]
        if green["runningCount"] == 6 and green["deployments"][0]["rolloutState"] == "COMPLETED":
            shift(1.0)
            world.run(minutes=11)
            ecs.delete_service(cluster="shop", service="blue", force=True)
            return


# %% wrong: running is taken for steady
def blue_green(world, ecs, shift):
    """Release `green` beside `blue` without losing a request; go back if green does not become steady.

    shift: a function; shift(share) sends this share of the traffic, 0 to 1, to green and the rest to blue.
    """
    ecs.create_service(
        cluster="shop", serviceName="green", taskDefinition="green", desiredCount=6, launchType="EC2"
    )
    for _ in range(13):
        world.run(minutes=1)
        green = ecs.describe_services(cluster="shop", services=["green"])["services"][0]
        if green["runningCount"] == 6:
            shift(1.0)
            world.run(minutes=11)
            ecs.delete_service(cluster="shop", service="blue", force=True)
            return
    ecs.delete_service(cluster="shop", service="green", force=True)


# %% wrong: both are kept for ever
def blue_green(world, ecs, shift):
    """Release `green` beside `blue` without losing a request; go back if green does not become steady.

    shift: a function; shift(share) sends this share of the traffic, 0 to 1, to green and the rest to blue.
    """
    ecs.create_service(
        cluster="shop", serviceName="green", taskDefinition="green", desiredCount=6, launchType="EC2"
    )
    for _ in range(13):
        world.run(minutes=1)
        green = ecs.describe_services(cluster="shop", services=["green"])["services"][0]
        if green["runningCount"] == 6 and green["deployments"][0]["rolloutState"] == "COMPLETED":
            shift(1.0)
            world.run(minutes=11)
            return
    ecs.delete_service(cluster="shop", service="green", force=True)


# %% right: time runs until green is steady, then small steps
def blue_green(world, ecs, shift):
    """Release `green` beside `blue` without losing a request; go back if green does not become steady.

    shift: a function; shift(share) sends this share of the traffic, 0 to 1, to green and the rest to blue.
    """
    ecs.create_service(
        cluster="shop", serviceName="green", taskDefinition="green", desiredCount=6, launchType="EC2"
    )

    def is_steady():
        green = ecs.describe_services(cluster="shop", services=["green"])["services"][0]
        done = green["deployments"][0]["rolloutState"] == "COMPLETED"
        return done and green["runningCount"] == green["desiredCount"]

    world.run(minutes=12, until=is_steady)
    if not is_steady():
        ecs.update_service(cluster="shop", service="green", desiredCount=0)
        ecs.delete_service(cluster="shop", service="green", force=True)
        return
    for share in (0.1, 0.5, 1.0):
        shift(share)
        world.run(minutes=5)
    world.run(minutes=6)
    ecs.delete_service(cluster="shop", service="blue", force=True)


# %% right: a loop of seconds with a flag
def blue_green(world, ecs, shift):
    """Release `green` beside `blue` without losing a request; go back if green does not become steady.

    shift: a function; shift(share) sends this share of the traffic, 0 to 1, to green and the rest to blue.
    """
    ecs.create_service(
        cluster="shop", serviceName="green", taskDefinition="green", desiredCount=6, launchType="EC2"
    )

    def steady():
        green = ecs.describe_services(cluster="shop", services=["green"])["services"][0]
        return any("steady state" in event["message"] for event in green["events"])

    good = False
    deadline = world.now + 720
    while world.now < deadline and not good:
        world.run(seconds=20)
        good = steady()
    loser = "blue" if good else "green"
    if good:
        shift(1)
        world.run(minutes=15)
    ecs.delete_service(cluster="shop", service=loser, force=True)
