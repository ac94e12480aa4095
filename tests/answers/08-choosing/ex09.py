# %% right: ECS on Fargate, scaled
def design():
    """Return the design of the shop: control plane, zones, capacity and the three services."""

    plan = {
        "control_plane": "ecs",
        "zones": ["us-east-1a", "us-east-1b", "us-east-1c"],
        "capacity": {"kind": "fargate"},
        "services": {},
    }
    for name, count in {"web": 6, "api": 6, "worker": 3}.items():
        plan["services"][name] = {
            "cpu_units": 512,
            "memory_mib": 1024,
            "count": count,
            "scaling": {"target_cpu_percent": 50, "min": count, "max": 40},
            "deployment": {"minimum_healthy_percent": 100, "maximum_percent": 200},
        }
    return plan


# %% right: EKS on EC2, scaled
def design():
    """Return the design of the shop: control plane, zones, capacity and the three services."""

    plan = {
        "control_plane": "eks",
        "zones": ["us-east-1a", "us-east-1b", "us-east-1c"],
        "capacity": {"kind": "ec2", "instance_type": "m5.xlarge", "min_hosts": 3, "max_hosts": 12},
        "services": {},
    }
    for name, count in {"web": 6, "api": 6, "worker": 3}.items():
        plan["services"][name] = {
            "cpu_units": 512,
            "memory_mib": 1024,
            "count": count,
            "scaling": {"target_cpu_percent": 50, "min": count, "max": 40},
            "deployment": {"max_surge": "25%", "max_unavailable": 0},
        }
    return plan


# %% right: EKS on Fargate, with larger copies
def design():
    """Return the design of the shop: control plane, zones, capacity and the three services."""

    plan = {
        "control_plane": "eks",
        "zones": ["us-east-1a", "us-east-1b", "us-east-1c"],
        "capacity": {"kind": "fargate"},
        "services": {},
    }
    for name, count in {"web": 4, "api": 4, "worker": 3}.items():
        plan["services"][name] = {
            "cpu_units": 512,
            "memory_mib": 1024,
            "count": count,
            "scaling": {"target_cpu_percent": 55, "min": count, "max": 40},
            "deployment": {"max_surge": "25%", "max_unavailable": 0},
        }
    return plan


# %% right: ECS on a fixed fleet, many small copies
def design():
    """Return the design of the shop: control plane, zones, capacity and the three services."""

    plan = {
        "control_plane": "ecs",
        "zones": ["us-east-1a", "us-east-1b", "us-east-1c"],
        "capacity": {"kind": "ec2", "instance_type": "m5.xlarge", "min_hosts": 6, "max_hosts": 6},
        "services": {},
    }
    for name, count in {"web": 6, "api": 6, "worker": 3}.items():
        plan["services"][name] = {
            "cpu_units": 256,
            "memory_mib": 1024,
            "count": count,
            "scaling": {"target_cpu_percent": 50, "min": count, "max": 40},
            "deployment": {"minimum_healthy_percent": 100, "maximum_percent": 200},
        }
    return plan


# %% right: ECS on Fargate, a part of the worker on Spot
def design():
    """Return the design of the shop: control plane, zones, capacity and the three services."""

    plan = {
        "control_plane": "ecs",
        "zones": ["us-east-1a", "us-east-1b", "us-east-1c"],
        "capacity": {"kind": "fargate"},
        "services": {},
    }
    for name, count in {"web": 6, "api": 6, "worker": 3}.items():
        plan["services"][name] = {
            "cpu_units": 512,
            "memory_mib": 1024,
            "count": count,
            "scaling": {"target_cpu_percent": 50, "min": count, "max": 40},
            "deployment": {"minimum_healthy_percent": 100, "maximum_percent": 200},
        }
    plan["services"]["worker"]["capacity"] = {"kind": "fargate", "spot_percent": 50}
    return plan


# %% wrong: one zone
def design():
    """Return the design of the shop: control plane, zones, capacity and the three services."""

    plan = {
        "control_plane": "ecs",
        "zones": ["us-east-1a"],
        "capacity": {"kind": "ec2", "instance_type": "m5.xlarge", "min_hosts": 3, "max_hosts": 12},
        "services": {},
    }
    for name, count in {"web": 6, "api": 6, "worker": 3}.items():
        plan["services"][name] = {
            "cpu_units": 512,
            "memory_mib": 1024,
            "count": count,
            "scaling": {"target_cpu_percent": 50, "min": count, "max": 40},
            "deployment": {"minimum_healthy_percent": 100, "maximum_percent": 200},
        }
    return plan


# %% wrong: everything on Spot
def design():
    """Return the design of the shop: control plane, zones, capacity and the three services."""

    plan = {
        "control_plane": "ecs",
        "zones": ["us-east-1a", "us-east-1b", "us-east-1c"],
        "capacity": {"kind": "fargate", "spot_percent": 100},
        "services": {},
    }
    for name, count in {"web": 6, "api": 6, "worker": 3}.items():
        plan["services"][name] = {
            "cpu_units": 512,
            "memory_mib": 1024,
            "count": count,
            "scaling": {"target_cpu_percent": 50, "min": count, "max": 40},
            "deployment": {"minimum_healthy_percent": 100, "maximum_percent": 200},
        }
    return plan


# %% wrong: much too large
def design():
    """Return the design of the shop: control plane, zones, capacity and the three services."""

    plan = {
        "control_plane": "ecs",
        "zones": ["us-east-1a", "us-east-1b", "us-east-1c"],
        "capacity": {"kind": "ec2", "instance_type": "m5.xlarge", "min_hosts": 15, "max_hosts": 15},
        "services": {},
    }
    for name, count in {"web": 30, "api": 30, "worker": 12}.items():
        plan["services"][name] = {
            "cpu_units": 512,
            "memory_mib": 1024,
            "count": count,
            "scaling": None,
            "deployment": {"minimum_healthy_percent": 100, "maximum_percent": 200},
        }
    return plan


# %% wrong: hosts cannot grow
def design():
    """Return the design of the shop: control plane, zones, capacity and the three services."""

    plan = {
        "control_plane": "ecs",
        "zones": ["us-east-1a", "us-east-1b", "us-east-1c"],
        "capacity": {"kind": "ec2", "instance_type": "m5.large", "min_hosts": 3, "max_hosts": 3},
        "services": {},
    }
    for name, count in {"web": 6, "api": 6, "worker": 3}.items():
        plan["services"][name] = {
            "cpu_units": 512,
            "memory_mib": 1024,
            "count": count,
            "scaling": {"target_cpu_percent": 50, "min": count, "max": 40},
            "deployment": {"minimum_healthy_percent": 100, "maximum_percent": 200},
        }
    return plan


# %% wrong: all copies may stop in a release, none may be added
def design():
    """Return the design of the shop: control plane, zones, capacity and the three services."""

    plan = {
        "control_plane": "ecs",
        "zones": ["us-east-1a", "us-east-1b", "us-east-1c"],
        "capacity": {"kind": "ec2", "instance_type": "m5.xlarge", "min_hosts": 3, "max_hosts": 12},
        "services": {},
    }
    for name, count in {"web": 6, "api": 6, "worker": 3}.items():
        plan["services"][name] = {
            "cpu_units": 512,
            "memory_mib": 1024,
            "count": count,
            "scaling": {"target_cpu_percent": 50, "min": count, "max": 40},
            "deployment": {"minimum_healthy_percent": 0, "maximum_percent": 100},
        }
    return plan
