"""The figures of lesson 04: downtime, rollouts, rows, days, scaling and detection."""

import pytest
from planes.errors import PlanesError
from planes.plots import detection, orchestration, rows, scaling
from planes.plots.detection import Setting
from planes.plots.orchestration import Moment
from planes.plots.scaling import Minute

ROLLOUT = [Moment(0, 4, 0, 0), Moment(2, 2, 0, 2), Moment(40, 2, 2, 0), Moment(80, 0, 4, 0)]
MINUTES = [Minute(0, 100, 4, 4, 62.5), Minute(1, 200, 4, 7, 100.0), Minute(2, 200, 7, 7, 71.4)]


def test_the_loop_names_its_four_parts():
    words = " ".join(text.get_text() for text in orchestration.loop().figure.axes[0].texts)
    assert all(part in words for part in ("desired state", "observed state", "difference", "action"))


def test_downtime_is_hours_per_year():
    drawing = orchestration.downtime({"one zone": [(1, 0.99), (2, 0.9999)]})
    assert list(drawing.figure.axes[0].get_lines()[0].get_ydata()) == pytest.approx([87.6, 0.876])
    assert drawing.figure.axes[0].get_yscale() == "log"
    assert "one zone: 87.6 h with 1, 0.876 h with 2" in drawing.alt


def test_a_rollout_is_stacked_and_shows_its_bounds():
    drawing = orchestration.rollouts({"50 and 100 %": ROLLOUT}, {"50 and 100 %": (2, 4)})
    axes = drawing.figure.axes[0]
    assert [line.get_ydata()[0] for line in axes.get_lines()] == [2, 4]
    assert [area.get_label() for area in axes.collections] == [
        "old, healthy",
        "new, healthy",
        "new, starting",
    ]
    assert "at least 2 healthy, at the end 0 old and 4 new" in drawing.alt


def test_rollouts_share_one_axis_of_tasks():
    drawing = orchestration.rollouts({"a": ROLLOUT, "b": ROLLOUT}, {"a": (2, 4), "b": (4, 8)})
    assert [axes.get_ylim()[1] for axes in drawing.figure.axes] == pytest.approx([8.64, 8.64])


def test_a_rollback_shows_old_tasks_that_start_again_and_when_new_ones_crashed():
    moments = [Moment(0, 4, 0, 0), Moment(2, 2, 0, 2), Moment(30, 2, 0, 0, 2, 2), Moment(70, 4, 0, 0, 0, 2)]
    drawing = orchestration.rollouts({"bad": moments}, {"bad": (2, 4)})
    axes = drawing.figure.axes[0]
    labels = [area.get_label() for area in axes.collections]
    assert labels == ["old, healthy", "new, starting", "old, starting again"]
    crosses = next(line for line in axes.get_lines() if line.get_label() == "new ones crash")
    assert list(crosses.get_xdata()) == [30]
    assert "2 new ones crashed" in drawing.alt


def test_days_count_the_task_hours_that_are_missing():
    drawing = orchestration.days(
        {"by hand": [(0, 3), (3600, 1), (7200, 3), (10800, 3)]}, wanted=3, marks={"a host breaks": 3600}
    )
    assert "by hand 2.0" in drawing.alt
    assert drawing.figure.axes[0].get_title(loc="left") == "by hand: 2.0 task-hours missing"
    assert any("1: a host breaks" in text.get_text() for text in drawing.figure.texts)


def test_more_tasks_than_wanted_are_not_missing():
    assert "by machine 0.0" in orchestration.days({"by machine": [(0, 5), (3600, 3)]}, wanted=3).alt


def test_a_day_says_how_many_were_missing_and_for_how_long():
    curve = [(0, 3), (3600, 1), (3725, 2), (3730, 3), (36000, 2), (39600, 3), (86400, 3)]
    axes = orchestration.days({"by machine": curve}, wanted=3).figure.axes[0]
    words = [text.get_text() for text in axes.texts]
    assert words == ["2 missing, 130 s", "1 missing, 1 h"]


