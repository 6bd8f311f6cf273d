"""Tables of a plan: places, routes, frontier, prices, decisions."""

from __future__ import annotations

from vesica.core.plan import PriceOfRule
from vesica.core.plan_answer import PlanAnswer
from vesica.core.plan_audit import AuditTable
from vesica.report.bridges import (
    invitation,
    opt_in_table,
    pair_table,
    person,
    rule_table,
)
from vesica.report.brief import Column, TableView
from vesica.report.words import Cell, clean, number

__all__ = ["audit_tables", "plan_tables"]

_EFFECTS = {"assumed": "assumed, not measured"}


def plan_tables(value: PlanAnswer, organisation: str) -> tuple[TableView, ...]:
    """All tables of a plan, in the order in which they are read."""
    return (
        _places(value),
        _asked(value),
        _assignments(value),
        pair_table(value.pairs, "Pairs of reverse mentoring"),
        _routes(value),
        _sources(value),
        _frontier(value),
        _prices(value.prices),
        rule_table(value.rules, "Whom the rules keep from a route", "People"),
        *audit_tables(value.audit),
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
                _EFFECTS.get(r.grade, clean(r.grade)),
            )
            for r in value.routes
        ),
        note="What a route raises is in standard deviations of the skill, for those who take it.",
    )


def _sources(value: PlanAnswer) -> TableView:
    """Where each route's effects come from."""
    return TableView(
        title="Where these effects come from",
        columns=(Column(name="Route"), Column(name="Effects")),
        rows=tuple(
            (clean(r.route).capitalize(), clean(r.source)) for r in value.routes if r.source
        ),
        note="This organisation's own estimate counts where it has one; what vesica.toml sets"
        " counts where it has none, and is assumed.",
    )


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


_NAMES = {"without fairness": "No fair shares of places"}


def _prices(prices: tuple[PriceOfRule, ...]) -> TableView:
    rows: list[tuple[Cell, ...]] = []
    for price in prices:
        if not price.told or price.bridges < 0:
            continue
        name = _NAMES.get(price.name, clean(price.name).capitalize())
        rows.append((name, f"{price.bridges:.2g}", _priced(price)))
    return TableView(
        title="What the limits cost",
        columns=(
            Column(name="What if"),
            Column(name="More bridges", number=True),
            Column(name="In words"),
        ),
        rows=tuple(rows),
        note="Each is a plan made again, and so right for this step. Limits that cost nothing that"
        " can be told are left out.",
    )


def _priced(price: PriceOfRule) -> str:
    name, share = clean(price.name), f"{price.share * 100:.2g} %"
    if price.name in _NAMES:
        return f"Fair shares of places for units and disciplines cost {share} of the new bridges."
    if name.startswith("without the rule "):
        return f"The rule {name.removeprefix('without the rule ')} costs {share}."
    if name.startswith("without "):
        return f"{name.removeprefix('without ').capitalize()} costs {share}."
    return f"{name.capitalize()} is worth {price.bridges:.2g} expected bridges."


def audit_tables(tables: tuple[AuditTable, ...]) -> tuple[TableView, ...]:
    """One table per axis and measure of an audit."""
    return tuple(_audit_table(table) for table in tables)


def _audit_table(table: AuditTable) -> TableView:
    """One axis of an audit."""
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
        note=" ".join(
            (
                "Rates are rounded more coarsely than ratios, which are of the unrounded rates.",
                *(clean(n) for n in table.notes),
            )
        ),
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
