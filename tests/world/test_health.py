import pytest
from hypothesis import given
from hypothesis import strategies as st
from planes.control_plane.health import Health, HealthCheck, verdict, worst


def test_one_success_makes_it_healthy():
    assert Health(HealthCheck()).probe(30, True) == "HEALTHY"


def test_the_last_retry_makes_it_unhealthy():
    health = Health(HealthCheck(retries=3))
    assert [health.probe(second, False) for second in (30, 60, 90)] == ["UNKNOWN", "UNKNOWN", "UNHEALTHY"]


def test_a_success_starts_the_count_again():
    health = Health(HealthCheck(retries=2))
    for second, succeeded in ((30, False), (60, True), (90, False)):
        health.probe(second, succeeded)
    assert health.state == "HEALTHY"
    assert health.probe(120, False) == "UNHEALTHY"


def test_failures_in_the_start_period_do_not_count():
    health = Health(HealthCheck(interval=10, retries=1, start_period=20))
    assert [health.probe(second, False) for second in (10, 20, 30)] == ["UNKNOWN", "UNKNOWN", "UNHEALTHY"]


def test_a_success_ends_the_start_period():
    health = Health(HealthCheck(retries=1, start_period=300))
    health.probe(30, True)
    assert health.probe(60, False) == "UNHEALTHY"


def test_an_unhealthy_container_can_recover():
    health = Health(HealthCheck(retries=1))
    health.probe(30, False)
    assert health.probe(60, True) == "HEALTHY"


@pytest.mark.parametrize(
    ("answers_after", "expected"),
    [(5, (30, "HEALTHY")), (30, (30, "HEALTHY")), (31, (60, "HEALTHY")), (91, (90, "UNHEALTHY"))],
)
def test_the_first_verdict_falls_at_a_probe(answers_after, expected):
    assert verdict(HealthCheck(), answers_after) == expected


def test_what_never_answers_is_unhealthy_after_its_retries():
    assert verdict(HealthCheck(interval=10, retries=2, start_period=30), None) == (50, "UNHEALTHY")


@given(
    interval=st.integers(5, 300),
    retries=st.integers(1, 10),
    start_period=st.integers(0, 300),
    answers_after=st.none() | st.floats(0, 2000),
)
def test_a_verdict_comes_within_start_period_and_retries(interval, retries, start_period, answers_after):
    check = HealthCheck(interval, 5, retries, start_period)
    second, state = verdict(check, answers_after)
    assert second <= start_period + interval * (retries + 1)
    assert (state == "HEALTHY") == (answers_after is not None and answers_after <= second)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["HEALTHY", "UNHEALTHY", "UNKNOWN"], "UNHEALTHY"),
        (["HEALTHY", "UNKNOWN"], "UNKNOWN"),
        (["HEALTHY"], "HEALTHY"),
        ([], "UNKNOWN"),
    ],
)
def test_the_whole_is_as_healthy_as_its_worst_part(states, expected):
    assert worst(states) == expected