def test_gaps_are_the_times_with_fewer_than_wanted():
    assert rows.gaps([(0, 2), (1, 1), (3, 0), (4, 2), (9, 1), (10, 1)], 2) == [(1, 4, 2), (9, 10, 1)]
    assert rows.gaps([(0, 2), (5, 3)], 2) == []


def test_each_case_has_a_row_with_what_is_missing_and_what_is_too_many():
    drawing = rows.running(
        {"edge": [(0, 2), (60, 3), (120, 1)], "level": [(0, 2), (120, 2)]},
        wanted=2,
        marks={"the failure": 60},
        unit_seconds=60,
    )
    first, second = drawing.figure.axes
    assert [axes.get_title(loc="left") for axes in (first, second)] == ["edge", "level"]
    assert [area.get_label() for area in first.collections] == ["missing", "too many"]
    assert not second.collections
    assert second.get_xlabel() == "virtual minutes"
    assert "edge: between 1 and 3, at the end 1; level: between 2 and 2, at the end 2." in drawing.alt


def test_a_day_of_scaling_tells_its_range_and_its_full_minutes():
    drawing = scaling.day(MINUTES, 60)
    assert "4 to 7 tasks follow 100 to 200 requests per second; 1 minutes at full CPU" in drawing.alt


def test_an_hour_of_scaling_shows_the_number_at_each_change_and_the_time():
    minutes = [moment._replace(minute=720 + 15 * number) for number, moment in enumerate(MINUTES)]
    drawing = scaling.day(minutes, 60)
    below, right = drawing.figure.axes[1:]
    assert [label.get_text() for label in below.get_xticklabels()] == ["12:00", "12:15", "12:30"]
    assert [text.get_text() for text in right.texts] == ["7"]


def test_changes_of_the_wanted_number_are_counted():
    assert scaling.changes(MINUTES) == 1
    assert scaling.changes(MINUTES[:1]) == 0


def test_scalers_stand_side_by_side_with_what_each_needs():
    drawing = scaling.side_by_side({"a": MINUTES, "b": MINUTES}, {"a": [4, 7, 7], "b": [2, 2, 2]})
    needed = [list(axes.get_lines()[0].get_ydata()) for axes in drawing.figure.axes]
    assert needed == [[4, 7, 7], [2, 2, 2]]
    assert "b: 2 needed and 7 wanted at most, 1 changes" in drawing.alt


def test_trade_off_names_the_settings_that_meet_both_limits():
    curves = {
        "2 missed": [Setting(5, 2, 10, 20), Setting(30, 2, 60, 0.9)],
        "3 missed": [Setting(30, 3, 90, 0.1)],
    }
    drawing = detection.trade_off(curves, slowest_seconds=60, most_false_alarms=1)
    assert "Within 60 s and 1 a day: 30 s with 2." in drawing.alt
    assert "no setting" in detection.trade_off(curves, slowest_seconds=5, most_false_alarms=1).alt


def test_trade_off_shows_its_limits_and_names_the_chosen_setting():
    curves = {"3 missed": [Setting(20, 3, 60, 0.4), Setting(30, 3, 90, 0.1)]}
    drawing = detection.trade_off(curves, slowest_seconds=60, most_false_alarms=1, named=[(20, 3)])
    words = [text.get_text() for text in drawing.figure.axes[0].texts]
    assert words == ["20 s × 3", "allowed: at most 60 s,\nat most 1 a day"]


@pytest.mark.parametrize(
    "draw",
    [
        lambda: orchestration.downtime({}),
        lambda: orchestration.rollouts({}, {}),
        lambda: orchestration.days({}, wanted=3),
        lambda: rows.running({}, wanted=3),
        lambda: scaling.day([], 60),
        lambda: scaling.side_by_side({}, {}),
        lambda: detection.trade_off({}, 60, 1),
    ],
)
def test_nothing_to_draw_is_refused(draw):
    with pytest.raises(PlanesError, match="at least one"):
        draw()
