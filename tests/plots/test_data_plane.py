"""The figures of lesson 03: hosts with their tasks, address limits, sizes, costs and a fleet over time."""

import re

import pytest
from planes import World, facts
from planes.data_plane.protocol import Container, Registration, Workload
from planes.errors import PlanesError
from planes.plots import addresses, cost, fargate_sizes, fleet, hosts
from planes.plots.hosts import Host, Task

WEB = Task("web", 512, 1900)
HALF = Host("half", 2048, 8000, [WEB, WEB])
FULL = Host("full", 2048, 8000, [Task("cache", 256, 3900), Task("cache", 256, 3900)])


def test_a_host_lacks_what_a_task_needs_and_it_has_not():
    assert HALF.lacks(WEB) == []
    assert FULL.lacks(WEB) == ["memory"]
    assert HALF.lacks(Task("large", 2000, 8000)) == ["CPU", "memory"]


def test_a_host_can_lack_addresses_alone():
    assert HALF._replace(free_addresses=0).lacks(WEB) == ["addresses"]


def test_stranded_is_what_is_free_where_the_task_finds_no_room():
    assert hosts.stranded([HALF, FULL], WEB) == (1536, 200)
    assert hosts.stranded([HALF], WEB) == (0, 0)


def test_hosts_are_drawn_one_panel_each():
    drawing = hosts.hosts([HALF, FULL, HALF, HALF, HALF])
    shown = [axes for axes in drawing.figure.axes if axes.axison]
    assert len(shown) == 5


def test_columns_of_a_host_are_filled_to_the_top():
    axes = hosts.hosts([FULL]).figure.axes[0]
    for column in (0, 1):
        bars = [bar for bar in axes.patches if round(bar.get_x() + bar.get_width() / 2) == column]
        assert sum(bar.get_height() for bar in bars) == pytest.approx(1)


def test_what_is_free_has_its_number_also_where_it_is_little():
    axes = hosts.hosts([Host("tight", 2048, 8000, [Task("cache", 2048, 7500)])]).figure.axes[0]
    assert [text.get_text() for text in axes.texts] == ["0.5"]


def test_a_host_without_room_says_what_it_lacks():
    title = hosts.hosts([FULL], waiting=WEB).figure.axes[0].get_title(loc="left")
    assert title == "full\nlacks memory"


def test_alternative_text_of_hosts_says_what_is_stranded():
    assert "stranded on these are 1.5 vCPU and 0.2 GiB" in hosts.hosts([HALF, FULL], waiting=WEB).alt
    assert "stranded" not in hosts.hosts([HALF, FULL]).alt


def test_legend_names_every_kind_in_the_order_asked_for():
    legend = hosts.hosts([HALF, FULL], waiting=WEB, kinds=["cache", "web"]).figure.legends[0]
    words = [text.get_text() for text in legend.get_texts()]
    assert words == ["cache", "web", "free (vCPU, GiB)", "stranded, as no web fits (vCPU, GiB)"]


def test_no_hosts_are_refused():
    with pytest.raises(PlanesError, match="at least one Host"):
        hosts.hosts([])


def test_address_limits_cover_every_type_that_holds_a_task():
    table = {row.instance_type: row for row in addresses.limits(128, 256)}
    assert set(facts.instances()) - set(table) == {"t3.nano", "t3a.nano", "t4g.nano"}
    assert table["m5.large"] == ("m5.large", 16, 15, 2, 10, 29, 110, 434)


def test_types_too_small_for_the_task_are_left_out():
    small = {row.instance_type for row in addresses.limits(1024, 4096)}
    assert "m5.large" in small
    assert "c5.large" not in small


def test_address_limits_have_log_axes_and_say_how_many_types_are_bound():
    drawing = addresses.address_limits(128, 256)
    assert all(
        axes.get_xscale() == axes.get_yscale() == "log" and "log scale" in axes.get_xlabel()
        for axes in drawing.figure.axes
    )
    assert re.search(r"EKS an address each \d+ of \d+", drawing.alt)


def test_a_cap_on_pods_is_not_counted_as_a_lack_of_addresses():
    alt = addresses.address_limits(128, 256).alt
    assert re.search(r"EKS with prefixes 0 by addresses, [1-9]\d* of \d+ by the cap", alt)


def test_types_that_cannot_trunk_have_no_number_with_trunking():
    table = {row.instance_type: row for row in addresses.limits(128, 256)}
    assert table["t3.large"].ecs_trunking is None


