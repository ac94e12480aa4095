# %% wrong: turns the fraction round
from planes import facts


def full_price(instance_type, arm=False):
    shape = facts.instance(instance_type)
    vcpu, gb = ("CP03", "CP04") if arm else ("CP01", "CP02")
    return shape.vcpus * facts.number(vcpu) + shape.memory_mib / 1024 * facts.number(gb)


def break_even(instance_type, arm=False, extra_usd=0.0):
    share = full_price(instance_type, arm) / (facts.instance(instance_type).usd_per_hour + extra_usd)
    return share if share <= 1 else None


def draw_costs(axes, instance_type, spot_usd):
    full = full_price(instance_type)
    axes.plot([0, 100], [0, full], label="Fargate")
    for name, usd in (("On-Demand", facts.instance(instance_type).usd_per_hour), ("Spot", spot_usd)):
        axes.plot([0, 100], [usd, usd], label=name)
        axes.axvline(100 * usd / full)
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% wrong: ignores the memory
from planes import facts


def full_price(instance_type, arm=False):
    shape = facts.instance(instance_type)
    vcpu = "CP03" if arm else "CP01"
    return shape.vcpus * facts.number(vcpu)


def break_even(instance_type, arm=False, extra_usd=0.0):
    share = (facts.instance(instance_type).usd_per_hour + extra_usd) / full_price(instance_type, arm)
    return share if share <= 1 else None


def draw_costs(axes, instance_type, spot_usd):
    full = full_price(instance_type)
    axes.plot([0, 100], [0, full], label="Fargate")
    for name, usd in (("On-Demand", facts.instance(instance_type).usd_per_hour), ("Spot", spot_usd)):
        axes.plot([0, 100], [usd, usd], label=name)
        axes.axvline(100 * usd / full)
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% wrong: uses x86 prices for ARM
from planes import facts


def full_price(instance_type, arm=False):
    shape = facts.instance(instance_type)
    vcpu, gb = ("CP03", "CP04") if arm else ("CP01", "CP02")
    return shape.vcpus * facts.number(vcpu) + shape.memory_mib / 1024 * facts.number(gb)


def break_even(instance_type, arm=False, extra_usd=0.0):
    share = (facts.instance(instance_type).usd_per_hour + extra_usd) / full_price(instance_type)
    return share if share <= 1 else None


def draw_costs(axes, instance_type, spot_usd):
    full = full_price(instance_type)
    axes.plot([0, 100], [0, full], label="Fargate")
    for name, usd in (("On-Demand", facts.instance(instance_type).usd_per_hour), ("Spot", spot_usd)):
        axes.plot([0, 100], [usd, usd], label=name)
        axes.axvline(100 * usd / full)
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% wrong: answers above 1 instead of None, and forgets the extra
from planes import facts


def full_price(instance_type, arm=False):
    shape = facts.instance(instance_type)
    vcpu, gb = ("CP03", "CP04") if arm else ("CP01", "CP02")
    return shape.vcpus * facts.number(vcpu) + shape.memory_mib / 1024 * facts.number(gb)


def break_even(instance_type, arm=False, extra_usd=0.0):
    return facts.instance(instance_type).usd_per_hour / full_price(instance_type, arm)


def draw_costs(axes, instance_type, spot_usd):
    full = full_price(instance_type)
    axes.plot([0, 100], [0, full], label="Fargate")
    for name, usd in (("On-Demand", facts.instance(instance_type).usd_per_hour), ("Spot", spot_usd)):
        axes.plot([0, 100], [usd, usd], label=name)
        axes.axvline(100 * usd / full)
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% wrong: forgets to mark the break-evens
from planes import facts


def full_price(instance_type, arm=False):
    shape = facts.instance(instance_type)
    vcpu, gb = ("CP03", "CP04") if arm else ("CP01", "CP02")
    return shape.vcpus * facts.number(vcpu) + shape.memory_mib / 1024 * facts.number(gb)


def break_even(instance_type, arm=False, extra_usd=0.0):
    share = (facts.instance(instance_type).usd_per_hour + extra_usd) / full_price(instance_type, arm)
    return share if share <= 1 else None


def draw_costs(axes, instance_type, spot_usd):
    full = full_price(instance_type)
    axes.plot([0, 100], [0, full], label="Fargate")
    for name, usd in (("On-Demand", facts.instance(instance_type).usd_per_hour), ("Spot", spot_usd)):
        axes.plot([0, 100], [usd, usd], label=name)
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% wrong: marks the break-even of On-Demand only
from planes import facts


