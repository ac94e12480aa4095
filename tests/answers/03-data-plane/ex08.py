# %% wrong: turns the fraction round
from planes import facts


def break_even(instance_type, arm=False, extra_usd=0.0):
    shape = facts.instance(instance_type)
    vcpu, gb = ("CP03", "CP04") if arm else ("CP01", "CP02")
    full = shape.vcpus * facts.number(vcpu) + shape.memory_mib / 1024 * facts.number(gb)
    share = full / (shape.usd_per_hour + extra_usd)
    return share if share <= 1 else None


def draw_costs(axes, instance_type):
    shape = facts.instance(instance_type)
    full = shape.vcpus * facts.number("CP01") + shape.memory_mib / 1024 * facts.number("CP02")
    axes.plot([0, 100], [shape.usd_per_hour] * 2, label="EC2")
    axes.plot([0, 100], [0, full], label="Fargate")
    axes.axvline(100 * shape.usd_per_hour / full)
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% wrong: ignores the memory
from planes import facts


def break_even(instance_type, arm=False, extra_usd=0.0):
    shape = facts.instance(instance_type)
    share = (shape.usd_per_hour + extra_usd) / (shape.vcpus * facts.number("CP03" if arm else "CP01"))
    return share if share <= 1 else None


def draw_costs(axes, instance_type):
    shape = facts.instance(instance_type)
    full = shape.vcpus * facts.number("CP01")
    axes.plot([0, 100], [shape.usd_per_hour] * 2, label="EC2")
    axes.plot([0, 100], [0, full], label="Fargate")
    axes.plot(100 * shape.usd_per_hour / full, shape.usd_per_hour, "o")
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% wrong: uses x86 prices for ARM
from planes import facts


def break_even(instance_type, arm=False, extra_usd=0.0):
    shape = facts.instance(instance_type)
    full = shape.vcpus * facts.number("CP01") + shape.memory_mib / 1024 * facts.number("CP02")
    share = (shape.usd_per_hour + extra_usd) / full
    return share if share <= 1 else None


def draw_costs(axes, instance_type):
    shape = facts.instance(instance_type)
    full = shape.vcpus * facts.number("CP01") + shape.memory_mib / 1024 * facts.number("CP02")
    axes.plot([0, 100], [shape.usd_per_hour] * 2, label="EC2")
    axes.plot([0, 100], [0, full], label="Fargate")
    axes.plot(100 * shape.usd_per_hour / full, shape.usd_per_hour, "o")
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% wrong: forgets to mark the break-even
from planes import facts


def break_even(instance_type, arm=False, extra_usd=0.0):
    shape = facts.instance(instance_type)
    vcpu, gb = ("CP03", "CP04") if arm else ("CP01", "CP02")
    full = shape.vcpus * facts.number(vcpu) + shape.memory_mib / 1024 * facts.number(gb)
    share = (shape.usd_per_hour + extra_usd) / full
    return share if share <= 1 else None


def draw_costs(axes, instance_type):
    shape = facts.instance(instance_type)
    full = shape.vcpus * facts.number("CP01") + shape.memory_mib / 1024 * facts.number("CP02")
    axes.plot([0, 100], [shape.usd_per_hour] * 2, label="EC2")
    axes.plot([0, 100], [0, full], label="Fargate")
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% wrong: lets EC2 grow with utilization too
from planes import facts


def break_even(instance_type, arm=False, extra_usd=0.0):
    shape = facts.instance(instance_type)
    vcpu, gb = ("CP03", "CP04") if arm else ("CP01", "CP02")
    full = shape.vcpus * facts.number(vcpu) + shape.memory_mib / 1024 * facts.number(gb)
    share = (shape.usd_per_hour + extra_usd) / full
    return share if share <= 1 else None


