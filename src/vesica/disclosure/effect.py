"""Disclosure control of effects: arms of ten and more, figures that one person does not move.

What a check computed is told in words that rest on its verdict and a coarse figure, because its
own sentence counts people.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from vesica.core.effect import (
    Check,
    Contrast,
    Effect,
    EventTime,
    HonestBound,
    RouteComparison,
    Verdict,
)
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.route_answer import Finding, RouteAnswer
from vesica.disclosure.figures import Figures
from vesica.disclosure.rounding import probability
from vesica.disclosure.screened import Context, Screened, grouped
from vesica.disclosure.sdc import ORGANISATION, fewer_than
from vesica.errors import RefusedError
from vesica.store.releases import Cell

__all__ = ["arm_label", "screen_effect"]

_QUANTITY = "route effect"
_MANDATORY = ("overlap", "placebo outcome")
_NUMBER = re.compile(r"\d[\d.,]*")
_CONSTANTS = frozenset({"10", "20", "30"})
_EVERYWHERE = (-math.inf, math.inf)


def arm_label(route: str, way: str, side: str) -> str:
    """Name the people of a route and a way in who took part, or who are compared with."""
    return f"{route}, {way}: {side}"


def screen_effect(result: RouteAnswer, context: Context) -> Screened[RouteAnswer]:
    """Hide effects on few people, and round the others so that one person does not show.

    Raises
    ------
    RefusedError
        If the answer does not belong to the membership.
    """
    members = context.members
    if result.people != len(members.people):
        raise RefusedError(
            "The effects and the membership they came with count different people.",
            hint="Ask again, so that result and membership belong together.",
        )
    groups = dict(sorted(members.units.items(), key=lambda item: (-len(item[1]), item[0])))
    held = context.screen.admit(_QUANTITY, groups)
    findings = tuple(_finding(f, held, context) for f in result.findings)
    told = {
        (_key(f.effect), f.effect.estimate): (f.one_person, s.effect.estimate)
        for f, s in zip(result.findings, findings, strict=True)
    }
    open_ = {_key(f.effect) for f in findings if isinstance(f.effect.estimate, Estimate)}
    comparisons = tuple(
        _comparison(c, told, context.figures)
        for c in result.comparisons
        if all((r.route, c.outcome) in open_ for r in c.routes)
    )
    value = replace(
        result,
        people=context.figures.people("people", result.people),
        findings=findings,
        comparisons=comparisons,
        assigned=tuple(
            _contrast(c, "assigned", 0.0, context.figures)
            for c in result.assigned
            if not any(label in held for label in groups if _names(c, label))
        ),
    )
    shown = {
        f"{i}": f.effect.estimate for i, f in enumerate(findings) if f.effect.estimate is not None
    }
    whole = Cell(table="effect", cell=ORGANISATION, quantity=_QUANTITY, members=members.group)
    cells = tuple(
        Cell(table="effect", cell=label, quantity=_QUANTITY, members=members.unit(label))
        for label in groups
        if label not in held
    )
    return Screened(value=value, hidden=grouped(shown, "effects"), cells=(whole, *cells))


def _key(effect: Effect) -> tuple[str, str]:
    return effect.route, effect.outcome


def _names(contrast: Contrast, label: str) -> bool:
    """Whether a label is of one of the two arms of a contrast."""
    route, _, way = label.partition(": ")[0].rpartition(", ")
    return any(
        side.startswith(f"{route} on ") and side.endswith(f", {way}")
        for side in (contrast.first, contrast.second)
    )


def _finding(finding: Finding, held: Mapping[str, str], context: Context) -> Finding:
    e, figures, minimum = finding.effect, context.figures, context.policy.minimum_group
    name = f"{e.route}, {finding.way}, {e.outcome}"
    treated = _people(f"people in {name}", e.people_treated, figures, minimum)
    compared = _people(f"people beside {name}", e.people_compared, figures, minimum)
    sides = (arm_label(e.route, finding.way, side) for side in ("took part", "compared"))
    why = next((held[side] for side in sides if side in held), None)
    if why is None and arm_label(e.route, finding.way, "took part") not in context.members.units:
        why = "not in the membership"
    if why is None and (isinstance(treated, Hidden) or isinstance(compared, Hidden)):
        why = fewer_than(minimum)
    if e.estimate is not None and why is not None:
        gone = Hidden(why=why)
        blank = replace(
            e, estimate=gone, standard_error=None, error_share=None, people_treated=treated,
            people_compared=compared, effective=0.0, checks=(), method=_method(e.method),
            roll_out=False,
        )  # fmt: skip
        return replace(finding, effect=blank, events=(), bounds=(), one_person=0.0, never=None)
    checks = tuple(_check(name, c, figures) for c in e.checks)
    known = replace(
        e,
        estimate=None if e.estimate is None else _estimate(name, e.estimate, finding, figures),
        standard_error=None,
        error_share=None if e.error_share is None else round(e.error_share, 1),
        people_treated=treated,
        people_compared=compared,
        effective=float(figures.people(f"effective {name}", int(e.effective))),
        checks=checks,
        refused=_refused(e, checks),
        method=_method(e.method),
    )
    return replace(
        finding,
        effect=known,
        events=tuple(_event(name, t, finding, figures) for t in finding.events),
        bounds=tuple(_bound(name, b, figures) for b in finding.bounds),
        one_person=0.0,
        never=None
        if finding.never is None
        else _estimate(f"{name} against never begun", finding.never, finding, figures),
    )


def _people(name: str, count: int | Hidden, figures: Figures, minimum: int) -> int | Hidden:
    if isinstance(count, Hidden):
        return count
    if count < minimum:
        return Hidden(why=fewer_than(minimum))
    return figures.people(name, count)


def _estimate(name: str, value: Shown, finding: Finding, figures: Figures) -> Shown:
    return _rounded(f"effect of {name}", value, finding.one_person, figures)


def _rounded(name: str, value: Shown, moves: float, figures: Figures) -> Shown:
    """Round by what one person moves it, or where that is not known by what anybody could."""
    if isinstance(value, Hidden):
        return value
    if moves <= 0:
        return figures.whole(name, value)
    shown = figures.estimate(name, value, moves, within=_EVERYWHERE)
    if isinstance(shown, Hidden):
        return shown
    return replace(shown, n=figures.people(f"people behind {name}", value.n))


def _event(name: str, event: EventTime, finding: Finding, figures: Figures) -> EventTime:
    label = f"{name} at {event.event}"
    shown = _rounded(label, event.effect, finding.one_person, figures)
    if isinstance(shown, Hidden) or isinstance(event.effect, Hidden):
        return replace(event, effect=shown, standard_error=0.0, band_low=0.0, band_high=0.0)
    wide = (event.band_high - event.band_low) / max(event.effect.high - event.effect.low, 1e-300)
    half = (shown.high - shown.low) / 2 * wide
    middle = (shown.high + shown.low) / 2
    return replace(
        event, effect=shown, standard_error=0.0,
        band_low=float(f"{middle - half:.2g}"), band_high=float(f"{middle + half:.2g}"),
    )  # fmt: skip


def _bound(name: str, bound: HonestBound, figures: Figures) -> HonestBound:
    middle = (bound.low + bound.high) / 2
    _, low, high, _ = figures.settle(
        f"bounds of {name} at {bound.bound}", (middle, bound.low, bound.high),
        (bound.high - bound.low) / 40,
    )  # fmt: skip
    return replace(bound, low=low, high=high)


def _comparison(
    comparison: RouteComparison, told: Mapping[Any, tuple[float, Shown | None]], figures: Figures
) -> RouteComparison:
    """Round; a route's own effect is shown as it is on its page."""
    name = f"comparison on {comparison.outcome}"
    own = {r.route: told[(r.route, comparison.outcome), r.effect] for r in comparison.routes}

    def shown(route: str, what: str, value: Shown) -> Shown:
        return _rounded(f"{name}: {what}", value, own[route][0], figures)

    return replace(
        comparison,
        routes=tuple(
            replace(
                r,
                effect=own[r.route][1] or Hidden(why="held back"),
                shrunk=shown(r.route, f"{r.route} drawn in", r.shrunk),
                per_cost=None
                if r.per_cost is None
                else _per_cost(r.per_cost, r.shrunk, own[r.route][0],
                               f"{name}: {r.route} by cost", figures),
                best=probability(
                    figures.number(f"{name}: {r.route} best", r.best, 0.0, least=0.05), 2
                ),
            )
            for r in comparison.routes
        ),
        contrasts=tuple(
            _contrast(c, name, _both(own[c.first][0], own[c.second][0]), figures)
            for c in comparison.contrasts
        ),
        spread=float(f"{comparison.spread:.1g}") if math.isfinite(comparison.spread) else 0.0,
    )  # fmt: skip


