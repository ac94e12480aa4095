"""Tell learners and instructors what was noticed: in comments, and in a file that feedback passes on."""

from __future__ import annotations

import html
from pathlib import Path

from planes.grading.results import Result
from planes.grading.unit import Unit

FILE_NAME = "grading-notes.md"


def comment(result: Result, unit: Unit) -> None:
    """Say in the comments, which learners see, what was repaired and what is to be checked by hand."""
    first = next((exercise.id for exercise in unit.exercises), "")
    for words in result.repairs:
        name = words.partition(":")[0]
        exercise = unit.exercise_of(name)
        target = name if name in result.comments else exercise.id if exercise else first
        _add(result, target, f"Repaired before grading: {words}.")
    for target, reasons in result.flags.items():
        own = target if target in result.comments else first
        _add(result, own, f"To be checked by hand: {'; '.join(reasons)}.")


def _add(result: Result, target: str, words: str) -> None:
    words = html.escape(words, quote=False)  # feedback takes a comment for Markdown, with tags
    before = result.comments.get(target)
    result.comments[target] = f"{before}\n\n{words}" if before else words


def write(result: Result, output: Path) -> None:
    """Write what was noticed, if anything was."""
    by_hand = [f"{name}: {reason}" for name, found in result.flags.items() for reason in found]
    parts = [
        ("Not graded", [result.zero] if result.zero else []),
        ("Repaired before grading", result.repairs),
        ("Stopped while grading", result.faults),
        ("To be checked by hand", by_hand),
    ]
    lines = [f"# Grading notes: {result.unit}"]
    for title, items in parts:
        if items:
            lines += ["", f"## {title}", "", *(f"- {item}" for item in items)]
    if len(lines) > 1:
        output.mkdir(parents=True, exist_ok=True)
        (output / FILE_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8", errors="replace")
