# %% wrong: a fee for ECS, too
def monthly(plan, prices):
    """Return what a plan costs in a month of 730 hours, in USD."""
    fees = 0.0
    if plan["clusters"]:
        standard = plan["clusters"] - plan["in_extended"]
        fees = 730 * (standard * prices["cluster"] + plan["in_extended"] * prices["extended"])
    hosts = 730 * sum(count * prices["hosts"][kind] for kind, count in plan["hosts"].items())
    tasks = sum(
        one["count"] * one["hours"] * (one["vcpu"] * prices["vcpu"] + one["gb"] * prices["gb"])
        for one in plan["tasks"]
    )
    return fees + hosts + tasks + plan["work_hours"] * prices["work"]


def hours_to_lose(cheap, dear, prices):
    """Return how many more hours of work a month make the plan `cheap` cost as much as `dear`."""
    return max(0.0, (monthly(dear, prices) - monthly(cheap, prices)) / prices["work"])


# %% wrong: extended support on top of the fee
def monthly(plan, prices):
    """Return what a plan costs in a month of 730 hours, in USD."""
    fees = 0.0
    if plan["control_plane"] == "EKS":
        standard = plan["clusters"]
        fees = 730 * (standard * prices["cluster"] + plan["in_extended"] * prices["extended"])
    hosts = 730 * sum(count * prices["hosts"][kind] for kind, count in plan["hosts"].items())
    tasks = sum(
        one["count"] * one["hours"] * (one["vcpu"] * prices["vcpu"] + one["gb"] * prices["gb"])
        for one in plan["tasks"]
    )
    return fees + hosts + tasks + plan["work_hours"] * prices["work"]


def hours_to_lose(cheap, dear, prices):
    """Return how many more hours of work a month make the plan `cheap` cost as much as `dear`."""
    return max(0.0, (monthly(dear, prices) - monthly(cheap, prices)) / prices["work"])


# %% wrong: tasks run all month
def monthly(plan, prices):
    """Return what a plan costs in a month of 730 hours, in USD."""
    fees = 0.0
    if plan["control_plane"] == "EKS":
        standard = plan["clusters"] - plan["in_extended"]
        fees = 730 * (standard * prices["cluster"] + plan["in_extended"] * prices["extended"])
    hosts = 730 * sum(count * prices["hosts"][kind] for kind, count in plan["hosts"].items())
    tasks = sum(
        one["count"] * 730 * (one["vcpu"] * prices["vcpu"] + one["gb"] * prices["gb"])
        for one in plan["tasks"]
    )
    return fees + hosts + tasks + plan["work_hours"] * prices["work"]


def hours_to_lose(cheap, dear, prices):
    """Return how many more hours of work a month make the plan `cheap` cost as much as `dear`."""
    return max(0.0, (monthly(dear, prices) - monthly(cheap, prices)) / prices["work"])


# %% wrong: one task of each kind
def monthly(plan, prices):
    """Return what a plan costs in a month of 730 hours, in USD."""
    fees = 0.0
    if plan["control_plane"] == "EKS":
        standard = plan["clusters"] - plan["in_extended"]
        fees = 730 * (standard * prices["cluster"] + plan["in_extended"] * prices["extended"])
    hosts = 730 * sum(count * prices["hosts"][kind] for kind, count in plan["hosts"].items())
    tasks = sum(
        one["hours"] * (one["vcpu"] * prices["vcpu"] + one["gb"] * prices["gb"]) for one in plan["tasks"]
    )
    return fees + hosts + tasks + plan["work_hours"] * prices["work"]


def hours_to_lose(cheap, dear, prices):
    """Return how many more hours of work a month make the plan `cheap` cost as much as `dear`."""
    return max(0.0, (monthly(dear, prices) - monthly(cheap, prices)) / prices["work"])


# %% wrong: a month of 720 hours
def monthly(plan, prices):
    """Return what a plan costs in a month of 720 hours, in USD."""
    fees = 0.0
    if plan["control_plane"] == "EKS":
        standard = plan["clusters"] - plan["in_extended"]
        fees = 720 * (standard * prices["cluster"] + plan["in_extended"] * prices["extended"])
    hosts = 720 * sum(count * prices["hosts"][kind] for kind, count in plan["hosts"].items())
    tasks = sum(
        one["count"] * one["hours"] * (one["vcpu"] * prices["vcpu"] + one["gb"] * prices["gb"])
        for one in plan["tasks"]
    )
    return fees + hosts + tasks + plan["work_hours"] * prices["work"]


def hours_to_lose(cheap, dear, prices):
    """Return how many more hours of work a month make the plan `cheap` cost as much as `dear`."""
    return max(0.0, (monthly(dear, prices) - monthly(cheap, prices)) / prices["work"])


