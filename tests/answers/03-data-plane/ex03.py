# %% wrong: gives the instance's own interface to a task
def density(interfaces, addresses, vcpus):
    slots = interfaces * (addresses - 1)
    cap = 250 if vcpus > 30 else 110
    return {
        "ECS tasks": interfaces,
        "EKS pods": slots + 2,
        "EKS pods with prefixes": min(slots * 16 + 2, cap),
    }


# %% wrong: counts every address for pods
def density(interfaces, addresses, vcpus):
    cap = 250 if vcpus > 30 else 110
    return {
        "ECS tasks": interfaces - 1,
        "EKS pods": interfaces * addresses,
        "EKS pods with prefixes": min(interfaces * addresses * 16, cap),
    }


# %% wrong: forgets that large types have a larger cap
def density(interfaces, addresses, vcpus):
    slots = interfaces * (addresses - 1)
    return {
        "ECS tasks": interfaces - 1,
        "EKS pods": slots + 2,
        "EKS pods with prefixes": min(slots * 16 + 2, 110),
    }


# %% wrong: applies the cap to pods without prefixes too
def density(interfaces, addresses, vcpus):
    slots = interfaces * (addresses - 1)
    cap = 250 if vcpus > 30 else 110
    return {
        "ECS tasks": interfaces - 1,
        "EKS pods": min(slots + 2, cap),
        "EKS pods with prefixes": min(slots * 16 + 2, cap),
    }


# %% wrong: the larger cap from 30 vCPUs on
def density(interfaces, addresses, vcpus):
    slots = interfaces * (addresses - 1)
    cap = 250 if vcpus >= 30 else 110
    return {
        "ECS tasks": interfaces - 1,
        "EKS pods": slots + 2,
        "EKS pods with prefixes": min(slots * 16 + 2, cap),
    }


# %% wrong: takes the cap for the answer
def density(interfaces, addresses, vcpus):
    return {
        "ECS tasks": interfaces - 1,
        "EKS pods": interfaces * (addresses - 1) + 2,
        "EKS pods with prefixes": 250 if vcpus > 30 else 110,
    }


# %% right: step by step with if
def density(interfaces, addresses, vcpus):
    answer = {"ECS tasks": interfaces - 1}
    answer["EKS pods"] = interfaces * (addresses - 1) + 2
    with_prefixes = (answer["EKS pods"] - 2) * 16 + 2
    if vcpus > 30 and with_prefixes > 250:
        with_prefixes = 250
    elif vcpus <= 30 and with_prefixes > 110:
        with_prefixes = 110
    answer["EKS pods with prefixes"] = with_prefixes
    return answer


# %% right: caps from the facts, as floats
from planes import facts


def density(interfaces, addresses, vcpus):
    own = interfaces * addresses - interfaces
    large = vcpus > facts.number("C504.large_vcpus")
    return {
        "EKS pods with prefixes": min(facts.number("C504.large_cap" if large else "C504.cap"), own * 16 + 2),
        "EKS pods": own + 2,
        "ECS tasks": interfaces - 1,
    }
