"""Claims of the essay about routes, read off the released effects."""

from __future__ import annotations

from vesica.core.claims import ClaimVerdict
from vesica.core.effect import Contrast, Grade, Verdict
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.route_answer import Finding, RouteAnswer

__all__ = ["Judged", "developing", "leaders_doing", "training_or_stretch", "volunteers"]

HOLDS, DOES_NOT, CANNOT = ClaimVerdict.HOLDS, ClaimVerdict.DOES_NOT, ClaimVerdict.CANNOT_SAY

_LEADERS = ("participation", "leader participation")
_TALENT = ("training", "stretch promotion", "reverse mentoring", "sponsorship")
_LITTLE = 0.1
"""Effect on a skill that is next to nothing [sd]."""

Judged = tuple[Shown, ClaimVerdict, str]


def _none(why: str) -> Judged:
    return Hidden(why="not measured"), CANNOT, why


def _raised(finding: Finding) -> Judged:
    """Holds if the whole interval is above nothing; does not if it is all next to nothing."""
    e = finding.effect
    words = f"Effect of {e.route} on {e.outcome}, {finding.way}; evidence: {e.grade}."
    if not isinstance(e.estimate, Estimate):
        return _none(e.refused or f"The figure is held back. {words}")
    value = e.estimate
    if e.grade is Grade.ASSUMED:
        failed = ", ".join(c.name for c in e.checks if c.verdict is Verdict.FAILS)
        return value, CANNOT, f"A check failed: {failed}."
    if value.low > 0:
        return value, HOLDS, words
    return value, DOES_NOT if value.high < _LITTLE else CANNOT, words


def leaders_doing(answer: RouteAnswer) -> Judged:
    """Judge whether taking part raises leaders' own expertise."""
    found = [f for r in _LEADERS if (f := answer.best(r, "expertise")) is not None]
    return _raised(found[0]) if found else _none(_why(answer, _LEADERS, "expertise"))


def developing(answer: RouteAnswer) -> Judged:
    """Judge whether any way of developing talent raises influence; the surest counts."""
    judged = [_raised(f) for r in _TALENT if (f := answer.best(r, "influence")) is not None]
    if not judged:
        return _none(_why(answer, _TALENT, "influence"))
    order = [HOLDS, CANNOT, DOES_NOT]
    return min(judged, key=lambda j: order.index(j[1]))


def training_or_stretch(answer: RouteAnswer) -> Judged:
    """Judge whether training and stretch promotions differ, on influence."""
    pair = {"training", "stretch promotion"}
    for comparison in answer.comparisons:
        if comparison.outcome == "influence":
            for contrast in comparison.contrasts:
                if {contrast.first, contrast.second} == pair:
                    return _better(contrast)
    return _none(_why(answer, ("stretch promotion", "training"), "influence"))


def _better(contrast: Contrast) -> Judged:
    value = contrast.difference
    words = f"{contrast.first} less {contrast.second}, on influence."
    if isinstance(value, Hidden):
        return value, CANNOT, f"The figure is held back: {value.why}."
    if value.low > 0 or value.high < 0:
        better = contrast.first if value.low > 0 else contrast.second
        return value, HOLDS, f"It is {better}: {words}"
    return value, CANNOT, f"They cannot be told apart: {words}"


def volunteers(answer: RouteAnswer) -> Judged:
    """Judge whether people who were assigned gain more than people who chose."""
    skills = [c for c in answer.assigned if " on expertise, " in c.first]
    skills += [c for c in answer.assigned if " on influence, " in c.first]
    if not skills:
        return _none("No route has both people who were assigned and people who chose it.")
    first = skills[0]
    value = first.difference
    words = f"{first.first} less {first.second}."
    if isinstance(value, Estimate) and value.low > 0:
        return value, HOLDS, words
    if isinstance(value, Estimate) and value.high < 0:
        return value, DOES_NOT, words
    return value, CANNOT, words


def _why(answer: RouteAnswer, routes: tuple[str, ...], outcome: str) -> str:
    """Say why there is no figure: what was refused, or that nobody took the route."""
    refused = [
        f"{f.effect.route}: {f.effect.refused}"
        for f in answer.findings
        if f.effect.route in routes and f.effect.outcome == outcome and f.effect.refused
    ]
    return refused[0] if refused else "Nobody took it, or no comparison of the two holds."
