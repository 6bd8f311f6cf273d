"""The briefs on a plan: for review, its audit, and one person's own part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vesica.core.bridges import AuditTable, OwnMeeting, OwnPlan, PlanAnswer, PlanAudit, RouteLine
from vesica.core.estimate import Estimate
from vesica.core.plan import PriceOfRule
from vesica.core.released import Released
from vesica.report.bridges import (
    invitation,
    line_figure,
    opt_in_figure,
    opt_in_table,
    pair_table,
    people,
    person,
    rule_table,
)
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.figure import COLOURS, FONT, SCHEMA, Mark, config, interval_chart
from vesica.report.words import Cell, clean, number, show

__all__ = ["changes", "expected", "own_plan_brief", "plan_audit_brief", "plan_brief"]

_OBJECTIVES: Mapping[str, str] = {
    "bridges": "the most new bridges",
    "coverage": "somebody on a route in as many disciplines as possible",
    "least": "the best chance for whoever has the least",
    "cautious": "the best result if the routes do badly",
}
_EFFECTS = {"assumed": "assumed, not measured"}


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
        tables=tuple(t for t in _tables(value, clean(organisation)) if t.rows),
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
    if len(assumed) == len(value.routes):
        return (
            "What the routes do is assumed, not measured here: read the order of places rather"
            " than the number of bridges."
        )
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


def _tables(value: PlanAnswer, organisation: str) -> tuple[TableView, ...]:
    return (
        _places(value),
        _asked(value),
        _assignments(value),
        pair_table(value.pairs, "Pairs of reverse mentoring"),
        _routes(value),
        _frontier(value),
        _prices(value.prices),
        rule_table(value.rules, "Whom the rules keep from a route", "People"),
        *_audit(value.audit),
        opt_in_table(value.reach),
        _decisions(value),
        *((_invitation(value, organisation),) if not value.assignments else ()),
    )


def _asked(value: PlanAnswer) -> TableView:
    return TableView(
        title="Why not?",
        columns=(Column(name="Person"), Column(name="Answer")),
        rows=tuple((person(a.person), clean(a.why)) for a in value.asked),
    )


def _places(value: PlanAnswer) -> TableView:
    """The first table stands beside the figure, and is narrow."""
    return TableView(
        title="Places",
        columns=(
            Column(name="Route"),
            Column(name="Chosen", number=True),
            Column(name="By lot", number=True),
        ),
        rows=tuple((clean(r.route).capitalize(), r.chosen, r.drawn) for r in value.routes),
    )


def _routes(value: PlanAnswer) -> TableView:
    return TableView(
        title="What the routes cost and do",
        columns=(
            Column(name="Route"),
            Column(name="Cost each", number=True),
            Column(name="Hours each", number=True),
            Column(name="Seats", number=True),
            Column(name="Raises"),
            Column(name="How we know"),
        ),
        rows=tuple(
            (
                clean(r.route).capitalize(),
                r.cost,
                r.hours,
                "no limit" if r.seats is None else r.seats,
                _raises(r.expertise, r.influence),
                _known(r),
            )
            for r in value.routes
        ),
        note="What a route raises is in standard deviations of the skill, for those who take it."
        " This organisation's own estimate counts where it has one; what vesica.toml sets counts"
        " where it has none, and is assumed.",
    )


def _known(route: RouteLine) -> str:
    """Grade of a route's effects, and where they come from."""
    grade = _EFFECTS.get(route.grade, clean(route.grade))
    return f"{grade} ({clean(route.source)})" if route.source else grade


def _raises(expertise: float, influence: float) -> str:
    said = [
        f"{name} by {number(effect)}"
        for name, effect in (("expertise", expertise), ("influence", influence))
        if effect
    ]
    return ", ".join(said) or "nothing"


def _frontier(value: PlanAnswer) -> TableView:
    return TableView(
        title="What a budget could do",
        columns=(
            Column(name="Budget"),
            Column(name="New bridges", number=True),
            Column(name="At most", number=True),
        ),
        rows=tuple((number(round(p.budget)), p.bridges, p.bound) for p in value.frontier),
        note="Places chosen, without those drawn by lot.",
    )


