"""The quiz with buttons, for JupyterLab. Everything works with the keyboard: Tab moves on, space presses."""

from __future__ import annotations

from html import escape
from typing import Any

from planes.errors import PlanesError
from planes.review.bank import UNITS
from planes.review.quiz import Quiz
from planes.review.sheets import LETTERS

_WORDS = "The quiz appears here in JupyterLab. Without it: review.ask() and review.answer()."


class Panel:
    """The quiz as a panel: choose a unit, read, choose a letter, check, next."""

    def __init__(self, quiz: Quiz) -> None:
        """Build it and show the first question.

        Raises:
            PlanesError: ipywidgets is not installed.
        """
        try:
            import ipywidgets
        except ImportError:
            raise PlanesError(
                "The panel needs ipywidgets. Without it use review.ask() and review.answer()."
            ) from None
        self.quiz = quiz
        units = [("all units", None), *((f"{number} {name}", number) for number, name in UNITS.items())]
        self.unit = ipywidgets.Dropdown(options=units, description="Ask on")
        self.text = ipywidgets.HTML()
        # Not RadioButtons: these need the arrow keys, and in a notebook JupyterLab takes those.
        self.choice = ipywidgets.ToggleButtons(options=list(LETTERS), value=None, description="Your answer")
        self.choice.style.button_width = "3em"
        self.check = ipywidgets.Button(description="Check", tooltip="Say whether the answer is the best one")
        self.next = ipywidgets.Button(description="Next", tooltip="Show the next question")
        self.verdict = ipywidgets.HTML()
        self.check.on_click(lambda _: self.judge())
        self.next.on_click(lambda _: self.show())
        self.unit.observe(lambda _: self.show(), names="value")
        buttons = ipywidgets.HBox([self.check, self.next])
        self.box = ipywidgets.VBox([self.unit, self.text, self.choice, buttons, self.verdict])
        self.show()

    def show(self) -> None:
        """Show the next question. One that was not answered stays due."""
        found = self.quiz.draw(self.unit.value)
        self.text.value = _page(found.text() if found else self.quiz.rest(self.unit.value))
        self.choice.value, self.verdict.value = None, ""
        self.choice.disabled = self.check.disabled = found is None

    def judge(self) -> None:
        """Say whether the chosen answer is the best one, with the reasons."""
        if self.choice.value is None:
            self.verdict.value = _page("Choose a letter first.")
            return
        self.verdict.value = _page(self.quiz.judge(self.choice.value))
        self.choice.disabled = self.check.disabled = True

    def _repr_mimebundle_(self, **options: Any) -> Any:
        data = self.box._repr_mimebundle_(**options)
        bundle, metadata = data if isinstance(data, tuple) else (data, {})
        return bundle | {"text/plain": _WORDS}, metadata


def _page(text: str) -> str:
    return f'<div style="white-space: pre-wrap; line-height: 1.4; max-width: 60em">{escape(text)}</div>'