def draw_costs(axes, instance_type):
    shape = facts.instance(instance_type)
    full = shape.vcpus * facts.number("CP01") + shape.memory_mib / 1024 * facts.number("CP02")
    axes.plot([0, 100], [0, shape.usd_per_hour], label="EC2")
    axes.plot([0, 100], [0, full], label="Fargate")
    axes.axvline(100 * shape.usd_per_hour / full)
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% wrong: answers above 1 instead of None, and forgets the extra
from planes import facts


def break_even(instance_type, arm=False, extra_usd=0.0):
    shape = facts.instance(instance_type)
    vcpu, gb = ("CP03", "CP04") if arm else ("CP01", "CP02")
    return shape.usd_per_hour / (
        shape.vcpus * facts.number(vcpu) + shape.memory_mib / 1024 * facts.number(gb)
    )


def draw_costs(axes, instance_type):
    shape = facts.instance(instance_type)
    full = shape.vcpus * facts.number("CP01") + shape.memory_mib / 1024 * facts.number("CP02")
    axes.plot([0, 100], [shape.usd_per_hour] * 2, label="EC2")
    axes.plot([0, 100], [0, full], label="Fargate")
    axes.axvline(100 * shape.usd_per_hour / full)
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% wrong: draws utilization from 0 to 1
from planes import facts


def break_even(instance_type, arm=False, extra_usd=0.0):
    shape = facts.instance(instance_type)
    vcpu, gb = ("CP03", "CP04") if arm else ("CP01", "CP02")
    full = shape.vcpus * facts.number(vcpu) + shape.memory_mib / 1024 * facts.number(gb)
    share = (shape.usd_per_hour + extra_usd) / full
    return share if share <= 1 else None


def draw_costs(axes, instance_type):
    shape = facts.instance(instance_type)
    full = shape.vcpus * facts.number("CP01") + shape.memory_mib / 1024 * facts.number("CP02")
    axes.plot([0, 1], [shape.usd_per_hour] * 2, label="EC2")
    axes.plot([0, 1], [0, full], label="Fargate")
    axes.axvline(shape.usd_per_hour / full)
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% right: numpy, axhline, scatter and longer names
import numpy
from planes import facts, rules


def break_even(instance_type, arm=False, extra_usd=0.0):
    shape = facts.instance(instance_type)
    full = rules.fargate.cost(1024 * shape.vcpus, shape.memory_mib, 3600, "arm64" if arm else "x86_64")
    share = numpy.float64(shape.usd_per_hour + extra_usd) / full
    if share > 1:
        return None
    return share


def draw_costs(axes, instance_type):
    shape = facts.instance(instance_type)
    price = shape.usd_per_hour
    full = rules.fargate.cost(1024 * shape.vcpus, shape.memory_mib, 3600)
    utilization = numpy.linspace(0, 100, 21)
    axes.axhline(price, label="EC2 m5 On-Demand")
    axes.plot(utilization, utilization / 100 * full, label="the same shape on Fargate")
    axes.scatter([100 * break_even(instance_type)], [price])
    axes.set_xlabel("Utilization (% of the shape)")
    axes.set_ylabel("cost in USD per hour")
    axes.legend(loc="best")


# %% right: a vertical line and a loop over per cent
from planes import facts


def break_even(instance_type, arm=False, extra_usd=0.0):
    shape = facts.instance(instance_type)
    names = {True: ["CP03", "CP04"], False: ["CP01", "CP02"]}[arm]
    hourly = facts.number(names[0]) * shape.vcpus + facts.number(names[1]) * (shape.memory_mib / 1024)
    if shape.usd_per_hour + extra_usd > hourly:
        return None
    return (shape.usd_per_hour + extra_usd) / hourly


def draw_costs(axes, instance_type):
    price = facts.instance(instance_type).usd_per_hour
    percents = list(range(101))
    crossing = break_even(instance_type)
    axes.plot(percents, [price for _ in percents], label="EC2")
    axes.plot(percents, [percent / 100 * price / crossing for percent in percents], label="Fargate")
    axes.vlines(100 * crossing, 0, price, linestyle="--")
    axes.set_xlabel("utilization in %")
    axes.set_ylabel("USD/h")
    axes.legend()
