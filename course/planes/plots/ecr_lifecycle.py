"""The figure of a lifecycle policy: which rule sees, claims and expires which image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from planes.plots.boxes import box, sheet
from planes.plots.figure import Drawing, finish
from planes.rules.ecr import evaluate_lifecycle
from planes.rules.lifecycle_policy import has_tags

_ROW = 0.34
_LABEL, _AGE, _CELL, _END = 2.0, 0.75, 1.25, 1.0
_DAY_SECONDS = 86_400
_LOOKS = {
    "expires": ("orange", "///"),
    "moves": ("orange", "..."),
    "keeps": ("blue", ""),
    "counts": ("white", ""),
    "": ("white", ""),
}


def identifies(selection: Mapping[str, Any], tags: Sequence[str]) -> bool:
    """Tell whether a rule speaks of an image with these tags."""
    status = selection["tagStatus"]
    return status == "any" or (has_tags(selection, tags) if status == "tagged" else not tags)


def table(
    policy: Mapping[str, Any], images: Sequence[Mapping[str, Any]], now: Any
) -> dict[str, dict[int, str]]:
    """Return for each image what each rule does about it.

    The words are "expires" (or "moves", to the archive), "keeps" (claimed and not beyond the number),
    "counts" (an earlier rule has the image; this one counts it and may not touch it), and "".

    Args:
        policy: a valid policy over images that are not archived.
        images: with `digest`, `tags` and `pushed_at`.
        now: of the same kind as `pushed_at`.

    Returns:
        words by rule priority, by digest.
    """
    acting = evaluate_lifecycle(policy, images, now)
    rules = sorted(policy["rules"], key=lambda rule: rule["rulePriority"])
    found: dict[str, dict[int, str]] = {}
    for image in images:
        owner, words = None, {}
        for rule in rules:
            priority = rule["rulePriority"]
            if not identifies(rule["selection"], image["tags"]):
                words[priority] = ""
            elif owner is not None:
                words[priority] = "counts"
            else:
                owner = priority
                verb = "expires" if rule["action"]["type"] == "expire" else "moves"
                words[priority] = verb if acting.get(image["digest"]) == priority else "keeps"
        found[image["digest"]] = words
    return found


def lifecycle(policy: Mapping[str, Any], images: Sequence[Mapping[str, Any]], now: float) -> Drawing:
    """Draw a policy as a table: an image in each row, a rule in each column, the outcome at the end.

    Args:
        policy: a valid policy.
        images: with `digest`, `tags` and `pushed_at` in seconds; the newest is drawn first.
        now: seconds.
    """
    words = table(policy, images, now)
    rules = sorted(policy["rules"], key=lambda rule: rule["rulePriority"])
    newest_first = sorted(images, key=lambda image: -image["pushed_at"])
    width = _LABEL + _AGE + _CELL * len(rules) + _END + 0.1
    top = _ROW * len(images) + 0.1
    figure, axes = sheet(width, top + 0.75)
    for column, rule in enumerate(rules):
        text = f"rule {rule['rulePriority']}\n{_sentence(rule['selection'])}"
        x = _LABEL + _AGE + (column + 0.5) * _CELL
        axes.text(x, top + 0.06, text, ha="center", va="bottom", fontsize=9)
    axes.text(_LABEL + _AGE / 2, top + 0.06, "age\n(days)", ha="center", va="bottom", fontsize=9)
    axes.text(width - _END / 2, top + 0.06, "outcome", ha="center", va="bottom", fontsize=9, weight="bold")
    for row, image in enumerate(newest_first):
        y = top - (row + 1) * _ROW
        name = ", ".join(image["tags"]) or "(no tag)"
        axes.text(_LABEL - 0.1, y + _ROW / 2, name, ha="right", va="center", fontsize=9, family="monospace")
        age = _age_days(image, now)
        axes.text(_LABEL + _AGE / 2, y + _ROW / 2, f"{age:.0f}", ha="center", va="center", fontsize=9)
        said = words[image["digest"]]
        for column, rule in enumerate(rules):
            word = said[rule["rulePriority"]]
            fill, hatch = _LOOKS[word]
            box(axes, _LABEL + _AGE + column * _CELL, y, _CELL, _ROW, "", fill, hatch=hatch)
            _words(axes, _LABEL + _AGE + (column + 0.5) * _CELL, y + _ROW / 2, word)
        outcome = _outcome(said)
        axes.text(width - _END / 2, y + _ROW / 2, outcome, ha="center", va="center", fontsize=9)
    ends = [f"{_named(image, now)} {_outcome(words[image['digest']])}" for image in images]
    alt = f"A policy of {len(rules)} rules over {len(images)} images. {'; '.join(ends)}."
    note = "“counts”: an earlier rule has the image; this one counts it and may not touch it."
    return finish(figure, alt=alt, truth="modelled", note=note)


def _age_days(image: Mapping[str, Any], now: float) -> float:
    return float(now - image["pushed_at"]) / _DAY_SECONDS


def _named(image: Mapping[str, Any], now: float) -> str:
    """Return an image's tags; of images without one only the age tells which is meant."""
    return ", ".join(image["tags"]) or f"untagged of {_age_days(image, now):.0f} d"


def _words(axes: Any, x: float, y: float, word: str) -> None:
    frame = {"facecolor": "white", "edgecolor": "none", "pad": 1.0} if word in ("expires", "moves") else None
    axes.text(x, y, word, ha="center", va="center", fontsize=9, bbox=frame)


def _outcome(words: Mapping[int, str]) -> str:
    acting = [word for word in words.values() if word in ("expires", "moves")]
    return {"expires": "expires", "moves": "archived"}[acting[0]] if acting else "stays"


def _sentence(selection: Mapping[str, Any]) -> str:
    what = selection["tagStatus"]
    if what == "tagged":
        what = " + ".join(selection.get("tagPrefixList") or selection["tagPatternList"])
    number = selection["countNumber"]
    if selection["countType"] == "imageCountMoreThan":
        return f"{what}\nkeep {number}"
    event = {"sinceImagePushed": "pushed", "sinceImagePulled": "pulled"}.get(
        selection["countType"], "archived"
    )
    return f"{what}\n{event} > {number} d"
