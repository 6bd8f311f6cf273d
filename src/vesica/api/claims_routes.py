"""Claims of the essay about routes, read off the released effects."""

from __future__ import annotations

from collections.abc import Sequence

from vesica.causal.holm import holm
from vesica.core.claims import ClaimVerdict
from vesica.core.effect import Contrast, Design, Grade, Verdict
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.route_answer import Finding, RouteAnswer
from vesica.disclosure.effect_comparison import chance

__all__ = ["Judged", "developing", "leaders_doing", "training_or_stretch", "volunteers"]

HOLDS, DOES_NOT, CANNOT = ClaimVerdict.HOLDS, ClaimVerdict.DOES_NOT, ClaimVerdict.CANNOT_SAY

_LEADERS = ("participation", "leader participation")
_TALENT = ("training", "stretch promotion", "reverse mentoring", "sponsorship")
_LITTLE = 0.1
"""Effect on a skill that is next to nothing [sd]."""
_AS_BEFORE = 1.0
_OTHERWISE = (
    "It may be nothing if the others would have moved differently by as much as the largest change"
    " seen before."
)
_SURE = 0.05
"""Chance of a false word, over everything that one claim looks at."""

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
    if value.low > 0 and e.design is Design.STAGGERED and not _stands(finding):
        return value, CANNOT, f"{words} {_OTHERWISE}"
    if value.low > 0:
        return value, HOLDS, words
    return value, DOES_NOT if value.high < _LITTLE else CANNOT, words


def _stands(finding: Finding) -> bool:
    """Whether it is above 0 even if trends differed by as much as they ever did before."""
    return any(b.bound == _AS_BEFORE and b.low > 0 for b in finding.bounds)


def leaders_doing(answer: RouteAnswer) -> Judged:
    """Judge whether taking part raises the expertise of those who do, leaders or not."""
    found = [f for r in _LEADERS if (f := answer.best(r, "expertise")) is not None]
    return _raised(found[0]) if found else _none(_why(answer, _LEADERS, "expertise"))


def developing(answer: RouteAnswer) -> Judged:
    """Judge whether any way of developing talent raises influence, by Holm over all of them."""
    found = [f for r in _TALENT if (f := answer.best(r, "influence")) is not None]
    if not found:
        return _none(_why(answer, _TALENT, "influence"))
    judged = [_raised(f) for f in found]
    passed = [
        (f, f.effect.estimate)
        for f in found
        if isinstance(f.effect.estimate, Estimate) and f.effect.grade is not Grade.ASSUMED
    ]
    sure = holm([chance(value) for _, value in passed])
    raising = [
        (p, f, value)
        for p, (f, value) in zip(sure, passed, strict=True)
        if p <= _SURE and _raised(f)[1] is HOLDS
    ]
    looked = f"Looked at: {_listed([f.effect.route for f in found])}."
    if raising:
        _, one, value = min(raising, key=lambda r: r[0])
        return value, HOLDS, f"{_raised(one)[2]} It holds after correction for all. {looked}"
    if all(verdict is DOES_NOT for _, verdict, _ in judged):
        return judged[0][0], DOES_NOT, f"None raises influence by {_LITTLE} sd. {looked}"
    value = max((v for _, v in passed), key=lambda v: v.value, default=judged[0][0])
    return value, CANNOT, f"None raises it for sure, with correction for all. {looked}"


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
    sure = holm([chance(c.difference) for c in skills])
    told = [(p, c, c.difference) for p, c in zip(sure, skills, strict=True)]
    known = [(p, c, v) for p, c, v in told if isinstance(v, Estimate)]
    if not known:
        return skills[0].difference, CANNOT, "The figures are held back."
    signs = {1 if v.value > 0 else -1 for p, _, v in known if p <= _SURE and _apart(v)}
    _, first, value = min(known, key=lambda k: k[0])
    words = f"{first.first} less {first.second}; {_number(skills)}, corrected for all."
    if len(signs) == 1:
        return value, HOLDS if signs == {1} else DOES_NOT, words
    return value, CANNOT, f"{words}{' They point to both sides.' if signs else ''}"


def _apart(value: Estimate) -> bool:
    return value.low > 0 or value.high < 0


def _number(contrasts: Sequence[Contrast]) -> str:
    count = len(contrasts)
    return "the only difference known" if count == 1 else f"the clearest of {count} differences"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(sorted(names))


def _why(answer: RouteAnswer, routes: tuple[str, ...], outcome: str) -> str:
    """Say why there is no figure: what was refused, or that nobody took the route."""
    refused = [
        f"{f.effect.route}: {f.effect.refused}"
        for f in answer.findings
        if f.effect.route in routes and f.effect.outcome == outcome and f.effect.refused
    ]
    return refused[0] if refused else "Nobody took it, or no comparison of the two holds."