def _assignments(value: PlanAnswer) -> TableView:
    return TableView(
        title="Who takes which route",
        columns=(
            Column(name="Person"),
            Column(name="Route"),
            Column(name="New bridges", number=True),
            Column(name="Why"),
        ),
        rows=tuple(
            (
                f"{person(a.person)}, {clean(a.person.org_unit)}",
                clean(a.route).capitalize(),
                a.gain,
                clean(a.why) + (" A reviewer locked it." if a.how == "locked" else ""),
            )
            for a in value.assignments
        ),
    )


def _prices(prices: tuple[PriceOfRule, ...]) -> TableView:
    rows: list[tuple[Cell, ...]] = []
    for price in prices:
        if not price.told or price.bridges < 0:
            continue
        rows.append((clean(price.name).capitalize(), f"{price.bridges:.2g}", _priced(price)))
    return TableView(
        title="What the limits cost",
        columns=(
            Column(name="If there were"),
            Column(name="More bridges", number=True),
            Column(name="In words"),
        ),
        rows=tuple(rows),
        note="Each is a plan made again, and so right for this step. Limits that cost nothing that"
        " can be told are left out.",
    )


def _priced(price: PriceOfRule) -> str:
    name, share = clean(price.name), f"{price.share * 100:.2g} %"
    if name.startswith("without the rule "):
        return f"The rule {name.removeprefix('without the rule ')} costs {share}."
    if name.startswith("without "):
        return f"{name.removeprefix('without ').capitalize()} costs {share}."
    return f"{name.capitalize()} is worth {price.bridges:.2g} expected bridges."


def _audit(tables: tuple[AuditTable, ...]) -> tuple[TableView, ...]:
    return tuple(_audit_table(table) for table in tables)


def _audit_table(table: AuditTable) -> TableView:
    what = "selected" if table.measure == "selection" else "above the median score"
    rows: list[tuple[Cell, ...]] = []
    for g in table.groups:
        rate = "hidden" if g.rate is None else f"about {g.rate * 100:g} %"
        ratio = "—" if g.ratio is None else number(g.ratio)
        if g.ratio is not None and g.low is not None and g.high is not None:
            ratio += f" ({number(g.low)} to {number(g.high)})"
        test = "" if g.p_value is None else f" (p {number(g.p_value)})"
        rows.append((clean(g.group), g.people, rate, ratio, g.finding + test))
    if not rows:
        rows = [("—", "—", "—", "—", " ".join(clean(n) for n in table.notes))]
    return TableView(
        title=f"Adverse impact by {clean(table.axis)}: {what}",
        columns=(
            Column(name="Group"),
            Column(name="People", number=True),
            Column(name="Rate", number=True),
            Column(name="Over the highest", number=True),
            Column(name="Finding"),
        ),
        rows=tuple(rows),
        note=" ".join(clean(n) for n in table.notes),
    )


def _decisions(value: PlanAnswer) -> TableView:
    return TableView(
        title="Decisions",
        columns=(
            Column(name="Version"),
            Column(name="Who"),
            Column(name="Decided"),
            Column(name="About"),
            Column(name="Reason"),
            Column(name="When"),
        ),
        rows=tuple(
            (
                number(d.version),
                clean(d.by),
                d.action + (f": {clean(d.route)}" if d.route else ""),
                " and ".join(clean(p) for p in (d.person, d.other) if p) or "the plan",
                clean(d.reason),
                d.time[:16].replace("T", " "),
            )
            for d in value.decisions
        ),
    )


def _invitation(value: PlanAnswer, organisation: str) -> TableView:
    return TableView(
        title="The invitation",
        columns=(Column(name="Text to send"),),
        rows=tuple((line,) for line in invitation(value.reach, organisation)),
    )


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


