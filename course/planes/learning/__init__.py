"""Expectations for test cells: what was called, what came back, what was expected."""

from planes.learning.expectation import Expectation, expect, expect_value
from planes.learning.verdicts import CodeRaised, NotTried, Unmet, WrongAnswer

__all__ = ["CodeRaised", "Expectation", "NotTried", "Unmet", "WrongAnswer", "expect", "expect_value"]
