"""What a test cell can find, each its own error: not tried, raised an error, wrong. Silence is right."""

from __future__ import annotations


class Unmet(AssertionError):  # noqa: N818 - learners read the name: it is a verdict
    """An expectation that was not met. The error's name is the verdict, its text is for the learner."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows this in place of a traceback through the checking code, which is not the learner's.
        return [f"{type(self).__name__}", *str(self).splitlines()]


class NotTried(Unmet):
    """The stub is still there."""


class CodeRaised(Unmet):
    """The learner's code raised an error where a value was expected."""


class WrongAnswer(Unmet):
    """A value came back, but not the expected one."""
