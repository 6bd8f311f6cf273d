"""What may be told of an effect and its checks: rounded figures, words that count nobody."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace

from vesica.core.effect import (
    Check,
    Effect,
    Verdict,
)
from vesica.core.estimate import Hidden, Shown
from vesica.disclosure.figures import Figures

__all__ = ["coarse", "is_empty", "rounded", "shown_check", "shown_method", "shown_refusal"]

_MANDATORY = ("overlap", "placebo outcome")
_NUMBER = re.compile(r"\d[\d.,]*")
_CONSTANTS = frozenset({"10", "20", "30"})
_EVERYWHERE = (-math.inf, math.inf)


def rounded(name: str, value: Shown, moves: float, figures: Figures) -> Shown:
    """Round by what one person moves it, or where that is not known by what anybody could."""
    if isinstance(value, Hidden):
        return value
    if moves <= 0:
        return figures.whole(name, value)
    shown = figures.estimate(name, value, moves, within=_EVERYWHERE)
    if isinstance(shown, Hidden):
        return shown
    return replace(shown, n=figures.people(f"people behind {name}", value.n))


def coarse(p: float) -> float:
    """Write a p-value by the next of a few steps above it."""
    return next((step for step in (0.001, 0.01, 0.05, 0.1, 0.2, 0.5) if p <= step), 1.0)


def shown_method(text: str) -> str:
    """Leave out what was computed on the way."""
    head = text.split(";")[0]
    return re.sub(r" within [\d.e+-]+ of the cutoff", " around the cutoff", head)


def shown_refusal(effect: Effect, checks: tuple[Check, ...]) -> str:
    """Why there is no effect, without counts."""
    if not effect.refused:
        return ""
    told = [
        f"The check “{c.name}” fails: {c.computed}"
        for c in checks
        if c.name in _MANDATORY and c.verdict is Verdict.FAILS
    ]
    if told:
        return " ".join(told)
    return _NUMBER.sub(
        lambda m: m[0] if m[0].rstrip(".,") in _CONSTANTS else "some", effect.refused
    )


_WORDS: Mapping[str, tuple[str, str]] = {
    "overlap": (
        "After weighting, the people compared with count as about {people}; 30 are needed.",
        "people",
    ),
    "placebo outcome": (
        "On the outcome before, where the truth is 0, the same method finds {one} sd.",
        "one",
    ),
    "balance": ("", ""),
    "attrition": (
        "Measured afterwards: {points} points more of those who took part than of the others.",
        "points",
    ),
    "trends before": ("", ""),
    "no spillover": (
        (
            "Of people who stayed out, those with many contacts inside differ by {one} sd from"
            " those with few."
        ),
        "one",
    ),
    "robust to the unseen": (
        (
            "Something unseen would have to explain {share} % of what is left of both choice and"
            " outcome to end the effect."
        ),
        "share",
    ),
    "E-value": (
        (
            "Something unseen would have to go with both choice and outcome at a risk ratio of"
            " {plain} to bring the interval to 0."
        ),
        "plain",
    ),
    "no selection on gain": (
        "Those who chose it gain {one} more than everybody would, as far as it can be seen.",
        "one",
    ),
}
_VERDICTS: Mapping[str, Mapping[Verdict, str]] = {
    "balance": {
        Verdict.HOLDS: "People who took part and people compared with were alike before.",
        Verdict.FAILS: "People who took part and people compared with differed before.",
        Verdict.CANNOT_SAY: "Too little was known before to tell.",
    },
    "trends before": {
        Verdict.HOLDS: "Before the beginning, those who began moved as those who had not. Small"
        " differences stay possible: see the bounds.",
        Verdict.FAILS: "Before the beginning, those who began already moved differently from those"
        " who had not.",
        Verdict.CANNOT_SAY: "There are too few periods before, or too many for so few.",
    },
    "no crowding at the cutoff": {
        Verdict.HOLDS: "About as many people stand right above the cutoff as right below.",
        Verdict.FAILS: "More people stand right above the cutoff than right below: somebody may"
        " have been lifted over it.",
        Verdict.CANNOT_SAY: "Too few people stand near the cutoff to tell.",
    },
}


def shown_check(name: str, check: Check, figures: Figures, moves: float) -> Check:
    """Tell what was computed without counting anybody; ``moves`` is of the effect itself."""
    by_verdict = _VERDICTS.get(check.name)
    if by_verdict is not None:
        return replace(check, computed=by_verdict[check.verdict], value=None)
    if check.value is None or check.name not in _WORDS:
        return replace(check, computed="There is too little to tell it from.", value=None)
    template, kind = _WORDS[check.name]
    value, label = check.value, f"{check.name} of {name}"
    if kind == "people":
        number = float(figures.people(label, int(value)))
        words = f"{number:.0f}"
    elif kind == "points":
        number = figures.number(label, value, 0.0, least=0.05)
        words = _signed(number * 100, 0)
    elif kind == "share":
        number = figures.number(label, value, 0.0, least=0.05)
        words = f"{number * 100:.0f}"
    else:
        number = figures.number(label, value, moves, least=0.1)
        words = _signed(number, 1) if kind == "one" else f"{number:.1f}"
    return replace(check, computed=template.format(**{kind: words}), value=number)


def is_empty(check: Check) -> bool:
    """Whether a check says nothing: a risk ratio of 1 brings the interval to 0, which it holds."""
    return check.name == "E-value" and check.value is not None and check.value <= 1


def _signed(value: float, digits: int) -> str:
    text = f"{value:+.{digits}f}"
    return "0" if float(text) == 0 else text.replace("-", "−")
