"""What a page about effects says first, corrected for everything that it looked at."""

from __future__ import annotations

from collections.abc import Sequence

from vesica.causal.holm import holm
from vesica.core.effect import Design, Effect, Grade
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.route_answer import Finding, RouteAnswer
from vesica.disclosure.effect_comparison import chance
from vesica.report.words import clean, number, percent, show

__all__ = ["SKILLS", "bests", "capital", "chosen", "ends", "headline", "is_shaky", "sign"]

SKILLS = ("expertise", "influence")
_SURE = 0.05
_HALF = 0.5
_SAID = 2


def chosen(answer: RouteAnswer) -> Finding | None:
    """Return the finding that a page about one route is on: skills first, what is clear first."""
    if not answer.route:
        return None
    known = [f for _, _, f in bests(answer)]
    passed = _passed(answer)
    return next(iter([*_clear(passed), *passed, *known, *answer.findings]), None)


def bests(answer: RouteAnswer) -> list[tuple[str, str, Finding]]:
    """Findings with the best evidence, one per route and outcome; skills first in each route."""
    pairs = dict.fromkeys((f.effect.route, f.effect.outcome) for f in answer.findings)
    found = [(r, o, answer.best(r, o)) for r, o in pairs]
    routes = list(dict.fromkeys(r for r, _ in pairs))
    kept = [(r, o, f) for r, o, f in found if f is not None]
    return sorted(kept, key=lambda k: (routes.index(k[0]), k[1] not in SKILLS))


def headline(answer: RouteAnswer) -> str:
    """What a senior leader should remember."""
    if answer.route:
        return _of_one(answer)
    passed = [f for f in _passed(answer) if f.effect.outcome in SKILLS or answer.outcome]
    raised = [
        f"{clean(f.effect.route)} raises {clean(f.effect.outcome)} ({_size(f.effect.estimate)})"
        for f in _clear(passed)
        if sign(f.effect.estimate) > 0
        and f.effect.grade in (Grade.RANDOMISED, Grade.QUASI_EXPERIMENTAL)
    ]
    if not raised:
        what = clean(answer.outcome) if answer.outcome else "a skill"
        return f"No route is shown to raise {what}, by evidence that can be relied on."
    first = "; ".join(raised[:3])
    more = f"; {len(raised) - 3} more below" if len(raised) > 3 else ""
    return f"{capital(first)}{more}."


def _of_one(answer: RouteAnswer) -> str:
    one, passed = chosen(answer), _passed(answer)
    if one is None:
        return f"Nobody took {clean(answer.route)}."
    clear = _clear(passed)
    if len(passed) < 2 or not clear:
        return _said(one, shown=one in clear)
    open_ = [f.effect.outcome for _, _, f in bests(answer)
             if f.effect.outcome in SKILLS and f not in clear]  # fmt: skip
    missing = f"It is not shown that {clean(answer.route)} changed {' or '.join(open_)}."
    told = [_said(f, shown=True) for f in clear[:_SAID]]
    if open_:
        told = [missing, *told] if clear[0].effect.outcome not in SKILLS else [*told, missing]
    beyond = len(clear) - len(clear[:_SAID])
    if beyond:
        told.append(f"{number(beyond)} more differ from 0.")
    return f"{' '.join(told)} Corrected for looking at {number(len(passed))} outcomes."


def _passed(answer: RouteAnswer) -> list[Finding]:
    """Estimates of which no check failed, the best per route and outcome."""
    return [
        f
        for _, _, f in bests(answer)
        if isinstance(f.effect.estimate, Estimate) and f.effect.grade is not Grade.ASSUMED
    ]


def _clear(passed: Sequence[Finding]) -> list[Finding]:
    """Those that differ from 0 after Holm's correction for all of them."""
    values = [f.effect.estimate for f in passed]
    adjusted = holm([chance(v) for v in values if v is not None])
    return [
        f for f, p in zip(passed, adjusted, strict=True) if p <= _SURE and sign(f.effect.estimate)
    ]


def sign(value: Shown | None) -> int:
    """Return the side of 0 on which a whole interval lies; 0 if it holds 0, or is hidden."""
    if not isinstance(value, Estimate):
        return 0
    return 1 if value.low > 0 else -1 if value.high < 0 else 0


def _said(finding: Finding, *, shown: bool) -> str:
    e = finding.effect
    name, route = clean(e.outcome), clean(e.route)
    if e.estimate is None:
        return f"Whether {route} changes {name}, these data cannot say."
    if isinstance(e.estimate, Hidden):
        return f"What {route} does to {name} is {show(e.estimate)}."
    size = _size(e.estimate)
    who = " among people who chose it" if e.design is Design.OPT_IN else ""
    if e.grade is Grade.ASSUMED:
        weak = "but a check failed: do not rely on it"
        return f"{capital(route)} goes with {name} {size}{who}, {weak}."
    if not sign(e.estimate):
        why = f"the interval holds 0 ({size})"
        return f"It is not shown that {route} changed {name}{who}: {why}."
    if not shown:
        return (
            f"It is not shown that {route} changed {name}{who} ({size}), once corrected for"
            " everything looked at."
        )
    up = sign(e.estimate) > 0
    if e.design is Design.STAGGERED:
        return _in_turn(finding, size, up=up)
    return f"{capital(route)} {'raised' if up else 'lowered'} {name}{who} ({size})."


def _in_turn(finding: Finding, size: str, *, up: bool) -> str:
    """Say what was found in turn with what is left of it if the others moved differently."""
    e = finding.effect
    name, route = clean(e.outcome), capital(clean(e.route))
    bound = next((b for b in finding.bounds if b.bound == _HALF), None)
    left = "" if bound is None else f" ({ends(bound.low, bound.high, finding)})"
    if e.grade is Grade.QUASI_EXPERIMENTAL:
        less = "That stands" if bound is not None else ""
        told = f"{route} {'raised' if up else 'lowered'} {name} ({size})."
        return f"{told} {less}{left} {_IF}." if less else told
    return (
        f"{route} goes with {'higher' if up else 'lower'} {name} ({size}), but there may be no"
        f" effect{left} {_IF}."
    )


_IF = "if the others would have moved differently by half the largest change seen before"


def ends(low: float, high: float, finding: Finding) -> str:
    """Write two ends of an interval in the unit of the finding."""
    estimate = finding.effect.estimate
    share = isinstance(estimate, Estimate) and estimate.unit == "1"
    return " to ".join(f"{percent(v)} %" if share else number(v) for v in (low, high))


def _size(value: Shown | None) -> str:
    if isinstance(value, Estimate) and value.unit == "1":
        return show(value, share=True)
    return "not known" if value is None else show(value)


def capital(text: str) -> str:
    """Begin with a capital letter."""
    return text[:1].upper() + text[1:]


def is_shaky(effect: Effect) -> bool:
    """Whether people began in turn, and the effect rests on the others moving alike."""
    return effect.design is Design.STAGGERED and effect.grade is Grade.ADJUSTED
