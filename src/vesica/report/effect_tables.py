"""Tables of the effects of routes."""

from __future__ import annotations

from vesica.core.effect import Grade, RouteComparison
from vesica.core.estimate import Estimate, Shown
from vesica.core.route_answer import Finding, RouteAnswer
from vesica.report.brief import Column, TableView
from vesica.report.effect_headline import SKILLS, bests, capital, is_shaky
from vesica.report.effect_words import known_by, luck
from vesica.report.words import Cell, clean, number, show

__all__ = ["effect_tables"]

_SHORT = {
    Grade.RANDOMISED: "by lot",
    Grade.QUASI_EXPERIMENTAL: "in turn, or at a line",
    Grade.ADJUSTED: "by choice",
    Grade.ASSUMED: "weak",
}


_SHAKY = "in turn, may be 0"


def effect_tables(answer: RouteAnswer, one: Finding | None) -> list[TableView]:
    """All tables of a page, in the order in which they are read."""
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
         _SHAKY if is_shaky(f.effect) else _SHORT[f.effect.grade])
        for r, o, f in bests(answer)
        if f.effect.estimate is not None and (answer.route or answer.outcome or o in SKILLS)
    )  # fmt: skip
    return TableView(
        title=clean(capital(title)),
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
            rows.append((clean(label), clean(f.way), _cell(e.estimate), known_by(e)))
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
            (capital(c.name), str(c.verdict), clean(c.computed)) for c in one.effect.checks
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
            (f"{clean(c.first)} less {clean(c.second)}", _cell(c.difference), luck(c.adjusted))
            for c in comparison.contrasts
        ),
        note="Corrected for looking at several pairs.",
    )


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