def _both(first: float, second: float) -> float:
    """Most that one person moves a difference; 0 where it is not known of one of the two."""
    return max(first, second) if min(first, second) > 0 else 0.0


def _per_cost(value: Shown, whole: Shown, step: float, name: str, figures: Figures) -> Shown:
    if isinstance(value, Hidden) or isinstance(whole, Hidden) or not whole.value:
        return value
    return _rounded(name, value, step * abs(value.value / whole.value), figures)


def _contrast(contrast: Contrast, name: str, step: float, figures: Figures) -> Contrast:
    label = f"{name}: {contrast.first} less {contrast.second}"
    return replace(
        contrast,
        difference=_rounded(label, contrast.difference, step, figures),
        p_value=_coarse(contrast.p_value),
        adjusted=_coarse(contrast.adjusted),
    )


def _coarse(p: float) -> float:
    """Write a p-value by the next of a few steps above it."""
    return next((step for step in (0.001, 0.01, 0.05, 0.1, 0.2, 0.5) if p <= step), 1.0)


def _method(text: str) -> str:
    """Leave out what was computed on the way."""
    head = text.split(";")[0]
    return re.sub(r" within [\d.e+-]+ of the cutoff", " around the cutoff", head)


def _refused(effect: Effect, checks: tuple[Check, ...]) -> str:
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
        Verdict.HOLDS: "Before they began, people moved as the others did. Small differences"
        " stay possible: see the bounds.",
        Verdict.FAILS: "Before they began, people already moved differently from the others.",
        Verdict.CANNOT_SAY: "There are too few periods before, or too many for these people.",
    },
    "no crowding at the cutoff": {
        Verdict.HOLDS: "About as many people stand right above the cutoff as right below.",
        Verdict.FAILS: "More people stand right above the cutoff than right below: somebody may"
        " have been lifted over it.",
        Verdict.CANNOT_SAY: "Too few people stand near the cutoff to tell.",
    },
}


def _check(name: str, check: Check, figures: Figures) -> Check:
    """Tell what was computed without counting anybody."""
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
        number = figures.number(label, value, 0.0, least=0.1)
        words = _signed(number, 1) if kind == "one" else f"{number:.1f}"
    return replace(check, computed=template.format(**{kind: words}), value=number)


def _signed(value: float, digits: int) -> str:
    text = f"{value:+.{digits}f}"
    return "0" if float(text) == 0 else text.replace("-", "−")