def full_price(instance_type, arm=False):
    shape = facts.instance(instance_type)
    vcpu, gb = ("CP03", "CP04") if arm else ("CP01", "CP02")
    return shape.vcpus * facts.number(vcpu) + shape.memory_mib / 1024 * facts.number(gb)


def break_even(instance_type, arm=False, extra_usd=0.0):
    share = (facts.instance(instance_type).usd_per_hour + extra_usd) / full_price(instance_type, arm)
    return share if share <= 1 else None


def draw_costs(axes, instance_type, spot_usd):
    full, usd = full_price(instance_type), facts.instance(instance_type).usd_per_hour
    axes.plot([0, 100], [0, full], label="Fargate")
    axes.plot([0, 100], [usd, usd], label="On-Demand")
    axes.plot([0, 100], [spot_usd, spot_usd], label="Spot")
    axes.plot(100 * usd / full, usd, "o")
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% wrong: draws EC2 at one price, as the lesson does
from planes import facts


def full_price(instance_type, arm=False):
    shape = facts.instance(instance_type)
    vcpu, gb = ("CP03", "CP04") if arm else ("CP01", "CP02")
    return shape.vcpus * facts.number(vcpu) + shape.memory_mib / 1024 * facts.number(gb)


def break_even(instance_type, arm=False, extra_usd=0.0):
    share = (facts.instance(instance_type).usd_per_hour + extra_usd) / full_price(instance_type, arm)
    return share if share <= 1 else None


def draw_costs(axes, instance_type, spot_usd):
    full, usd = full_price(instance_type), facts.instance(instance_type).usd_per_hour
    axes.plot([0, 100], [usd, usd], label="EC2")
    axes.plot([0, 100], [0, full], label="Fargate")
    axes.plot([100 * usd / full], [usd], "o", label="break-even")
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% wrong: takes the Spot price of the example for every type
from planes import facts


def full_price(instance_type, arm=False):
    shape = facts.instance(instance_type)
    vcpu, gb = ("CP03", "CP04") if arm else ("CP01", "CP02")
    return shape.vcpus * facts.number(vcpu) + shape.memory_mib / 1024 * facts.number(gb)


def break_even(instance_type, arm=False, extra_usd=0.0):
    share = (facts.instance(instance_type).usd_per_hour + extra_usd) / full_price(instance_type, arm)
    return share if share <= 1 else None


def draw_costs(axes, instance_type, spot_usd):
    full, spot_usd = full_price(instance_type), 0.041
    axes.plot([0, 100], [0, full], label="Fargate")
    for name, usd in (("On-Demand", facts.instance(instance_type).usd_per_hour), ("Spot", spot_usd)):
        axes.plot([0, 100], [usd, usd], label=name)
        axes.axvline(100 * usd / full)
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% wrong: lets EC2 grow with utilization too
from planes import facts


def full_price(instance_type, arm=False):
    shape = facts.instance(instance_type)
    vcpu, gb = ("CP03", "CP04") if arm else ("CP01", "CP02")
    return shape.vcpus * facts.number(vcpu) + shape.memory_mib / 1024 * facts.number(gb)


def break_even(instance_type, arm=False, extra_usd=0.0):
    share = (facts.instance(instance_type).usd_per_hour + extra_usd) / full_price(instance_type, arm)
    return share if share <= 1 else None


def draw_costs(axes, instance_type, spot_usd):
    full = full_price(instance_type)
    axes.plot([0, 100], [0, full], label="Fargate")
    for name, usd in (("On-Demand", facts.instance(instance_type).usd_per_hour), ("Spot", spot_usd)):
        axes.plot([0, 100], [0, usd], label=name)
        axes.axvline(100 * usd / full)
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% wrong: marks on the axis below the crossings
from planes import facts


def full_price(instance_type, arm=False):
    shape = facts.instance(instance_type)
    vcpu, gb = ("CP03", "CP04") if arm else ("CP01", "CP02")
    return shape.vcpus * facts.number(vcpu) + shape.memory_mib / 1024 * facts.number(gb)


def break_even(instance_type, arm=False, extra_usd=0.0):
    share = (facts.instance(instance_type).usd_per_hour + extra_usd) / full_price(instance_type, arm)
    return share if share <= 1 else None


def draw_costs(axes, instance_type, spot_usd):
    full = full_price(instance_type)
    axes.plot([0, 100], [0, full], label="Fargate")
    for name, usd in (("On-Demand", facts.instance(instance_type).usd_per_hour), ("Spot", spot_usd)):
        axes.plot([0, 100], [usd, usd], label=name)
        axes.plot(100 * usd / full, 0, "o")
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% wrong: draws utilization from 0 to 1
from planes import facts


