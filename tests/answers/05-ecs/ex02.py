# %% wrong: the memory is rounded down
broken = {
    "search": {
        "family": "search",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "512",
        "memory": "5000",
        "containerDefinitions": [{"name": "search", "image": "shop/search:2"}],
    },
    "pay": {
        "family": "pay",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "pay", "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/pay:7"}
        ],
    },
    "front": {
        "family": "front",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "web", "image": "shop/web:1"},
            {"name": "warm", "image": "shop/warm:1"},
        ],
    },
}


def repaired(definitions):
    """Return the three task definitions, each repaired.

    definitions: {family: arguments of register_task_definition}, as in `broken`.
    """
    definitions["search"] |= {"cpu": "512", "memory": "4096"}
    definitions["pay"]["executionRoleArn"] = "arn:aws:iam::123456789012:role/pull"
    definitions["front"]["containerDefinitions"][1]["essential"] = False
    return definitions


# %% wrong: a size larger than needed
broken = {
    "search": {
        "family": "search",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "512",
        "memory": "5000",
        "containerDefinitions": [{"name": "search", "image": "shop/search:2"}],
    },
    "pay": {
        "family": "pay",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "pay", "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/pay:7"}
        ],
    },
    "front": {
        "family": "front",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "web", "image": "shop/web:1"},
            {"name": "warm", "image": "shop/warm:1"},
        ],
    },
}


def repaired(definitions):
    """Return the three task definitions, each repaired.

    definitions: {family: arguments of register_task_definition}, as in `broken`.
    """
    definitions["search"] |= {"cpu": "1024", "memory": "6144"}
    definitions["pay"]["executionRoleArn"] = "arn:aws:iam::123456789012:role/pull"
    definitions["front"]["containerDefinitions"][1]["essential"] = False
    return definitions


# %% wrong: the role of the task and not of its execution
broken = {
    "search": {
        "family": "search",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "512",
        "memory": "5000",
        "containerDefinitions": [{"name": "search", "image": "shop/search:2"}],
    },
    "pay": {
        "family": "pay",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "pay", "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/pay:7"}
        ],
    },
    "front": {
        "family": "front",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "web", "image": "shop/web:1"},
            {"name": "warm", "image": "shop/warm:1"},
        ],
    },
}


def repaired(definitions):
    """Return the three task definitions, each repaired.

    definitions: {family: arguments of register_task_definition}, as in `broken`.
    """
    definitions["search"] |= {"cpu": "1024", "memory": "5120"}
    definitions["pay"]["taskRoleArn"] = "arn:aws:iam::123456789012:role/pull"
    definitions["front"]["containerDefinitions"][1]["essential"] = False
    return definitions


# %% wrong: the helper is taken out
broken = {
    "search": {
        "family": "search",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "512",
        "memory": "5000",
        "containerDefinitions": [{"name": "search", "image": "shop/search:2"}],
    },
    "pay": {
        "family": "pay",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "pay", "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/pay:7"}
        ],
    },
    "front": {
        "family": "front",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "web", "image": "shop/web:1"},
            {"name": "warm", "image": "shop/warm:1"},
        ],
    },
}


def repaired(definitions):
    """Return the three task definitions, each repaired.

    definitions: {family: arguments of register_task_definition}, as in `broken`.
    """
    definitions["search"] |= {"cpu": "1024", "memory": "5120"}
    definitions["pay"]["executionRoleArn"] = "arn:aws:iam::123456789012:role/pull"
    definitions["front"]["containerDefinitions"].pop()
    return definitions


# %% wrong: the wrong container may end
broken = {
    "search": {
        "family": "search",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "512",
        "memory": "5000",
        "containerDefinitions": [{"name": "search", "image": "shop/search:2"}],
    },
    "pay": {
        "family": "pay",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "pay", "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/pay:7"}
        ],
    },
    "front": {
        "family": "front",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "web", "image": "shop/web:1"},
            {"name": "warm", "image": "shop/warm:1"},
        ],
    },
}


def repaired(definitions):
    """Return the three task definitions, each repaired.

    definitions: {family: arguments of register_task_definition}, as in `broken`.
    """
    definitions["search"] |= {"cpu": "1024", "memory": "5120"}
    definitions["pay"]["executionRoleArn"] = "arn:aws:iam::123456789012:role/pull"
    definitions["front"]["containerDefinitions"][0]["essential"] = False
    return definitions


# %% wrong: another image that needs no role
broken = {
    "search": {
        "family": "search",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "512",
        "memory": "5000",
        "containerDefinitions": [{"name": "search", "image": "shop/search:2"}],
    },
    "pay": {
        "family": "pay",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "pay", "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/pay:7"}
        ],
    },
    "front": {
        "family": "front",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "web", "image": "shop/web:1"},
            {"name": "warm", "image": "shop/warm:1"},
        ],
    },
}


def repaired(definitions):
    """Return the three task definitions, each repaired.

    definitions: {family: arguments of register_task_definition}, as in `broken`.
    """
    definitions["search"] |= {"cpu": "1024", "memory": "5120"}
    definitions["pay"]["containerDefinitions"][0]["image"] = "shop/pay:7"
    definitions["front"]["containerDefinitions"][1]["essential"] = False
    return definitions


# %% right: with the helper found by its name
broken = {
    "search": {
        "family": "search",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "512",
        "memory": "5000",
        "containerDefinitions": [{"name": "search", "image": "shop/search:2"}],
    },
    "pay": {
        "family": "pay",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "pay", "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/pay:7"}
        ],
    },
    "front": {
        "family": "front",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "web", "image": "shop/web:1"},
            {"name": "warm", "image": "shop/warm:1"},
        ],
    },
}


def repaired(definitions):
    """Return the three task definitions, each repaired.

    definitions: {family: arguments of register_task_definition}, as in `broken`.
    """
    definitions["search"] |= {"cpu": "1024", "memory": "5120"}
    definitions["pay"]["executionRoleArn"] = "arn:aws:iam::123456789012:role/pull"
    for container in definitions["front"]["containerDefinitions"]:
        container["essential"] = container["name"] == "web"
    return definitions


# %% right: a new dictionary, the helper before web
broken = {
    "search": {
        "family": "search",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "512",
        "memory": "5000",
        "containerDefinitions": [{"name": "search", "image": "shop/search:2"}],
    },
    "pay": {
        "family": "pay",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "pay", "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/pay:7"}
        ],
    },
    "front": {
        "family": "front",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {"name": "web", "image": "shop/web:1"},
            {"name": "warm", "image": "shop/warm:1"},
        ],
    },
}


def repaired(definitions):
    """Return the three task definitions, each repaired.

    definitions: {family: arguments of register_task_definition}, as in `broken`.
    """
    web, warm = definitions["front"]["containerDefinitions"]
    web["dependsOn"] = [{"containerName": "warm", "condition": "START"}]
    return {
        "search": {**definitions["search"], "cpu": "1024", "memory": "5120"},
        "pay": {**definitions["pay"], "executionRoleArn": "arn:aws:iam::123456789012:role/pull"},
        "front": {**definitions["front"], "containerDefinitions": [{**warm, "essential": False}, web]},
    }
