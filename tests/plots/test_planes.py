"""The figures of the planes: the path of a request, launches as timelines, outages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes import World
from planes.errors import PlanesError
from planes.events import Event
from planes.plots import outage, planes_diagram, timeline
from planes.plots.outage import History
from planes.plots.timeline import Span


def event(time, subject, what, **details):
    return Event(float(time), "data plane", subject, what, "", details)


def started(time, subject, host="i-1"):
    return [event(time, subject, "containers started", host=host), event(time + 2, subject, "answering")]


# The path of a request.


def test_the_path_names_all_three_planes():
    words = planes_diagram.request_path().alt
    assert all(plane in words for plane in planes_diagram.PLANES)


def texts(drawing):
    return [text.get_text() for text in drawing.figure.axes[0].texts]


def test_a_plane_that_is_down_makes_its_arrows_impossible():
    drawing = planes_diagram.request_path(down=["control plane"])
    impossible = [words for words in texts(drawing) if "impossible" in words]
    assert [words[0] for words in impossible] == ["1", "2", "3", "5", "6"]
    assert "arrows 1, 2, 3, 5, 6 are impossible" in drawing.alt


def test_requests_of_users_need_the_data_plane_only():
    drawing = planes_diagram.request_path(down=["control plane", "registry"])
    assert "7 requests" in texts(drawing)


def test_the_words_name_every_arrow_that_the_figure_marks():
    for plane in planes_diagram.PLANES:
        drawing = planes_diagram.request_path(down=[plane])
        marked = dict.fromkeys(words[0] for words in texts(drawing) if "impossible" in words)
        assert f"arrows {', '.join(marked)} are impossible" in drawing.alt


def test_an_unknown_plane_is_refused():
    with pytest.raises(PlanesError, match="'moon' is no plane"):
        planes_diagram.request_path(down=["moon"])


# Timelines.


def test_a_launch_is_cut_into_steps_that_follow_one_another():
    log = [event(10, "t", "task placed"), event(12, "x", "image pulled"), event(16, "t", "image pulled")]
    steps = timeline.launch([*log, *started(17, "t")], "t", requested=8)
    assert steps == [
        Span("placement", 0, 2),
        Span("pull", 2, 8),
        Span("start", 8, 9),
        Span("answer", 9, 11),
    ]


def test_a_world_s_launch_adds_up_to_the_whole():
    world = World(seed=1)
    world.registry.add_image("shop/web:1", size_mib=50, start_seconds=2)
    ecs = world.client("ecs")
    ecs.create_cluster(clusterName="shop")
    ecs.register_task_definition(
        family="web",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        containerDefinitions=[{"name": "web", "image": "shop/web:1"}],
    )
    network = {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}
    ecs.run_task(cluster="shop", taskDefinition="web", launchType="FARGATE", networkConfiguration=network)
    world.run(minutes=2)
    (answers,) = world.events.where(what="answering")
    steps = timeline.launch(world.events, answers.subject, requested=0)
    assert [step.name for step in steps][:5] == ["placement", "provisioning", "pull", "start", "answer"]
    assert sum(step.seconds for step in steps[:5]) == pytest.approx(answers.time)


def test_a_timeline_tells_each_row_s_length_and_longest_step():
    rows = {"cold": [Span("pull", 0, 9), Span("start", 9, 10)], "cached": [Span("start", 0, 1)]}
    drawing = timeline.timeline(rows, marks={"a deployment": 4}, note="seed 1")
    assert "cold: 10.0 s, of it pull 9.0 s" in drawing.alt
    assert drawing.truth == "modelled"


def test_the_alternative_text_of_many_rows_stays_short():
    rows = {f"task {number}": [Span("RUNNING", 0, 60)] for number in range(60)}
    assert len(timeline.timeline(rows, unit_seconds=60).alt) <= 600


def test_a_timeline_keeps_the_order_of_colours_that_was_asked_for():
    rows = {"a": [Span("start", 0, 1), Span("pull", 1, 5)]}
    drawing = timeline.timeline(rows, colours=["placement", "pull", "start"])
    (legend,) = drawing.figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["pull", "start"]


def test_a_timeline_without_a_span_is_refused():
    with pytest.raises(PlanesError, match="at least one Span"):
        timeline.timeline({"a": []})


# Outages.


def test_a_history_counts_what_answers():
    log = [*started(1, "a"), *started(4, "b"), event(9, "a", "exited"), event(20, "x", "noise")]
    assert outage.history(log).answering == [(0, 0), (3, 1), (6, 2), (9, 1), (20, 1)]


def test_a_history_can_begin_later_and_knows_what_answered_before():
    log = [*started(1, "a"), event(50, "a", "exited")]
    assert outage.history(log, since=40, until=60).answering == [(0, 1), (10, 0), (20, 0)]


def test_a_host_that_fails_takes_its_tasks_with_it_in_silence():
    log = [*started(1, "a", "i-1"), *started(1, "b", "i-2"), event(10, "i-1", "host failed")]
    assert outage.history(log).answering[-1] == (10, 1)


def test_failed_starts_are_counted_from_the_beginning_of_the_history():
    log = [event(5, "a", "start failed"), event(15, "b", "start failed")]
    assert outage.history(log, since=10).failed == [5.0]


def test_the_number_at_a_second_holds_until_the_next_change():
    curve = History([(0, 3), (10, 2), (30, 2)], [])
    assert [curve.at(second) for second in (0, 9.9, 10, 29)] == [3, 3, 2, 2]


@given(st.lists(st.tuples(st.integers(0, 50), st.sampled_from("abc"), st.booleans()), max_size=30))
def test_a_history_agrees_with_counting_by_hand(steps):
    log = [
        event(time, name, "answering" if up else "exited")
        for time, name, up in sorted(steps, key=lambda step: step[0])
    ]
    curve = outage.history(log, until=60)
    for second in range(0, 60, 7):
        up = {one.subject: one.what == "answering" for one in log if one.time <= second}
        assert curve.at(second) == sum(up.values())


@pytest.fixture(scope="module")
def lost_host():
    world = World(seed=3)
    world.registry.add_image("shop/web:1", size_mib=20, start_seconds=1)
    ecs = world.client("ecs")
    ecs.create_cluster(clusterName="shop")
    hosts = world.add_hosts("shop", "m5.large", 2)
    world.run(minutes=1)
    container = {"name": "web", "image": "shop/web:1", "cpu": 256, "memory": 512}
    ecs.register_task_definition(family="web", networkMode="bridge", containerDefinitions=[container])
    ecs.create_service(
        cluster="shop", serviceName="web", taskDefinition="web", desiredCount=4, launchType="EC2"
    )
    world.run(minutes=2)
    world.fail(hosts[0])
    world.run(seconds=30)
    return world


def test_a_history_of_a_world_sees_what_its_data_plane_sees(lost_host):
    answering = sum(report.state == "answering" for report in lost_host.ec2.running().values())
    assert outage.history(lost_host.events).at(lost_host.now) == answering == 2


def test_outages_tell_the_fewest_the_end_and_the_last_of_each_case():
    case = History([(0, 9), (130, 6), (250, 9), (600, 9)], [300.0])
    drawing = outage.outages({"host down": case}, [(0, 9)], (120, 400), {"crash": 200}, "seed 1")
    assert "host down 6, 9, 9 and 1 failed starts" in drawing.alt


def test_failed_starts_that_lie_on_one_another_are_counted_in_the_figure():
    early = History([(0, 2), (600, 2)], [100.0, 100.0, 101.0])
    late = History([(0, 2), (600, 2)], [590.0] * 4)
    drawing = outage.outages({"early": early, "late": late}, [(0, 2)], (10, 20))
    words = [text.get_text() for axes in drawing.figure.axes for text in axes.texts]
    assert words == ["3 failed", "4 failed"]


def test_every_case_has_a_plot_of_its_own():
    case = History([(0, 2), (60, 2)], [])
    drawing = outage.outages(dict.fromkeys("abc", case), [(0, 2)], (10, 20))
    assert [axes.get_title(loc="left") for axes in drawing.figure.axes] == ["a", "b", "c", ""]


def test_outages_without_a_case_are_refused():
    with pytest.raises(PlanesError, match="at least one case"):
        outage.outages({}, [(0, 1)], (0, 1))
