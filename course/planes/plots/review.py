"""The exam review in pictures: how a card travels through the boxes, and how well each unit sits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from planes.errors import PlanesError
from planes.plots import style
from planes.plots.figure import Drawing, canvas, finish
from planes.review import DAYS, UNITS, Card, Quiz, moved, questions

_AHEAD = 14


def travel(answers: Sequence[bool], begin: date = date(2026, 11, 2)) -> Drawing:
    """Draw one card's way through the boxes, if every answer is given on the day when it is due.

    Args:
        answers: in order; True is the best answer.
        begin: day of the first answer.

    Raises:
        PlanesError: there is no answer.
    """
    if not answers:
        raise PlanesError("travel() needs at least one answer, such as [True, False].")
    card, today, days, boxes = Card(1, begin, 0, 0), begin, [0], [1]
    figure, axes = canvas(7.0, 3.0)
    for right in answers:
        card = moved(card, right, today)
        signs = style.series(2 if right else 3)
        axes.plot((today - begin).days, card.box, color=signs["color"], marker="o" if right else "X", ms=9)
        days.append((today - begin).days)
        boxes.append(card.box)
        today = card.due
    days.append((today - begin).days)
    boxes.append(card.box)
    axes.step(days, boxes, where="post", color=style.GREY, zorder=1)
    axes.plot([], [], "o", color=style.series(2)["color"], label="right: one box up")
    axes.plot([], [], "X", color=style.series(3)["color"], label="wrong: back to box 1")
    axes.set(xlabel="days since the first answer", ylim=(0.6, len(DAYS) + 0.4))
    axes.set_yticks(
        range(1, len(DAYS) + 1), [f"box {box}, {rest} d" for box, rest in enumerate(DAYS, start=1)]
    )
    figure.legend(loc="outside upper right", ncols=2)
    way = ", ".join(f"box {box} on day {day}" for day, box in zip(days[1:-1], boxes[1:-1], strict=True))
    words = f"One card after {len(answers)} answers: {way}. It is due again on day {days[-1]}."
    return finish(
        figure, alt=words, truth="modelled", note="Leitner's boxes; each rests the days on the left."
    )


def standing(quiz: Quiz, note: str = "") -> Drawing:
    """Draw how many questions of each unit are in which box, and how many are due on which day.

    Args:
        quiz: such as `review.mine()`.
        note: the rest of the caption.
    """
    figure, (left, right) = canvas(7.6, 4.0, 1, 2, width_ratios=[3, 2])
    boxes = {unit: _boxes(quiz, unit) for unit in UNITS}
    rows = range(len(UNITS))
    start = [0] * len(UNITS)
    for box in range(len(DAYS), -1, -1):
        counts = [boxes[unit][box] for unit in UNITS]
        look = (
            style.area(box) if box else {"facecolor": style.PAPER, "edgecolor": style.GREY, "linewidth": 0.6}
        )
        left.barh(rows, counts, left=start, label=f"box {box}" if box else "never asked", **look)
        start = [before + count for before, count in zip(start, counts, strict=True)]
    left.set_yticks(rows, [f"{unit} {name}" for unit, name in UNITS.items()])
    left.invert_yaxis()
    left.grid(visible=False, axis="y")
    left.set(xlabel="questions")
    figure.legend(*left.get_legend_handles_labels(), loc="outside upper left", ncols=6, columnspacing=1.0)
    today = quiz.today()
    due = _due(quiz, today)
    days = range(_AHEAD + 1)
    right.bar(days, [due[today + timedelta(days=day)] for day in days], **style.area(0))
    right.set(xlabel="days from today", ylabel="questions due", xlim=(-0.7, _AHEAD + 0.7))
    right.yaxis.get_major_locator().set_params(integer=True)
    sure = {unit: boxes[unit][4] + boxes[unit][5] for unit in UNITS}
    words = (
        f"{len(questions())} questions by unit and box; {due[today]} are due today and "
        f"{sum(counts[0] for counts in boxes.values())} were never asked. In the boxes 4 and 5: "
        + ", ".join(f"unit {unit}: {count}" for unit, count in sure.items())
        + "."
    )
    return finish(figure, alt=words, truth="recorded" if not note else "modelled", note=note)


def _boxes(quiz: Quiz, unit: str) -> Counter[int]:
    """Count the questions of a unit by box; 0 is never asked."""
    ids = [one.id for one in questions() if one.unit == unit]
    return Counter(quiz.cards[id].box if id in quiz.cards else 0 for id in ids)


def _due(quiz: Quiz, today: date) -> Counter[date]:
    """Count the questions asked before by the day when they are due; what is overdue counts today."""
    known = {one.id for one in questions()}
    return Counter(max(card.due, today) for id, card in quiz.cards.items() if id in known)