def full_price(instance_type, arm=False):
    shape = facts.instance(instance_type)
    vcpu, gb = ("CP03", "CP04") if arm else ("CP01", "CP02")
    return shape.vcpus * facts.number(vcpu) + shape.memory_mib / 1024 * facts.number(gb)


def break_even(instance_type, arm=False, extra_usd=0.0):
    share = (facts.instance(instance_type).usd_per_hour + extra_usd) / full_price(instance_type, arm)
    return share if share <= 1 else None


def draw_costs(axes, instance_type, spot_usd):
    full = full_price(instance_type)
    axes.plot([0, 1], [0, full], label="Fargate")
    for name, usd in (("On-Demand", facts.instance(instance_type).usd_per_hour), ("Spot", spot_usd)):
        axes.plot([0, 1], [usd, usd], label=name)
        axes.axvline(usd / full)
    axes.set(xlabel="utilization, %", ylabel="USD per hour")
    axes.legend()


# %% right: numpy, axhline, one scatter for both marks and longer names
import numpy
from planes import facts, rules


def break_even(instance_type, arm=False, extra_usd=0.0):
    shape = facts.instance(instance_type)
    full = rules.fargate.cost(1024 * shape.vcpus, shape.memory_mib, 3600, "arm64" if arm else "x86_64")
    share = numpy.float64(shape.usd_per_hour + extra_usd) / full
    if share > 1:
        return None
    return share


def draw_costs(axes, instance_type, spot_usd):
    shape = facts.instance(instance_type)
    price = shape.usd_per_hour
    full = rules.fargate.cost(1024 * shape.vcpus, shape.memory_mib, 3600)
    utilization = numpy.linspace(0, 100, 21)
    axes.axhline(price, label="EC2, on-demand price")
    axes.axhline(spot_usd, linestyle=":", label="EC2, spot price")
    axes.plot(utilization, utilization / 100 * full, label="the same shape on Fargate")
    axes.scatter([100 * price / full, 100 * spot_usd / full], [price, spot_usd])
    axes.set_xlabel("Utilization (% of the shape)")
    axes.set_ylabel("cost in USD per hour")
    axes.legend(loc="best")


# %% right: both marks in one plot call, and a loop over per cent
from planes import facts


def break_even(instance_type, arm=False, extra_usd=0.0):
    shape = facts.instance(instance_type)
    names = {True: ["CP03", "CP04"], False: ["CP01", "CP02"]}[arm]
    hourly = facts.number(names[0]) * shape.vcpus + facts.number(names[1]) * (shape.memory_mib / 1024)
    if shape.usd_per_hour + extra_usd > hourly:
        return None
    return (shape.usd_per_hour + extra_usd) / hourly


def draw_costs(axes, instance_type, spot_usd):
    price = facts.instance(instance_type).usd_per_hour
    percents = list(range(101))
    crossing = break_even(instance_type)
    full = price / crossing
    axes.plot(percents, [price for _ in percents], label="On-Demand")
    axes.plot(percents, [spot_usd for _ in percents], label="Spot")
    axes.plot(percents, [percent / 100 * full for percent in percents], label="Fargate")
    axes.plot([100 * crossing, 100 * spot_usd / full], [price, spot_usd], "kx", label="break-evens")
    axes.set_xlabel("utilization in %")
    axes.set_ylabel("USD/h")
    axes.legend()


# %% right: vertical lines below the crossings, and an arrow
from planes import facts, rules


def hourly(instance_type, arm):
    shape = facts.instance(instance_type)
    return rules.fargate.cost(1024 * shape.vcpus, shape.memory_mib, 3600, "arm64" if arm else "x86_64")


def break_even(instance_type, arm=False, extra_usd=0.0):
    share = (facts.instance(instance_type).usd_per_hour + extra_usd) / hourly(instance_type, arm)
    return None if share > 1 else share


def draw_costs(axes, instance_type, spot_usd):
    usd, full = facts.instance(instance_type).usd_per_hour, hourly(instance_type, False)
    axes.plot([0, 50, 100], [0, full / 2, full], label="Fargate")
    axes.plot([0, 100], [usd] * 2, label="EC2 On-Demand")
    axes.plot([0, 100], [spot_usd] * 2, label="EC2 Spot")
    axes.vlines(100 * usd / full, 0, usd, linestyle="--")
    axes.annotate("break-even on Spot", (100 * spot_usd / full, spot_usd), xytext=(50, 0.02))
    axes.set(xlabel="utilization (%)", ylabel="USD per hour")
    axes.legend()
