# %% wrong: the base is not set
def create_web_on_fargate(ecs, count):
    """Create the service `web` with `count` tasks, split over Fargate On-Demand and Fargate Spot."""
    ecs.put_cluster_capacity_providers(
        cluster="shop", capacityProviders=["FARGATE", "FARGATE_SPOT"], defaultCapacityProviderStrategy=[]
    )
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=count,
        capacityProviderStrategy=[
            {"capacityProvider": "FARGATE", "weight": 1},
            {"capacityProvider": "FARGATE_SPOT", "weight": 3},
        ],
        networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
    )


# %% wrong: the weights are the other way round
def create_web_on_fargate(ecs, count):
    """Create the service `web` with `count` tasks, split over Fargate On-Demand and Fargate Spot."""
    ecs.put_cluster_capacity_providers(
        cluster="shop", capacityProviders=["FARGATE", "FARGATE_SPOT"], defaultCapacityProviderStrategy=[]
    )
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=count,
        capacityProviderStrategy=[
            {"capacityProvider": "FARGATE", "base": 4, "weight": 3},
            {"capacityProvider": "FARGATE_SPOT", "weight": 1},
        ],
        networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
    )


# %% wrong: half and half
def create_web_on_fargate(ecs, count):
    """Create the service `web` with `count` tasks, split over Fargate On-Demand and Fargate Spot."""
    ecs.put_cluster_capacity_providers(
        cluster="shop", capacityProviders=["FARGATE", "FARGATE_SPOT"], defaultCapacityProviderStrategy=[]
    )
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=count,
        capacityProviderStrategy=[
            {"capacityProvider": "FARGATE", "base": 4, "weight": 1},
            {"capacityProvider": "FARGATE_SPOT", "weight": 1},
        ],
        networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
    )


# %% wrong: all on demand
def create_web_on_fargate(ecs, count):
    """Create the service `web` with `count` tasks, split over Fargate On-Demand and Fargate Spot."""
    ecs.put_cluster_capacity_providers(
        cluster="shop", capacityProviders=["FARGATE", "FARGATE_SPOT"], defaultCapacityProviderStrategy=[]
    )
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=count,
        capacityProviderStrategy=[
            {"capacityProvider": "FARGATE", "base": 4, "weight": 1},
        ],
        networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
    )


# %% wrong: the providers are not associated
def create_web_on_fargate(ecs, count):
    """Create the service `web` with `count` tasks, split over Fargate On-Demand and Fargate Spot."""
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=count,
        capacityProviderStrategy=[
            {"capacityProvider": "FARGATE", "base": 4, "weight": 1},
            {"capacityProvider": "FARGATE_SPOT", "weight": 3},
        ],
        networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
    )


# %% right: larger numbers of the same ratio
def create_web_on_fargate(ecs, count):
    """Create the service `web` with `count` tasks, split over Fargate On-Demand and Fargate Spot."""
    ecs.put_cluster_capacity_providers(
        cluster="shop", capacityProviders=["FARGATE", "FARGATE_SPOT"], defaultCapacityProviderStrategy=[]
    )
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=count,
        capacityProviderStrategy=[
            {"capacityProvider": "FARGATE", "base": 4, "weight": 25},
            {"capacityProvider": "FARGATE_SPOT", "weight": 75},
        ],
        networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
    )


# %% right: as the default of the cluster
def create_web_on_fargate(ecs, count):
    """Create the service `web` with `count` tasks, split over Fargate On-Demand and Fargate Spot."""
    split = [
        {"capacityProvider": "FARGATE_SPOT", "weight": 3},
        {"capacityProvider": "FARGATE", "weight": 1, "base": 4},
    ]
    ecs.put_cluster_capacity_providers(
        cluster="shop", capacityProviders=["FARGATE", "FARGATE_SPOT"], defaultCapacityProviderStrategy=split
    )
    network = {"awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "ENABLED"}}
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=count,
        networkConfiguration=network,
    )
