"""The brief on routes: one page per route and outcome, or all routes beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vesica.core.effect import Design, Effect, Grade, RouteComparison, Verdict
from vesica.core.estimate import Estimate, Hidden, Shown
from vesica.core.released import Released
from vesica.core.route_answer import Finding, RouteAnswer
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.effect_figure import event_study
from vesica.report.figure import COLOURS, FONT, SCHEMA, Mark, briefly, config, interval_chart
from vesica.report.words import Cell, clean, number, percent, show, spread

__all__ = ["effect_brief"]

_GRADES = {
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
_SHORT = {
    Grade.RANDOMISED: "by lot",
    Grade.QUASI_EXPERIMENTAL: "in turn, or at a line",
    Grade.ADJUSTED: "by choice",
    Grade.ASSUMED: "weak",
}
_COLOURS = {
    Grade.RANDOMISED: COLOURS.first,
    Grade.QUASI_EXPERIMENTAL: COLOURS.both,
    Grade.ADJUSTED: COLOURS.second,
    Grade.ASSUMED: COLOURS.neutral,
}
_SKILLS = ("expertise", "influence")


def effect_brief(released: Released[RouteAnswer], *, organisation: str, simulated: bool) -> Brief:
    """Put the released effects into words, one figure and tables."""
    answer = released.value
    one = _chosen(answer)
    figure, title, alt, caption = _figure(answer, one)
    about = answer.route or "Which route works?"
    return Brief(
        question="effect",
        title=f"{clean(about[:1].upper() + about[1:])}: {clean(organisation)}"
        if answer.route
        else f"Which route works? {clean(organisation)}",
        headline=_headline(answer),
        paragraphs=_paragraphs(answer, one),
        meaning=_meaning(answer, one),
        figure=figure,
        figure_title=title,
        figure_alt=alt,
        figure_caption=caption,
        tables=tuple(t for t in _tables(answer, one) if t.rows),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


# -- which finding a page is about --------------------------------------------------------------


def _chosen(answer: RouteAnswer) -> Finding | None:
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
            f"{_capital(clean(e.route))} goes with {name} {size}{chosen}, but a check failed:"
            " do not rely on it."
        )
    verb = {1: "raised", -1: "lowered", 0: ""}[_sign(e.estimate)]
    if not verb:
        return (
            f"It is not shown that {clean(e.route)} changed {name}{chosen}: the interval holds 0"
            f" ({size})."
        )
    return f"{_capital(clean(e.route))} {verb} {name}{chosen} ({size})."


def _size(value: Estimate) -> str:
    if value.unit == "1":
        return f"{show(value, share=True)}"
    return show(value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _headline(answer: RouteAnswer) -> str:
    if answer.route:
        one = _chosen(answer)
        return _said(one) if one else f"Nobody took {clean(answer.route)}."
    raised = [
        f"{clean(r)} raises {clean(o)} ({_size(f.effect.estimate)})"
        for r, o, f in _bests(answer)
        if _sign(f.effect.estimate) > 0
        and f.effect.grade in (Grade.RANDOMISED, Grade.QUASI_EXPERIMENTAL)
        and isinstance(f.effect.estimate, Estimate)
        and (o in _SKILLS or answer.outcome)
    ]
    if not raised:
        return "No route is shown to raise a skill, by evidence that can be relied on."
    first = "; ".join(raised[:3])
    more = f"; {len(raised) - 3} more below" if len(raised) > 3 else ""
    return f"{_capital(first)}{more}."


def _bests(answer: RouteAnswer) -> list[tuple[str, str, Finding]]:
    pairs = dict.fromkeys((f.effect.route, f.effect.outcome) for f in answer.findings)
    found = [(r, o, answer.best(r, o)) for r, o in pairs]
    return [(r, o, f) for r, o, f in found if f is not None]


# -- words --------------------------------------------------------------------------------------


def _paragraphs(answer: RouteAnswer, one: Finding | None) -> tuple[str, ...]:
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
    sure = f"How sure: {_GRADES[e.grade]}. {_checked(e)}"
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


def _meaning(answer: RouteAnswer, one: Finding | None) -> tuple[str, ...]:
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
        if e.outcome in _SKILLS
        else "What is counted is not the skill itself."
    )
    return tuple(told)


# -- tables -------------------------------------------------------------------------------------


def _tables(answer: RouteAnswer, one: Finding | None) -> list[TableView]:
    tables = []
    if one is not None:
        tables.append(_known_best(answer, f"What {answer.route} changed"))
        tables.append(_checks(one))
        if one.events:
            tables.append(_events(one))
    else:
        tables.append(_known_best(answer, f"Effects on {answer.outcome or 'the skills'}"))
        for comparison in answer.comparisons:
            tables.append(_beside(comparison))
            tables.append(_pairs(comparison))
        tables.append(_assigned(answer))
    tables += [_every(answer), _in_turn(answer), _who(answer)]
    tables.append(_refusals(answer))
    return tables


def _known_best(answer: RouteAnswer, title: str) -> TableView:
    """The best evidence on each route and outcome, short enough to stand beside the figure."""
    rows = tuple(
        (clean(o if answer.route else f"{r} on {o}"), _cell(f.effect.estimate),
         _SHORT[f.effect.grade])
        for r, o, f in _bests(answer)
        if f.effect.estimate is not None and (answer.route or answer.outcome or o in _SKILLS)
    )  # fmt: skip
    return TableView(
        title=clean(_capital(title)),
        columns=(
            Column(name="On" if answer.route else "Route"),
            Column(name="Effect", number=True),
            Column(name="Known"),
        ),
        rows=rows,
        note="Skills in standard deviations; metrics of units in per cent.",
    )


def _every(answer: RouteAnswer) -> TableView:
    rows: list[tuple[Cell, ...]] = []
    for f in answer.findings:
        e = f.effect
        if e.estimate is not None:
            label = e.outcome if answer.route else f"{e.route} on {e.outcome}"
            rows.append((clean(label), clean(f.way), _cell(e.estimate), _GRADES[e.grade]))
    return TableView(
        title="Every effect, by the way in",
        columns=(
            Column(name="On" if answer.route else "Route and outcome"),
            Column(name="Way in"),
            Column(name="Effect", number=True),
            Column(name="Evidence"),
        ),
        rows=tuple(rows),
    )


def _in_turn(answer: RouteAnswer) -> TableView:
    """Effects of routes that people began in turn, by whom they are compared with."""
    return TableView(
        title="Begun in turn: with whom it is compared",
        columns=(
            Column(name="Route"),
            Column(name="On"),
            Column(name="Against those who had not begun yet", number=True),
            Column(name="Against those who never began", number=True),
        ),
        rows=tuple(
            (clean(f.effect.route), clean(f.effect.outcome), _cell(f.effect.estimate),
             _cell(f.never))
            for f in answer.findings
            if f.never is not None and f.effect.estimate is not None
        ),
        note="The first counts. Where the two differ by more than their intervals, people who"
        " never began are no good comparison.",
    )  # fmt: skip


def _who(answer: RouteAnswer) -> TableView:
    most: dict[tuple[str, str], Finding] = {}
    for f in answer.findings:
        if f.effect.estimate is not None:
            most.setdefault((f.effect.route, f.way), f)
    return TableView(
        title="Who took part, and who is compared with",
        columns=(
            Column(name="Route"),
            Column(name="Way in"),
            Column(name="Begun"),
            Column(name="Took part", number=True),
            Column(name="Compared", number=True),
        ),
        rows=tuple(
            (clean(route), clean(way), clean(f.began), f.effect.people_treated,
             f.effect.people_compared)
            for (route, way), f in most.items()
        ),
        note="As far as they were measured.",
    )  # fmt: skip


def _cell(value: Shown) -> Cell:
    if isinstance(value, Estimate) and value.unit == "1":
        return show(value, share=True)
    return value


def _checks(one: Finding) -> TableView:
    return TableView(
        title=f"Checks of the effect on {clean(one.effect.outcome)}",
        columns=(Column(name="Check"), Column(name="Verdict"), Column(name="What was found")),
        rows=tuple(
            (_capital(c.name), str(c.verdict), clean(c.computed)) for c in one.effect.checks
        ),
    )


def _events(one: Finding) -> TableView:
    return TableView(
        title=f"Step by step, one step being {clean(one.step)}",
        columns=(Column(name="Steps since the beginning"), Column(name="Effect", number=True)),
        rows=tuple((number(e.event), _cell(e.effect)) for e in one.events),
        note="Before the beginning there can be no effect: those rows should hold 0.",
    )


def _beside(comparison: RouteComparison) -> TableView:
    cost = any(r.per_cost is not None for r in comparison.routes)
    columns = (
        Column(name="Route"),
        Column(name="Effect", number=True),
        Column(name="Drawn towards the others", number=True),
        *((Column(name="Per thousand spent on a person", number=True),) if cost else ()),
        Column(name="Best of them", number=True, share=True),
    )
    rows = tuple(
        (clean(r.route), _cell(r.effect), _cell(r.shrunk),
         *((_cell(r.per_cost) if r.per_cost is not None else "cost not known",) if cost else ()),
         r.best)
        for r in comparison.routes
    )  # fmt: skip
    return TableView(
        title=f"Routes beside each other, on {clean(comparison.outcome)}",
        columns=columns,
        rows=rows,
        note="With two routes nothing is drawn in: two values cannot tell luck from difference."
        if len(comparison.routes) < 3
        else "",
    )


def _pairs(comparison: RouteComparison) -> TableView:
    return TableView(
        title=f"One route less another, on {clean(comparison.outcome)}",
        columns=(
            Column(name="Routes"),
            Column(name="Difference", number=True),
            Column(name="Chance of that by luck", number=True),
        ),
        rows=tuple(
            (f"{clean(c.first)} less {clean(c.second)}", _cell(c.difference), _luck(c.adjusted))
            for c in comparison.contrasts
        ),
        note="Corrected for looking at several pairs.",
    )


def _luck(p: float) -> str:
    return "not small" if p >= 0.5 else f"at most {number(p * 100)} %"


def _assigned(answer: RouteAnswer) -> TableView:
    return TableView(
        title="People who were assigned, less people who chose",
        columns=(Column(name="Route"), Column(name="Difference", number=True)),
        rows=tuple(
            (f"{clean(c.first)} less {clean(c.second)}", _cell(c.difference))
            for c in answer.assigned
        ),
    )


def _refusals(answer: RouteAnswer) -> TableView:
    reasons: dict[tuple[str, str, str], list[str]] = {}
    for f in answer.findings:
        if f.effect.estimate is None:
            key = (f.effect.route, f.way, f.effect.refused)
            reasons.setdefault(key, []).append(f.effect.outcome)
    return TableView(
        title="What cannot be told, and why",
        columns=(Column(name="Route, way in"), Column(name="On"), Column(name="Why not")),
        rows=tuple(
            (clean(f"{route}, {way}"), clean(", ".join(outcomes)), clean(why))
            for (route, way, why), outcomes in reasons.items()
        ),
    )


# -- figure -------------------------------------------------------------------------------------


def _figure(answer: RouteAnswer, one: Finding | None) -> tuple[dict[str, Any], str, str, str]:
    if one is not None and one.events:
        marks = [f"{e.event}: {briefly(e.effect)}" for e in one.events]
        return (
            event_study(one),
            f"{_capital(clean(one.effect.route))} on {clean(one.effect.outcome)}, step by step",
            f"Effects by steps since the beginning. {'; '.join(marks)}.",
            (
                "A dot is the estimate, a bar its interval. Left of the line nothing had begun:"
                " those bars should hold 0."
            ),
        )
    marks = _marks(answer, one)
    chart = interval_chart(
        marks, reference=0.0, reference_label="no effect", axis_title=_axis(answer, one),
        from_zero=True, row_height=44,
    )  # fmt: skip
    lines = "; ".join(f"{m.label}: {m.shown}" for m in marks)
    return (
        {"$schema": SCHEMA, **chart, "config": config(FONT)},
        "Effects by route" if one is None else f"What {clean(one.effect.route)} changed",
        f"An interval chart against 0, which is no effect. {lines}.",
        (
            "A bar is an interval, a dot the estimate. Blue was drawn by lot, plum is nearly as"
            " good, amber is what people chose, grey failed a check."
        ),
    )


def _axis(answer: RouteAnswer, one: Finding | None) -> str:
    return "Effect [sd of the skill]" if _unit(answer, one) == "sd" else "Effect"


def _unit(answer: RouteAnswer, one: Finding | None) -> str:
    """Unit of the figure: that of the page's effect, or of the skills."""
    if one is not None and isinstance(one.effect.estimate, Estimate):
        return one.effect.estimate.unit
    units = [
        f.effect.estimate.unit for f in answer.findings if isinstance(f.effect.estimate, Estimate)
    ]
    return "sd" if "sd" in units else units[0] if units else "sd"


def _marks(answer: RouteAnswer, one: Finding | None) -> Sequence[Mark]:
    unit = _unit(answer, one)
    marks = []
    for f in answer.findings:
        e = f.effect
        if not isinstance(e.estimate, Estimate) or e.estimate.unit != unit:
            continue
        label = f"{e.outcome}, {f.way}" if answer.route else f"{e.route} on {e.outcome}, {f.way}"
        value = e.estimate
        shown = f"{number(value.value)} [{spread(value)}]"
        if unit == "1":
            shown = show(value, share=True)
        marks.append(Mark(label=clean(_capital(label)), shown=shown, estimate=value,
                          colour=_COLOURS[e.grade]))  # fmt: skip
    return marks or [
        Mark(label="No effect can be shown", shown="cannot say", estimate=None,
             colour=COLOURS.neutral)
    ]  # fmt: skip
