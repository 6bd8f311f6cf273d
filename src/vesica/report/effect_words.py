"""Effects of routes in sentences."""

from __future__ import annotations

from vesica.core.effect import Design, Effect, Grade, RouteComparison, Verdict
from vesica.core.estimate import Estimate, Hidden
from vesica.core.route_answer import Finding, RouteAnswer
from vesica.report.effect_headline import SKILLS, ends, is_shaky, sign
from vesica.report.words import clean, number, show

__all__ = [
    "GRADES",
    "known_by",
    "luck",
    "meaning_of",
    "paragraphs_of",
]

GRADES = {
    Grade.RANDOMISED: "drawn by lot",
    Grade.QUASI_EXPERIMENTAL: "nearly as good as a lot",
    Grade.ADJUSTED: "adjusted: people chose it themselves",
    Grade.ASSUMED: "weak: a check failed",
}
_WAYS = {
    Design.LOTTERY: "Places were drawn by lot.",
    Design.WAITING_LIST: "A waiting list: who goes first is compared with who goes second.",
    Design.CUTOFF: "People above a line took part, people below did not.",
    Design.STAGGERED: "People began in turn: those who had begun are compared with those who had"
    " not.",
    Design.OPT_IN: "People chose it, or were chosen. The effect is on those people, and not what"
    " a roll-out would give.",
}
_SHAKY = "in turn: there may be no effect, if the others would have moved differently"


def known_by(effect: Effect) -> str:
    """How good the evidence is, in words."""
    return _SHAKY if is_shaky(effect) else GRADES[effect.grade]


def paragraphs_of(answer: RouteAnswer, one: Finding | None) -> tuple[str, ...]:
    """What was found, how sure, and what was checked."""
    if one is None:
        return (
            (
                "Each route is judged by the best evidence there is on it. Drawn by lot is best."
                " People who chose a route are told apart from people who were assigned."
            ),
            *(_best_sentence(c) for c in answer.comparisons),
            *_volunteers(answer),
        )
    e = one.effect
    done = f"What was done: {clean(e.route)}, begun {clean(one.began)}. {_WAYS[e.design]}"
    whom = f"To whom: {show(e.people_treated)} people took part"
    whom += (
        f", {show(e.people_compared)} are compared with."
        if not isinstance(e.people_compared, Hidden)
        else "; who is compared with is too few to be shown."
    )
    measured = f"What was measured: {clean(one.measured)}."
    if e.estimate is None:
        return done, whom, measured, f"Why there is no figure: {clean(e.refused)}"
    sure = f"How sure: {known_by(e)}. {_checked(e)}"
    return done, whom, measured, sure, *_bounds(one)


def _checked(e: Effect) -> str:
    failed = [c.name for c in e.checks if c.verdict is Verdict.FAILS]
    silent = [c.name for c in e.checks if c.verdict is Verdict.CANNOT_SAY]
    if failed:
        return f"These checks failed: {', '.join(failed)}."
    held = "Every check that could say something holds." if e.checks else "Nothing was checked."
    return held + (f" These cannot say: {', '.join(silent)}." if silent else "")


def _bounds(finding: Finding) -> tuple[str, ...]:
    if not finding.bounds:
        return ()
    parts = [
        f"{ends(b.low, b.high, finding)} {_MULTIPLES[b.bound]}"
        for b in finding.bounds
        if b.bound in _MULTIPLES
    ]
    return (
        (
            "If those who began later would have moved differently anyway, the effect lies within"
            f" {'; '.join(parts)}."
        ),
    )


_MULTIPLES = {
    0.5: "if by at most half the largest change seen before",
    1.0: "if by at most the largest change seen before",
}


def _best_sentence(comparison: RouteComparison) -> str:
    top = max(comparison.routes, key=lambda r: r.best)
    apart = [c for c in comparison.contrasts if c.adjusted <= 0.05]
    told = (
        f"On {clean(comparison.outcome)}, {clean(top.route)} is the best of the routes compared"
        f" with a probability of {number(round(top.best * 100))} %."
    )
    return told + ("" if apart else " No two of them can be told apart for sure.")


def _volunteers(answer: RouteAnswer) -> tuple[str, ...]:
    told = []
    for c in answer.assigned:
        if isinstance(c.difference, Estimate) and sign(c.difference):
            more = "more" if sign(c.difference) > 0 else "less"
            told.append(
                f"People who were assigned gained {more} than people who chose"
                f" ({clean(c.first)} less {clean(c.second)}: {show(c.difference)})."
            )
    return tuple(told)


def meaning_of(answer: RouteAnswer, one: Finding | None) -> tuple[str, ...]:
    """What this means, and what it cannot say."""
    if one is None:
        return (
            "An effect on people who chose a route is not what everybody would gain from it.",
            (
                "Routes are compared only where no check failed. A route that is missing there may"
                " work; it is not shown."
            ),
            (
                "Persuasion is not among the outcomes: it is not known of each person before and"
                " after. The next round can be drawn by lot: see 'vesica trial'."
            ),
        )
    return _change_mind(one)


def _change_mind(one: Finding) -> tuple[str, ...]:
    e = one.effect
    told = []
    if e.estimate is None:
        told.append("What would settle it: draw the next places by lot, and measure before.")
    elif e.design is Design.OPT_IN:
        told.append(
            "What would change our mind: a lottery among people who want it. Who chose it may"
            " gain more than others, or less."
        )
    elif e.design is Design.STAGGERED:
        told.append(
            "What would change our mind: a reason why those who began first were changing anyway."
        )
    elif e.design is Design.CUTOFF:
        told.append("It says nothing of people far from the line.")
    else:
        told.append("What would change our mind: a second round that finds something else.")
    told.append("An effect outside the interval is not likely; any inside it is possible.")
    told.append(
        "Measures carry error, and the interval holds it."
        if e.outcome in SKILLS
        else "What is counted is not the skill itself."
    )
    return tuple(told)


def luck(p: float) -> str:
    """How likely a difference is by luck alone."""
    return "not small" if p >= 0.5 else f"at most {number(p * 100)} %"