def test_costs_reproduce_the_published_break_evens():
    pairs = {"m5.large": 82.4, "m6i.large": 82.4, "c6i.large": 86.1, "r6i.large": 82.9, "t3.medium": 42.1}
    for name, percent in pairs.items():
        assert 100 * cost.costs(name).break_even == pytest.approx(percent, abs=0.05)
    for name, percent in {"m7g.large": 87.5, "c7g.large": 91.8}.items():
        assert 100 * cost.costs(name, "arm64").break_even == pytest.approx(percent, abs=0.05)


def test_the_break_even_is_marked_where_the_lines_cross():
    axes = cost.over_utilization("m5.large").figure.axes[0]
    marks = [line for line in axes.get_lines() if len(line.get_xdata()) == 1]
    (mark,) = marks
    both = cost.costs("m5.large")
    assert mark.get_xdata()[0] / 100 * both.fargate == pytest.approx(both.ec2)
    assert mark.get_ydata()[0] == pytest.approx(both.ec2)


def test_a_break_even_above_full_is_never():
    axes = cost.break_evens({"cheap": 0.4, "dear": 1.2}).figure.axes[0]
    assert {text.get_text() for text in axes.texts} == {"40.0 %", "never"}


def test_break_evens_are_drawn_where_they_are_and_no_label_crosses_the_full_host():
    axes = cost.break_evens({"close": 0.97, "dear": 1.3}).figure.axes[0]
    marks = [line.get_xdata()[0] for line in axes.get_lines() if len(line.get_xdata()) == 1]
    assert marks == pytest.approx([97, 130])
    assert [text.get_position()[0] < 100 for text in axes.texts] == [True, False]


def test_a_day_shows_every_plan_and_its_final_cost():
    plans = {
        "EC2": cost.DayPlan([6, 12, 24], [2, 2, 2], [1.0, 2.0, 4.0]),
        "Fargate": cost.DayPlan([6, 12, 24], [1, 2, 1], [0.5, 1.5, 2.5]),
    }
    drawing = cost.day(lambda hour: 1.0, plans)
    assert "EC2 4.00 USD, Fargate 2.50 USD" in drawing.alt
    assert len(drawing.figure.axes[1].get_lines()) == 2


def test_a_day_without_a_plan_is_refused():
    with pytest.raises(PlanesError, match="at least one plan"):
        cost.day(lambda hour: 1.0, {})


def test_sizes_show_a_request_and_the_size_that_holds_it():
    drawing = fargate_sizes.fargate_sizes(384, 2112)
    assert "rounded up to 0.5 vCPU and 3 GB" in drawing.alt
    assert drawing.truth == "published"


def test_sizes_can_be_drawn_without_a_request():
    assert "request" not in fargate_sizes.fargate_sizes().alt


def test_running_tasks_says_lowest_and_last_of_every_curve():
    drawing = fleet.running_tasks({"a": [(0, 8), (10, 5), (20, 8)]}, wanted=8, marks={"broken": 10})
    assert "a falls to 5 and ends at 8" in drawing.alt


def test_running_tasks_follow_a_curve_that_rises_first():
    curves = {"grown": [(0, 8), (10, 12), (20, 14), (30, 10), (40, 12)], "still": [(0, 3), (9, 3)]}
    drawing = fleet.running_tasks(curves, wanted=14)
    assert "grown goes 8 to 14 to 10 to 12; still stays at 3" in drawing.alt


def test_lines_of_marks_end_at_their_words_so_that_none_crosses_earlier_words():
    axes = fleet.running_tasks(
        {"a": [(0, 8), (90, 8)]}, wanted=8, marks={"later": 40, "first": 0}
    ).figure.axes[0]
    tops = [collection.get_segments()[0][1][1] for collection in axes.collections]
    assert tops == sorted(tops, reverse=True)
    words = [text.get_text() for text in axes.texts if text.get_text() in ("first", "later")]
    assert words == ["first", "later"]


def test_running_tasks_without_a_curve_is_refused():
    with pytest.raises(PlanesError, match="at least one curve"):
        fleet.running_tasks({}, wanted=8)


def test_a_snapshot_shows_the_running_hosts_of_a_world_with_their_tasks():
    world = World()
    registration = Registration(2000, 7985, 2)
    host = world.ec2.launch("m5.large", registration, lambda report: None, zone="us-east-1b")
    world.run(minutes=1)
    container = Container("web", "shop/web:1", [])
    workload = Workload("t", 500, 1900, [container], own_address=True)
    world.ec2.start(workload, host, lambda report: None)
    (shown,) = hosts.snapshot(world.ec2)
    assert shown == Host("m5.large, 1b", 2048, 7985, [WEB], 1)
