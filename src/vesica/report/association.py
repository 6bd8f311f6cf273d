"""The association brief: several ways to measure the first skill, against one of the second."""

from __future__ import annotations

from typing import Any

from vesica.core.association import CountOverlapTable
from vesica.core.estimate import Estimate, Shown
from vesica.core.released import Released
from vesica.report.brief import Brief, Column, TableView, footer, how_we_know
from vesica.report.figure import (
    COLOURS,
    FONT,
    SCHEMA,
    Mark,
    briefly,
    config,
    interval_chart,
)
from vesica.report.words import clean

__all__ = ["association_brief"]

_LATENT = "The two skills, corrected for measurement error"


def association_brief(
    released: Released[CountOverlapTable], *, organisation: str, simulated: bool
) -> Brief:
    """Put the released table of measures into words, one figure and tables."""
    table = released.value
    return Brief(
        question="association",
        title=f"Do the two skills meet? {clean(organisation)}",
        headline=clean(table.reading),
        paragraphs=(
            (
                "Each row cuts both measures at the same top share within each group, and counts"
                " the people who are above both cuts."
            ),
            "1 is what chance alone would give.",
        ),
        meaning=(
            "The answer follows from all rows together, not from the most striking one.",
            "An association is not a cause.",
            "A measure that counts activity says something else than one that counts reach.",
        ),
        figure=_figure(table),
        figure_title="People with both, as a multiple of chance",
        figure_alt=_alt(table),
        figure_caption="A bar is an interval, a dot the estimate; the dashed line is what chance"
        " alone would give.",
        tables=(_lifts(table), _counts(table)),
        hidden=tuple(clean(sentence) for sentence in released.hidden),
        how=how_we_know(released),
        footer=footer(released, organisation=organisation, simulated=simulated),
    )


def _lifts(table: CountOverlapTable) -> TableView:
    rows = [(row.first, row.lift, row.correlation) for row in table.rows]
    return TableView(
        title="Both, as a multiple of chance",
        columns=(
            Column(name="Measure of the first skill"),
            Column(name="Multiple of chance", number=True),
            Column(name="Rank correlation", number=True),
        ),
        rows=(*rows, (_LATENT, table.latent_lift, table.latent_correlation)),
    )


def _counts(table: CountOverlapTable) -> TableView:
    return TableView(
        title="People above the cuts",
        columns=(
            Column(name="First measure"),
            Column(name="Second measure"),
            Column(name="People", number=True),
            Column(name="Top in first", number=True),
            Column(name="Top in second", number=True),
            Column(name="Both", number=True),
            Column(name="Both by chance", number=True),
            Column(name="Fisher p", number=True),
        ),
        rows=tuple(
            (r.first, r.second, r.people, r.top_first, r.top_second, r.both, r.chance, r.p_value)
            for r in table.rows
        ),
    )


def _mark(label: str, value: Shown, colour: str) -> Mark:
    drawn = value if isinstance(value, Estimate) else None
    return Mark(label=clean(label), shown=briefly(value), estimate=drawn, colour=colour)


def _marks(table: CountOverlapTable) -> list[Mark]:
    rows = [_mark(row.first, row.lift, COLOURS.first) for row in table.rows]
    return [*rows, _mark(_LATENT, table.latent_lift, COLOURS.both)]


def _figure(table: CountOverlapTable) -> dict[str, Any]:
    chart = interval_chart(
        _marks(table),
        reference=1.0,
        reference_label="chance",
        axis_title="People with both, as a multiple of chance",
        from_zero=True,
        row_height=48,
    )
    return {"$schema": SCHEMA, **chart, "config": config(FONT)}


def _alt(table: CountOverlapTable) -> str:
    lines = "; ".join(f"{mark.label}: {mark.shown}" for mark in _marks(table))
    return f"An interval chart against 1, which is chance alone. {lines}."
