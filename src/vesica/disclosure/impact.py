"""What is told of an audit for adverse impact: ratios of rounded rates, and nothing finer."""

from __future__ import annotations

from dataclasses import replace

from vesica.core.canonical import round_to
from vesica.core.estimate import Hidden
from vesica.core.plan_audit import AuditGroup, AuditTable, PlanAudit
from vesica.disclosure.screened import Context, Screened
from vesica.disclosure.sdc import fewer_than
from vesica.errors import RefusedError

__all__ = ["screen_plan_audit"]

_RATE_STEP, _PLACES = 0.05, 3

_Counts = tuple[int, int]
"""Selected, and all, as they follow from what is shown."""


def screen_plan_audit(result: PlanAudit, context: Context) -> Screened[PlanAudit]:
    """Hide small groups, and work out ratios, intervals and p-values from what is shown.

    From exact ratios and p-values of several groups the exact counts can be solved for, and with
    them the groups that are hidden. So people and rates are rounded first, and everything else
    follows from the rounded ones by the formulas of the method. The finding is a word, comes
    from the exact counts, and is never hidden.

    Raises
    ------
    RefusedError
        If fewer people than the minimum group could have had a place.
    """
    minimum = context.policy.minimum_group
    if result.people < minimum:
        raise RefusedError(
            f"{fewer_than(minimum).capitalize()} could have had a place: no audit is possible.",
            hint="The audit looks at groups; it says more when more people opt in.",
        )
    tables = tuple(_table(t, context) for t in result.tables)
    people = context.figures.people("people audited", result.people)
    selected = context.figures.people("people selected", result.selected)
    value = replace(result, people=people, selected=selected, tables=tables)
    few = sum(isinstance(g.people, Hidden) for t in tables for g in t.groups)
    hidden = (f"{few} rows of the audit: {fewer_than(minimum)}.",) if few else ()
    return Screened(value=value, hidden=hidden, cells=())


def _table(table: AuditTable, context: Context) -> AuditTable:
    from vesica.plan.impact import REFERENCE

    counts = {g.group: _counts(g, table, context) for g in table.groups}
    beside = next((counts[g.group] for g in table.groups if g.finding == REFERENCE), None)
    groups = tuple(_group(g, counts[g.group], beside, table.level, context) for g in table.groups)
    return replace(table, groups=groups)


def _counts(row: AuditGroup, table: AuditTable, context: Context) -> _Counts | None:
    """Rounded counts of a group, or None where it is too small to be shown."""
    if isinstance(row.people, Hidden) or row.people < context.policy.minimum_group:
        return None
    people = context.figures.people(f"{table.measure} by {table.axis}: {row.group}", row.people)
    step = max(_RATE_STEP, 2 / people)
    rate = 0.0 if row.rate is None else min(round(row.rate / step) * step, 1.0)
    return round(rate * people), people


def _group(
    row: AuditGroup, own: _Counts | None, beside: _Counts | None, level: float, context: Context
) -> AuditGroup:
    if own is None:
        nothing = dict.fromkeys(("rate", "ratio", "low", "high", "p_value"))
        return replace(row, people=Hidden(why=fewer_than(context.policy.minimum_group)), **nothing)
    from scipy.stats import fisher_exact

    from vesica.plan.impact import REFERENCE, ratio_interval

    selected, people = own
    shown = replace(row, people=people, rate=round_to(selected / people, _PLACES))
    if row.ratio is None or beside is None or not beside[0]:
        return replace(shown, ratio=None, low=None, high=None, p_value=None)
    if row.finding == REFERENCE:
        return replace(shown, ratio=1.0, low=None, high=None, p_value=None)
    digits = context.policy.digits
    ratio = selected / people / (beside[0] / beside[1])
    low, high = ratio_interval(selected, people, *beside, level)
    p = fisher_exact([[selected, people - selected], [beside[0], beside[1] - beside[0]]])
    return replace(
        shown,
        ratio=round_to(ratio, digits),
        low=round_to(low, digits),
        high=round_to(high, digits),
        p_value=round_to(float(p.pvalue), digits),
    )
