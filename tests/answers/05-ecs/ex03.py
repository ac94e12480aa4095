# %% wrong: as many tasks as needed
def create_web(ecs):
    """Create the service `web` in the cluster `shop`."""
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=8,
        launchType="EC2",
        placementStrategy=[{"type": "spread", "field": "attribute:ecs.availability-zone"}],
    )


# %% wrong: half more, but only nine
def create_web(ecs):
    """Create the service `web` in the cluster `shop`."""
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=9,
        launchType="EC2",
        placementStrategy=[{"type": "spread", "field": "attribute:ecs.availability-zone"}],
    )


# %% wrong: spread over hosts
def create_web(ecs):
    """Create the service `web` in the cluster `shop`."""
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=12,
        launchType="EC2",
        placementStrategy=[{"type": "spread", "field": "instanceId"}],
    )


# %% wrong: binpack
def create_web(ecs):
    """Create the service `web` in the cluster `shop`."""
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=12,
        launchType="EC2",
        placementStrategy=[{"type": "binpack", "field": "memory"}],
    )


# %% wrong: one task on each host
def create_web(ecs):
    """Create the service `web` in the cluster `shop`."""
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=12,
        launchType="EC2",
        placementConstraints=[{"type": "distinctInstance"}],
    )


# %% wrong: far more tasks than needed
def create_web(ecs):
    """Create the service `web` in the cluster `shop`."""
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=30,
        launchType="EC2",
        placementStrategy=[{"type": "spread", "field": "attribute:ecs.availability-zone"}],
    )


# %% right: without a strategy, which spreads over zones
def create_web(ecs):
    """Create the service `web` in the cluster `shop`."""
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=12,
        launchType="EC2",
    )


# %% right: zones first, then the fullest host
def create_web(ecs):
    """Create the service `web` in the cluster `shop`."""
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=12,
        launchType="EC2",
        placementStrategy=[
            {"type": "spread", "field": "attribute:ecs.availability-zone"},
            {"type": "binpack", "field": "memory"},
        ],
    )