def plan_audit_brief(
    released: Released[PlanAudit], *, organisation: str, simulated: bool
) -> Brief:
    """Put a released audit into words, one figure and tables."""
    value = released.value
    found = [g.finding for t in value.tables for g in t.groups]
    adverse = found.count("adverse")
    headline = (
        f"The plan selects some groups less: {number(adverse)} findings of adverse impact."
        if adverse
        else "No adverse impact was found. That is not a pass: small groups cannot be told."
    )
    marks = [
        Mark(
            label=f"{clean(t.axis)}: {clean(g.group)}",
            shown=number(g.ratio),
            estimate=Estimate(
                value=g.ratio,
                low=min(g.low, g.ratio),
                high=max(g.high, g.ratio),
                level=0.9,
                unit="1",
                n=value.people,
            ),
            colour=COLOURS.first,
        )
        for t in value.tables
        if t.measure == "selection"
        for g in t.groups
        if g.ratio is not None and g.low is not None and g.high is not None
    ]
    chart = interval_chart(
        marks,
        reference=0.8,
        reference_label="four fifths",
        axis_title="Rate over the highest rate",
        from_zero=True,
        row_height=44,
    )
    return Brief(
        question="plan audit",
        title=f"Adverse impact of the plan: {clean(organisation)}",
        headline=headline,
        paragraphs=(
            (
                f"Looked at: {number(value.people)} people who could have had a place;"
                f" {number(value.selected)} of them were chosen. Places by lot are not counted."
            ),
            "Age and other protected data are read by this audit only; the plan never sees them.",
        ),
        meaning=(
            "A ratio below four fifths, with p below 0.05, is called adverse.",
            "p is from Fisher's exact test against the group of the highest rate.",
            "Small groups are too few to say. No group is ever said to have passed.",
            "A ratio says what happened, not why.",
        ),
        figure={"$schema": SCHEMA, **chart, "config": config(FONT)},
        figure_title="Selection by group",
        figure_alt="Ratios to the highest selection rate, against four fifths.",
        figure_caption="A bar is an interval, a dot the ratio.",
        tables=_audit(value.tables),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def own_plan_brief(released: Released[OwnPlan], *, organisation: str, simulated: bool) -> Brief:
    """Put a person's own part into words."""
    own = released.value
    rows = tuple((m.day, _hour(m), number(m.minutes), clean(m.with_whom)) for m in own.meetings)
    place: tuple[tuple[Cell, ...], ...] = ()
    if own.route or own.partners:
        place = (
            (
                clean(own.route) or "reverse mentoring, as the leader",
                own.how or "pair",
                ", ".join(clean(p) for p in own.partners) or "nobody",
                clean(own.why),
            ),
        )
    return Brief(
        question="own plan",
        title="Your part of the plan",
        headline=_own_headline(own),
        paragraphs=("Only you see this page. Whoever is paired with you sees your name, too.",),
        meaning=(
            "It is an offer. You can withdraw at any time, without a reason.",
            "It is not used for appraisal, pay, discipline or dismissal.",
            "Days and hours are suggestions, at hours when both of you work. Move them freely.",
        ),
        figure=_calendar(own),
        figure_title="When",
        figure_alt="; ".join(f"{m.day} with {clean(m.with_whom)}" for m in own.meetings)
        or "No meetings.",
        figure_caption="Suggested days of your meetings.",
        tables=tuple(
            t
            for t in (
                TableView(
                    title="Your place",
                    columns=(
                        Column(name="Route"),
                        Column(name="How"),
                        Column(name="With"),
                        Column(name="Why"),
                    ),
                    rows=place,
                ),
                TableView(
                    title="Suggested days",
                    columns=(
                        Column(name="Day"),
                        Column(name="Hour"),
                        Column(name="Minutes"),
                        Column(name="With"),
                    ),
                    rows=rows,
                ),
            )
            if t.rows
        ),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _hour(meeting: OwnMeeting) -> str:
    """When a meeting begins, as far as the hours of both tell."""
    return f"{meeting.start[11:16]} UTC" if meeting.start else "that week"


def _own_headline(own: OwnPlan) -> str:
    if not own.version:
        return "No plan has been published yet."
    if not own.route and not own.partners:
        return "The plan that was published holds no place for you."
    route = clean(own.route) or "reverse mentoring, as the leader"
    return f"Your route: {route}."


def _calendar(own: OwnPlan) -> dict[str, Any]:
    values = [{"day": m.day, "who": clean(m.with_whom)} for m in own.meetings]
    axis = {"title": None, "format": "%d %b", "labelAngle": 0}
    return {
        "$schema": SCHEMA,
        "width": 460,
        "height": max(60, 44 * len({v["who"] for v in values})),
        "data": {"values": values},
        "mark": {"type": "point", "filled": True, "size": 130, "color": COLOURS.both},
        "encoding": {
            "x": {"field": "day", "type": "temporal", "axis": axis},
            "y": {"field": "who", "type": "nominal", "axis": {"title": None}},
        },
        "config": config(FONT),
    }