# %% wrong: leaves people out
def monthly(plan, prices):
    """Return what a plan costs in a month of 730 hours, in USD."""
    fees = 0.0
    if plan["control_plane"] == "EKS":
        standard = plan["clusters"] - plan["in_extended"]
        fees = 730 * (standard * prices["cluster"] + plan["in_extended"] * prices["extended"])
    hosts = 730 * sum(count * prices["hosts"][kind] for kind, count in plan["hosts"].items())
    tasks = sum(
        one["count"] * one["hours"] * (one["vcpu"] * prices["vcpu"] + one["gb"] * prices["gb"])
        for one in plan["tasks"]
    )
    return fees + hosts + tasks


def hours_to_lose(cheap, dear, prices):
    """Return how many more hours of work a month make the plan `cheap` cost as much as `dear`."""
    return max(0.0, (monthly(dear, prices) - monthly(cheap, prices)) / prices["work"])


# %% wrong: negative hours when it is dearer already
def monthly(plan, prices):
    """Return what a plan costs in a month of 730 hours, in USD."""
    fees = 0.0
    if plan["control_plane"] == "EKS":
        standard = plan["clusters"] - plan["in_extended"]
        fees = 730 * (standard * prices["cluster"] + plan["in_extended"] * prices["extended"])
    hosts = 730 * sum(count * prices["hosts"][kind] for kind, count in plan["hosts"].items())
    tasks = sum(
        one["count"] * one["hours"] * (one["vcpu"] * prices["vcpu"] + one["gb"] * prices["gb"])
        for one in plan["tasks"]
    )
    return fees + hosts + tasks + plan["work_hours"] * prices["work"]


def hours_to_lose(cheap, dear, prices):
    """Return how many more hours of work a month make the plan `cheap` cost as much as `dear`."""
    return (monthly(dear, prices) - monthly(cheap, prices)) / prices["work"]


# %% wrong: the saving in money, not in hours
def monthly(plan, prices):
    """Return what a plan costs in a month of 730 hours, in USD."""
    fees = 0.0
    if plan["control_plane"] == "EKS":
        standard = plan["clusters"] - plan["in_extended"]
        fees = 730 * (standard * prices["cluster"] + plan["in_extended"] * prices["extended"])
    hosts = 730 * sum(count * prices["hosts"][kind] for kind, count in plan["hosts"].items())
    tasks = sum(
        one["count"] * one["hours"] * (one["vcpu"] * prices["vcpu"] + one["gb"] * prices["gb"])
        for one in plan["tasks"]
    )
    return fees + hosts + tasks + plan["work_hours"] * prices["work"]


def hours_to_lose(cheap, dear, prices):
    """Return how many more hours of work a month make the plan `cheap` cost as much as `dear`."""
    return max(0.0, (monthly(dear, prices) - monthly(cheap, prices)))


# %% right: added up line by line
def monthly(plan, prices):
    """Return what a plan costs in a month of 730 hours, in USD."""
    fees = 0.0
    if plan["control_plane"] == "EKS":
        standard = plan["clusters"] - plan["in_extended"]
        fees = 730 * (standard * prices["cluster"] + plan["in_extended"] * prices["extended"])
    hosts = 730 * sum(count * prices["hosts"][kind] for kind, count in plan["hosts"].items())
    tasks = sum(
        one["count"] * one["hours"] * (one["vcpu"] * prices["vcpu"] + one["gb"] * prices["gb"])
        for one in plan["tasks"]
    )
    total = plan["work_hours"] * prices["work"]
    for part in (fees, hosts, tasks):
        total += part
    return total


def hours_to_lose(cheap, dear, prices):
    """Return how many more hours of work a month make the plan `cheap` cost as much as `dear`."""
    saved = monthly(dear, prices) - monthly(cheap, prices)
    return saved / prices["work"] if saved > 0 else 0


# %% right: with NumPy
import numpy as np


def monthly(plan, prices):
    """Return what a plan costs in a month of 730 hours, in USD."""
    extended = plan["in_extended"]
    pays = 1 if plan["control_plane"] == "EKS" else 0
    per_hour = pays * np.dot([plan["clusters"] - extended, extended], [prices["cluster"], prices["extended"]])
    for name in plan["hosts"]:
        per_hour += plan["hosts"][name] * prices["hosts"][name]
    once = plan["work_hours"] * prices["work"]
    for task in plan["tasks"]:
        each = np.dot([task["vcpu"], task["gb"]], [prices["vcpu"], prices["gb"]])
        once += task["count"] * each * task["hours"]
    return np.float64(per_hour * 730 + once)


def hours_to_lose(cheap, dear, prices):
    """Return how many more hours of work a month make the plan `cheap` cost as much as `dear`."""
    return np.maximum(0, monthly(dear, prices) - monthly(cheap, prices)) / prices["work"]
