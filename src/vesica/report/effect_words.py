"""Effects of routes in sentences."""

from __future__ import annotations

from vesica.core.effect import Design, Effect, Grade, RouteComparison, Verdict
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.route_answer import Finding, RouteAnswer
from vesica.report.words import clean, number, percent, show

__all__ = [
    "GRADES",
    "SKILLS",
    "bests",
    "capital",
    "chosen",
    "headline",
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
SKILLS = ("expertise", "influence")


def chosen(answer: RouteAnswer) -> Finding | None:
    """Return the finding with the best evidence, on a page about one route."""
    if not answer.route:
        return None
    outcomes = list(dict.fromkeys(f.effect.outcome for f in answer.findings))
    known = [f for o in outcomes if (f := answer.best(answer.route, o)) is not None]
    clear = [f for f in known if _sign(f.effect.estimate) and f.effect.grade is not Grade.ASSUMED]
    rest = [f for f in known if f.effect.grade is not Grade.ASSUMED]
    return next(iter([*clear, *rest, *known, *answer.findings]), None)


def _sign(value: Shown | None) -> int:
    if not isinstance(value, Estimate):
        return 0
    return 1 if value.low > 0 else -1 if value.high < 0 else 0


def _said(finding: Finding) -> str:
    e = finding.effect
    name = clean(e.outcome)
    if e.estimate is None:
        return f"Whether {clean(e.route)} changes {name}, these data cannot say."
    if isinstance(e.estimate, Hidden):
        return f"What {clean(e.route)} does to {name} is {show(e.estimate)}."
    size = _size(e.estimate)
    chosen = " among people who chose it" if e.design is Design.OPT_IN else ""
    if e.grade is Grade.ASSUMED:
        return (
            f"{capital(clean(e.route))} goes with {name} {size}{chosen}, but a check failed:"
            " do not rely on it."
        )
    verb = {1: "raised", -1: "lowered", 0: ""}[_sign(e.estimate)]
    if not verb:
        return (
            f"It is not shown that {clean(e.route)} changed {name}{chosen}: the interval holds 0"
            f" ({size})."
        )
    return f"{capital(clean(e.route))} {verb} {name}{chosen} ({size})."


def _size(value: Estimate) -> str:
    if value.unit == "1":
        return f"{show(value, share=True)}"
    return show(value)


def capital(text: str) -> str:
    """Begin with a capital letter."""
    return text[:1].upper() + text[1:]


def headline(answer: RouteAnswer) -> str:
    """What a senior leader should remember."""
    if answer.route:
        one = chosen(answer)
        return _said(one) if one else f"Nobody took {clean(answer.route)}."
    raised = [
        f"{clean(r)} raises {clean(o)} ({_size(f.effect.estimate)})"
        for r, o, f in bests(answer)
        if _sign(f.effect.estimate) > 0
        and f.effect.grade in (Grade.RANDOMISED, Grade.QUASI_EXPERIMENTAL)
        and isinstance(f.effect.estimate, Estimate)
        and (o in SKILLS or answer.outcome)
    ]
    if not raised:
        return "No route is shown to raise a skill, by evidence that can be relied on."
    first = "; ".join(raised[:3])
    more = f"; {len(raised) - 3} more below" if len(raised) > 3 else ""
    return f"{capital(first)}{more}."


def bests(answer: RouteAnswer) -> list[tuple[str, str, Finding]]:
    """Findings with the best evidence, one per route and outcome."""
    pairs = dict.fromkeys((f.effect.route, f.effect.outcome) for f in answer.findings)
    found = [(r, o, answer.best(r, o)) for r, o in pairs]
    return [(r, o, f) for r, o, f in found if f is not None]


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
    sure = f"How sure: {GRADES[e.grade]}. {_checked(e)}"
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
        f"{_plain(b.low, finding)} to {_plain(b.high, finding)} {_MULTIPLES[b.bound]}"
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


def _plain(value: float, finding: Finding) -> str:
    estimate = finding.effect.estimate
    share = isinstance(estimate, Estimate) and estimate.unit == "1"
    return f"{percent(value)} %" if share else number(value)


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
        if isinstance(c.difference, Estimate) and _sign(c.difference):
            more = "more" if _sign(c.difference) > 0 else "less"
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
