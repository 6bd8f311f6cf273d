"""A plan in words, one figure and tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vesica.core.estimate import Estimate
from vesica.core.plan_answer import PlanAnswer
from vesica.core.released import Released
from vesica.report.bridges import (
    line_figure,
    opt_in_figure,
    people,
    person,
)
from vesica.report.brief import Brief, footer, how_we_know
from vesica.report.plan_tables import plan_tables
from vesica.report.words import clean, number, show

__all__ = ["changes", "expected", "plan_brief"]

_OBJECTIVES: Mapping[str, str] = {
    "bridges": "the most new bridges",
    "coverage": "somebody on a route in as many disciplines as possible",
    "least": "the best chance for whoever has the least",
    "cautious": "the best result if the routes do badly",
}


def plan_brief(released: Released[PlanAnswer], *, organisation: str, simulated: bool) -> Brief:
    """Put a released version into words, one figure and tables."""
    value = released.value
    return Brief(
        question="plan",
        title=f"Plan {value.version}: {clean(organisation)}" if value.version else "Plan",
        headline=_headline(value),
        paragraphs=_paragraphs(value),
        meaning=(
            "An expected bridge is a sum of chances. Who becomes one is not known.",
            _graded(value),
            (
                "A person's own gain counts once, also in several pairs. Money and hours of a"
                " mentor count once, however many leaders."
            ),
            (
                "A draft is for review. Lock, veto or swap places; people see their own part only"
                " after a named human has published it."
            ),
        ),
        figure=_figure(value),
        figure_title="What a budget could do" if value.frontier else "What opting in could do",
        figure_alt=_alt(value),
        figure_caption="Places chosen, without those drawn by lot. The line is the best for each"
        " budget under the same rules."
        if value.frontier
        else "A bar is an interval over who joins, a dot the mean.",
        tables=tuple(t for t in plan_tables(value, clean(organisation)) if t.rows),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
        notes=_notes(value),
    )


def _headline(value: PlanAnswer) -> str:
    places = sum(r.chosen + r.drawn for r in value.routes)
    if not places:
        who = people(value.opted_in)
        return (
            f"There is nobody to plan with yet: {who} opted in. This page says what opting in"
            " could do."
        )
    bridges = value.bridges
    said = f"{number(places)} places"
    if isinstance(bridges, Estimate):
        said += f" are expected to bring {show(bridges.value)} new bridges"
        said += f" ({number(bridges.low)} to {number(bridges.high)})"
    return f"{said}. {_limits(value)}"


def _limits(value: PlanAnswer) -> str:
    parts = [f"{number(round(value.spent))} in money", f"{number(round(value.hours))} hours"]
    if value.budget is not None:
        parts[0] = f"{number(round(value.spent))} of {number(round(value.budget))} in money"
    if value.hours_limit is not None:
        parts[1] = f"{number(round(value.hours))} of {number(round(value.hours_limit))} hours"
    return f"They take {' and '.join(parts)}."


def _paragraphs(value: PlanAnswer) -> tuple[str, ...]:
    if not value.assignments and not value.pairs:
        return (f"Opted in: {people(value.opted_in)} of {number(value.people)}.",)
    said = [
        (
            f"This is a {value.status} plan, made for {_OBJECTIVES[value.objective]} within"
            f" {value.horizon} weeks, among {people(value.opted_in)} who opted in."
        ),
        (
            f"If the routes do badly (the worst tenth), it brings {show(value.worst)}. No plan"
            f" under these rules is more than {max(value.gap, 5e-5) * 100:.2g} % better."
        ),
    ]
    if value.regret is not None:
        chance = value.regret.random
        middle = chance.value if isinstance(chance, Estimate) else chance
        said.append(
            f"The chosen places alone bring {show(value.regret.plan)}; always taking the best next"
            f" place would bring {show(value.regret.greedy)}, and drawing all by lot"
            f" {show(middle)}."
        )
    drawn = sum(r.drawn for r in value.routes)
    if drawn:
        said.append(
            f"{number(drawn)} places were drawn by lot, so that next year it can be said which"
            " route works."
        )
    if value.broken:
        said.append(f"An independent check found rules broken: {'; '.join(value.broken)}.")
    else:
        said.append("An independent check of every rule found none broken.")
    return tuple(said)


def _graded(value: PlanAnswer) -> str:
    assumed = [r.route for r in value.routes if r.grade == "assumed"]
    held = [r.route for r in value.routes if "held back" in r.source]
    known = "not measured here"
    if held:
        known = f"as this organisation's estimate is held back for now ({', '.join(held)})"
    if len(assumed) == len(value.routes):
        return (
            f"What the routes do is assumed, {known}: read the order of places rather than the"
            " number of bridges."
        )
    if held:
        return f"What some effects of routes are is assumed, {known}."
    if assumed:
        return f"What these routes do is assumed, not measured here: {', '.join(assumed)}."
    return "What the routes do was estimated here, and shrunk so that luck does not choose them."


def _figure(value: PlanAnswer) -> dict[str, Any]:
    if not value.frontier:
        return opt_in_figure(value.reach)
    points = [(p.budget, p.bridges) for p in value.frontier]
    shown = value.regret.plan if value.regret is not None else 0.0
    here = value.budget if value.budget is not None else value.spent
    return line_figure(
        points, here=(here, shown), x_title="Budget", y_title="Expected new bridges"
    )


def _alt(value: PlanAnswer) -> str:
    if not value.frontier:
        lines = "; ".join(f"{line.share:.0%}: {show(line.bridges)}" for line in value.reach)
        return f"New bridges by share of people who opted in. {lines}."
    lines = "; ".join(f"{number(round(p.budget))}: {show(p.bridges)}" for p in value.frontier)
    return f"A rising line of expected new bridges by budget. {lines}."


def _notes(value: PlanAnswer) -> tuple[str, ...]:
    if not value.unread:
        return ()
    rules = "; ".join(f"'{clean(rule)}'" for rule in value.unread)
    return (f"Restrictions that Vesica cannot weigh, for a person to look at: {rules}.",)


def expected(plan: PlanAnswer) -> str:
    """Say how many places a version has, and what they may bring."""
    places = sum(r.chosen + r.drawn for r in plan.routes)
    value = plan.bridges.value if isinstance(plan.bridges, Estimate) else 0.0
    return f"{number(places)} places, {show(value)} new bridges"


def changes(before: PlanAnswer, after: PlanAnswer) -> tuple[tuple[str, str, str], ...]:
    """Who has another place in ``after``: person, place before, place after."""
    had, has = ({a.person.person_id: a for a in plan.assignments} for plan in (before, after))
    people = {k: a.person for k, a in (*has.items(), *had.items())}
    routes = {k: tuple(m[k].route if k in m else "none" for m in (had, has)) for k in people}
    rows = [(person(people[k]), old, new) for k, (old, new) in routes.items() if old != new]
    return tuple(sorted(rows))
