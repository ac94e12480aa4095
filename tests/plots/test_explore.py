"""`planes.plots.explore`: every answer is what rules and worlds say, and the page stands alone."""

import json
import re
from math import floor

import pytest
from planes import facts, rules
from planes.errors import PlanesError
from planes.plots import explore
from planes.plots.explore import how_many_fit, rollout_bounds
from planes.plots.orchestration import Moment

TYPES = ["c6i.large", "m6i.large"]
MEMORIES = [1900, 2048, 5000]


def rolled_out(low: int, high: int) -> list[Moment]:
    """A rollout of four tasks: stuck without room, else done in one step at second 40."""
    lower, upper = rules.ecs.deployment_bounds(4, low, high)
    if lower == upper:
        return [Moment(0, 4, 0, 0), Moment(2, 4, 0, 0)]
    return [Moment(0, 4, 0, 0), Moment(2, lower, 0, upper - lower), Moment(40, 0, 4, 0)]


@pytest.fixture
def fits():
    return how_many_fit(TYPES, MEMORIES, start=("m6i.large", 1900))


@pytest.fixture
def rollouts():
    return rollout_bounds(4, rolled_out)


@pytest.fixture(params=["fits", "rollouts"])
def explorer(request):
    return request.getfixturevalue(request.param)


def data_of(page: str) -> dict:
    return json.loads(re.search(r'<script id="answers"[^>]*>(.*?)</script>', page, re.S)[1])


def test_the_limit_that_allows_fewest_binds(fits):
    assert [row[0].lines[0] for row in fits.answers] == [
        "Room for 2 tasks: by CPU 4, by memory 2; memory binds.",
        "Room for 4 tasks: by CPU 4, by memory 4; both bind.",
    ]


def test_a_task_larger_than_the_host_has_no_price(fits):
    assert fits.answers[0][2].lines == [
        "Room for 0 tasks: by CPU 4, by memory 0; memory binds.",
        f"The host costs {facts.instance('c6i.large').usd_per_hour:.4f} USD per hour.",
    ]


def test_bars_add_up_to_the_host(fits):
    for row in (row for answers in fits.answers for answer in answers for row in answer.rows):
        assert sum(count * width for _, count, width in row.pieces) == pytest.approx(100, abs=0.2)


def test_registered_memory_is_what_the_model_of_ecs_registers(fits):
    from planes.control_plane.ecs.instances import _OF_NOMINAL_MEMORY

    registered = floor(facts.instance("m6i.large").memory_mib * _OF_NOMINAL_MEMORY)
    assert fits.first.rows[1].words.endswith(f"of {registered:,} MiB free")


def test_a_rollout_is_played_once_for_each_pair_of_limits():
    played = []
    rollout_bounds(4, lambda low, high: played.append((low, high)) or rolled_out(low, high))
    assert len(played) == len({rules.ecs.deployment_bounds(4, *pair) for pair in played}) == 25


def test_every_pair_of_percentages_shows_the_limits_that_the_rule_gives(rollouts):
    for low, answers in zip(range(0, 101, 5), rollouts.answers, strict=True):
        for high, answer in zip(range(100, 201, 5), answers, strict=True):
            lower, upper = rules.ecs.deployment_bounds(4, low, high)
            assert answer.lines[0] == f"At least {lower} healthy, at most {upper} in all."


def test_limits_without_room_are_stuck(rollouts):
    assert rollouts.answers[20][4].lines[1] == "Stuck: nothing may stop and nothing may start."
    assert rollouts.answers[20][5].lines[1] == "Done after 40 s; fewest healthy on the way: 4."


def test_a_rollout_that_does_not_end_says_so():
    unfinished = rollout_bounds(4, lambda low, high: [Moment(0, 4, 0, 0), Moment(60, 3, 0, 1)])
    assert unfinished.first.lines[1] == "Not done after 60 s."


def test_the_page_carries_every_answer(explorer):
    data = data_of(explorer.page)
    answers = [answer for row in explorer.answers for answer in row]
    shown = [data["answers"][place] for place in data["table"]]
    assert shown == json.loads(json.dumps(answers))


def test_without_scripts_the_page_shows_its_start(explorer):
    static = explorer.page.partition("<script")[0]
    assert all(line in static for line in explorer.first.lines)
    assert all(row.words in static for row in explorer.first.rows)
    assert "<fieldset" in static and "disabled" in static and "<noscript>" in static


def test_the_page_asks_no_network(explorer):
    assert not re.search(r"https?:|\bsrc=|\bhref=|@import|url\(", explorer.page)


def test_each_setting_has_a_label(explorer):
    assert set(re.findall(r'<label for="(\w+)"', explorer.page)) == {"set0", "set1"}


def test_in_a_notebook_it_is_a_frame_with_its_words_below(explorer):
    html = explorer._repr_html_()
    assert html.startswith('<iframe title="Explorer (modelled): ') and 'sandbox="allow-scripts"' in html
    assert explorer.first.lines[0] in html.rpartition("<p>")[2] and len(html) < 100_000


def test_words_tell_the_settings_and_the_first_answer(rollouts):
    assert repr(rollouts) == (
        "Explorer (modelled): A rolling deployment of 4 tasks between two percentages. To turn: "
        "minimumHealthyPercent, 0 % to 100 %; maximumPercent, 100 % to 200 %. At 100 % and 125 %: At least 4 "
        "healthy, at most 5 in all. Done after 40 s; fewest healthy on the way: 4."
    )


@pytest.mark.parametrize("kinds", [explore.FIT_KINDS, explore.ROLLOUT_KINDS])
def test_every_kind_has_a_sign_of_its_own(kinds):
    signs = [sign for sign, *_ in kinds.values()]
    assert len(set(signs)) == len(signs)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: how_many_fit([], MEMORIES),
        lambda: how_many_fit(TYPES, []),
        lambda: how_many_fit(TYPES, MEMORIES, cpu_units=0),
        lambda: how_many_fit(TYPES, MEMORIES, start=("m6i.large", 1901)),
        lambda: rollout_bounds(4, rolled_out, step=30),
        lambda: rollout_bounds(4, rolled_out, start=(101, 125)),
    ],
)
def test_wrong_use_is_refused(wrong):
    with pytest.raises(PlanesError):
        wrong()
