# %% wrong: Fargate on EKS although charts bring a DaemonSet
def answers():
    """Return {letter: (control plane, capacity, code of a deciding reason)} for A to H."""
    return {
        "A": ("ECS", "Fargate", "OPS"),
        "B": ("EKS", "Fargate", "K8SAPI"),
        "C": ("ECS", "Fargate Spot", "SPOT"),
        "D": ("ECS", "managed hosts", "HW"),
        "E": ("ECS", "EC2", "COST"),
        "F": ("EKS", "Fargate", "ISOLATION"),
        "G": ("ECS", "own machines", "HYBRID"),
        "H": ("EKS", "EC2", "OS"),
    }


# %% wrong: Fargate for the fleet that is used to 93 %
def answers():
    """Return {letter: (control plane, capacity, code of a deciding reason)} for A to H."""
    return {
        "A": ("ECS", "Fargate", "OPS"),
        "B": ("EKS", "managed hosts", "K8SAPI"),
        "C": ("ECS", "Fargate Spot", "SPOT"),
        "D": ("ECS", "managed hosts", "HW"),
        "E": ("ECS", "Fargate", "OPS"),
        "F": ("EKS", "Fargate", "ISOLATION"),
        "G": ("ECS", "own machines", "HYBRID"),
        "H": ("EKS", "EC2", "OS"),
    }


# %% wrong: Auto Mode for Windows
def answers():
    """Return {letter: (control plane, capacity, code of a deciding reason)} for A to H."""
    return {
        "A": ("ECS", "Fargate", "OPS"),
        "B": ("EKS", "managed hosts", "K8SAPI"),
        "C": ("ECS", "Fargate Spot", "SPOT"),
        "D": ("ECS", "managed hosts", "HW"),
        "E": ("ECS", "EC2", "COST"),
        "F": ("EKS", "Fargate", "ISOLATION"),
        "G": ("ECS", "own machines", "HYBRID"),
        "H": ("EKS", "managed hosts", "OS"),
    }


# %% wrong: On-Demand for work that may be interrupted
def answers():
    """Return {letter: (control plane, capacity, code of a deciding reason)} for A to H."""
    return {
        "A": ("ECS", "Fargate", "OPS"),
        "B": ("EKS", "managed hosts", "K8SAPI"),
        "C": ("ECS", "Fargate", "OPS"),
        "D": ("ECS", "managed hosts", "HW"),
        "E": ("ECS", "EC2", "COST"),
        "F": ("EKS", "Fargate", "ISOLATION"),
        "G": ("ECS", "own machines", "HYBRID"),
        "H": ("EKS", "EC2", "OS"),
    }


# %% wrong: EKS because there are nine services
def answers():
    """Return {letter: (control plane, capacity, code of a deciding reason)} for A to H."""
    return {
        "A": ("EKS", "managed hosts", "SCALE"),
        "B": ("EKS", "managed hosts", "K8SAPI"),
        "C": ("ECS", "Fargate Spot", "SPOT"),
        "D": ("ECS", "managed hosts", "HW"),
        "E": ("ECS", "EC2", "COST"),
        "F": ("EKS", "Fargate", "ISOLATION"),
        "G": ("ECS", "own machines", "HYBRID"),
        "H": ("EKS", "EC2", "OS"),
    }


# %% wrong: hosts of its own keep kernels apart
def answers():
    """Return {letter: (control plane, capacity, code of a deciding reason)} for A to H."""
    return {
        "A": ("ECS", "Fargate", "OPS"),
        "B": ("EKS", "managed hosts", "K8SAPI"),
        "C": ("ECS", "Fargate Spot", "SPOT"),
        "D": ("ECS", "managed hosts", "HW"),
        "E": ("ECS", "EC2", "COST"),
        "F": ("EKS", "EC2", "ISOLATION"),
        "G": ("ECS", "own machines", "HYBRID"),
        "H": ("EKS", "EC2", "OS"),
    }


# %% wrong: the right choice for the price instead of the hardware
def answers():
    """Return {letter: (control plane, capacity, code of a deciding reason)} for A to H."""
    return {
        "A": ("ECS", "Fargate", "OPS"),
        "B": ("EKS", "managed hosts", "K8SAPI"),
        "C": ("ECS", "Fargate Spot", "SPOT"),
        "D": ("ECS", "managed hosts", "COST"),
        "E": ("ECS", "EC2", "COST"),
        "F": ("EKS", "Fargate", "ISOLATION"),
        "G": ("ECS", "own machines", "HYBRID"),
        "H": ("EKS", "EC2", "OS"),
    }


# %% right: other answers that can be defended, as lists
def answers():
    """Return {letter: (control plane, capacity, code of a deciding reason)} for A to H."""
    return {
        "A": ["ECS", "Fargate", "SKILL"],
        "B": ("EKS", "managed hosts", "K8SAPI"),
        "C": ("ECS", "Fargate Spot", "SPOT"),
        "D": ("ECS", "managed hosts", "HW"),
        "E": ["ECS", "managed hosts", "COST"],
        "F": ("EKS", "Fargate", "K8SAPI"),
        "G": ("ECS", "own machines", "HYBRID"),
        "H": ("EKS", "EC2", "K8SAPI"),
    }


# %% right: made from a table in a text
def answers():
    """Return {letter: (control plane, capacity, code of a deciding reason)} for A to H."""
    table = """A ECS Fargate SKILL
B EKS managed_hosts LIMIT
C ECS Fargate_Spot COST
D ECS managed_hosts OPS
E ECS EC2 COST
F EKS Fargate K8SAPI
G ECS own_machines HYBRID
H EKS EC2 K8SAPI"""
    rows = (line.split() for line in table.splitlines())
    return {row[0]: tuple(word.replace("_", " ") for word in row[1:]) for row in rows}
