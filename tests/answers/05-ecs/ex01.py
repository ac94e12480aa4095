# %% wrong: both containers are essential
def register_checkout(ecs):
    """Register the task definition `checkout` with a boto3 client for ECS."""
    command = ["CMD-SHELL", "curl -f http://localhost:8080/ || exit 1"]
    web = {
        "name": "web",
        "image": "shop/checkout:3",
        "portMappings": [{"containerPort": 8080}],
        "healthCheck": {"command": command, "interval": 10, "startPeriod": 60},
        "stopTimeout": 90,
    }
    log = {"name": "log", "image": "shop/log:1"}
    ecs.register_task_definition(
        family="checkout",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="512",
        memory="2048",
        containerDefinitions=[web, log],
    )


# %% wrong: more memory than needed
def register_checkout(ecs):
    """Register the task definition `checkout` with a boto3 client for ECS."""
    command = ["CMD-SHELL", "curl -f http://localhost:8080/ || exit 1"]
    web = {
        "name": "web",
        "image": "shop/checkout:3",
        "portMappings": [{"containerPort": 8080}],
        "healthCheck": {"command": command, "interval": 10, "startPeriod": 60},
        "stopTimeout": 90,
    }
    log = {"name": "log", "image": "shop/log:1", "essential": False}
    ecs.register_task_definition(
        family="checkout",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="512",
        memory="3072",
        containerDefinitions=[web, log],
    )


# %% wrong: no time to start
def register_checkout(ecs):
    """Register the task definition `checkout` with a boto3 client for ECS."""
    command = ["CMD-SHELL", "curl -f http://localhost:8080/ || exit 1"]
    web = {
        "name": "web",
        "image": "shop/checkout:3",
        "portMappings": [{"containerPort": 8080}],
        "healthCheck": {"command": command, "interval": 10},
        "stopTimeout": 90,
    }
    log = {"name": "log", "image": "shop/log:1", "essential": False}
    ecs.register_task_definition(
        family="checkout",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="512",
        memory="2048",
        containerDefinitions=[web, log],
    )


# %% wrong: killed after thirty seconds
def register_checkout(ecs):
    """Register the task definition `checkout` with a boto3 client for ECS."""
    command = ["CMD-SHELL", "curl -f http://localhost:8080/ || exit 1"]
    web = {
        "name": "web",
        "image": "shop/checkout:3",
        "portMappings": [{"containerPort": 8080}],
        "healthCheck": {"command": command, "interval": 10, "startPeriod": 60},
    }
    log = {"name": "log", "image": "shop/log:1", "essential": False}
    ecs.register_task_definition(
        family="checkout",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="512",
        memory="2048",
        containerDefinitions=[web, log],
    )


# %% wrong: no health check
def register_checkout(ecs):
    """Register the task definition `checkout` with a boto3 client for ECS."""
    web = {
        "name": "web",
        "image": "shop/checkout:3",
        "portMappings": [{"containerPort": 8080}],
        "stopTimeout": 90,
    }
    log = {"name": "log", "image": "shop/log:1", "essential": False}
    ecs.register_task_definition(
        family="checkout",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="512",
        memory="2048",
        containerDefinitions=[web, log],
    )


# %% wrong: so patient that nothing is found out
def register_checkout(ecs):
    """Register the task definition `checkout` with a boto3 client for ECS."""
    command = ["CMD-SHELL", "curl -f http://localhost:8080/ || exit 1"]
    web = {
        "name": "web",
        "image": "shop/checkout:3",
        "portMappings": [{"containerPort": 8080}],
        "healthCheck": {"command": command, "interval": 10, "startPeriod": 300},
        "stopTimeout": 90,
    }
    log = {"name": "log", "image": "shop/log:1", "essential": False}
    ecs.register_task_definition(
        family="checkout",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="512",
        memory="2048",
        containerDefinitions=[web, log],
    )


# %% wrong: checked at the default interval
def register_checkout(ecs):
    """Register the task definition `checkout` with a boto3 client for ECS."""
    command = ["CMD-SHELL", "curl -f http://localhost:8080/ || exit 1"]
    web = {
        "name": "web",
        "image": "shop/checkout:3",
        "portMappings": [{"containerPort": 8080}],
        "healthCheck": {"command": command, "startPeriod": 60},
        "stopTimeout": 90,
    }
    log = {"name": "log", "image": "shop/log:1", "essential": False}
    ecs.register_task_definition(
        family="checkout",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="512",
        memory="2048",
        containerDefinitions=[web, log],
    )


# %% wrong: no port
def register_checkout(ecs):
    """Register the task definition `checkout` with a boto3 client for ECS."""
    command = ["CMD-SHELL", "curl -f http://localhost:8080/ || exit 1"]
    web = {
        "name": "web",
        "image": "shop/checkout:3",
        "healthCheck": {"command": command, "interval": 10, "startPeriod": 60},
        "stopTimeout": 90,
    }
    log = {"name": "log", "image": "shop/log:1", "essential": False}
    ecs.register_task_definition(
        family="checkout",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="512",
        memory="2048",
        containerDefinitions=[web, log],
    )


# %% right: with limits for the containers and more tries
def register_checkout(ecs):
    """Register the task definition `checkout` with a boto3 client for ECS."""
    command = ["CMD-SHELL", "curl -f http://localhost:8080/ || exit 1"]
    web = {
        "name": "web",
        "image": "shop/checkout:3",
        "portMappings": [{"containerPort": 8080}],
        "healthCheck": {"command": command, "interval": 10, "retries": 8},
        "stopTimeout": 120,
        "cpu": 384,
        "memory": 1200,
    }
    log = {"name": "log", "image": "shop/log:1", "essential": False, "memoryReservation": 300}
    ecs.register_task_definition(
        family="checkout",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="512",
        memory="2048",
        containerDefinitions=[web, log],
    )


# %% right: one dictionary for everything
def register_checkout(ecs):
    """Register the task definition `checkout` with a boto3 client for ECS."""
    definition = {"family": "checkout", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"]}
    definition["cpu"], definition["memory"] = ".5 vCPU", "2 GB"
    definition["containerDefinitions"] = [
        {"name": "log", "image": "shop/log:1", "essential": False},
        {
            "name": "web",
            "image": "shop/checkout:3",
            "essential": True,
            "stopTimeout": 76,
            "portMappings": [{"containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}],
            "healthCheck": {
                "command": ["CMD-SHELL", "curl -f http://localhost:8080/ || exit 1"],
                "interval": 10,
                "timeout": 3,
                "retries": 3,
                "startPeriod": 45,
            },
        },
    ]
    ecs.register_task_definition(**definition)
