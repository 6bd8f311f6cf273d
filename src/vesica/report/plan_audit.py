"""The audit of a plan for adverse impact in words."""

from __future__ import annotations

from vesica.core.estimate import Estimate
from vesica.core.plan_audit import PlanAudit
from vesica.core.released import Released
from vesica.report.brief import Brief, footer, how_we_know
from vesica.report.figure import COLOURS, FONT, SCHEMA, Mark, config, interval_chart
from vesica.report.plan_tables import audit_tables
from vesica.report.words import clean, number

__all__ = ["plan_audit_brief"]


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
        tables=audit_tables(value.tables),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )
