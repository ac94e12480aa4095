# %% wrong: takes Fargate for an orchestrator
def plane_of_component(name):
    planes = {
        "registry": {"Amazon ECR", "ECR Public", "Docker Hub"},
        "control plane": {"ECS", "EKS", "Fargate", "service auto scaling", "task definition"},
        "data plane": {"ECS agent", "kubelet", "containerd", "ECS Anywhere machine"},
    }
    for plane, names in planes.items():
        if name in names:
            return plane
    raise ValueError(name)


# %% wrong: puts the agents into the control plane because they talk to it
def plane_of_component(name):
    if name in ("Amazon ECR", "ECR Public", "Docker Hub"):
        return "registry"
    if name in ("ECS", "EKS", "service auto scaling", "task definition", "ECS agent", "kubelet"):
        return "control plane"
    if name in ("Fargate", "containerd", "ECS Anywhere machine"):
        return "data plane"
    raise ValueError(name)


# %% wrong: a task definition names an image, so it must be in the registry
def plane_of_component(name):
    if name in ("Amazon ECR", "ECR Public", "Docker Hub", "task definition"):
        return "registry"
    if name in ("ECS", "EKS", "service auto scaling"):
        return "control plane"
    if name in ("Fargate", "containerd", "ECS Anywhere machine", "ECS agent", "kubelet"):
        return "data plane"
    raise ValueError(name)


# %% wrong: everything unknown is data plane
def plane_of_component(name):
    if name in ("Amazon ECR", "ECR Public", "Docker Hub"):
        return "registry"
    if name in ("ECS", "EKS", "service auto scaling", "task definition"):
        return "control plane"
    return "data plane"


# %% right: one dictionary from name to plane
def plane_of_component(name):
    table = dict.fromkeys(["Amazon ECR", "ECR Public", "Docker Hub"], "registry")
    table |= dict.fromkeys(["ECS", "EKS", "service auto scaling", "task definition"], "control plane")
    table |= dict.fromkeys(
        ["Fargate", "ECS agent", "kubelet", "containerd", "ECS Anywhere machine"], "data plane"
    )
    if name not in table:
        raise ValueError("no plane: " + name)
    return table[name]


# %% right: by match
def plane_of_component(name):
    match name:
        case "Amazon ECR" | "ECR Public" | "Docker Hub":
            return "registry"
        case "ECS" | "EKS" | "service auto scaling" | "task definition":
            return "control plane"
        case "Fargate" | "ECS agent" | "kubelet" | "containerd" | "ECS Anywhere machine":
            return "data plane"
    raise ValueError("a client, or something else")
